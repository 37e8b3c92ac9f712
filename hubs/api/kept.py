"""What is asked for again: a strong ETag known before anything is computed, and 304 where nothing has changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.vary import vary_on_headers
from ninja.decorators import decorate_view

from hubs import languages
from hubs.api.problems import problem
from hubs.catalogue import releases
from hubs.web.build import build
from hubs.web.page import QUICKLY, encoding_for
from hubs.web.page_cache import ASKED_AGAIN, FRESH

View = Callable[..., HttpResponse]
Decorator = Callable[[View], View]


def of_a_release(freshness: str) -> Decorator:
    """An answer that follows from the newest release, this build, the address and the language alone."""

    def kept(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                sha = releases.current().sha
            except releases.NoRelease:
                return problem(503)
            code = code_of(sha, request.get_full_path(), languages.active())
            return answer_under(request, code, freshness, lambda: view(request, *args, **kwargs))

        return vary_on_headers("Accept-Language")(answered)

    return kept


public: Callable[[Any], Any] = decorate_view(of_a_release(FRESH))  # a network before the site may keep it
personal: Callable[[Any], Any] = decorate_view(of_a_release(ASKED_AGAIN))  # it is made of somebody's answers


def code_of(*parts: str) -> str:
    """Which nobody can try out: answers that a shared link keeps to itself are among the parts."""
    return salted_hmac("kept", repr((build(), *parts)), algorithm="sha256").hexdigest()[:32]


def answer_under(request: HttpRequest, code: str, freshness: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answers, compressed, under an ETag of its code; 304 to whoever has it."""
    encoding = encoding_for(request.META)
    etag = f'"{code}{encoding}"'
    response = get_conditional_response(request, etag=etag) or make()
    if response.status_code == 200:
        if encoding:
            response.content = QUICKLY[encoding](response.content)
        response["Content-Encoding"] = encoding or "identity"
        response.headers.pop("Content-Length", None)
    if response.status_code in {200, 304}:
        response["ETag"] = etag
        response["Cache-Control"] = freshness
        patch_vary_headers(response, ("Accept-Encoding",))
    return response
