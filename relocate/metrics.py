"""Numbers for Prometheus, of all workers together: how many requests of which page, how they ended, how long they took.

Nothing is measured unless METRICS_TOKEN is set.
"""

import hmac
import os
from collections.abc import Callable
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from relocate.measuring import FOLDER

PATH = "/metrics"
PAGE = "relocate.page"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
GetResponse = Callable[[HttpRequest], HttpResponse]

REQUESTS = Counter("relocate_requests", "Requests that were answered.", ["method", "page", "status"])
SECONDS = Histogram(
    "relocate_request_seconds",
    "Until an answer began.",
    ["page"],
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def observe(environ: WSGIEnvironment, status: str, seconds: float) -> None:
    """Count one request. What never reached a view is told as "none": kept pages, static files, wrong addresses."""
    if not settings.METRICS_TOKEN:
        return
    method, page = environ["REQUEST_METHOD"], environ.get(PAGE, "none")
    REQUESTS.labels(method if method in METHODS else "other", page, status[:3]).inc()
    SECONDS.labels(page).observe(seconds)


def metrics_middleware(get_response: GetResponse) -> GetResponse:
    """Answer who shows the token, and note for the others which page they ask for."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH or not settings.METRICS_TOKEN:
            return get_response(request)
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
            asked = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED, content_type="text/plain", headers=asked)
        numbers = generate_latest(_of_all_workers())
        return HttpResponse(numbers, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    def process_view(request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if request.resolver_match:
            request.META[PAGE] = request.resolver_match.view_name or "none"

    respond.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return respond


def _of_all_workers() -> CollectorRegistry:
    if FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
