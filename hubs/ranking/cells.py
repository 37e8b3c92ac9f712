"""Evidence items become cells: what the release knows about every hub on every column."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from hubs.ranking.prior import Prior
from hubs.ranking.strength import GRID, Column, share_votes

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.utils import Tags

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Items:
    """The evidence items cell by cell: cell c holds those from ``start[c]`` to ``start[c + 1]``.

    Attributes
    ----------
    start : one position per cell, counted row by row, and the end.
    keys, similarity, strength : of the items; the strength is the effective one, votes shared.
    """

    start: Sequence[int]
    keys: Sequence[str]
    similarity: Sequence[float]
    strength: Sequence[float]

    def of(self, cell: int) -> slice:
        """Where the items of a cell stand."""
        return slice(self.start[cell], self.start[cell + 1])


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a release; every array has the shape (hubs, columns) and is read-only.

    Attributes
    ----------
    hubs, columns : slugs and columns, in the order of the arrays.
    mean : m, the expected partial similarity in [0, 1], a multiple of 1/1024.
    variance : V of the partial similarity, ``>= 0``.
    n : sum of the effective strengths; 0 is unknown.
    known : ``n / (kappa + n)``, the share of m that rests on evidence, in [0, 1].
    floor : what m would be if all that is unknown were worst; ``floor + 1 - known`` if best.
    count : number of evidence items.
    measured : mean similarity of the figures that define the criterion, NaN without any.
    prior : what is assumed where nothing is known, aligned with the columns.
    items : what the cells are made of.
    """

    hubs: tuple[str, ...]
    columns: tuple[Column, ...]
    mean: Floats
    variance: Floats
    n: Floats
    known: Floats
    floor: Floats
    count: NDArray[np.int64]
    measured: Floats
    prior: Prior
    items: Items

    def __post_init__(self) -> None:
        if len(set(self.hubs)) < len(self.hubs) or len(set(self.columns)) < len(self.columns):
            raise ValueError("hubs and columns are unique")
        for values in (self.mean, self.variance, self.n, self.known, self.floor, self.count, self.measured):
            values.flags.writeable = False

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


class EvidencePooler(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Transforms evidence items into cells, by pooling them with a prior (ranking model, section 2).

    With t the effective strength of an item and s its similarity:
    ``n = sum t``, ``m = (kappa mu + sum t s) / (kappa + n)``, rounded to 1/1024,
    ``V = sigma^2 / (kappa + n)``, and ``floor = sum t s / (kappa + n)``. Without evidence m is exactly mu.

    Parameters
    ----------
    hubs : unique slugs, the rows of the cells.
    columns : unique columns, the columns of the cells.
    prior : what is usual; it knows every column.

    Attributes
    ----------
    prior_ : aligned with the columns.

    Examples
    --------
    >>> import pandas as pd
    >>> said = {"key": ["a"], "hub": ["lima"], "criterion": ["cost"], "option": [""],
    ...         "similarity": [1.0], "strength": [2.0], "voter": ["Ana"]}
    >>> pooler = EvidencePooler(["austin", "lima"], [Column("cost")], Prior((Column("cost"),), (0.5,), (0.5,), (2.0,)))
    >>> cells = pooler.fit_transform(pd.DataFrame(said))
    >>> cells.mean.ravel().tolist(), cells.floor.ravel().tolist(), cells.variance.ravel().tolist()
    ([0.5, 0.75], [0.0, 0.5], [0.125, 0.0625])
    """

    def __init__(
        self,
        hubs: Sequence[str] = (),
        columns: Sequence[Column] = (),
        prior: Prior | None = None,
    ) -> None:
        self.hubs = hubs
        self.columns = columns
        self.prior = prior

    def __sklearn_tags__(self) -> "Tags":
        """A table with columns of text and numbers is no array of numbers."""
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags

    def fit(self, X: "pd.DataFrame", y: object = None) -> Self:
        """Align the prior with the columns.

        Parameters
        ----------
        X, y : ignored.

        Raises
        ------
        ValueError
            If there is no prior, or it lacks a column.
        """
        if self.prior is None:
            raise ValueError("a pooler needs a prior")
        self.prior_ = self.prior.take(self.columns)
        return self

    def transform(self, X: "pd.DataFrame") -> Cells:
        """The cells of evidence items, independent of the items' order.

        Parameters
        ----------
        X : evidence items as in `hubs.ranking.strength.share_votes`.

        Raises
        ------
        ValueError
            As `share_votes`; also for an item whose hub or column is not in the table, and for
            repeated hubs or columns.
        """
        items, prior = share_votes(X), self.prior_
        shape = (len(self.hubs), len(self.columns))
        cell = locate(items, self.hubs, self.columns)
        t, s = items["effective"].to_numpy(), items["similarity"].to_numpy()

        def total(weights: Floats) -> Floats:
            sums = np.bincount(cell, weights=weights, minlength=shape[0] * shape[1])
            return np.asarray(sums, dtype=np.float64).reshape(shape)

        figures = t * (items["defining"].to_numpy(dtype=np.float64) if "defining" in items else 0.0)
        kappa, mu, sigma = (np.array(row) for row in (prior.kappa, prior.mean, prior.sigma))
        n, ts = total(t), total(t * s)
        exact = (kappa * mu + ts) / (kappa + n)
        return Cells(
            hubs=tuple(self.hubs),
            columns=tuple(Column(*column) for column in self.columns),
            mean=np.rint(exact * GRID) / GRID,
            variance=sigma**2 / (kappa + n),
            n=n,
            known=n / (kappa + n),
            floor=ts / (kappa + n),
            count=total(np.ones(len(items))).astype(np.int64),
            measured=_ratio(total(figures * s), total(figures)),
            prior=prior,
            items=_by_cell(items, cell, shape[0] * shape[1]),
        )


def _ratio(total: Floats, weight: Floats) -> Floats:
    ratio: Floats = np.divide(total, weight, out=np.full(weight.shape, np.nan), where=weight > 0)
    return ratio


def _by_cell(items: "pd.DataFrame", cell: NDArray[np.int64], cells: int) -> Items:
    """In arrays that give Python's own numbers: a list of half a million of them keeps ten times as much memory."""
    order = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[order], np.arange(cells + 1))
    return Items(
        start=array("q", start.astype(np.int64).tobytes()),
        keys=items["key"].to_numpy(dtype=object)[order].tolist(),
        similarity=array("d", items["similarity"].to_numpy(dtype=np.float64)[order].tobytes()),
        strength=array("d", items["effective"].to_numpy(dtype=np.float64)[order].tobytes()),
    )


