"""What is counted is counted by all processes together, outlives a restart, and needs no Redis."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from hubs.models import Note
from hubs.web.cache import ask_again, counted
from tests import caches as broken
from tests.accounts import PASSWORD, make_account, sign_in
from tests.test_accounts import with_second_factor

pytestmark = pytest.mark.django_db

ANOTHER_PROCESS = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from hubs.web.cache import counted
print(counted("somebody", 60))
"""
PATIENCE = 20_000
FORMS = {
    "signup": ({"email": "new@example.org", "password1": PASSWORD}, 20),
    "password/reset": ({"email": "ana@example.org"}, 5),
}


@pytest.fixture
def notes():
    return caches["default"]


@pytest.fixture(params=["no Redis", "Redis is gone"])
def without_redis(request, settings):
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    settings.CACHES = broken.GONE if request.param == "Redis is gone" else {**broken.GONE, "pages": own}


def start_anew():
    """What a process remembers is gone when it is started again."""
    for name in ("pages", "counters"):
        if caches[name].__class__ is not broken.BrokenCache:
            caches[name].clear()
    ask_again()


@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together(without_redis):
    name = connection.settings_dict["NAME"]
    ask = [sys.executable, "-c", ANOTHER_PROCESS, str(name)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "CACHE_URL": ""}
    assert counted("somebody", 60) == 1
    told = [subprocess.run(ask, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert told == ["2\n", "3\n"]
    assert counted("somebody", 60) == 4


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_each_is_counted(notes):
    notes.add("many", 0, 60)

    def count(_number):
        try:
            return notes.incr("many")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(count, range(40))) == list(range(1, 41))


def test_a_restart_forgets_no_count(without_redis):
    assert [counted("somebody", 60) for _ in range(3)] == [1, 2, 3]
    start_anew()
    assert counted("somebody", 60) == 4


def test_where_nothing_can_be_written_a_process_counts_for_itself(without_redis, monkeypatch, caplog):
    def refuse(act):
        raise DatabaseError("read-only")

    monkeypatch.setattr("hubs.web.cache.impatiently", refuse)
    assert [counted("somebody", 60) for _ in range(3)] == [1, 2, 3]
    assert caplog.text.count("the database did not answer") == 1


@pytest.mark.django_db(transaction=True)
def test_counting_does_not_wait_for_a_long_writer(without_redis):
    with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        try:
            assert pool.submit(_counted_with_patience).result(timeout=10) == (1, PATIENCE)
        finally:
            cursor.execute("ROLLBACK")


def _counted_with_patience():
    """And how long whatever comes after waits for others, where that is a setting of the connection."""
    try:
        times = counted("somebody", 60)
        with connection.cursor() as cursor:
            of_a_file = connection.vendor == "sqlite"
            return times, cursor.execute("PRAGMA busy_timeout").fetchone()[0] if of_a_file else PATIENCE
    finally:
        connection.close()


# Accounts


@pytest.mark.parametrize("path", FORMS)
def test_accounts_do_without_redis_and_go_on_counting(without_redis, path):
    make_account()
    sent, most = FORMS[path]
    for _ in range(most):
        assert Client().post(f"/account/{path}/", sent).status_code == 302
        start_anew()
    assert Client().post(f"/account/{path}/", sent).status_code == 429


def test_passwords_of_an_account_are_counted_without_redis(without_redis):
    make_account()
    for number in range(10):
        sign_in(Client(), "ana", "wrong", REMOTE_ADDR=f"198.51.100.{number}")
        start_anew()
    refused = sign_in(Client(), "ana", REMOTE_ADDR="198.51.100.99")
    assert b"Too many" in refused.content


def test_a_code_signs_in_once_whichever_process_is_asked(without_redis, client):
    user = make_account()
    with_second_factor(user, client)
    secret = user.authenticator_set.get(type="totp").wrap().instance.data["secret"]
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    Note.objects.all().delete()  # it was used when the second factor was switched on
    ended = []
    for _ in range(2):
        other = Client()
        sign_in(other, "ana")
        ended.append(other.post("/account/second-factor/authenticate/", {"code": code}).status_code)
        start_anew()
    assert ended == [302, 200]


# As a cache


def test_a_note_is_kept_until_its_time(notes):
    notes.set("a", [1.5, 2.5], 60)
    assert notes.get("a") == [1.5, 2.5]
    assert not notes.add("a", 1, 60)
    Note.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert notes.get("a", "nothing") == "nothing"
    with pytest.raises(ValueError, match="a"):
        notes.incr("a")
    assert notes.add("a", 1, 60)
    assert notes.incr("a") == 2
    assert notes.delete("a")
    assert not notes.delete("a")


def test_nothing_is_noted_for_ever(notes):
    for timeout in (None, 24 * 60 * 60 + 1):
        with pytest.raises(ValueError, match="until a time"):
            notes.set("a", 1, timeout)
    notes.set("a", 1, 24 * 60 * 60)
    assert notes.get("a") == 1
    notes.set("a", 1)
    assert Note.objects.get().until < timezone.now() + timedelta(seconds=301)
    notes.clear()
    assert not Note.objects.exists()
