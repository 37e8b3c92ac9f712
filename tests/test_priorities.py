import pytest

from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def panel(client, query):
    return client.get(f"/priorities/?{query}", headers={"HX-Request": "true"})


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


def test_what_was_typed_is_kept_and_escaped(client):
    page = Page(client.get("/priorities/", {"cost": "3", "household": "<script>x</script>"}))
    assert page.all('[name="cost"][value="3"][aria-describedby="hint-cost"][checked]')
    assert "<script>x</script>" in page
    assert "<script>x" not in page.source


def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/priorities/?cost=2")
