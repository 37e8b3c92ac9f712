"""What was measured of a hub, in groups, beside what is usual among all hubs."""

from dataclasses import dataclass
from statistics import median

from hubs.catalogue.entities import Figure, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.formats import number
from hubs.models import Indicator

SHOWN = 6  # of a group; the rest is folded
FEWEST = 3  # hubs that a median speaks for


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of the hubs of which a figure is known: of all, or of one country where only those compare."""

    value: str
    hubs: int
    of_all: bool
    country: str


@dataclass(frozen=True, slots=True)
class Fact:
    figure: Figure
    usual: Usual | None


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    name: str
    first: tuple[Fact, ...]
    more: tuple[Fact, ...]


def groups(catalogue: Catalogue, hub: Hub) -> tuple[Group, ...]:
    """The groups of which anything is known, what tells most of the hub first."""
    figures = sorted(catalogue.figures_of(hub.slug), key=_telling)
    found = []
    for slug, name in Indicator.Group.choices:
        facts = [Fact(each, usual(catalogue, hub, each)) for each in figures if each.indicator.group == slug]
        if facts:
            found.append(Group(slug, str(name), tuple(facts[:SHOWN]), tuple(facts[SHOWN:])))
    return tuple(found)


def unknown_groups(catalogue: Catalogue, hub: Hub) -> tuple[str, ...]:
    """The groups of which something is known of other hubs, and nothing of this one."""
    own = {figure.indicator.group for figure in catalogue.figures_of(hub.slug)}
    known = {indicator.group for indicator in catalogue.indicators.values()}
    return tuple(str(name) for slug, name in Indicator.Group.choices if slug in known - own)


def _telling(figure: Figure) -> tuple[bool, bool, bool, int]:
    """What counts before what is only shown, the hub's own before its country's; fields of work and the clock last."""
    indicator = figure.indicator
    return (
        bool(indicator.label) or indicator.scale == Indicator.Scale.CIRCULAR,
        not figure.is_ranked,
        not figure.hub,
        indicator.order,
    )


def usual(catalogue: Catalogue, hub: Hub, figure: Figure) -> Usual | None:
    """What is usual for a figure; None if it is no quantity or too few hubs have one."""
    indicator = figure.indicator
    is_quantity = figure.value is not None and indicator.scale != Indicator.Scale.CIRCULAR
    near = indicator.within_country
    values = [
        value
        for slug, value in catalogue.measured.get(indicator.slug, {}).items()
        if not near or catalogue.hubs[slug].country == hub.country
    ]
    if not is_quantity or len(values) < FEWEST:
        return None
    value = number(median(values), indicator.decimals)
    return Usual(value, len(values), len(values) == len(catalogue.hubs), hub.country.name if near else "")
