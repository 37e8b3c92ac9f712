import pytest

from hubs.catalogue.loading import read_fixtures
from hubs.models import Option
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


def test_a_specialty_that_little_is_known_of_says_so(client):
    page = Page(client.get("/basics/"))
    assert "known in 0 of 3 hubs" in page.part('label:has([value="ai"])')
    assert "known in" not in page.part('label:has([value="fintech"])')


def test_a_merged_specialty_answers_to_its_former_name(client):
    Option.objects.filter(slug="fintech").update(formerly="banking money")
    makers.make_release()
    assert Page(client.get("/basics/?specialty=banking")).all('[name="specialty"][value="fintech"][checked]')
    assert client.get("/results/?specialty=banking&specialty=fintech").context["form"].query == "specialty=fintech"
    assert client.get("/start/?specialty=money")["Location"] == "/results/?specialty=fintech&specialty_importance=2"
    assert client.get("/results/?specialty=fishing").status_code == 400


def test_clean_energy_and_clean_tech_are_one():
    records = [record for _, record in read_fixtures(makers.FIXTURES)]
    named = [each for each in records if each["type"] == "option" and "clean" in str(each["slug"])]
    assert [(each["slug"], each["formerly"]) for each in named] == [("clean-tech", "clean-energy")]


@pytest.mark.parametrize("label", ["backend", "mobile", "data", "devops"])
def test_what_people_do_is_a_specialty_that_rests_on_evidence(label):
    evidence = [record for _, record in read_fixtures(makers.FIXTURES) if record["type"] == "evidence"]
    assert len({each["hub"] or each["country"] for each in evidence if each["label"] == label}) >= 5


def test_mistaken_answers_are_told_on_the_basics(client):
    response = client.get("/basics/?household=crowd")
    assert response.status_code == 400
    assert "crowd is not one of the available choices" in Page(response)
