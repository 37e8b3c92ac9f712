"""Weights learned from either/or answers, and the question to ask next (ranking model, section 6).

A question is a trade-off: would you give up some of one criterion for some of another, as two
hubs offer them, everything else equal? The state is the list of answers and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.answer_space import AnswerSpace, answerable
from hubs.ranking.constraints import Constraint
from hubs.ranking.posterior import estimate, logistic
from hubs.ranking.stability import leads, two_thirds
from hubs.ranking.trades import Draws, Trade, draw, most_telling, observe

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TAU = 1.0  # spread of the weights before the first answer, around 1 each
STEP = 1.0  # the same around stated importances, in steps: such an answer may be one off
MOST_QUESTIONS = 12
FEWEST_ANSWERS = 4  # of somebody who stated no priorities, before any hub is the best: the prior knows nobody
SURPRISING = 0.35
LIKELIHOOD = {"a": 1.0, "b": 0.0, "same": 0.5}  # the share of the answer that speaks for a


class Answered(NamedTuple):
    """One answer to a trade: "a" gives up b for a, "b" does not, "same" does not mind.

    Without hubs it is about as much of the one as of the other.
    """

    a: str
    b: str
    answer: str
    here: str = ""
    there: str = ""

    @property
    def trade(self) -> Trade:
        return Trade(self.a, self.b, self.here, self.there)


@dataclass(frozen=True, slots=True)
class Learned:
    """What the answers say so far.

    Attributes
    ----------
    weights : criterion -> share of 1, in the release's order.
    importance : the closest answers of the questionnaire, 0 to 3 and at most three of them 3;
        of those that are close the first that put the same hub first.
    first : the fewest hubs that come first in two thirds of what the answers and the evidence
        leave open, and the one with the highest score; by score.
    p_first : how often each of these comes first.
    ending : why there need be no more questions: "clear" (the first one leads as surely as a
        ranking's verdict asks for), "close" (no answer would say who is first), "limit"
        (12 answers), "none" and "only" (hubs left); "" to go on.
    question : the trade to ask about next, also for those who go on though the first is clear.
    surprising : positions of answers that the others make improbable (likelihood below 0.35).
    cycles : positions of answers, each of which prefers what the next one gives up for, and the
        last what the first does, at rates that cannot all be meant.
    """

    weights: Mapping[str, float]
    importance: Mapping[str, int]
    first: tuple[str, ...]
    p_first: tuple[float, ...]
    ending: str
    question: Trade | None
    surprising: tuple[int, ...]
    cycles: tuple[tuple[int, ...], ...]


def learn(
    ranker: "Ranker",
    answered: Sequence[Answered],
    options: Mapping[str, tuple[str, ...]] | None = None,
    constraints: tuple[Constraint, ...] = (),
    stated: Mapping[str, int] | None = None,
) -> Learned:
    """Learn weights from answers and choose the next question.

    Parameters
    ----------
    ranker : the release.
    answered : at most 12 answers.
    options : wanted options; criteria with options take part only if theirs are given.
    constraints : hubs that fail one of them are no candidates.
    stated : importances to begin with. Then only these criteria take part, and those that are
        answered about; without any of them all do, alike.

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
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.5, 0.75], "family": [0.75, 0.5]}, index=["austin", "lima"]))
    >>> learn(ranker, []).question
    Trade(a='cost', b='family', here='lima', there='austin')
    >>> learned = learn(ranker, [Answered("cost", "family", "b", "lima", "austin")])
    >>> learned.first, learned.ending, learned.importance
    (('austin',), 'clear', {'cost': 1, 'family': 2})
    """
    options = options or {}
    asked = [answer.trade for answer in answered]
    space = AnswerSpace(ranker, _taking_part(ranker, asked, options, stated), options, constraints)
    _validate(answered, space.criteria)
    x, y = observe(space, asked), np.array([LIKELIHOOD[each.answer] for each in answered])
    prior, spread = _prior(space.criteria, stated)
    posterior = estimate(x, y, prior, spread)
    weights, order = posterior.mode / posterior.mode.sum(), _order(space, posterior.mode)
    draws, importance = draw(space, posterior), space.closest(weights, order[0] if order else -1)
    chances, scores = draws.first.mean(axis=0), space.mean @ weights
    first = [order[place] for place in sorted(two_thirds(chances[order].tolist()) | {0})] if order else []
    question = most_telling(space, posterior, draws, asked) if len(answered) < MOST_QUESTIONS else None
    asks_on = question and not stated and len(answered) < FEWEST_ANSWERS
    return Learned(
        weights=dict(zip(space.criteria, weights.tolist(), strict=True)),
        importance=dict(zip(space.criteria, importance.tolist(), strict=True)),
        first=tuple(space.slugs[row] for row in first),
        p_first=tuple(chances[first].tolist()),
        ending="" if asks_on else _ending(scores[order], draws, order, question, len(answered)),
        question=question.turned if question and len(answered) % 2 else question,
        surprising=_surprising(answered, x, lambda others: estimate(x[others], y[others], prior, spread).mode),
        cycles=_cycles(answered, x),
    )


def _taking_part(
    ranker: "Ranker", asked: Sequence[Trade], options: Mapping[str, tuple[str, ...]], stated: Mapping[str, int] | None
) -> tuple[str, ...]:
    able = answerable(ranker.columns_, options)
    weighed = {slug for slug in able if (stated or {}).get(slug)}
    if not weighed:
        return able
    named = weighed.union(*((trade.a, trade.b) for trade in asked))
    return tuple(slug for slug in able if slug in named)


def _validate(answered: Sequence[Answered], criteria: Sequence[str]) -> None:
    if len(answered) > MOST_QUESTIONS:
        raise ValueError(f"at most {MOST_QUESTIONS} answers")
    for a, b, answer, *_ in answered:
        if answer not in LIKELIHOOD:
            raise ValueError(f"no answer {answer!r}")
        if a == b or not {a, b} <= set(criteria):
            raise ValueError(f"{a!r} and {b!r} cannot be set against each other")


def _prior(criteria: Sequence[str], stated: Mapping[str, int] | None) -> tuple[Floats, float]:
    """What the weights are before the first answer, 1 on average where anything counts, and how far they may be off."""
    levels = np.array([(stated or {}).get(slug, 0) for slug in criteria], dtype=np.float64)
    if not levels.any():
        return np.ones(len(criteria)), TAU
    step = 1 / levels[levels > 0].mean()
    return levels * step, STEP * step


def _order(space: AnswerSpace, weights: Floats) -> list[int]:
    """The hubs by score; what is equal by coverage, and then in the order of slugs."""
    scores, coverage = (weights @ space.mean.T).round(9), (weights @ space.known.T).round(9)
    order: list[int] = np.lexsort((-coverage, -scores)).tolist()
    return order


def _ending(scores: Floats, draws: Draws, order: list[int], question: Trade | None, answers: int) -> str:
    """`Learned.ending`; scores are in the order of the hubs."""
    if len(order) < 2:
        return "only" if order else "none"
    by_answers, by_all = (each.mean(axis=0)[order].tolist() for each in (draws.best, draws.first))
    is_settled = two_thirds(by_answers) == {0} and scores[0] > scores[1] + 1e-9
    if is_settled and leads(by_all[0]):
        return "clear"
    if answers == MOST_QUESTIONS:
        return "limit"
    return "" if question else "close"


def _surprising(answered: Sequence[Answered], x: Floats, learned_from: Callable[[Bools], Floats]) -> tuple[int, ...]:
    """Answers whose likelihood under the most probable weights given all others is below 0.35."""
    surprising = []
    for i, given in enumerate(answered):
        others = np.arange(len(answered)) != i
        for_a = float(logistic(x[i] @ learned_from(others)))
        if {"a": for_a, "b": 1 - for_a}.get(given.answer, 1.0) < SURPRISING:
            surprising.append(i)
    return tuple(surprising)


def _cycles(answered: Sequence[Answered], x: Floats) -> tuple[tuple[int, ...], ...]:
    """Circular preferences, each once, from its alphabetically first criterion.

    To prefer a to b at a rate r says ``w_a / w_b > r``; round a circle the left sides multiply to 1, so that it is a
    contradiction only if the rates multiply to 1 or more.
    """
    preferred: dict[str, dict[str, tuple[float, int]]] = {}
    for i, (a, b, answer, *_) in enumerate(answered):
        if answer != "same":
            gain, loss = sorted(x[i][x[i] != 0], reverse=True)
            rate = float(np.log(-loss / gain))
            winner, loser, rate = (a, b, rate) if answer == "a" else (b, a, -rate)
            firmest = preferred.setdefault(winner, {})
            firmest[loser] = max((rate, -i), firmest.get(loser, (rate, -i)))

    def paths(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for loser in sorted(preferred.get(path[-1], ())):
            if loser == path[0]:
                yield path
            elif loser > path[0] and loser not in path:
                yield from paths((*path, loser))

    cycles = sorted(
        (path for start in sorted(preferred) for path in paths((start,))), key=lambda path: (len(path), path)
    )
    edges = [[preferred[a][b] for a, b in zip(path, (*path[1:], path[0]), strict=True)] for path in cycles]
    return tuple(tuple(-i for _, i in steps) for steps in edges if sum(rate for rate, _ in steps) > -1e-9)
