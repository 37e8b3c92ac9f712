"""The four-step answers as whole numbers: what they weigh, who they bring first, which are closest."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.constraints import Constraint
from hubs.ranking.profile import DECISIVE, MOST_DECISIVE, Profile
from hubs.ranking.strength import Column

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def answerable(columns: Sequence[Column], options: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Criteria that can be weighed: those without options, and those whose options are given.

    Examples
    --------
    >>> answerable([Column("cost"), Column("size", "small"), Column("specialty", "ai")], {"size": ("small",)})
    ('cost', 'size')
    """
    criteria = dict.fromkeys(column.criterion for column in columns)
    plain = {column.criterion for column in columns if not column.option}
    return tuple(criterion for criterion in criteria if criterion in plain or options.get(criterion))


class AnswerSpace:
    """Some criteria of a release with their options, and the hubs that no constraint excludes.

    Attributes
    ----------
    criteria : in the release's order.
    slugs : of the hubs, in alphabetical order.
    mean, variance, known : partial similarity less what soft constraints cost, its variance and ``n / (kappa + n)``,
        options averaged, shape (hubs, criteria).

    Raises
    ------
    ValueError
        As `hubs.ranking.profile.Profile.wanted`.
    """

    def __init__(
        self,
        ranker: "Ranker",
        criteria: Collection[str],
        options: Mapping[str, tuple[str, ...]],
        constraints: tuple[Constraint, ...] = (),
        rather: tuple[Constraint, ...] = (),
    ) -> None:
        profile = Profile(dict.fromkeys(criteria, 1), {c: o for c, o in options.items() if c in criteria})
        wanted = profile.wanted(ranker.columns_)
        fails = ranker.fails(constraints).tolist()
        rows = {slug: row for row, slug in enumerate(ranker.hubs_) if not fails[row]}
        self.criteria, self.slugs = wanted.criteria, tuple(sorted(rows))
        self._ranker, self._rows = ranker, np.array([rows[slug] for slug in self.slugs], dtype=np.int64)
        here = (self._rows[:, None], wanted.places)
        self._cost = ranker.costs(rather)[self._rows]
        self.mean: Floats = wanted.add(ranker.cells_.mean[here] * wanted.shares) - self._cost[:, None]
        self.variance: Floats = wanted.add(ranker.cells_.variance[here] * wanted.shares**2)
        self.known: Floats = wanted.add(ranker.cells_.known[here] * wanted.shares)
        self._expand = np.zeros((len(self.criteria), len(ranker.columns_)), dtype=np.int64)
        multiple = math.lcm(*map(len, wanted.groups))
        for row, group in zip(self._expand, wanted.groups, strict=True):
            row[list(group)] = multiple // len(group)

    def importances(self, profile: Profile) -> Integers:
        """What a profile gives to each of the criteria, shape (criteria,)."""
        return np.array([profile.importance.get(criterion, 0) for criterion in self.criteria])

    def columns(self, importances: Integers) -> Integers:
        """Integer weights of the release's columns: (answers, criteria) to (answers, columns)."""
        return importances @ self._expand

    def first(self, weights: Integers) -> Integers:
        """Position in ``slugs`` of the first hub, for each row of weights of the release's columns; -1 without hubs."""
        if not len(self._rows):
            return np.full(len(weights), -1)
        if self._cost.any():
            scores = self._ranker.similarities(weights)[:, self._rows] - self._cost
            return np.asarray(scores.argmax(axis=1))
        _distances, nearest = self._ranker.kneighbors(weights, 1, among=self._rows)
        position = np.empty(len(self._ranker.hubs_), dtype=np.int64)
        position[self._rows] = np.arange(len(self._rows))
        return position[nearest[:, 0]]

    def closest(self, weights: Floats, leader: int) -> Integers:
        """The closest answers to these weights that bring a hub first; where none of them does, the closest."""
        near = by_distance(weights)
        same = np.flatnonzero(self.first(self.columns(near)) == leader)
        best: Integers = near[same[0] if len(same) else 0]
        return best


def allowed(importances: Integers) -> NDArray[np.bool_]:
    """Which answers can be given: something matters, and at most three criteria are decisive.

    Parameters
    ----------
    importances : shape (answers, criteria).

    Examples
    --------
    >>> allowed(np.array([[0, 0, 0, 0], [3, 3, 3, 2], [3, 3, 3, 3]])).tolist()
    [False, True, False]
    """
    decisive = (importances >= DECISIVE).sum(axis=1)
    possible: NDArray[np.bool_] = importances.any(axis=1) & (decisive <= MOST_DECISIVE)
    return possible


def by_distance(weights: Floats) -> Integers:
    """For each possible sum of the answers those whose weights are closest, ``sum |a / sum a - w|``, the closest first.

    For each possible sum of the answers the distance is a sum of convex functions of single
    answers, so that taking the cheapest steps one by one is optimal; only the three largest
    weights can be decisive. Of equally close answers those with the smallest sum come first.

    Parameters
    ----------
    weights : shares of 1, shape (criteria,), ``>= 0``.

    Returns
    -------
    Whole numbers from 0 to 3, at most three of them 3, shape (sums, criteria).

    Examples
    --------
    >>> by_distance(np.array([0.5, 0.3, 0.2, 0.0]))[0].tolist()
    [3, 2, 1, 0]
    """
    # The distance is a sum over criteria, convex in each answer: for a given sum the cheapest steps are the best ones.
    most = np.full(len(weights), DECISIVE - 1)
    most[np.argsort(-weights, kind="stable")[:MOST_DECISIVE]] = DECISIVE
    sums = np.arange(1, most.sum() + 1)
    distance = np.abs(np.arange(DECISIVE + 1) / sums[:, None, None] - weights[:, None])
    # What each step from one level to the next costs; a step above the most that is allowed is never taken.
    steps = np.where(np.arange(1, DECISIVE + 1) <= most[:, None], np.diff(distance), np.inf)
    # The order of all steps; within a criterion they get dearer, so that the lower one is always taken first.
    rank = steps.reshape(len(sums), -1).argsort(axis=1, kind="stable").argsort(axis=1)
    answers = (rank < sums[:, None]).reshape(steps.shape).sum(axis=2)
    order = np.abs(answers / sums[:, None] - weights).sum(axis=1).round(12).argsort(kind="stable")
    return np.asarray(answers[order], dtype=np.int64)
