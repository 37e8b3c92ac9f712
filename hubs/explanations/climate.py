"""A hub's year, month by month: one chart per figure that is known by month, on one scale for all hubs."""

from dataclasses import dataclass

from django.utils.dates import MONTHS

from hubs.catalogue.entities import Figure, Hub, Indicator, with_unit
from hubs.catalogue.frozen import Catalogue
from hubs.drawing.bars import Column, columns
from hubs.formats import number
from hubs.languages import within_a_sentence

TOP, HEIGHT = 16.0, 84.0  # pixels


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a chart: its letter stands below its column, its rounded number above, and both in full in a table."""

    name: str
    letter: str
    rounded: str
    value: str
    column: Column


@dataclass(frozen=True, slots=True)
class Year:
    """A figure by month. `least` and `most` name the extreme months with their values."""

    figure: Figure
    months: tuple[Month, ...]
    least: tuple[str, str]
    most: tuple[str, str]


def years(catalogue: Catalogue, hub: Hub) -> tuple[Year, ...]:
    known = [figure for figure in catalogue.figures_of(hub.slug) if figure.months]
    return tuple(_year(catalogue, figure) for figure in sorted(known, key=lambda figure: figure.indicator.order))


def unknown_by_month(catalogue: Catalogue, hub: Hub) -> tuple[Indicator, ...]:
    """What is known by month of another hub, and not of this one."""
    own = {figure.indicator.slug for figure in catalogue.figures_of(hub.slug) if figure.months}
    return tuple(indicator for indicator in catalogue.once(_known_by_month) if indicator.slug not in own)


def _known_by_month(catalogue: Catalogue) -> dict[Indicator, list[float]]:
    """The months of all hubs, by what they measure."""
    known: dict[Indicator, list[float]] = {}
    for figure in catalogue.figures.values():
        if figure.months:
            known.setdefault(figure.indicator, []).extend(figure.months)
    return known


def _year(catalogue: Catalogue, figure: Figure) -> Year:
    values, indicator = figure.months, figure.indicator
    drawn = columns(values, *_scale(catalogue, indicator), TOP, HEIGHT)
    names = [within_a_sentence(str(MONTHS[month])) for month in range(1, 13)]
    months = tuple(
        Month(name, name[0].upper(), number(value), with_unit(value, indicator), column)
        for name, value, column in zip(names, values, drawn, strict=True)
    )
    least, most = (values.index(extreme) for extreme in (min(values), max(values)))
    return Year(
        figure,
        months,
        least=(names[least], with_unit(values[least], indicator)),
        most=(names[most], with_unit(values[most], indicator)),
    )


def _scale(catalogue: Catalogue, indicator: Indicator) -> tuple[float, float]:
    """From zero, or the coldest month of any hub, to the highest month of any hub."""
    known = catalogue.once(_known_by_month)[indicator]
    return min(0.0, *known), max(1.0, *known)
