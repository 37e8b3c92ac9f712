"""Share cards: the site, a hub and a shared ranking as pictures for link previews. Nothing else can be drawn."""

import hashlib
import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hubs import languages
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import picture
from hubs.explanations.cards import HubCard, RankingCard, SiteCard, hub_card, ranking_card, site_card
from hubs.explanations.landing import showcase
from hubs.formats import plain_lines
from hubs.web.cache import recall, remember
from hubs.web.limits import CARDS_AN_HOUR, too_often
from hubs.web.lookups import find_hub
from hubs.web.page_cache import for_everybody
from hubs.web.pinned import PinnedRanking, find_shared, with_its_catalogue
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted

KEPT_FOR = 24 * 60 * 60
FRESH_FOR = 60 * 60


@require_safe
@for_everybody
@with_catalogue
def site(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    return _card(request, catalogue, ["site"], lambda: site_card(catalogue, showcase(catalogue), plain_lines))


@require_safe
@for_everybody
@with_its_catalogue
def hub(request: HttpRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    place = find_hub(catalogue, slug)
    return _card(request, catalogue, ["hub", slug], lambda: hub_card(catalogue, place, plain_lines))


@require_safe
@unlisted
def shared(request: HttpRequest, token: str) -> HttpResponse:
    pinned = find_shared(token)
    shared = pinned.shared
    of = ["ranking", shared.title, shared.shows, pinned.form.query_told, json.dumps(shared.outcome)]
    response = _card(request, pinned.catalogue, of, lambda: _ranking_card(pinned))
    response["Cache-Control"] = "private, no-cache"  # it is to be gone when its link is
    return response


def _ranking_card(pinned: PinnedRanking) -> RankingCard:
    return ranking_card(pinned.catalogue, pinned.outcome, plain_lines, pinned.shared.title)


Card = SiteCard | HubCard | RankingCard
TEMPLATES = {SiteCard: "hubs/cards/site.svg", HubCard: "hubs/cards/hub.svg", RankingCard: "hubs/cards/ranking.svg"}


def _card(request: HttpRequest, catalogue: Catalogue, of: list[str], make: Callable[[], Card]) -> HttpResponse:
    """A card as a PNG, remembered by what it is of, the release and the language."""
    identity = json.dumps([*of, catalogue.number, catalogue.sha, languages.active()])
    key = f"card-{hashlib.sha256(identity.encode()).hexdigest()}"
    picture = recall(key)
    if picture is None:
        if refused := too_often(request, "card", CARDS_AN_HOUR):
            return refused
        picture = _draw(make())
        remember(key, picture, KEPT_FOR)
    etag = f'"{hashlib.sha256(picture).hexdigest()}"'
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    response["ETag"] = etag
    response["Content-Encoding"] = "identity"  # a PNG is compressed already
    answer = get_conditional_response(request, etag=etag, response=response)
    assert answer is not None
    return answer


def _draw(card: Card) -> bytes:
    context = {"card": card, "colours": picture.colours(), "land": picture.land()}
    return picture.png(render_to_string(TEMPLATES[type(card)], context))
