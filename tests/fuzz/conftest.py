"""A site with one row of everything, without limits, and what was measured on it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.fuzz.cases import Measured, none_was_slow
from tests.test_roles import rows

__all__ = ["rows"]


@pytest.fixture
def measured():
    found = Measured()
    yield found
    none_was_slow(found)


@pytest.fixture
def unlimited(monkeypatch, settings):
    monkeypatch.setattr("hubs.web.limits.counted", lambda _key, _seconds, **_: 1)
    settings.ACCOUNT_RATE_LIMITS = {}


@pytest.fixture
def people(rows, unlimited):
    """A reader, somebody with an account, and an administrator; a crash is an answer of 500, as on the site."""
    owner = User.objects.create_user("owner", "owner@example.org", "a long phrase")
    found = {"reader": Client(), "owner": Client(), "administrator": Client()}
    found["owner"].force_login(owner)
    found["administrator"].force_login(User.objects.create_superuser("root", "root@example.org", "a long phrase"))
    for client in found.values():
        client.raise_request_exception = False
    return found
