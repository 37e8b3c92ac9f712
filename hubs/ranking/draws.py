"""Draws of scores, and who comes where in them: arrays alone."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scores = NDArray[np.float32]  # shape (hubs, draws)

BLOCK = 1024  # fixed, so that the draws do not depend on how many are asked for
EVEN = 256  # numbers of a draw that come from one even sequence; those of the hubs beyond are pseudorandom
STEP = 64  # in such steps the sequence widens, so that a few hubs more change no draw
TAILS = np.array([0.1, 0.9])  # where an 80 % range begins and ends
BINS = 1024  # of a hub's own range of scores: some 0.01 standard deviations each


def draw_blocks(weights: Floats, cells: tuple[Floats, Floats], seed: int, draws: int) -> Iterator[Scores]:
    """Scores, block by block: small arrays stay in the cache. ``weights`` are those of the Dirichlet."""
    mean, variance = (cell.astype(np.float32) for cell in cells)
    blocks = -(-draws // BLOCK)
    even = even_normals(min(EVEN, -(-(len(weights) + len(mean)) // STEP) * STEP), blocks, seed)
    stream = np.random.default_rng([seed, 1])
    for block in range(blocks):
        normals = even[:, block * BLOCK : (block + 1) * BLOCK]
        # Gammas divided by their sum are a Dirichlet.
        w = gammas(weights, normals[: len(weights)])
        w /= w.sum(axis=0)
        # The cells need not be drawn one by one: their weighted sum is normal, so that one number a hub will do.
        noise = normals[len(weights) : len(weights) + len(mean)]
        scores = np.empty((len(mean), BLOCK), np.float32)
        near = len(noise)
        scores[:near] = mean[:near] @ w + np.sqrt(variance[:near] @ w**2) * noise
        for first in range(near, len(mean), BLOCK):
            here = slice(first, first + BLOCK)
            scores[here] = mean[here] @ w + np.sqrt(variance[here] @ w**2) * draw_normals(stream, len(mean[here]))
        yield scores[:, : draws - block * BLOCK]


@lru_cache(16)
def even_normals(numbers: int, blocks: int, seed: int) -> Scores:
    """Standard normals that lie more evenly than chance would have them, shape (numbers, draws).

    Points of Sobol's sequence, scrambled after Owen (1998): 4,096 of them err less than 10,000 draws by chance. The
    same ones for every question, so that they are made once in a process.
    """
    from scipy.special import ndtri
    from scipy.stats.qmc import Sobol

    points = Sobol(numbers, seed=np.random.default_rng([seed, 0])).random_base2((blocks * BLOCK - 1).bit_length())
    within = np.clip(points.T, 2.0**-33, 1 - 2.0**-33)
    normals: Scores = ndtri(within).astype(np.float32)
    normals.setflags(write=False)
    return normals


def gammas(shapes: Floats, normals: Scores) -> Scores:
    """Gamma variates from standard normals, after Wilson and Hilferty (1931): their cube roots are about normal.

    For shapes from 1 on the 80 % in the middle is right to within 5 %; below, a weight is too small to matter.

    Examples
    --------
    >>> drawn = gammas(np.array([18.0]), np.array([[-1.2815516, 0.0, 1.2815516]], np.float32))
    >>> drawn.astype(float).round(1).tolist()
    [[12.8, 17.7, 23.6]]
    """
    ninth = (1 / (9 * shapes))[:, None].astype(np.float32)
    roots = np.maximum(1 - ninth + np.sqrt(ninth) * normals, np.float32(1e-3))
    drawn: Scores = shapes[:, None].astype(np.float32) * roots**3
    return drawn


def draw_few(weights: Floats, cells: tuple[Floats, Floats], seed: int, draws: int) -> Scores:
    """Scores of all hubs in a few draws by chance, however many they are."""
    mean, variance = (cell.astype(np.float32) for cell in cells)
    stream = np.random.default_rng([seed, 2])
    w = stream.dirichlet(weights, draws).T.astype(np.float32)
    scores: Scores = mean @ w + np.sqrt(variance @ w**2) * stream.standard_normal((len(mean), draws), np.float32)
    return scores


def draw_normals(stream: np.random.Generator, hubs: int) -> Scores:
    """Standard normals after Box & Muller (1958), shape (hubs, BLOCK): numpy's own take 2.5 times as long."""
    first, second = stream.random((2, hubs, BLOCK // 2), np.float32)
    radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
    return np.hstack([radius * np.cos(angle), radius * np.sin(angle)])


def count(scores: Scores, near: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """How often each hub comes first and among the first three, and how often each of the near ones has each rank."""
    hubs = len(scores)
    near, step = min(near, hubs), max(1, BLOCK * BLOCK // hubs)
    first, top3 = np.zeros((2, hubs), np.int64)
    at_rank = np.zeros((near, hubs), np.int64)
    for start in range(0, scores.shape[1], step):
        best_first = order(scores[:, start : start + step])
        first += np.bincount(best_first[:, 0], minlength=hubs)
        top3 += np.bincount(best_first[:, :3].ravel(), minlength=hubs)
        at_rank += count_ranks(best_first, near)
    return first, top3, at_rank


def order(scores: Scores) -> NDArray[np.int32]:
    """The hubs of each draw from the best on, shape (draws, hubs).

    A score and its hub share one int32, the score in the high bits (negated, so that the best sorts first) and the
    hub in the low ones: to sort these numbers along an axis is three times as fast as argsort. What is cut off of a
    score is far below the noise of a draw.
    """
    hubs, bits = len(scores), len(scores).bit_length()
    hub = np.arange(hubs, dtype=np.int32)
    # 29 bits for what lies within (-2, 2), less those of the hub; the copy lets sort walk through memory in order.
    keys = (scores.T.copy() * -(2.0 ** (29 - bits))).astype(np.int32) << bits | hub
    best_first: NDArray[np.int32] = np.sort(keys, axis=1) & (2**bits - 1)
    return best_first


def count_ranks(best_first: NDArray[np.int32], near: int) -> NDArray[np.int64]:
    """How often each of the first hubs has each rank, shape (near, hubs)."""
    hubs = best_first.shape[1]
    # Column r says who has rank r, so that hub * hubs + rank counts the pairs.
    pairs = best_first * hubs + np.arange(hubs, dtype=np.int32)
    counted = pairs if near == hubs else pairs[best_first < near]
    return np.bincount(counted.ravel(), minlength=near * hubs).reshape(near, hubs)


def find_tails(scores: Scores) -> Floats:
    """The tails of one hub's scores, from a histogram, linear within a bin."""
    low, high = float(scores.min()), float(scores.max())
    width = max(high - low, 1e-9) / BINS
    reached = np.bincount(((scores - low) / width).astype(np.intp), minlength=BINS + 1).cumsum()
    tails: Floats = np.interp(TAILS * len(scores), reached, low + width * np.arange(1, BINS + 2))
    return tails


def twins(mean: Floats, variance: Floats) -> NDArray[np.int64]:
    """The same number for hubs with equal cells."""
    if len(np.unique(mean.sum(axis=1))) == len(mean):  # nearly always, and then there is nothing to compare
        return np.arange(len(mean))
    twin: NDArray[np.int64] = np.unique(np.hstack([mean, variance]), axis=0, return_inverse=True)[1]
    return twin


def average(values: NDArray[Any], twin: NDArray[np.int64]) -> Floats:
    """Averages of the rows of hubs with equal cells; of the first hubs, if these are fewer."""
    twin = twin[: len(values)]
    if len(values) and twin.max() + 1 == len(values):
        return np.asarray(values, dtype=np.float64)
    twin = np.unique(twin, return_inverse=True)[1]
    sums = np.zeros((twin.max() + 1, *values.shape[1:]))
    np.add.at(sums, twin, values)
    averages: Floats = (sums.T / np.maximum(np.bincount(twin), 1)).T[twin]
    return averages
