"""docs/asvs.md names tests that there are, and what it claims and no other test holds is held here."""

import ast
import hashlib
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import FileField
from django.test import Client
from django.utils import timezone
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from relocate import settings as shipped
from tests import makers
from tests.accounts import PASSWORD, make_account, sign_in, signed_in
from tests.pages import Page
from tests.test_accounts import is_signed_in, with_second_factor

ROOT = Path(__file__).parent.parent
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| .+ \| (met|not met|operator|–) \| .+ \| (?:`([\w/]+\.py)::(\w+)`|–) \|$", re.MULTILINE
)
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
CODE = [
    file for folder in ("hubs", "relocate") for file in (ROOT / folder).rglob("*.py") if "migrations" not in file.parts
]
SCRIPTS = sorted((ROOT / "hubs" / "static" / "hubs" / "js").glob("*.js"))


def test_every_requirement_of_both_levels_stands_there_once():
    rows = re.findall(r"^\| (\d\S*) \|", TEXT, re.MULTILINE)
    assert len(rows) == len(set(rows)) == 253
    assert [row[0] for row in ROW.findall(TEXT)] == rows, "a row is not of the form of the others"


def test_every_test_that_is_named_is_there():
    named = {(file, name) for _id, _state, file, name in ROW.findall(TEXT) if file}
    assert len(named) > 80
    assert [f"{file}::{name}" for file, name in sorted(named) if not is_there(file, name)] == []


def is_there(file, name):
    path = ROOT / "tests" / file
    return path.exists() and f"\ndef {name}(" in path.read_text(encoding="utf-8")


# What the code does not do


def called():
    """Every name that is called or imported, by file."""
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), file
            elif isinstance(node, ast.Import):
                yield from ((alias.name, file) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{alias.name}", file) for alias in node.names)


CALLED = list(called())


def users_of(pattern):
    return [f"{name} in {file.relative_to(ROOT)}" for name, file in CALLED if re.fullmatch(pattern, name)]


def test_the_site_runs_no_program_and_no_words_as_code():
    assert users_of(r"eval|exec|compile|__import__") == []
    assert users_of(r"(pickle|marshal|shelve|subprocess|pty)(\..*)?|os\.(system|popen|exec\w*|spawn\w*)") == []
    assert users_of(r"(.*\.)?(Template|from_string)") == []


def test_the_site_fetches_no_address():
    assert users_of(r"(requests|httpx|aiohttp|urllib3|ftplib|telnetlib)(\..*)?|urllib\.request.*|http\.client.*") == []
    looks_whether_a_port_is_free = ROOT / "relocate" / "server.py"
    assert {file for name, file in CALLED if name.startswith("socket.")} == {looks_whether_a_port_is_free}


def test_no_hash_is_weak():
    assert users_of(r"(hashlib\.)?(md5|sha1|new)") == []
    assert users_of(r"hashlib\.sha256")
    assert hashlib.sha256().digest_size * 8 == 256


def test_no_file_of_a_user_is_kept():
    kept = [field for model in apps.get_models() for field in model._meta.fields if isinstance(field, FileField)]
    assert kept == []


def test_scripts_store_nothing_about_a_person():
    used = [line.strip() for file in SCRIPTS for line in file.read_text(encoding="utf-8").splitlines()]
    stored = [line for line in used if re.search(r"(local|session)Storage|indexedDB|document\.cookie", line)]
    assert stored
    assert [line for line in stored if '"theme"' not in line] == []


# Cookies, hosts, messages


def test_cookies_are_for_this_site_alone():
    assert not hasattr(shipped, "SESSION_COOKIE_SAMESITE")  # Django's own is Lax
    assert not hasattr(shipped, "SESSION_COOKIE_DOMAIN")
    assert shipped.SESSION_COOKIE_HTTPONLY


@pytest.mark.django_db
def test_a_session_says_so_to_the_browser(client):
    make_account()
    response = sign_in(client, "ana")
    for cookie in response.cookies.values():
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]
    assert response.cookies["sessionid"]["httponly"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/account/login/", "/api/v1/hubs", "/api/v1/links", "/admin/login/", "/nosuch/"])
def test_no_answer_repeats_a_foreign_origin(client, path):
    makers.make_release()
    response = client.get(path, headers={"origin": "https://elsewhere.example"})
    assert "elsewhere.example" not in str(response.headers)
    assert response.get("Access-Control-Allow-Origin", "*") == "*"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/robots.txt", "/sitemap.xml", "/results/ranking.csv?cost=2", "/nosuch/", "/admin/login/"]
)
def test_words_are_sent_with_their_charset(client, path):
    makers.make_release()
    kind = client.get(path)["Content-Type"]
    assert "charset=utf-8" in kind or "xml" in kind  # XML says it itself


