"""The page about the API, made of its OpenAPI document: endpoints, parameters and an example of each."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from hubs.answers.compare import FEWEST
from hubs.answers.fields import MATTERS
from hubs.api.answers import LANG
from hubs.api.openapi import Operation, operations
from hubs.api.paging import MOST
from hubs.catalogue.frozen import Catalogue
from hubs.models.api_key import REPEATABLE_HOURS
from hubs.ranking.profile import DECISIVE
from hubs.web.addresses import API, absolute
from hubs.web.limits import DOWNLOADS_AN_HOUR, REQUESTS_AN_HOUR, REQUESTS_WITH_A_KEY, SHARES_AN_HOUR
from hubs.web.page_cache import for_everybody
from hubs.web.published import with_catalogue

KEY, TOKEN = "$RELOCATE_KEY", "$TOKEN"  # what a reader has to put in
PAGED = {"hubs", "evidence", "entries", "permits", "prices", "every_release", "links", "invitations"}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    about: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint; `scope` is what a key needs for it, empty where none is needed."""

    name: str
    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[Parameter, ...]
    statuses: tuple[str, ...]
    example: str


@require_safe
@for_everybody
@with_catalogue
def guide(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """How programs read the site, and act for an account."""
    groups: dict[str, list[Endpoint]] = {}
    for group, endpoint in _endpoints(catalogue, absolute(request, "/").rstrip("/")):
        groups.setdefault(group, []).append(endpoint)
    context = {
        "groups": groups.items(),
        "catalogue": catalogue,
        "base": absolute(request, API),
        "document": reverse("openapi"),
        "keyless": REQUESTS_AN_HOUR,
        "keyed": REQUESTS_WITH_A_KEY,
        "downloads": DOWNLOADS_AN_HOUR,
        "shares": SHARES_AN_HOUR,
        "most": MOST,
        "hours": REPEATABLE_HOURS,
    }
    return render(request, "hubs/api.html", context)


def _endpoints(catalogue: Catalogue, origin: str) -> Iterator[tuple[str, Endpoint]]:
    for method, path, said in operations():
        name = said["operationId"]
        yield (
            translation.gettext(said["tags"][0]),
            Endpoint(
                name=name,
                method=method,
                path=path,
                summary=translation.gettext(said["summary"]),
                scope=said.get("x-scope", ""),
                parameters=tuple(_parameters(said)),
                statuses=tuple(f"{code} {HTTPStatus(int(code)).phrase}" for code in said["responses"]),
                example=_example(method, f"{origin}{_filled(path, catalogue)}", said, catalogue),
            ),
        )


def _parameters(said: Operation) -> Iterator[Parameter]:
    """Those of this endpoint: the language is one of all of them."""
    for parameter in said["parameters"]:
        if parameter["in"] != "path" and parameter["name"] != LANG:
            about = parameter.get("description", "")
            yield Parameter(
                parameter["name"], translation.gettext(about) if about else "", parameter.get("required", False)
            )


def _filled(path: str, catalogue: Catalogue) -> str:
    """A path with something in the place of its parameters that there is."""
    values = {
        "hub": next(iter(catalogue.hubs)),
        "criterion": next(iter(catalogue.criteria)),
        "number": str(catalogue.number),
        "token": TOKEN,
    }
    return path.format(**values)


def _example(method: str, address: str, said: Operation, catalogue: Catalogue) -> str:
    """A command that a reader can copy into a terminal."""
    query = _query(said["operationId"], catalogue)
    parts = [f'curl {"-X DELETE " if method == "DELETE" else ""}"{address}{query}"']
    parts += [f'-H "Authorization: Bearer {KEY}"'] if "security" in said else []
    parts += ['-H "Idempotency-Key: my-first-link"'] if _takes(said, "Idempotency-Key") else []
    if "requestBody" in said:
        body = _answers(catalogue) if "security" not in said else {"answers": _answers(catalogue)}
        parts += ['-H "Content-Type: application/json"', f"-d {shlex.quote(json.dumps(body))}"]
    return " \\\n  ".join(parts)


def _query(name: str, catalogue: Catalogue) -> str:
    if name in PAGED:
        return "?limit=2"
    answers = urlencode(_answers(catalogue))
    hubs = "&".join(f"hub={slug}" for slug in list(catalogue.hubs)[:FEWEST])
    return {"rank": f"?{answers}", "compare": f"?{hubs}&{answers}"}.get(name, "")


def _answers(catalogue: Catalogue) -> dict[str, int]:
    """Two priorities, one more important than the other."""
    plain = [slug for slug, criterion in catalogue.criteria.items() if not criterion.options]
    return dict(zip(plain, (DECISIVE, MATTERS), strict=False))


def _takes(said: dict[str, Any], name: str) -> bool:
    return any(parameter["name"] == name for parameter in said["parameters"])
