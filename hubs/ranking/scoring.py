"""The one path from partial similarities and weights to scores and an order.

Similarities on the 1/1024 grid and integer weights make every weighted sum an exact
integer of 1/1024, whatever the order of summation: one profile, a batch of them and any
build of BLAS give bit-equal scores. Up to a sum of weights of 2**14 float32 suffices.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXACT_IN_FLOAT32 = 2**14  # 2**24 / GRID
BLOCK = 64  # scores that share a maximum in the search for the best


def weighted_similarity(
    similarity: NDArray[np.floating], weights: NDArray[np.floating], total: float | NDArray[np.number]
) -> Floats:
    """Score ``S = sum_j w_j m_j`` with w normalised to sum 1 (ranking model, section 3).

    Parameters
    ----------
    similarity : shape (hubs, columns), partial similarities in [0, 1].
    weights : shape (columns,) or (profiles, columns), same dtype, ``>= 0``.
    total : the sum of the weights, ``> 0``: a number, or one per profile, shape (profiles, 1).

    Returns
    -------
    Scores in [0, 1] of shape (hubs,) or (profiles, hubs).

    Examples
    --------
    >>> weighted_similarity(np.array([[1.0, 0.5]]), np.array([3.0, 1.0]), 4.0).tolist()
    [0.875]
    """
    scores: Floats = np.divide(weights @ similarity.T, total, dtype=np.float64)
    return scores


class Scorer:
    """Scores and the best hubs of one release, prepared for many profiles.

    Parameters
    ----------
    mean : shape (hubs, columns), expected partial similarities in [0, 1], on the 1/1024 grid.
    known : shape (hubs, columns), ``n / (kappa + n)``: coverage breaks ties.
    slugs : the hubs' slugs, which break what ties are left.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> scorer = Scorer(np.array([[0.5, 1.0], [1.0, 0.5]]), np.zeros((2, 2)), ["lima", "austin"])
    >>> scorer.scores(np.array([1, 3])).tolist()
    [0.875, 0.625]
    >>> scorer.top(np.array([1, 1]), 2).tolist()
    [1, 0]
    """

    def __init__(self, mean: Floats, known: Floats, slugs: Sequence[str]) -> None:
        if not mean.shape == known.shape or len(mean) != len(slugs):
            raise ValueError("mean, known and slugs describe the same hubs")
        self._mean = np.asfortranarray(mean, dtype=np.float32)  # a query walks whole columns
        self._known = known
        self._alphabetic = np.empty(len(slugs), dtype=np.int64)
        self._alphabetic[np.argsort(np.array(slugs), kind="stable")] = np.arange(len(slugs))

    def scores(self, weights: NDArray[np.integer]) -> Floats:
        """Scores of all hubs.

        Parameters
        ----------
        weights : integers ``>= 0``, shape (columns,) or (profiles, columns).

        Returns
        -------
        Scores in [0, 1], shape (hubs,) or (profiles, hubs); a batch equals its profiles bit for bit.

        Raises
        ------
        ValueError
            If weights are not integers, negative, or sum to zero.
        """
        return self._score(weights, _total(weights))

    def top(self, weights: NDArray[np.integer], k: int) -> NDArray[np.int64]:
        """Rows of the k best hubs, best first: by score, then coverage, then slug.

        Parameters
        ----------
        weights : integers ``>= 0``, shape (columns,).
        k : how many, ``> 0``; all hubs if there are fewer.

        Returns
        -------
        Rows, shape (min(k, hubs),).

        Raises
        ------
        ValueError
            As `scores`; also if k is not positive.
        """
        if k < 1:
            raise ValueError("k is positive")
        total = _total(weights)
        scores = self._score(weights, total)
        rows = _contenders(scores, k)
        # Rounded, so that coverages that differ in the order of summation only are equal.
        coverage = (self._known[rows] @ (weights / total)).round(9)
        best = np.lexsort((self._alphabetic[rows], -coverage, -scores[rows]))
        return rows[best[:k]]

    def _score(self, weights: NDArray[np.integer], total: NDArray[np.integer]) -> Floats:
        exact = np.float32 if total.max() <= EXACT_IN_FLOAT32 else np.float64
        return weighted_similarity(self._mean.astype(exact, copy=False), weights.astype(exact), total)


def _total(weights: NDArray[np.integer]) -> NDArray[np.integer]:
    """Sum of the weights of each profile, as a last axis of length 1."""
    total: NDArray[np.integer] = weights.sum(axis=-1, keepdims=True)
    if weights.dtype.kind not in "iu" or weights.min() < 0 or not total.all():
        raise ValueError("weights are integers, not negative, and not all zero")
    return total


def _contenders(scores: Floats, k: int) -> NDArray[np.int64]:
    """Rows that hold the k best scores, ties included, and few others.

    The k-th largest of the blocks' maxima is not above the k-th largest score.
    """
    blocks = len(scores) // BLOCK
    if blocks <= k:
        return np.arange(len(scores))
    maxima = scores[: blocks * BLOCK].reshape(BLOCK, blocks).max(axis=0)
    return np.flatnonzero(scores >= np.partition(maxima, -k)[-k])
