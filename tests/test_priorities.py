import pytest

from hubs.catalogue.loading import read_fixtures
from hubs.models import Criterion, Hub
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
    assert [priority.points for priority in response.context["outcome"].priorities] == ["66.7", "33.3"]
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
    assert "Lima fits you best." in Page(panel(client, "cost=2"))


def test_the_panel_says_what_is_wrong(client):
    response = panel(client, "cost=3&family=3&airport=3&size=3&size_to=large")
    assert response.status_code == 400
    assert "Mark at most 3 as Decisive" in Page(response)


@pytest.mark.parametrize(("query", "name"), [("size=2", "Size"), ("specialty_importance=1", "Specialty")])
def test_a_priority_whose_kind_is_not_said_yet_waits_and_is_no_mistake(client, query, name):
    """What else counts is ranked in the meantime; only the ranking itself asks for it."""
    for response in (panel(client, query), client.get(f"/priorities/?{query}")):
        page = Page(response)
        assert response.status_code == 200
        assert f"{name} counts once you say which one you want." in page
        assert not page.all("[role=alert], [aria-invalid], .field-error")
    beside = panel(client, f"{query}&cost=2")
    assert [priority.criterion.slug for priority in beside.context["outcome"].priorities] == ["cost"]
    assert f"{name} counts once you say which one you want." in Page(beside)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("size=2", "select[name=size_to]"),
        ("specialty_importance=2", "[type=checkbox][name=specialty]"),
        ("cost=2&cost=3", "[type=radio][name=cost]"),
        ("cost=2&home=elsewhere&home_cost=7", "select[name=home_cost]"),
    ],
)
def test_what_is_wrong_is_said_and_marked_at_its_field(client, query, field):
    response = client.get(f"/results/?{query}")
    page = Page(response)
    assert response.status_code == 400
    assert page.all(field)
    for node in page.all(field):
        assert node.attributes["aria-invalid"] == "true"
        (error,) = [each for each in node.attributes["aria-describedby"].split() if each.endswith("_error")]
        assert len(page.all(f"p.field-error#{error}")) == 1
    assert page.all("[role=alert]")


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


def test_the_panel_names_five_leaders(client):
    for slug in ("bogota", "quito", "austin"):
        makers.make_evidence(makers.make_hub(slug), makers.make_criterion("cost"), 1)
    makers.make_release()
    response = client.get("/priorities/?cost=2")
    assert len(response.context["outcome"].rows) == 6
    assert response.context["leaders"] == response.context["outcome"].rows[:5]


def test_the_panel_is_made_without_the_reasons_that_it_does_not_show(client, monkeypatch):
    monkeypatch.setattr("hubs.explanations.results.shortlist", None)
    assert "Lima" in panel(client, "cost=3").content.decode()


def test_priorities_stand_in_their_groups_and_the_rest_last(client):
    for slug, group in (("cost", "money"), ("family", "life")):
        Criterion.objects.filter(slug=slug).update(group=group)
    makers.make_release()
    page = Page(client.get("/priorities/"))
    assert page.texts(".priority-group h2") == ["Everyday life", "Money and papers", "Also"]
    assert page.parts(".priority-group")[1].values("[type=radio][value='0']", "name") == ["cost"]


def test_every_priority_of_the_catalogue_is_in_one_of_four_groups():
    groups = {record["group"] for _, record in read_fixtures(makers.FIXTURES) if record["type"] == "criterion"}
    assert groups == set(Criterion.Group.values)


def test_many_small_priorities_are_shown_together(client):
    for number in range(8):
        makers.make_evidence(Hub.objects.get(slug="lima"), makers.make_criterion(f"c{number}"), 1)
    makers.make_release()
    query = "&".join(f"c{number}=1" for number in range(8))
    panel = Page(client.get(f"/priorities/?cost=3&{query}")).part("#live")
    assert "and 3 smaller" in panel
    assert len(panel.all(".points-bar .segment")) == 7
    assert panel.all(".points-bar .segment.series-7")[0].attributes["width"] == "27.27%"


def test_the_first_five_of_the_ranking_so_far_stand_beside_the_questions(client):
    for place in range(7):
        makers.make_hub(f"town-{place}")
    makers.make_release()
    assert len(client.get("/priorities/?cost=2").context["leaders"]) == 5
