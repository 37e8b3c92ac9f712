"""From the first intent to a full set of answers. The answers live in the query string throughout."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from hubs.answers.questionnaire import MATTERS, NOTHING_CHOSEN, AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.web.answered import carried, questions
from hubs.web.published import HtmxRequest, with_catalogue
from hubs.web.robots import unlisted_with_answers


@require_safe
@unlisted_with_answers
@with_catalogue
def basics(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    form = AnswersForm(request.GET or None, catalogue)
    on_this_page = {"household", "specialty", "timezone_to", "country", "language", "must"}
    context = {"form": form, "catalogue": catalogue, "carried": carried(request.GET, set(form.fields) - on_this_page)}
    return render(request, "hubs/basics.html", context)


@require_safe
@unlisted_with_answers
@vary_on_headers("HX-Request")
@with_catalogue
def priorities(request: HtmxRequest, catalogue: Catalogue) -> HttpResponse:
    """The questionnaire with the live panel; htmx asks for the panel alone."""
    form = AnswersForm(with_presets(request.GET, catalogue), catalogue)
    form.is_valid()
    fresh = nothing_chosen(form)
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


def nothing_chosen(form: AnswersForm) -> bool:
    """Whether the only thing wrong is that no priority has been set yet."""
    errors = form.errors.as_data()
    return set(errors) == {NON_FIELD_ERRORS} and {error.code for error in errors[NON_FIELD_ERRORS]} == {NOTHING_CHOSEN}
