"""From the first intent to a full set of answers. The answers live in the query string throughout."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from hubs.answers.fields import MATTERS
from hubs.answers.invited import INVITATION
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.musts import musts
from hubs.explanations.specialties import specialties
from hubs.web.answered import carried, not_priorities, questions, rated
from hubs.web.published import HtmxRequest, with_catalogue
from hubs.web.robots import unlisted_with_answers


@require_safe
@unlisted_with_answers
@vary_on_headers("HX-Request")
@with_catalogue
def basics(request: HtmxRequest, catalogue: Catalogue) -> HttpResponse:
    """The first page; htmx asks for the dealbreakers alone, with what each would leave."""
    form = AnswersForm(request.GET, catalogue)
    on_this_page = {"specialty", "timezone_to"} | not_priorities(form) - {"basis", INVITATION} - rated(form)
    context = {
        "form": form,
        "catalogue": catalogue,
        "carried": carried(form.fitting, set(form.fields) - on_this_page),
        "musts": musts(form),
        "specialties": specialties(form),
    }
    status = 400 if form.errors and not form.nothing_chosen else 200
    return render(request, "hubs/basics/musts.html" if request.htmx else "hubs/basics.html", context, status=status)


@require_safe
@unlisted_with_answers
@vary_on_headers("HX-Request")
@with_catalogue
def priorities(request: HtmxRequest, catalogue: Catalogue) -> HttpResponse:
    """The questionnaire with the live panel; htmx asks for the panel alone."""
    form = AnswersForm(with_presets(request.GET, catalogue), catalogue, is_finished=False)
    form.is_valid()
    fresh = form.nothing_chosen
    template = "hubs/priorities.html#panel" if request.htmx else "hubs/priorities.html"
    status = 400 if form.errors and not fresh else 200
    response = render(request, template, questions(catalogue, form) | {"fresh": fresh}, status=status)
    return replace_url(response, request.get_full_path()) if request.htmx else response


def with_presets(query: QueryDict, catalogue: Catalogue) -> QueryDict:
    """What the basics already say about the priorities, until the reader sets the first of them."""
    answers = query.copy()
    for criterion in catalogue.criteria.values():
        if criterion.is_labels and criterion.slug in answers:
            answers.setdefault(f"{criterion.slug}_importance", str(MATTERS))
    begun = any(row.importance.html_name in query for row in AnswersForm(None, catalogue).priorities)
    if not begun and query.get("household") == "children" and "family" in catalogue.criteria:
        answers["family"] = str(MATTERS)
    return answers
