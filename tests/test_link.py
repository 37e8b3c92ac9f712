"""The page of a shared ranking's sender: how long the link is open, how often it was opened, and its end."""

from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from hubs.exports.files import FILES
from hubs.models import Opening, SharedRanking
from hubs.models.sharing import DAYS_OPEN
from tests import makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1&country=PE"
WORDS = {"sender": "Ana", "title": "For us two", "note": "Tell me."}


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def sent(client):
    return client.post("/share/", {"answers": ANSWERS, **WORDS})


@pytest.fixture
def own(sent):
    """The address that the sender alone gets."""
    return sent["Location"]


@pytest.fixture
def link(sent):
    return shared_link(sent)


def today():
    return timezone.now().date()


def ends(until):
    SharedRanking.objects.update(open_until=until)


def everything_of(link):
    token = link.split("/")[2]
    files = [f"{link}{file}" for file in (*FILES, "card.png")]
    return [
        link,
        *files,
        f"/hubs/lima/?shared={token}",
        f"/hubs/lima/cost/?shared={token}",
        f"/compare/?shared={token}",
    ]


def test_the_sender_gets_an_address_of_their_own_and_the_link_tells_nobody(client, own, link):
    key = own.split("/")[2]
    assert key not in link
    assert key not in client.get(link).content.decode()
    page = Page(client.get(own))
    assert page.values("#address", "value") == [f"http://testserver{link}"]
    assert page.all("[data-copy=address]")
    assert not Page(client.get(link)).all("#address, [data-copy], [data-print], form[action='/share/']")


def test_nobody_else_is_told_of_the_address(client, own):
    response = client.get(own)
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("key", ["unknown", "a" * 22, "a" * 500, "%00"])
def test_an_unknown_key_is_not_found(client, key):
    assert client.get(f"/links/{key}/").status_code == 404
    assert client.post(f"/links/{key}/", {"withdraw": "1"}).status_code == 404


def test_the_link_is_no_key(client, link):
    assert client.get(f"/links/{link.split('/')[2]}/").status_code == 404


@pytest.mark.parametrize("typed", [WORDS | {"title": "Anew"}, {"withdraw": "1"}])
def test_what_comes_without_a_token_changes_nothing_and_comes_back(own, typed):
    response = Client(enforce_csrf_checks=True).post(own, typed)
    assert response.status_code == 403
    assert Page(response).values("[name=title]", "value") == [typed.get("title", "For us two")]
    shared = SharedRanking.objects.get()
    assert (shared.title, shared.is_open) == ("For us two", True)


# How long


def test_a_link_is_open_for_ninety_days_unless_its_sender_says_otherwise(client, link):
    assert SharedRanking.objects.get().open_until == today() + timedelta(90)
    until = today() + timedelta(7)
    client.post("/share/", {"answers": ANSWERS, "open_until": until.isoformat()})
    assert SharedRanking.objects.first().open_until == until


@pytest.mark.parametrize(("days", "status"), [(-1, 400), (0, 302), (366, 302), (367, 400)])
def test_it_is_open_for_a_year_at_most(client, own, days, status):
    until = (today() + timedelta(days)).isoformat()
    assert client.post("/share/", {"answers": ANSWERS, "open_until": until}).status_code == status
    response = client.post(own, WORDS | {"open_until": until})
    assert response.status_code == status
    if status == 400:
        assert len(Page(response).texts(".field-error")) == 1
        assert Page(response).values("[name=open_until]", "value") == [until]
        assert Page(response).values("[name=title]", "value") == ["For us two"]


@pytest.mark.parametrize("typed", ["tomorrow", "31/12/2026", "2026-02-30", "\x00"])
def test_what_is_no_day_is_refused(client, own, typed):
    before = SharedRanking.objects.get().open_until
    assert client.post(own, WORDS | {"open_until": typed}).status_code == 400
    assert SharedRanking.objects.get().open_until == before


def test_it_is_open_through_its_last_day(client, link):
    ends(today())
    assert {client.get(path).status_code for path in everything_of(link)} == {200}
    ends(today() - timedelta(1))
    assert {client.get(path).status_code for path in everything_of(link)} == {410}


