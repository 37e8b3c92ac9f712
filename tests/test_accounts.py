"""Accounts: made, confirmed, signed in to, changed; for curators too, and nobody learns who has one."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone

from relocate import signing_in
from tests import makers
from tests.accounts import PASSWORD, link_in_mail, make_account, sign_in, signed_in
from tests.pages import Page
from tests.test_clean_up import clean_up

pytestmark = pytest.mark.django_db

NEW = {"email": "new@example.org", "password1": PASSWORD}
KNOWN = {"email": "ana@example.org", "password1": PASSWORD}


def is_signed_in(client):
    return client.get("/account/").status_code == 200


def with_second_factor(user, client):
    """Switch it on as the page does, right after signing in."""
    assert sign_in(client, user.username).status_code == 302
    activate = "/account/second-factor/totp/activate/"
    assert "/account/reauthenticate/" in client.get(activate)["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": activate})
    page = Page(client.get(activate))
    secret = page.texts(".account-steps code")[0]
    value = auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))
    return client.post("/account/second-factor/totp/activate/", {"code": auth.format_hotp_value(value)})


# Making one


def test_an_account_is_made_confirmed_and_signed_in_to(client):
    assert client.post("/account/signup/", NEW)["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)
    assert sign_in(client, NEW["email"])["Location"] == "/account/confirm-email/"
    assert not is_signed_in(client)
    link = link_in_mail()
    assert "Is new@example.org yours?" in Page(client.get(link))
    assert not EmailAddress.objects.get().verified
    assert client.post(link).status_code == 302
    assert sign_in(client, "NEW@example.org")["Location"] == "/desk/"
    assert is_signed_in(client)
    assert [each.subject for each in mail.outbox][:1] == ["Relocate: Confirm your e-mail address"]


@pytest.mark.parametrize(
    "password", ["short-7", "password123", "12345678901", "new@example.org", "Relocate-2026!", "2026techhubs"]
)
def test_a_password_that_is_easily_guessed_is_refused(client, password):
    response = client.post("/account/signup/", NEW | {"password1": password})
    assert response.status_code == 200
    assert Page(response).texts(".field-error")
    assert not User.objects.exists()


def test_an_account_that_is_never_confirmed_is_deleted(client):
    client.post("/account/signup/", NEW)
    make_account()
    makers_of_data = User.objects.create_user("curator", is_staff=True)
    assert clean_up() == {}
    User.objects.update(date_joined=timezone.now() - timezone.timedelta(6.99))
    assert clean_up() == {}
    User.objects.update(date_joined=timezone.now() - timezone.timedelta(7.01))
    assert clean_up() == {"accounts that were never confirmed": 1}
    assert set(User.objects.values_list("username", flat=True)) == {"ana", makers_of_data.username}


# Nobody learns who has an account


def test_signing_up_twice_looks_the_same_and_only_mail_tells(client):
    make_account()
    responses = [
        Client().post("/account/signup/", {"email": email, "password1": PASSWORD}, follow=True)
        for email in ("ana@example.org", "other@example.org")
    ]
    typed = rb'value="[^"]{64}"|(ana|other)@example.org'
    assert len({re.sub(typed, b"", each.content) for each in responses}) == 1
    assert [each.subject for each in mail.outbox] == [
        "Relocate: You have an account already",
        "Relocate: Confirm your e-mail address",
    ]
    assert User.objects.count() == 2


def test_asking_for_a_new_password_looks_the_same(client):
    make_account()
    responses = [
        Client().post("/account/password/reset/", {"email": f"{name}@example.org"}, follow=True)
        for name in ("ana", "nobody")
    ]
    assert len({re.sub(rb'value="[^"]{64}"', b"", each.content) for each in responses}) == 1
    assert [each.subject for each in mail.outbox] == [
        "Relocate: Choose a new password",
        "Relocate: There is no account with this address",
    ]


def test_one_field_takes_an_address_or_a_name(client):
    page = Page(client.get("/account/login/"))
    assert page.texts("label[for=id_login]") == ["E-mail address or user name"]
    assert page.values("#id_login", "autocomplete") == ["username"]


def test_a_wrong_password_and_no_account_are_told_alike(client):
    make_account()
    told = {
        Page(sign_in(Client(), name, "wrong")).texts("[role=alert]")[0]
        for name in ("ana", "ana@example.org", "nobody", "nobody@example.org")
    }
    assert told == {"There is no account with this name and password."}


# Passwords


def test_a_forgotten_password_is_chosen_anew_once(client):
    make_account()
    client.post("/account/password/reset/", {"email": "ana@example.org"})
    link = link_in_mail()
    page = client.get(link, follow=True)
    action = Page(page).values("form.plain-form", "action")[0]
    assert "set-password" in action  # the secret is out of the address before anything is shown
    client.post(action, {"password1": "another-Secret-8", "password2": "another-Secret-8"})
    assert "has been used or is too old" in Page(Client().get(link, follow=True))
    assert sign_in(Client(), "ana").status_code == 200
    assert sign_in(client, "ana", "another-Secret-8").status_code == 302


def test_a_password_is_changed_and_its_owner_told(client):
    client = signed_in(make_account())
    sent = {"oldpassword": PASSWORD, "password1": "another-Secret-8", "password2": "another-Secret-8"}
    assert client.post("/account/password/change/", sent | {"oldpassword": "wrong"}).status_code == 200
    assert client.post("/account/password/change/", sent).status_code == 302
    assert "changed" in mail.outbox[-1].subject.lower()
    assert sign_in(Client(), "ana", "another-Secret-8").status_code == 302


def test_a_new_address_counts_once_it_is_confirmed(client):
    user = make_account()
    client = signed_in(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": "b@example.org", "action_add": "1"})
    assert "b@example.org waits until you open the link" in Page(client.get("/account/email/"))
    user.refresh_from_db()
    assert user.email == "ana@example.org"
    (to_new,) = [each for each in mail.outbox if each.to == ["b@example.org"]]
    client.post(re.findall(r"http://testserver(/account/confirm\S+)", to_new.body)[0])
    user.refresh_from_db()
    assert user.email == "b@example.org"


@pytest.mark.parametrize(("path", "sent"), [("signup", NEW), ("signup", KNOWN), ("password/reset", KNOWN)])
@pytest.mark.parametrize(
    ("host", "origins", "leads_to"),
    [
        ("testserver:6666", [], "testserver"),
        ("testserver:6666", ["https://testserver:8443"], "testserver"),
        ("testserver:8443", ["https://testserver:8443"], "testserver:8443"),
        ("testserver", [], "testserver"),
    ],
)
def test_a_letter_leads_to_no_port_that_an_asker_makes_up(settings, path, sent, host, origins, leads_to):
    """Whoever knows an address can have a letter sent there: its link is a key, and led to another server."""
    settings.SECURE_SSL_REDIRECT, settings.CSRF_TRUSTED_ORIGINS = True, origins
    make_account()
    assert Client().post(f"/account/{path}/", sent, secure=True, HTTP_HOST=host).status_code == 302
    (letter,) = mail.outbox
    assert set(re.findall(r"https?://([^/\s]+)", letter.body)) == {leads_to}


def test_a_letter_leads_to_the_port_of_a_local_site():
    make_account()
    Client().post("/account/password/reset/", KNOWN, HTTP_HOST="testserver:8080")
    assert set(re.findall(r"https?://([^/\s]+)", mail.outbox[0].body)) == {"testserver:8080"}


# Too many tries


def test_an_account_is_guarded_from_many_networks():
    make_account()
    for number in range(10):
        sign_in(Client(), "ana@example.org", "wrong", REMOTE_ADDR=f"198.51.100.{number}")
    assert "Too many" in Page(sign_in(Client(), "ana@example.org", REMOTE_ADDR="198.51.100.99"))
    assert not is_signed_in(Client())


def test_an_account_is_guarded_by_whatever_names_it_and_the_site_are_called():
    """Which host and port it is, the asker says: each was a count of its own."""
    make_account()
    names = ["ana@example.org", "ANA@Example.org", " ana@example.org ", "ana", "Ana"]
    for number in range(10):
        asker = {"REMOTE_ADDR": f"198.51.100.{number}", "HTTP_HOST": f"testserver:{number + 1}"}
        sign_in(Client(), names[number % len(names)], "wrong", **asker)
    for name in names:
        assert "Too many" in Page(sign_in(Client(), name, REMOTE_ADDR="198.51.100.99", HTTP_HOST="testserver:99"))


@pytest.mark.parametrize(("path", "sent"), [("signup", NEW), ("password/reset", {"email": "a@example.org"})])
def test_nobody_sends_many_mails(path, sent):
    statuses = {Client().post(f"/account/{path}/", sent).status_code for _ in range(21)}
    assert 429 in statuses
    assert len(mail.outbox) <= 20


def test_too_many_tries_are_told_in_our_words(client):
    for _ in range(21):
        response = client.post("/account/password/reset/", {"email": "a@example.org"})
    assert response.status_code == 429
    assert "Too many tries" in Page(response)
    assert not Page(response).inline_code


# The second factor


def test_a_second_factor_is_asked_for_at_signing_in(client):
    user = make_account()
    assert with_second_factor(user, client)["Location"] == "/account/second-factor/recovery-codes/"
    recovery = Page(client.get("/account/second-factor/recovery-codes/")).texts(".account-codes code")
    assert len(recovery) == 10
    other = Client()
    assert sign_in(other, "ana")["Location"] == "/account/second-factor/authenticate/"
    assert not is_signed_in(other)
    assert other.post("/account/second-factor/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_signed_in(other)
    assert other.post("/account/second-factor/authenticate/", {"code": recovery[0]}).status_code == 302
    assert is_signed_in(other)
    again = Client()
    sign_in(again, "ana")
    assert again.post("/account/second-factor/authenticate/", {"code": recovery[0]}).status_code == 200
    assert not is_signed_in(again)


def test_codes_cannot_be_tried_out(client):
    with_second_factor(make_account(), client)
    other = Client()
    sign_in(other, "ana")
    for number in range(11):
        response = other.post("/account/second-factor/authenticate/", {"code": f"{number:06}"})
    assert response.status_code == 429 or "Too many" in Page(response)


def test_whoever_changes_the_second_factor_can_end_every_other_session(client):
    """Another one stays open for whoever is in it, unless this is said; the new password of a reset ends all anyway."""
    user = make_account()
    elsewhere, offered = "/account/elsewhere/", []
    codes = with_second_factor(user, client)["Location"]
    offered.append(client.get(codes))
    offered.append(client.post("/account/second-factor/recovery-codes/generate/", follow=True))
    offered.append(client.post("/account/second-factor/totp/deactivate/", follow=True))
    for response in offered:
        assert elsewhere in Page(response).values("main .note a", "href")
    other = signed_in(user)
    refused = client.post(elsewhere, {"password": "wrong"})
    assert refused.status_code == 400
    assert Page(refused).all("#id_password[aria-invalid]")
    assert client.get(elsewhere).status_code == 200
    assert is_signed_in(other)
    done = client.post(elsewhere, {"password": PASSWORD}, follow=True)
    assert "you are signed out" in Page(done)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert sign_in(Client(), "ana").status_code == 302
    assert Client().post(elsewhere, {"password": PASSWORD}).status_code == 302


def test_it_is_switched_off_with_the_password_only(client):
    user = make_account()
    with_second_factor(user, client)
    stale = signed_in(user)
    assert "reauthenticate" in stale.post("/account/second-factor/totp/deactivate/")["Location"]
    assert client.post("/account/second-factor/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(type="totp").exists()


# Curators


def test_an_administrator_made_on_the_server_signs_in_by_name_or_address(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", username="root", email="root@example.org", verbosity=0)
    to_login = client.get("/admin/")["Location"]
    assert client.get(to_login)["Location"] == "/account/login/?next=%2Fadmin%2F"
    for name in ("root", "root@example.org"):
        other = Client()
        assert sign_in(other, name)["Location"] == "/desk/"
        assert other.get("/admin/").status_code == 200
    assert not mail.outbox


def test_who_comes_from_the_admin_goes_back_there(client):
    make_account(is_staff=True)
    sent = {"login": "ana", "password": PASSWORD, "next": "/admin/hubs/hub/"}
    assert client.post("/account/login/", sent)["Location"] == "/admin/hubs/hub/"
    assert client.post("/account/login/", sent | {"next": "https://elsewhere.example/"})["Location"] != sent["next"]


def test_an_account_alone_is_no_way_into_the_admin():
    client = signed_in(make_account())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_can_be_required_of_curators(client, settings):
    user = make_account(is_staff=True, is_superuser=True)
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    sign_in(client, "ana")
    (first, *_more) = client.get(client.get("/admin/")["Location"], follow=True).redirect_chain
    assert first[0] == "/account/second-factor/totp/activate/"
    assert client.get("/admin/hubs/hub/").status_code == 302
    with_second_factor(user, client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_session_from_before_the_second_factor_is_asked_for_it(client, settings):
    user = make_account(is_staff=True, is_superuser=True)
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    thief = Client()
    sign_in(thief, "ana")
    with_second_factor(user, client)
    assert client.get("/admin/hubs/hub/").status_code == 200
    assert thief.get("/admin/hubs/hub/").status_code == 302
    assert thief.get("/admin/login/")["Location"] == "/account/second-factor/reauthenticate/"


def test_nobody_tries_passwords_at_the_admins_own_door():
    make_account("root", is_staff=True, is_superuser=True)
    low = signed_in(make_account(is_staff=True))
    sent = {"username": "root", "password": PASSWORD}
    assert low.post("/admin/login/", sent)["Location"] == "/admin/"
    assert low.get("/admin/auth/user/").status_code == 403
    assert Client().post("/admin/login/", sent)["Location"].startswith("/account/login/")


def test_an_open_session_alone_does_not_change_the_address(client):
    user = make_account()
    response = signed_in(user).post("/account/email/", {"email": "evil@example.org", "action_add": "1"})
    assert "/account/reauthenticate/" in response["Location"]
    assert not EmailAddress.objects.filter(email="evil@example.org").exists()


# What stays as it was


@pytest.mark.parametrize("path", ["/", "/hubs/", "/privacy/", "/method/", "/results/?cost=1"])
def test_pages_for_everybody_set_no_cookie_and_can_be_kept(client, path):
    makers.make_release()
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    make_account()
    sign_in(client, "ana")
    assert not client.get(path).cookies


@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/"])
@pytest.mark.parametrize("language", ["", "/es", "/pt-br", "/fr"])
def test_every_screen_is_ours_unlisted_and_kept_by_nobody(client, path, language):
    response = client.get(f"{language}/account/{path}", follow=True)
    page = Page(response)
    assert response.status_code == 200
    assert page.is_unlisted
    assert not page.inline_code


SCREENS = [
    *([f"account_{name}"] for name in ("email", "change_password", "set_password", "reauthenticate", "logout")),
    *([f"account_{name}"] for name in ("login", "signup", "inactive", "email_verification_sent", "reset_password")),
    ["account_reset_password_done"],
    ["account_reset_password_from_key_done"],
    ["account_confirm_email", "none"],
    ["account_reset_password_from_key", "1", "none"],
    *([f"mfa_{name}"] for name in ("index", "activate_totp", "deactivate_totp", "authenticate", "reauthenticate")),
    *([f"mfa_{name}_recovery_codes"] for name in ("view", "generate", "download")),
    *([f"hubs:{name}"] for name in ("account", "account_data", "account_elsewhere", "account_delete", "keys", "desk")),
]


def test_the_list_of_screens_is_whole():
    named = {pattern.name for pattern in _patterns(signing_in.urlpatterns)}
    assert named == {name for name, *_arguments in SCREENS if not name.startswith("hubs:")}


def _patterns(patterns):
    for each in patterns:
        yield from _patterns(each.url_patterns) if isinstance(each, URLResolver) else [each]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen[0])
@pytest.mark.parametrize("who", ["nobody", "signed in", "with a second factor"])
def test_no_screen_is_listed_or_kept_whoever_asks(client, screen, who):
    name, *arguments = screen
    if who != "nobody":
        user = make_account()
        sign_in(client, "ana")
        if who != "signed in":
            with_second_factor(user, client)
    for response in (client.get(reverse(name, args=arguments)), client.post(reverse(name, args=arguments))):
        if response.status_code in {302, 404, 405}:
            continue  # it leads elsewhere, is not there, or takes no form: no page to be listed
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]
        assert response.status_code < 500


def test_a_page_that_is_not_needed_is_not_there(client):
    for path in ("login/code/", "3rdparty/", "phone/verify/", "signup/passkey/", "second-factor/webauthn/"):
        assert client.get(f"/account/{path}").status_code == 404


def test_signing_out_takes_a_press(client):
    client = signed_in(make_account())
    client.get("/account/logout/")
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)
