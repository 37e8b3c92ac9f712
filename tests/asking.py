"""Questions to the current release, and what somebody says about a place."""

from collections.abc import Iterable
from typing import Any

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.results import Outcome, explain
from hubs.models import Evidence, Hub
from hubs.ranking.ranking import Ranking
from tests import makers

# Asked of the real catalogue, where a rule has to hold whatever one asks.
QUESTIONS = (
    "cost=2&family=1",
    "family=3&traffic=2&cost=2&remote=1&specialty=fintech&specialty=ai",
    "cost=3&safety=3&remote=2",
    "employers=3&specialty=ai&specialty_importance=3&startups=2",
    "talent=2&support=1",
    "support=1",
    "culture=2&community=2&transport=1&airport=1",
    "safety=3&family=3&traffic=3&cost=2&basis=people",
)


def ask(query: str) -> tuple[Catalogue, AnswersForm, Ranking]:
    form = makers.answers(query)
    profile = form.valid_profile
    assert profile is not None, form.errors
    return form.catalogue, form, form.catalogue.rank(profile)


def outcome(query: str) -> Outcome:
    catalogue, _, ranking = ask(query)
    return explain(catalogue, ranking)


def say(slug: str, criterion: str = "cost", rating: int = 1, times: int = 1, **overrides: Any) -> list[Evidence]:
    """So many statements about a place; it is made where there is none."""
    town = Hub.objects.filter(slug=slug).first() or makers.make_hub(slug)
    about = makers.make_criterion(criterion)
    return [makers.make_evidence(town, about, rating, **overrides) for _ in range(times)]


def slugs(rows: Iterable[Any]) -> list[str]:
    """Of rows, ranked hubs or hubs."""
    return [getattr(row, "hub", row).slug for row in rows]
