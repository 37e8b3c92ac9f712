"""How sure an order is: SMAA, stochastic multicriteria acceptability analysis.

Lahdelma & Salminen (2001), SMAA-2, Operations Research 49(3). Weights and cells are drawn
from what is known about them; what is reported is how often each hub comes where.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.ranker import Ranker
from hubs.ranking.ranking import Ranking

Floats = NDArray[np.float64]

DRAWS = 10_000
BLOCK = 1024  # fixed, so that the draws do not depend on how many are asked for
CONCENTRATION = 60.0  # gamma: how firmly a person means the weights
TAIL = 0.1  # on either side of an 80 % range
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

    def bands(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Slugs of the hubs too close to call, and of the others.

        The first of the ranking is always in the first band; alone there, it is a clear winner.
        """
        close = tuple(hub.slug for hub in self.hubs if hub.close)
        return close, tuple(hub.slug for hub in self.hubs if not hub.close)


def assess(ranker: Ranker, ranking: Ranking, seed: int) -> Stability:
    ...


def draw_weights(weights: Floats, seed: int, draws: int = DRAWS, concentration: float = CONCENTRATION) -> Floats:
    """Weights a person might have meant: Dirichlet(concentration * w).

    Parameters
    ----------
    weights : shape (criteria,), ``> 0``, sum 1.
    """
