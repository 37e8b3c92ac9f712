"""Publishing from the admin: look first, then publish just what was shown."""

import pytest

from hubs.catalogue import releases
from hubs.explanations import previews
from hubs.models import Evidence, Hub, Release
from tests import makers
from tests.pages import Page
from tests.test_admin import save, sign_in

pytestmark = pytest.mark.django_db

PUBLISH = "/admin/hubs/release/publish/"


def look(client):
    response = client.get(PUBLISH)
    assert response.status_code == 200
    return response


def publish(client, **data):
    return client.post(PUBLISH, shown(client) | {"note": "Why"} | data, follow=True)


def shown(client):
    """What a browser sends back of the page that was looked at."""
    form = look(client).context["form"]
    return {"sha": form.initial["sha"], "after": form.initial["after"]}


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def leaders(query):
    form = makers.answers(query)
    assert form.is_valid()
    return [hub.slug for hub in releases.current().ranker.rank(form.profile).hubs]


@pytest.fixture
def edited(admin_client):
    """A release, and a rating that was corrected in the admin since."""
    makers.make_release()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    assert save(admin_client, f"/admin/hubs/evidence/{said.pk}/change/", rating=-2).status_code == 302
    return said


def test_the_list_of_releases_leads_to_publishing(admin_client):
    assert PUBLISH in Page(admin_client.get("/admin/hubs/release/")).links()


def test_the_list_does_not_offer_it_to_who_may_only_look(client):
    sign_in(client, "view_release")
    assert PUBLISH not in Page(client.get("/admin/hubs/release/")).source


def test_an_edit_shows_in_the_ranking_only_after_publishing(admin_client, admin_user, edited):
    assert leaders("cost=2")[0] == "lima"
    response = publish(admin_client, note="Lima is dear")
    assert leaders("cost=2")[0] == "cusco"
    release = Release.objects.newest()
    assert (release.number, release.note, release.published_by) == (2, "Lima is dear", admin_user)
    assert "Release 2 is published." in told(response)
    assert '<a href="/">See the site</a>' in told(response)


def test_the_page_shows_what_changes_and_what_moves(admin_client, edited):
    content = Page(look(admin_client))
    assert "1 record differs" in content
    assert f"evidence {edited.slug}" in content
    assert "rating 2 -2" in content
    assert "2" in content.texts("del")
    assert "-2" in content.texts("ins")
    assert "Lima, Cusco, Toronto" in content.texts("del")
    assert "Lima \N{MINUS SIGN}" in content


def test_looking_publishes_nothing(admin_client, edited):
    look(admin_client)
    assert Release.objects.count() == 1


def test_only_what_was_shown_is_published(admin_client, edited):
    seen = shown(admin_client)
    Hub.objects.filter(slug="lima").update(name="Lima Metropolitana")
    response = admin_client.post(PUBLISH, seen | {"note": "Kept"})
    assert Release.objects.count() == 1
    assert "has changed since this page was shown" in told(response)
    assert "Lima Metropolitana" in Page(response)
    assert response.context["form"].initial["note"] == "Kept"
    assert "Release 2 is published." in told(publish(admin_client))


def test_an_edit_after_the_preview_is_not_published_unseen(admin_client, edited, monkeypatch):
    seen, preview = shown(admin_client), previews.preview

    def preview_then_edit(today):
        shown = preview(today)
        Hub.objects.filter(slug="lima").update(name="Lima Metropolitana")
        return shown

    monkeypatch.setattr(previews, "preview", preview_then_edit)
    response = admin_client.post(PUBLISH, seen | {"note": "Why"})
    assert Release.objects.count() == 1
    assert "has changed since this page was shown" in told(response)
    assert "Lima Metropolitana" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"sha": ""}, {"sha": "0" * 64}, {"sha": "x" * 10_000}])
def test_a_post_without_having_looked_publishes_nothing(admin_client, edited, data):
    assert admin_client.post(PUBLISH, data).status_code == 200
    assert Release.objects.count() == 1


