"""Whose answer would help most: the expected value of one more statement about a cell (ranking model, section 8).

Raiffa & Schlaifer (1961), Applied statistical decision theory: preposterior analysis. For normal beliefs and one hub at
a time it has the closed form of Gupta & Miescke (1996), which Frazier, Powell & Dayanik (2008) call knowledge gradient.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.profile import Profile
from hubs.ranking.stability import CONCENTRATION
from hubs.ranking.strength import Column

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]

DRAWS, FEWEST_DRAWS = 64, 8  # of each person's weights
MOST_NUMBERS = 20_000_000  # hubs x columns x people x draws: beyond so many, fewer draws
MOST_QUESTIONS = 6  # of one interview
FAR = 40.0  # standard deviations that no statement bridges: beyond them the gain is 0 in floating point
HELPED = 0.0005  # from here on an answer helps a person: a twentieth of a point


@dataclass(frozen=True, slots=True)
class Question:
    """A column to ask about, and by how much one answer alone betters the people's choices, as a share of 1."""

    column: Column
    gain: float


@dataclass(frozen=True, slots=True)
class Interview:
    """What somebody who lives in a hub could settle.

    Attributes
    ----------
    hub : slug.
    questions : the most valuable first, at most six.
    gain : by how much one statement on each of them betters the hub that a person would choose, in score units,
        averaged over the people; ``>= 0``.
    helped : for how many of the people it does so by a twentieth of a point or more.
    """

    hub: str
    questions: tuple[Question, ...]
    gain: float
    helped: int


class Person(NamedTuple):
    """A profile, and how many people it stands for."""

    profile: Profile
    number: int = 1


class _Choice(NamedTuple):
    """What one person weighs, in draws of the weights: ``weights`` (wanted, draws), ``gap`` (hubs, draws)."""

    number: int
    places: NDArray[np.int64]
    weights: Floats
    gap: Floats


def next_interviews(
    ranker: "Ranker", people: Sequence[Person], criteria: Sequence[str], *, seed: int = 0
) -> tuple[Interview, ...]:
    """The interviews that would settle most people's shortlists, the most valuable first.

    Today a person would choose the hub with the best expected score. One more first-hand statement about a cell moves
    the cell's mean, as seen from today, by a normal amount of variance ``V^2 / (V + sigma^2)``. What it is worth is by
    how much the best expected score would be better on average after it; that is nothing where no answer could change
    who is best. The statements of one interview move one hub together.

    Parameters
    ----------
    ranker : the release.
    people : whose shortlists are to be settled. Hubs that fail a person's constraints are no choice of theirs.
    criteria : those that people can rate. Figures answer the others.
    seed : ``>= 0``, of the draws of the weights.

    Returns
    -------
    One entry per hub that any answer about would help, by falling gain, then slug.

    Raises
    ------
    ValueError
        As `hubs.ranking.profile.Profile.wanted`.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.cells import EvidencePooler
    >>> from hubs.ranking.prior import Prior
    >>> from hubs.ranking.ranker import Ranker
    >>> said = {"key": ["a"], "hub": ["lima"], "criterion": ["cost"], "option": [""],
    ...         "similarity": [0.5], "strength": [20.0], "voter": ["Ana"]}
    >>> pooler = EvidencePooler(["austin", "lima"], [Column("cost")], Prior((Column("cost"),), (0.5,), (0.25,), (1.0,)))
    >>> ranker = Ranker().fit(pooler.fit_transform(pd.DataFrame(said)))
    >>> [(each.hub, round(each.gain, 3)) for each in next_interviews(ranker, [Person(Profile({"cost": 1}))], ["cost"])]
    [('austin', 0.071), ('lima', 0.005)]
    """
    moves = _moves(ranker) * np.array([column.criterion in criteria for column in ranker.columns_])
    draws = _draws(moves.size * max(1, len(people)))
    choices = [choice for person in people if (choice := _choice(ranker, person, draws, seed))]
    everybody = sum(choice.number for choice in choices)
    if not everybody:
        return ()
    alone = _alone(choices, moves)
    asked = _most_valuable(alone)
    together, helped = _together(choices, moves * asked)
    found = (
        Interview(hub, _questions(ranker, alone[row] / everybody, asked[row]), together[row] / everybody, helped[row])
        for row, hub in enumerate(ranker.hubs_)
        if together[row] > 0
    )
    return tuple(sorted(found, key=lambda each: (-each.gain, each.hub)))


