"""Speed of the results page: ``run()`` is part of ``python -m tests.bench``, which sets Django up.

The whole page is a request through all middleware and to a database, warm: the release is fitted, the templates are
parsed, nothing else is kept from one request to the next. Its parts are what the view calls, one by one. Only the
processor's time for this process counts: a page is too long a job to escape the others of a busy machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.shortcuts import render
from django.test import Client

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.explanations.results import explain
from hubs.explanations.stability import stability_of
from hubs.explanations.whatif import what_would_change_first
from hubs.ranking.ranking import Ranking
from hubs.views import results
from tests import makers
from tests.bench.bench_ranking import Contestants, compare

ANSWERS = "family=3&traffic=2&cost=2&remote=2&specialty=fintech&specialty=ai"
TWO = "cost=2&safety=3"
SEVEN = "family=2&cost=2&remote=3&traffic=1&safety=2&culture=1&climate=1&climate_to=mild"
SPANISH = "startups=3&talent=2&employers=2&specialty=ai&language=es"
PAGE = 40.0  # milliseconds


def run() -> list[str]:
    """Print one table; whether the first page, a usual one, misses the target."""
    with real_release():
        pages = {
            "the whole page, five priorities": page_of(ANSWERS),
            "the whole page, two priorities": page_of(TWO),
            "the whole page, seven priorities": page_of(SEVEN),
            "the whole page, four priorities and a dealbreaker": page_of(SPANISH),
        }
        times = compare(
            "The results page on the real release, time of the processor", pages | parts(), clock=process_time
        )
    ours = next(iter(times.values()))
    return [f"the results page takes {ours:.0f} ms"] if ours > PAGE else []


@contextmanager
def real_release() -> Iterator[None]:
    """The release of the fixtures in a database of its own."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        makers.make_real_release()
        yield
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def page_of(answers: str) -> Any:
    client = Client()
    response = client.get(f"/results/?{answers}")
    assert response.status_code == 200, f"these answers are refused: {answers}"
    return lambda: client.get(f"/results/?{answers}")


def parts() -> Contestants:
    """The work of the first page, each part with what the parts before it found."""
    catalogue, (request, template, context) = releases.current(), rendered()
    form, ranking = ranked(ANSWERS)
    harder = ranked(SEVEN)
    sure = stability_of(catalogue, ranking)
    return {
        "ranking": lambda: catalogue.rank(ranking.profile),
        "stability": lambda: stability_of(catalogue, ranking),
        "explanation": lambda: explain(catalogue, ranking, sure),
        "what-if": lambda: what_would_change_first(catalogue, form, ranking),
        "what-if of seven priorities, by linear programmes": lambda: what_would_change_first(catalogue, *harder),
        "template": lambda: render(request, template, context),
    }


def ranked(answers: str) -> tuple[AnswersForm, Ranking]:
    catalogue = releases.current()
    form = AnswersForm(QueryDict(answers), catalogue)
    assert form.is_valid(), form.errors
    assert form.profile is not None
    return form, catalogue.rank(form.profile)


def rendered() -> tuple[HttpRequest, str, dict[str, Any]]:
    """What the view hands to its template."""
    with mock.patch.object(results, "render", wraps=render) as spy:
        Client().get(f"/results/?{ANSWERS}")
    request, template, context = spy.call_args.args
    return request, template, context
