"""A ranking explained: the verdict, a shortlist with reasons, tiers, points, and how much is known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import takewhile

import numpy as np

from hubs.answers.home import Home
from hubs.catalogue.entities import Hub, Source
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import Mover
from hubs.drawing import bars, maps
from hubs.explanations.dealbreakers import Reason, reasons
from hubs.explanations.double_counting import DoubleCounted, double_counted
from hubs.explanations.home import LivedIn, lived_in, than_home
from hubs.explanations.move import move_to
from hubs.explanations.rows import (
    SURELY_OUT,
    WORTH_NAMING,
    Priority,
    Row,
    Smaller,
    explain_hub,
    own_colour,
    priorities,
    smaller,
)
from hubs.explanations.shortlist import Choice, shortlist
from hubs.explanations.stability import stability_of
from hubs.explanations.tiers import Tiers, tiers_of
from hubs.formats import listed, points
from hubs.ranking.lazily import Lazily
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import Stability

NAMED_OUT = 5
NUMBERED = 20  # of those as close as the shortlist, on the map
LISTED = 100  # of a tier: the page, and paper; the files to take along have all


@dataclass(frozen=True, slots=True)
class Left:
    """A hub that a dealbreaker leaves out."""

    hub: Hub
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ranking explained; `rows` are all ranked hubs in order, each made when somebody looks at it.

    `verdict` is none (no hub is left), only (one is), best (the first comes first every second time at least), level
    (the shortlist scores the same) or shortlist. A hub of which too little is known on a decisive priority is `unsure`
    and stands in no other tier; if all are, the shortlist is empty. `sure` is how often in 100 tries the best place is
    on the shortlist; `places` are those of the hubs in `rows`.
    """

    verdict: str
    priorities: tuple[Priority, ...]
    rows: Sequence[Row]
    shortlist: tuple[Row, ...]
    close: Sequence[Row]
    good: Sequence[Row]
    rest: Sequence[Row]
    unsure: Sequence[Row]
    surely_out: Sequence[Row]
    level: int
    sure: int
    excluded: Sequence[Left]
    dealbreakers: int
    doubled: tuple[DoubleCounted, ...]
    places: Mapping[str, int]
    home: LivedIn | None = None

    @property
    def left_out(self) -> dict[tuple[Reason, ...], list[Hub]]:
        """What leaves hubs out, each once, and the hubs that it leaves out, as many as the page lists."""
        hubs: dict[tuple[Reason, ...], list[Hub]] = {}
        for left in self.excluded[:LISTED]:
            hubs.setdefault(left.reasons, []).append(left.hub)
        return hubs

    @property
    def dots(self) -> tuple[tuple[maps.Dot, int | None], ...]:
        """Every hub that is listed; the shortlist and the first that are as close with a rank, drawn last."""
        close = self.close[:NUMBERED]
        numbered = {row.hub.slug: row.rank for row in (*self.shortlist, *close)}
        rows = sorted((*self.shortlist, *self.in_short), key=lambda row: (row.rank, -row.coverage, row.hub.slug))
        hubs = [row.hub for row in rows] + [left.hub for left in self.excluded[:LISTED]]
        first, as_close = ([row.hub.slug for row in tier] for tier in (self.shortlist, close))
        dots = maps.hub_map(map(place, hubs), first, as_close)
        return tuple((dot, numbered.get(dot.slug)) for dot in reversed(dots))

    @property
    def coloured(self) -> Sequence[Priority]:
        return own_colour(self.priorities)

    @property
    def smaller(self) -> Smaller | None:
        return smaller(self.priorities)

    @property
    def points_bar(self) -> bars.Bar:
        """The reader's 100 points as one bar."""
        return bars.bar((priority.weight, True) for priority in self.priorities)

    @property
    def in_short(self) -> tuple[Row, ...]:
        """Those that are not on the shortlist, as many of each tier as the page lists."""
        return tuple(row for tier in (self.close, self.good, self.rest, self.unsure) for row in tier[:LISTED])

    @property
    def skipped(self) -> tuple[Row, ...]:
        """Hubs with more points than some of the shortlist, which yet come first less often."""
        last = max((row.rank for row in self.shortlist), default=0)
        ahead = takewhile(lambda row: row.rank < last, self.rows)
        return tuple(row for row in ahead if row not in self.shortlist and not row.unknown)

    @property
    def skipped_names(self) -> str:
        return listed(row.hub.name for row in self.skipped)

    @property
    def named_sources(self) -> tuple[Source, ...]:
        """Where the facts about the shortlist come from, each once."""
        quoted = (item.about.source for row in self.shortlist for item in row.telling)
        return tuple({source.slug: source for source in quoted}.values())

    @property
    def leader(self) -> Row | None:
        return self.shortlist[0] if self.shortlist else None

    @property
    def runner_up(self) -> Row | None:
        return self.shortlist[1] if len(self.shortlist) > 1 else None

    @property
    def names(self) -> str:
        return listed(row.hub.name for row in self.shortlist)

    @property
    def contenders(self) -> int:
        """How many there are to choose from: the shortlist, or all that are level."""
        return self.level if self.verdict == "level" else len(self.shortlist)

    @property
    def reasons_differ(self) -> bool:
        """Whether each of the shortlist is there for something else; unknown of an outcome in brief."""
        reasons = (row.choice.reason.criterion for row in self.shortlist if row.choice)
        return len({criterion.slug for criterion in reasons if criterion}) == len(self.shortlist)

    @property
    def untold(self) -> tuple[Row, ...]:
        """Hubs that would stand before the last of the shortlist if enough were known of them."""
        last = max((row.rank for row in self.shortlist), default=0)
        ahead = takewhile(lambda row: row.rank < last, self.rows)
        return tuple(row for row in ahead if row.unknown)

    @property
    def untold_names(self) -> str:
        return listed(row.hub.name for row in self.untold)

    @property
    def untold_first(self) -> int:
        """How often in 100 tries one of them comes first."""
        return sum(row.sure.first for row in self.untold)

    @property
    def asked(self) -> int:
        """How many hubs there are, left out or not."""
        return len(self.rows) + len(self.excluded)

    def row_of(self, hub: Hub) -> Row | None:
        """The row of a hub; None where it is not ranked."""
        return self.rows[self.places[hub.slug]] if hub.slug in self.places else None

    @property
    def named_out(self) -> Sequence[Row]:
        """The last ones of those that practically never come first, with what speaks against each."""
        return self.surely_out[:NAMED_OUT]


