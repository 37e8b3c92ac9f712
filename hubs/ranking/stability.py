"""How sure an order is: SMAA, stochastic multicriteria acceptability analysis.

Lahdelma & Salminen (2001), SMAA-2, Operations Research 49(3). Weights and cells are drawn
from what is known about them; what is reported is how often each hub comes where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.draws import TAILS, average, count, draw_blocks, draw_few, find_tails, twins
from hubs.ranking.lazily import Lazily
from hubs.ranking.ranges import POPULATIONS, likeliest, normal_ranges, number_above
from hubs.ranking.ranking import Ranking

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]

DRAWS = 4096
CONCENTRATION = 60.0  # gamma: how firmly a person means the weights
DETAILED = 200  # hubs whose ranges are read off the draws; of the others they are reckoned
DRAWN = 512  # hubs at most that take part in the draws
TWO_THIRDS = 2 / 3  # how surely the best hub is among those that are too close to call
CLEAR = 0.5  # from here on the first hub leads


@dataclass(frozen=True, slots=True)
class HubStability:
    """How one hub fared over all draws.

    Attributes
    ----------
    p_first, p_top3 : shares of the draws; ``p_first`` sums to 1 over the hubs.
    rank_range : first and last rank of the middle 80 %, 1 is first.
    score_range : lowest and highest score of the middle 80 %, in [0, 1].
    regret : by how much the best hub of a draw beats this one, on average; None if nobody reckoned it.
    """

    slug: str
    p_first: float
    p_top3: float
    rank_range: tuple[int, int]
    score_range: tuple[float, float]
    regret: float | None = None


@dataclass(frozen=True, slots=True)
class Stability:
    """The stability of a ranking, or of a part of it; hubs in the ranking's order."""

    hubs: Sequence[HubStability]

    @property
    def p_first(self) -> Floats:
        """How often each of them comes first, as an array."""
        if isinstance(self.hubs, StableHubs):
            return self.hubs.p_first
        return np.array([hub.p_first for hub in self.hubs], dtype=np.float64)

    @property
    def close(self) -> frozenset[str]:
        """The fewest of these hubs that come first two thirds of the times that any does, and always the leader."""
        return frozenset(self.hubs[place].slug for place in too_close(self.p_first))

    @property
    def is_clear(self) -> bool:
        """Whether the first hub comes first at least every second time."""
        return bool(self.hubs) and leads(self.hubs[0].p_first)


class StableHubs(Lazily[int, HubStability]):
    """The hubs of a stability, each made once, when somebody looks at it."""

    def __init__(self, slugs: Sequence[str], draws: "Draws") -> None:
        def hub(place: int) -> HubStability:
            first, top3, ranks, scores, regret = (array[place].tolist() for array in draws)
            return HubStability(slugs[place], first, top3, (ranks[0], ranks[1]), (scores[0], scores[1]), regret)

        super().__init__(cache(hub), range(len(slugs)))
        self.p_first = draws.p_first


