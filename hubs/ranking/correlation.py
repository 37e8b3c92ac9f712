"""Criteria that say the same: what two of them share counts twice in a score."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from hubs.ranking.strength import Column

if TYPE_CHECKING:
    from hubs.ranking.cells import Cells

FEWEST_HUBS = 8
STRONG = 0.6
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two columns of different criteria go together.

    Attributes
    ----------
    a, b : the columns, in the release's order.
    r : Pearson's correlation of their expected similarities, in [-1, 1].
    hubs : how many hubs have evidence on both.
    low, high : its 95 % interval.
    """

    a: Column
    b: Column
    r: float
    hubs: int
    low: float
    high: float

    @property
    def counts_twice(self) -> bool:
        """Whether the two go together strongly, and surely do: opposites share nothing that could count twice."""
        return self.r >= STRONG and self.low > 0


def correlate(cells: "Cells") -> tuple[Correlation, ...]:
    """Correlations between the columns of different criteria, over the hubs with evidence on both.

    The interval is Fisher's: ``tanh(artanh r +- 1.96 / sqrt(hubs - 3))``; Fisher (1921), On the
    "probable error" of a coefficient of correlation, Metron 1.

    Parameters
    ----------
    cells : of a release.

    Returns
    -------
    Every pair with at least 8 such hubs that do not all agree on one of the columns, strongest first.

    Examples
    --------
    >>> from hubs.ranking.cells import known_cells
    >>> cells = known_cells(np.array([[i / 16, i / 8] for i in range(8)]))
    >>> correlate(cells)[0].r, correlate(cells)[0].counts_twice
    (1.0, True)
    """
    correlations = [_correlation(cells, i, j) for i, j in _pairs(cells)]
    strong = [correlation for correlation in correlations if correlation is not None]
    return tuple(sorted(strong, key=lambda c: (-abs(c.r), c.a, c.b)))


def _pairs(cells: "Cells") -> Iterator[tuple[int, int]]:
    for i, j in combinations(range(len(cells.columns)), 2):
        if cells.columns[i].criterion != cells.columns[j].criterion:
            yield i, j


def _correlation(cells: "Cells", i: int, j: int) -> Correlation | None:
    both = (cells.n[:, i] > 0) & (cells.n[:, j] > 0)
    hubs = int(both.sum())
    x, y = cells.mean[both, i], cells.mean[both, j]
    if hubs < FEWEST_HUBS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    x, y = x - x.mean(), y - y.mean()
    r = float(np.clip((x @ y) / np.sqrt((x @ x) * (y @ y)), -1, 1))
    with np.errstate(divide="ignore"):
        low, high = np.tanh(np.arctanh(r) + np.array([-1, 1]) * Z_95 / np.sqrt(hubs - 3))
    return Correlation(cells.columns[i], cells.columns[j], r, hubs, float(low), float(high))
