"""Answers that can be ranked, or the questionnaire once more with what is wrong."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.results import explain

LEADERS = 5


def with_ranking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view that has a catalogue the answers in the address and their ranking, or ask for them again."""

    @wraps(view)
    def answered(request: HttpRequest, catalogue: Catalogue, *args: str, **kwargs: str) -> HttpResponse:
        form = AnswersForm(request.GET, catalogue)
        profile = form.valid_profile
        if profile is None:
            return ask_again(request, catalogue, form)
        return view(request, catalogue, form, catalogue.rank(profile), *args, **kwargs)

    return answered


def ask_again(request: HttpRequest, catalogue: Catalogue, form: AnswersForm) -> HttpResponse:
    """The questionnaire with what is wrong, everything typed kept."""
    return render(request, "hubs/priorities.html", questions(catalogue, form), status=400)


def questions(catalogue: Catalogue, form: AnswersForm) -> dict[str, object]:
    """What the page of the priorities shows: the questions, and the ranking that the answers give so far."""
    outcome = explain(catalogue, catalogue.rank(form.profile)) if form.profile else None
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
