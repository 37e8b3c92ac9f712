import random
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubs.answers.decide import DecideForm, value_of
from hubs.answers.fields import shown
from hubs.catalogue import releases
from hubs.formats import points
from hubs.models import Criterion, Hub, Release
from hubs.ranking.constraints import AllowedCountries
from hubs.ranking.preferences import Answered, learn
from tests import makers
from tests.pages import Page, words_of

pytestmark = pytest.mark.django_db

RATINGS = {
    "austin": (2, -2, 0, 1),
    "bogota": (-2, 2, 1, 0),
    "cusco": (1, -1, 2, -2),
    "denver": (-1, 1, -2, 2),
    "lima": (2, 2, -2, -2),
    "quito": (-2, -2, 2, 2),
}
RATED = ("cost", "family", "safety", "traffic")
CIRCLE = "q=cost.family.a&q=safety.family.b&q=cost.safety.b"


@pytest.fixture(autouse=True)
def release():
    make_six_hubs()
    return Release.objects.get()


@makers.made_once
def make_six_hubs():
    """Six hubs, each good at something else, four criteria with words of their own, one of labels and one target."""
    peru, usa = makers.make_country(), makers.make_country(code="US", name="United States", languages="en")
    rated = [
        makers.make_criterion(slug, order=n, high=f"Fine {slug}.", low=f"Poor {slug}.") for n, slug in enumerate(RATED)
    ]
    for slug, ratings in RATINGS.items():
        hub = makers.make_hub(slug, country=usa if slug in {"austin", "denver"} else peru)
        for criterion, rating in zip(rated, ratings, strict=True):
            makers.make_evidence(hub, criterion, rating)
    specialty = makers.make_criterion("specialty", name="My specialty", order=8, kind="labels")
    makers.make_evidence(hub, specialty, 2, label=makers.make_option(specialty, "fintech"))
    makers.make_option(specialty, "ai")
    size = makers.make_criterion("size", order=9, kind="target")
    population = makers.make_indicator("population", criterion=size, shape="target", tolerance=1.0, reach=9.0)
    makers.make_option(size, "large", targets={"population": 10.0})
    makers.make_figure(hub, population, 9.0)
    makers.make_release()


def visit(client, query="", **headers):
    return client.get(f"/decide/?{query}", headers=headers)


def link(page, words):
    (found,) = set(page.links(words))
    return found


def submitted(page, answer):
    """What the form with this answer sends."""
    forms = page.parts('form[action="/decide/"][method="get"][hx-get="/decide/"]')
    sent = [form.hidden() for form in forms]
    (found,) = [pairs for pairs in sent if pairs[-1][0] == "q" and pairs[-1][1].endswith(f".{answer}")]
    return found


def press(client, response, answer):
    return client.get(f"/decide/?{urlencode(submitted(Page(response), answer))}")


def form(query):
    return DecideForm(QueryDict(query), releases.current())


# The start


def test_the_start_explains_and_asks_for_a_specialty(client):
    response = visit(client)
    page = Page(response)
    assert response.status_code == 200
    assert "Each question names two things in which two real hubs differ" in page
    assert page.all('[type=checkbox][name="specialty"][value="fintech"]')
    assert page.all('select[name="size_to"]')
    assert ("q", "") in page.hidden()
    assert not page.all("[role=alert]")


def test_the_start_keeps_the_basics(client):
    page = Page(
        visit(client, "specialty=ai&size_to=large&country=PE&country=US&language=es&must=cost&household=couple")
    )
    assert page.all('[name="specialty"][value="ai"][checked]')
    assert page.all('option[value="large"][selected]')
    for name, value in (("country", "PE"), ("country", "US"), ("language", "es"), ("must", "cost")):
        assert (f"{name}", f"{value}") in page.hidden()
    assert ("household", "couple") in page.hidden()