def place(hub: Hub) -> maps.Place:
    return hub.slug, hub.name, hub.latitude, hub.longitude


def explain(
    catalogue: Catalogue,
    ranking: Ranking,
    stability: Stability | None = None,
    home: Home | None = None,
    *,
    in_brief: bool = False,
) -> Outcome:
    """Explain a ranking; a shared one brings the stability that was stored with it. In brief: without any reason."""
    stability = stability or stability_of(catalogue, ranking)
    tiers = tiers_of(catalogue, ranking, stability)
    lived = lived_in(catalogue, ranking, home) if home else None
    chosen = () if in_brief else shortlist(catalogue, ranking, tiers.shortlist)
    personal = partial(_personal, catalogue, lived, home.mover if home else Mover())
    wanted, row = priorities(catalogue, ranking), _rows(catalogue, ranking, stability, tiers, personal, chosen)
    return Outcome(
        verdict=tiers.verdict,
        priorities=wanted,
        rows=Lazily(row, range(len(ranking.hubs))),
        shortlist=tuple(map(row, tiers.shortlist.keys)),
        close=Lazily(row, tiers.close.keys),
        good=Lazily(row, tiers.good.keys),
        rest=Lazily(row, tiers.rest.keys),
        unsure=Lazily(row, tiers.unsure.keys),
        surely_out=Lazily(row, _surely_out(ranking, stability, tiers)),
        level=level_of(ranking, tiers),
        sure=points(tiers.sure),
        excluded=Lazily(
            lambda out: Left(catalogue.hubs[out.slug], reasons(catalogue, out.failed, out.slug)), ranking.excluded
        ),
        dealbreakers=len(ranking.profile.constraints),
        doubled=double_counted(catalogue, ranking.weights),
        places={slug: place for place, slug in enumerate(ranking.table.slugs)},
        home=lived,
    )


def level_of(ranking: Ranking, tiers: Tiers) -> int:
    """How many hubs score as much as the first of the shortlist."""
    return int((ranking.table.rank == tiers.shortlist[0].rank).sum()) if tiers.shortlist else 0


def _surely_out(ranking: Ranking, stability: Stability, tiers: Tiers) -> list[int]:
    """The places of hubs that practically never come first and have something to watch out for; the last ones first."""
    table, rest = ranking.table, np.array(tiers.rest.keys[::-1], dtype=np.int64)
    drags = (table.contributions[rest] < -WORTH_NAMING) & (table.evidence[rest] > 0)
    out: list[int] = rest[(stability.p_first[rest] < SURELY_OUT) & drags.any(axis=1)].tolist()
    return out


def _rows(
    catalogue: Catalogue,
    ranking: Ranking,
    stability: Stability,
    tiers: Tiers,
    personal: Callable[[RankedHub, Row], Row],
    chosen: Iterable[Choice],
) -> Callable[[int], Row]:
    """What makes the row of a place of the ranking, each once."""
    wanted = priorities(catalogue, ranking)
    choices = {choice.hub.slug: choice for choice in chosen}

    @cache
    def row(place: int) -> Row:
        hub, how = ranking.hubs[place], stability.hubs[place]
        unknown = tiers.unknown.get(hub.slug, ())
        return personal(hub, explain_hub(catalogue, ranking, wanted, hub, how, unknown, choices.get(hub.slug)))

    return row


def _personal(catalogue: Catalogue, lived: LivedIn | None, mover: Mover, hub: RankedHub, row: Row) -> Row:
    """A row with what the hub is to this reader: better and worse than home, their money and their papers there."""
    if not (lived or mover.is_told):
        return row
    compared = than_home(catalogue.criteria, lived, hub) if lived else None
    return replace(row, than_home=compared, move=move_to(catalogue, mover, row.hub))
