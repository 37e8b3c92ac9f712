"""Many people at once: one matrix product for all of them, and what suits them as a group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.votes import GRID

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Weights = NDArray[np.integer]
Mask = NDArray[np.bool_]

BLOCK = 5000  # profiles whose scores stay in the cache; a power of two would make its rows collide there
NOBODY = -1  # the row where a profile has fewer than k hubs left


@dataclass(frozen=True, eq=False)
class Top:
    """The best hubs of many profiles.

    Attributes
    ----------
    rows : rows of the ranker's hubs, best first, shape (profiles, k); -1 where none is left.
    scores : theirs, shape (profiles, k); NaN where none is left.
    """

    rows: Rows
    scores: Floats


@dataclass(frozen=True, slots=True)
class GroupScore:
    """What one hub means to a group. Scores are shares of 1; nobody is ranked.

    Attributes
    ----------
    mean : the average of the members' scores.
    least : the lowest member's score ("least misery").
    disagreement : the standard deviation of the members' scores, in [0, 1/2].
    excluded_by : number of members who have a constraint that the hub fails.
    """

    slug: str
    mean: float
    least: float
    disagreement: float
    excluded_by: int


@dataclass(frozen=True, eq=False)
class Cohort:
    """The answers to many profiles; rows of the arrays are profiles in the order given.

    Attributes
    ----------
    scores : of all hubs, constraints aside, shape (profiles, hubs).
    top : the best hubs of each profile that fail none of its constraints.
    group : every hub for all profiles together: by mean, then least, then slug.
    """

    scores: Floats
    top: Top
    group: tuple[GroupScore, ...]


def cohort(ranker: Ranker, profiles: Sequence[Profile], k: int = 5) -> Cohort:
    """Score many profiles with one matrix product (ranking model, section 7).

    Parameters
    ----------
    ranker : the release.
    profiles : at least one.
    k : how many hubs to name per profile, ``> 0``; all if there are fewer.

    Returns
    -------
    Scores and order of every profile, bit for bit those of `Ranker.rank`.

    Raises
    ------
    ValueError
        As `hubs.ranking.profile.Profile.column_weights` and `top_of_each`; without profiles.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.evidence import Column, Prior
    >>> prior = Prior((Column("cost"),), ((0.2,) * 5,), (0.5,), (0.375,), (2.0,))
    >>> said = {"key": ["a"], "hub": ["lima"], "criterion": ["cost"], "option": [""],
    ...         "similarity": [1.0], "strength": [2.0], "voter": ["Ana"]}
    >>> attributes = pd.DataFrame({"country": ["US", "PE"], "languages": [("en",), ("es",)]},
    ...                           index=["austin", "lima"])
    >>> ranker = Ranker(["austin", "lima"], [Column("cost")], pd.DataFrame(said), prior, attributes)
    >>> answer = cohort(ranker, [Profile({"cost": 1}), Profile({"cost": 3})], k=1)
    >>> answer.top.rows.tolist(), answer.top.scores.tolist()
    ([[1], [1]], [[0.75], [0.75]])
    >>> answer.group[0]
    GroupScore(slug='lima', mean=0.75, least=0.75, disagreement=0.0, excluded_by=0)
    """
    if not profiles:
        raise ValueError("a cohort has at least one profile")
    weights = np.stack([profile.column_weights(ranker.columns)[0] for profile in profiles])
    scores, allowed = ranker.scores(weights), _allowed(ranker, profiles)
    return Cohort(scores, top_of_each(ranker, weights, k, allowed), _group(ranker.hubs, scores, allowed))


def _allowed(ranker: Ranker, profiles: Sequence[Profile]) -> Mask:
    """Which hubs fail none of a profile's constraints, shape (profiles, hubs)."""
    masks = {}
    for profile in profiles:
        if profile.constraints not in masks:
            failed = {hub.slug for hub in ranker.rank(profile).excluded} if profile.constraints else set()
            masks[profile.constraints] = [hub not in failed for hub in ranker.hubs]
    return np.array([masks[profile.constraints] for profile in profiles])


def _group(hubs: Sequence[str], scores: Floats, allowed: Mask) -> tuple[GroupScore, ...]:
    figures = scores.mean(axis=0), scores.min(axis=0), scores.std(axis=0), (~allowed).sum(axis=0)
    rows = zip(hubs, *(figure.tolist() for figure in figures), strict=True)
    return tuple(sorted((GroupScore(*row) for row in rows), key=lambda hub: (-hub.mean, -hub.least, hub.slug)))


