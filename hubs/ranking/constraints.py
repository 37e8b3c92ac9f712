"""Dealbreakers, which stand outside the score: a hub passes, fails, or cannot be checked. Soft ones cost points."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import erfc, sqrt
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from hubs.ranking.cells import Cells


LIKELY = 1.2815515655446004  # standard deviations to either side that hold 80 %
FIGURE_SD = 0.1  # of a figure that defines a criterion (ranking model, section 2)
RATHER = 0.08  # of a score: what a soft constraint costs who fails it (ranking model, section 3)
TINY = 1e-9
OPEN = 0.5  # how likely a hub fails of which nothing is known: silence is neither praise nor blame


class Check(Enum):
    """The answer of one constraint about one hub."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Constraint(Protocol):
    """Anything that can judge the hubs of a release."""

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """One check per row of ``cells``.

        ``attributes`` is aligned with the rows and has the columns country (a code, or NaN)
        and languages (a tuple of codes; empty or NaN is unknown).
        """
        ...


@runtime_checkable
class HasOdds(Protocol):
    """A constraint that knows how likely a hub fails it where nobody can tell for sure."""

    def odds(self, cells: "Cells") -> list[float]:
        """One number per row of ``cells``."""
        ...


def _judge(known: bool, accepted: bool) -> Check:
    if not known:
        return Check.UNKNOWN
    return Check.PASS if accepted else Check.FAIL


@dataclass(frozen=True)
class AllowedCountries:
    """Only hubs in one of these countries; unknown where the hub has no country.

    Examples
    --------
    >>> import pandas as pd
    >>> attributes = pd.DataFrame({"country": ["PE", "US", None]})
    >>> [check.value for check in AllowedCountries(frozenset({"PE"})).check(attributes, None)]
    ['pass', 'fail', 'unknown']
    """

    codes: frozenset[str]

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """Checks as in `Constraint`."""
        return [_judge(isinstance(code, str), code in self.codes) for code in attributes["country"]]


@dataclass(frozen=True)
class WorkingLanguage:
    """Only hubs where one can work in this language; unknown where no language is recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> attributes = pd.DataFrame({"languages": [("es", "en"), ("pt",), ()]})
    >>> [check.value for check in WorkingLanguage("en").check(attributes, None)]
    ['pass', 'fail', 'unknown']
    """

    code: str

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """Checks as in `Constraint`."""
        spoken = [languages if isinstance(languages, tuple) else () for languages in attributes["languages"]]
        return [_judge(bool(languages), self.code in languages) for languages in spoken]


@dataclass(frozen=True)
class AtLeast:
    """Only hubs that may reach a minimum on a column: one fails that surely lies below it.

    It fails if its likely range (80 %) lies below the minimum, or the likely range of the figures that define the
    criterion does. It passes if its mean reaches the minimum; between the two, and without evidence, the check is
    unknown.

    Raises
    ------
    ValueError
        If ``minimum`` lies outside [0, 1]; by `check`, if the release lacks the column.

    Examples
    --------
    >>> AtLeast("safety", 0.5)
    AtLeast(criterion='safety', minimum=0.5, option='')
    """

    criterion: str
    minimum: float
    option: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.minimum <= 1:
            raise ValueError("a minimum similarity lies in [0, 1]")

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """Checks as in `Constraint`."""
        column = cells.column(self.criterion, self.option)
        mean, measured = cells.mean[:, column], cells.measured[:, column]
        likely = LIKELY * np.sqrt(cells.variance[:, column])
        known = cells.count[:, column] > 0
        below = known & ((mean + likely < self.minimum) | (measured + LIKELY * FIGURE_SD < self.minimum))
        decent = known & (mean >= self.minimum)
        return [
            Check.FAIL if fails else _judge(reaches, True)
            for fails, reaches in zip(below.tolist(), decent.tolist(), strict=True)
        ]

    def odds(self, cells: "Cells") -> list[float]:
        """How likely each hub lies below the minimum, by the posterior of its cell."""
        column = cells.column(self.criterion, self.option)
        mean, spread = cells.mean[:, column].tolist(), np.sqrt(cells.variance[:, column]).tolist()
        return [erfc((m - self.minimum) / (sqrt(2) * max(sd, TINY))) / 2 for m, sd in zip(mean, spread, strict=True)]