def test_the_priorities_lead_here_with_what_was_answered(client):
    page = Page(client.get("/priorities/?cost=2&country=PE&specialty=ai&specialty_importance=3"))
    there = link(page, "Not sure? Let us ask you either/or questions")
    response = client.get(there)
    assert response.status_code == 200
    assert Page(response).all('[name="specialty"][value="ai"][checked]')
    assert ("country", "PE") in Page(response).hidden()
    assert ("cost", "2") in Page(response).hidden()
    assert ("specialty_importance", "3") in Page(response).hidden()
    assert "The questions begin with the 2 things you have weighed." in Page(response)
    assert link(Page(response), "Begin with everything alike") == "/decide/?specialty=ai&country=PE"


# One question


def test_a_question_asks_what_one_would_give_up_between_two_real_hubs(client):
    response = visit(client, "q=")
    page, trade = Page(response), learn(releases.current().ranker, []).question
    assert "Question 1 of at most 12" in page
    cost, family = (Criterion.objects.get(slug=slug).name for slug in (trade.b, trade.a))
    assert page.texts("h1") == [f"Would you give up “{cost}” for “{family}”?"]
    yes, no = page.parts("form.place-form")
    assert "Yes, I would" in yes
    assert "No, I would not" in no
    value = ".".join(trade)
    assert [("q", f"{value}.{answer}") in form.hidden() for form, answer in ((yes, "a"), (no, "b"))] == [True, True]
    assert ("q", f"{value}.same") in page.hidden()


def test_both_sides_show_what_the_hubs_offer_in_words_and_points(client):
    question = visit(client, "q=").context["question"]
    yes, no = question.sides
    for side, plus, minus in ((yes, yes.plus, no.minus), (no, no.plus, yes.minus)):
        assert plus.criterion == minus.criterion
        assert float(plus.score) - float(minus.score) >= 0.5
        cell = releases.current().ranker.cell(side.hub.slug, plus.criterion.slug)
        assert plus.score == f"{10 * cell.mean:.1f}"
    assert (
        f"{yes.plus.verdict.title()} · {yes.plus.score} of 10" in Page(visit(client, "q=")).parts("form.place-form")[0]
    )


def test_where_both_have_a_figure_it_stands_there_and_says_the_same(client):
    """The dearer one's higher rent is shown; one that said the opposite would not be."""
    cost = Criterion.objects.get(slug="cost")
    rent = makers.make_indicator("rent", name="Rent", unit="US$", criterion=cost, shape="less", role="defining")
    for hub in Hub.objects.all():
        makers.make_figure(hub, rent, 1.0 if RATINGS[hub.slug][0] > 0 else 9.0)
    makers.make_release()
    query = "q=cost.family.austin.bogota.a&again=1"
    (yes, no) = visit(client, query).context["question"].sides
    assert (yes.plus.figure.display, no.minus.figure.display) == ("US$ 1", "US$ 9")
    assert yes.minus.figure is no.plus.figure is None
    assert "Rent: US$ 1" in Page(visit(client, query))


def test_the_hubs_are_named_only_behind_a_disclosure(client):
    response = visit(client, "q=")
    page, sides = Page(response), response.context["question"].sides
    names = [side.hub.name for side in sides]
    assert [name in page.part("details.decide-names") for name in names] == [True, True]
    assert not any(name in page.part(".places") for name in names)
    assert not page.all("details.decide-names[open]")
    for side in sides:
        assert page.all(f'.decide-names a[href="/hubs/{side.hub.slug}/{side.plus.criterion.slug}/"]')
    aside = page.part("aside.decide-known")
    assert not any(hub.title() in aside for hub in RATINGS)


def test_the_words_are_those_an_admin_has_written(client):
    Criterion.objects.update(more="splendid <b>indeed</b>")
    makers.make_release()
    assert Page(visit(client, "q=")).texts("h1") == [
        "Would you give up “splendid <b>indeed</b>” for “splendid <b>indeed</b>”?"
    ]


def test_the_question_is_the_one_that_tells_most(client):
    catalogue = releases.current()
    asked = learn(catalogue.ranker, [Answered("cost", "family", "a")]).question
    question = visit(client, "q=cost.family.a&go=on").context["question"]
    assert (question.get.slug, question.give_up.slug) == (asked.a, asked.b)
    assert [side.hub.slug for side in question.sides] == [asked.here, asked.there]


