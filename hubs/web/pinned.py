"""Pages that a shared ranking leads to show its release, whatever has been published since."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers

from hubs.answers.questionnaire import AnswersForm
from hubs.answers.shared import SHARED, SharedAnswers, told
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.order import Order, order_of
from hubs.explanations.results import Outcome, explain
from hubs.exports.stored import restore
from hubs.models import SharedRanking
from hubs.ranking.ranking import Ranking
from hubs.ranking.stability import Stability
from hubs.ranking.untold import keep_untold
from hubs.web.published import View, with_catalogue
from hubs.web.robots import unlisted

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class PinnedRanking:
    """A shared ranking with the release it is pinned to, as far as it is told.

    `form` has the answers that others may see. Where that is none, there is no ranking, but the order alone.
    """

    shared: SharedRanking
    release: Catalogue
    form: SharedAnswers
    ranking: Ranking | None
    stability: Stability
    order: Order | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The release as it was ranked: maybe on what people say alone."""
        return self.form.catalogue

    @property
    def outcome(self) -> Outcome | Order:
        """As much of the ranking as its link shows, explained."""
        if self.ranking is None:
            assert self.order is not None
            return self.order
        return explain(self.catalogue, self.ranking, self.stability, self.form.lives)


class PinnedRequest(HttpRequest):
    """A request for a page that may have been reached from a shared ranking."""

    pinned: PinnedRanking | None


class Ended(Exception):
    """A link whose day is over, or which its sender has withdrawn: 410."""


def gone(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to a link that has ended."""
    if not isinstance(exception, Ended):
        return None
    response = unreferred(render(request, "410.html", status=410))
    add_never_cache_headers(response)
    return response


def ended_link_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Pages, files and pictures of a link that has ended are gone, and say nothing of what they were."""

    def respond(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    respond.process_exception = gone  # type: ignore[attr-defined]  # where Django looks for it
    return respond


def find_shared(token: str) -> PinnedRanking:
    """What is stored under a token, as it was stored; a wrong one is not found, and one that has ended is gone."""
    if not TOKEN.fullmatch(token):
        raise Http404
    shared = get_object_or_404(SharedRanking.objects.select_related("release").defer("release__payload"), token=token)
    if not shared.is_open:
        raise Ended
    return open_shared(shared)


def open_shared(shared: SharedRanking) -> PinnedRanking:
    """What a link keeps, as far as it is told."""
    release = releases.get(shared.release.number)
    whole = AnswersForm(QueryDict(shared.answers), release)
    whole.is_valid()
    assert whole.profile is not None, "these answers were valid on this very release when they were stored"
    ranking, stability = restore(shared.outcome, whole.profile)
    form = SharedAnswers(shared.token, told(whole, shared.shows, language=shared.tells_language), release)
    form.is_valid()
    if form.profile is None:
        return PinnedRanking(shared, release, form, None, stability, order_of(whole.catalogue, ranking, stability))
    ranking, form.profile = keep_untold(ranking, form.profile)
    return PinnedRanking(shared, release, form, ranking, stability)


def with_its_catalogue(view: Callable[..., HttpResponse]) -> View:
    """Give a view the catalogue of the shared ranking that its page was reached from, else the newest."""
    newest, kept_back = with_catalogue(view), unlisted(view)

    @wraps(view)
    def answered(request: PinnedRequest, *args: str, **kwargs: str) -> HttpResponse:
        token = request.GET.get(SHARED)
        request.pinned = None if token is None else find_shared(token)
        if request.pinned is None:
            return newest(request, *args, **kwargs)
        return unreferred(kept_back(request, request.pinned.release, *args, **kwargs))

    return answered


def unreferred(response: HttpResponse) -> HttpResponse:
    """The address is a secret between two people: no other site is told of it."""
    response["Referrer-Policy"] = "no-referrer"
    return response
