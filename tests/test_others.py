"""Nobody reads what is another's, by any address or call, whatever they have heard; and all is refused alike."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils import timezone

from hubs.api.openapi import operations
from hubs.models import ApiKey, Invitation, Opening, Reply, SharedRanking
from hubs.models.api_key import Scope
from hubs.models.sharing import new_token
from tests import makers
from tests.accounts import PASSWORD, make_account, sign_in, signed_in
from tests.pages import Page

pytestmark = pytest.mark.django_db

REFUSED = {302, 401, 403, 404, 405, 410}
SECRET = "Gwendolyn"  # stands in everything that is Ana's alone
OPENS = {  # whoever has got one of these reads what it opens
    *(("hubs:" + name, "link") for name in ("shared", "shared_card", "shared_memo", "shared_feed", "shared_export")),
    *(("hubs:embed", "link"), ("hubs:invited", "invitation"), ("hubs:send", "invitation")),
    *(("hubs:link", "key"), ("hubs:link_data", "key"), ("hubs:reply", "reply")),
    *(("hubs:link", "ended key"), ("hubs:link_data", "ended key")),
}
EMPTY = {"account_confirm_email"}  # says that this link is too old, whatever it is


@pytest.fixture
def ana():
    release = makers.make_release()
    user = make_account(first_name=SECRET)
    link = {"release": release, "owner": user, "answers": "cost=1", "outcome": {}, "title": SECRET}
    shared = SharedRanking.objects.create(**link)
    Opening.objects.create(shared=shared, day=timezone.now().date(), times=77_777)
    ended = SharedRanking.objects.create(**link, open_until=timezone.now().date() - timedelta(1))
    invitation = Invitation.objects.create(owner=user, sender="Ana", title=SECRET)
    reply = Reply.objects.create(invitation=invitation, answers="cost=1", shows="everything", name=SECRET)
    key, _secret = ApiKey.objects.make(user, SECRET, Scope.values, None)
    user.heard = {
        **{"link": shared.token, "key": shared.key, "ended": ended.token, "ended key": ended.key},
        **{"invitation": invitation.token, "invitation key": invitation.key, "reply": reply.key},
        **{"number": str(shared.pk), "key number": str(key.pk), "unknown": new_token()},
    }
    return user


def addresses(resolver=None, namespace=""):
    """Every address outside the admin that asks for something: its name, and how it is written."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.app_name != "admin":
                yield from addresses(each, f"{each.namespace or namespace}")
        elif each.name and "api" not in namespace:
            yield f"{namespace}:{each.name}" if namespace else each.name


def written(name, value):
    resolver = get_resolver()
    namespace, _, own = name.rpartition(":")
    for part in filter(None, namespace.split(":")):
        _prefix, resolver = resolver.namespace_dict[part]
    for possibility, _pattern, _defaults, _converters in resolver.reverse_dict.getlist(own):
        for path, names in possibility:
            if {"token", "key"} & set(names) and set(names) <= {"token", "key", "file"}:
                yield "/" + path % {each: "ranking.json" if each == "file" else value for each in names}


@pytest.mark.parametrize("who", ["nobody", "another"])
def test_no_address_tells_of_another_whatever_was_heard(ana, who):
    client = signed_in(make_account("ben")) if who == "another" else Client()
    asked = 0
    for name in addresses():
        for what, value in ana.heard.items():
            if (name, what) in OPENS:
                continue
            for path in written(name, value):
                for response in (client.get(path), client.post(path, {"withdraw": "1", "delete": "1", "close": "1"})):
                    asked += 1
                    assert response.status_code in REFUSED or name in EMPTY, (path, what)
                    assert SECRET not in response.content.decode(errors="replace"), (path, what)
    assert asked > 200
    assert SharedRanking.objects.open().count() == 1
    assert Reply.objects.standing().count() == 1
    assert not Invitation.objects.exclude(closed_at=None).exists()


@pytest.mark.parametrize("path", ["", "links.csv", "?q=Gwen", "?state=ended", "compare/?link={0}&link={1}"])
def test_no_desk_shows_anothers(ana, path):
    client = signed_in(make_account("ben"))
    numbers = SharedRanking.objects.values_list("pk", flat=True)
    response = client.get(f"/desk/{path.format(*numbers)}")
    assert SECRET not in response.content.decode()
    for path in ("/invitations/", "/keys/", "/account/", "/account/data.json", "/account/delete/", "/profiles/"):
        response = client.get(path)
        assert SECRET not in response.content.decode()
        assert "77777" not in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/invitations/{}/", "/invitations/{}/edit/", "/invitations/{}/team/", "/invitations/{}/answers.csv"]
)
def test_what_is_anothers_and_what_there_is_not_look_the_same(ana, path):
    client = signed_in(make_account("ben"))
    told = set()
    for what in ("invitation key", "unknown"):
        response = client.get(path.format(ana.heard[what]))
        assert response.status_code == 404
        told.add(response.content.decode().replace(ana.heard[what], "…"))
    assert len(told) == 1


def secured():
    return [(method, path) for method, path, operation in operations() if "security" in operation]


@pytest.mark.parametrize(("method", "path"), secured())
def test_no_call_reads_or_changes_what_is_anothers(ana, method, path):
    _key, secret = ApiKey.objects.make(make_account("ben"), "Ben's", Scope.values, None)
    told = {}
    for value in ana.heard.values():
        filled = path.replace("{token}", value).replace("{key}", value).replace("{number}", value)
        for headers in ({"Authorization": f"Bearer {secret}"}, {"Authorization": "Bearer rlk_nonsense"}, {}):
            response = Client().generic(method, filled, headers=headers)
            assert SECRET not in response.content.decode()
            told.setdefault(headers.get("Authorization"), set()).add(response.status_code)
    assert told[None] == told["Bearer rlk_nonsense"] == {401}
    if "{" in path:
        assert told[f"Bearer {secret}"] <= {404, 422}
        assert len(told[f"Bearer {secret}"]) == 1
    assert SharedRanking.objects.open().count() == 1


# Nobody learns by waiting who has an account: what costs is done alike


@pytest.fixture
def hashed(monkeypatch):
    """How many passwords have been hashed."""
    done, encode = [], MD5PasswordHasher.encode

    def noted(self, password, salt):
        done.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    return done


def costs(hashed, act):
    hashed.clear()
    response = act()
    return len(hashed), response.status_code, Page(response).texts("[role=alert], .field-error")


def test_signing_in_costs_the_same_with_or_without_an_account(hashed):
    make_account()
    tries = ("ana@example.org", "nobody@example.org", "ana", "nobody")
    told = [costs(hashed, lambda name=name: sign_in(Client(), name, "wrong")) for name in tries]
    assert told[0][0] > 0
    assert told == [told[0]] * 4


def test_making_an_account_costs_the_same_where_there_is_one(hashed):
    make_account()
    sent = [{"email": f"{name}@example.org", "password1": PASSWORD} for name in ("ana", "new")]
    taken, new = [costs(hashed, lambda each=each: Client().post("/account/signup/", each)) for each in sent]
    assert new[0] > 0
    assert taken == new


def test_asking_for_a_new_password_costs_no_hash(hashed):
    make_account()
    sent = [{"email": f"{name}@example.org"} for name in ("ana", "new")]
    told = [costs(hashed, lambda each=each: Client().post("/account/password/reset/", each)) for each in sent]
    assert told == [(0, 302, [])] * 2