def test_with_priorities_the_questions_are_about_them_alone(client):
    stated = "cost=2&family=2&safety=2&specialty=ai&specialty_importance=0"
    question = visit(client, f"{stated}&q=&go=on").context["question"]
    assert {question.get.slug, question.give_up.slug} < {"cost", "family", "safety"}
    asked = form(f"{stated}&q=")
    assert asked.stated == {"cost": 2, "family": 2, "safety": 2}
    assert asked.query == "specialty=ai&cost=2&family=2&safety=2&specialty_importance=0&q="
    assert ("cost", "2") in Page(visit(client, f"{stated}&q=&go=on")).hidden()
    assert form("specialty=ai&cost=1&q=").stated == {"cost": 1, "specialty": 2}
    assert form("specialty=ai&q=").stated == {}
    assert form("size=2&cost=1&q=").stated == {"cost": 1}, "which size was never said"


def test_questions_listen_to_people_only_where_that_was_asked_for(client):
    catalogue = releases.current()
    for basis, ranker in (("", catalogue.ranker), ("&basis=people", catalogue.said)):
        learned = learn(ranker, [], {"size": ("large",)})
        context = visit(client, f"q=&size_to=large{basis}").context
        assert dict(context["closest"].profile.importance) == dict(learned.importance)
        ranked = ranker.rank(context["closest"].profile).hubs
        assert [row.score for row in context["outcome"].rows] == [points(hub.score) for hub in ranked]


def test_options_are_named_and_take_part_only_when_given(client):
    assert "specialty" not in form("q=").criteria
    assert set(form("q=&specialty=ai&size_to=large").criteria) == {*RATED, "specialty", "size"}
    page = Page(visit(client, "q=cost.specialty.a&specialty=ai&specialty=fintech&again=1"))
    assert "My specialty · Fintech · Ai" in page or "My specialty · Ai · Fintech" in page


def test_each_answer_leads_to_the_next_question_with_all_of_them(client):
    response = visit(client, "q=&country=PE&specialty=ai&go=on")
    for number in range(1, 5):
        assert f"Question {number} of at most 12" in Page(response)
        response = press(client, response, "ab"[number % 2])
    query = response.request["QUERY_STRING"]
    assert [value for name, value in parse_qsl(query) if name == "q"] == [
        value_of(given) for given in form(query).answered
    ]
    assert all(given.here and given.there for given in form(query).answered)
    assert len(form(query).answered) == 4
    assert ("country", "PE") in parse_qsl(query)


def test_the_same_is_an_answer(client):
    response = press(client, visit(client, "q="), "same")
    assert form(response.request["QUERY_STRING"]).answered[0].answer == "same"
    assert "about the same to you" in Page(response)


@pytest.mark.parametrize(("go", "goes_on"), [("on", True), ("stop", False), ("", False)])
def test_who_goes_on_still_does_when_an_answer_is_undone(go, goes_on):
    assert ("go=on" in form(f"q=cost.family.a&go={go}").undone) == goes_on


def test_the_last_answer_can_be_undone(client):
    assert not Page(visit(client, "q=")).links("Undo the last answer")
    there = link(Page(visit(client, "q=cost.family.a&q=cost.safety.b&country=PE")), "Undo the last answer")
    assert parse_qsl(urlsplit(there).query) == [("country", "PE"), ("q", "cost.family.a")]
    there = link(Page(client.get(there)), "Undo the last answer")
    assert urlsplit(there).query == "country=PE&q="
    assert "Question 1 of at most 12" in Page(client.get(there))


def test_one_can_stop_after_the_first_answer_and_go_on_again(client):
    words = "Stop here and see what this makes"
    assert not Page(visit(client, "q=")).links(words)
    response = client.get(link(Page(visit(client, "q=cost.family.a")), words))
    assert response.context["stage"] == "result"
    response = client.get(link(Page(response), "Ask me more"))
    assert "Question 2 of at most 12" in Page(response)