@dataclass(frozen=True)
class Limit:
    """Only hubs of which a figure stays within a limit; unknown where it was not published.

    Examples
    --------
    >>> import pandas as pd
    >>> attributes = pd.DataFrame({"homicides": [4.2, 110.0, None]})
    >>> [check.value for check in Limit("homicides", 10, most=True).check(attributes, None)]
    ['pass', 'fail', 'unknown']
    """

    indicator: str
    bound: float
    most: bool

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """Checks as in `Constraint`; KeyError for a figure that the attributes lack."""
        values = attributes[self.indicator].astype(float).tolist()
        return [_judge(value == value, (value <= self.bound) == self.most or value == self.bound) for value in values]


@dataclass(frozen=True)
class OwnCheck:
    """Something that is judged for the reader alone, by what they told of themselves; unknown of all other hubs.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> check = OwnCheck("stay", passes=frozenset({"lima"}), fails=frozenset({"austin"}))
    >>> [found.value for found in check.check(None, SimpleNamespace(hubs=("lima", "austin", "quito")))]
    ['pass', 'fail', 'unknown']
    """

    name: str
    passes: frozenset[str]
    fails: frozenset[str]

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """Checks as in `Constraint`."""
        return [_judge(hub in self.passes or hub in self.fails, hub in self.passes) for hub in cells.hubs]


def judge(
    constraints: Sequence[Constraint], attributes: "pd.DataFrame", cells: "Cells"
) -> tuple[list[tuple[Constraint, ...]], list[tuple[Constraint, ...]]]:
    """Per hub, the constraints it fails, and those that cannot be checked.

    Parameters
    ----------
    constraints, attributes, cells : as in `Constraint.check`.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> attributes = pd.DataFrame({"country": ["PE", "US"]})
    >>> failed, unknown = judge([AllowedCountries(frozenset({"PE"}))], attributes,
    ...                         SimpleNamespace(hubs=("lima", "austin")))
    >>> [len(constraints) for constraints in failed], unknown
    ([0, 1], [(), ()])
    """
    if not constraints:
        return [()] * len(cells.hubs), [()] * len(cells.hubs)
    failed: list[list[Constraint]] = [[] for _ in cells.hubs]
    unknown: list[list[Constraint]] = [[] for _ in cells.hubs]
    for constraint in constraints:
        for row, check in enumerate(constraint.check(attributes, cells)):
            if check is not Check.PASS:
                (failed if check is Check.FAIL else unknown)[row].append(constraint)
    return [tuple(row) for row in failed], [tuple(row) for row in unknown]


@dataclass(frozen=True, slots=True)
class Paid:
    """What a soft constraint costs one hub.

    Attributes
    ----------
    constraint : which one.
    odds : how likely the hub fails it, in [0, 1].
    is_sure : whether it fails; else nobody can tell.
    """

    constraint: Constraint
    odds: float
    is_sure: bool

    @property
    def cost(self) -> float:
        """What it takes off the score, a share of 1."""
        return RATHER * self.odds


def pay(rather: Sequence[Constraint], attributes: "pd.DataFrame", cells: "Cells") -> list[tuple[Paid, ...]]:
    """Per hub, what soft constraints cost it: all of `RATHER` where it fails, in expectation where nobody can tell.

    Parameters
    ----------
    rather, attributes, cells : as in `judge`.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> attributes = pd.DataFrame({"country": ["PE", "US", None]})
    >>> cells = SimpleNamespace(hubs=("lima", "austin", "atlantis"))
    >>> paid = pay([AllowedCountries(frozenset({"PE"}))], attributes, cells)
    >>> [[each.cost for each in row] for row in paid]
    [[], [0.08], [0.04]]
    """
    if not rather:
        return [()] * len(cells.hubs)
    paid: list[list[Paid]] = [[] for _ in cells.hubs]
    for constraint in rather:
        likely = constraint.odds(cells) if isinstance(constraint, HasOdds) else [OPEN] * len(paid)
        for row, check in enumerate(constraint.check(attributes, cells)):
            if check is not Check.PASS:
                fails = check is Check.FAIL
                paid[row].append(Paid(constraint, 1.0 if fails else likely[row], fails))
    return [tuple(row) for row in paid]
