"""A ranking one can question: how sure it is, what would change it, what a dealbreaker costs."""

import json

import pytest
from django.core.management import call_command

from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.results import explain
from hubs.explanations.whatif import what_would_change_first
from hubs.models import Criterion, Hub
from tests import makers
from tests.asking import QUESTIONS, ask
from tests.asking import say as said
from tests.pages import Page

pytestmark = pytest.mark.django_db


def say(hub, criterion, rating, times=30):
    """So much evidence that nothing is left to chance."""
    said(hub, criterion, rating, times)


@pytest.fixture
def dominated():
    """Best is best at everything; Cheap beats Middle on cost, Calm beats Middle on family, Middle leads nowhere."""
    for hub, cost, family in (("cheap", 2, -2), ("calm", -2, 2), ("middle", -1, -1)):
        say(hub, "cost", cost)
        say(hub, "family", family)
    makers.make_release()


def test_silence_ranks_anywhere():
    say("known", "cost", 1)
    makers.make_hub("silent")
    makers.make_release()
    silent = next(row for row in explain(*ask("cost=1")[::2]).rows if row.hub.slug == "silent")
    assert (silent.sure.best_rank, silent.sure.worst_rank) == (1, 2)
    assert silent.sure.high - silent.sure.low > 30


def test_the_same_question_gets_the_same_answer():
    makers.make_release()
    first, again = (explain(*ask("cost=2&family=1")[::2]) for _ in range(2))
    assert first == again


def levers(query, close=1):
    return what_would_change_first(*ask(query), close).levers


def test_the_smallest_change_is_a_link_that_applies_it(dominated, client):
    _, form, ranking = ask("cost=2&family=1")
    assert ranking.hubs[0].slug == "cheap"
    (lever,) = levers("cost=2&family=1")
    assert lever.hub.slug == "calm"
    assert (lever.criterion.slug, lever.before, lever.after, lever.more) == ("cost", "Matters", "Nice", False)
    assert ask(lever.query)[2].hubs[0].slug == "calm"
    page = Page(client.get(f"/results/?{form.query}")).part("section[aria-labelledby=changes-title]")
    assert page.links() == [f"/results/?{lever.query}"]


def test_what_nothing_brings_first_has_no_lever(dominated):
    assert "middle" not in [lever.hub.slug for lever in levers("cost=2&family=1")]


def test_a_hub_that_wins_whatever_one_weighs_is_said(client):
    for criterion in ("cost", "family"):
        say("best", criterion, 2)
        say("other", criterion, 0)
    makers.make_release()
    changes = what_would_change_first(*ask("cost=1&family=1"), 1)
    assert (changes.leader.slug, changes.always, changes.levers) == ("best", True, ())
    assert "Best comes first however you weigh these priorities" in Page(client.get("/results/?cost=1&family=1"))


def test_a_change_keeps_dealbreakers_and_the_other_answers(dominated):
    (lever,) = levers("cost=2&family=1&household=couple&country=PE&language=es&basis=people")
    assert lever.query == "household=couple&basis=people&cost=1&family=1&country=PE&language=es"


def test_what_was_skipped_is_no_lever(dominated):
    assert levers("cost=1&family=0") == ()
    assert levers("cost=1") == ()


def test_what_one_aims_at_is_no_lever():
    """The time zone of a team, say, is a fact about the reader; here it is the size of the place."""
    makers.make_release()
    assert ask("size=1&size_to=large&cost=1")[2].hubs[0].slug == "lima"
    assert ask("size=2&size_to=large&cost=1")[2].hubs[0].slug == "toronto", "it would be a lever"
    assert "toronto" not in [lever.hub.slug for lever in levers("size=1&size_to=large&cost=1")]


def test_with_more_than_five_as_close_nothing_would_change_it(dominated):
    assert levers("cost=2&family=1", 5)
    changes = what_would_change_first(*ask("cost=2&family=1"), 6)
    assert (changes.leader, changes.always, changes.levers) == (None, False, ())


def test_a_page_with_many_ties_shows_no_lever(client):
    for place in range(14):
        said(f"town-{place:02}", "cost", place % 2, 2)
        said(f"town-{place:02}", "family", 1 - place % 2, 2)
    makers.make_release()
    response = client.get("/results/?cost=2&family=1")
    found = response.context["outcome"]
    assert len(found.shortlist) + len(found.close) > 5
    assert response.context["changes"].levers == ()
    assert not Page(response).all("section[aria-labelledby=changes-title]")


@pytest.mark.parametrize("query", QUESTIONS)
def test_every_lever_is_one_weighed_importance_that_does_what_it_says(query):
    makers.make_real_release()
    catalogue, form, ranking = ask(query)
    for lever in levers(query):
        slug = lever.criterion.slug
        assert slug in ranking.weights
        assert not lever.criterion.is_target
        after_form = makers.answers(lever.query)
        after = after_form.valid_profile
        assert {s for s, value in after.importance.items() if value != ranking.profile.importance[s]} <= {slug}
        assert after.importance.get(slug, 0) != ranking.profile.importance[slug]
        assert lever.more == (after.importance.get(slug, 0) > ranking.profile.importance[slug])
        assert after.options == {s: chosen for s, chosen in ranking.profile.options.items() if s in after.importance}
        assert after_form.catalogue.rank(after).hubs[0].slug == lever.hub.slug


def test_one_hub_alone_needs_no_change():
    makers.make_release()
    changes = what_would_change_first(*ask("cost=1&country=CA"), 1)
    assert changes.leader.slug == "toronto"
    assert not changes.levers


def test_what_loosening_each_dealbreaker_brings_back(client):
    makers.make_release()
    catalogue, form, ranking = ask("cost=1&country=CA&must=cost")
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
    say("lima", "family", -2)
    say("toronto", "cost", -2)
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
    assert ask(found["calm"]["one_answer"])[2].hubs[0].slug == "calm"
    assert found["middle"]["weights"] is None
    assert sum(found["middle"]["blocked_by"].values()) == pytest.approx(1)


def test_the_method_page_prints_the_constants_that_act(client):
    makers.make_release()
    page = Page(client.get("/method/"))
    assert "We rank 4,096 times" in page
    assert "at most 12 times" in page


def test_every_answer_page_survives_a_criterion_without_any_evidence(client):
    makers.make_catalogue()
    makers.make_criterion("quiet", order=9)
    makers.make_release()
    assert Criterion.objects.filter(slug="quiet").exists()
    assert client.get("/results/?quiet=3").status_code == 200
