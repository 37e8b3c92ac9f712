"""What relocate/settings.py decides by itself: every constant of it with its reason, or with the test that holds it.

Whoever changes one changes it here too, and says why."""

import ast
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.core.mail import get_connection
from django.test import Client

from hubs.interviews import texts
from relocate import server
from relocate import settings as shipped
from tests.accounts import make_account, sign_in
from tests.test_accounts import is_signed_in, with_second_factor

DECIDED = {
    "CSRF_FAILURE_VIEW": ("hubs.web.expired.expired", "a form that has expired comes back with all that was typed"),
    "ROOT_URLCONF": ("relocate.urls", "the addresses of the site"),
    "LOGIN_URL": ("account_login", "one way in, for readers and curators: its tries are counted"),
    "LOGIN_REDIRECT_URL": ("hubs:desk", "who signs in finds their own links"),
    "APPEND_SLASH": (False, "relocate.addresses mends addresses, and loses no form by it"),
    "WSGI_APPLICATION": ("relocate.wsgi.application", "with the headers of every answer around it"),
    "DEFAULT_AUTO_FIELD": ("django.db.models.BigAutoField", "migrations are made for it"),
    "AUTHENTICATION_BACKENDS": (["relocate.passwords.OneHash"], "whether there is an account is not told by time"),
    "ACCOUNT_ADAPTER": ("relocate.signing_in.Adapter", "networks are known as the rest of the site knows them"),
    "ACCOUNT_FORMS": (
        {"login": "relocate.signing_in.LimitedLoginForm", "signup": "relocate.passwords.OneHashForm"},
        "tries are counted by network, and making an account tells by time of none that there is",
    ),
    "ACCOUNT_USER_DISPLAY": ("relocate.signing_in.name_of", "an account made with an address has no name of its own"),
    "ACCOUNT_LOGIN_METHODS": ({"email", "username"}, "curators may have a name instead of an address"),
    "ACCOUNT_SIGNUP_FIELDS": (["email*", "password1*"], "no more is asked than is needed"),
    "ACCOUNT_EMAIL_VERIFICATION": ("mandatory", "nobody makes an account of somebody else's address"),
    "ACCOUNT_EMAIL_NOTIFICATIONS": (True, "owners hear of a change of their account that they did not make"),
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": ("Relocate: ", "what a mail is about is seen before it is opened"),
    "ACCOUNT_CHANGE_EMAIL": (True, "one address an account, and the new one counts once it is confirmed"),
    "ACCOUNT_REAUTHENTICATION_METHODS": (["password", "mfa"], "what a thief of a session has not"),
    "ACCOUNT_REAUTHENTICATION_REQUIRED": (True, "an open session alone changes neither address nor second factor"),
    "ACCOUNT_SESSION_REMEMBER": (True, "a session lasts as long as SECURITY.md says, not as long as a window"),
    "ACCOUNT_LOGOUT_REDIRECT_URL": ("hubs:landing", "who has signed out is at the beginning"),
    "ACCOUNT_RATE_LIMITS": (
        {
            "login": None,  # relocate.signing_in counts the passwords of one network
            "login_failed": "10/10m/key",
            "signup": "20/h/ip",
            "reset_password": "20/h/ip,5/h/key",
        },
        "an account is guarded from many networks, and nobody's letter box is filled",
    ),
    "MFA_ALLOW_UNVERIFIED_EMAIL": (True, "who needs a confirmed address to sign in has one by then"),
    "MFA_ADAPTER": ("relocate.signing_in.SecondFactorAdapter", "the picture of a secret is a part of the page"),
    "MFA_TOTP_ISSUER": ("Relocate", "an app lists the code under this name"),
    "MFA_TOTP_TOLERANCE": (1, "a clock may be half a minute wrong, or a hand slow; more would be more codes to guess"),
    "SESSION_COOKIE_AGE": (14 * 24 * 60 * 60, "fourteen days from signing in: SECURITY.md and the ASVS say why"),
    "LANGUAGE_CODE": ("en", "the language of addresses without a prefix"),
    "MODELTRANSLATION_DEFAULT_LANGUAGE": ("en", "columns without a suffix are English"),
    "TIME_ZONE": ("UTC", "a day of the site is the same on every server"),
    "USE_TZ": (True, "an hour that is stored is one moment"),
    "USE_THOUSAND_SEPARATOR": (True, "numbers are printed as each language prints them"),
    "STATICFILES_FINDERS": (
        [
            "hubs.web.styles.SiteStyleFinder",
            "django.contrib.staticfiles.finders.FileSystemFinder",
            "django.contrib.staticfiles.finders.AppDirectoriesFinder",
        ],
        "site.css is made of its parts before any file of its name is looked for",
    ),
    "WHITENOISE_ALLOW_ALL_ORIGINS": (False, "no other site reads our files with a script"),
    "SILENCED_SYSTEM_CHECKS": (["security.W005", "security.W021"], "they ask for HSTS beyond this host"),
    "SECURE_REFERRER_POLICY": ("same-origin", "answers stand in addresses: no other site is told them"),
    "SESSION_COOKIE_HTTPONLY": (True, "no script reads a session"),
    "CSRF_COOKIE_HTTPONLY": (True, "scripts take the token from a form"),
    "MESSAGE_STORAGE": ("django.contrib.messages.storage.session.SessionStorage", "no cookie of a name without prefix"),
    "X_FRAME_OPTIONS": ("DENY", "nobody clicks through a page that another site has laid over ours"),
    "DATA_UPLOAD_MAX_MEMORY_SIZE": (12_000_000, "the longest interview, and the largest table that is confirmed"),
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": (5_000, "the admin's lists have thousands; more is no form of ours"),
    "IMPORT_EXPORT_USE_TRANSACTIONS": (True, "of a table that fails in one row none is stored"),
}  # fmt: skip
ELSEWHERE = {
    "INSTALLED_APPS": "every page of the site and the admin needs them",
    "LANGUAGES": "tests/test_languages_complete.py and tests/test_docs.py::test_every_language_is_named",
    "MIDDLEWARE": "below",
    "STORAGES": "tests/test_environment.py::test_a_site_serves_collected_files_under_names_that_change_with_them",
}


