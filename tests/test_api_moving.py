"""Entry by passport, permits and prices for programs: paged, under an ETag, with source, date and what is old."""

import json

import pytest

from hubs.models import Entry, Permit
from tests import makers

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def priced():
    makers.make_prices()


def test_entries_say_which_passport_needs_what(client, priced):
    told = client.get(f"{API}/entries").json()
    (peru,) = told["entries"]
    assert peru["country"] == "PE"
    assert peru["requirements"] == {"90": ["BR", "DE"], "own": ["PE"], "visa required": ["AF"]}
    assert (peru["checked"], peru["is_old"]) == ("2026-02-17", False)
    assert [source["slug"] for source in told["sources"]] == [peru["source"]]
    assert told["sources"][0]["licence"]
    assert told["total"] == 1


def test_permits_are_not_said_to_be_for_work_from_afar_alone(client):
    document = client.get(f"{API}/openapi.json").json()
    said = (
        document["paths"][f"{API}/permits"]["get"]["description"],
        document["components"]["schemas"]["PermitDocument"],
    )
    assert "stay and work" in json.dumps(said)
    assert "from afar" not in json.dumps(said)


def test_permits_say_their_bar_and_their_official_page(client, priced):
    (permit,) = client.get(f"{API}/permits").json()["permits"]
    assert (permit["income"], permit["currency"], permit["longest"], permit["status"]) == (1500.0, "USD", 24, "open")
    assert permit["url"] == "https://example.org/visa"
    Permit.objects.update(income=None, currency="", longest=None, checked="2024-01")
    makers.make_release(note="older")
    (permit,) = client.get(f"{API}/permits").json()["permits"]
    assert (permit["income"], permit["longest"], permit["is_old"]) == (None, None, True)


def test_prices_say_their_year_and_whether_they_are_sound(client, priced):
    told = client.get(f"{API}/prices").json()
    of = {(each["indicator"], each["hub"] or each["country"]): each for each in told["prices"]}
    assert of["rent", "lima"]["value"] == 460
    assert (of["rent", "lima"]["country"], of["rent", "lima"]["is_old"]) == ("PE", False)
    assert of["exchange-rate", "CA"]["value"] == 2
    assert (of["price-level-vs-us", "PE"]["year"], of["price-level-vs-us", "PE"]["is_old"]) == ("2024", True)
    assert not of["price-level-vs-us", "AR"]["is_sound"]


@pytest.mark.parametrize("path", ["/entries", "/permits", "/prices"])
def test_lists_are_paged_and_kept(client, priced, path):
    first = client.get(f"{API}{path}?limit=1")
    assert len(first.json()[path[1:]]) == 1
    again = client.get(f"{API}{path}?limit=1", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{API}{path}?limit=1&offset=99").json()[path[1:]] == []
    assert client.get(f"{API}{path}?limit=0").status_code == 422


def test_the_next_page_goes_on(client, priced):
    first = client.get(f"{API}/prices?limit=2").json()
    second = client.get(first["next"]).json()
    assert not {each["key"] for each in first["prices"]} & {each["key"] for each in second["prices"]}


def test_a_release_without_papers_has_none(client, db):
    Entry.objects.all().delete()
    Permit.objects.all().delete()
    makers.make_catalogue()
    Entry.objects.all().delete()
    makers.make_release(note="none")
    assert client.get(f"{API}/entries").json()["entries"] == []
    assert client.get(f"{API}/prices").json()["prices"] == []
