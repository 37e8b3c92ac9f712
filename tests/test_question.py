"""The one question that would split a shortlist, as two links."""

import pytest

from hubs.explanations.question import question
from hubs.explanations.results import explain
from hubs.models import Criterion
from hubs.ranking.profile import DECISIVE, MOST_DECISIVE
from tests import makers
from tests.asking import QUESTIONS, ask, say
from tests.pages import Page

pytestmark = pytest.mark.django_db

MUSTS = "country=PE&language=es&must=cost"


@pytest.fixture
def rivals():
    """Cheap and Calm are as good as each other; each is better at one of two things."""
    for slug, cost, family in (("cheap", 2, 0), ("calm", 0, 2)):
        say(slug, "cost", cost, 2)
        say(slug, "family", family, 2)
    makers.make_release()


def asked(query):
    catalogue, form, ranking = ask(query)
    return question(catalogue, form, ranking, explain(catalogue, ranking)), ranking


def test_two_answers_lead_to_different_hubs(rivals):
    (first, second), _ = asked("cost=2&family=2")
    assert {first.more.slug, second.more.slug} == {"cost", "family"}
    assert (first.more, first.less) == (second.less, second.more)
    assert {each.more.slug: each.leads_to.slug for each in (first, second)} == {"cost": "cheap", "family": "calm"}


def test_an_answer_moves_each_of_the_two_by_one_step_and_nothing_else(rivals):
    answers, ranking = asked(f"cost=2&family=2&household=couple&{MUSTS}")
    queries = {each.more.slug: each.query for each in answers}
    assert queries["cost"] == f"household=couple&cost=3&family=1&{MUSTS}"
    assert queries["family"] == f"household=couple&cost=1&family=3&{MUSTS}"


def test_the_page_asks_it_with_two_links_that_lead_where_they_say(rivals, client):
    response = client.get("/results/?cost=2&family=2")
    answers = response.context["question"]
    asked = Page(response).part(".question")
    *links, more = asked.links()
    assert links == [f"/results/?{each.query}" for each in answers]
    assert more == "/decide/?cost=2&family=2&q="
    assert client.get(more).context["decision"].ending
    for each in answers:
        after = client.get(f"/results/?{each.query}").context["outcome"]
        assert after.leader.hub == each.leads_to


def test_its_words_are_those_of_the_criteria(rivals, client):
    Criterion.objects.filter(slug="cost").update(more="cheaper living", less="dearer living")
    Criterion.objects.filter(slug="family").update(more="better for children", less="less good for children")
    makers.make_release()
    said = Page(client.get("/results/?cost=2&family=2")).texts(".question a")
    assert any(words.startswith("Cheaper living, less good for children") for words in said)
    assert any(words.startswith("Better for children, dearer living") for words in said)


def test_nothing_is_asked_where_one_hub_leads(rivals, client):
    say("best", "cost", 2, 30)
    say("best", "family", 2, 30)
    makers.make_release()
    response = client.get("/results/?cost=2&family=2")
    assert response.context["outcome"].verdict == "best"
    assert response.context["outcome"].runner_up
    assert response.context["question"] == ()
    assert not Page(response).all(".question")


@pytest.mark.parametrize("query", ["cost=2&family=2&country=CA", "cost=2&family=2&country=CA&language=es", "cost=2"])
def test_nothing_is_asked_where_there_is_nothing_to_choose(rivals, client, query):
    makers.make_hub("toronto", country=makers.make_country(code="CA", name="Canada", languages="en fr"))
    makers.make_release()
    assert client.get(f"/results/?{query}").context["question"] == ()


def test_twins_are_not_told_apart_by_a_question():
    for slug in ("one", "other"):
        say(slug, "cost", 1, 3)
        say(slug, "family", -1, 3)
    makers.make_release()
    assert asked("cost=2&family=2")[0] == ()


@pytest.mark.parametrize("query", [*QUESTIONS, "safety=2&employers=2", "cost=3&employers=3&talent=3&community=1"])
def test_a_question_is_about_two_weighed_criteria_and_has_two_ends(query):
    makers.make_real_release()
    answers, ranking = asked(query)
    outcome = explain(ask(query)[0], ranking)
    if outcome.verdict == "best":
        assert answers == ()
    if not answers:
        return
    before = ranking.profile
    assert answers[0].leads_to != answers[1].leads_to
    assert {each.leads_to.slug for each in answers} <= {row.hub.slug for row in outcome.shortlist}
    for each in answers:
        form = makers.answers(each.query)
        after = form.valid_profile
        changes = {
            slug: after.importance[slug] - value
            for slug, value in before.importance.items()
            if after.importance[slug] != value
        }
        assert set(changes) <= {each.more.slug, each.less.slug} <= set(before.importance)
        assert changes.get(each.more.slug, 1) == 1
        assert changes.get(each.less.slug, -1) == -1
        assert changes
        assert sum(value == DECISIVE for value in after.importance.values()) <= MOST_DECISIVE
        assert (after.options, after.constraints) == (before.options, before.constraints)
        assert form.cleaned_data["basis"] == ask(query)[1].cleaned_data["basis"]
