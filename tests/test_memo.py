"""The decision memo of a shortlist, and the feed that tells when a shared one changes."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.utils import timezone

from hubs.models import Criterion, Figure, Hub, Indicator, SharedRanking
from tests import makers
from tests.pages import Page
from tests.pages import shared_link as link_of

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ANSWERS = "airport=3&cost=1"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def shared_link(client):
    return link_of(client.post("/share/", {"answers": ANSWERS}))


def shortlisted(client, query=ANSWERS):
    return Page(client.get(f"/results/?{query}")).texts(".results h3 a, li.result h3 a")


def test_the_memo_has_each_hub_of_the_shortlist(client):
    results = Page(client.get(f"/results/?{ANSWERS}"))
    assert "/memo/?cost=1&airport=3" in results.links()
    memo = Page(client.get(f"/memo/?{ANSWERS}"))
    names = [title.split(",")[0] for title in memo.texts(".memo-hub h2")]
    assert names == shortlisted(client)
    for part in memo.parts(".memo-hub"):
        assert part.texts("h3") == [
            "Why",
            "What it costs",
            "Papers to get",
            "To check on a trial stay",
            "Questions for people there",
        ]
        assert part.all('.memo-ticks input[type="checkbox"]')
    assert str(memo).count("no legal advice") == 1


def test_the_memo_speaks_of_what_was_told(client):
    parts = Page(client.get(f"/memo/?{ANSWERS}&passport=PE&income=2000")).parts(".memo-hub")
    lima, toronto = parts
    assert "The passport of Peru is of this country" in lima
    assert "What a visit takes is not known" in toronto
    assert "How is cost?" in lima.texts(".memo-ticks li")


def test_a_memo_without_answers_asks_for_them(client):
    assert client.get("/memo/").status_code == 400
    assert client.get(f"/memo/?{ANSWERS}")["X-Robots-Tag"].startswith("noindex")


@pytest.mark.parametrize("language", ["es", "pt-br", "fr"])
def test_the_memo_is_there_in_every_language(client, language):
    assert client.get(f"/{language}/memo/?{ANSWERS}&passport=PE&income=2000").status_code == 200


def test_a_shared_ranking_has_its_memo_and_its_feed(client):
    link = shared_link(client)
    page = Page(client.get(link))
    assert f"{link}memo/" in page.links()
    assert f"{link}feed.atom" in page.links()
    assert Page(client.get(f"{link}memo/")).texts(".memo-hub h2")
    assert client.get(f"{link}memo/")["Referrer-Policy"] == "no-referrer"


def entries(client, link):
    response = client.get(f"{link}feed.atom")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return [each.find("a:title", ATOM).text for each in ET.fromstring(response.content).findall("a:entry", ATOM)]


def turn_it_around():
    """Cusco gets an airport next door, so that Toronto's is no longer among the nearest."""
    airport = Indicator.objects.get(slug="airport-distance")
    makers.make_figure(Hub.objects.get(slug="cusco"), airport, 1.0)
    Figure.objects.filter(indicator=airport, hub__slug="toronto").update(value=95.0)
    for number in range(6):
        source = makers.make_source(f"report-{number}", title=f"Report {number}")
        makers.make_evidence(Hub.objects.get(slug="cusco"), Criterion.objects.get(slug="cost"), 2, source=source)


def test_the_feed_tells_when_a_release_changes_the_shortlist(client):
    link = shared_link(client)
    assert entries(client, link) == ["The ranking as it was shared, with data release 1."]
    makers.make_source("another", title="Another")
    makers.make_release(note="nothing that counts")
    assert len(entries(client, link)) == 1
    turn_it_around()
    makers.make_release(note="turned around")
    told = entries(client, link)
    assert len(told) == 2
    assert told[0].startswith("The shortlist is now ")
    assert "Cusco" in told[0]
    assert "Toronto" not in told[0]
    first = ET.fromstring(client.get(f"{link}feed.atom").content).find("a:entry", ATOM)
    assert "With data release 3. New on it: Cusco. No longer on it: Toronto." in first.find("a:summary", ATOM).text
    assert first.find("a:id", ATOM).text.endswith("#release-3")


def test_the_feed_of_a_link_that_has_ended_is_gone(client):
    link = shared_link(client)
    SharedRanking.objects.update(open_until=timezone.now().date() - timedelta(1))
    assert client.get(f"{link}feed.atom").status_code == 410
    assert client.get(f"{link}memo/").status_code == 410
    assert client.get("/s/AAAAAAAAAAAAAAAAAAAAAA/feed.atom").status_code == 404


def test_reading_the_feed_counts_as_no_opening(client):
    link = shared_link(client)
    entries(client, link)
    assert not SharedRanking.objects.get().openings.exists()
