"""Going back to a version of a record, and not over what somebody else has changed meanwhile."""

import pytest
from django.contrib.auth.models import User

from hubs.models import Evidence, Interview
from tests import makers
from tests.pages import Page
from tests.test_admin import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    makers.make_catalogue()
    return Evidence.objects.get(hub__slug="lima", criterion__slug="cost")


@pytest.fixture
def interview(said):
    source = makers.make_source("talk", title="A talk")
    kept = Interview.objects.create(source=source, text="It is cheap.", named_as="Ana", consent="name")
    kept.named_as = "Ana, developer"
    kept.save()
    return kept


def edited(record, **changes):
    for name, value in changes.items():
        setattr(record, name, value)
    record._history_user = User.objects.get_or_create(username="ana")[0]
    record.save()


def first_version(record):
    return f"/admin/hubs/{record._meta.model_name}/{record.pk}/history/{record.history.last().pk}/"


def revert_of(client, record):
    """What a browser would send back from the page of the first version."""
    url = first_version(record)
    return form_of(client, url, shown_version=dict(Page(client.get(url)).hidden())["shown_version"])


def test_a_record_goes_back_to_a_version(admin_client, said):
    edited(said, speaker="Changed")
    page = revert_of(admin_client, said)
    assert admin_client.post(first_version(said), page).status_code == 302
    said.refresh_from_db()
    assert said.speaker == "Speaker 1"


@pytest.mark.parametrize("forgotten", [False, True])
def test_what_changed_since_the_page_was_shown_is_not_written_over(admin_client, said, forgotten):
    edited(said, speaker="Changed")
    page = revert_of(admin_client, said)
    edited(said, rating=-2)
    if forgotten:
        del page["shown_version"]
    response = admin_client.post(first_version(said), page, follow=True)
    assert "Ana has changed this record since you opened this page. Nothing is reverted" in Page(response)
    said.refresh_from_db()
    assert (said.speaker, said.rating) == ("Changed", -2)
    assert admin_client.post(first_version(said), revert_of(admin_client, said)).status_code == 302
    said.refresh_from_db()
    assert said.speaker == "Speaker 1"


def test_an_interview_has_a_history_and_goes_back_without_its_text(admin_client, interview):
    history = Page(admin_client.get(f"/admin/hubs/interview/{interview.pk}/history/"))
    assert history.texts("#change-history del") == ["Ana"]
    page = revert_of(admin_client, interview)
    assert admin_client.post(first_version(interview), page).status_code == 302
    interview.refresh_from_db()
    assert (interview.named_as, interview.text) == ("Ana", "It is cheap.")


def test_of_two_editors_of_an_interview_the_second_is_told(admin_client, interview):
    url = f"/admin/hubs/interview/{interview.pk}/change/"
    page = form_of(admin_client, url, role="Tester")
    edited(interview, consent="role")
    assert "ana has changed this record since you opened it." in Page(admin_client.post(url, page))
    interview.refresh_from_db()
    assert interview.role == ""


@pytest.mark.parametrize("model", ["hub", "criterion", "evidence", "interview"])
@pytest.mark.parametrize("tail", ["lima/history/", "1/history/x/", "x/history/1/", "99999999999999999999/history/"])
def test_a_history_of_what_cannot_be_is_not_found(admin_client, interview, model, tail):
    assert admin_client.get(f"/admin/hubs/{model}/{tail}").status_code == 404
