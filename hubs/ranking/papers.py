"""Whether somebody may stay in a country without an employer there, as far as published rules tell."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hubs.ranking.constraints import Check

LONG_PERMIT = 6  # months
ABOUT = 0.1  # how far a published income may be off the rule, which it was converted from
NO_ADMISSION, OWN = "no admission", "own"
# From the best to the worst; days without a visa stand after the first.
ORDER = (OWN, "visa free", "eta", "visa on arrival", "e-visa", "visa required", NO_ADMISSION)
LET_IN = {"visa free", "eta", "visa on arrival"}
# How easy it is to stay, as a partial similarity.
EASY = {
    OWN: 1.0,
    "visa free": 0.5,
    "eta": 0.4375,
    "visa on arrival": 0.375,
    "e-visa": 0.25,
    "visa required": 0.125,
    NO_ADMISSION: 0.0,
}
PERMIT = 0.75  # a permit to stay and work from afar, within the income
AGREEMENT = 0.875  # residence with the right to work, by an agreement of the passport's country
EASY_DAYS = ((180, 0.625), (90, 0.5), (1, 0.375))  # from so many days without a visa on


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to stay and work.

    Attributes
    ----------
    is_open : whether one can apply for it now.
    is_visit : whether it is the status of a visitor, for whom there is no other bar than to be let in.
    longest : months one may stay; None if unknown.
    bar : whether the income reaches what is asked for.
    is_agreement : whether it is residence that a passport held gives a right to, whatever the visit takes, with the
        right to work; there is no bar of income.
    """

    is_open: bool
    is_visit: bool
    longest: int | None
    bar: Check
    is_agreement: bool = False


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


def may_stay(visit: str, offers: Collection[Offer], *, works_there: bool) -> Check:
    """Whether six months without an employer are open to somebody; what nobody can tell is unknown, never no.

    It passes with a passport of the country or of one that has an agreement with it, and by a permit that is open, long
    enough and within the income, for whom the country lets in without a visa: some permits are for them alone. It fails
    where a passport lets nobody in. That a permit is out of reach shuts nothing, since there may be others; and days of
    a visit are no right to live there.
    """
    if visit in {OWN, NO_ADMISSION}:
        return Check.PASS if visit == OWN else Check.FAIL
    if Check.PASS in _by_agreement(offers):
        return Check.PASS
    is_let_in = visit.isdecimal() or visit in LET_IN
    if works_there or not is_let_in:
        return Check.UNKNOWN  # a job there takes a permit of another kind
    return Check.PASS if any(reached(offer) is Check.PASS for offer in offers) else Check.UNKNOWN


def ease(visits: Iterable[str], offers: Collection[Offer], *, works_there: bool) -> tuple[float, float] | None:
    """How easy it is to stay somewhere, at least and at most; None where no passport's entry and no agreement is known.

    Each passport is worth what its entry is, or a permit where that is more: surely where `may_stay` passes by it, and
    perhaps where nobody can tell. The best passport counts, so that one more never makes it harder. Residence by an
    agreement is worth more than any of these, but for the country's own passport.

    Examples
    --------
    >>> offer = Offer(is_open=True, is_visit=False, longest=24, bar=Check.UNKNOWN)
    >>> ease(["90", "visa required"], [offer], works_there=False), ease(["180"], [], works_there=False)
    ((0.5, 0.75), (0.625, 0.625))
    """
    known = [visit for visit in visits if visit]
    if not known:  # an agreement opens residence whatever the visit takes, as in `may_stay`
        return (AGREEMENT, AGREEMENT) if Check.PASS in _by_agreement(offers) else None
    each = [_ease(visit, offers, works_there=works_there) for visit in known]
    low, high = max(low for low, _ in each), max(high for _, high in each)
    found = set() if set(known) == {NO_ADMISSION} else _by_agreement(offers)
    return max(low, AGREEMENT if Check.PASS in found else 0.0), max(high, AGREEMENT if found - {Check.FAIL} else 0.0)


def _by_agreement(offers: Iterable[Offer]) -> set[Check]:
    return {reached(offer) for offer in offers if offer.is_agreement}


def _ease(visit: str, offers: Collection[Offer], *, works_there: bool) -> tuple[float, float]:
    is_days = visit.isdecimal()
    step = next(worth for days, worth in EASY_DAYS if int(visit) >= days) if is_days else EASY[visit]
    if works_there or visit in {OWN, NO_ADMISSION}:
        return step, step
    found = {reached(offer) for offer in offers if not offer.is_agreement}
    if Check.PASS in found and (is_days or visit in LET_IN):
        return max(step, PERMIT), max(step, PERMIT)
    return step, max(step, PERMIT) if found - {Check.FAIL} else step


def reached(offer: Offer) -> Check:
    """Whether a way to stay six months is open, to who is let in without a visa or by an agreement."""
    if not offer.is_open or (offer.longest is not None and offer.longest < LONG_PERMIT):
        return Check.FAIL
    bar = Check.PASS if offer.is_visit or offer.is_agreement else offer.bar
    return Check.UNKNOWN if offer.longest is None and bar is Check.PASS else bar
