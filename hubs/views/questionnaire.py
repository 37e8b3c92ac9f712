"""From the first intent to a full set of answers. The answers live in the query string throughout."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from hubs import charts, intents
from hubs.catalogue import Catalogue
from hubs.explanations.outcome import explain, place
from hubs.explanations.showcase import showcase
from hubs.forms import MATTERS, NOTHING_CHOSEN, AnswersForm
from hubs.languages import active, preferred
from hubs.views.published import HtmxRequest, with_catalogue
from hubs.views.unlisted import unlisted, unlisted_with_answers

LEADERS = 5


@require_safe
@vary_on_headers("Accept-Language")
@with_catalogue
def landing(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    context = _landing(catalogue) | {"also_in": _also_in(request)}
    return render(request, "hubs/landing.html", context)


def _also_in(request: HttpRequest) -> str | None:
    """The language that the visitor's browser prefers to the page's, if it is one of ours."""
    language = preferred(request.headers.get("Accept-Language", ""))
    return language if language != active() else None


@require_safe
@unlisted
@with_catalogue
def start(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Turn up to three intents and a specialty into explicit answers."""
    chosen, specialty = request.GET.getlist("intent"), request.GET.get("specialty", "")
    try:
        answers = intents.answers(catalogue, chosen, specialty)
    except intents.Unusable as problem:
        context = _landing(catalogue) | {"problem": problem, "chosen": chosen, "specialty": specialty}
        return render(request, "hubs/landing.html", context, status=400)
    return redirect(f"{reverse('hubs:results')}?{urlencode(answers)}")


def _landing(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "catalogue": catalogue,
        "intents": intents.offered(catalogue),
        "map": charts.hub_map(map(place, catalogue.hubs.values())),
        "showcase": showcase(catalogue),
        "specialties": catalogue.criteria["specialty"].options if "specialty" in catalogue.criteria else (),
    }


@require_safe
@unlisted_with_answers
@with_catalogue
def basics(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    form = AnswersForm(request.GET or None, catalogue)
    asked = {"household", "specialty", "timezone_to", "country", "language", "must"}
    context = {"form": form, "catalogue": catalogue, "carried": carried(request.GET, set(form.fields) - asked)}
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
    response = render(request, template, questions(form, catalogue) | {"fresh": fresh}, status=status)
    return replace_url(response, request.get_full_path()) if request.htmx else response


def ask_again(request: HttpRequest, form: AnswersForm, catalogue: Catalogue) -> HttpResponse:
    """The questionnaire with what is wrong, everything typed kept."""
    return render(request, "hubs/priorities.html", questions(form, catalogue), status=400)


def questions(form: AnswersForm, catalogue: Catalogue) -> dict[str, Any]:
    outcome = explain(catalogue, catalogue.ranker.rank(form.profile)) if form.profile else None
    return {
        "form": form,
        "catalogue": catalogue,
        "outcome": outcome,
        "leaders": outcome.rows[:LEADERS] if outcome else (),
        "carried": carried(form.data, {"household", "country", "language", "must"}),
    }


def carried(data: QueryDict, names: set[str]) -> list[tuple[str, str]]:
    """The answers of the other page, to travel along in hidden fields."""
    return [(name, value) for name in sorted(names & set(data)) for value in data.getlist(name)]


def with_presets(query: QueryDict, catalogue: Catalogue) -> QueryDict:
    """What the basics already say about the priorities, until the reader sets the first of them."""
    answers = query.copy()
    for criterion in catalogue.criteria.values():
        if criterion.kind == "labels" and criterion.slug in answers:
            answers.setdefault(f"{criterion.slug}_importance", str(MATTERS))
    begun = any(row.importance.html_name in query for row in AnswersForm(None, catalogue).priorities)
    if not begun and query.get("household") == "children" and "family" in catalogue.criteria:
        answers["family"] = str(MATTERS)
    return answers


def nothing_chosen(form: AnswersForm) -> bool:
    """Whether the only thing wrong is that no priority has been set yet."""
    errors = form.errors.as_data()
    return set(errors) == {NON_FIELD_ERRORS} and {error.code for error in errors[NON_FIELD_ERRORS]} == {NOTHING_CHOSEN}
