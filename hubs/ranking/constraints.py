"""Dealbreakers. They stand outside the score: a hub passes, fails, or cannot be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from hubs.ranking.cells import Cells


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
    """Only hubs whose expected partial similarity on a column reaches a minimum.

    Without evidence (n = 0) the check is unknown: the prior mean alone rejects nobody.

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
        n, mean = cells.n[:, column].tolist(), cells.mean[:, column].tolist()
        return [_judge(known > 0, m >= self.minimum) for known, m in zip(n, mean, strict=True)]


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
    failed: list[list[Constraint]] = [[] for _ in cells.hubs]
    unknown: list[list[Constraint]] = [[] for _ in cells.hubs]
    for constraint in constraints:
        for row, check in enumerate(constraint.check(attributes, cells)):
            if check is not Check.PASS:
                (failed if check is Check.FAIL else unknown)[row].append(constraint)
    return [tuple(row) for row in failed], [tuple(row) for row in unknown]
