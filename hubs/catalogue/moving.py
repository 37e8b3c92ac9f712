"""What a release knows of somebody's own move: prices and rents against home, entry by passport, permits to stay."""

from dataclasses import dataclass
from datetime import date

from hubs.catalogue.entities import Figure, Permit
from hubs.catalogue.frozen import Catalogue
from hubs.formats import is_old
from hubs.ranking.constraints import Check, OwnCheck
from hubs.ranking.money import Left, Prices, Range, buys, left, reaches
from hubs.ranking.papers import AGREEMENT, PERMIT, Offer, best, clears, ease, may_stay, reached

PRICES, RENT, RATE = "price-level-vs-us", "rent", "exchange-rate"
OTHER_PRICES = {
    "rent-paid-mexico",
    "rent-two-bedrooms-canada",
    "flat-price-per-m2",
    "mortgaged-home-price-mexico",
    "hotel-night-limit",
    "meals-day-limit",
}
OWN_COST, OWN_PAPERS = "own-cost", "own-papers"  # what the items of a reader's own cells are called
AGEING = {PRICES, RENT, RATE, OWN_COST, OWN_PAPERS, *OTHER_PRICES}
DOLLAR = "USD"
LOCAL, REMOTE = "local", "remote"
WITH_OTHERS = {"couple", "children"}
STAY, BUYS = "stay", "least_buys"


@dataclass(frozen=True, slots=True)
class Mover:
    """What somebody tells of their own move: where from, what they earn a month, which passports they hold.

    `home` is the slug of a hub, or the code of a country; `job` is remote, local or nothing.
    """

    home: str = ""
    income: float | None = None
    currency: str = DOLLAR
    passports: tuple[str, ...] = ()
    job: str = ""
    household: str = ""

    @property
    def is_told(self) -> bool:
        return bool(self.income or self.passports)


@dataclass(frozen=True, slots=True)
class Cost:
    """The figures that a place's prices are made of; `prices` have the rent in the mover's currency."""

    prices: Prices
    level: Figure
    rent: Figure | None

    @property
    def is_sound(self) -> bool:
        """Whether the price level may be ranked on: a distorted exchange rate distorts it."""
        return self.level.ranked


@dataclass(frozen=True, slots=True)
class Money:
    """An income in a hub: what it buys in terms of home, and what is left over of living as at home."""

    home: Cost
    there: Cost
    buys: Range
    left: Left

    @property
    def is_sound(self) -> bool:
        return self.home.is_sound and self.there.is_sound


def rates(catalogue: Catalogue) -> dict[str, Figure | None]:
    """The currencies that can be told, each with its sound exchange rate for a dollar; the dollar needs none."""
    found: dict[str, Figure | None] = {DOLLAR: None}
    for figure in catalogue.figures.values():
        if figure.indicator.slug == RATE and figure.country:
            found.setdefault(catalogue.countries[figure.country].currency, figure)
    found.pop("", None)
    return found


def in_dollars(catalogue: Catalogue, amount: float, currency: str) -> float | None:
    """None where no sound exchange rate is known."""
    if currency == DOLLAR:
        return amount
    rate = catalogue.once(rates).get(currency)
    return amount / rate.number if rate and rate.ranked else None


def is_past(figure: Figure, on: date) -> bool:
    """Whether a price or what papers take was so more than a year before a day.

    Without a year nobody knows; of what changes slowly, such as the climate, the year alone is told.
    """
    return figure.indicator.slug in AGEING and bool(figure.year) and is_old(figure.year, on)


def homes(catalogue: Catalogue) -> tuple[str, ...]:
    """The codes of the countries that have a price level."""
    return tuple(code for code in catalogue.countries if _level(catalogue, code))


def _level(catalogue: Catalogue, code: str) -> Figure | None:
    return _of(catalogue.figures_in(code), PRICES)


def _of(figures: tuple[Figure, ...], indicator: str) -> Figure | None:
    return next((each for each in figures if each.indicator.slug == indicator and each.value is not None), None)


def cost(catalogue: Catalogue, place: str, currency: str) -> Cost | None:
    """What a hub or a country costs; None without a price level. A rent that cannot be converted is left out."""
    is_hub = place in catalogue.hubs
    figures = catalogue.figures_of(place) if is_hub else catalogue.figures_in(place)
    level, rent = _of(figures, PRICES), _of(figures, RENT) if is_hub else None
    if level is None:
        return None
    one = in_dollars(catalogue, 1, currency)
    amount = rent.number / one if rent and one else None
    return Cost(Prices(level.number, amount, bool(level.hub)), level, rent if amount else None)