def gain(gap: Floats, spread: Floats) -> Floats:
    """By how much a choice betters on average if a score moves by a normal amount: ``s (phi(z) - z Phi(-z))``.

    z is d / s: how many standard deviations a change of the best is away.

    Parameters
    ----------
    gap : d, how far the score is from the best of the others, above or below it; ``>= 0``.
    spread : s, the standard deviation of the amount; ``>= 0``.

    Examples
    --------
    >>> gain(np.array([0.0, 0.0, 1.0]), np.array([1.0, 0.0, 1.0])).round(3).tolist()
    [0.399, 0.0, 0.083]
    """
    from scipy.special import ndtr

    gap, spread = np.broadcast_arrays(gap, spread)
    z = np.divide(np.minimum(gap, FAR * spread), spread, out=np.full(gap.shape, FAR), where=spread > 0)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    better: Floats = spread * np.maximum(density - z * ndtr(-z), 0.0)
    return better


def _moves(ranker: "Ranker") -> Floats:
    """The variance of what one more first-hand statement does to each cell's mean, shape (hubs, columns)."""
    variance, noise = ranker.cells_.variance, np.array(ranker.prior_.sigma) ** 2
    total = variance + noise
    moved: Floats = np.divide(variance**2, total, out=np.zeros(variance.shape), where=total > 0)
    return moved


def _draws(numbers: int) -> int:
    return int(np.clip(MOST_NUMBERS // numbers, FEWEST_DRAWS, DRAWS))


def _choice(ranker: "Ranker", person: Person, draws: int, seed: int) -> _Choice | None:
    """None for somebody who has no two hubs to choose from."""
    profile, number = person
    wanted = profile.wanted(ranker.columns_)
    possible = ~ranker.fails(profile.constraints)
    if possible.sum() < 2 or not number:
        return None
    criteria = np.random.default_rng(seed).dirichlet(CONCENTRATION * wanted.weights, draws).T
    sizes = [len(group) for group in wanted.groups]
    weights = np.repeat(criteria, sizes, axis=0) * wanted.shares[:, None]
    scores = ranker.cells_.mean[:, wanted.places] @ weights - ranker.costs(profile.rather)[:, None]
    scores[~possible] = -np.inf
    second, best = np.sort(scores, axis=0)[-2:]
    gap = np.where(scores == best, best - second, best - scores)
    return _Choice(number, wanted.places, weights, gap)


def _alone(choices: Sequence[_Choice], moves: Floats) -> Floats:
    """What each answer alone is worth, cell by cell, summed over the people."""
    worth = np.zeros(moves.shape)
    for choice in choices:
        spread = np.sqrt(moves[:, choice.places, None]) * choice.weights
        worth[:, choice.places] += choice.number * gain(choice.gap[:, None], spread).mean(axis=2)
    return worth


def _most_valuable(alone: Floats) -> NDArray[np.bool_]:
    """Which columns to ask about, hub by hub: at most six, and none whose answer helps nobody."""
    asked = np.zeros(alone.shape, dtype=bool)
    best = np.argsort(-alone, axis=1, kind="stable")[:, :MOST_QUESTIONS]
    np.put_along_axis(asked, best, True, axis=1)
    chosen: NDArray[np.bool_] = asked & (alone > 0)
    return chosen


def _together(choices: Sequence[_Choice], moves: Floats) -> tuple[list[float], list[int]]:
    """What all answers about a hub are worth together, hub by hub, summed over the people; and how many they help."""
    worth, helped = np.zeros(len(moves)), np.zeros(len(moves), dtype=np.int64)
    for choice in choices:
        spread = np.sqrt(moves[:, choice.places] @ choice.weights**2)
        better = gain(choice.gap, spread).mean(axis=1)
        worth += choice.number * better
        helped += choice.number * (better >= HELPED)
    return worth.tolist(), helped.tolist()


def _questions(ranker: "Ranker", alone: Floats, asked: NDArray[np.bool_]) -> tuple[Question, ...]:
    def questions() -> Iterator[Question]:
        for place in np.flatnonzero(asked):
            yield Question(ranker.columns_[place], float(alone[place]))

    return tuple(sorted(questions(), key=lambda question: (-question.gain, question.column)))
