"""Answers that can be ranked, or the questionnaire once more with what is wrong."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from hubs.answers.fields import limit_name
from hubs.answers.invited import INVITATION
from hubs.answers.move import is_private
from hubs.answers.questionnaire import AnswersForm
from hubs.answers.shared import SHARED
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.results import explain
from hubs.web.pinned import find_shared

LEADERS = 5


def with_ranking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view that has a catalogue the answers in the address and their ranking, or ask for them again.

    Whoever comes from a shared ranking goes back to it.
    """

    @wraps(view)
    def answered(request: HttpRequest, catalogue: Catalogue, *args: str, **kwargs: str) -> HttpResponse:
        if SHARED in request.GET:
            return redirect(find_shared(request.GET[SHARED]).shared)
        form = AnswersForm(request.GET, catalogue)
        profile = form.valid_profile
        if profile is None:
            return ask_again(request, catalogue, form)
        return view(request, form.catalogue, form, form.catalogue.rank(profile), *args, **kwargs)

    return answered


def ask_again(request: HttpRequest, catalogue: Catalogue, form: AnswersForm) -> HttpResponse:
    """The questionnaire with what is wrong, everything typed kept that fits."""
    return render(request, "hubs/priorities.html", questions(catalogue, form), status=400)


def questions(catalogue: Catalogue, form: AnswersForm) -> dict[str, object]:
    """What the page of the priorities shows: the questions, and the ranking that the answers give so far."""
    outcome = explain(form.catalogue, form.catalogue.rank(form.profile), in_brief=True) if form.profile else None
    return {
        "form": form,
        "catalogue": catalogue,
        "outcome": outcome,
        "leaders": outcome.rows[:LEADERS] if outcome else (),
        "carried": carried(form.fitting, not_priorities(form) - rated(form)),
    }


def not_priorities(form: AnswersForm) -> set[str]:
    """The questions of the first page and of the results page."""
    limits = {limit_name(indicator) for indicator in form.catalogue.limits}
    home = {name for name in form.fields if is_private(name)}
    return {"household", "country", "language", "must", "basis", INVITATION} | limits | home


def rated(form: AnswersForm) -> set[str]:
    """The questions how good it is where the reader lives, which the page of the priorities asks then."""
    return {row.home.html_name for row in form.priorities if row.home}


def carried(data: QueryDict, names: set[str]) -> list[tuple[str, str]]:
    """The answers of the other page, to travel along in hidden fields."""
    return [(name, value) for name in sorted(names & set(data)) for value in data.getlist(name)]
