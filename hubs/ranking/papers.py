"""Whether somebody may stay in a country without an employer there, as far as published rules tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hubs.ranking.constraints import Check

LONG_PERMIT = 6  # months
ABOUT = 0.1  # how far a published income may be off the rule, which it was converted from
NO_ADMISSION, OWN = "no admission", "own"
# From the best to the worst; days without a visa stand after the first.
ORDER = (OWN, "visa free", "eta", "visa on arrival", "e-visa", "visa required", NO_ADMISSION)
LET_IN = {"visa free", "eta", "visa on arrival"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to stay and work from afar.

    Attributes
    ----------
    is_open : whether one can apply for it now.
    is_visit : whether it is the status of a visitor, for whom there is no other bar than to be let in.
    longest : months one may stay; None if unknown.
    bar : whether the income reaches what is asked for.
    """

    is_open: bool
    is_visit: bool
    longest: int | None
    bar: Check


def best(needs: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The passport that needs least, with what it needs; two empty texts where nothing is known.

    Examples
    --------
    >>> best([("IN", "visa required"), ("DE", "90"), ("GB", "180"), ("XX", "")])
    ('GB', '180')
    """
    return min((each for each in needs if each[1]), key=lambda each: _place(each[1]), default=("", ""))


def _place(requirement: str) -> tuple[int, int]:
    if requirement.isdecimal():
        return 1, -int(requirement)
    return ORDER.index(requirement) + (requirement != OWN), 0


def clears(income: float | None, asked: float | None) -> Check:
    """Whether an income reaches what a permit asks for; unknown within `ABOUT` of it, as both are rounded.

    Examples
    --------
    >>> [clears(income, 3000).value for income in (2000, 3000, 4000, None)]
    ['fail', 'unknown', 'pass', 'unknown']
    """
    if income is None or asked is None:
        return Check.UNKNOWN
    if income >= asked * (1 + ABOUT):
        return Check.PASS
    return Check.FAIL if income < asked * (1 - ABOUT) else Check.UNKNOWN


def may_stay(visit: str, offers: Sequence[Offer], *, works_there: bool) -> Check:
    """Whether six months without an employer are open to somebody; what nobody can tell is unknown, never no.

    It passes with a passport of the country, and by a permit that is open, long enough and within the income, for whom
    the country lets in without a visa: some permits are for them alone. It fails where a passport lets nobody in. That
    a permit is out of reach shuts nothing, since there may be others; and days of a visit are no right to live there.
    """
    if visit in {OWN, NO_ADMISSION}:
        return Check.PASS if visit == OWN else Check.FAIL
    is_let_in = visit.isdecimal() or visit in LET_IN
    if works_there or not is_let_in:
        return Check.UNKNOWN  # a job there takes a permit of another kind
    return Check.PASS if any(map(_is_reached, offers)) else Check.UNKNOWN


def _is_reached(offer: Offer) -> bool:
    is_long = offer.longest is not None and offer.longest >= LONG_PERMIT
    return offer.is_open and is_long and (offer.is_visit or offer.bar is Check.PASS)
