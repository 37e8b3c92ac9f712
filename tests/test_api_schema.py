"""The API keeps what its OpenAPI document says, whatever is asked: schemathesis looks for what breaks it."""

from contextlib import closing

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from hubs.answers.shared import ShareForm
from hubs.api.openapi import operations
from hubs.exports.stored import keep_shared
from hubs.models import ApiKey, Invitation, Reply, SharedRanking
from hubs.models.api_key import Scope
from tests import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connected")]

EXAMPLES = 25
ENDPOINTS = [(method, path) for method, path, _said in operations()]
EVERY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def closing_what_it_sent(environ, start_response):
    """The site as a server asks it, which closes every answer; schemathesis would not."""
    with closing(get_wsgi_application()(environ, start_response)) as sent:
        return [b"".join(sent)]


@pytest.fixture
def document(monkeypatch):
    makers.make_release()
    for name in ("frame.REQUESTS_AN_HOUR", "frame.REQUESTS_WITH_A_KEY", "links.SHARES_AN_HOUR"):
        monkeypatch.setattr(f"hubs.api.{name}", 10**6)
    monkeypatch.setattr("hubs.api.catalogue.DOWNLOADS_AN_HOUR", 10**6)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", closing_what_it_sent)


@pytest.fixture
def key():
    return ApiKey.objects.make(User.objects.create_user("ana"), "A program", Scope.values, None)[1]


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), ENDPOINTS, ids=lambda each: each)
def test_every_endpoint_keeps_what_the_document_says(document, key, method, path, mode):
    operation = document[path][method]
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if operation.security else {})

    @EVERY
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case):
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    holds()


PLACE = {"hub": "lima", "criterion": "cost"}
ANSWERS = {"cost": "2", "family": "1", "specialty": "fintech"}
KNOWN = {
    "/api/v1/hubs": {},
    "/api/v1/hubs/{hub}": {"path_parameters": PLACE},
    "/api/v1/hubs/{hub}/{criterion}": {"path_parameters": PLACE},
    "/api/v1/criteria": {},
    "/api/v1/calibration": {},
    "/api/v1/entries": {},
    "/api/v1/permits": {},
    "/api/v1/prices": {},
    "/api/v1/releases": {},
    "/api/v1/releases/{number}": {"path_parameters": {"number": 1}},
    "/api/v1/releases/{number}/catalogue": {"path_parameters": {"number": 1}},
    "/api/v1/rank": {"query": ANSWERS},
    "/api/v1/compare": {"query": ANSWERS | {"hub": ["lima", "cusco"]}},
    "/api/v1/shared/{token}": {"path_parameters": {"token": "t" * 22}},
    "/api/v1/links": {},
    "/api/v1/links/{token}": {"path_parameters": {"token": "t" * 22}},
    "/api/v1/invitations": {},
    "/api/v1/invitations/{token}/replies": {"path_parameters": {"token": "t" * 22}},
}


def test_every_way_to_read_has_a_known_case():
    assert set(KNOWN) == {path for method, path in ENDPOINTS if method == "GET"}


@pytest.mark.parametrize("path", KNOWN)
def test_what_is_there_is_as_the_document_says(document, key, path):
    owner, form = User.objects.get(), makers.answers("cost=2&family=1")
    form.is_valid()
    words = ShareForm({"title": "For us two"}, QueryDict())
    words.is_valid()
    keep_shared(form, words, owner)
    SharedRanking.objects.update(token="t" * 22)
    invitation = Invitation.objects.create(owner=owner, title="Which?", sender="Ana", token="t" * 22)
    Reply.objects.create(invitation=invitation, answers=form.query, shows="priorities", name="Bo")
    headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {key}"}
    response = document[path]["GET"].Case(**KNOWN[path]).call_and_validate(headers=headers)
    assert response.status_code == 200
