"""What each dealbreaker would leave, told before anybody ticks it."""

import json

import pytest
from django.core.management import call_command
from django.http import QueryDict

from hubs.explanations.musts import musts
from hubs.models import Figure, Indicator, Release
from tests import makers
from tests.asking import say
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    """Lima is surely bad for families, Toronto surely dear and, by a figure alone, far from its airport; how safe
    Cusco is nobody published.
    """
    makers.make_catalogue()
    say("lima", "family", -2, 9)
    say("toronto", "cost", -2, 9)
    Figure.objects.filter(hub__slug="toronto", indicator__slug="airport-distance").update(value=100.0)
    homicides = makers.make_indicator(
        "homicides", name="Homicides", unit="per 100,000", criterion=makers.make_criterion("safety", order=9), must=True
    )
    indicators = {"lima": 8.5, "toronto": 2.0}
    for slug, value in indicators.items():
        (statement,) = say(slug, "safety", 0)
        makers.make_figure(statement.hub, homicides, value)
    return makers.make_release()


CHOSEN = [
    "",
    "country=PE",
    "language=es",
    "language=fr&must=family",
    "must=cost&must=family",
    "most_homicides=5",
    "most_homicides=0&must=cost",
    "country=CA&language=es",
    "must=airport&basis=people",
    "household=couple&cost=3&country=PE&country=CA&most_homicides=9&must=safety",
]


def stay(client, query):
    """How many hubs the results page ranks and leaves out."""
    if not any(f"{name}=" in query.replace("must=", "") for name in ("cost", "family")):
        query += "&cost=1"
    outcome = client.get(f"/results/?{query.lstrip('&')}").context["outcome"]
    return len(outcome.rows), len(outcome.excluded)


def ticked(query, name, value, *, instead=False):
    answers = QueryDict(query, mutable=True)
    if instead:
        answers[name] = value
    elif value not in answers.getlist(name):
        answers.appendlist(name, value)
    return answers.urlencode()


@pytest.mark.parametrize("chosen", CHOSEN)
def test_every_box_says_how_many_would_stay_with_it(client, chosen):
    found = musts(makers.answers(chosen))
    for name, boxes in (("country", found.countries), ("language", found.languages)):
        assert boxes
        for box in boxes:
            query = ticked(chosen, name, box.value, instead=name == "language")
            assert box.stays == stay(client, query)[0], query
            assert box.chosen == (box.value in QueryDict(chosen).getlist(name))
    assert found.decent
    for wish in found.decent:
        query = ticked(chosen, "must", wish.value)
        assert wish.stays == stay(client, query)[0], query
        assert (wish.state == "must") == (wish.value in QueryDict(chosen).getlist("must"))


@pytest.mark.parametrize("chosen", CHOSEN)
def test_what_is_chosen_says_how_many_stay(client, chosen):
    found = musts(makers.answers(chosen))
    assert (found.stays, found.left_out) == stay(client, chosen)
    assert found.hubs == 3


def test_without_scripts_the_counts_stand_on_the_page(client):
    page = Page(client.get("/basics/?must=cost"))
    assert page.part("#musts .musts-left").words.startswith("2 of 3")
    shown = dict(zip(page.values("#musts option", "value"), page.texts("#musts option"), strict=True))
    assert shown["family"] == "Must: 1 of 3 stays"
    assert shown["cost"] == "Must: 2 of 3 stay"
    assert shown["rather.family"] == "Rather: 2 of 3 lose up to 8 points"
    assert page.values("#musts option[selected]", "value") == ["cost"]
    assert [words for words in page.texts("#musts option") if words.startswith("Spanish")] == ["Spanish: 2 stay"]
    assert [words for words in page.texts("#musts option") if words.startswith("French")] == ["French: 0 stay"]


def test_htmx_gets_the_dealbreakers_alone(client):
    response = client.get("/basics/?country=PE&cost=2", headers={"HX-Request": "true"})
    page = Page(response)
    assert not page.is_whole
    assert not page.all("form, h1")
    assert page.one("#musts").attributes["hx-target"] == "#musts"
    assert page.part(".musts-left").words.startswith("2 of 3")
    assert page.all("[name=country][value=PE][checked]")
    assert "HX-Request" in response["Vary"]
    assert Page(client.get("/basics/?country=PE&cost=2")).is_whole
    assert page.source in Page(client.get("/basics/?country=PE&cost=2")).source


def test_no_hub_left_is_said_before_it_is_applied(client):
    page = Page(client.get("/basics/?country=CA&language=es"))
    assert "No hub is left" in page.part(".musts-left")


# A limit on a figure


def limits(query):
    return musts(makers.answers(query)).limits


def test_a_limit_says_what_hubs_have_and_what_it_alone_would_leave():
    (limit,) = limits("most_homicides=5&country=CA")
    assert (limit.lowest, limit.highest, limit.known, limit.wish.stays) == ("2", "8", 2, 2)
    assert limit.field.value() == "5"


@pytest.mark.parametrize(
    ("bound", "left", "kept"),
    [
        ("8.5", [], 3),
        ("8.4", ["lima"], 2),
        ("2", ["lima"], 2),
        ("1.9", ["lima", "toronto"], 1),
        ("0", ["lima", "toronto"], 1),
    ],
)
def test_a_limit_is_kept_to_the_digit_and_an_unpublished_figure_breaks_none(client, bound, left, kept):
    outcome = client.get(f"/results/?cost=1&most_homicides={bound}").context["outcome"]
    assert sorted(each.hub.slug for each in outcome.excluded) == left
    assert len(outcome.rows) == kept
    (cusco,) = [row for row in outcome.rows if row.hub.slug == "cusco"]
    assert [reason.name for reason in cusco.unchecked] == ["Homicides"]


