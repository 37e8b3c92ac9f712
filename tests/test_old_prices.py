"""A price of more than a year ago says so wherever it stands: on pages, in files, in the API and in the admin."""

import csv
import io
import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from hubs.catalogue.moving import AGEING, OWN_COST, OWN_PAPERS, is_past
from hubs.models import Country, Criterion, Entry, Evidence, Figure, Indicator, Permit, Source
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db
MARK = "more than a year old"
NO_PRICES = {"computer-pay-per-hour-us", "developer-pay-colombia", "gdp-per-head"}  # what is earned, not what is paid


@pytest.fixture
def rents():
    """Nothing but rents is known of costs: Lima's of three years ago, Toronto's of this year."""
    makers.make_prices()
    year = date.today().year
    of_cost = {"criterion": Criterion.objects.get(slug="cost"), "role": "defining", "must": True}
    Indicator.objects.filter(slug="rent").update(shape="less", lower=200, upper=2000, **of_cost)
    Evidence.objects.filter(criterion__slug="cost").delete()
    for hub, since in (("lima", year - 3), ("toronto", year)):
        Figure.objects.filter(indicator__slug="rent", hub__slug=hub).update(year=str(since))
    makers.make_release(note="rents", today=date.today())


@pytest.mark.parametrize(
    ("address", "old", "new"),
    [
        ("/results/?cost=3", "#hub-lima", "#hub-toronto"),
        ("/hubs/{}/cost/", "main", "main"),
        ("/hubs/{}/cost/?cost=3", "main", "main"),
        ("/results/?cost=3&most_rent=400", "section.excluded", ""),
    ],
)
def test_pages_mark_it(client, rents, address, old, new):
    assert MARK in Page(client.get(address.format("lima"))).part(old).words
    if new:
        assert MARK not in Page(client.get(address.format("toronto"))).part(new).words


def test_the_facts_of_a_hub_mark_it(client, rents):
    rents_of = [
        next(line for line in Page(client.get(f"/hubs/{hub}/")).texts(".measure summary") if line.startswith("Rent"))
        for hub in ("lima", "toronto")
    ]
    assert [MARK in line for line in rents_of] == [True, False]


def test_the_list_of_hubs_marks_it(client, rents):
    words = Page(client.get("/hubs/")).part("main").words
    assert words.count("Small flat:") == 2
    assert words.count(MARK) == 1


def test_files_mark_it(client, rents):
    told = json.loads(client.get("/results/ranking.json?cost=3").content)
    assert {(each["hub"], each["is_old"]) for each in told["evidence"]} == {("lima", True), ("toronto", False)}
    table = client.get("/results/evidence.csv?cost=3").content.decode("utf-8-sig")
    found = {(row["hub"], row["is_old"]) for row in csv.DictReader(io.StringIO(table, newline=""))}
    assert found == {("lima", "yes"), ("toronto", "no")}
    left_out = json.loads(client.get("/results/ranking.json?cost=3&most_rent=400").content)["excluded"]
    assert {each["slug"]: MARK in each["reason"] for each in left_out} == {"lima": True, "toronto": False}


@pytest.mark.parametrize("address", ["/results/ranking.json", "/api/v1/rank"])
def test_what_a_release_answers_is_old_by_its_own_day_and_a_page_by_todays(client, rents, monkeypatch, address):
    later = SimpleNamespace(now=lambda: timezone.now() + timedelta(days=1000))
    monkeypatch.setattr("hubs.explanations.dealbreakers.timezone", later)
    left_out = json.loads(client.get(f"{address}?cost=3&most_rent=400").content)["excluded"]
    assert {each["slug"]: MARK in each["reason"] for each in left_out} == {"lima": True, "toronto": False}
    assert Page(client.get("/results/?cost=3&most_rent=400")).part("section.excluded").words.count(MARK) == 2


@pytest.mark.parametrize("address", ["rank?cost=3", "hubs/lima/cost"])
def test_the_api_marks_it(client, rents, address):
    found = {(each["hub"], each["is_old"]) for each in client.get(f"/api/v1/{address}").json()["evidence"]}
    assert ("lima", True) in found
    assert ("lima", False) not in found


@pytest.mark.parametrize(
    ("passport", "income", "papers"),
    [
        ("AF", 3000, (False, "an-entry")),
        ("DE", 3000, (True, "a-permit")),
        ("BR", 3000, (True, "a-treaty")),
        ("DE", 100, (False, "an-entry")),
        ("PE", 3000, (False, "an-entry")),
    ],
)
def test_own_costs_and_papers_are_as_old_as_what_they_rest_on(client, rents, passport, income, papers):
    makers.make_country(code="BR", name="Brazil")
    year, peru = date.today().year, Country.objects.get(code="PE")
    sources = {slug: makers.make_source(slug) for slug in ("an-entry", "a-permit", "a-treaty")}
    Entry.objects.update(checked=str(year), source=sources["an-entry"])
    Permit.objects.update(checked=str(year - 2), source=sources["a-permit"])
    makers.make_permit(
        peru, slug="pe-treaty", status="agreement", income=None, currency="", passports="BR", checked=str(year - 2),
        source=sources["a-treaty"],
    )  # fmt: skip
    makers.make_release(note="papers", today=date.today())
    asked = f"cost=3&cost_is=own&papers=3&home=lima&income={income}&passport={passport}"
    told = json.loads(client.get(f"/api/v1/rank?{asked}").content)
    own = {each["criterion"]: each for each in told["evidence"] if each["hub"] == "cusco"}
    assert own["cost"]["is_old"]
    assert (own["papers"]["is_old"], own["papers"]["source"]) == papers


def test_what_was_said_six_years_ago_is_old_in_files_as_on_pages(client):
    makers.make_catalogue()
    Source.objects.update(date="2012-01-01")
    makers.make_release(note="old words")
    told = json.loads(client.get("/results/ranking.json?cost=3").content)
    assert {each["is_old"] for each in told["evidence"] if each["form"] != "figure"} == {True}


@pytest.mark.parametrize(
    ("indicator", "year", "old"),
    [("temp-annual-mean", "1981-2010", False), ("rent", "2024", True), ("rent", "2025", False), ("rent", "", False)],
)
def test_only_what_ages_is_past(indicator, year, old):
    figure = SimpleNamespace(indicator=SimpleNamespace(slug=indicator), year=year)
    assert is_past(figure, date(2026, 11, 28)) == old


def test_every_price_of_the_catalogue_ages():
    of_money = {
        each["slug"]
        for each in makers.real_payload()["records"]
        if each["type"] == "indicator"
        and (each.get("criterion") == "cost" or any(unit in each["unit"] for unit in ("$", "dollar", "pesos")))
    }
    assert of_money == (AGEING - {OWN_COST, OWN_PAPERS}) | NO_PRICES


def test_the_admin_marks_it(admin_client, rents):
    rows = Page(admin_client.get("/admin/hubs/figure/?q=rent")).texts("#result_list tbody tr")
    assert sorted("over a year ago" in row for row in rows) == [False, True]
