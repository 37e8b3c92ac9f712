"""Criteria that go together: whoever weighs both counts what they share twice."""

from collections.abc import Collection
from dataclasses import dataclass

from hubs.catalogue.frozen import Catalogue, Criterion
from hubs.formats import number
from hubs.ranking.correlation import Correlation


@dataclass(frozen=True, slots=True)
class DoubleCounted:
    """Two criteria with the correlation of their scores, its 95 % interval, and over how many hubs."""

    first: Criterion
    second: Criterion
    correlation: str
    low: str
    high: str
    hubs: int


def double_counted(catalogue: Catalogue, among: Collection[str] | None = None) -> tuple[DoubleCounted, ...]:
    """Pairs of rated criteria that surely go together, strongest first; only `among` some criteria if named."""
    return tuple(
        _describe(catalogue, found)
        for found in catalogue.correlations
        if found.counts_twice and not (found.a.option or found.b.option)
        if among is None or {found.a.criterion, found.b.criterion} <= set(among)
    )


def _describe(catalogue: Catalogue, found: Correlation) -> DoubleCounted:
    r, low, high = (number(value, 2) for value in (found.r, found.low, found.high))
    return DoubleCounted(
        catalogue.criteria[found.a.criterion], catalogue.criteria[found.b.criterion], r, low, high, found.hubs
    )
