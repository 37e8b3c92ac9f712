"""The OpenAPI 3.1 document: what the endpoints say of themselves, with what all of them have in common."""

import json
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from hubs import languages
from hubs.api import invitations, links
from hubs.api.answers import LANG
from hubs.api.kept import answer_under, code_of
from hubs.api.keys import Key
from hubs.api.problems import PROBLEM
from hubs.api.v1 import api
from hubs.web.page_cache import FRESH

SCOPES = {
    operation.view_func.__name__: key.scope.value
    for router in (links.router, invitations.router)
    for view in router.path_operations.values()
    for operation in view.operations
    for key in operation.auth_callbacks
    if isinstance(key, Key)
}
Operation = dict[str, Any]
OF_A_PROBLEM = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
LANGUAGE = {
    "in": "query",
    "name": LANG,
    "description": gettext_noop("The language of the answer; without it Accept-Language decides."),
    "schema": {"type": "string", "enum": list(languages.CODES)},
}
TEXT = {"schema": {"type": "string"}}
LIMITED = {
    "RateLimit": {"description": "What is left of this hour, and when the next one begins.", **TEXT},
    "RateLimit-Policy": {"description": "How many requests there are in an hour.", **TEXT},
}
ETAG = {"ETag": {"description": "Send it back as If-None-Match: 304 if nothing has changed.", **TEXT}}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The document as JSON."""

    def made() -> HttpResponse:
        return HttpResponse(json.dumps(document(), ensure_ascii=False, indent=1), content_type="application/json")

    return answer_under(request, code_of("openapi"), FRESH, made)


@cache
def document() -> dict[str, Any]:
    """The document; nobody may change it."""
    said: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    if not said["servers"]:
        del said["servers"]
    for path, operations in said["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method)
    return said


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Every endpoint: its method, its path and what is said of it."""
    for path, found in document()["paths"].items():
        for method, operation in found.items():
            yield method.upper(), path, operation


def _complete(operation: Operation, path: str, method: str) -> None:
    """Add to an endpoint what all have: the language, the limits, the errors."""
    responses, secured = operation["responses"], "security" in operation
    if secured:
        operation["x-scope"] = SCOPES[operation["operationId"]]
    for status in _errors(operation, path):
        responses.setdefault(str(int(status)), {"description": status.phrase})
    for code, response in responses.items():
        response["headers"] = dict(LIMITED)
        if int(code) >= 400:
            response["content"] = OF_A_PROBLEM
    if method == "get" and not secured:
        responses["200"]["headers"] |= ETAG
        responses["304"] = {"description": HTTPStatus.NOT_MODIFIED.phrase, "headers": {**LIMITED, **ETAG}}
    operation["parameters"].append(LANGUAGE)
    operation["responses"] = dict(sorted(responses.items()))


def _errors(operation: Operation, path: str) -> Iterator[HTTPStatus]:
    yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.UNPROCESSABLE_ENTITY)
    yield from (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    if "requestBody" in operation:
        yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if "security" in operation:
        yield HTTPStatus.FORBIDDEN
