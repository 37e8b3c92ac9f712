"""Ranges of scores and ranks in closed form, for hubs of which nobody needs them to the last point."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LIKELY = 1.2815515655446004  # standard deviations to either side that hold 80 %
POPULATIONS = 8  # draws that say where a score stands among all


class Ranges(NamedTuple):
    """The middle 80 %, both of shape (hubs, 2); `rank` as `hubs.ranking.stability.Draws` has it."""

    score: Floats
    rank: NDArray[np.int64]


def normal_ranges(
    weights: Floats, concentration: float, mean: Floats, variance: Floats, scores: NDArray[np.float32], start: int
) -> Ranges:
    """The ranges of the hubs from ``start`` on, as if scores were normal: only the shape is not exact.

    ``E S = sum w m`` and, for Dirichlet weights of concentration g,
    ``Var S = (sum w m^2 - (sum w m)^2) / (g + 1) + sum E[w^2] V`` with ``E[w^2] = w (g w + 1) / (g + 1)``.
    A rank is where a score, less what all have in common, stands among the hubs of eight draws.

    Examples
    --------
    >>> ranges = normal_ranges(np.array([1.0]), 60.0, np.array([[0.9], [0.5]]), np.array([[0.0], [0.01]]),
    ...                        np.tile(np.array([[0.9], [0.5]], np.float32), 8), 1)
    >>> ranges.score.round(2).tolist(), ranges.rank.tolist()
    ([[0.37, 0.63]], [[2, 2]])
    """
    if start == len(mean):
        return Ranges(np.empty((0, 2)), np.empty((0, 2), np.int64))
    drawn = scores[:, :POPULATIONS]
    population = drawn - drawn.mean(axis=0)
    common = mean.mean(axis=0)
    low, high = _middle(weights, concentration, mean[start:], variance[start:])
    least, most = _middle(weights, concentration, mean[start:] - common, variance[start:])
    ahead = number_above(population, np.stack([most, least], axis=1))
    return Ranges(np.stack([low, high], axis=1), np.clip(ahead + 1, 1, len(mean)))


def number_above(drawn: NDArray[np.float32], scores: Floats) -> NDArray[np.int64]:
    """How many hubs of an average draw are above each of these scores."""
    population = np.sort(drawn.ravel())
    above = (len(population) - np.searchsorted(population, scores, side="right")) / drawn.shape[1]
    rounded: NDArray[np.int64] = np.rint(above).astype(np.int64)
    return rounded


def likeliest(
    weights: Floats, concentration: float, cells: tuple[Floats, Floats], best: float, first: int, number: int
) -> NDArray[np.int64]:
    """Which hubs to draw: the first ones, and of the others those that are likeliest to score as the best one does.

    For any score t, those that are left out come first at most as often as the best that is drawn is below t, and the
    sum of their odds to be above it.

    Examples
    --------
    >>> mean, variance = np.array([[0.9], [0.5], [0.8], [0.7]]), np.array([[0.0], [0.01], [0.01], [0.0]])
    >>> likeliest(np.array([1.0]), 60.0, (mean, variance), 0.9, 1, 2).tolist()
    [0, 2]
    """
    low, high = _middle(weights, concentration, *cells)
    ahead = (best - (low + high) / 2) / np.maximum((high - low) / (2 * LIKELY), 1e-9)
    near = np.argsort(ahead[first:], kind="stable")[: number - first] + first
    return np.sort(np.concatenate([np.arange(first), near]))


def _middle(weights: Floats, concentration: float, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    expected = mean @ weights
    squared = weights * (concentration * weights + 1) / (concentration + 1)
    moved = np.maximum(mean**2 @ weights - expected**2, 0.0) / (concentration + 1)
    reach = LIKELY * np.sqrt(moved + variance @ squared)
    return expected - reach, expected + reach
