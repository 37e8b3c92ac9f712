from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.catalogue import Catalogue
from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.outcome import explain
from hubs.explanations.whatif import what_would_change_first
from hubs.forms import AnswersForm
from hubs.views.published import with_catalogue
from hubs.views.questionnaire import ask_again
from hubs.views.unlisted import unlisted


@require_safe
@unlisted
@with_catalogue
def results(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    form = AnswersForm(request.GET, catalogue)
    if not form.is_valid() or form.profile is None:
        return ask_again(request, form, catalogue)
    ranking = catalogue.ranker.rank(form.profile)
    context = {
        "form": form,
        "catalogue": catalogue,
        "outcome": explain(catalogue, ranking),
        "changes": what_would_change_first(catalogue, form, ranking),
        "relaxations": relaxations(catalogue, form, ranking),
    }
    return render(request, "hubs/results.html", context)