def estimate_stability(ranker: "Ranker", ranking: Ranking, seed: int) -> Stability:
    """Stability of a ranking of this ranker, from 4,096 draws.

    A share of n draws by chance has a standard error of at most ``1 / (2 sqrt(n))``; these lie evenly and err as 2.4
    times as many: half a point. Of more than 512 hubs only those that can matter are drawn (`simulate`). A criterion's
    weight is drawn as a whole and then divided among its wanted options.

    Parameters
    ----------
    ranker, ranking : the ranking must come from the ranker. Excluded hubs take no part.
    seed : ``>= 0``, of the scrambled sequence. With the same one each time two questions are told apart by what
        they ask, not by chance.

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
    slugs = ranking.table.slugs
    rows = ranker.rows(slugs)
    if not rows:
        return Stability(())
    return Stability(StableHubs(slugs, simulate(weights, mean[rows], variance[rows], seed)))


def leads(p_first: float) -> bool:
    """Whether a first hub comes first so surely that it is called the best.

    >>> leads(0.5), leads(0.49)
    (True, False)
    """
    return p_first >= CLEAR


def too_close(p_first: Sequence[float] | Floats) -> list[int]:
    """The positions of those that nobody can part: `two_thirds`, and always the leader."""
    return sorted({0, *two_thirds(p_first)}) if len(p_first) else []


def two_thirds(p_first: Sequence[float] | Floats) -> set[int]:
    """The positions of the fewest hubs that come first in two thirds of the draws between them.

    If some hubs are not asked about, of the draws in which one of these comes first.

    >>> two_thirds([0.3, 0.1, 0.4, 0.2])
    {0, 2}
    """
    likely = np.asarray(p_first, dtype=np.float64)
    surest = np.argsort(-likely, kind="stable")
    reached = np.cumsum(likely[surest])
    return set(surest[: int(np.searchsorted(reached, TWO_THIRDS * likely.sum() - 1e-9)) + 1].tolist())


class Draws(NamedTuple):
    """What `HubStability` reports, as arrays of shape (hubs,) or (hubs, 2)."""

    p_first: Floats
    p_top3: Floats
    rank_range: NDArray[np.int64]
    score_range: Floats
    regret: Floats


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
    seed : ``>= 0``. The weights are the first numbers of a draw: they do not depend on the number of hubs, up to
        the next multiple of 64 numbers.
    draws, concentration : ``> 0`` and ``>= 1``.

    Returns
    -------
    The draws' summary, in the order of the hubs. Of more than `DRAWN` hubs the first 200 are drawn and those that are
    likeliest to score as the best does. The others never come first here; `likeliest` says how often they would at
    most, all together: 0.05 of the draws of 3,000 hubs of which next to nothing is known, which no single hub feels.

    Examples
    --------
    >>> certain = simulate(np.array([0.5, 0.5]), np.array([[0.9, 0.8], [0.1, 0.2]]), np.zeros((2, 2)), 0)
    >>> certain.p_first.tolist(), certain.rank_range.tolist()
    ([1.0, 0.0], [[1, 1], [2, 2]])
    """
    if len(mean) > DRAWN:
        return _simulate_many(weights, mean, variance, seed, draws, concentration)
    blocks = list(draw_blocks(concentration * weights, (mean, variance), seed, draws))
    twin, near = twins(mean, variance), min(len(mean), DETAILED)
    first, top3, at_rank = (
        average(sum(counts), twin) / draws for counts in zip(*(count(scores, near) for scores in blocks), strict=True)
    )
    reached = at_rank.cumsum(axis=1)[:, :, None] > TAILS - 1e-9
    tails = [find_tails(np.concatenate([scores[hub] for scores in blocks])) for hub in range(near)]
    far = normal_ranges(weights, concentration, mean, variance, blocks[0], near)
    behind = sum((scores.max(axis=0) - scores).sum(axis=1, dtype=np.float64) for scores in blocks)
    return Draws(
        p_first=first,
        p_top3=top3,
        rank_range=np.vstack([reached.argmax(axis=1) + 1, far.rank]),
        score_range=np.clip(np.vstack([average(np.array(tails), twin), far.score]), 0.0, 1.0),
        regret=average(behind, twin) / draws,
    )


def _simulate_many(
    weights: Floats, mean: Floats, variance: Floats, seed: int, draws: int, concentration: float
) -> Draws:
    """The draws of the hubs that can matter; of the others only what stands in closed form."""
    few = draw_few(concentration * weights, (mean, variance), seed, POPULATIONS)
    best = float(few.max(axis=0).mean())
    rows = likeliest(weights, concentration, (mean, variance), best, DETAILED, DRAWN)
    near = simulate(weights, mean[rows], variance[rows], seed, draws, concentration)
    far = normal_ranges(weights, concentration, mean, variance, few, 0)
    first, top3, regret = np.zeros((3, len(mean)))
    first[rows], top3[rows] = near.p_first, near.p_top3
    expected = mean @ weights
    regret[:] = np.maximum(near.regret[0] + expected[0] - expected, 0.0)
    regret[rows] = near.regret
    # Those that are not drawn stand between those that are: a rank counts them where its score lies.
    passed = number_above(np.delete(few, rows, axis=0), near.score_range[:DETAILED, ::-1])
    far.score[rows], far.rank[:DETAILED] = near.score_range, near.rank_range[:DETAILED] + passed
    return Draws(first, top3, far.rank, np.clip(far.score, 0.0, 1.0), regret)
