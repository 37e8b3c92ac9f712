"""A ranking to take along, from the answers in an address or as it was shared."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.exports.document import document, order_document
from hubs.exports.files import FILES, ORDER_FILES
from hubs.exports.schema import Document
from hubs.ranking.ranking import Ranking
from hubs.web.answered import with_ranking
from hubs.web.limits import FILES_AN_HOUR, too_often
from hubs.web.pinned import PinnedRanking, find_shared
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_safe
@unlisted
@with_catalogue
@with_ranking
def results(request: HttpRequest, catalogue: Catalogue, form: AnswersForm, ranking: Ranking, file: str) -> HttpResponse:
    if refused := too_often(request, "file", FILES_AN_HOUR):
        return refused
    answers = form.query_without_home  # files are passed on
    if answers != form.query:
        form = AnswersForm(QueryDict(answers), form.released)
        assert form.valid_profile is not None, "what others may see of answers is no less whole"
        catalogue, ranking = form.catalogue, form.catalogue.rank(form.valid_profile)
    page = request.build_absolute_uri(f"{reverse('hubs:results')}?{answers}")
    return _file(file, document(catalogue, ranking, None, answers, page), catalogue)


@require_safe
@unlisted
def shared(request: HttpRequest, token: str, file: str) -> HttpResponse:
    pinned = find_shared(token)
    if refused := too_often(request, "file", FILES_AN_HOUR):
        return refused
    page = request.build_absolute_uri(pinned.shared.get_absolute_url())
    if pinned.order:
        return _order(file, pinned, page)
    assert pinned.ranking is not None
    content = document(pinned.catalogue, pinned.ranking, pinned.stability, pinned.form.query_told, page)
    return _file(file, content, pinned.catalogue)


def _order(name: str, pinned: PinnedRanking, page: str) -> HttpResponse:
    """The order alone has no evidence to take along."""
    if name not in ORDER_FILES:
        raise Http404
    assert pinned.order is not None
    content_type, write = ORDER_FILES[name]
    return _sent(name, content_type, write(order_document(pinned.catalogue, pinned.order, page)), pinned.catalogue)


def _file(name: str, content: Document, catalogue: Catalogue) -> HttpResponse:
    content_type, write = FILES[name]
    return _sent(name, content_type, write(content, catalogue), catalogue)


def _sent(name: str, content_type: str, content: bytes, catalogue: Catalogue) -> HttpResponse:
    kind, ending = name.split(".")
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="relocate-{kind}-release-{catalogue.number}.{ending}"'
    return response
