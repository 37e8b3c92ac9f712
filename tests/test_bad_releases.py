"""A release that cannot be read or ranked: the last good one serves, and the admin says so."""

import json
from types import SimpleNamespace

import pytest
from django.db import connection

from hubs.catalogue import releases
from hubs.models import Hub, Release, SharedRanking
from hubs.web import following
from relocate import server
from relocate.wsgi import application
from tests import makers
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_stored")]


def emptied(payload):
    return {**payload, "records": []}


def without_how_people_rate(payload):
    return {"date": payload["date"], "records": payload["records"], "prior": {}}


def of_another_shape(payload):
    return {**payload, "records": ["lima", None]}


def hash_of_another(release):
    Release.objects.filter(pk=release.pk).update(sha256="1" * 64)


def holding(change):
    """A release that holds something else than it should, and whose hash knows no better."""

    def spoil(release):
        payload = change(release.payload)
        Release.objects.filter(pk=release.pk).update(payload=payload, sha256=releases.fingerprint(payload))

    return spoil


def changed_by_hand(release):
    payload = json.loads(json.dumps(release.payload).replace('"Lima', '"Lina'))
    Release.objects.filter(pk=release.pk).update(payload=payload)


def cut_off(release):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no JSON that is cut off")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE hubs_release SET payload = substr(payload, 1, 200) WHERE id = %s", [release.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


SPOILT = {
    "empty records": holding(emptied),
    "empty prior": holding(without_how_people_rate),
    "other shape": holding(of_another_shape),
    "a list": holding(lambda payload: [payload]),
    "wrong hash": hash_of_another,
    "changed by hand": changed_by_hand,
    "cut off": cut_off,
}
spoilt = pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)


def two_releases():
    """The second one is the one that readers would see."""
    makers.make_release()
    Hub.objects.filter(slug="lima").update(name="Lima Metropolitana")
    return makers.make_release()


@spoilt
def test_pages_show_the_last_good_one(client, spoil):
    spoil(two_releases())
    response = client.get("/hubs/lima/")
    assert (response.status_code, Page(response).texts("h1")) == (200, ["Lima"])
    assert client.get("/readyz").status_code == 200
    assert releases.current().number == 1


@spoilt
@pytest.mark.usefixtures("connected")
def test_a_worker_starts_and_follows(spoil, monkeypatch):
    bad = two_releases()
    spoil(bad)
    monkeypatch.setattr(following.Thread, "start", lambda thread: None)
    monkeypatch.setattr(following.gc, "freeze", lambda: None)
    server.post_worker_init(SimpleNamespace(wsgi=application))
    assert releases.served()["en"].number == 1
    Hub.objects.filter(slug="lima").update(name="Lima again")
    makers.make_release()
    following.follow(application)
    assert releases.served()["en"].number == 3


@pytest.mark.usefixtures("connected")
def test_what_is_known_to_be_bad_is_not_tried_at_every_look(monkeypatch):
    changed_by_hand(two_releases())
    following.follow(application)
    monkeypatch.setattr(releases, "content_of", None)
    following.follow(application)
    assert releases.served()["en"].number == 1


@pytest.mark.usefixtures("connected")
def test_a_worker_starts_although_its_first_look_fails(monkeypatch, caplog):
    monkeypatch.setattr(following.Thread, "start", lambda thread: None)
    monkeypatch.setattr(releases, "identify_newest", lambda: 1 / 0)
    following.start(application, "127.0.0.1:8000")
    assert "could not show a release at the start" in caplog.text


@spoilt
def test_without_any_good_one_the_site_says_503(client, spoil):
    spoil(makers.make_release())
    assert client.get("/").status_code == 503
    assert client.get("/readyz").status_code == 503


@spoilt
def test_the_admin_says_so_until_something_good_is_published(admin_client, spoil):
    spoil(two_releases())
    preview = Page(admin_client.get("/admin/hubs/release/publish/"))
    assert "The newest release cannot be served." in preview
    assert "The newest release cannot be served." in Page(admin_client.get("/admin/"))
    assert "Lima Lima Metropolitana" in preview, "against the last good one"
    sent = dict(preview.hidden("form"))
    sent = {"sha": sent["sha"], "after": sent["after"], "note": "Once more"}
    response = admin_client.post("/admin/hubs/release/publish/", sent, follow=True)
    assert "Release 3 is published." in Page(response)
    assert "cannot be served" not in Page(response)
    assert releases.current().hubs["lima"].name == "Lima Metropolitana"


def test_readers_and_strangers_are_told_nothing_of_it(client):
    changed_by_hand(two_releases())
    client.get("/")
    assert "cannot be served" not in Page(client.get("/admin/login/", follow=True))


def test_what_was_shared_from_it_is_not_shown_wrong(client):
    bad = two_releases()
    shared = SharedRanking.objects.create(release=bad, answers="cost=2", outcome={})
    changed_by_hand(bad)
    for address in (shared.get_absolute_url(), f"/hubs/lima/?shared={shared.token}"):
        response = client.get(address)
        assert response.status_code == 503
        assert "This release cannot be read" in Page(response)


def test_the_same_numbers_have_the_same_hash_on_both_databases():
    makers.make_catalogue()
    lima = Hub.objects.get(slug="lima")
    indicator = makers.make_indicator("area", shape="fact", lower=None, upper=None, criterion=None)
    for slug, value in (("a", -0.0), ("b", 3e16), ("c", 1e-7), ("d", 2.0), ("e", 1.5e300)):
        makers.make_figure(lima, indicator, value, slug=slug)
    release = makers.make_release()
    assert releases.fingerprint(Release.objects.get(pk=release.pk).payload) == release.sha256
    assert releases.current().number == 1
