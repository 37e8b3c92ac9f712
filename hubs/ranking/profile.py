"""What one person asks for: how much each criterion matters, what is wanted, what is required."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.constraints import Constraint
from hubs.ranking.strength import Column

Number = TypeVar("Number", bound=np.number)

MOST = 2**40  # integer weights up to here leave every score exact
DECISIVE = 3  # the highest importance that an answer of the questionnaire can have
MOST_DECISIVE = 3  # and how many criteria may have it


@dataclass(frozen=True)
class Profile:
    """A person's priorities.

    Attributes
    ----------
    importance : criterion -> whole number ``>= 0``; zeros are dropped.
    options : criterion -> wanted labels, or target levels. Several share the criterion's
        weight equally, so that several target levels mean their average.
    constraints : what stands outside the score.
    rather : soft constraints: who fails one stays and pays for it.

    Raises
    ------
    ValueError
        If an importance is not a whole number or negative.

    Examples
    --------
    >>> Profile({"family": 3, "cost": 0}).importance
    {'family': 3}
    """

    importance: Mapping[str, int]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    rather: tuple[Constraint, ...] = ()

    def __post_init__(self) -> None:
        for criterion, importance in self.importance.items():
            if not isinstance(importance, int | np.integer) or importance < 0:
                raise ValueError(f"the importance of {criterion!r} is not a whole number from 0")
        weighted = {criterion: int(i) for criterion, i in self.importance.items() if i}
        wanted = {criterion: tuple(dict.fromkeys(o)) for criterion, o in self.options.items() if o}
        object.__setattr__(self, "importance", weighted)
        object.__setattr__(self, "options", wanted)
        object.__setattr__(self, "constraints", tuple(self.constraints))
        object.__setattr__(self, "rather", tuple(self.rather))

    def wanted(self, columns: Sequence[Column]) -> "Wanted":
        """The columns that count for this profile, and how much.

        Raises
        ------
        ValueError
            For a profile without any importance, a criterion or option that ``columns`` lacks,
            a criterion whose options are not chosen, and a sum of the integer weights above
            2**40, beyond which scores would be rounded.

        Examples
        --------
        >>> columns = [Column("cost"), Column("specialty", "ai"), Column("specialty", "biotech")]
        >>> wanted = Profile({"cost": 1, "specialty": 3}, {"specialty": ("biotech",)}).wanted(columns)
        >>> wanted.criteria, wanted.places.tolist(), wanted.column_weights.tolist()
        (('specialty', 'cost'), [2, 0], [0.75, 0.25])
        """
        if not self.importance:
            raise ValueError("the profile gives no criterion any importance")
        position = _positions(tuple(columns))
        for criterion in self.importance.keys() | self.options.keys():
            _require_known(criterion, self.options.get(criterion, ()), position)
        criteria = [criterion for criterion in position if criterion in self.importance]
        criteria.sort(key=lambda criterion: -self.importance[criterion])
        groups = tuple(tuple(position[c][o] for o in self.options.get(c, ("",))) for c in criteria)
        return Wanted(tuple(criteria), groups, tuple(self.importance[c] for c in criteria))

    def column_weights(self, columns: Sequence[Column]) -> tuple[NDArray[np.int64], int]:
        """Integer weights of the release's columns, and their sum.

        A criterion's importance is divided equally among its wanted options; all weights are
        multiplied by the least common multiple of the numbers of options to stay integers.

        Parameters
        ----------
        columns : the release's columns.

        Returns
        -------
        Weights of shape (columns,), ``>= 0``, and their sum, ``> 0``. The weight of column j
        in the score is their ratio.

        Raises
        ------
        ValueError
            As `wanted`.

        Examples
        --------
        >>> columns = [Column("cost"), Column("specialty", "ai"), Column("specialty", "biotech")]
        >>> weights, total = Profile({"cost": 3, "specialty": 1}, {"specialty": ("ai", "biotech")}
        ...                          ).column_weights(columns)
        >>> weights.tolist(), total
        ([6, 1, 1], 8)
        """
        return self.wanted(columns).integers(len(columns))


class Wanted:
    """The columns a profile counts, criterion by criterion, heaviest first.

    Attributes
    ----------
    criteria : slugs.
    groups : per criterion, the positions of its wanted columns.
    importance : per criterion, an integer ``> 0``.
    weights : w_j, the importance as shares of 1, shape (criteria,).
    places : positions of all wanted columns, shape (wanted,).
    shares : a_l, of each column in its criterion, shape (wanted,).
    column_weights : w_j a_l, shape (wanted,); they sum to 1.
    """

    def __init__(
        self, criteria: tuple[str, ...], groups: tuple[tuple[int, ...], ...], importance: tuple[int, ...]
    ) -> None:
        self._multiple = math.lcm(*map(len, groups))
        self._total = self._multiple * sum(importance)
        if self._total > MOST:
            raise ValueError("the importances are too large")
        sizes = np.array([len(group) for group in groups])
        self.criteria, self.groups, self.importance = criteria, groups, importance
        self.weights = np.array(importance) / sum(importance)
        self.places = np.concatenate(groups)
        self.shares = np.repeat(1.0 / sizes, sizes)
        self.column_weights = np.repeat(self.weights, sizes) * self.shares
        self._starts = np.cumsum(sizes) - sizes

    def add(self, table: NDArray[Number]) -> NDArray[Number]:
        """Add up the wanted columns of each criterion: (hubs, wanted) to (hubs, criteria)."""
        added: NDArray[Number] = np.add.reduceat(table, self._starts, axis=1)
        return added

    def named(self, table: NDArray[Any]) -> list[dict[str, Any]]:
        """`add`, as one mapping from criterion to value per hub."""
        return [dict(zip(self.criteria, row, strict=True)) for row in self.add(table).tolist()]

    def integers(self, columns: int) -> tuple[NDArray[np.int64], int]:
        """`Profile.column_weights`, for a release with so many columns."""
        weights = np.zeros(columns, dtype=np.int64)
        for importance, group in zip(self.importance, self.groups, strict=True):
            weights[list(group)] = importance * self._multiple // len(group)
        return weights, self._total

    def columns_of(self, criterion: str) -> dict[int, float]:
        """Position and weight of the wanted columns of a criterion; none if it has no weight."""
        if criterion not in self.criteria:
            return {}
        j = self.criteria.index(criterion)
        return dict.fromkeys(self.groups[j], float(self.weights[j] / len(self.groups[j])))


@lru_cache(maxsize=8)
def _positions(columns: tuple[Column, ...]) -> dict[str, dict[str, int]]:
    positions: dict[str, dict[str, int]] = {}
    for j, (criterion, option) in enumerate(columns):
        positions.setdefault(criterion, {})[option] = j
    return positions


def _require_known(criterion: str, wanted: Sequence[str], position: dict[str, dict[str, int]]) -> None:
    if criterion not in position:
        raise ValueError(f"unknown criterion {criterion!r}")
    if not wanted and "" not in position[criterion]:
        raise ValueError(f"choose an option of {criterion!r}")
    for option in wanted:
        if option not in position[criterion]:
            raise ValueError(f"unknown option {option!r} of {criterion!r}")
