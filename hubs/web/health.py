"""What a load balancer asks, by address and over http: answered before hosts and redirects are looked at."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from hubs.catalogue import releases


def health_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """/livez: this process answers. /readyz: it can read a release."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/livez":
            return _told("alive")
        if request.path_info == "/readyz":
            return _told("ready") if _is_ready() else _told("no release can be read", HTTPStatus.SERVICE_UNAVAILABLE)
        return get_response(request)

    return respond


def _told(words: str, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


def _is_ready() -> bool:
    try:
        releases.newest()
    except (releases.NoRelease, DatabaseError):
        return False
    return True