def test_a_figure_of_which_more_is_better_has_a_least():
    Indicator.objects.filter(slug="homicides").update(shape="more")
    makers.make_release()
    (limit,) = limits("least_homicides=5")
    assert (limit.field.name, limit.wish.stays) == ("least_homicides", 2)


def test_what_is_no_number_is_said_and_counts_for_nothing(client):
    page = Page(client.get("/basics/?most_homicides=many"))
    assert page.all("#musts .limit .errorlist")
    assert page.part(".musts-left").words.startswith("3 of 3")


def test_the_limit_is_left_out_with_its_reason(client):
    page = Page(client.get("/results/?cost=1&most_homicides=5"))
    assert "Homicides: 8 per 100,000, more than 5 per 100,000" in page.part(".excluded")


@pytest.mark.parametrize(
    "chosen", ["", "country=CL&country=PE&country=MX", "must=safety&must=cost", "language=es&must=remote"]
)
def test_the_real_catalogue_counts_as_it_ranks(client, chosen):
    Release.objects.all().delete()
    makers.make_real_release()
    found = musts(makers.answers(chosen))
    for box in found.decent:
        query = ticked(f"{chosen}&talent=1", "must", box.value)
        assert box.stays == len(client.get(f"/results/?{query}").context["outcome"].rows)


# Rather: points instead of leaving out


SOFT = ["family", "most_homicides", "country", "language"]
HARD = "cost=1&must=family&most_homicides=5&country=CA&language=es"


def softened(*names):
    hard = QueryDict(HARD, mutable=True)
    hard.setlist("must", [*(() if "family" in names else ("family",)), *(f"rather.{name}" for name in names)])
    return hard.urlencode()


@pytest.mark.parametrize("name", SOFT)
def test_what_is_made_soft_leaves_nobody_out_and_costs_who_would_have_been(client, name):
    others = [each for each in SOFT if each != name]
    hard = client.get(f"/results/?{softened(*others)}").context["outcome"]
    soft = client.get(f"/results/?{softened(*SOFT)}").context["outcome"]
    assert soft.excluded == ()
    assert hard.excluded
    paid = {row.hub.slug: [line for line in row.paid if line.is_sure] for row in soft.rows}
    assert all(paid[left.hub.slug] for left in hard.excluded)


def test_the_points_printed_add_up_to_the_score(client):
    outcome = client.get("/results/?cost=2&family=1&must=rather.cost&must=rather.airport").context["outcome"]
    rows = {row.hub.slug: row for row in outcome.rows}
    assert [line.points for line in rows["toronto"].paid][0] == "−8.0"
    for row in outcome.rows:
        earned = sum(100 * line.earned for line in row.lines) - sum(100 * line.cost for line in row.paid)
        assert float(row.total) == pytest.approx(earned, abs=0.21)
        assert abs(float(row.total) - row.score) < 0.75


def test_a_soft_must_is_a_row_of_the_points_that_opens_its_evidence(client):
    makers.make_country(code="CL", name="Chile")
    makers.make_hub("arica", country=makers.make_country(code="CL"))
    makers.make_release()
    response = client.get("/results/?family=1&country=CL&must=rather.country&must=rather.cost&must=rather.airport")
    row = response.context["outcome"].leader
    page, slug = Page(response), next(line.slug for line in row.paid if line.slug)
    rows = page.texts(f"#hub-{row.hub.slug} .points tbody tr")
    assert len([words for words in rows if words.startswith("Rather not −")]) == len(row.paid) > 1
    assert f"/hubs/{row.hub.slug}/{slug}/?" in " ".join(page.values(f"#hub-{row.hub.slug} .points tbody a", "href"))
    assert "Rather not: −8.0 points. Not in a country that is allowed." in page.part(f"#hub-{row.hub.slug}").words


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("cost=1&must=rather.family", "cost=1&must=rather.family"),
        ("cost=1&must=&must=family&must=", "cost=1&must=family"),
        ("cost=1&must=rather.country&must=rather.most_homicides", "cost=1"),
        ("cost=1&country=PE&must=rather.country", "cost=1&country=PE&must=rather.country"),
    ],
)
def test_the_address_keeps_what_is_soft_and_drops_what_softens_nothing(query, kept):
    form = makers.answers(query)
    assert form.is_valid()
    assert form.query == kept


@pytest.mark.parametrize("query", ["must=family&must=rather.family", "must=rather.specialty", "must=rather.weather"])
def test_a_must_is_hard_or_soft_and_of_something(query):
    form = makers.answers(f"cost=1&{query}")
    assert not form.is_valid()
    assert "must" in form.errors


def test_the_form_shows_what_is_soft_and_what_it_costs():
    found = musts(makers.answers("country=PE&must=rather.country&must=rather.family"))
    assert (found.country.state, found.country.pays, found.stays) == ("rather", 1, 3)
    assert {wish.value: wish.state for wish in found.decent}["family"] == "rather"
    assert {box.stays for box in found.countries} == {3}


def test_exports_commands_and_shared_links_say_what_is_paid(client, capsys):
    query = "cost=2&family=1&must=rather.family"
    call_command("rank", answers=query, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed["rather"] == ["family"]
    lima = next(hub for hub in printed["hubs"] if hub["slug"] == "lima")
    assert lima["rather_not"] == {"family": pytest.approx(0.08)}
    assert sum(lima["earned"].values()) - 0.08 == pytest.approx(lima["score"])
    shared = client.get(shared_link(client.post("/share/", {"answers": query}))).context["outcome"]
    assert [(row.hub.slug, row.score, [line.points for line in row.paid]) for row in shared.rows] == [
        (row.hub.slug, row.score, [line.points for line in row.paid])
        for row in client.get(f"/results/?{query}").context["outcome"].rows
    ]
