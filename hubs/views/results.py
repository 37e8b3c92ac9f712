from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.results import explain
from hubs.explanations.whatif import what_would_change_first
from hubs.ranking.ranking import Ranking
from hubs.web.answered import with_ranking
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_safe
@unlisted
@with_catalogue
@with_ranking
def results(request: HttpRequest, catalogue: Catalogue, form: AnswersForm, ranking: Ranking) -> HttpResponse:
    context = {
        "form": form,
        "catalogue": catalogue,
        "outcome": explain(catalogue, ranking),
        "changes": what_would_change_first(catalogue, form, ranking),
        "relaxations": relaxations(catalogue, form, ranking),
    }
    return render(request, "hubs/results.html", context)
