"""Keys of the API: made and shown once, revoked, and what they open of the one account that they are of."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hubs.api import links as api_links
from hubs.models import ApiKey, MadeOnce, SharedRanking
from hubs.models.api_key import Scope
from hubs.views import keys as view
from hubs.web import limits
from tests import makers
from tests.accounts import PASSWORD, say_password
from tests.pages import Page

pytestmark = pytest.mark.django_db

LINKS = "/api/v1/links"
ALL = [Scope.LINKS_READ.value, Scope.LINKS_WRITE.value]
LINK = {"answers": {"cost": 2, "family": 1}, "title": "For us two", "sender": "Ana"}


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def make_user(name="ana"):
    return User.objects.create_user(name, password=PASSWORD)


def make_key(user, scopes=ALL, expires=None):
    return ApiKey.objects.make(user, "A program", scopes, expires)


@pytest.fixture
def ana():
    return make_user()


@pytest.fixture
def secret(ana):
    return make_key(ana)[1]


def asked(method, path, secret, body=None, **headers):
    headers = {"Authorization": f"Bearer {secret}", **headers}
    send = getattr(Client(), method)
    return send(path, body, "application/json", headers=headers) if body is not None else send(path, headers=headers)


def make(secret, idempotency_key="first", **changed):
    return asked("post", LINKS, secret, LINK | changed, **{"Idempotency-Key": idempotency_key})


# The page


def test_the_page_is_for_who_is_signed_in(client, settings):
    response = client.get("/keys/")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/keys/")


def test_a_key_is_shown_once_and_only_its_fingerprint_is_kept(client, ana):
    client.force_login(ana)
    say_password(client)
    response = client.post("/keys/", {"name": "My desk", "scopes": ALL})
    secret = Page(response).one("#secret").attributes["value"]
    key = ana.api_keys.get()
    assert asked("get", LINKS, secret).status_code == 200
    assert secret not in str(vars(key))
    assert "no-store" in response["Cache-Control"]
    again = Page(client.get("/keys/"))
    assert (secret in again.source, "My desk" in again, f"rlk_{key.prefix}" in again) == (False, True, True)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"expires": "2020-01-01"}, {"expires": "soon"}]
)
def test_what_is_wrong_with_a_key_is_said_and_what_was_typed_stays(client, ana, wrong):
    client.force_login(ana)
    response = client.post("/keys/", {"name": "My desk", "scopes": ALL, **wrong})
    assert (response.status_code, ApiKey.objects.count()) == (400, 0)
    if "name" not in wrong:
        assert Page(response).one("#id_name").attributes["value"] == "My desk"


def test_a_key_is_revoked_by_its_owner_alone(client, ana, secret):
    key = ApiKey.objects.get()
    client.force_login(make_user("ben"))
    assert client.post("/keys/", {"revoke": key.pk}).status_code == 404
    assert client.post("/keys/", {"revoke": "x"}).status_code == 404
    assert asked("get", LINKS, secret).status_code == 200
    client.force_login(ana)
    client.post("/keys/", {"revoke": key.pk})
    assert asked("get", LINKS, secret).status_code == 401
    assert "revoked on" in Page(client.get("/keys/"))


def test_so_many_keys_of_one_account(client, ana, monkeypatch, secret):
    monkeypatch.setattr(view, "MOST_KEYS", 1)
    client.force_login(ana)
    say_password(client)
    assert client.post("/keys/", {"name": "Another", "scopes": ALL}).status_code == 400
    ana.api_keys.get().revoke()
    assert client.post("/keys/", {"name": "Another", "scopes": ALL}).status_code == 200


def test_an_open_session_alone_makes_no_key(client, ana):
    client.force_login(ana)
    assert client.get("/keys/").status_code == 200
    asked_again = client.post("/keys/", {"name": "My desk", "scopes": ALL})
    assert asked_again["Location"] == "/account/reauthenticate/?next=%2Fkeys%2F"
    assert say_password(client, "wrong", next="/keys/").status_code == 200
    assert not ApiKey.objects.exists()
    page = Page(say_password(client, next="/keys/"))  # and what was typed is not lost
    assert page.one("#secret").attributes["value"].startswith(f"rlk_{ApiKey.objects.get(name='My desk').prefix}_")
    assert set(page.values("main form", "action")) == {"/keys/"}


def test_a_form_without_its_token_makes_and_revokes_nothing(ana, secret):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana)
    response = strict.post("/keys/", {"name": "Another", "scopes": ALL})
    assert (response.status_code, ApiKey.objects.count()) == (403, 1)
    assert Page(response).one("#id_name").attributes["value"] == "Another"
    assert strict.post("/keys/", {"revoke": ApiKey.objects.get().pk}).status_code == 403
    assert ApiKey.objects.get().is_usable


# What a key opens


def test_wrong_keys_and_none_are_answered_alike(ana, secret):
    over = make_key(ana, expires=timezone.now().date() - timedelta(1))[1]
    revoked, gone = make_key(ana)
    revoked.revoke()
    of_nobody = make_key(User.objects.create_user("out", is_active=False))[1]
    answers = {
        asked("get", LINKS, each).content
        for each in (over, gone, of_nobody, "", "x", secret[:-1], secret + "x", secret[:13] + "A" * 43, "ü")
    }
    answers.add(Client().get(LINKS).content)
    assert len(answers) == 1
    assert asked("get", LINKS, over).status_code == 401
    assert asked("get", LINKS, secret, body=None).status_code == 200
    assert asked("get", LINKS, over)["WWW-Authenticate"] == "Bearer"


def test_a_wrong_key_opens_not_even_what_needs_none(secret):
    assert asked("get", "/api/v1/hubs", "rlk_wrong").status_code == 401
    assert asked("get", "/api/v1/hubs", secret).status_code == 200


def test_a_key_does_what_its_scopes_say(ana):
    reads, writes = make_key(ana, [Scope.LINKS_READ])[1], make_key(ana, [Scope.LINKS_WRITE])[1]
    assert make(reads).status_code == 403
    assert asked("get", LINKS, writes).status_code == 403
    token = make(writes).json()["token"]
    assert asked("delete", f"{LINKS}/{token}", reads).status_code == 403
    assert asked("get", f"{LINKS}/{token}", reads).json()["title"] == "For us two"


def test_the_day_of_its_last_use_is_kept(ana, secret):
    assert ApiKey.objects.get().last_used is None
    asked("get", LINKS, secret)
    assert ApiKey.objects.get().last_used == timezone.now().date()


def test_an_account_may_ask_ten_thousand_times_an_hour(ana, secret):
    assert asked("get", LINKS, secret)["RateLimit-Policy"] == '"hour";q=10000;w=3600'


def test_requests_with_a_key_are_counted_by_account(ana, secret, monkeypatch):
    monkeypatch.setattr("hubs.api.frame.REQUESTS_WITH_A_KEY", 2)
    another = make_key(ana)[1]
    assert asked("get", LINKS, secret).status_code == asked("get", LINKS, another).status_code == 200
    assert asked("get", LINKS, secret).status_code == 429
    assert asked("get", LINKS, make_key(make_user("ben"))[1]).status_code == 200
    assert Client().get("/api/v1/hubs").status_code == 200


def test_guessing_keys_is_limited_by_network(secret, monkeypatch):
    monkeypatch.setattr("hubs.api.frame.REQUESTS_AN_HOUR", 2)
    statuses = [asked("get", LINKS, f"rlk_{n:08x}_{'a' * 43}").status_code for n in range(3)]
    assert statuses == [401, 401, 429]


def test_no_key_is_logged(ana, secret, caplog):
    caplog.set_level(logging.DEBUG)
    for each in (secret, secret[:-1] + "-"):
        asked("get", f"{LINKS}/nothing", each)
        asked("put", LINKS, each)
    assert caplog.records
    assert secret[4:30] not in caplog.text


# One's own links


def test_a_link_is_made_listed_and_withdrawn(ana, secret):
    made = make(secret)
    assert made.status_code == 201
    link = made.json()
    assert (link["title"], link["sender"], link["openings"], link["is_open"]) == ("For us two", "Ana", 0, True)
    assert SharedRanking.objects.get().owner == ana
    page = link["page"].removeprefix("http://testserver")
    assert "For us two" in Page(Client().get(page))
    listed = asked("get", LINKS, secret).json()
    assert ([each["token"] for each in listed["links"]], listed["links"][0]["openings"]) == ([link["token"]], 1)
    assert asked("delete", f"{LINKS}/{link['token']}", secret).status_code == 204
    assert asked("delete", f"{LINKS}/{link['token']}", secret).status_code == 204
    assert Client().get(page).status_code == 410
    gone = asked("get", f"{LINKS}/{link['token']}", secret).json()
    assert (gone["is_open"], gone["title"], gone["answers"]) == (False, "", "")


def test_where_somebody_lives_goes_along_only_if_they_say_so(secret):
    answers = LINK["answers"] | {"home": "cusco"}
    assert "home" not in make(secret, answers=answers).json()["answers"]
    assert "home=cusco" in make(secret, "second", answers=answers, home=True).json()["answers"]


def test_another_accounts_link_is_as_one_that_never_was(secret):
    other = make_key(make_user("ben"))[1]
    token = make(other).json()["token"]
    shared_by_nobody = Client().post("/share/", {"answers": "cost=2"})
    tokens = [token, SharedRanking.objects.get(owner=None).token, "a" * 22]
    assert shared_by_nobody.status_code == 302
    for method in ("get", "delete"):
        answers = [asked(method, f"{LINKS}/{each}", secret) for each in tokens]
        assert {(each.status_code, each.content) for each in answers} == {(404, answers[0].content)}
    assert asked("get", LINKS, secret).json()["total"] == 0
    assert SharedRanking.objects.open().count() == 2


def test_the_same_request_makes_one_link(secret):
    first, again = make(secret), make(secret)
    assert (again.status_code, again.json()) == (201, first.json())
    assert SharedRanking.objects.count() == 1


def test_an_idempotency_key_is_for_one_request_of_one_key(secret):
    make(secret)
    assert make(secret, title="Another").status_code == 422
    assert make(make_key(make_user("ben"))[1]).status_code == 201
    assert SharedRanking.objects.count() == 2


def test_an_idempotency_key_is_needed_and_holds_for_a_day(secret):
    assert asked("post", LINKS, secret, LINK).status_code == 400
    make(secret)
    MadeOnce.objects.update(created_at=timezone.now() - timedelta(hours=25))
    make(secret)
    assert SharedRanking.objects.count() == 2
    assert MadeOnce.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"answers": {}}, {"answers": {"cost": 9}}, {"title": "x" * 81}, {"open_until": "2020-01-01"}, {"open_until": "x"}],
)
def test_what_cannot_be_shared_is_said_and_uses_up_nothing(secret, wrong):
    refused = make(secret, **wrong)
    assert refused.status_code == 422
    assert refused.json()["errors"]
    assert make(secret).status_code == 201


def test_so_many_links_an_hour(secret, monkeypatch):
    monkeypatch.setattr("hubs.api.links.SHARES_AN_HOUR", 1)
    make(secret)
    refused = make(secret, "second")
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert make(secret).status_code == 201, "what was made is told once more"


def test_links_go_on_without_an_account_that_is_deleted(ana, secret):
    make(secret)
    ana.delete()
    assert (ApiKey.objects.count(), SharedRanking.objects.get().owner) == (0, None)


def test_one_network_shares_as_often_as_before(client, monkeypatch):
    monkeypatch.setattr("hubs.views.shared.SHARES_AN_HOUR", 1)
    statuses = [client.post("/share/", {"answers": "cost=2"}).status_code for _ in range(2)]
    assert statuses == [302, 429]
    assert limits.spend("", "share", 1).is_spent is False


def test_the_same_request_sent_twice_at_once_makes_one_link(secret, monkeypatch):
    """The second finds nothing made yet, and by the time it has made its own the first is through."""
    first = make(secret)
    looked, look = [], api_links._made_before
    monkeypatch.setattr(api_links, "_made_before", lambda *of: look(*of) if looked else looked.append(of))
    again = make(secret)
    assert (again.status_code, again.json()) == (201, first.json())
    assert SharedRanking.objects.count() == 1
