import pytest

from hubs.catalogue import releases
from hubs.explanations import hub as explained
from hubs.models import Hub
from tests import makers
from tests.pages import Page, words_of

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def test_a_hub_shows_its_criteria_words_and_figures(client):
    page = Page(client.get("/hubs/lima/"))
    assert page.texts("h1") == ["Lima"]
    for heading in ("How Lima scores", "In their words", "Facts and figures"):
        assert heading in page
    assert "UTC−5 all year" in page
    assert "Spanish" in page


def test_quotes_come_before_claims(client):
    makers.make_evidence(
        Hub.objects.get(slug="lima"), makers.make_criterion("cost"), 2, form="claim", highlight="", offset=None
    )
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    kinds = [node.attributes["class"].split()[1] for node in page.all("figure.item.quote, figure.item.claim")]
    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {"quote", "claim"}
    first_claim = words_of(page.all("figure.item.claim")[0])
    assert page.words.index("Reported elsewhere") < page.words.index(first_claim)


def test_praise_and_blame_are_quoted_in_turn():
    lima, culture = Hub.objects.get(slug="lima"), makers.make_criterion("culture")
    for rating in (2, 2, 2, -1):
        makers.make_evidence(lima, culture, rating)
    makers.make_release()
    catalogue = releases.current()
    words = explained.statements(catalogue, catalogue.hubs["lima"], "quote", 4)
    assert [item.tone for item in words.first] == ["up", "down", "up", "down"]
    assert words.number == 8


def test_what_was_said_of_the_country_says_so(client):
    page = Page(client.get("/hubs/lima/"))
    assert "about all of Peru" in page


def test_a_figure_that_is_not_ranked_says_so(client):
    elevation = makers.make_indicator("elevation", name="Elevation", shape="fact", lower=None, upper=None, unit="m")
    makers.make_figure(Hub.objects.get(slug="lima"), elevation, 152, note="At the centre")
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    assert page.texts("span.note").count("shown, not ranked") == 1
    assert "152 m" in page
    assert "At the centre" in page


def test_an_unknown_criterion_is_called_unknown_with_its_range(client):
    assert "No evidence yet: could be 0.0 to 10.0" in Page(client.get("/hubs/cusco/"))


def test_the_readers_answers_put_the_hub_into_their_ranking(client):
    page = Page(client.get(f"/hubs/cusco/?{ANSWERS}"))
    assert "For your priorities" in page
    assert "Rank 2 of 3" in page
    assert "/results/?cost=2&family=1" in page.links()


def test_a_hub_left_out_by_a_dealbreaker_says_why(client):
    assert "not in a country you allow" in Page(client.get(f"/hubs/lima/?{ANSWERS}&country=CA"))


def test_a_hub_that_does_not_exist_is_not_found(client):
    response = client.get("/hubs/atlantis/")
    assert response.status_code == 404
    assert "Nothing at this place on the chart" in Page(response)


def test_a_deleted_hub_is_not_found_after_publishing(client):
    Hub.objects.get(slug="cusco").delete()
    makers.make_release()
    assert client.get("/hubs/cusco/").status_code == 404


def test_the_clock_knows_summer_time():
    hubs = releases.current().hubs
    assert explained.clock(hubs["toronto"], 2026) == explained.Clock("−5", "−4")
    assert explained.clock(hubs["lima"], 2026) == explained.Clock("−5", "−5")


def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(f"/hubs/lima/?{ANSWERS}")
