"""Ranked on what people say alone, in every place where a ranking is shown."""

import json

import pytest
from django.core.management import call_command

from hubs.catalogue import releases
from hubs.models import Evidence, SharedRanking
from tests import makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

QUERY = "cost=1&airport=3"


@pytest.fixture(autouse=True)
def release():
    """Lima alone is far from its airport: with figures the order is another one."""
    makers.make_catalogue()
    lima = Evidence.objects.get(hub__slug="lima", criterion__slug="cost").hub
    lima.figure_set.filter(indicator__slug="airport-distance").update(value=100.0)
    return makers.make_release()


def ranked(query):
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    return form.catalogue.rank(form.profile)


def order(hubs):
    return [hub["slug"] for hub in hubs]


def test_without_figures_they_count_for_nothing():
    catalogue = releases.current()
    said = catalogue.people_only.ranker
    assert catalogue.ranker.cell("lima", "airport").count == 1
    assert said.cell("lima", "airport").count == 0
    assert said.cell("lima", "airport").mean == said.prior_.mean[said.cells_.column("airport")]
    assert said.cell("lima", "cost") == catalogue.ranker.cell("lima", "cost"), "statements count as they did"
    assert catalogue.ranker.prior_ == said.prior_


def test_the_address_says_so():
    everything, people = ranked(QUERY), ranked(f"{QUERY}&basis=people")
    assert [hub.slug for hub in everything.hubs] == ["toronto", "cusco", "lima"]
    assert [hub.slug for hub in people.hubs] == ["lima", "cusco", "toronto"]
    assert all(hub.contributions["airport"] == 0 for hub in people.hubs)


def test_a_must_is_judged_on_what_people_say_too():
    assert "lima" in [hub.slug for hub in ranked(f"{QUERY}&must=airport").excluded]
    assert [hub.slug for hub in ranked(f"{QUERY}&must=airport&basis=people").excluded] == []


def test_the_results_page_ranks_on_it(client):
    page = client.get(f"/results/?{QUERY}&basis=people")
    assert page.status_code == 200
    assert [row.hub.slug for row in page.context["outcome"].rows] == ["lima", "cusco", "toronto"]


def test_the_command_ranks_on_it(capsys):
    call_command("rank", answers=f"{QUERY}&basis=people", as_json=True, evidence=True)
    outcome = json.loads(capsys.readouterr().out)
    assert order(outcome["hubs"]) == ["lima", "cusco", "toronto"]
    assert {item["form"] for item in outcome["evidence"]} == {"quote", "claim"}


def test_an_export_is_of_it(client):
    found = client.get(f"/results/ranking.json?{QUERY}&basis=people").json()
    assert order(found["hubs"]) == ["lima", "cusco", "toronto"]
    assert "basis=people" in found["answers"]
    assert {item["form"] for item in found["evidence"]} == {"quote", "claim"}
    assert client.get(found["page"]).status_code == 200


def test_a_shared_link_replays_it_even_if_the_data_changed(client):
    link = shared_link(client.post("/share/", {"answers": f"{QUERY}&basis=people"}))
    assert SharedRanking.objects.get().answers == "basis=people&cost=1&airport=3"
    Evidence.objects.filter(hub__slug="lima").update(rating=-2)
    makers.make_release()
    page = client.get(link)
    assert page.status_code == 200
    assert [row.hub.slug for row in page.context["outcome"].rows] == ["lima", "cusco", "toronto"]
    found = client.get(f"{link}ranking.json").json()
    assert order(found["hubs"]) == ["lima", "cusco", "toronto"]
    assert {item["form"] for item in found["evidence"]} == {"quote", "claim"}


def test_a_page_about_a_cell_shows_only_what_counts(client):
    assert "Airport" in Page(client.get(f"/hubs/lima/airport/?{QUERY}&basis=people"))
    assert client.get(f"/hubs/lima/?{QUERY}&basis=people").status_code == 200
