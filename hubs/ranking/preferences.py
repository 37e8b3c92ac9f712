"""Weights learned from either/or answers, and the question to ask next (ranking model, section 6).

A question sets two criteria against each other: a place that is good on A and poor on B, or
the other way round, everything else equal. The state is the list of answers and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.answer_space import AnswerSpace, answerable, closest
from hubs.ranking.constraints import Constraint
from hubs.ranking.points import apportion
from hubs.ranking.posterior import Posterior, estimate, information, logistic

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]

GOOD, POOR = 0.75, 0.25  # the similarities that a question compares
BETA = 4.0  # how firmly people choose: twice the average weight against the average wins with probability 0.88
TAU = 1.0  # spread of the weights before the first answer, around 1 each
MOST_QUESTIONS = 12
SETTLED = 0.8
TOP = 3
POINT = 0.01  # of score; what is told apart by less does not matter to the choice of a question
SURPRISING = 0.35
DRAWS = 1000
LIKELIHOOD = {"a": 1.0, "b": 0.0, "same": 0.5}  # the share of the answer that speaks for a


class Answered(NamedTuple):
    """One answer: of a place good on ``a`` and poor on ``b`` and its opposite, "a", "b" or "same"."""

    a: str
    b: str
    answer: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What the answers say so far.

    Attributes
    ----------
    weights : criterion -> share of 1, in the release's order.
    importance : the closest answers of the questionnaire, 0 to 3 and at most three of them 3.
    points : the weights as whole points that sum to 100.
    top : slugs of the three best hubs under ``weights``, best first.
    p_top : probability that these three are the best three.
    settled : whether that is at least 0.8: time to stop.
    question : the two criteria to ask about next, also for those who go on though it is
        settled; None after 12 answers, or when nothing is left to ask.
    surprising : positions of answers that the others make improbable (likelihood below 0.35).
    cycles : criteria each preferred to the next, and the last to the first.
    """

    weights: Mapping[str, float]
    importance: Mapping[str, int]
    points: Mapping[str, int]
    top: tuple[str, ...]
    p_top: float
    settled: bool
    question: tuple[str, str] | None
    surprising: tuple[int, ...]
    cycles: tuple[tuple[str, ...], ...]


def learn(
    ranker: "Ranker",
    answered: Sequence[Answered],
    options: Mapping[str, tuple[str, ...]] | None = None,
    constraints: tuple[Constraint, ...] = (),
) -> Learned:
    """Learn weights from answers and choose the next question.

    Parameters
    ----------
    ranker : the release.
    answered : at most 12 answers, each pair of criteria at any place.
    options : wanted options; criteria with options take part only if theirs are given.
    constraints : hubs that fail one of them are no candidates.

    Returns
    -------
    What is known; the same for the same answers, release and build of numpy.

    Raises
    ------
    ValueError
        For an answer that is none of "a", "b" and "same", about criteria that do not take
        part or about one criterion twice; for more than 12 answers; as
        `hubs.ranking.profile.Profile.wanted`.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.5, 0.75], "family": [0.625, 0.5]}, index=["austin", "lima"]))
    >>> learned = learn(ranker, [Answered("cost", "family", "b")])
    >>> learned.top, learned.points, learned.importance
    (('austin', 'lima'), {'cost': 31, 'family': 69}, {'cost': 1, 'family': 2})
    """
    options = options or {}
    space = AnswerSpace(ranker, answerable(ranker.columns_, options), options, constraints)
    _validate(answered, space.criteria)
    x, y = _observations(answered, space.criteria)
    prior = np.ones(len(space.criteria))
    posterior = estimate(x, y, prior, TAU)
    weights = posterior.mode / posterior.mode.sum()
    top, p_top = _top(space, posterior)
    return Learned(
        weights=dict(zip(space.criteria, weights.tolist(), strict=True)),
        importance=dict(zip(space.criteria, closest(weights).tolist(), strict=True)),
        points=dict(zip(space.criteria, apportion(weights.tolist(), 100), strict=True)),
        top=tuple(space.slugs[row] for row in top),
        p_top=p_top,
        settled=p_top >= SETTLED,
        question=_next_question(space, answered, posterior),
        surprising=_surprising(answered, x, y, prior),
        cycles=_cycles(answered),
    )