def test_a_later_day_opens_it_again(client, own, link):
    ends(today() - timedelta(1))
    assert "It ended on" in Page(client.get(own))
    client.post(own, WORDS | {"open_until": (today() + timedelta(1)).isoformat()})
    assert client.get(link).status_code == 200


def test_a_link_from_before_there_was_an_end_stays_open(client, link):
    SharedRanking.objects.update(open_until=None)
    assert client.get(link).status_code == 200


# What is told


def test_what_goes_with_it_can_be_changed(client, own, link):
    client.post(own, {"sender": "Ana", "title": "For the three of us", "note": ""})
    page = Page(client.get(link))
    assert "For the three of us" in page
    assert "Tell me." not in page


# How often


def test_openings_are_counted_day_by_day_and_nobody_is_noted(client, own, link):
    assert "Nobody has opened it yet" in Page(client.get(own))
    for _ in range(3):
        client.get(link)
    client.head(link)
    shared = SharedRanking.objects.get()
    Opening.objects.create(shared=shared, day=date(2026, 1, 2), times=5)
    assert list(shared.openings.values_list("day", "times")) == [(today(), 3), (date(2026, 1, 2), 5)]
    rows = Page(client.get(own)).texts(".link-openings li")
    assert [row.split()[-1] for row in rows] == ["3", "5"]
    assert {field.name for field in Opening._meta.fields} == {"id", "shared", "day", "times"}


def test_files_and_pages_that_it_leads_to_are_no_openings(client, link):
    for path in everything_of(link)[1:]:
        client.get(path)
    assert not Opening.objects.exists()


def test_who_reads_does_not_depend_on_what_can_be_written(client, link, monkeypatch):
    def read_only(*args, **kwargs):
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(Opening.objects, "filter", read_only)
    assert client.get(link).status_code == 200
    assert not Opening.objects.exists()


# The end


def test_what_is_withdrawn_is_gone_everywhere_and_deleted(client, own, link):
    assert {client.get(path).status_code for path in everything_of(link)} == {200}
    assert client.post(own, {"withdraw": "1"})["Location"] == own
    assert {client.get(path).status_code for path in everything_of(link)} == {410}
    shared = SharedRanking.objects.get()
    assert (shared.answers, shared.outcome, shared.sender, shared.title, shared.note) == ("", {}, "", "", "")
    assert "You withdrew it on" in Page(client.get(own))


def test_a_withdrawn_link_stays_so(client, own, link):
    client.post(own, {"withdraw": "1"})
    assert not Page(client.get(own)).all("main form")
    client.post(own, WORDS | {"open_until": (today() + timedelta(9)).isoformat()})
    assert client.get(link).status_code == 410
    assert not SharedRanking.objects.get().title


@pytest.mark.parametrize("language", ["", "/es", "/pt-br", "/fr"])
def test_a_link_that_has_ended_says_so_and_nothing_else(client, link, language):
    ends(today() - timedelta(1))
    response = client.get(f"{language}{link}")
    page = Page(response)
    assert response.status_code == 410
    assert "410" in page
    assert page.is_unlisted
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    for told in (*WORDS.values(), "Lima", "cost=2"):
        assert told not in response.content.decode()


def test_no_cache_keeps_a_card_longer_than_its_link(client, link):
    assert client.get(f"{link}card.png")["Cache-Control"] == "private, no-cache"


def test_who_shares_next_is_not_counted_by_what_was_withdrawn(client, own):
    assert SharedRanking.objects.open().count() == 1
    client.post(own, {"withdraw": "1"})
    assert SharedRanking.objects.open().count() == 0


def test_a_link_made_by_a_clock_that_was_set_back_does_not_end_before_it_begins(client, monkeypatch):
    monkeypatch.setattr("hubs.answers.shared.timezone.now", lambda: timezone.make_aware(datetime(1970, 1, 2)))
    client.post("/share/", {"answers": ANSWERS, **WORDS})
    assert SharedRanking.objects.get().open_until == makers.TODAY + timedelta(DAYS_OPEN)
