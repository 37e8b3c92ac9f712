"""Without a script a hub and a source are named in words."""

import pytest

from hubs.models import Evidence, Figure, Source
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

ADD = "/admin/hubs/evidence/add/"


@pytest.fixture(autouse=True)
def catalogue():
    makers.make_catalogue()
    makers.make_source("another", title="Another page", publisher="A paper")


def typed(**changes):
    like = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    values = {"form": "claim", "criterion": like.criterion_id, "rating": "1", "kind": like.kind_id, "hub": ""}
    values |= {"text": "Said without a script.", "speaker": "A speaker", "reliability": "medium", "source": ""}
    return values | {"hub-named": "Lima", "source-named": "Another page (A paper)"} | changes


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_the_form_has_fields_for_names_where_no_script_runs(admin_client):
    page = Page(admin_client.get(ADD))
    assert page.values("noscript input", "name") == ["hub-named", "source-named"]


@pytest.mark.parametrize("hub", ["Lima", "lima", " LIMA "])
@pytest.mark.parametrize("source", ["another", "Another page (A paper)", "another pag"])
def test_names_keys_and_words_are_understood(admin_client, hub, source):
    assert admin_client.post(ADD, typed(**{"hub-named": hub, "source-named": source})).status_code == 302
    said = Evidence.objects.get(text="Said without a script.")
    assert (said.hub.slug, said.source.slug) == ("lima", "another")


def test_what_nothing_is_called_is_told_and_stays(admin_client):
    response = admin_client.post(ADD, typed(**{"hub-named": "Atlantis <b>"}))
    assert errors(response)["hub"] == ["Nothing is called “Atlantis <b>”."]
    assert ("Atlantis <b>") in Page(response).values("noscript input", "value")


def test_what_may_mean_several_is_told_with_their_names(admin_client):
    Source.objects.create(slug="third", kind="report", title="Another paper")
    (told,) = errors(admin_client.post(ADD, typed(**{"source-named": "another pa"})))["source"]
    assert "Another page (A paper)" in told
    assert "Another paper" in told


def test_a_name_goes_before_what_was_chosen_and_nothing_changes_without_one(admin_client):
    figure = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance")
    url = f"/admin/hubs/figure/{figure.pk}/change/"
    sent = dict(Page(admin_client.get(url)).hidden("#figure_form")) | {
        "indicator": figure.indicator_id,
        "hub": figure.hub_id,
        "source": figure.source_id,
        "value": "3",
        "months": "[]",
        "scope": figure.scope,
        "ranked": "on",
    }
    assert admin_client.post(url, sent).status_code == 302
    sent |= dict(Page(admin_client.get(url)).hidden("#figure_form"))
    assert admin_client.post(url, sent | {"source-named": "another"}).status_code == 302
    figure.refresh_from_db()
    assert (figure.hub.slug, figure.source.slug, figure.value) == ("lima", "another", 3)


@pytest.mark.parametrize(("country", "found"), [("PE", True), ("peru", True), ("Atlantis", False), ("-1", False)])
def test_a_country_is_named_by_its_name_or_its_code(admin_client, country, found):
    response = admin_client.post("/admin/hubs/permit/add/", {"country-named": country, "name": "Nomad visa"})
    assert ("country" in errors(response)) is not found