def test_stopping_before_the_first_answer_asks_the_first_question(client):
    assert "Question 1 of at most 12" in Page(visit(client, "q=&go=stop"))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("austin.bogota.a", "You preferred Cost in Austin to Family in Bogota."),
        ("austin.bogota.b", "You preferred Family in Bogota to Cost in Austin."),
        ("austin.bogota.same", "Cost in Austin and Family in Bogota are about the same to you."),
        ("a", "You preferred Cost to Family."),
        ("b", "You preferred Family to Cost."),
        ("same", "Cost and Family are about the same to you."),
    ],
)
def test_answers_are_listed_in_words(client, answer, sentence):
    assert sentence in Page(visit(client, f"q=cost.family.{answer}"))


def test_what_is_known_so_far_stands_beside_the_question(client):
    response = visit(client, "q=cost.family.a&q=cost.safety.a")
    outcome = response.context["outcome"]
    assert outcome.priorities[0].criterion.slug == "cost"
    page = Page(response)
    assert f"No hub leads yet: {len(outcome.shortlist)} fit your answers so far." in page
    assert "You preferred Cost to Family." in page
    assert "Nothing yet" in Page(visit(client, "q="))


# The result


def test_after_twelve_answers_there_is_a_result(client):
    noise, food = makers.make_criterion("noise", order=5), makers.make_criterion("food", order=6)
    for hub in Hub.objects.all():
        makers.make_evidence(hub, noise, 1)
        makers.make_evidence(hub, food, 1)
    makers.make_release()
    response = visit(client, "q=&go=on")
    for number in range(12):
        assert f"Question {number + 1} of at most 12" in Page(response)
        response = press(client, response, "same")
    assert response.context["stage"] == "result"
    assert not Page(response).links("Ask me more")


def say_much(slug, rating, criteria=RATED):
    for criterion in Criterion.objects.filter(slug__in=criteria):
        for number in range(9):
            makers.make_evidence(Hub.objects.get(slug=slug), criterion, rating, speaker=f"{slug} {number}")


def test_it_ends_when_the_first_is_clear(client):
    say_much("lima", 2)
    makers.make_release()
    response = visit(client, "q=&cost=2&family=2&safety=1")
    page = Page(response)
    assert response.context["stage"] == "result"
    assert page.texts("h1") == ["Lima fits you best."]
    assert "It comes first in 100 of 100 tries" in page
    assert "More questions would hardly change which hub comes first." in page
    assert client.get(link(page, "See the full ranking")).context["outcome"].verdict == "best"


def test_who_wants_more_goes_on_though_the_first_is_clear(client):
    say_much("lima", 2, ("cost", "family", "safety"))
    say_much("quito", 2, ("family", "safety", "traffic"))
    say_much("quito", -1, ("cost",))
    makers.make_release()
    response = visit(client, "q=&cost=3&family=3&traffic=2")
    assert response.context["decision"].ending == "clear"
    more = client.get(link(Page(response), "Ask me anyway"))
    assert "Question 1 of at most 12" in Page(more)
    assert ("go", "on") in submitted(Page(more), "a")


def test_it_says_why_more_questions_would_not_help(client):
    response = visit(client, "q=&cost=1")
    page = Page(response)
    assert (response.context["stage"], response.context["decision"].ending) == ("result", "close")
    assert page.texts("h1") == ["2 hubs are level."]
    assert "What is known about these hubs does not part them, and more questions would not either." in page
    assert not page.links("Ask me")


def test_who_stops_is_told_how_close_it_is(client):
    response = visit(client, "q=cost.family.same&go=stop")
    page, first = Page(response), response.context["outcome"].shortlist
    assert page.texts("h1") == [f"No clear winner yet: {len(first)} hubs fit you."]
    for row in first:
        assert page.all(f'a[href^="/hubs/{row.hub.slug}/?"]')
    assert "You stopped here: more questions could still change this." in page


