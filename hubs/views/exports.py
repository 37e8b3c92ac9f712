"""A ranking to take along, from the answers in an address or as it was shared."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.exports import spreadsheets, tables
from hubs.exports.document import document
from hubs.ranking.ranking import Ranking
from hubs.web.answered import with_ranking
from hubs.web.lookups import opened
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted

WRITERS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes]]] = {
    "ranking.csv": ("text/csv; charset=utf-8", lambda found: spreadsheets.table(tables.ranking_table(found))),
    "evidence.csv": ("text/csv; charset=utf-8", lambda found: spreadsheets.table(tables.evidence_table(found))),
    "ranking.json": ("application/json", lambda found: json.dumps(found, ensure_ascii=False, indent=1).encode()),
}


@require_safe
@unlisted
@with_catalogue
@with_ranking
def results(request: HttpRequest, catalogue: Catalogue, form: AnswersForm, ranking: Ranking, file: str) -> HttpResponse:
    page = request.build_absolute_uri(f"{reverse('hubs:results')}?{form.query}")
    return _file(file, document(catalogue, ranking, None, form.query, page))


@require_safe
@unlisted
def shared(request: HttpRequest, token: str, file: str) -> HttpResponse:
    kept = opened(token)
    page = request.build_absolute_uri(kept.shared.get_absolute_url())
    return _file(file, document(kept.catalogue, kept.ranking, kept.stability, kept.shared.answers, page))


def _file(name: str, found: dict[str, Any]) -> HttpResponse:
    content_type, write = WRITERS[name]
    kind, ending = name.split(".")
    response = HttpResponse(write(found), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="relocate-{kind}-release-{found["release"]}.{ending}"'
    return response
