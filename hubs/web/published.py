from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from hubs.catalogue import releases

View = Callable[..., HttpResponse]
Answer = TypeVar("Answer", bound=HttpResponseBase)


RETRY = "30"  # seconds


def unavailable(request: HttpRequest, template: str) -> HttpResponse:
    """What cannot be answered now, and when to ask again."""
    page = render(request, template, status=503)
    page["Retry-After"], page["Cache-Control"] = RETRY, "no-store"
    return page


class HtmxRequest(HttpRequest):
    """A request as django_htmx's middleware hands it on."""

    htmx: HtmxDetails


def with_catalogue(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Give a view the newest catalogue, or say that nothing has been published yet."""

    @wraps(view)
    def published(request: HttpRequest, *args: str, **kwargs: str) -> Answer | HttpResponse:
        try:
            catalogue = releases.current()
        except releases.NoRelease:
            return unavailable(request, "503.html")
        return view(request, catalogue, *args, **kwargs)

    return published


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to what rests on a bad release."""
    return unavailable(request, "unreadable.html") if isinstance(exception, releases.BadRelease) else None


def unreadable_release_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """What rests on one release that turns out to be bad, such as a shared ranking, cannot be shown: 503."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    respond.process_exception = unreadable  # type: ignore[attr-defined]  # where Django looks for it
    return respond
