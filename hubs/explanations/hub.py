"""A hub's page, as data: its scores, and what stands in its head."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hubs.catalogue.entities import Criterion, Figure, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import bars
from hubs.explanations.cells import Cell, cell, figures_on
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

    @property
    def is_known(self) -> bool:
        return bool(self.only.count) if self.only else bool(self.cells or self.figures)


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
