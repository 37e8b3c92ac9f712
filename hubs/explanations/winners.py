"""Who wins a criterion, and by how much. Only what is known can win."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hubs.drawing import bars
from hubs.explanations.items import Item
from hubs.explanations.standings import Side
from hubs.formats import Printed, decimal, listed

ABOUT_EQUAL = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One side on one criterion, in points or on the 0 to 10 scale, rounded as it is shown.

    `said` speaks for and against it; `rating` is the reader's own, `behind` what a known side lacks to the best known
    one of three or more, where the verdict does not say it.
    """

    side: Side
    value: float
    items: int
    track: bars.Track
    said: tuple[Item, ...]
    rating: int | None = None
    behind: "Behind | None" = None

    @property
    def known(self) -> bool:
        return self.items > 0

    @property
    def shown(self) -> Printed:
        return decimal(self.value)

    @property
    def tones(self) -> set[str]:
        return {item.tone for item in self.said}


@dataclass(frozen=True, slots=True)
class Behind:
    """What a side lacks to the best known one."""

    gap: Printed
    best: Side


@dataclass(frozen=True, slots=True)
class Winner:
    """Who wins a line. Only what is known can win.

    `kind` is wins, equal (all that are known), shared (some are, ahead of others), alone (only one side is known)
    or unknown. `leaders` are the known sides less than half a point behind the best one, `rest` the other known ones;
    `margin` is between the best two of the known sides, or where fewer are known of all.
    """

    kind: str
    leaders: tuple[Side, ...]
    second: Side
    margin: Printed
    unknown: tuple[Side, ...]
    rest: tuple[Side, ...] = ()

    @property
    def is_decided(self) -> bool:
        return self.kind in {"wins", "shared"}

    @property
    def rest_names(self) -> str:
        return listed(side.name for side in self.rest)

    @property
    def leader_names(self) -> str:
        return listed(side.name for side in self.leaders)

    @property
    def unknown_names(self) -> str:
        return listed(side.name for side in self.unknown)


def winner_of(entries: Sequence[Entry]) -> Winner:
    """Who wins among two sides or more."""
    ordered = sorted(entries, key=lambda entry: -entry.value)
    known = [entry for entry in ordered if entry.known]
    first, second = (known if len(known) > 1 else ordered)[:2]
    leaders = tuple(entry.side for entry in known if _gap(known[0], entry) < ABOUT_EQUAL)
    return Winner(
        kind=_kind(len(leaders), len(known)),
        leaders=leaders,
        second=second.side,
        margin=decimal(_gap(first, second)),
        unknown=tuple(entry.side for entry in entries if not entry.known),
        rest=tuple(entry.side for entry in known if entry.side not in leaders),
    )


def _kind(leaders: int, known: int) -> str:
    if known < 2:
        return "alone" if known else "unknown"
    if leaders == 1:
        return "wins"
    return "equal" if leaders == known else "shared"


def _gap(best: Entry, entry: Entry) -> float:
    return round(best.value - entry.value, 1)


def with_gaps(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of three sides or more with what they lack to the best one, where the verdict does not say it."""
    known = [entry for entry in entries if entry.known]
    if len(entries) < 3 or len(known) < 2:
        return tuple(entries)
    verdict, best = winner_of(entries), max(known, key=lambda entry: entry.value)
    told = {*verdict.leaders, *([verdict.second] if verdict.kind == "wins" else ())}
    return tuple(
        replace(entry, behind=Behind(decimal(_gap(best, entry)), best.side))
        if entry.known and entry.side not in told
        else entry
        for entry in entries
    )
