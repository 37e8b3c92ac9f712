"""Either/or questions for those who cannot put numbers on their priorities. Their answers live in the address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from hubs.answers.decide import DecideForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.decide import answers_given, explain_answers, next_question
from hubs.explanations.results import explain
from hubs.ranking.preferences import MOST_QUESTIONS, learn
from hubs.ranking.profile import Profile
from hubs.web.published import HtmxRequest, with_catalogue
from hubs.web.robots import unlisted_with_answers


@require_safe
@unlisted_with_answers
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
@with_catalogue
def decide(request: HtmxRequest, catalogue: Catalogue) -> HttpResponse:
    """The start, one question, the result, or what cannot be read."""
    form = DecideForm(request.GET, catalogue)
    context: dict[str, object] = {"form": form, "catalogue": catalogue, "most": MOST_QUESTIONS}
    if form.problems:
        context |= {"stage": "problem", "kept": answers_given(catalogue, form.answered)}
        return _show(request, context, status=400)
    if not form.begun or form.profile is None:
        return _show(request, context | {"stage": "start"})
    return _show(request, context | _learned(form, form.profile))


def _learned(form: DecideForm, everything: Profile) -> dict[str, object]:
    catalogue = form.alike.asked_on  # ranked on what people say only, if that was asked for
    learned = learn(catalogue.ranker, form.answered, form.options, everything.constraints, form.stated)
    closest = form.answers(learned.importance)
    assert closest.profile is not None, "the closest answers are answers that can be given"
    question = next_question(catalogue, form, learned)
    return {
        "stage": "question" if question else "result",
        "question": question,
        "decision": explain_answers(catalogue, form, learned),
        "closest": closest,
        "outcome": explain(closest.catalogue, closest.catalogue.rank(closest.profile)),
        "can_go_on": learned.question is not None,
    }


def _show(request: HtmxRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    """The page, or for htmx the step alone; a step back through the browser's history needs the page."""
    fragment = request.htmx and not request.htmx.history_restore_request
    return render(request, "hubs/decide.html#step" if fragment else "hubs/decide.html", context, status=status)
