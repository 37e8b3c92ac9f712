from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from hubs.catalogue import releases

View = Callable[..., HttpResponse]


class HtmxRequest(HttpRequest):
    """A request as django_htmx's middleware hands it on."""

    htmx: HtmxDetails


def with_catalogue(view: View) -> View:
    """Give a view the newest catalogue, or say that nothing has been published yet."""

    @wraps(view)
    def published(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            catalogue = releases.current()
        except releases.NoRelease:
            return render(request, "503.html", status=503)
        return view(request, catalogue, *args, **kwargs)

    return published
