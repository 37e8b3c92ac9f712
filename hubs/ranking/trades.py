"""Trade-offs between two hubs: which one to ask about, by what the answer tells about the first place.

Between two hubs of which one is better on a and the other on b, a person gives up some of b for
some of a, or does not. Nothing beyond what these hubs offer is ever asked about.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.answer_space import AnswerSpace
from hubs.ranking.posterior import Posterior, logistic

Floats = NDArray[np.float64]

BETA = 4.0  # how firmly people choose: twice the average weight against the average wins with probability 0.88
DRAWS = 1000
LEAST_GAP = 0.05  # of a partial similarity: what is told apart by less is no difference to ask about
ANOTHER_RATE = np.log(1.5)  # a pair of criteria is asked about again only where it trades by so much more or less
MOST_HUBS = 5  # the likeliest first hubs are set against each other
MOST_CRITERIA = 4  # on which each of two hubs is better; those that move the scores most
AGAIN = 0.5  # what a question about a pair that was asked about counts for beside one about another pair
LEAST_BITS = 0.05  # below this an answer would say too little about who is first


class Trade(NamedTuple):
    """Some of ``b``, as hub ``there`` has it, given up for some of ``a``, as hub ``here`` has it."""

    a: str
    b: str
    here: str
    there: str

    @property
    def turned(self) -> "Trade":
        """The same the other way round: a given up for b."""
        return Trade(self.b, self.a, self.there, self.here)

    @property
    def pair(self) -> frozenset[str]:
        """What is weighed against each other, either way round."""
        return frozenset((self.a, self.b))


class Draws(NamedTuple):
    """What could be true.

    Attributes
    ----------
    weights : shape (draws, criteria).
    best : who is first by these weights on the cells as they are, shape (draws, hubs), rows sum 1.
    first : the same on cells drawn from what is known about them.
    """

    weights: Floats
    best: Floats
    first: Floats


def draw(space: AnswerSpace, posterior: Posterior) -> Draws:
    """Weights from their posterior, cells from theirs; level hubs share the first place."""
    stream = np.random.default_rng(0)
    drawn = stream.multivariate_normal(*posterior, DRAWS, method="cholesky")
    weights: Floats = np.maximum(drawn, 0.0)
    # Not divided by the weights' sum: that moves all hubs of a draw alike.
    scores = weights @ space.mean.T
    return Draws(
        weights,
        _best(scores),
        _best(scores + np.sqrt(weights**2 @ space.variance.T) * _noise(space, stream)),
    )


def _best(scores: Floats) -> Floats:
    best = scores >= scores.max(axis=1, keepdims=True, initial=-np.inf) - 1e-9
    shares: Floats = best / np.maximum(1, best.sum(axis=1, keepdims=True))
    return shares


def _noise(space: AnswerSpace, stream: np.random.Generator) -> Floats:
    """A stream of its own for each hub, equal for hubs that are equal in everything."""
    _, twin = np.unique(np.hstack([space.mean, space.variance]), axis=0, return_inverse=True)
    return stream.standard_normal((DRAWS, len(space.slugs)))[:, twin.ravel()]


def gains(space: AnswerSpace, trade: Trade) -> tuple[float, float]:
    """How much of the whole difference between the two hubs lies in a and how much in b; they sum to 1.

    People choose as firmly between small differences as between large ones: what counts is their proportion
    (contextual utility: Wilcox (2011), J. Econometrics 162(1)). Half and half for hubs that the release does not have,
    or that no longer differ this way.
    """
    if not {trade.here, trade.there} <= set(space.slugs):
        return 0.5, 0.5
    here, there = (space.mean[space.slugs.index(slug)] for slug in (trade.here, trade.there))
    a, b = space.criteria.index(trade.a), space.criteria.index(trade.b)
    gain, loss = float(here[a] - there[a]), float(there[b] - here[b])
    return (gain / (gain + loss), loss / (gain + loss)) if gain > 0 and loss > 0 else (0.5, 0.5)


def observe(space: AnswerSpace, trades: Sequence[Trade]) -> Floats:
    """beta times the differences of each trade, shape (trades, criteria): ``P(a) = logistic(x w)``."""
    x = np.zeros((len(trades), len(space.criteria)))
    for row, trade in zip(x, trades, strict=True):
        gain, loss = gains(space, trade)
        row[space.criteria.index(trade.a)], row[space.criteria.index(trade.b)] = BETA * gain, -BETA * loss
    return x


def most_telling(space: AnswerSpace, posterior: Posterior, draws: Draws, asked: Collection[Trade]) -> Trade | None:
    """The trade between two of the likeliest hubs whose answer tells most about which hub is first.

    Parameters
    ----------
    asked : trades that have been asked about; none is asked twice, nor turned round. A pair of criteria comes again
        only at another rate, and only if that tells more than twice as much as any other pair.

    Returns
    -------
    None if no answer would tell a twentieth of a bit.
    """
    likely = np.argsort(-draws.best.mean(axis=0), kind="stable")[:MOST_HUBS].tolist()
    trades = [trade for trade in _between(space, posterior, likely) if _is_new(space, trade, asked)]
    if not trades:
        return None
    weights, first = draws.weights[::2], draws.best[::2]  # every other draw tells them apart as well
    bits = information(first, logistic(weights @ observe(space, trades).T)).round(9)
    weighed = {trade.pair for trade in asked}
    worth = bits * [AGAIN if trade.pair in weighed else 1.0 for trade in trades]
    best = int(worth.argmax())
    return trades[best] if bits[best] >= LEAST_BITS else None


def _between(space: AnswerSpace, posterior: Posterior, likely: Sequence[int]) -> Iterator[Trade]:
    """The trades between hubs of which something is known on both criteria."""
    reach = posterior.mode + np.sqrt(np.diag(posterior.covariance))
    for one, other in combinations(likely, 2):
        both = (space.known[one] > 0) & (space.known[other] > 0)
        gap = np.where(both, space.mean[one] - space.mean[other], 0.0)
        ups, downs = (_largest(sign * gap, sign * gap * reach) for sign in (1, -1))
        for a in ups:
            for b in downs:
                yield Trade(space.criteria[a], space.criteria[b], space.slugs[one], space.slugs[other])


def _largest(gap: Floats, moves: Floats) -> list[int]:
    order = np.argsort(-moves, kind="stable")[:MOST_CRITERIA].tolist()
    return [place for place in order if gap[place] >= LEAST_GAP]


def _is_new(space: AnswerSpace, trade: Trade, asked: Collection[Trade]) -> bool:
    """Whether nobody asked about these two criteria at about this rate, either way round."""
    alike = [other for other in asked if other.pair == trade.pair]
    return all(abs(_rate(space, trade, trade.a) - _rate(space, other, trade.a)) >= ANOTHER_RATE for other in alike)


def _rate(space: AnswerSpace, trade: Trade, of: str) -> float:
    """How much of one criterion there is for the other, as a logarithm."""
    gain, loss = gains(space, trade)
    return float(np.log(gain / loss if trade.a == of else loss / gain))


def information(first: Floats, chances: Floats) -> Floats:
    """Bits that the answer to each of several questions tells about which hub is first (mutual information).

    Parameters
    ----------
    first : shape (draws, hubs), rows sum to 1.
    chances : of the one answer to each question in each draw, shape (draws, questions).

    Returns
    -------
    Shape (questions,), in [0, 1].

    Examples
    --------
    >>> information(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.5], [0.0, 0.5]])).tolist()
    [1.0, 0.0]
    """
    overall, yes = first.mean(axis=0), chances.T @ first / len(first)
    apart: Floats = _entropy(overall[None]) - _entropy(yes) - _entropy(overall - yes)
    answer = chances.mean(axis=0)
    return np.maximum(apart + _entropy(answer[:, None]) + _entropy(1 - answer[:, None]), 0.0)


def _entropy(shares: Floats) -> Floats:
    """``-sum p log2 p`` of each row, whatever it sums to."""
    safe = np.where(shares > 1e-12, shares, 1.0)
    entropy: Floats = -(safe * np.log2(safe)).sum(axis=1)
    return entropy
