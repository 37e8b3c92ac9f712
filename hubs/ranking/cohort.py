"""Many people at once: one matrix product for all of them, and what suits them as a group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.strength import GRID

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Weights = NDArray[np.integer]
Mask = NDArray[np.bool_]

BLOCK = 5000  # profiles whose scores stay in the cache
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
    >>> from hubs.ranking.prior import Prior
    >>> from hubs.ranking.strength import Column
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
            masks[profile.constraints] = ~ranker.fails(profile.constraints)
    return np.array([masks[profile.constraints] for profile in profiles])


def _group(hubs: Sequence[str], scores: Floats, allowed: Mask) -> tuple[GroupScore, ...]:
    figures = scores.mean(axis=0), scores.min(axis=0), scores.std(axis=0), (~allowed).sum(axis=0)
    rows = zip(hubs, *(figure.tolist() for figure in figures), strict=True)
    return tuple(sorted((GroupScore(*row) for row in rows), key=lambda hub: (-hub.mean, -hub.least, hub.slug)))


def top_of_each(ranker: Ranker, weights: Weights, k: int, allowed: Mask | None = None) -> Top:
    """The k best hubs of every profile: by score, then coverage, then slug.

    Before they are divided by the sum of the weights scores are whole numbers of 1/1024, so
    that a score and its hub fit into one number; to sort numbers is fast.

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
    if weights.dtype.kind not in "iu" or weights.min(initial=0) < 0:
        raise ValueError("weights are integers, not negative")
    totals = np.einsum("ij->i", weights, dtype=np.int64)  # three times as fast as weights.sum(axis=1)
    if totals.min(initial=1) < 1:
        raise ValueError("weights are not all zero")
    k, shape = min(k, len(ranker.hubs)), (len(weights), len(ranker.hubs))
    # Each rank lies together in memory, as it comes: to write the ranks of a profile side by side is slower.
    top = Top(np.empty((k, len(weights)), dtype=np.int64).T, np.empty((k, len(weights))).T)
    mask = np.broadcast_to(True if allowed is None else allowed, shape)
    keys, tied = _Keys(ranker, int(totals.max(initial=1))), np.zeros(len(weights), dtype=np.bool_)
    for start in range(0, len(weights), BLOCK):
        here = slice(start, start + BLOCK)
        excluded = None if allowed is None else ~mask[here]
        top.rows[here], points, tied[here] = keys.best(weights[here], excluded, k)
        np.divide(points, totals[here, None], out=top.scores[here])
    top.scores[top.rows == NOBODY] = np.nan
    if tied.any():
        top.rows[tied] = _with_ties_broken(ranker, weights[tied], mask[tied], k)
    return top


class _Keys:
    """Scores and hubs of a block of profiles in one whole number each.

    A key is ``score * 1024 * total * 2**bits + row``; the key of an excluded hub is -1.
    """

    def __init__(self, ranker: Ranker, largest: int) -> None:
        hubs = len(ranker.hubs)
        self._bits = (hubs - 1).bit_length()
        keys = (largest * GRID + 1) << self._bits  # whole numbers up to here must be exact
        if keys > 2**53:
            raise ValueError("the weights are too large")
        exact: type[np.floating] = np.float32 if keys <= 2**24 else np.float64
        self._whole: type[np.signedinteger] = np.int32 if keys <= 2**24 else np.int64
        self._steps = (ranker.cells.mean.T * (GRID << self._bits)).astype(exact)
        self._row = np.arange(hubs, dtype=exact)

    def best(self, weights: Weights, excluded: Mask | None, k: int) -> tuple[Rows, Floats, Mask]:
        """Rows and unnormalised scores, shape (profiles, k), and which profiles have ties among them."""
        keys = (weights.astype(self._steps.dtype) @ self._steps + self._row).astype(self._whole)
        if excluded is not None:
            keys[excluded] = -1
        keys.sort(axis=1)
        best = np.ascontiguousarray(keys[:, : -k - 2 : -1].T)  # one more than k, to see a tie at the edge
        points = best >> self._bits
        tied = ((points[1:] == points[:-1]) & (points[1:] >= 0)).any(axis=0)
        rows = best & ((1 << self._bits) - 1)
        if excluded is not None:
            rows[best < 0] = NOBODY
        return rows[:k].T, points[:k].T / GRID, tied


def _with_ties_broken(ranker: Ranker, weights: Weights, allowed: Mask, k: int) -> Rows:
    """The order of profiles in which coverage or the slug decides."""
    scores = np.where(allowed, ranker.scores(weights), -np.inf)
    totals = weights.sum(axis=1, keepdims=True)
    coverage = (weights @ ranker.cells.known.T / totals).round(9)  # as `Scorer.top` does
    alphabetic = np.broadcast_to(np.argsort(np.argsort(np.array(ranker.hubs))), scores.shape)
    order = np.lexsort((alphabetic, -coverage, -scores))[:, :k]
    return np.where(np.take_along_axis(allowed, order, axis=1), order, NOBODY)
