"""A ranking one can question: how sure it is, what would change it, what a dealbreaker costs."""

import json

import pytest
from django.core.management import call_command

from hubs.catalogue import releases
from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.results import explain
from hubs.explanations.whatif import what_would_change_first
from hubs.models import Criterion, Hub
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


def ranked(query):
    catalogue = releases.current()
    form = makers.answers(query, catalogue)
    assert form.is_valid(), form.errors
    return catalogue, form, catalogue.rank(form.profile)


def say(hub, criterion, rating, times=30):
    """So much evidence that nothing is left to chance."""
    town = Hub.objects.filter(slug=hub).first() or makers.make_hub(hub)
    for _ in range(times):
        makers.make_evidence(town, makers.make_criterion(criterion), rating)


@pytest.fixture
def dominated():
    """Best is best at everything; Cheap beats Middle on cost, Calm beats Middle on family, Middle leads nowhere."""
    for hub, cost, family in (("cheap", 2, -2), ("calm", -2, 2), ("middle", -1, -1)):
        say(hub, "cost", cost)
        say(hub, "family", family)
    makers.make_release()


def test_a_clear_winner_is_alone_and_sure(client):
    say("best", "cost", 2)
    say("worst", "cost", -2)
    makers.make_release()
    outcome = explain(*ranked("cost=1")[::2])
    assert [row.hub.slug for row in outcome.tied] == ["best"]
    assert outcome.leader.sure.first == 100
    assert outcome.leader.sure.one_rank
    page = Page(client.get("/results/?cost=1"))
    assert "Best fits you best." in page
    assert "Ranks 1 almost whatever happens" in page
    assert "came first in 100 and among the first three in 100" in page


def test_twins_share_first_place():
    say("one", "cost", 1)
    say("other", "cost", 1)
    makers.make_release()
    outcome = explain(*ranked("cost=1")[::2])
    assert len(outcome.tied) == 2
    assert {row.sure.first for row in outcome.tied} == {50}


def test_silence_ranks_anywhere():
    say("known", "cost", 1)
    makers.make_hub("silent")
    makers.make_release()
    silent = next(row for row in explain(*ranked("cost=1")[::2]).rows if row.hub.slug == "silent")
    assert (silent.sure.best_rank, silent.sure.worst_rank) == (1, 2)
    assert silent.sure.high - silent.sure.low > 30


def test_the_same_question_gets_the_same_answer():
    makers.make_release()
    first, again = (explain(*ranked("cost=2&family=1")[::2]) for _ in range(2))
    assert first == again


def test_the_smallest_change_is_a_link_that_applies_it(dominated, client):
    catalogue, form, ranking = ranked("cost=2&family=1")
    assert ranking.hubs[0].slug == "cheap"
    changes = what_would_change_first(catalogue, form, ranking)
    (change,) = [change for change in changes.possible if change.hub.slug == "calm"]
    (step,) = change.steps
    assert (step.criterion.slug, step.before, step.after) == ("cost", "Matters", "Nice")
    assert ranked(change.query)[2].hubs[0].slug == "calm"
    assert f"/results/?{change.query}" in Page(client.get(f"/results/?{form.query}")).links()


def test_no_weighting_brings_a_dominated_mixture_first_and_its_rivals_are_named(dominated, client):
    changes = what_would_change_first(*ranked("cost=2&family=1"))
    (blocked,) = changes.blocked
    assert blocked.hub.slug == "middle"
    assert {hub.slug for hub in blocked.rivals} == {"cheap", "calm"}
    assert "No weighting brings Middle first" in Page(client.get("/results/?cost=2&family=1"))


def test_a_hub_that_wins_whatever_one_weighs_is_said(client):
    for criterion in ("cost", "family"):
        say("best", criterion, 2)
        say("other", criterion, 0)
    makers.make_release()
    assert what_would_change_first(*ranked("cost=1&family=1")).always
    assert "Best comes first however you weigh these priorities" in Page(client.get("/results/?cost=1&family=1"))


def test_a_change_keeps_dealbreakers_and_the_other_answers(dominated):
    catalogue, form, ranking = ranked("cost=2&family=1&household=couple&country=PE&language=es")
    for change in what_would_change_first(catalogue, form, ranking).possible:
        assert "household=couple" in change.query
        assert "country=PE&language=es" in change.query


def test_one_hub_alone_needs_no_change():
    makers.make_release()
    changes = what_would_change_first(*ranked("cost=1&country=CA"))
    assert changes.leader.slug == "toronto"
    assert not changes.possible


def test_what_loosening_each_dealbreaker_brings_back(client):
    makers.make_release()
    catalogue, form, ranking = ranked("cost=1&country=CA&must=cost")
    assert not ranking.hubs
    found = {each.reason.kind: each for each in relaxations(catalogue, form, ranking)}
    assert [hub.slug for hub in found["country"].hubs] == ["lima", "cusco"]
    assert [hub.slug for hub in found["least"].hubs] == ["toronto"]
    assert found["country"].query == "cost=1&must=cost"
    assert found["least"].query == "cost=1&country=CA"
    page = Page(client.get(f"/results/?{form.query}"))
    assert "/results/?cost=1&must=cost" in page.links()
    assert "brings back 2 hubs, first of them Lima." in page


def test_hubs_that_fail_twice_are_said_to(client):
    makers.make_catalogue()
    Hub.objects.get(slug="cusco").delete()
    makers.make_release()
    page = Page(client.get("/results/?cost=1&country=CA&language=es&must=cost&must=family"))
    assert "each hub fails at least two" in page


def test_criteria_that_count_twice_are_named_where_both_are_weighed(client):
    for number in range(12):
        say(f"town-{number}", "cost", number % 5 - 2, times=1)
        say(f"town-{number}", "family", number % 5 - 2, times=1)
    makers.make_release()
    sentence = "Cost and Family often go together"
    assert sentence in Page(client.get("/results/?cost=1&family=1"))
    assert sentence not in Page(client.get("/results/?cost=1")).source


def test_rank_carries_how_sure_and_what_if(dominated, capsys):
    call_command("rank", answers="cost=2&family=1", as_json=True, what_if=True)
    outcome = json.loads(capsys.readouterr().out)
    assert sum(hub["p_first"] for hub in outcome["hubs"]) == pytest.approx(1)
    for hub in outcome["hubs"]:
        assert hub["p_first"] <= hub["p_top3"] <= 1
        assert 1 <= hub["rank_range"][0] <= hub["rank_range"][1] <= 3
        assert hub["score_range"][0] <= hub["score_range"][1]
    found = {each["slug"]: each for each in outcome["what_if"]}
    assert found["cheap"]["first"]
    assert ranked(found["calm"]["one_answer"])[2].hubs[0].slug == "calm"
    assert found["middle"]["weights"] is None
    assert sum(found["middle"]["blocked_by"].values()) == pytest.approx(1)


def test_the_method_page_prints_the_constants_that_act(client):
    makers.make_release()
    page = Page(client.get("/method/"))
    assert "We rank 10,000 times" in page
    assert "at most 12 times" in page


def test_every_answer_page_survives_a_criterion_without_any_evidence(client):
    makers.make_catalogue()
    makers.make_criterion("quiet", order=9)
    makers.make_release()
    assert Criterion.objects.filter(slug="quiet").exists()
    assert client.get("/results/?quiet=3").status_code == 200