def known_cells(similarity: Floats, names: Any = None) -> Cells:
    """Cells of which each is either known for sure or not at all.

    An unknown cell has the mean of the known ones of its column (1/2 if there are none) and
    their spread as its prior, with kappa 1.

    Parameters
    ----------
    similarity : partial similarities, shape (hubs, columns); NaN is unknown. They are read on the
        fixed bounds [0, 1], so that what lies outside counts as the nearer bound, and rounded to 1/1024.
    names : a table of the same shape whose index names the hubs and whose columns name the criteria,
        by slug or as (criterion, option); without it they are numbered.

    Raises
    ------
    ValueError
        For repeated names.

    Examples
    --------
    >>> cells = known_cells(np.array([[1.0, np.nan], [0.5, 0.25]]))
    >>> cells.mean.tolist(), cells.known.tolist(), cells.hubs, cells.columns[1].criterion
    ([[1.0, 0.25], [0.5, 0.25]], [[1.0, 0.0], [1.0, 1.0]], ('x0', 'x1'), 'x1')
    """
    known = ~np.isnan(similarity)
    s = np.where(known, np.rint(np.clip(similarity, 0.0, 1.0) * GRID) / GRID, 0.0)
    mean, spread = _usual(s, known)
    hubs = [f"x{i}" for i in range(len(s))] if names is None else names.index
    columns = [f"x{j}" for j in range(s.shape[1])] if names is None else names.columns
    named = tuple(Column(*name) if isinstance(name, tuple) else Column(str(name)) for name in columns)
    return Cells(
        hubs=tuple(map(str, hubs)),
        columns=named,
        mean=np.where(known, s, mean),
        variance=np.where(known, 0.0, spread / 2),
        n=known.astype(np.float64),
        known=known.astype(np.float64),
        floor=s,
        count=known.astype(np.int64),
        measured=np.full(s.shape, np.nan),
        prior=Prior(named, tuple(mean.tolist()), tuple(np.sqrt(spread / 2).tolist()), (1.0,) * len(named)),
        items=Items([0] * (s.size + 1), [], [], []),
    )


def _usual(s: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Mean and variance of what is known of each column; where nothing is, of a rating whose five levels are even."""
    count = known.sum(axis=0)
    mean = np.rint(np.where(count, s.sum(axis=0) / np.maximum(count, 1), 0.5) * GRID) / GRID
    spread = (np.where(known, s - mean, 0.0) ** 2).sum(axis=0) / np.maximum(count, 1)
    return mean, np.where(count, spread, 0.125)
