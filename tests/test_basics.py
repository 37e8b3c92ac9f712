import pytest

from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


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


def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/basics/")
