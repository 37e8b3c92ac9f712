"""Ranking, comparing, and rankings that somebody has shared."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_noop
from ninja import Body, Router
from ninja.decorators import decorate_view

from hubs import languages
from hubs.answers.compare import FEWEST, HUB, MOST, ComparisonForm
from hubs.answers.questionnaire import AnswersForm
from hubs.api.answers import Answers, as_query, in_the_query, typed, valid_answers, wrong
from hubs.api.kept import View, answer_under, code_of, personal
from hubs.api.problems import Problem, ProblemDocument
from hubs.catalogue import releases
from hubs.explanations.compare import compare_places
from hubs.exports.document import document, order_document
from hubs.exports.entries import comparison_of
from hubs.exports.entry_schema import ComparisonDocument
from hubs.exports.schema import Document, OrderDocument
from hubs.ranking.own_place import OWN_PLACE
from hubs.web.page_cache import ASKED_AGAIN
from hubs.web.pinned import find_shared

router = Router(tags=[gettext_noop("Rankings")])
HUBS = {
    "in": "query",
    "name": HUB,
    "required": True,
    "description": gettext_noop("The hubs to compare, two to four of them: one parameter each."),
    "schema": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST},
    "example": ["medellin", "bogota"],
}


@router.get("/rank", response=Document, summary=gettext_noop("Rank hubs"), openapi_extra=in_the_query())
@personal
def rank(request: HttpRequest) -> Document:
    """The hubs in order for the answers of a query string, as the file ranking.json of the site's page has them.

    What the answer names as `answers` and `page` leaves home, money and papers out, as all that is passed on does:
    where those were weighed here, that page ranks without them.
    """
    return _ranked(request, typed(request))


@router.post("/rank", response=Document, summary=gettext_noop("Rank hubs for answers in JSON"))
def rank_json(request: HttpRequest, answers: Body[Answers]) -> Document:
    """The same for answers in the body. Nothing is kept, and they are in no address."""
    return _ranked(request, as_query(answers))


def _ranked(request: HttpRequest, query: QueryDict) -> Document:
    form = valid_answers(query, releases.current())
    assert form.profile is not None
    answers = form.query_without_home  # as in files: they are passed on
    ranking = form.catalogue.rank(form.profile)
    return document(form.catalogue, ranking, None, answers, _page(request, "hubs:results", answers))


def _page(request: HttpRequest, name: str, query: str) -> str:
    return request.build_absolute_uri(f"{reverse(name)}?{query}")


@router.get(
    "/compare", response=ComparisonDocument, summary=gettext_noop("Compare hubs"), openapi_extra=in_the_query(HUBS)
)
@personal
def compare(request: HttpRequest) -> ComparisonDocument:
    """Two to four hubs criterion by criterion; with answers in points, without in scores from 0 to 10."""
    form = ComparisonForm(typed(request), releases.current())
    answers: AnswersForm = form.answers
    if not form.is_valid() or not form.readable:
        raise Problem(422, errors=[*wrong(form), *([] if form.readable else wrong(answers))])
    if not form.chosen:
        raise Problem(422, errors=[{"name": HUB, "message": f"Name {FEWEST} to {MOST} hubs."}])
    here = form.home if form.home != OWN_PLACE or form.ratings else ""
    compared = compare_places(form.catalogue, form.hubs, here, form.profile, form.ratings)
    query = answers.query_without_home if form.profile else ""
    named = "&".join(f"{HUB}={slug}" for slug in form.hubs)
    page = _page(request, "hubs:compare", f"{named}&{query}".removesuffix("&"))
    return comparison_of(form.catalogue, compared, query, page)


def _while_open(view: View) -> View:
    """A shared ranking under an ETag, looked up at each request: it is to be gone when its link is."""

    def answered(request: HttpRequest, token: str) -> HttpResponse:
        shared = find_shared(token).shared
        told = shared.shows, str(shared.tells_language), shared.answers
        code = code_of(shared.release.sha256, shared.created_at.isoformat(), token, *told, languages.active())
        return answer_under(request, code, ASKED_AGAIN, lambda: view(request, token=token))

    return answered


@router.get(
    "/shared/{token}",
    response={200: Document | OrderDocument, 410: ProblemDocument},
    summary=gettext_noop("A shared ranking"),
)
@decorate_view(_while_open)
def shared(request: HttpRequest, token: str) -> Document | OrderDocument:
    """A ranking as it was shared, on the release of that day, as far as its link shows it; 410 once that has ended."""
    pinned = find_shared(token)
    page = request.build_absolute_uri(pinned.shared.get_absolute_url())
    if pinned.ranking is None:
        assert pinned.order is not None
        return order_document(pinned.catalogue, pinned.order, page)
    return document(pinned.catalogue, pinned.ranking, pinned.stability, pinned.form.query_told, page)
