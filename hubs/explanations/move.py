"""The reader's own move to a hub, as the values that a page shows: what the money buys, which papers it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import floor, log10

from django.utils import timezone

from hubs.catalogue.entities import Entry, Figure, Hub, Permit, Source
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import DOLLAR, Money, Mover, bar, cost, is_past, money, permits, rates, stay, visit
from hubs.formats import is_old, listed, number
from hubs.ranking.money import Range
from hubs.ranking.papers import NO_ADMISSION, OWN

NARROW = "\N{NO-BREAK SPACE}"
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Amounts:
    """A range of money, printed to two digits; of a difference with its sign. `way` is more, less or level."""

    low: str
    mid: str
    high: str
    way: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of spending adds to the difference a month: rent or rest, and the figures it is made of."""

    kind: str
    amounts: Amounts
    here: Figure
    there: Figure

    @property
    def sources(self) -> tuple[tuple[Source, str, bool], ...]:
        """Where the two figures come from, of which year, and whether that is over a year ago; each once."""
        both, today = (self.here, self.there), _today()
        return tuple(dict.fromkeys((figure.source, figure.year, is_past(figure, today)) for figure in both))

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known of the two figures, each once."""
        return tuple(dict.fromkeys(figure.note for figure in (self.here, self.there) if figure.note))


@dataclass(frozen=True, slots=True)
class MoneyThere:
    """An income in a hub. `no_rent` says where no rent is known, so that it is in the rest: there, home or nowhere."""

    income: str
    buys: Amounts
    total: Amounts
    parts: tuple[Part, ...]
    is_sound: bool
    no_rent: str


@dataclass(frozen=True, slots=True)
class PermitThere:
    """A permit, with how the income stands to what it asks for: pass, fail or unknown.

    Of an agreement `nationals` names whom it is for: the passport that opens it, or all of them where none was told.
    `is_theirs` where a passport opens it.
    """

    permit: Permit
    bar: str
    asked: str
    is_old: bool
    nationals: str = ""
    is_theirs: bool = False


@dataclass(frozen=True, slots=True)
class PapersThere:
    """What a visit takes with the best of the passports, and the permits there are; `stay` is pass, fail or unknown.

    `needs` is what the passport's entry says, `days` how many it names; all three are empty without a passport.
    """

    passport: str
    needs: str
    days: int | None
    entry: Entry | None
    is_old: bool
    permits: tuple[PermitThere, ...]
    stay: str

    @property
    def is_own(self) -> bool:
        return self.needs == OWN

    @property
    def by_agreement(self) -> bool:
        """Whether an agreement of a passport's country opens residence there."""
        return not self.is_shut and any(each.is_theirs for each in self.permits)

    @property
    def is_shut(self) -> bool:
        return self.needs == NO_ADMISSION


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody's move to a hub; without money where nothing can be said of it, without papers at home."""

    hub: Hub
    is_home: bool
    money: MoneyThere | None
    rent: Figure | None
    papers: PapersThere
    mover: Mover
    rate: Figure | None = None

    @property
    def is_rent_old(self) -> bool:
        return self.rent is not None and is_past(self.rent, _today())

    @property
    def is_rate_old(self) -> bool:
        return self.rate is not None and is_past(self.rate, _today())

    @property
    def counts_rate(self) -> bool:
        """Whether a sum here was converted: a rent, or what a permit asks for."""
        has_rent = self.money is not None and len(self.money.parts) > 1
        return self.rate is not None and (has_rent or self.has_bar)

    @property
    def has_bar(self) -> bool:
        """Whether the income was held against what a permit asks for."""
        return bool(self.mover.income) and any(each.asked for each in self.papers.permits)


def move_to(catalogue: Catalogue, mover: Mover, hub: Hub) -> Move | None:
    """None where the reader told nothing of a move."""
    return move_of(catalogue, mover, hub) if mover.is_told else None


def move_of(catalogue: Catalogue, mover: Mover, hub: Hub) -> Move:
    """What can be said of a move whatever the reader told."""
    found, there = money(catalogue, mover, hub.slug), cost(catalogue, hub.slug, DOLLAR)
    return Move(
        hub=hub,
        is_home=mover.home == hub.slug,
        money=_money(mover, found) if found else None,
        rent=there.rent if there else None,
        papers=papers_of(catalogue, mover, hub.country.code),
        mover=mover,
        rate=catalogue.once(rates).get(mover.currency) if mover.income else None,
    )


