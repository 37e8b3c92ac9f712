"""Two editors of one record: the second sees the first one's change and loses nothing of what was typed."""

import pytest
from django.contrib.auth.models import User

from hubs.models import Criterion, Evidence, Option
from tests import makers
from tests.pages import Page
from tests.test_admin import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    makers.make_catalogue()
    return Evidence.objects.get(hub__slug="lima", criterion__slug="cost")


def url_of(record):
    return f"/admin/hubs/{record._meta.model_name}/{record.pk}/change/"


def edited_by_ana(record, **changes):
    for name, value in changes.items():
        setattr(record, name, value)
    record._history_user = User.objects.get_or_create(username="ana")[0]
    record.save()


def form_again(response):
    form = response.context["adminform"].form
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}


def test_the_second_is_told_field_by_field_and_nothing_is_saved(admin_client, said):
    typed = form_of(admin_client, url_of(said), speaker="Typed by me", rating=1)
    edited_by_ana(said, rating=-2, note="Seen by Ana")
    page = Page(response := admin_client.post(url_of(said), typed))
    assert "ana has changed this record since you opened it." in page
    assert "Rating: it was “2”, now it is “-2”. What you typed stands below." in page
    assert "Curator's note: it was “–”, now it is “Seen by Ana”, which stands below." in page
    assert "Speaker: it was" not in page
    said.refresh_from_db()
    assert (said.rating, said.speaker) == (-2, "Speaker 1")
    again = form_again(response)
    assert (again["rating"], again["speaker"], again["note"]) == ("1", "Typed by me", "Seen by Ana")
    data = form_of(admin_client, url_of(said)) | again
    assert admin_client.post(url_of(said), data).status_code == 302
    said.refresh_from_db()
    assert (said.rating, said.speaker, said.note) == (1, "Typed by me", "Seen by Ana")


def test_a_box_and_a_reference_are_told_in_words(admin_client, said):
    other = makers.make_source("another", title="Another page")
    typed = form_of(admin_client, url_of(said), speaker="Mine")
    edited_by_ana(said, is_draft=True, source=other)
    page = Page(response := admin_client.post(url_of(said), typed))
    assert "Draft: it was “no”, now it is “yes”, which stands below." in page
    assert "Source: it was “An article”, now it is “Another page”, which stands below." in page
    again = form_again(response)
    assert str(again["source"]) == str(other.pk)
    data = form_of(admin_client, url_of(said)) | again
    assert admin_client.post(url_of(said), data).status_code == 302
    said.refresh_from_db()
    assert (said.is_draft, said.source, said.speaker) == (True, other, "Mine")


def test_a_change_that_left_no_history_is_seen_as_well(admin_client, said):
    typed = form_of(admin_client, url_of(said), speaker="Mine")
    Evidence.objects.filter(pk=said.pk).update(rating=-1)
    said.history.all().delete()
    page = Page(response := admin_client.post(url_of(said), typed))
    assert "a command has changed this record" in page
    assert form_again(response)["speaker"] == "Mine"


def test_a_record_that_nobody_else_touched_is_saved(admin_client, said):
    typed = form_of(admin_client, url_of(said), speaker="Mine")
    said.save()  # the same again
    assert admin_client.post(url_of(said), typed).status_code == 302


@pytest.mark.parametrize("version", ["", "x", "0" * 16, "0" * 400, "\x00"])
def test_a_made_up_version_saves_nothing_over_anybody(admin_client, said, version):
    typed = form_of(admin_client, url_of(said), speaker="Mine", version=version)
    edited_by_ana(said, rating=-2)
    response = admin_client.post(url_of(said), typed)
    assert response.status_code == (302 if not version else 200)


def test_a_row_on_its_criterion_is_a_record_too(admin_client):
    makers.make_catalogue()
    criterion = Criterion.objects.get(slug="specialty")
    fintech, ai = criterion.options.order_by("slug").reverse()
    page = Page(admin_client.get(url_of(criterion)))
    rows = {f"options-{n}-{name}": value for n in (0, 1) for name, value in row_of(page, n).items()}
    typed = form_of(admin_client, url_of(criterion)) | rows
    mine = next(name for name, value in rows.items() if value == ai.name and name.endswith("-name"))
    edited_by_ana(fintech, name="Finance")
    response = admin_client.post(url_of(criterion), typed | {mine: "Machine learning"})
    assert response.status_code == 200
    assert "ana has changed this record" in Page(response)
    assert "Name: it was “Fintech”, now it is “Finance”, which stands below." in Page(response)
    assert {row.name for row in Option.objects.filter(criterion=criterion)} == {"Finance", "Ai"}
    again = Page(response)
    rows = {f"options-{n}-{name}": value for n in (0, 1) for name, value in row_of(again, n).items()}
    assert {rows["options-0-name"], rows["options-1-name"]} == {"Finance", "Machine learning"}
    assert admin_client.post(url_of(criterion), typed | rows).status_code == 302
    assert {row.name for row in Option.objects.filter(criterion=criterion)} == {"Finance", "Machine learning"}


def row_of(page, number):
    prefix = f"options-{number}-"
    found = {}
    for node in page.all(f'input[name^="{prefix}"], textarea[name^="{prefix}"]'):
        name = (node.attributes.get("name") or "").removeprefix(prefix)
        value = node.text() if node.tag == "textarea" else node.attributes.get("value") or ""
        if node.attributes.get("type") == "checkbox":
            continue
        found[name] = value.strip()
    return found


def test_a_new_record_has_no_version_to_compare(admin_client):
    hidden = dict(Page(admin_client.get("/admin/hubs/country/add/")).hidden())
    assert hidden["version"] == ""
    values = {"code": "CL", "name": "Chile", "version": "0" * 16}
    assert admin_client.post("/admin/hubs/country/add/", values).status_code == 302
