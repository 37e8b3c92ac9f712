"""Residence by agreements between countries: for whom, on which pages, in the API, and what it opens."""

import pytest
from django.core.exceptions import ValidationError

from hubs.models import Country, Entry, Permit
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db
NAME = "Residence by treaty"


@pytest.fixture
def treaty():
    """Peru gives residence to nationals of Brazil and Canada; Germany's need no visa for 90 days, as Brazil's do."""
    makers.make_prices()
    makers.make_country(code="BR", name="Brazil")
    makers.make_permit(
        Country.objects.get(code="PE"), slug="pe-treaty", name=NAME, status="agreement", income=None, currency="",
        passports="BR CA",
    )  # fmt: skip
    makers.make_release(note="treaty")


@pytest.fixture(scope="module")
def catalogue():
    from hubs.catalogue import releases

    return releases.catalogue_of(makers.real_payload(), 1, "0" * 64)


def papers(client, query):
    return Page(client.get(f"/hubs/lima/?cost=3&{query}")).part("#move").words


def test_it_is_told_to_whom_it_is_for(client, treaty):
    said = f"{NAME}: up to 24 months for nationals of Brazil, with the right to work."
    assert said in papers(client, "passport=BR")
    assert said in papers(client, "passport=DE&passport=BR")
    assert NAME not in papers(client, "passport=DE")
    assert f"{NAME}: up to 24 months for nationals of Brazil and Canada" in papers(client, "income=900")
    assert "another may open what is unknown here" in papers(client, "passport=DE")
    assert "another may open" not in papers(client, "passport=BR")


def test_how_long_it_lasts_may_be_unknown(client, treaty):
    Permit.objects.filter(slug="pe-treaty").update(longest=None)
    makers.make_release(note="for how long")
    assert f"{NAME}: for nationals of Brazil; for how long is not stated." in papers(client, "passport=BR")


def test_with_it_one_may_work_for_an_employer(client, treaty):
    assert "With residence by agreement one may work for an employer there." in papers(client, "passport=BR&job=local")
    assert "takes a work permit, of which we know nothing" in papers(client, "passport=DE&job=local")


@pytest.mark.parametrize(("passport", "told"), [("BR", False), ("DE", True)])
def test_it_answers_the_must_to_stay_without_an_income(client, treaty, passport, told):
    page = Page(client.get(f"/results/?cost=3&passport={passport}&must=stay"))
    assert ("cannot be told from what we know" in page.part("#hub-lima").words) == told


def test_it_is_worth_more_than_a_permit(client, treaty):
    def worth(query):
        hubs = client.get(f"/api/v1/rank?family=1&papers=3&{query}").json()["hubs"]
        return next(hub["earned"]["papers"] for hub in hubs if hub["slug"] == "lima") / 0.75

    assert worth("passport=BR") == pytest.approx(0.875)
    assert worth("passport=DE&income=9000") == pytest.approx(0.75)
    page = Page(client.get("/hubs/lima/papers/?family=1&papers=3&passport=BR"))
    assert "90 days without a visa; residence by an agreement of your country" in page.words
    assert "for how long is not stated" not in page.part("main").words


def test_of_one_that_does_not_say_for_how_long_no_permit_to_work_from_afar_is_made(client, treaty):
    Permit.objects.filter(slug="pe-treaty").update(longest=None)
    makers.make_release(note="for how long")
    page = Page(client.get("/hubs/lima/papers/?family=1&papers=3&passport=BR"))
    assert "90 days without a visa; residence by an agreement of your country, for how long is not stated" in page.words
    assert "permit to work from afar is within reach" not in page.words


def test_it_opens_residence_where_what_a_visit_takes_is_not_known(client, treaty):
    makers.make_entry(Country.objects.get(code="CA"), {"own": "CA"})
    makers.make_release(note="Canada's passport")
    told = client.get("/api/v1/rank?family=1&papers=3&passport=CA").json()["evidence"]
    said = next(each["text"] for each in told if each["criterion"] == "papers" and each["hub"] == "lima")
    assert said == "what a visit takes is not known; residence by an agreement of your country"
    assert "With residence by agreement one may work for an employer there." in papers(client, "passport=CA&job=local")
    stays = Page(client.get("/results/?cost=3&passport=CA&must=stay"))
    assert "cannot be told from what we know" not in stays.part("#hub-lima").words


def test_it_opens_nothing_to_who_is_not_admitted(client, treaty):
    Entry.objects.filter(country__code="PE").update(requirements={"no admission": "BR", "90": "DE"})
    makers.make_release(note="shut")
    assert "With residence by agreement" not in papers(client, "passport=BR&job=local")


def test_the_api_says_for_whom(client, treaty):
    permits = {each["slug"]: each for each in client.get("/api/v1/permits").json()["permits"]}
    assert (permits["pe-treaty"]["status"], permits["pe-treaty"]["passports"]) == ("agreement", ["BR", "CA"])
    assert permits["pe-permit"]["passports"] == []


@pytest.mark.parametrize(
    ("status", "passports", "income", "fits"),
    [
        ("agreement", "AR BR", None, True),
        ("agreement", "AR BR", 900, False),
        ("agreement", "", None, False),
        ("open", "AR", None, False),
        ("open", "", 900, True),
        ("agreement", "AR, BR", None, False),
    ],
)
def test_an_agreement_and_nothing_else_names_its_nationals_and_no_income(treaty, status, passports, income, fits):
    permit = Permit.objects.get(slug="pe-treaty")
    permit.status, permit.passports, permit.income = status, passports, income
    permit.currency = "USD" if income else ""
    if fits:
        permit.full_clean()
    else:
        with pytest.raises(ValidationError, match="passports|nationals|asks for no income"):
            permit.full_clean()


# Whose nationals each country admits: the Mercosur agreement, with what Chile and Colombia leave out, and the Andean.
MEMBERS = "AR BO BR CL CO EC PE PY UY"
OUT = {"CL": "CO EC PE", "CO": "CL"}


@pytest.mark.parametrize("country", ["AR", "BR", "CL", "CO", "PE", "UY"])
def test_mercosurs_agreement_holds_between_its_members(catalogue, country):
    found = catalogue.permits[f"{country.lower()}-mercosur"]
    assert set(found.passports.split()) == set(MEMBERS.split()) - {country} - set(OUT.get(country, "").split())
    assert (found.longest, found.income, found.source.slug) == (24, None, "freemove-regimes-mercosur")


@pytest.mark.parametrize(("country", "passports"), [("CO", "BO EC PE"), ("PE", "BO CO EC")])
def test_the_andean_communitys_holds_between_its_own(catalogue, country, passports):
    assert catalogue.permits[f"{country.lower()}-andean"].passports == passports


def test_no_other_country_of_a_hub_has_an_agreement(catalogue):
    found = {permit.country for permit in catalogue.permits.values() if permit.is_agreement}
    assert found == {"AR", "BR", "CL", "CO", "PE", "UY"}