def test_the_answers_come_closest_to_the_weights_and_can_be_edited(client):
    query = "q=cost.family.a&q=cost.safety.a&q=cost.traffic.a&go=stop&country=PE&specialty=ai"
    response = visit(client, query)
    catalogue = releases.current()
    learned = learn(
        catalogue.ranker,
        form(query).answered,
        {"specialty": ("ai",)},
        (AllowedCountries(frozenset({"PE"})),),
    )
    page = Page(response)
    assert max(learned.importance, key=learned.importance.get) == "cost"
    for slug, level in learned.importance.items():
        name = "specialty_importance" if slug == "specialty" else slug
        assert page.all(f'[name="{name}"][value="{level}"][aria-describedby="hint-{slug}"][checked]')
    edit = page.part('form.decide-edit[action="/results/"][method="get"]')
    assert ("country", "PE") in edit.hidden()
    assert edit.all('[name="specialty"][value="ai"][checked]')
    assert not edit.all('[type=hidden][name="specialty"]')


def test_the_full_ranking_is_that_of_exactly_these_answers(client):
    query = "q=cost.family.a&q=cost.specialty.a&q=size.cost.b&specialty=ai&size_to=large&must=cost&go=stop"
    response = visit(client, query)
    there = link(Page(response), "See the full ranking")
    ranked = client.get(there)
    assert ranked.status_code == 200
    catalogue, asked = releases.current(), form(query)
    learned = learn(catalogue.ranker, asked.answered, asked.options, asked.profile.constraints)
    profile = ranked.context["form"].profile
    assert dict(profile.importance) == {slug: level for slug, level in learned.importance.items() if level}
    assert profile.constraints == asked.profile.constraints


def test_a_label_nobody_wants_any_more_is_skipped_and_not_preset(client):
    answers = form("q=&specialty=ai").answers({"cost": 2, "specialty": 0})
    assert dict(answers.profile.importance) == {"cost": 2}
    assert "specialty_importance=0" in answers.query


def test_dealbreakers_leave_hubs_out(client):
    first = visit(client, "q=cost.family.same&country=PE&go=stop").context["outcome"].shortlist
    assert {row.hub.country.code for row in first} == {"PE"}


def test_with_one_hub_left_there_is_nothing_to_ask(client):
    Hub.objects.filter(slug="denver").update(country=makers.make_country())
    makers.make_release()
    page = Page(visit(client, "q=&country=US"))
    assert page.texts("h1") == ["Only Austin passes your dealbreakers."]
    assert "no other hub is left" in page
    assert not page.links("Ask me")


def test_no_hub_left_is_a_clear_state(client):
    response = visit(client, "q=&country=US&language=es")
    assert response.status_code == 200
    assert "Your dealbreakers leave no hub." in Page(response)
    assert link(Page(response), "Change dealbreakers") == "/basics/?country=US&language=es"


# Contradictions


def test_a_circle_is_said_in_words_with_a_way_back(client):
    page = Page(visit(client, f"{CIRCLE}&go=stop"))
    assert "You preferred Cost to Family, Family to Safety, but Safety to Cost." in page
    assert set(page.links("Answer again")) == {f"/decide/?{CIRCLE}&go=stop&again={number}" for number in (1, 2, 3)}


def test_a_longer_circle_is_a_list(client):
    page = Page(visit(client, "q=cost.family.a&q=safety.family.b&q=safety.traffic.a&q=cost.traffic.b&go=stop"))
    assert "the last to the first: Cost, Family, Safety, Traffic." in page


def test_contradictions_show_while_still_asking(client):
    assert "contradict each other" in Page(visit(client, CIRCLE))


def test_answers_in_a_circle_are_not_listed_twice(client):
    query = "q=family.traffic.a&q=cost.traffic.b&q=cost.family.a"
    asked = form(query)
    assert learn(releases.current().ranker, asked.answered).surprising == (0, 1, 2)
    # They are a circle too, and are named as one, each once.
    response = visit(client, f"{query}&go=stop")
    assert [given.number for given in response.context["decision"].circular] == [1, 2, 3]
    assert response.context["decision"].doubtful == ()


def test_a_surprise_without_a_circle_is_worth_a_second_look(client):
    query = "q=cost.family.a&q=cost.safety.same&q=family.safety.a&q=family.traffic.a&q=safety.traffic.b"
    doubtful = learn(releases.current().ranker, form(query).answered)
    assert doubtful.cycles == ()
    assert doubtful.surprising
    response = visit(client, f"{query}&go=stop")
    page = Page(response)
    assert "Worth a second look" in page
    assert "we would have expected the opposite" in page
    assert [given.number - 1 for given in response.context["decision"].doubtful] == list(doubtful.surprising)


