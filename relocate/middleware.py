from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN = "/admin/"
WRONG_METHOD = 405
# What networks and newsletters hang onto the links that people send each other.
TRACKERS = {"fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "srsltid"}


def language_middleware(get_response: GetResponse) -> GetResponse:
    """The address alone decides a page's language, so that a link says the same to everybody who opens it.

    Django's own middleware would look at the browser as well and mark every page as varying with it. The admin
    has one address for all languages and follows the browser.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        in_admin = request.path_info.startswith(ADMIN)
        with translation.override(_of_the_browser(request) if in_admin else _of_the_address(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        if in_admin:
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return respond


def _of_the_address(request: HttpRequest) -> str:
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _of_the_browser(request: HttpRequest) -> str:
    return translation.get_language_from_request(request)


def forget_trackers_middleware(get_response: GetResponse) -> GetResponse:
    """An address without what others added to it: it is no answer of the reader's, and nobody's business."""

    def respond(request: HttpRequest) -> HttpResponse:
        added = [name for name in request.GET if name in TRACKERS or name.startswith("utm_")]
        if not added or request.method not in {"GET", "HEAD"}:
            return get_response(request)
        query = request.GET.copy()
        for name in added:
            del query[name]
        # A browser would read //elsewhere as another site.
        path = escape_leading_slashes(escape_uri_path(request.path))
        return HttpResponseRedirect(f"{path}?{query.urlencode()}" if query else path)

    return respond


def wrong_method_middleware(get_response: GetResponse) -> GetResponse:
    """Django answers a method that a view does not take with nothing at all: say what to do instead."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != WRONG_METHOD or response.streaming or response.content:
            return response
        page = render(request, "405.html", status=WRONG_METHOD)
        page["Allow"] = response["Allow"]
        return page

    return respond
