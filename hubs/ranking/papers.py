"""Whether somebody may stay in a country without an employer there, as far as published rules tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hubs.ranking.constraints import Check

LONG_STAY = 180  # days of a visit that count as six months
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
    """Whether six months without an employer are open to somebody; silence is unknown, never no.

    It fails where a passport lets nobody in, or where every way that is known is closed and a visit is too short.
    """
    if visit in {OWN, NO_ADMISSION}:
        return Check.PASS if visit == OWN else Check.FAIL
    if works_there:
        return Check.UNKNOWN  # a job there takes a permit of another kind
    if visit.isdecimal() and int(visit) >= LONG_STAY:
        return Check.PASS
    found = [_by(offer, visit) for offer in offers]
    if Check.PASS in found:
        return Check.PASS
    return Check.FAIL if found and visit and set(found) == {Check.FAIL} else Check.UNKNOWN


def _by(offer: Offer, visit: str) -> Check:
    if not offer.is_open or (offer.longest is not None and offer.longest < LONG_PERMIT):
        return Check.FAIL
    if offer.is_visit:
        return Check.PASS if visit.isdecimal() or visit in LET_IN else Check.UNKNOWN
    return Check.UNKNOWN if offer.longest is None and offer.bar is Check.PASS else offer.bar
