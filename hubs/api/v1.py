"""The first version of the API: its endpoints together, and how their errors are told."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from hubs.api import catalogue, invitations, links, moving, rankings
from hubs.api.problems import Problem, Wrong, problem
from hubs.catalogue import releases
from hubs.web.pinned import Ended

DESCRIPTION = (
    "Tech hubs ranked by what matters to you, on evidence. Reading needs no key. Within /api/v1/ fields and parameters "
    "are added, never taken away, renamed or given another meaning."
)


class Api(NinjaAPI):
    """Endpoints are called as their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


class WholeLetters(Parser):
    """JSON whose texts can be written: half a letter (\\ud800) is a ValueError, as is what is no JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        read = super().parse_body(request)
        json.dumps(read, ensure_ascii=False).encode()
        return read


api = Api(
    title="Relocate",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=WholeLetters(),
)
for part in (catalogue, moving, rankings, links, invitations):
    api.add_router("", part.router)


@api.exception_handler(Problem)
def _told(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem(error.status, error.detail, error.errors, error.wait)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """400 for a header that is missing or wrong, 422 for everything else."""
    wrong: list[Wrong] = [
        {"name": ".".join(map(str, each["loc"][1:])), "message": str(each["msg"])} for each in error.errors
    ]
    in_headers = all(each["loc"][0] == "header" for each in error.errors)
    return problem(400 if in_headers else 422, errors=wrong)


@api.exception_handler(UnreadablePostError)
def _cut_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return problem(400)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(Ended)
def _ended(request: HttpRequest, error: Ended) -> HttpResponse:
    return problem(410)


@api.exception_handler(releases.NoRelease)
def _unpublished(request: HttpRequest, error: releases.NoRelease) -> HttpResponse:
    return problem(503)


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # Django notes it, and what it answers gets the form of our errors
