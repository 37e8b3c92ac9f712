"""Criteria that go together: whoever weighs both counts what they share twice."""

from collections.abc import Collection
from dataclasses import dataclass

from hubs.catalogue.entities import Criterion
from hubs.catalogue.frozen import Catalogue
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
        _describe(catalogue, correlation)
        for correlation in catalogue.correlations
        if correlation.counts_twice and not (correlation.a.option or correlation.b.option)
        if among is None or {correlation.a.criterion, correlation.b.criterion} <= set(among)
    )


def _describe(catalogue: Catalogue, correlation: Correlation) -> DoubleCounted:
    r, low, high = (number(value, 2) for value in (correlation.r, correlation.low, correlation.high))
    first, second = (catalogue.criteria[column.criterion] for column in (correlation.a, correlation.b))
    return DoubleCounted(first, second, r, low, high, correlation.hubs)
