import re

import pytest
from django.test import Client

from hubs.models import Criterion, Evidence, Hub, SharedRanking
from tests import makers

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1&specialty=fintech&country=PE&country=CA"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def share(client, answers=ANSWERS):
    return client.post("/share/", {"answers": answers})


@pytest.fixture
def link(client):
    return share(client)["Location"]


def cost_of_lima(rating):
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=rating)


def test_sharing_makes_a_link_that_nobody_can_guess(client):
    first, second = share(client)["Location"], share(client)["Location"]
    assert re.fullmatch(r"/s/[\w-]{22}/", first)
    assert first != second


def test_what_is_stored_is_the_answers_the_outcome_and_the_release(link, release):
    shared = SharedRanking.objects.get()
    assert shared.release == release
    assert shared.answers == "cost=2&family=1&specialty=fintech&country=CA&country=PE"
    assert [hub["rank"] for hub in shared.outcome["hubs"]] == [1, 2, 3]


def test_the_link_opens_for_anyone(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "Lima" in page.content.decode()


def test_the_link_is_kept_from_search_engines_and_referrers(client, link):
    page = client.get(link)
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "no-referrer"


def test_the_ranking_is_unchanged_after_the_data_changed_and_says_so(client, link):
    before = client.get(link)
    cost_of_lima(-2)
    makers.make_release()
    after = client.get(link)
    assert after.context["outcome"] == before.context["outcome"]
    assert not before.context["moves"]
    moved = {move.hub.slug: (move.before.rank, move.after.rank) for move in after.context["moves"]}
    assert moved["lima"] == (1, 3)
    assert "release 2" in after.content.decode().lower()


def test_the_stored_outcome_is_shown_even_if_todays_code_would_compute_another(client, link):
    shared = SharedRanking.objects.get()
    shared.outcome["hubs"][0]["score"] = 0.4242
    shared.save()
    assert client.get(link).context["outcome"].rows[0].score == 42


def test_a_deleted_hub_stays_in_the_shared_ranking_and_is_named_as_gone(client, link):
    Hub.objects.get(slug="cusco").delete()
    makers.make_release()
    page = client.get(link)
    assert "Cusco" in page.content.decode()
    gone = next(move for move in page.context["moves"] if move.hub.slug == "cusco")
    assert gone.after is None


def test_answers_that_are_no_longer_asked_still_open(client, link):
    Evidence.objects.filter(criterion__slug="family").delete()
    Criterion.objects.get(slug="family").delete()
    makers.make_release()
    page = client.get(link)
    assert page.status_code == 200
    assert page.context["moves"] == []


@pytest.mark.parametrize("answers", ["", "cost=9", "weather=2", "x" * 10_000])
def test_bad_answers_are_refused_and_store_nothing(client, answers):
    assert share(client, answers).status_code == 400
    assert not SharedRanking.objects.exists()


def test_sharing_takes_a_post(client, link):
    assert client.get("/share/").status_code == 405
    assert client.post(link).status_code == 405


def test_sharing_is_protected_against_other_sites(client):
    assert Client(enforce_csrf_checks=True).post("/share/", {"answers": ANSWERS}).status_code == 403


@pytest.mark.parametrize("token", ["unknown", "a" * 22, "a" * 500, "%00", "..%2f"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.get(f"/s/{token}/").status_code == 404


def test_a_shared_page_takes_few_queries(client, link, django_assert_max_num_queries):
    client.get(link)
    with django_assert_max_num_queries(4):
        client.get(link)
