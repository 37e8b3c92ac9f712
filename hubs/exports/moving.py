"""What a release knows of moves, as plain JSON in the active language."""

from collections.abc import Iterable
from dataclasses import asdict

from hubs.catalogue.entities import Entry, Figure, Permit
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import PRICES, RATE, RENT, is_past
from hubs.exports.moving_schema import EntryDocument, PermitDocument, PriceDocument
from hubs.formats import is_old

OF_MONEY = (PRICES, RENT, RATE)


def prices_of(catalogue: Catalogue) -> list[Figure]:
    """The figures that an income is compared by: price levels, rents and exchange rates."""
    found = [each for each in catalogue.figures.values() if each.indicator.slug in OF_MONEY and each.value is not None]
    return sorted(found, key=lambda each: (OF_MONEY.index(each.indicator.slug), each.key))


def entry_of(catalogue: Catalogue, entry: Entry) -> EntryDocument:
    return {
        "country": entry.country,
        "requirements": {needs: held.split() for needs, held in entry.requirements.items()},
        "checked": entry.checked,
        "is_old": is_old(entry.checked, catalogue.date),
        "note": entry.note,
        "source": entry.source.slug,
    }


def permit_of(catalogue: Catalogue, permit: Permit) -> PermitDocument:
    return {
        "slug": permit.slug,
        "country": permit.country,
        "name": permit.name,
        "status": permit.status,
        "income": permit.income,
        "currency": permit.currency,
        "longest": permit.longest,
        "passports": permit.passports.split(),
        "url": permit.url,
        "checked": permit.checked,
        "is_old": is_old(permit.checked, catalogue.date),
        "note": permit.note,
        "source": permit.source.slug,
    }


def price_of(catalogue: Catalogue, figure: Figure) -> PriceDocument:
    return {
        "key": figure.key,
        "indicator": figure.indicator.slug,
        "hub": figure.hub,
        "country": figure.country or catalogue.hubs[figure.hub].country.code,
        "value": figure.number,
        "unit": figure.indicator.unit,
        "year": figure.year,
        "is_old": is_past(figure, catalogue.date),
        "is_sound": figure.ranked,
        "note": figure.note,
        "source": figure.source.slug,
    }


def sources_named(catalogue: Catalogue, slugs: Iterable[str]) -> list[dict[str, str]]:
    """Each source once, with all that is known of it."""
    return [asdict(catalogue.sources[slug]) for slug in dict.fromkeys(slugs)]
