"""What went wrong, as RFC 9457 has it: one form for every error of the API, in English, for programs."""

import json
from http import HTTPStatus
from typing import NotRequired

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from typing_extensions import TypedDict

PROBLEM = "application/problem+json"
DETAILS = {
    400: "This request cannot be read.",
    401: "This needs a key that is open: Authorization: Bearer rlk_…",
    403: "This key may not do that.",
    404: "There is nothing at this address.",
    405: "This address does not take this method: Allow names those that it takes.",
    410: "This link has ended: its day is over, or its sender has withdrawn it.",
    413: "This is longer than anything that is read here.",
    422: "Something in this request is wrong: errors says what.",
    429: "Too many requests in this hour: Retry-After says in how many seconds to come back.",
    500: "Something broke here, and it is noted. It is not your request.",
    503: "No release of the data can be read at the moment.",
}


class Wrong(TypedDict):
    """One thing that is wrong: where, by the name of the question or the field, and what, in the reader's language."""

    name: str
    message: str


class ProblemDocument(TypedDict):
    """RFC 9457. `type` is about:blank: the title is what the status says."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[Wrong]]


class Problem(Exception):
    """An error that an endpoint answers with."""

    def __init__(self, status: int, detail: str = "", errors: list[Wrong] | None = None, wait: int = 0) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.errors, self.wait = status, detail, errors, wait


def problem(status: int, detail: str = "", errors: list[Wrong] | None = None, wait: int = 0) -> HttpResponse:
    """An error as an answer; `wait` is in how many seconds to come back."""
    document: ProblemDocument = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, HTTPStatus(status).phrase),
    }
    if errors:
        document["errors"] = errors
    content = json.dumps(document, ensure_ascii=False)
    response = HttpResponse(content, status=status, content_type=PROBLEM, headers={"Cache-Control": "no-store"})
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if wait:
        response["Retry-After"] = str(wait)
    return response


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """An error page of the site in the form of the API, with the headers that the error itself has."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(PROBLEM):
        return response
    told = problem(response.status_code)
    for name in ("Content-Encoding", "Content-Length", "ETag"):
        response.headers.pop(name, None)
    for name, value in told.items():
        response[name] = value
    response.streaming_content = iter(()) if response.streaming else None  # type: ignore[attr-defined]
    response.content = told.content  # type: ignore[attr-defined]
    return response
