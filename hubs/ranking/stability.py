"""How sure an order is: SMAA, stochastic multicriteria acceptability analysis.

Lahdelma & Salminen (2001), SMAA-2, Operations Research 49(3). Weights and cells are drawn
from what is known about them; what is reported is how often each hub comes where.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.ranking import Ranking

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Scores = NDArray[np.float32]  # shape (hubs, draws)

DRAWS = 10_000
BLOCK = 1024  # fixed, so that the draws do not depend on how many are asked for
CONCENTRATION = 60.0  # gamma: how firmly a person means the weights
TAILS = np.array([0.1, 0.9])  # where an 80 % range begins and ends
BINS = 1024  # of a hub's own range of scores: some 0.01 standard deviations each
CLOSE_FIRST = 0.08
CLOSE_BEATS = (0.2, 0.8)


@dataclass(frozen=True, slots=True)
class HubStability:
    """How one hub fared over all draws.

    Attributes
    ----------
    p_first, p_top3 : shares of the draws; ``p_first`` sums to 1 over the hubs.
    p_beats_leader : share of the draws above the first hub of the ranking, ties half;
        0.5 for that hub itself.
    rank_range : first and last rank of the middle 80 %, 1 is first.
    score_range : lowest and highest score of the middle 80 %, in [0, 1].
    """

    slug: str
    p_first: float
    p_top3: float
    p_beats_leader: float
    rank_range: tuple[int, int]
    score_range: tuple[float, float]

    @property
    def close(self) -> bool:
        """Whether the hub might as well be first."""
        low, high = CLOSE_BEATS
        return self.p_first >= CLOSE_FIRST or low < self.p_beats_leader < high


@dataclass(frozen=True, slots=True)
class Stability:
    """The stability of a ranking; hubs in the ranking's order."""

    hubs: tuple[HubStability, ...]


def estimate_stability(ranker: "Ranker", ranking: Ranking, seed: int) -> Stability:
    """Stability of a ranking of this ranker, from 10,000 draws.

    A criterion's weight is drawn as a whole and then divided among its wanted options.

    Parameters
    ----------
    ranker, ranking : the ranking must come from the ranker. Excluded hubs take no part.
    seed : ``>= 0``; derive it from the release and the weights, so that the same question
        gets the same answer.

    Returns
    -------
    The stability of the hubs of the ranking, in its order. The same for the same build of
    numpy only: compare across builds with a tolerance.

    Raises
    ------
    ValueError
        If the seed is negative.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.profile import Profile
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.5, 1.0]}, index=["austin", "lima"]))
    >>> first, second = estimate_stability(ranker, ranker.rank(Profile({"cost": 1})), seed=1).hubs
    >>> first.slug, round(first.p_first, 1), round(first.p_first + second.p_first, 12)
    ('lima', 1.0, 1.0)
    """
    weights, mean, variance = ranker.by_criterion(ranking.profile)
    rows = [ranker.hubs_.index(hub.slug) for hub in ranking.hubs]
    if not rows:
        return Stability(())
    draws = simulate(weights, mean[rows], variance[rows], seed)
    per_hub = zip(*(array.tolist() for array in draws), strict=True)
    stable = (
        HubStability(hub.slug, first, top3, beats, (ranks[0], ranks[1]), (scores[0], scores[1]))
        for hub, (first, top3, beats, ranks, scores) in zip(ranking.hubs, per_hub, strict=True)
    )
    return Stability(tuple(stable))


class Draws(NamedTuple):
    """What `HubStability` reports, as arrays of shape (hubs,) or (hubs, 2)."""

    p_first: Floats
    p_top3: Floats
    p_beats_leader: Floats
    rank_range: NDArray[np.int64]
    score_range: Floats