def test_without_contradictions_none_is_shown(client):
    page = Page(visit(client, "q=cost.family.a&go=stop"))
    assert "contradict" not in page.source
    assert "second look" not in page.source


def test_an_answer_can_be_taken_again(client):
    response = visit(client, f"{CIRCLE}&go=stop&again=2")
    page = Page(response)
    assert "Question 2, once more" in page
    assert page.all('input[value="safety.family.b"] + button.place.taken')
    assert link(page, "Leave this answer as it was") == f"/decide/?{CIRCLE}&go=stop"
    response = press(client, response, "same")
    asked = form(response.request["QUERY_STRING"])
    assert [given[:3] for given in asked.answered] == [
        ("cost", "family", "a"),
        ("cost", "safety", "b"),
        ("safety", "family", "same"),
    ]
    assert response.context["stage"] == "result"
    assert "contradict" not in Page(response).source


# The border


HOSTILE = [
    ("q=cost.beer.a", "There is no criterion called “beer”."),
    ("q=cost.family.c", "“c” is no answer"),
    ("q=cost.family", "“” is no answer"),
    ("q=cost", "There is no criterion called “”."),
    ("q=cost.family.a.b", "“a.b” is no answer"),
    ("q=cost.cost.a", "“cost” cannot be set against itself"),
    ("q=cost.family.lima.lima.a", "“lima” cannot be set against itself"),
    ("q=cost.family.atlantis.lima.a", "There is no hub called “atlantis”."),
    ("q=cost.family.lima..a", "There is no hub called “”."),
    ("q=cost.family.lima.austin.c", "“c” is no answer"),
    ("q=cost.family.lima.austin.a&q=family.cost.austin.lima.b", "was asked before; your first answer is kept"),
    ("q=cost.specialty.a", "“My specialty” can be asked about only once you say which"),
    ("q=cost.family.a&q=family.cost.a", "was asked before; your first answer is kept"),
    ("q=%00", "There is no criterion called “\N{REPLACEMENT CHARACTER}”."),
    ("q=cost.family.%00", "is no answer"),
    ("q=cost.%F0%28%8C%28.a", "There is no criterion called"),
    ("q=" + "y" * 10_000, "longer than twelve questions can be"),
    ("q=<script>.cost.a", "“<script>”"),
    ("q=&weather=3", "There is no question called “weather”."),
    ("q=&country=ZZ", "“ZZ” is no answer to “Only these countries”."),
    ("q=&specialty=astrology", "“astrology” is no answer to “My specialty”."),
    ("q=&size_to=endless", "“endless” is no answer"),
    ("q=&language=tlh", "“tlh” is no answer"),
    ("q=&language=es&language=en", "was answered more than once"),
    ("q=&must=weather", "“weather” is no answer"),
    ("q=&household=herd", "“herd” is no answer"),
    ("q=&go=mad", "“mad” is no way to go on"),
    ("q=&again=1", "There is no answer number “1”."),
    ("q=cost.family.a&again=0", "There is no answer number “0”."),
    ("q=cost.family.a&again=-1", "There is no answer number “-1”."),
    ("q=cost.family.a&again=2", "There is no answer number “2”."),
    ("q=cost.family.a&again=%D9%A1", "There is no answer number"),
    ("&".join(f"q={n}.cost.a" for n in range(900)), "longer than twelve questions can be"),
    ("&".join(f"x{n}=1" for n in range(900)), "longer than twelve questions can be"),
]


def test_an_answer_that_ends_in_a_full_stop_is_led_to_itself_and_still_told(client):
    response = client.get("/decide/?q=cost.family.", follow=True)
    assert response.redirect_chain == [("/decide/?q=cost.family", 301)]
    assert response.status_code == 400
    assert "“” is no answer" in Page(response)


