import pytest

from hubs.models import Hub, Release, SharedRanking
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def panel(client, query):
    return client.get(f"/priorities/?{query}", headers={"HX-Request": "true"})


# Landing and quick start


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
    ("query", "message"),
    [
        ("", "Pick at least one"),
        ("intent=family&intent=pay&intent=family&intent=weather", "does not exist"),
        ("intent=family&specialty=astrology", "does not exist"),
    ],
)
def test_a_quick_start_that_cannot_be_used_says_why_and_keeps_the_picks(client, query, message):
    response = client.get(f"/start/?{query}")
    assert response.status_code == 400
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


# Basics


def test_the_basics_lead_to_the_priorities_with_get(client):
    page = Page(client.get("/basics/"))
    assert page.all('form[action="/priorities/"][method="get"]')
    assert "Family life is preset to Matters" in page


def test_going_back_to_the_basics_keeps_every_answer(client):
    page = Page(client.get("/basics/?specialty=ai&household=couple&cost=3&country=PE&size_to=large&language=es"))
    assert page.all('[name="specialty"][value="ai"][checked]')
    assert page.all('[name="household"][value="couple"][checked]')
    assert page.all('[name="country"][value="PE"][checked]')
    assert page.all('option[value="es"][selected]')
    assert ("cost", "3") in page.hidden()
    assert ("size_to", "large") in page.hidden()


# Priorities


def test_every_criterion_has_four_radios(client):
    page = Page(client.get("/priorities/"))
    for name in ("cost", "family", "specialty_importance", "size", "airport"):
        assert len(page.all(f'[type="radio"][name="{name}"]')) == 4
        assert page.all(f'[name="{name}"][value="0"][aria-describedby]')


def test_a_first_visit_is_asked_and_not_scolded(client):
    response = client.get("/priorities/")
    assert response.status_code == 200
    assert "Nothing is ranked until you say what counts" in Page(response)
    assert not Page(response).all("[role=alert]")


def test_coming_from_the_basics_without_a_priority_is_no_mistake(client):
    response = client.get("/priorities/?household=solo&country=PE")
    assert response.status_code == 200
    assert not Page(response).all("[role=alert]")


def test_children_preset_family_life_to_matters(client):
    response = client.get("/priorities/?household=children")
    assert Page(response).all('[name="family"][value="2"][aria-describedby="hint-family"][checked]')
    assert [priority.criterion.slug for priority in response.context["outcome"].priorities] == ["family"]


def test_the_preset_does_not_come_back_once_priorities_are_set(client):
    response = client.get("/priorities/?household=children&cost=2")
    assert Page(response).all('[name="family"][value="0"][aria-describedby="hint-family"][checked]')


def test_the_answers_of_the_basics_travel_along_hidden(client):
    page = Page(client.get("/priorities/?household=couple&country=PE&country=CA&must=cost&cost=1"))
    for name, value in (("household", "couple"), ("country", "PE"), ("country", "CA"), ("must", "cost")):
        assert (f"{name}", f"{value}") in page.hidden()


def test_the_panel_divides_100_points_and_names_the_leaders(client):
    response = client.get("/priorities/?cost=2&family=1")
    assert [priority.points for priority in response.context["outcome"].priorities] == [67, 33]
    assert [row.hub.slug for row in response.context["leaders"]] == ["lima", "cusco", "toronto"]
    assert "Leading so far" in Page(response)


def test_the_form_works_without_scripts(client):
    page = Page(client.get("/priorities/"))
    assert page.all('#answers[action="/results/"][method="get"]')
    assert page.all('[formaction="/priorities/"]')


def test_htmx_gets_the_panel_alone_for_the_same_address(client):
    response = panel(client, "cost=2")
    assert Page(response).all("#live")
    assert not Page(response).is_whole
    assert "HX-Request" in response["Vary"]
    assert response["HX-Replace-Url"] == "/priorities/?cost=2"


def test_the_panel_says_one_short_sentence_to_screen_readers(client):
    assert "Lima leads with" in Page(panel(client, "cost=2"))


def test_the_panel_says_what_is_wrong(client):
    response = panel(client, "size=2")
    assert response.status_code == 400
    assert "Say which one" in Page(response)


def test_skipping_everything_again_clears_the_panel(client):
    response = panel(client, "cost=0&family=0")
    assert response.status_code == 200
    assert "Nothing is ranked until" in Page(response)


HOSTILE = [
    "weather=3",
    "cost=9",
    "cost=-1",
    "cost=%00",
    "cost=1&cost=2",
    "specialty=astrology&specialty_importance=2",
    "size=2&size_to=enormous",
    "country=ZZ&cost=1",
    "language=tlh&cost=1",
    "must=weather&cost=1",
    "cost=3&family=3&airport=3&specialty=ai&specialty_importance=3",
    "cost=%F0%28%8C%28",
    "x=" + "y" * 10_000,
    "&".join(f"q{i}=1" for i in range(900)),
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/priorities/", "/results/", "/hubs/lima/", "/hubs/lima/cost/"])
def test_bad_answers_get_a_clear_message_and_never_break_a_page(client, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert Page(response).all("[role=alert]")


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/start/", "/basics/", "/hubs/", "/method/", "/privacy/"])
def test_pages_that_do_not_rank_survive_them_too(client, path, query):
    assert client.get(f"{path}?{query}").status_code in {200, 302, 400}


def test_what_was_typed_is_kept_and_escaped(client):
    page = Page(client.get("/priorities/", {"cost": "3", "household": "<script>x</script>"}))
    assert page.all('[name="cost"][value="3"][aria-describedby="hint-cost"][checked]')
    assert "<script>x</script>" in page
    assert "<script>x" not in page.source


@pytest.mark.parametrize("path", ["/", "/basics/", "/priorities/?cost=2", "/start/"])
def test_a_page_costs_at_most_two_queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(path)


@pytest.mark.parametrize("path", ["/", "/start/", "/basics/", "/priorities/", "/results/"])
def test_the_journey_only_reads(client, path):
    assert client.post(path).status_code == 405


def test_answering_stores_nothing_and_sets_no_cookie_before_the_results(client):
    for path in ("/", "/basics/", "/priorities/?cost=2&household=solo", "/hubs/lima/?cost=2", "/method/", "/privacy/"):
        assert not client.get(path).cookies
    assert list(client.get("/results/?cost=2").cookies) == ["csrftoken"]
    assert not SharedRanking.objects.exists()


@pytest.mark.parametrize("path", ["/", "/start/", "/basics/", "/priorities/", "/results/", "/hubs/", "/method/"])
def test_without_published_data_pages_say_so(client, path):
    Release.objects.all().delete()
    Hub.objects.all().delete()
    response = client.get(path)
    assert response.status_code == 503
    assert "No data has been published yet" in Page(response)
    assert "publish_release" in Page(response)
