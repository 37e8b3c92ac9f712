"""Several rankings beside each other: which hubs come first in each, and on which they agree. Nobody is ranked."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.catalogue.entities import Hub
from hubs.explanations.order import Order, Placed
from hubs.formats import listed

FIRST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A hub that is among the first of one ranking at least, and its place in each; None where it is not ranked."""

    hub: Hub
    places: tuple[Placed | None, ...]
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The hubs on which most agree come first."""

    lines: tuple[Line, ...]

    @property
    def agreed(self) -> str:
        """The names of those that are among the first of all."""
        return listed(line.hub.name for line in self.lines if line.is_agreed)


def side_by_side(orders: Sequence[Order]) -> SideBySide:
    placed = [{row.hub.slug: row for row in order.rows} for order in orders]
    first = {row.hub.slug: row.hub for order in orders for row in order.rows if row.rank <= FIRST}
    lines = [_line(hub, [rows.get(slug) for rows in placed]) for slug, hub in first.items()]
    return SideBySide(tuple(sorted(lines, key=_agreement)))


def _line(hub: Hub, places: list[Placed | None]) -> Line:
    return Line(hub, tuple(places), all(place and place.rank <= FIRST for place in places))


def _agreement(line: Line) -> tuple[int, float, str]:
    """How many have it among their first, then its ranks added up."""
    ranks = [place.rank for place in line.places if place]
    return -sum(rank <= FIRST for rank in ranks), sum(ranks) / len(ranks), line.hub.slug
