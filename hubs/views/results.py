from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.question import question
from hubs.explanations.results import explain
from hubs.explanations.whatif import what_would_change_first
from hubs.ranking.ranking import Ranking
from hubs.web.answered import with_ranking
from hubs.web.page_cache import for_these_answers
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_safe
@for_these_answers
@unlisted
@with_catalogue
@with_ranking
def results(request: HttpRequest, catalogue: Catalogue, form: AnswersForm, ranking: Ranking) -> HttpResponse:
    outcome = explain(catalogue, ranking, home=form.lives)
    close = len(outcome.shortlist) + len(outcome.close)
    context = {
        "form": form,
        "catalogue": catalogue,
        "outcome": outcome,
        "question": question(catalogue, form, ranking, outcome),
        "changes": what_would_change_first(catalogue, form, ranking, close),
        "relaxations": relaxations(catalogue, form, ranking),
    }
    return render(request, "hubs/results.html", context)
