"""A hub's page and the list of all hubs, as data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from hubs import charts
from hubs.catalogue import Catalogue, Criterion, Evidence, Figure, Hub
from hubs.explanations.cells import Cell, cell, figures_on
from hubs.explanations.items import Item, item
from hubs.languages import alphabetical, language_name


@dataclass(frozen=True, slots=True)
class Aspect:
    """One criterion of a hub: a single cell, or one per label that anything is known about, or plain figures."""

    criterion: Criterion
    series: int
    cells: tuple[Cell, ...]
    figures: tuple[Figure, ...]

    @property
    def only(self) -> Cell | None:
        return self.cells[0] if self.cells and not self.criterion.options else None


def aspects(catalogue: Catalogue, hub: Hub) -> tuple[Aspect, ...]:
    return tuple(
        Aspect(
            criterion, charts.series(position), _cells(catalogue, hub, criterion), figures_on(catalogue, hub, criterion)
        )
        for position, criterion in enumerate(catalogue.criteria.values())
    )


def _cells(catalogue: Catalogue, hub: Hub, criterion: Criterion) -> tuple[Cell, ...]:
    if not criterion.options:
        return (cell(catalogue, hub, criterion),)
    if criterion.kind == "target":
        return ()
    found = [cell(catalogue, hub, criterion, option) for option in criterion.options]
    return tuple(sorted((each for each in found if each.count), key=lambda each: -each.mean))


@dataclass(frozen=True, slots=True)
class Statements:
    """What was said, of which the first few are shown at once."""

    first: tuple[Item, ...]
    more: tuple[Item, ...]

    @property
    def number(self) -> int:
        return len(self.first) + len(self.more)


def statements(catalogue: Catalogue, hub: Hub, form: str, shown: int) -> Statements:
    """What was said about the hub itself or its country: praise and blame in turn, its own and the strongest first."""
    said = sorted((about for about in catalogue.evidence_of(hub.slug) if about.form == form), key=_own_and_strong)
    praise, blame = [about for about in said if about.rating > 0], [about for about in said if about.rating <= 0]
    in_turn = [about for pair in zip_longest(praise, blame) for about in pair if about is not None]
    items = tuple(item(catalogue, about) for about in in_turn)
    return Statements(items[:shown], items[shown:])


def _own_and_strong(about: Evidence) -> tuple[bool, float, str]:
    return not about.hub, -about.strength * abs(about.rating), about.key


@dataclass(frozen=True, slots=True)
class Clock:
    """Whole and half hours from UTC in January and July, printed as +5:30 or −3."""

    january: str
    july: str


def clock(hub: Hub, year: int) -> Clock:
    zone = ZoneInfo(hub.timezone)
    return Clock(*(_offset(datetime(year, month, 1, 12, tzinfo=UTC).astimezone(zone)) for month in (1, 7)))


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset()
    assert offset is not None
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}"


def languages(hub: Hub) -> tuple[str, ...]:
    return tuple(language_name(code) for code in hub.country.languages)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of hubs. `gaps` are the criteria nothing is known about."""

    hub: Hub
    quotes: int
    claims: int
    figures: int
    gaps: tuple[Criterion, ...]
    cell: Cell | None

    @property
    def statements(self) -> int:
        return self.quotes + self.claims


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed down to, and its order; empty and None are everything."""

    country: str
    criterion: Criterion | None
    sort: str


def _by_score(entry: Entry) -> tuple[bool, float, str]:
    known = entry.cell is not None and entry.cell.count > 0
    return not known, -entry.cell.mean if entry.cell else 0.0, alphabetical(entry.hub.name)


SORTS: dict[str, Callable[[Entry], Any]] = {
    "name": lambda entry: alphabetical(entry.hub.name),
    "country": lambda entry: (alphabetical(entry.hub.country.name), alphabetical(entry.hub.name)),
    "evidence": lambda entry: (-entry.statements, alphabetical(entry.hub.name)),
    "gaps": lambda entry: (-len(entry.gaps), alphabetical(entry.hub.name)),
    "score": _by_score,
}


def entries(catalogue: Catalogue, wanted: Wanted) -> tuple[Entry, ...]:
    hubs = (hub for hub in catalogue.hubs.values() if wanted.country in {"", hub.country.code})
    return tuple(sorted((_entry(catalogue, hub, wanted.criterion) for hub in hubs), key=SORTS[wanted.sort]))


def _entry(catalogue: Catalogue, hub: Hub, criterion: Criterion | None) -> Entry:
    said = catalogue.evidence_of(hub.slug)
    return Entry(
        hub=hub,
        quotes=sum(about.form == "quote" for about in said),
        claims=sum(about.form == "claim" for about in said),
        figures=len(catalogue.figures_of(hub.slug)),
        gaps=gaps(catalogue, hub),
        cell=cell(catalogue, hub, criterion) if criterion else None,
    )


def gaps(catalogue: Catalogue, hub: Hub) -> tuple[Criterion, ...]:
    ranker = catalogue.ranker
    row, known = ranker.hubs.index(hub.slug), set()
    for column, count in zip(ranker.columns, ranker.cells.count[row].tolist(), strict=True):
        if count:
            known.add(column.criterion)
    return tuple(criterion for slug, criterion in catalogue.criteria.items() if slug not in known)