def money(catalogue: Catalogue, mover: Mover, hub: str) -> Money | None:
    """None at home, and where the income or a price level is unknown."""
    if not mover.income or not mover.home or mover.home == hub:
        return None
    home, there = (cost(catalogue, place, mover.currency) for place in (mover.home, hub))
    if home is None or there is None:
        return None
    prices = mover.income, home.prices, there.prices
    return Money(home, there, buys(*prices), left(*prices))


def visit(catalogue: Catalogue, mover: Mover, country: str) -> tuple[str, str]:
    """The passport that needs least for a visit, with what it needs."""
    entry = catalogue.entries.get(country)
    return best((passport, entry.of(passport)) for passport in mover.passports) if entry else ("", "")


def permits(catalogue: Catalogue, country: str) -> tuple[Permit, ...]:
    return tuple(permit for permit in catalogue.permits.values() if permit.country == country)


def bar(catalogue: Catalogue, mover: Mover, permit: Permit) -> Check:
    """Whether the income reaches what the permit asks for: of more people more is asked, nobody says how much."""
    income = in_dollars(catalogue, mover.income, mover.currency) if mover.income else None
    asked = in_dollars(catalogue, permit.income, permit.currency) if permit.income else None
    found = clears(income, asked)
    return Check.UNKNOWN if found is Check.PASS and mover.household in WITH_OTHERS else found


def stay(catalogue: Catalogue, mover: Mover, country: str) -> Check:
    """Whether six months without an employer are open to them."""
    needs = visit(catalogue, mover, country)[1]
    return may_stay(needs, _offers(catalogue, mover, country).values(), works_there=mover.job == LOCAL)


def ease_in(catalogue: Catalogue, mover: Mover, country: str) -> tuple[float, float] | None:
    """How easy it is for them to stay in a country, at least and at most; None where that is unknown."""
    entry = catalogue.entries.get(country)
    visits = [entry.of(passport) for passport in mover.passports] if entry else []
    return ease(visits, _offers(catalogue, mover, country).values(), works_there=mover.job == LOCAL)


def rests_on(catalogue: Catalogue, mover: Mover, country: str, least: float, most: float) -> Permit | None:
    """The permit that makes it so easy to stay in a country, at least and at most; None where the entry does.

    Of several that are open as surely, the one that was checked last.
    """
    by_agreement = most >= AGREEMENT
    if least > AGREEMENT or not (by_agreement or least >= PERMIT):
        return None
    found = {
        permit: reached(offer)
        for permit, offer in _offers(catalogue, mover, country).items()
        if offer.is_agreement == by_agreement and reached(offer) is not Check.FAIL
    }
    return max(found, key=lambda each: (found[each] is Check.PASS, each.checked), default=None)


def _offers(catalogue: Catalogue, mover: Mover, country: str) -> dict[Permit, Offer]:
    return {
        each: Offer(
            is_open=each.status != "announced",
            is_visit=each.status == "visit",
            longest=each.longest,
            bar=bar(catalogue, mover, each),
            is_agreement=each.is_agreement,
        )
        for each in permits(catalogue, country)
        if not each.is_agreement or each.opened_by(mover.passports)
    }


def stay_check(catalogue: Catalogue, mover: Mover) -> OwnCheck:
    """The must "I can stay at least six months without an employer"."""
    by_country = {code: stay(catalogue, mover, code) for code in {hub.country.code for hub in catalogue.hubs.values()}}
    return _check(STAY, {slug: by_country[hub.country.code] for slug, hub in catalogue.hubs.items()})


def buys_check(catalogue: Catalogue, mover: Mover, least: float) -> OwnCheck:
    """The must that the income buys at least so much in terms of home; unknown where the prices are distorted."""
    found = {}
    for slug in catalogue.hubs:
        own = money(catalogue, mover, slug)
        if slug == mover.home and mover.income:
            found[slug] = Check.PASS if mover.income >= least else Check.FAIL
        elif own and own.is_sound:
            found[slug] = reaches(own.buys, least)
    return _check(BUYS, found)


def _check(name: str, found: dict[str, Check]) -> OwnCheck:
    passes, fails = (frozenset(slug for slug in found if found[slug] is each) for each in (Check.PASS, Check.FAIL))
    return OwnCheck(name, passes, fails)
