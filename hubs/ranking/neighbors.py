"""Nearest neighbours under a person's own weights, as a scikit-learn estimator.

Hubs are the samples that `fit` indexes, their partial similarities the features. A query is
one person's weights; the ideal is similarity 1 on every weighted column, since labels and
target levels are columns of their own. The distance is 1 - S, the weighted Manhattan distance
to that ideal (ranking model, section 3).

Similarities on the 1/1024 grid and integer weights make every weighted sum an exact
integer of 1/1024, whatever the order of summation: one query, a batch of them and any
build of BLAS give bit-equal scores. Up to a sum of weights of 2**14 float32 suffices.
"""

from typing import TYPE_CHECKING, Literal, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import validate_data

from hubs.ranking.cells import Cells, known_cells
from hubs.ranking.strength import GRID

if TYPE_CHECKING:
    from sklearn.utils import Tags

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Weights = NDArray[np.integer]

EXACT_IN_FLOAT32 = 2**14  # 2**24 / GRID
BLOCK = 64  # scores that share a maximum in the search for the best
QUERIES = 5000  # whose scores stay in the processor's cache


def weighted_similarity(
    similarity: NDArray[np.floating], weights: NDArray[np.floating], total: float | NDArray[np.number]
) -> Floats:
    """Score ``S = sum_j w_j m_j`` with w normalised to sum 1 (ranking model, section 3).

    Parameters
    ----------
    similarity : shape (hubs, columns), partial similarities in [0, 1].
    weights : shape (queries, columns), same dtype, ``>= 0``.
    total : the sum of the weights of each query, ``> 0``, shape (queries, 1).

    Returns
    -------
    Scores in [0, 1] of shape (queries, hubs).

    Examples
    --------
    >>> weighted_similarity(np.array([[1.0, 0.5]]), np.array([[3.0, 1.0]]), np.array([[4.0]])).tolist()
    [[0.875]]
    """
    scores: Floats = np.divide(weights @ similarity.T, total, dtype=np.float64)
    return scores