@pytest.mark.parametrize(("query", "message"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_cannot_be_read_gets_a_clear_message(client, query, message):
    response = visit(client, query)
    assert response.status_code == 400
    page = Page(response)
    assert message in page
    assert page.all("[role=alert]")
    # The language switch keeps the address, the message does not.
    switch = page.source.count(escape(query)) * len(query)
    assert len(page.source) - switch < 12_000
    some_kept = "are kept" in page or any(heading.endswith("is kept") for heading in page.texts("h2"))
    there = link(page, "Go on with these" if some_kept else "Go on")
    assert client.get(there).status_code == 200


def test_the_valid_answers_are_kept_with_a_link_to_go_on_with_them(client):
    response = visit(
        client, "q=cost.family.a&q=beer.cost.a&q=safety.cost.same&country=PE&country=ZZ&language=es&go=stop"
    )
    assert response.status_code == 400
    page = Page(response)
    assert "2 answers are kept" in page
    assert "You preferred Cost to Family." in page
    there = link(page, "Go on with these")
    assert there == "/decide/?country=PE&language=es&q=cost.family.a&q=safety.cost.same"
    assert client.get(there).status_code == 200


def test_more_than_twelve_answers_are_cut_to_the_first_twelve():
    criteria = [f"c{number}" for number in range(14)]
    for slug in criteria:
        makers.make_evidence(Hub.objects.get(slug="lima"), makers.make_criterion(slug))
    makers.make_release()
    asked = form("&".join(f"q=cost.{slug}.a" for slug in criteria))
    assert [given.b for given in asked.answered] == criteria[:12]
    assert len(asked.problems) == 2
    assert len(asked.first_problems) == 1
    assert "at most 12 questions" in asked.first_problems[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "q", "q", "go", "again", "specialty", "size_to", "must", "cost", "x"]),
            st.one_of(
                st.text(),
                st.sampled_from(["cost.family.a", "family.cost.b", "cost.family.lima.quito.same", "ai", "1", ""]),
            ),
        )
    )
)
def test_no_query_whatever_breaks_the_border(release, pairs):
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    asked = DecideForm(data, releases.current())
    again = form(asked.query)
    assert again.problems == []
    assert (again.answered, again.basics, again.begun) == (asked.answered, asked.basics, asked.begun)
    learn(releases.current().ranker, asked.answered, asked.options, asked.profile.constraints)


def test_importances_are_kept_and_refused_like_any_other_answer():
    assert form("cost=3&specialty_importance=2&size=1&q=").problems == []
    assert form("cost=3&q=").query == "cost=3&q="
    assert form("cost=9&q=").problems == ["“9” is no answer to “Cost”."]


@pytest.mark.parametrize(
    ("typed", "printed"), [("a", "a"), ("é\u202ex\0", "é\ufffdx\ufffd"), ("y" * 50, "y" * 39 + "…")]
)
def test_what_was_typed_is_shown_short_and_printable(typed, printed):
    assert shown(typed) == printed


def test_where_nothing_can_be_asked_the_start_says_so(client):
    Criterion.objects.filter(slug__in=RATED).update(is_draft=True)
    makers.make_release()
    assert not Page(visit(client)).all("[role=alert]")
    assert "There is nothing to ask about until" in Page(visit(client, "q="))
    assert visit(client, "q=&specialty=ai").context["stage"] == "result"


# htmx, cost, and the rest


def test_htmx_gets_the_step_alone_with_its_heading_in_focus(client):
    response = visit(client, "q=cost.family.same", **{"HX-Request": "true"})
    page = Page(response)
    assert page.all("#decide")
    assert not page.is_whole
    assert page.title == "Question 2 of at most 12 · Relocate"
    assert page.all('h1[tabindex="-1"][autofocus]')
    assert "No hub leads yet" in words_of(page.one('#said[hx-swap-oob="innerHTML"]'))
    ended = Page(visit(client, "q=cost.family.same&go=stop", **{"HX-Request": "true"}))
    assert [words_of(ended.one("#said"))] == ended.texts("h1")
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(response["Vary"].split(", "))


def test_back_through_the_history_gets_the_whole_page(client):
    page = Page(visit(client, "q=", **{"HX-Request": "true", "HX-History-Restore-Request": "true"}))
    assert page.is_whole
    assert len(page.all("[hx-history-elt]")) == 1


