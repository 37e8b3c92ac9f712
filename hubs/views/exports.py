"""A ranking to take along, from the answers in an address or as it was shared."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hubs import exports, spreadsheets
from hubs.catalogue import Catalogue
from hubs.forms import AnswersForm
from hubs.views.published import with_catalogue
from hubs.views.questionnaire import ask_again
from hubs.views.sharing import opened
from hubs.views.unlisted import unlisted

WRITERS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes]]] = {
    "ranking.csv": ("text/csv; charset=utf-8", lambda found: spreadsheets.table(exports.ranking_table(found))),
    "evidence.csv": ("text/csv; charset=utf-8", lambda found: spreadsheets.table(exports.evidence_table(found))),
    "ranking.json": ("application/json", lambda found: json.dumps(found, ensure_ascii=False, indent=1).encode()),
}


@require_safe
@unlisted
@with_catalogue
def results(request: HttpRequest, catalogue: Catalogue, file: str) -> HttpResponse:
    form = AnswersForm(request.GET, catalogue)
    if not form.is_valid() or form.profile is None:
        return ask_again(request, form, catalogue)
    page = request.build_absolute_uri(f"{reverse('hubs:results')}?{form.query}")
    ranking = catalogue.ranker.rank(form.profile)
    return _file(file, exports.document(ranking, catalogue, None, form.query, page))


@require_safe
@unlisted
def shared(request: HttpRequest, token: str, file: str) -> HttpResponse:
    kept = opened(token)
    page = request.build_absolute_uri(kept.shared.get_absolute_url())
    return _file(file, exports.document(kept.ranking, kept.catalogue, kept.stability, kept.shared.answers, page))


def _file(name: str, found: dict[str, Any]) -> HttpResponse:
    content_type, write = WRITERS[name]
    kind, ending = name.split(".")
    response = HttpResponse(write(found), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="relocate-{kind}-release-{found["release"]}.{ending}"'
    return response