class WeightedNeighbors(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Indexes hubs once; each query brings its own weights.

    `sklearn.neighbors.NearestNeighbors` with ``metric="minkowski", p=1`` and weights answers the
    same, but holds one person's weights in its constructor and has to be made anew for the next.

    Parameters
    ----------
    n_neighbors : how many hubs `kneighbors` names unless it is told otherwise, ``> 0``.

    Attributes
    ----------
    cells_ : `hubs.ranking.cells.Cells`, what is known about every hub on every column.
    n_features_in_ : number of columns.

    Examples
    --------
    >>> X = [[0.5, 1.0], [1.0, 0.5], [0.75, 0.25]]
    >>> distances, rows = WeightedNeighbors(n_neighbors=2).fit(X).kneighbors([[1, 3], [3, 1]])
    >>> rows.tolist(), distances.tolist()
    ([[0, 1], [1, 0]], [[0.125, 0.375], [0.125, 0.375]])
    """

    def __init__(self, n_neighbors: int = 5) -> None:
        self.n_neighbors = n_neighbors

    def fit(self, X: Cells | ArrayLike, y: object = None) -> Self:
        """Index the hubs; everything is checked here, so that a query need not.

        Parameters
        ----------
        X : cells of a release; or an array or a table of shape (hubs, columns) of partial
            similarities, as `hubs.ranking.cells.known_cells` reads it (NaN is unknown).
        y : ignored.

        Raises
        ------
        ValueError
            For what is no table of finite numbers, and as `known_cells`.
        """
        names = X if hasattr(X, "columns") and hasattr(X, "index") else None
        if not isinstance(X, Cells):
            X = known_cells(validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan"), names)
        self.cells_ = X
        self.n_features_in_ = len(X.columns)
        self._mean = np.asfortranarray(X.mean, dtype=np.float32)  # one query walks whole columns
        self._alphabetic = np.empty(len(X.hubs), dtype=np.int64)
        self._alphabetic[np.argsort(np.array(X.hubs), kind="stable")] = np.arange(len(X.hubs))
        return self

    def __sklearn_tags__(self) -> "Tags":
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def similarities(self, X: ArrayLike) -> Floats:
        """Score S of every hub for every query.

        Parameters
        ----------
        X : weights, integers ``>= 0``, shape (queries, columns).

        Returns
        -------
        Scores in [0, 1], shape (queries, hubs).

        Raises
        ------
        ValueError
            If weights are not integers, negative, or sum to zero.
        sklearn.exceptions.NotFittedError
            Before `fit`.
        """
        weights, totals = self._query(X)
        return self._scores(weights, totals)

    @overload
    def kneighbors(
        self,
        X: ArrayLike,
        n_neighbors: int | None = ...,
        return_distance: Literal[True] = ...,
        among: Rows | None = ...,
    ) -> tuple[Floats, Rows]: ...

    @overload
    def kneighbors(
        self, X: ArrayLike, n_neighbors: int | None = ..., *, return_distance: Literal[False], among: Rows | None = ...
    ) -> Rows: ...

    def kneighbors(
        self,
        X: ArrayLike,
        n_neighbors: int | None = None,
        return_distance: bool = True,
        among: Rows | None = None,
    ) -> tuple[Floats, Rows] | Rows:
        """The hubs nearest to the ideal of each query, as `sklearn.neighbors.NearestNeighbors`.

        Of equally near hubs the one with more coverage comes first, then the alphabet decides.

        Parameters
        ----------
        X : weights, integers ``>= 0``, shape (queries, columns).
        n_neighbors : how many, ``> 0``; the constructor's by default, all hubs if there are fewer.
        return_distance : whether distances are wanted, too.
        among : rows of the hubs that may be named, at least one; all by default.

        Returns
        -------
        distances : 1 - S, ascending, shape (queries, neighbours); only if wanted.
        rows : of the hubs, shape (queries, neighbours).

        Raises
        ------
        ValueError
            As `similarities`; if n_neighbors is not positive; in a batch, for weights that sum
            to 2**38 and more (with up to 32 hubs).
        sklearn.exceptions.NotFittedError
            Before `fit`.
        """
        scores, rows = self._nearest(X, self.n_neighbors if n_neighbors is None else n_neighbors, among)
        return (1.0 - scores, rows) if return_distance else rows

    def _nearest(self, X: ArrayLike, k: int, among: Rows | None = None) -> tuple[Floats, Rows]:
        """Scores and rows of the k best of each query, both of shape (queries, k)."""
        weights, totals = self._query(X)
        if k < 1:
            raise ValueError("n_neighbors is positive")
        if len(weights) == 1 and among is None:
            return self._nearest_of_one(weights, totals, k)
        return self._nearest_of_many(weights, totals, k, among)

    def _query(self, X: ArrayLike) -> tuple[Weights, Weights]:
        """The weights, and their sum for each query, shape (queries, 1)."""
        if not hasattr(self, "cells_"):
            raise NotFittedError(f"this {type(self).__name__} is not fitted yet")
        weights = np.asarray(X)
        if weights.ndim != 2 or weights.dtype.kind not in "iu" or weights.min(initial=0) < 0:
            raise ValueError("weights are integers, not negative, a row for each query")
        totals: Weights = np.einsum("ij->i", weights, dtype=np.int64)[:, None]  # three times as fast as .sum(axis=1)
        if not totals.all():
            raise ValueError("weights are not all zero")
        return weights, totals

    def _scores(self, weights: Weights, totals: Weights) -> Floats:
        exact = np.float32 if totals.max(initial=1) <= EXACT_IN_FLOAT32 else np.float64
        return weighted_similarity(self._mean.astype(exact, copy=False), weights.astype(exact), totals)

    def _nearest_of_one(self, weights: Weights, totals: Weights, k: int) -> tuple[Floats, Rows]:
        """One query among many hubs: memory is the limit, so that few scores are sorted."""
        scores = self._scores(weights, totals)[0]
        rows = _contenders(scores, k)
        coverage = self._coverage(weights / totals, rows)[0]
        best = rows[np.lexsort((self._alphabetic[rows], -coverage, -scores[rows]))[:k]]
        return scores[None, best], best[None]

    def _nearest_of_many(self, weights: Weights, totals: Weights, k: int, among: Rows | None) -> tuple[Floats, Rows]:
        """Many queries among few hubs: score and hub are packed into one number, since to sort numbers is fast."""
        rows = np.arange(len(self.cells_.hubs)) if among is None else among
        k, keys = min(k, len(rows)), _Keys(self.cells_.mean[rows], int(totals.max(initial=1)))
        # Each rank lies together in memory, as it comes: to write the ranks of a query side by side is slower.
        scores, best = np.empty((k, len(weights))).T, np.empty((k, len(weights)), dtype=np.int64).T
        tied = np.zeros(len(weights), dtype=np.bool_)
        for start in range(0, len(weights), QUERIES):
            here = slice(start, start + QUERIES)
            best[here], points, tied[here] = keys.best(weights[here], k)
            np.divide(points, totals[here], out=scores[here])
        if tied.any():
            again = self._scores(weights[tied], totals[tied])[:, rows]
            coverage = self._coverage(weights[tied] / totals[tied], rows)
            alphabetic = np.broadcast_to(self._alphabetic[rows], again.shape)
            best[tied] = np.lexsort((alphabetic, -coverage, -again))[:, :k]
        return scores, best if among is None else among[best]

    def _coverage(self, shares: Floats, rows: Rows) -> Floats:
        """Coverage of these hubs, shape (queries, rows), rounded: the order of summation makes no difference."""
        coverage: Floats = (shares @ self.cells_.known[rows].T).round(9)
        return coverage


class _Keys:
    """Scores and hubs of a block of queries in one whole number each.

    Before it is divided by the sum of the weights a score is a whole number of 1/1024. The key
    ``(score * 1024 * total) * 2**bits + row`` holds it in the high bits and the hub in the low
    ones, so that sorting keys sorts by score and carries the hub along; two hubs of equal score
    have keys that differ in the low bits alone, which is how ties are seen.
    """

    def __init__(self, mean: Floats, largest: int) -> None:
        self._bits = (len(mean) - 1).bit_length()
        keys = (largest * GRID + 1) << self._bits
        if keys > 2**53:  # beyond which float64 skips whole numbers
            raise ValueError("the weights are too large")
        # The product is a float's, since BLAS has none for integers; up to 2**24 float32 holds every key.
        exact: type[np.floating] = np.float32 if keys <= 2**24 else np.float64
        self._whole: type[np.signedinteger] = np.int32 if keys <= 2**24 else np.int64
        self._steps = (mean.T * (GRID << self._bits)).astype(exact)
        self._row = np.arange(len(mean), dtype=exact)

    def best(self, weights: Weights, k: int) -> tuple[Rows, Floats, NDArray[np.bool_]]:
        """Rows and unnormalised scores, shape (queries, k), and which queries have ties among them."""
        product = weights.astype(self._steps.dtype) @ self._steps
        product += self._row
        keys = product.astype(self._whole)
        keys.sort(axis=1)
        best = np.ascontiguousarray(keys[:, : -k - 2 : -1].T)  # one more than k, to see a tie at the edge
        points = best >> self._bits
        tied = (points[1:] == points[:-1]).any(axis=0)
        rows = best & ((1 << self._bits) - 1)
        return rows[:k].T, points[:k].T / GRID, tied


def _contenders(scores: Floats, k: int) -> Rows:
    """Rows that hold the k best scores, ties included, and few others.

    The scores are looked at in blocks that each keep their maximum: the k-th largest of these
    maxima is not above the k-th largest score, and far fewer numbers have to be partitioned.
    """
    blocks = len(scores) // BLOCK
    if blocks <= k:
        return np.arange(len(scores))
    maxima = scores[: blocks * BLOCK].reshape(BLOCK, blocks).max(axis=0)
    return np.flatnonzero(scores >= np.partition(maxima, -k)[-k])
