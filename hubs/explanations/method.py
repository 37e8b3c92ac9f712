"""What the method page says of each criterion, read from the release that ranks."""

from dataclasses import dataclass
from itertools import combinations

from django.utils.formats import number_format

from hubs.catalogue import Catalogue, Criterion, Indicator
from hubs.explanations.words import out_of_ten

CLEAR_CORRELATION = 0.5
ENOUGH_HUBS = 10
MOST_PAIRS = 6


@dataclass(frozen=True, slots=True)
class Bounds:
    """An indicator with its fixed bounds, printed; empty where its shape has none."""

    indicator: Indicator
    lower: str
    upper: str
    tolerance: str
    reach: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What an unknown hub gets, how strongly that is held, and how figures enter."""

    criterion: Criterion
    prior: str
    kappa: str
    known: int
    bounds: tuple[Bounds, ...]


def measures(catalogue: Catalogue) -> tuple[Measure, ...]:
    return tuple(_measure(catalogue, criterion) for criterion in catalogue.criteria.values())


def _measure(catalogue: Catalogue, criterion: Criterion) -> Measure:
    ranker = catalogue.ranker
    columns = [i for i, column in enumerate(ranker.columns) if column.criterion == criterion.slug]
    means = sorted({ranker.prior.mean[i] for i in columns})
    prior = out_of_ten(means[0]) if means else ""
    if len(means) > 1:
        prior = f"{prior}\N{EN DASH}{out_of_ten(means[-1])}"
    return Measure(
        criterion=criterion,
        prior=prior,
        kappa=number_format(round(ranker.prior.kappa[columns[0]], 1), decimal_pos=1) if columns else "",
        known=int((ranker.cells.count[:, columns] > 0).any(axis=1).sum()),
        bounds=tuple(_bounds(indicator) for indicator in criterion.indicators),
    )


def _bounds(indicator: Indicator) -> Bounds:
    return Bounds(
        indicator,
        *(_plain(value) for value in (indicator.lower, indicator.upper, indicator.tolerance, indicator.reach)),
    )


def _plain(value: float | None) -> str:
    return "" if value is None else number_format(f"{value:g}")


@dataclass(frozen=True, slots=True)
class Pair:
    first: Criterion
    second: Criterion
    correlation: str
    hubs: int


def correlated(catalogue: Catalogue) -> tuple[Pair, ...]:
    """Pairs of criteria that say much the same: whoever weighs both counts one thing twice."""
    import numpy as np

    cells, found = catalogue.ranker.cells, []
    plain = [criterion for criterion in catalogue.criteria.values() if not criterion.options]
    for first, second in combinations(plain, 2):
        a, b = cells.column(first.slug), cells.column(second.slug)
        both = (cells.count[:, a] > 0) & (cells.count[:, b] > 0)
        x, y = cells.mean[both, a], cells.mean[both, b]
        if both.sum() < ENOUGH_HUBS or not x.std() or not y.std():
            continue
        r = float(np.corrcoef(x, y)[0, 1])
        if abs(r) >= CLEAR_CORRELATION:
            found.append((r, Pair(first, second, number_format(round(r, 2), decimal_pos=2), int(both.sum()))))
    return tuple(pair for _, pair in sorted(found, key=lambda each: -abs(each[0]))[:MOST_PAIRS])
