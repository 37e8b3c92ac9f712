"""A shared ranking within the page of somebody else, and how such a page asks for it (oEmbed)."""

from urllib.parse import urlsplit

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from hubs.web.pinned import Ended, PinnedRanking, find_shared, unreferred
from hubs.web.robots import unlisted

WIDTH, HEIGHT = 600, 480  # pixels
NARROWEST, LOWEST = 200, 160
SHOWN = 5


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE]})
@unlisted
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """The first few of a shared ranking, without a script; the only page that others may frame."""
    try:
        pinned = find_shared(token)
    except Ended:
        response = unreferred(render(request, "hubs/embed/ended.html", status=410))
        add_never_cache_headers(response)
        return response
    if request.method == "GET":
        pinned.shared.count_opening()
    return unreferred(render(request, "hubs/embed.html", _shown(pinned)))


def _shown(pinned: PinnedRanking) -> dict[str, object]:
    outcome = pinned.outcome
    return {"shared": pinned.shared, "catalogue": pinned.catalogue, "outcome": outcome, "rows": outcome.rows[:SHOWN]}


@require_safe
@unlisted
def oembed(request: HttpRequest) -> HttpResponse:
    """How a page shows a shared ranking, as oEmbed 1.0 asks: 404 for other addresses, 501 for another format."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only format=json is answered here.", status=501, content_type="text/plain")
    width, height = _at_most(request, "maxwidth", WIDTH), _at_most(request, "maxheight", HEIGHT)
    if width < NARROWEST or height < LOWEST:
        raise Http404
    token, language = _named(request)
    shared = find_shared(token).shared
    with translation.override(language):
        source = request.build_absolute_uri(reverse("hubs:embed", args=[token]))
        frame = {"shared": shared, "src": source, "width": width, "height": height}
        html = " ".join(render_to_string("hubs/embed/frame.html", frame).split())
        title = shared.title or translation.gettext("A shared ranking")
    answer = {"version": "1.0", "type": "rich", "title": title, "html": html}
    site = {"provider_name": "Relocate", "provider_url": request.build_absolute_uri(reverse("hubs:landing"))}
    return JsonResponse(answer | site | {"width": width, "height": height, "cache_age": 0})


def _at_most(request: HttpRequest, name: str, usual: int) -> int:
    """A length in pixels that is no longer than asked for."""
    asked = request.GET.get(name, "")
    return min(usual, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else usual


def _named(request: HttpRequest) -> tuple[str, str]:
    """The token and the language of the shared ranking that an address of ours names; Http404 for any other."""
    try:
        address = urlsplit(request.GET.get("url", ""))
    except ValueError:
        raise Http404 from None
    if address.scheme not in {"http", "https"} or address.netloc != request.get_host():
        raise Http404
    language = translation.get_language_from_path(address.path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            match = resolve(address.path)
    except Resolver404:
        raise Http404 from None
    if match.view_name not in {"hubs:shared", "hubs:embed"}:
        raise Http404
    return str(match.kwargs["token"]), language