def test_the_form_repeats_its_action_and_pushes_its_address(client):
    page = Page(visit(client, "q="))
    assert len(page.all('[action="/decide/"][method="get"][hx-get="/decide/"]')) == 3
    assert len(page.all('[hx-push-url="true"]')) == 1
    assert not page.all("[autofocus]")
    assert len(page.all("[role=status]")) == 1


@pytest.mark.parametrize("query", ["", "q=", "q=cost.family.a", f"{CIRCLE}&go=stop", "q=beer.cost.a"])
def test_a_page_costs_at_most_two_queries(client, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        visit(client, query)


def test_answering_stores_nothing_and_sets_no_cookie(client):
    for query in ("", "q=", "q=cost.family.a&go=stop"):
        assert not visit(client, query).cookies


def test_it_only_reads(client):
    assert client.post("/decide/").status_code == 405


def test_answers_are_kept_from_search_engines(client):
    assert "noindex" not in Page(visit(client)).source
    assert Page(visit(client, "q=")).is_unlisted


def test_without_published_data_it_says_so(client):
    Release.objects.all().delete()
    assert visit(client, "q=").status_code == 503


@pytest.fixture
def real_data(release):
    Release.objects.all().delete()
    makers.make_real_release()


def asked_to_the_end(client, query, choose):
    """The last page for somebody who answers every question as `choose` says."""
    response = visit(client, query)
    while response.context["stage"] == "question":
        response = press(client, response, choose(response.context["question"]))
    return response


def test_somebody_who_only_wants_it_cheap_ends_with_cost_first_on_the_real_data(client, real_data):
    def prefers_cost(question):
        assert all(side.hub for side in question.sides)
        sides = {side.value[-1]: side.plus.criterion.slug for side in question.sides}
        return next((key for key, slug in sides.items() if slug == "cost"), "same")

    response = asked_to_the_end(client, "q=", prefers_cost)
    assert response.context["outcome"].priorities[0].criterion.slug == "cost"
    assert client.get(link(Page(response), "See the full ranking")).status_code == 200


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("stated", ["", "cost=3&safety=2&talent=2&airport=1&family=2&"])
def test_simulated_people_read_at_the_end_what_the_full_ranking_says(client, real_data, seed, stated):
    """Its verdict, its shortlist with ranks, and its points; also by the form that lets them correct the answers."""
    stream = random.Random(seed)
    worth = {slug: stream.gammavariate(0.8, 1.0) for slug in releases.current().criteria}
    response = asked_to_the_end(
        client, f"{stated}q=", lambda question: "a" if worth[question.get.slug] > worth[question.give_up.slug] else "b"
    )
    end = Page(response)
    edit = end.part("form.decide-edit")
    checked = [(each.attributes["name"], each.attributes["value"]) for each in edit.all("input[checked]")]
    for address in (link(end, "See the full ranking"), f"/results/?{urlencode(edit.hidden() + checked)}"):
        ranking = Page(client.get(address))
        assert end.texts("h1") == ranking.texts("h1")
        assert end.texts(".decide-top h3 a") == ranking.texts("#band-shortlist ~ .rows h3 a")
        ranks = [words.removeprefix("Rank ") for words in ranking.texts("#band-shortlist ~ .rows .rank")]
        assert end.texts(".decide-rank") == ranks
        assert [words.replace(" ", "") for words in end.texts(".shares li")] == [
            words.replace(" ", "") for words in ranking.texts(".legend li")
        ]


def test_bar_and_legend_name_the_same_parts(client, real_data):
    """Also while more criteria count than have a colour of their own."""
    for query in ("q=cost.family.a", "q=cost.family.a&go=stop"):
        page = Page(visit(client, query))
        parts = [part.attributes["class"].split()[-1] for part in page.all(".points-bar rect")]
        assert parts == [part.attributes["class"].split()[-1] for part in page.all(".shares .swatch")]
        assert len(parts) == 7


def test_of_many_mistakes_the_first_five_are_told(client):
    page = Page(visit(client, "&".join(f"q=beer-{number}.cost.a" for number in range(8))))
    assert [f"“beer-{number}”" in page for number in range(8)] == [True] * 5 + [False] * 3