def constants():
    """Names of what settings.py sets that depends on nothing but itself."""
    tree = ast.parse(Path(shipped.__file__).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and not any(isinstance(each, ast.Name) for each in ast.walk(node.value)):
            for target in node.targets:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def test_every_constant_is_here_or_held_elsewhere():
    assert set(constants()) == DECIDED.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", DECIDED)
def test_a_constant_is_as_it_was_decided(name):
    value, reason = DECIDED[name]
    assert getattr(shipped, name) == value, reason


# What they are for


@pytest.mark.django_db
@pytest.mark.parametrize(("steps", "enters"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_half_a_minute_longer_and_no_more(client, monkeypatch, steps, enters):
    user = make_account()
    with_second_factor(user, client)
    seconds = 1_800_000_015
    monkeypatch.setattr(auth.time, "time", lambda: float(seconds))
    key = auth.decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    code = auth.format_hotp_value(auth.hotp_value(key, seconds // 30 + steps))
    other = Client()
    sign_in(other, "ana")
    other.post("/account/second-factor/authenticate/", {"code": code})
    assert is_signed_in(other) == enters


@pytest.mark.django_db
def test_nobodys_letter_box_is_filled_from_many_networks():
    make_account()
    answers = [
        Client().post("/account/password/reset/", {"email": "ana@example.org"}, REMOTE_ADDR=f"198.51.100.{number}")
        for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_mail_server_that_is_gone_is_given_up_before_the_page_is(settings):
    assert shipped.EMAIL_TIMEOUT == 10  # seconds: a mail or two to a page
    settings.EMAIL_TIMEOUT = shipped.EMAIL_TIMEOUT
    assert 3 * get_connection("django.core.mail.backends.smtp.EmailBackend").timeout < server.timeout


def test_the_longest_interview_can_be_sent_in_any_script():
    in_a_form = 3 * 3  # bytes of a letter, and of each byte as %E3
    assert texts.LARGEST_TEXT * in_a_form < shipped.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_what_stands_outside_in_the_stack_sees_what_those_inside_answer():
    place = {name.rpartition(".")[2]: number for number, name in enumerate(shipped.MIDDLEWARE)}
    for outer, inner, reason in (
        ("without_body_middleware", "GZipMiddleware", "whatever is answered to HEAD loses its body"),
        ("health_middleware", "SecurityMiddleware", "a probe is led to no other address"),
        ("metrics_middleware", "SecurityMiddleware", "what is led on is counted as well"),
        ("api_middleware", "SecurityMiddleware", "programs read a problem, not a page, whatever refuses them"),
        ("SecurityMiddleware", "WhiteNoiseMiddleware", "files have its headers"),
        ("WhiteNoiseMiddleware", "SessionMiddleware", "files need no session"),
        ("GZipMiddleware", "CSPMiddleware", "what is compressed is whole"),
        ("CSPMiddleware", "tidy_address_middleware", "every page of ours has its policy, errors too"),
        ("SessionMiddleware", "large_form_middleware", "who is signed in may send more"),
        ("large_form_middleware", "CsrfViewMiddleware", "a form is refused before it is read"),
        ("tidy_address_middleware", "CommonMiddleware", "an address is mended once"),
        ("language_middleware", "CsrfViewMiddleware", "a refusal is said in the page's language"),
        ("SessionMiddleware", "AuthenticationMiddleware", "who asks is known by the session"),
        ("AuthenticationMiddleware", "AccountMiddleware", "it asks who is signed in"),
        ("AuthenticationMiddleware", "HistoryRequestMiddleware", "a version names its editor"),
        ("CsrfViewMiddleware", "unreadable_release_middleware", "what goes wrong in a page is our own page"),
    ):
        assert place[outer] < place[inner], reason
