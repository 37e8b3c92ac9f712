import pytest

from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def test_the_list_counts_evidence_and_names_gaps(client):
    page = Page(client.get("/hubs/"))
    assert "3 hubs, and what is known about them" in page
    assert "3 quotes · 1 report · 2 figures" not in page.source
    assert "4 quotes · 0 reports · 2 figures" in page
    assert "Nothing known on: Specialty, Size, Airport" in page


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["cusco", "lima", "toronto"]),
        ("sort=country", ["toronto", "cusco", "lima"]),
        ("sort=evidence", ["lima", "toronto", "cusco"]),
        ("sort=gaps", ["cusco", "lima", "toronto"]),
        ("sort=score&criterion=cost", ["lima", "cusco", "toronto"]),
        ("sort=score&criterion=airport", ["lima", "toronto", "cusco"]),
        ("sort=score", ["cusco", "lima", "toronto"]),
        ("country=PE", ["cusco", "lima"]),
        ("country=XX&sort=nonsense&criterion=nonsense", ["cusco", "lima", "toronto"]),
    ],
)
def test_the_list_sorts_and_filters_by_get(client, query, order):
    response = client.get(f"/hubs/?{query}")
    assert response.status_code == 200
    assert [entry.hub.slug for entry in response.context["listed_hubs"]] == order


def test_a_score_on_the_list_links_to_its_evidence(client):
    assert "/hubs/lima/cost/" in Page(client.get("/hubs/?criterion=cost")).links()


@pytest.mark.parametrize("path", ["/hubs/", "/hubs/?criterion=cost"])
def test_a_page_costs_at_most_two_queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(path)