def _money(mover: Mover, found: Money) -> MoneyThere:
    assert mover.income is not None
    figures = [("rest", found.left.rest, found.home.level, found.there.level)]
    if found.left.rent and found.home.rent and found.there.rent:
        figures.insert(0, ("rent", found.left.rent, found.home.rent, found.there.rent))
    no_rent = "" if len(figures) > 1 else "home" if found.home.rent is None else "there" if not found.there.rent else ""
    return MoneyThere(
        income=amount(mover.income, mover.currency, digits=4),
        buys=_amounts(found.buys, mover.currency),
        total=_difference(found.left.total, mover.currency),
        parts=tuple(Part(kind, _difference(of, mover.currency), here, there) for kind, of, here, there in figures),
        is_sound=found.is_sound,
        no_rent=no_rent,
    )


def papers_of(catalogue: Catalogue, mover: Mover, country: str) -> PapersThere:
    """What a country asks of somebody, as far as it is known."""
    passport, needs = visit(catalogue, mover, country)
    entry = catalogue.entries.get(country)
    return PapersThere(
        passport=catalogue.countries[passport].name if passport in catalogue.countries else passport,
        needs=needs,
        days=int(needs) if needs.isdecimal() else None,
        entry=entry,
        is_old=bool(entry and is_old(entry.checked, _today())),
        permits=tuple(_permits(catalogue, mover, country)),
        stay=stay(catalogue, mover, country).value,
    )


def _permits(catalogue: Catalogue, mover: Mover, country: str) -> Iterator[PermitThere]:
    """Agreements first; those of other people's countries are left out."""
    for each in sorted(permits(catalogue, country), key=lambda permit: not permit.is_agreement):
        asked = amount(each.income, each.currency, digits=4) if each.income else ""
        opens = each.opened_by(mover.passports)
        if each.is_agreement and mover.passports and not opens:
            continue
        nationals = [opens] if opens else each.passports.split()
        named = listed(catalogue.countries[code].name if code in catalogue.countries else code for code in nationals)
        reaches, is_past_check = bar(catalogue, mover, each).value, is_old(each.checked, _today())
        yield PermitThere(each, reaches, asked, is_past_check, named, bool(opens))


def _amounts(found: Range, currency: str) -> Amounts:
    low, mid, high = (amount(value, currency) for value in (found.low, found.mid, found.high))
    return Amounts(low, mid, high, "more" if found.mid > 0 else "less" if found.mid < 0 else "level")


def _difference(found: Range, currency: str) -> Amounts:
    """Level where nobody can tell whether it is more or less; no part of it is told more finely than its range."""
    step = _step(max(abs(found.low), abs(found.high)))
    low, mid, high = (signed_amount(step * round(each / step), currency) for each in (found.low, found.mid, found.high))
    return Amounts(low, mid, high, "more" if found.low > 0 else "less" if found.high < 0 else "level")


def _today() -> date:
    return timezone.now().date()


def _step(value: float) -> float:
    """What a value is a multiple of, once it is printed.

    >>> _step(4321), _step(99.6), _step(0)
    (100.0, 1.0, 1.0)
    """
    return 10.0 ** (floor(log10(value)) - DIGITS + 1) if value else 1.0


def about(value: float, digits: int = DIGITS) -> float:
    """Rounded to so many digits.

    >>> about(5146.2), about(-87.6), about(0)
    (5100.0, -88.0, 0.0)
    """
    return round(value, digits - 1 - floor(log10(abs(value)))) if value else 0.0


def amount(value: float, currency: str, digits: int = DIGITS) -> str:
    """Money as it is printed everywhere.

    >>> amount(5146.2, "USD"), amount(54321, "MXN")
    ('US$\\xa05,100', 'MXN\\xa054,000')
    """
    return f"{'US$' if currency == DOLLAR else currency}{NARROW}{number(about(value, digits))}"


def signed_amount(value: float, currency: str) -> str:
    """A difference: +US$ 200 or −US$ 200.

    >>> signed_amount(-204, "USD"), signed_amount(1, "USD")
    ('−US$\\xa0200', '+US$\\xa01')
    """
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{amount(abs(value), currency)}"
