"""Two who publish, or edit, at the same moment: threads with a database connection of their own."""

import threading

import pytest
from django.db import OperationalError, connections
from django.test import Client

from hubs.catalogue import publishing
from hubs.models import Calibration, Evidence, Hub, Release
from tests import makers
from tests.pages import Page
from tests.test_admin import form_of
from tests.test_admin_publish import PUBLISH, shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def users(django_user_model):
    return [django_user_model.objects.create_superuser(name) for name in ("ana", "bo")]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at_once(*calls):
    """The results of calls that begin together; what one raises is its result."""
    ready, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        ready.wait()
        try:
            found[place] = call()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.mark.parametrize("first", [True, False], ids=["the first release", "a later one"])
def test_of_two_who_press_at_once_one_publishes_and_the_other_is_told(users, first):
    makers.make_catalogue()
    if not first:
        makers.make_release()
        Hub.objects.filter(slug="lima").update(name="Lima Metropolitana")
    before = Release.objects.count()
    clients = [signed_in(user) for user in users]
    seen = [shown(client) | {"note": "Mine"} for client in clients]
    answers = at_once(*(lambda c=c, s=s: c.post(PUBLISH, s, follow=True) for c, s in zip(clients, seen, strict=True)))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Release.objects.count() == before + 1
    assert Calibration.objects.count() == 1
    told = sorted("is published." in Page(answer) for answer in answers)
    assert told == [False, True]
    (other,) = [Page(answer) for answer in answers if "is published." not in Page(answer)]
    assert "Somebody else has just published." in other


def test_commands_at_once_make_one_release(users):
    makers.make_catalogue()
    found = at_once(*[lambda: publishing.publish(today=makers.TODAY)] * 3)
    assert Release.objects.count() == 1
    assert all(isinstance(each, (Release, publishing.PublishedMeanwhile)) for each in found), found


@pytest.mark.parametrize("problem", ["database is locked", "deadlock detected"])
def test_a_lock_that_nobody_gives_back_is_told_and_no_error(problem, monkeypatch):
    def locked(*args):
        raise OperationalError(problem)

    makers.make_catalogue()
    monkeypatch.setattr(publishing, "_last_locked", locked)
    with pytest.raises(publishing.PublishedMeanwhile):
        publishing.publish()
    monkeypatch.setattr(publishing, "_last_locked", lambda *args: (_ for _ in ()).throw(OperationalError("gone")))
    with pytest.raises(OperationalError):
        publishing.publish()


def test_of_two_who_save_one_record_at_once_one_is_told(users):
    makers.make_catalogue()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    url = f"/admin/hubs/evidence/{said.pk}/change/"
    clients = [signed_in(user) for user in users]
    forms = [form_of(clients[0], url, speaker="Ana A."), form_of(clients[1], url, rating=-1)]
    answers = at_once(*(lambda c=c, f=f: c.post(url, f) for c, f in zip(clients, forms, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    said.refresh_from_db()
    assert (said.speaker == "Ana A.") != (said.rating == -1)