def top_of_each(ranker: Ranker, weights: Weights, k: int, allowed: Mask | None = None) -> Top:
    """The k best hubs of every profile: by score, then coverage, then slug.

    Scores are whole numbers of 1/1024 before they are divided by the sum of the weights, so
    that a score and its hub fit into one float and a sorting network (Batcher 1968, Sorting
    networks and their applications, AFIPS) finds the best of a whole block of profiles.

    Parameters
    ----------
    ranker : the release.
    weights : integers ``>= 0``, shape (profiles, columns).
    k : ``> 0``.
    allowed : which hubs may be named, shape (profiles, hubs) or (hubs,); all by default.

    Returns
    -------
    The best min(k, hubs) of each profile, bit for bit those of `Ranker.rank`.

    Raises
    ------
    ValueError
        As `Ranker.scores`; if k is not positive; for weights that sum to 2**38 and more
        (with up to 32 hubs).

    Examples
    --------
    See `cohort`.
    """
    if k < 1:
        raise ValueError("k is positive")
    totals = np.einsum("ij->i", weights, dtype=np.int64)  # three times as fast as weights.sum(axis=1)
    if weights.dtype.kind not in "iu" or weights.min(initial=0) < 0 or totals.min(initial=1) < 1:
        raise ValueError("weights are integers, not negative, and not all zero")
    k, shape = min(k, len(ranker.hubs)), (len(weights), len(ranker.hubs))
    top = Top(np.empty((len(weights), k), dtype=np.int64), np.empty((len(weights), k)))
    mask = np.broadcast_to(True if allowed is None else allowed, shape)
    selection = _Selection(ranker, k, int(totals.max(initial=1)), min(BLOCK, len(weights)))
    tied = np.zeros(len(weights), dtype=np.bool_)
    for start in range(0, len(weights), BLOCK):
        here = slice(start, start + BLOCK)
        excluded = None if allowed is None else ~mask[here]
        top.rows[here], points, tied[here] = selection.best(weights[here], excluded)
        np.divide(points, totals[here, None], out=top.scores[here])
    top.scores[top.rows == NOBODY] = np.nan
    top.rows[tied] = _with_ties_broken(ranker, weights[tied], mask[tied], k)
    return top


def _with_ties_broken(ranker: Ranker, weights: Weights, allowed: Mask, k: int) -> Rows:
    """The order of profiles in which coverage or the slug decides."""
    scores = np.where(allowed, ranker.scores(weights), -np.inf) if len(weights) else np.empty(allowed.shape)
    totals = weights.sum(axis=1, keepdims=True)
    coverage = (weights @ ranker.cells.known.T / totals).round(9)  # as `Scorer.top` does
    alphabetic = np.broadcast_to(np.argsort(np.argsort(np.array(ranker.hubs))), scores.shape)
    order = np.lexsort((alphabetic, -coverage, -scores))[:, :k]
    return np.where(np.take_along_axis(allowed, order, axis=1), order, NOBODY)


class _Selection:
    """Scores and hubs of a block of profiles in one float each, and the best k of them.

    A key is ``score * 1024 * total * slots + slot``, a whole number; a column holds the
    keys of one profile. Excluded hubs and padding have the key -1.
    """

    def __init__(self, ranker: Ranker, k: int, largest: int, width: int) -> None:
        hubs = len(ranker.hubs)
        self._k, self._hubs, self._bits = k, hubs, (hubs - 1).bit_length()
        self._slots = 1 << self._bits
        keys = (largest * GRID + 1) * self._slots  # every whole number up to here must be exact
        if keys > 2**53:
            raise ValueError("the weights are too large")
        exact: type[np.floating] = np.float32 if keys <= 2**24 else np.float64
        self._whole: type[np.signedinteger] = np.int32 if keys <= 2**24 else np.int64
        self._steps = (ranker.cells.mean * (GRID * self._slots)).astype(exact)
        self._slot = np.arange(hubs, dtype=exact)[:, None]
        self._depth = min(1 << k.bit_length(), self._slots)  # more than k, to show ties at the edge
        self._keys, self._spare = np.empty((self._slots, width), exact), np.empty((self._slots // 2, width), exact)

    def best(self, weights: Weights, excluded: Mask | None) -> tuple[Rows, Floats, Mask]:
        """Rows and unnormalised scores, shape (profiles, k), and which profiles have ties among them."""
        keys = self._keys[:, : len(weights)]
        keys[self._hubs :] = -1
        np.matmul(self._steps, weights.astype(keys.dtype).T, out=keys[: self._hubs])
        keys[: self._hubs] += self._slot
        if excluded is not None:
            keys[: self._hubs][excluded.T] = -1
        best = self._sort(keys)[: self._k + 1].astype(self._whole)
        points = best >> self._bits
        tied = ((points[1:] == points[:-1]) & (points[1:] >= 0)).any(axis=0)
        rows = np.where(best < 0, NOBODY, best & (self._slots - 1))
        return rows[: self._k].T, points[: self._k].T / GRID, tied

    def _sort(self, keys: NDArray[np.floating]) -> NDArray[np.floating]:
        """The largest ``depth`` keys of each column, largest first: bitonic sort, then bitonic merges."""
        size, width = 2, keys.shape[1]
        while size <= self._depth:
            run = keys.reshape(-1, size, width)
            self._exchange(run[:, : size // 2], run[:, : size // 2 - 1 : -1])
            self._merge(keys, size // 4)
            size *= 2
        while len(keys) > self._depth:
            pair = keys.reshape(-1, 2, self._depth, width)
            keys = np.maximum(pair[:, 0], pair[:, 1, ::-1]).reshape(-1, width)
            self._merge(keys, self._depth // 2)
        return keys

    def _merge(self, keys: NDArray[np.floating], step: int) -> None:
        while step:
            run = keys.reshape(-1, 2 * step, keys.shape[1])
            self._exchange(run[:, :step], run[:, step:])
            step //= 2

    def _exchange(self, upper: NDArray[np.floating], lower: NDArray[np.floating]) -> None:
        """Move the larger of each pair up."""
        smaller = self._spare.reshape(-1)[: upper.size].reshape(upper.shape)
        np.minimum(upper, lower, out=smaller)
        np.maximum(upper, lower, out=upper)
        lower[...] = smaller