def _validate(answered: Sequence[Answered], criteria: Sequence[str]) -> None:
    if len(answered) > MOST_QUESTIONS:
        raise ValueError(f"at most {MOST_QUESTIONS} answers")
    for a, b, answer in answered:
        if answer not in LIKELIHOOD:
            raise ValueError(f"no answer {answer!r}")
        if a == b or not {a, b} <= set(criteria):
            raise ValueError(f"{a!r} and {b!r} cannot be set against each other")


def _compare(pairs: Sequence[tuple[str, str]], criteria: Sequence[str]) -> Floats:
    """beta d of each question, shape (questions, criteria)."""
    x = np.zeros((len(pairs), len(criteria)))
    for row, (a, b) in zip(x, pairs, strict=True):
        row[criteria.index(a)], row[criteria.index(b)] = BETA * (GOOD - POOR), BETA * (POOR - GOOD)
    return x


def _observations(answered: Sequence[Answered], criteria: Sequence[str]) -> tuple[Floats, Floats]:
    x = _compare([(a, b) for a, b, _ in answered], criteria)
    return x, np.array([LIKELIHOOD[answer] for _, _, answer in answered])


def _top(space: AnswerSpace, posterior: Posterior) -> tuple[list[int], float]:
    """The three best hubs under the mode, and how probable it is that these three are the best."""
    drawn = np.random.default_rng(0).multivariate_normal(*posterior, DRAWS, method="cholesky")
    weights = np.vstack([posterior.mode, np.maximum(drawn, 0.0)])
    scores, coverage = (weights @ space.mean.T).round(9), (weights @ space.known.T).round(9)
    best = np.lexsort((-coverage, -scores))[:, :TOP]  # what is still equal stays in the order of slugs
    same = (np.sort(best[1:], axis=1) == np.sort(best[0])).all(axis=1)
    return best[0].tolist(), float(same.mean())


def _next_question(space: AnswerSpace, answered: Sequence[Answered], posterior: Posterior) -> tuple[str, str] | None:
    """The pair whose answer says most about the hubs' scores, known to a point of 100."""
    known = {frozenset((a, b)) for a, b, _ in answered}
    pairs = [pair for pair in combinations(space.criteria, 2) if frozenset(pair) not in known]
    if not pairs or len(answered) == MOST_QUESTIONS:
        return None
    x, covariance = _compare(pairs, space.criteria), posterior.covariance
    lead = (space.mean - space.mean.sum(axis=0) / max(1, len(space.mean))) / posterior.mode.sum()
    scores = lead @ covariance @ lead.T + POINT**2 * np.eye(len(lead))
    explained = covariance @ lead.T @ np.linalg.solve(scores, lead @ covariance)
    variance, related = ((x @ c * x).sum(axis=1) for c in (covariance, explained))
    gain = information(x @ posterior.mode, variance, np.clip(variance - related, 0.0, variance))
    return pairs[int(gain.round(9).argmax())]


def _surprising(answered: Sequence[Answered], x: Floats, y: Floats, prior: Floats) -> tuple[int, ...]:
    """Answers whose likelihood under the most probable weights given all others is below 0.35."""
    surprising = []
    for i, (_, _, answer) in enumerate(answered):
        others = np.arange(len(answered)) != i
        for_a = float(logistic(x[i] @ estimate(x[others], y[others], prior, TAU).mode))
        if {"a": for_a, "b": 1 - for_a}.get(answer, 1.0) < SURPRISING:
            surprising.append(i)
    return tuple(surprising)


def _cycles(answered: Sequence[Answered]) -> tuple[tuple[str, ...], ...]:
    """Circular preferences, each once, from its alphabetically first criterion."""
    preferred: dict[str, set[str]] = {}
    for a, b, answer in answered:
        if answer != "same":
            winner, loser = (a, b) if answer == "a" else (b, a)
            preferred.setdefault(winner, set()).add(loser)

    def paths(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for loser in sorted(preferred.get(path[-1], ())):
            if loser == path[0]:
                yield path
            elif loser > path[0] and loser not in path:
                yield from paths((*path, loser))

    cycles = [cycle for start in sorted(preferred) for cycle in paths((start,))]
    return tuple(sorted(cycles, key=lambda cycle: (len(cycle), cycle)))
