"""The decision memo: a shortlist on one page, to print and to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.memo import memo as chosen
from hubs.explanations.results import explain
from hubs.ranking.ranking import Ranking
from hubs.web.answered import with_ranking
from hubs.web.pinned import find_shared, unreferred
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_safe
@unlisted
@with_catalogue
@with_ranking
def memo(request: HttpRequest, catalogue: Catalogue, form: AnswersForm, ranking: Ranking) -> HttpResponse:
    outcome = explain(catalogue, ranking, home=form.lives)
    context = {"form": form, "catalogue": catalogue, "outcome": outcome}
    return render(request, "hubs/memo.html", context | {"chosen": chosen(catalogue, outcome, form.mover)})


@require_safe
@unlisted
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The memo of a shared ranking, on its release; there is none where its link shows the order alone."""
    pinned = find_shared(token)
    if pinned.ranking is None:
        raise Http404
    outcome = explain(pinned.catalogue, pinned.ranking, pinned.stability, pinned.form.lives)
    context = {
        "form": pinned.form,
        "shared": pinned.shared,
        "catalogue": pinned.catalogue,
        "outcome": outcome,
        "chosen": chosen(pinned.catalogue, outcome, pinned.form.mover),
    }
    return unreferred(render(request, "hubs/memo.html", context))
