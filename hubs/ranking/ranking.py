"""The answer to a profile: plain, frozen values. Mappings keep the criteria's order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.constraints import Constraint, Paid
from hubs.ranking.lazily import Lazily
from hubs.ranking.profile import Profile

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RankedHub:
    """One hub of a `Ranking`. All figures are shares of 1.

    ``score == baseline + sum(contributions) - cost == sum(earned) - cost`` with the cost of all that is paid, and
    ``low <= score <= high`` up to half a grid step (1/2048). ``high - low == 1 - coverage``, and more by what a soft
    constraint may cost of which nobody can tell.

    Attributes
    ----------
    rank : 1 is first; hubs with equal scores share one.
    score, low, high : S and its bounds S-, S+.
    coverage : C, the share of the score that rests on evidence.
    variance : of the score at fixed weights, ``sum w^2 V``.
    contributions : criterion -> ``w (m - 1/2)``.
    earned : criterion -> ``w m``.
    similarity : criterion -> m, averaged over the wanted options.
    evidence : criterion -> number of evidence items.
    unknown : the constraints that could not be checked.
    paid : what soft constraints take off the score.
    """

    rank: int
    slug: str
    score: float
    low: float
    high: float
    coverage: float
    variance: float
    contributions: Mapping[str, float]
    earned: Mapping[str, float]
    similarity: Mapping[str, float]
    evidence: Mapping[str, int]
    unknown: tuple[Constraint, ...]
    paid: tuple[Paid, ...] = ()

    @property
    def cost(self) -> float:
        """What soft constraints take off the score, all together."""
        return sum(each.cost for each in self.paid)


class Table(NamedTuple):
    """The figures of all hubs of a ranking, in its order: what is asked of all of them is asked of arrays.

    Attributes
    ----------
    slugs, rank, score : as of `RankedHub`, one for each hub.
    contributions, evidence : shape (hubs, criteria), the criteria in the order of the weights.
    """

    slugs: tuple[str, ...]
    rank: NDArray[np.int64]
    score: Floats
    contributions: Floats
    evidence: NDArray[np.int64]


class RankedHubs(Lazily[int, RankedHub]):
    """The hubs of a ranking, each made once, when somebody looks at it: of 10,000 a page shows a few hundred."""

    def __init__(self, make: Callable[[int], RankedHub], table: Table) -> None:
        super().__init__(cache(make), range(len(table.slugs)))
        self.table = table


@dataclass(frozen=True, slots=True)
class Excluded:
    """A hub that fails a constraint, and which ones."""

    slug: str
    failed: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hubs in order for one profile.

    Attributes
    ----------
    profile : what was asked.
    weights : criterion -> share of 1, heaviest first.
    baseline : what the contributions are added to: 1/2; for releases from before calibrations, sum w mu.
    hubs : in order, without those that fail a constraint.
    excluded : the others, in the order they would have had.
    """

    profile: Profile
    weights: Mapping[str, float]
    baseline: float
    hubs: Sequence[RankedHub]
    excluded: Sequence[Excluded]

    @property
    def table(self) -> Table:
        """The same hubs as arrays."""
        if isinstance(self.hubs, RankedHubs):
            return self.hubs.table
        shape = len(self.hubs), len(self.weights)
        contributions = [[hub.contributions[slug] for slug in self.weights] for hub in self.hubs]
        evidence = [[hub.evidence[slug] for slug in self.weights] for hub in self.hubs]
        return Table(
            slugs=tuple(hub.slug for hub in self.hubs),
            rank=np.array([hub.rank for hub in self.hubs], dtype=np.int64),
            score=np.array([hub.score for hub in self.hubs], dtype=np.float64),
            contributions=np.array(contributions, dtype=np.float64).reshape(shape),
            evidence=np.array(evidence, dtype=np.int64).reshape(shape),
        )

    def find(self, slug: str) -> RankedHub | None:
        """The hub of this name; None if the ranking does not list it."""
        slugs = self.table.slugs
        return self.hubs[slugs.index(slug)] if slug in slugs else None


@dataclass(frozen=True, slots=True)
class CellEstimate:
    """The numbers of one cell; names as in `hubs.ranking.cells.Cells`."""

    mean: float
    variance: float
    n: float
    kappa: float
    floor: float
    ceiling: float
    count: int


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """What one evidence item adds to a hub's score.

    Attributes
    ----------
    key, option : the item and the option of the criterion it speaks to.
    similarity : s of the item.
    strength : its effective strength, votes shared.
    effect : in score units.
    """

    key: str
    option: str
    similarity: float
    strength: float
    effect: float