def simulate(
    weights: Floats, mean: Floats, variance: Floats, seed: int, draws: int = DRAWS, concentration: float = CONCENTRATION
) -> Draws:
    """Draw weights and scores, and count who comes where (ranking model, section 4).

    ``w ~ Dirichlet(concentration * weights)``; given w, a hub's score is normal with mean
    ``sum w m`` and variance ``sum w^2 V``. Hubs with equal cells share what they get.

    Parameters
    ----------
    weights : shape (criteria,), ``> 0``, sum 1.
    mean, variance : of the partial similarities, which lie in [0, 1]; shape (hubs, criteria),
        the leader first.
    seed : ``>= 0``. Weights and cells have streams of their own: the weight draws do not
        depend on the number of hubs.
    draws, concentration : ``> 0`` and ``>= 1``.

    Returns
    -------
    The draws' summary, in the order of the hubs.

    Examples
    --------
    >>> certain = simulate(np.array([0.5, 0.5]), np.array([[0.9, 0.8], [0.1, 0.2]]), np.zeros((2, 2)), 0)
    >>> certain.p_first.tolist(), certain.rank_range.tolist()
    ([1.0, 0.0], [[1, 1], [2, 2]])
    """
    blocks = list(_draw_blocks(concentration * weights, (mean, variance), seed, draws))
    share = _shares_of_twins(mean, variance)
    at_rank = share @ sum(map(_count_ranks, blocks)) / draws
    beats = share @ (1 + sum(np.sign(scores - scores[0]).sum(axis=1) for scores in blocks) / draws) / 2
    beats[share[0] > 0] = 0.5
    reached = at_rank.cumsum(axis=1)[:, :, None] > TAILS - 1e-9
    rank_range = reached.argmax(axis=1) + 1
    score_range = share @ np.clip([_find_tails(np.concatenate(hub)) for hub in zip(*blocks, strict=True)], 0.0, 1.0)
    return Draws(at_rank[:, 0], at_rank[:, :3].sum(axis=1), beats, rank_range, score_range)


def _draw_blocks(weights: Floats, cells: tuple[Floats, Floats], seed: int, draws: int) -> Iterator[Scores]:
    """Scores, block by block: small arrays stay in the cache. ``weights`` are those of the Dirichlet."""
    weight_stream, cell_stream = np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])
    mean, variance = (cell.astype(np.float32) for cell in cells)
    w = np.empty((len(weights), BLOCK), np.float32)
    for start in range(0, draws, BLOCK):
        # Gammas divided by their sum are a Dirichlet; numpy's own has neither float32 nor out=.
        for shape, row in zip(weights, w, strict=True):
            weight_stream.standard_gamma(shape, dtype=np.float32, out=row)
        w /= w.sum(axis=0)
        # The cells need not be drawn one by one: their weighted sum is normal, so that one number a hub will do.
        noise = _draw_normals(cell_stream, len(mean))
        yield (mean @ w + np.sqrt(variance @ w**2) * noise)[:, : draws - start]


def _draw_normals(stream: np.random.Generator, hubs: int) -> Scores:
    """Standard normals after Box & Muller (1958), shape (hubs, BLOCK): numpy's own take 2.5 times as long."""
    first, second = stream.random((2, hubs, BLOCK // 2), np.float32)
    radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
    return np.hstack([radius * np.cos(angle), radius * np.sin(angle)])


def _count_ranks(scores: Scores) -> NDArray[np.int64]:
    """How often each hub has each rank, shape (hubs, ranks).

    A score and its hub share one int32, the score in the high bits (negated, so that the best sorts first) and the
    hub in the low ones: to sort these numbers along an axis is three times as fast as argsort. What is cut off of a
    score is far below the noise of a draw.
    """
    hubs, bits = len(scores), len(scores).bit_length()
    hub = np.arange(hubs, dtype=np.int32)
    # 29 bits for what lies within (-2, 2), less those of the hub; the copy lets sort walk through memory in order.
    keys = (scores.T.copy() * -(2.0 ** (29 - bits))).astype(np.int32) << bits | hub
    order = np.sort(keys, axis=1) & (2**bits - 1)
    # Column r of `order` says who has rank r, so that hub * hubs + rank counts the pairs.
    return np.bincount((order * hubs + hub).ravel(), minlength=hubs * hubs).reshape(hubs, hubs)


def _find_tails(scores: Scores) -> Floats:
    """The tails of one hub's scores, from a histogram, linear within a bin."""
    low, high = float(scores.min()), float(scores.max())
    width = max(high - low, 1e-9) / BINS
    reached = np.bincount(((scores - low) / width).astype(np.intp), minlength=BINS + 1).cumsum()
    tails: Floats = np.interp(TAILS * len(scores), reached, low + width * np.arange(1, BINS + 2))
    return tails


def _shares_of_twins(mean: Floats, variance: Floats) -> Floats:
    """Matrix of shape (hubs, hubs) that averages over hubs with equal cells."""
    twin = np.unique(np.hstack([mean, variance]), axis=0, return_inverse=True)[1]
    same = twin[:, None] == twin
    share: Floats = same / same.sum(axis=1)
    return share