def test_a_request_with_two_lengths_is_refused():
    sent = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    twice = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"
    for message in (sent, twice):
        with pytest.raises(Exception, match="(?i)header|content-length|transfer"):
            next(RequestParser(Config(), iter([message]), ("127.0.0.1", 1)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/.git/config", "/static/", "/static/hubs/", "/manage.py", "/local/secret_key", "/static/../manage.py"]
)
def test_what_is_not_for_readers_is_not_served(client, path):
    makers.make_release()
    assert client.get(path).status_code == 404
    assert client.generic("TRACE", "/").status_code == 405


# Passwords and sessions


def test_passwords_are_stretched():
    assert not hasattr(shipped, "PASSWORD_HASHERS")  # Django's own: PBKDF2 first
    assert PBKDF2PasswordHasher.iterations >= 600_000
    assert PBKDF2PasswordHasher.algorithm == "pbkdf2_sha256"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/"])
def test_a_password_is_masked_and_may_be_pasted(client, path):
    [field] = Page(client.get(path)).all("main input[name^=password]")
    assert field.attributes["type"] == "password"
    assert field.attributes["autocomplete"] in {"current-password", "new-password"}
    assert "onpaste" not in field.attributes


@pytest.mark.django_db
def test_a_long_password_counts_to_its_last_letter():
    user = make_account()
    user.set_password("Correct horse battery staple " * 5 + "!")
    user.save()
    assert sign_in(Client(), "ana", "Correct horse battery staple " * 5).status_code == 200
    assert sign_in(Client(), "ana", "correct horse battery staple " * 5 + "!").status_code == 200
    assert sign_in(Client(), "ana", "Correct horse battery staple " * 5 + "!").status_code == 302


@pytest.mark.django_db
def test_a_new_site_has_no_account():
    call_command("migrate", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_signing_in_gives_a_new_session(client):
    make_account()
    client.cookies["sessionid"] = "a" * 32
    sign_in(client, "ana")
    key = client.cookies["sessionid"].value
    assert re.fullmatch(r"[a-z0-9]{32}", key)
    assert key != "a" * 32
    sign_in(client, "ana")
    assert Session.objects.filter(pk=key).count() <= 1


@pytest.mark.django_db
def test_signing_out_ends_the_session_on_the_server():
    client = signed_in(make_account())
    taken = Client()
    taken.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(taken)
    client.post("/account/logout/")
    assert not is_signed_in(taken)


@pytest.mark.django_db
def test_a_session_ends_after_fourteen_days(client):
    make_account()
    sign_in(client, "ana")
    [session] = Session.objects.all()
    assert session.expire_date <= timezone.now() + timedelta(days=14)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_a_new_password_ends_the_other_sessions():
    user = make_account()
    one, other = signed_in(user), signed_in(user)
    sent = {"oldpassword": PASSWORD, "password1": "another-Secret-8", "password2": "another-Secret-8"}
    assert one.post("/account/password/change/", sent).status_code == 302
    assert not is_signed_in(other)


@pytest.mark.django_db
def test_an_account_that_is_closed_is_out_at_once():
    user = make_account()
    client = signed_in(user)
    assert is_signed_in(client)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_a_code_of_a_second_factor_counts_once(client):
    user = make_account()
    with_second_factor(user, client)
    secret = auth.TOTP(Authenticator.objects.get(user=user, type="totp"))
    key = auth.decrypt(secret.instance.data["secret"])
    code = auth.format_hotp_value(auth.hotp_value(key, list(auth.yield_hotp_counters_from_time())[-1]))
    answers = []
    for _try in range(2):
        other = Client()
        sign_in(other, "ana")
        answers.append(other.post("/account/second-factor/authenticate/", {"code": code}).status_code)
    assert answers == [302, 200]


# What is logged


@pytest.mark.django_db
def test_signing_in_is_logged_without_a_name(caplog):
    caplog.set_level(logging.INFO)
    user = make_account()
    sign_in(Client(), "ana", "wrong")
    sign_in(Client(), "ana")
    told = [record.getMessage() for record in caplog.records if record.name == "relocate.signing_in"]
    assert told == ["A password or name was wrong at signing in.", f"Account {user.pk} signed in."]
    assert "ana" not in " ".join(told)


@pytest.mark.django_db
def test_a_refusal_is_logged(caplog):
    client = signed_in(User.objects.create_user("viewer", is_staff=True))
    assert client.get("/admin/auth/user/").status_code == 403
    assert [record.levelname for record in caplog.records if "Forbidden" in record.getMessage()] == ["WARNING"]