@pytest.mark.parametrize("note", ["", "   "])
def test_publishing_needs_a_note(admin_client, edited, note):
    response = admin_client.post(PUBLISH, shown(admin_client) | {"note": note})
    assert "This field is required" in Page(response)
    assert Release.objects.count() == 1
    again = dict(Page(response).hidden("form"))
    sent = {"sha": again["sha"], "after": again["after"], "note": "Now I say"}
    assert "Release 2 is published." in told(admin_client.post(PUBLISH, sent, follow=True))


def test_a_note_that_is_too_long_is_said(admin_client, edited):
    response = admin_client.post(PUBLISH, shown(admin_client) | {"note": "x" * 201})
    assert "at most 200 characters" in Page(response)
    assert response.context["form"]["note"].value() == "x" * 201
    assert Release.objects.count() == 1


def test_nothing_new_is_said_and_makes_no_release(admin_client):
    release = makers.make_release(today=None)
    response = look(admin_client)
    assert "Nothing has changed since Release 1" in Page(response)
    assert not Page(response).all('[value="Publish"]')
    response = admin_client.post(PUBLISH, {"sha": release.sha256, "after": 1, "note": "Why"}, follow=True)
    assert "Nothing has changed since Release 1" in told(response)
    assert Release.objects.count() == 1


def test_an_empty_catalogue_cannot_be_published(admin_client):
    response = look(admin_client)
    assert "A release needs at least one hub" in Page(response)
    assert not Page(response).all('[value="Publish"]')
    assert admin_client.post(PUBLISH, {"sha": "0" * 64}).status_code == 200
    assert not Release.objects.exists()


def test_the_first_release_can_be_published_here(admin_client):
    makers.make_catalogue()
    assert "This will be the first release" in Page(look(admin_client))
    assert "Release 1 is published." in told(publish(admin_client))


def test_a_draft_leaves_with_the_next_release(admin_client):
    makers.make_release()
    Hub.objects.filter(slug="cusco").update(is_draft=True)
    content = Page(look(admin_client))
    assert "hub cusco" in content
    assert "2 removed" in content.texts("span.badge.removed")  # the hub and what is said of it
    publish(admin_client)
    assert "cusco" not in releases.current().hubs


def test_a_long_list_is_cut_and_says_so(admin_client):
    makers.make_release()
    for number in range(60):
        makers.make_hub(f"hub-{number}")
    response = look(admin_client)
    assert len(response.context["shown"]) == 50
    assert "And 10 more." in Page(response)


def test_a_curator_needs_the_permission_to_add_releases(client):
    makers.make_catalogue()
    user = sign_in(client, "view_release", "change_release", "change_evidence")
    assert client.get(PUBLISH).status_code == 403
    assert client.post(PUBLISH, {"sha": "0" * 64}).status_code == 403
    user.user_permissions.set([*user.user_permissions.all(), _permission("add_release")])
    assert "Release 1 is published." in told(publish(client))


def _permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename)


def test_text_is_escaped_before_and_after(admin_client):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(name="<b>old</b>")
    makers.make_release()
    Hub.objects.filter(slug="lima").update(name="<script>alert(1)</script>")
    content = Page(look(admin_client))
    assert "<b>old" not in content.source
    assert "<script>alert" not in content.source
    assert "<b>old</b>" in content.texts("del")
    assert "<script>alert(1)</script>" in content.texts("ins")


def test_previewing_takes_few_queries(admin_client, edited, django_assert_max_num_queries):
    releases.current()
    admin_client.get("/admin/")  # and is told what was saved
    with django_assert_max_num_queries(16):
        look(admin_client)


def test_a_number_that_names_a_release_has_no_separator(admin_client):
    release = makers.make_release()
    Release.objects.filter(pk=release.pk).update(number=2026)
    page = Page(admin_client.get(f"/admin/hubs/release/{release.pk}/change/"))
    assert "Release 2026" in page.part("#content-main")
    assert "2,026" not in page
