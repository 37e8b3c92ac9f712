"""A hub's page and the list of all hubs, as data."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from hubs.catalogue.frozen import Catalogue, Criterion, Evidence, Figure, Hub
from hubs.drawing import bars
from hubs.explanations.cells import Cell, cell, figures_on
from hubs.explanations.items import Item, item
from hubs.languages import language_name


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
            criterion, bars.series(position), _cells(catalogue, hub, criterion), figures_on(catalogue, hub, criterion)
        )
        for position, criterion in enumerate(catalogue.criteria.values())
    )


def _cells(catalogue: Catalogue, hub: Hub, criterion: Criterion) -> tuple[Cell, ...]:
    if not criterion.options:
        return (cell(catalogue, hub, criterion),)
    if criterion.is_target:
        return ()
    cells = [cell(catalogue, hub, criterion, option) for option in criterion.options]
    return tuple(sorted((each for each in cells if each.count), key=lambda each: -each.mean))


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
    statements = sorted((about for about in catalogue.evidence_of(hub.slug) if about.form == form), key=_own_and_strong)
    praise = [about for about in statements if about.rating > 0]
    blame = [about for about in statements if about.rating <= 0]
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
