import pytest

from hubs.models import Criterion, Hub, Release
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def test_the_landing_page_counts_the_hubs_and_maps_them(client):
    page = Page(client.get("/"))
    assert "3 tech hubs." in page
    assert len(page.all(".hub-dot")) == 3


def test_how_it_works_is_shown_on_real_data(client):
    Release.objects.all().delete()
    makers.make_real_release()
    response = client.get("/")
    shown = response.context["showcase"]
    assert shown.quote.about.rating == 2
    assert shown.quote.about.text.split()[0] in Page(response)
    assert [row.rank for row in shown.leaders] == [1, 2, 3]
    assert f"{shown.statements} statements" in Page(response)


TOLD = [
    "Ana, a developer, adds that the secret of the town is its government and its initiatives",
    "has lived there for ten years and likes to meet people who build things in the evenings",
    "although he lives elsewhere, the town is where the best of the meetups are held every week",
]
OWN = "The culture is amazing there; you have all the traditional things, and less traffic"


def test_the_showcase_speaks_in_its_speakers_own_voice(client):
    lima, family = Hub.objects.get(slug="lima"), Criterion.objects.get(slug="family")
    for text in [*TOLD, OWN]:
        makers.make_evidence(
            lima, family, 1 if text == OWN else 2, text=text, highlight=text[:8], speaker="Ana, a developer"
        )
    makers.make_release()
    assert client.get("/").context["showcase"].quote.about.text == OWN


def test_a_hub_added_by_an_admin_is_on_the_map_after_publishing(client):
    makers.make_hub("bogota", name="Bogotá", latitude=4.6, longitude=-74.1)
    makers.make_release()
    page = Page(client.get("/"))
    assert "4 tech hubs." in page
    assert "Bogotá" in page


def test_a_draft_hub_is_not_on_the_map(client):
    makers.make_hub("bogota", name="Bogotá", latitude=4.6, longitude=-74.1, is_draft=True)
    makers.make_release(note="nothing new")
    assert "Bogotá" not in Page(client.get("/")).source


def test_the_quick_start_asks_only_for_what_the_catalogue_has(client):
    page = Page(client.get("/"))
    assert page.all('[value="family"]')
    assert not page.all('[value="safe"]')


def test_a_quick_start_leads_to_a_ranking_with_explicit_answers(client):
    response = client.get("/start/?intent=family&intent=pay&specialty=fintech")
    assert response.status_code == 302
    assert response["Location"] == "/results/?cost=3&family=3&specialty=fintech&specialty_importance=2"
    assert client.get(response["Location"]).status_code == 200


def test_the_strongest_wish_wins_where_intents_overlap(client):
    makers.make_criterion("remote")
    makers.make_release()
    assert "remote=3" in client.get("/start/?intent=remote&intent=pay")["Location"]


def test_a_specialty_alone_is_enough_to_start(client):
    location = client.get("/start/?specialty=ai")["Location"]
    assert location == "/results/?specialty=ai&specialty_importance=2"


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ("", "none", "Pick at least one"),
        ("intent=family&intent=pay&intent=family&intent=weather", "unknown", "does not exist"),
        ("intent=family&intent=pay&intent=remote&intent=weather", "unknown", "does not exist"),
        ("intent=family&specialty=astrology", "unknown", "does not exist"),
    ],
)
def test_a_quick_start_that_cannot_be_used_says_why_and_keeps_the_picks(client, query, kind, message):
    response = client.get(f"/start/?{query}")
    assert response.status_code == 400
    assert response.context["problem"].kind == kind
    assert message in Page(response)
    assert bool(Page(response).all('[value="family"][checked]')) == ("family" in query)


def test_at_most_three_intents(client):
    for slug in ("remote", "safety", "transport", "employers"):
        makers.make_criterion(slug)
    makers.make_release()
    picks = "intent=family&intent=pay&intent=remote&intent=safe"
    response = client.get(f"/start/?{picks}")
    assert response.status_code == 400
    assert "at most three" in Page(response)
    assert len(Page(response).all("[checked]")) == 4


@pytest.mark.parametrize("path", ["/", "/start/"])
def test_a_page_costs_at_most_two_queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(path)
