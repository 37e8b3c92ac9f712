"""Reading what a move takes: entry by passport, permits to stay, price levels, rents and exchange rates."""

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query, Router

from hubs.api.kept import public
from hubs.api.paging import Paging, on_page, page_of
from hubs.catalogue import releases
from hubs.exports.entries import released
from hubs.exports.moving import entry_of, permit_of, price_of, prices_of, sources_named
from hubs.exports.moving_schema import EntriesDocument, PermitsDocument, PricesDocument

router = Router(tags=[gettext_noop("Moving")])


@router.get("/entries", response=EntriesDocument, summary=gettext_noop("Entry by passport"))
@public
def entries(request: HttpRequest, paging: Query[Paging]) -> EntriesDocument:
    """What a visit of each country takes with which passport. No legal advice: each source has its day."""
    catalogue = releases.current()
    found = [catalogue.entries[code] for code in sorted(catalogue.entries)]
    shown = [entry_of(catalogue, each) for each in on_page(paging, found)]
    return {
        **released(catalogue),
        **page_of(request, paging, len(found)),
        "entries": shown,
        "sources": sources_named(catalogue, (each["source"] for each in shown)),
    }


@router.get("/permits", response=PermitsDocument, summary=gettext_noop("Permits to stay"))
@public
def permits(request: HttpRequest, paging: Query[Paging]) -> PermitsDocument:
    """Ways to stay and work, with the income that they ask for and the official address."""
    catalogue = releases.current()
    found = sorted(catalogue.permits.values(), key=lambda each: (each.country, each.slug))
    shown = [permit_of(catalogue, each) for each in on_page(paging, found)]
    return {
        **released(catalogue),
        **page_of(request, paging, len(found)),
        "permits": shown,
        "sources": sources_named(catalogue, (each["source"] for each in shown)),
    }


@router.get("/prices", response=PricesDocument, summary=gettext_noop("Price levels, rents and exchange rates"))
@public
def prices(request: HttpRequest, paging: Query[Paging]) -> PricesDocument:
    """The figures that an income is put in terms of home by, each with its year and its source."""
    catalogue = releases.current()
    found = prices_of(catalogue)
    shown = [price_of(catalogue, each) for each in on_page(paging, found)]
    return {
        **released(catalogue),
        **page_of(request, paging, len(found)),
        "prices": shown,
        "sources": sources_named(catalogue, (each["source"] for each in shown)),
    }
