"""Evidence items become cells: what the release knows about every hub on every column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.prior import Prior, estimate_prior
from hubs.ranking.strength import GRID, Column, share_votes, strength

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cells", "Column", "Prior", "estimate_prior", "pool", "share_votes", "strength"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a release; every array has the shape (hubs, columns) and is read-only.

    Attributes
    ----------
    hubs, columns : slugs and columns, in the order of the arrays.
    mean : m, the expected partial similarity in [0, 1], a multiple of 1/1024.
    variance : V of the partial similarity, ``>= 0``.
    n : sum of the effective strengths; 0 is unknown.
    known : ``n / (kappa + n)``, the share of m that rests on evidence, in [0, 1).
    floor : what m would be if all that is unknown were worst; ``floor + 1 - known`` if best.
    count : number of evidence items.
    """

    hubs: tuple[str, ...]
    columns: tuple[Column, ...]
    mean: Floats
    variance: Floats
    n: Floats
    known: Floats
    floor: Floats
    count: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.mean, self.variance, self.n, self.known, self.floor, self.count):
            array.flags.writeable = False

    def column(self, criterion: str, option: str = "") -> int:
        """Position of a column; ValueError if the release lacks it."""
        try:
            return self.columns.index(Column(criterion, option))
        except ValueError:
            raise ValueError(f"unknown column {criterion!r} {option!r}") from None


def locate(items: "pd.DataFrame", hubs: Sequence[str], columns: Sequence[Column]) -> NDArray[np.int64]:
    """Number of every item's cell, counted row by row: ``row * len(columns) + column``.

    Raises
    ------
    ValueError
        If an item names a hub or a column that is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"hub": ["lima"], "criterion": ["cost"], "option": [""]})
    >>> locate(items, ["austin", "lima"], [Column("family"), Column("cost")]).tolist()
    [3]
    """
    row = {hub: i * len(columns) for i, hub in enumerate(hubs)}
    place = {tuple(column): j for j, column in enumerate(columns)}
    spoken = list(zip(items["criterion"], items["option"], strict=True))
    if strangers := (set(items["hub"]) - row.keys()) | (set(spoken) - place.keys()):
        raise ValueError(f"items name unknown hubs or columns: {sorted(map(str, strangers))}")
    cells = [row[hub] + place[column] for hub, column in zip(items["hub"], spoken, strict=True)]
    return np.array(cells, dtype=np.int64)


def pool(items: "pd.DataFrame", hubs: Sequence[str], columns: Sequence[Column], prior: Prior) -> Cells:
    """Pool evidence items and the prior into cells (ranking model, section 2).

    With t the effective strength of an item and s its similarity:
    ``n = sum t``, ``m = (kappa mu + sum t s) / (kappa + n)``, rounded to 1/1024,
    ``V = (E[s^2] - m^2) / (kappa + n + 1)`` with m as it was before rounding, and
    ``floor = sum t s / (kappa + n)``. Without evidence m is exactly mu.

    Parameters
    ----------
    items : evidence items as in `share_votes`.
    hubs : unique slugs, the rows of the cells.
    columns : unique columns, the columns of the cells.
    prior : the release's frozen prior; it must know every column.

    Returns
    -------
    The cells, independent of the order of the items.

    Raises
    ------
    ValueError
        As `share_votes`; also for an item whose hub or column is not in the table, for
        repeated hubs or columns, and for a column without a prior.

    Examples
    --------
    >>> import pandas as pd
    >>> prior = Prior((Column("cost"),), ((0.2,) * 5,), (0.5,), (0.375,), (2.0,))
    >>> said = {"key": ["a"], "hub": ["lima"], "criterion": ["cost"], "option": [""],
    ...         "similarity": [1.0], "strength": [2.0], "voter": ["Ana"]}
    >>> cells = pool(pd.DataFrame(said), ["austin", "lima"], [Column("cost")], prior)
    >>> cells.mean.ravel().tolist(), cells.floor.ravel().tolist(), cells.variance.ravel().tolist()
    ([0.5, 0.75], [0.0, 0.5], [0.041666666666666664, 0.025])
    """
    if len(set(hubs)) < len(hubs) or len(set(columns)) < len(columns):
        raise ValueError("hubs and columns are unique")
    items, prior = share_votes(items), prior.take(columns)
    shape = (len(hubs), len(columns))
    cell = locate(items, hubs, columns)
    t, s = items["effective"].to_numpy(), items["similarity"].to_numpy()

    def total(weights: Floats) -> Floats:
        sums = np.bincount(cell, weights=weights, minlength=shape[0] * shape[1])
        return np.asarray(sums, dtype=np.float64).reshape(shape)

    kappa, mu, second = (np.array(row) for row in (prior.kappa, prior.mean, prior.second))
    n, ts = total(t), total(t * s)
    exact = (kappa * mu + ts) / (kappa + n)
    square = (kappa * second + total(t * s * s)) / (kappa + n)
    return Cells(
        hubs=tuple(hubs),
        columns=tuple(Column(*column) for column in columns),
        mean=np.rint(exact * GRID) / GRID,
        variance=np.maximum(0.0, square - exact**2) / (kappa + n + 1),
        n=n,
        known=n / (kappa + n),
        floor=ts / (kappa + n),
        count=total(np.ones(len(items))).astype(np.int64),
    )
