"""What an income of one place buys in another: price levels and rents, as ranges.

Assumed: a country's mean price level is off by up to `COUNTRY_OFF` in one of its cities, which is how far the places
that have a figure of their own lie from it; a city's own level by `CITY_OFF`; an asking rent by `RENT_OFF`, below
which two rents count as tied. Errors of two figures are taken as independent.
"""

from dataclasses import dataclass
from math import exp, hypot, log

from hubs.ranking.constraints import Check

COUNTRY_OFF, CITY_OFF, RENT_OFF = 1.18, 1.05, 1.25
TIMES = 4.0  # so many times as dear as home is worst, so many times as cheap best
LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Prices:
    """What a place costs.

    Attributes
    ----------
    level : price level, on any scale that the places share.
    rent : of a small flat, a month, in the currency of the income; None if unknown.
    is_citys : whether the level is the city's own, else its country's.
    """

    level: float
    rent: float | None = None
    is_citys: bool = False

    @property
    def doubt(self) -> float:
        """The logarithm of how far off the level may be."""
        return log(CITY_OFF if self.is_citys else COUNTRY_OFF)


@dataclass(frozen=True, slots=True)
class Range:
    """A value with what it may as well be."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Left:
    """What living as at home leaves over, or takes, a month: its parts, and their sum."""

    rent: Range | None
    rest: Range
    total: Range


def buys(income: float, home: Prices, there: Prices) -> Range:
    """What an income buys there, in terms of home.

    Examples
    --------
    >>> found = buys(3000, Prices(100.0), Prices(50.0))
    >>> round(found.low), found.mid, round(found.high)
    (4748, 6000.0, 7582)
    """
    mid, factor = income * home.level / there.level, _factor(home, there)
    return Range(mid / factor, mid, mid * factor)


def left(income: float, home: Prices, there: Prices) -> Left:
    """What is left there of an income that is spent at home, after the same is bought.

    The rents are compared as they are, where both are known and the income pays home's; all else by the price level.

    Examples
    --------
    >>> left(3000, Prices(100.0, rent=1000), Prices(50.0, rent=400)).total.mid
    1600.0
    """
    rent, spent = None, income
    if home.rent is not None and there.rent is not None and home.rent < income:
        saved, doubt = home.rent - there.rent, (RENT_OFF - 1) * hypot(home.rent, there.rent)
        rent, spent = Range(saved - doubt, saved, saved + doubt), income - home.rent
    ratio, factor = there.level / home.level, _factor(home, there)
    rest = Range(spent * (1 - ratio * factor), spent * (1 - ratio), spent * (1 - ratio / factor))
    return Left(rent, rest, _sum(rent, rest) if rent else rest)


def share(income: float, home: Prices, there: Prices) -> Range:
    """What living there as at home costs, as a share of the income.

    Examples
    --------
    >>> share(3000, Prices(100.0, rent=1000), Prices(50.0, rent=400)).mid
    0.4666666666666667
    """
    total = left(income, home, there).total
    return Range(*(max(LEAST_SHARE, 1 - kept / income) for kept in (total.high, total.mid, total.low)))


def worth(found: Range) -> Range:
    """A share of the income as a partial similarity: 1/2 as at home, 0 and 1 at `TIMES` as dear and as cheap.

    Examples
    --------
    >>> worth(Range(0.25, 0.5, 1.0)), worth(Range(2.0, 8.0, 9.0)).mid
    (Range(low=0.5, mid=0.75, high=1.0), 0.0)
    """
    low, mid, high = (
        min(1.0, max(0.0, 0.5 - log(each) / (2 * log(TIMES)))) for each in (found.high, found.mid, found.low)
    )
    return Range(low, mid, high)


def reaches(found: Range, least: float) -> Check:
    """Whether a value reaches a minimum: it fails if even the high end does not, and passes if the middle does."""
    if found.high < least:
        return Check.FAIL
    return Check.PASS if found.mid >= least else Check.UNKNOWN


def _factor(home: Prices, there: Prices) -> float:
    return exp(hypot(home.doubt, there.doubt))


def _sum(*parts: Range) -> Range:
    mid = sum(part.mid for part in parts)
    down, up = hypot(*(part.mid - part.low for part in parts)), hypot(*(part.high - part.mid for part in parts))
    return Range(mid - down, mid, mid + up)
