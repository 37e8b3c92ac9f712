"""docs/asvs.md names tests that there are, and what it claims and no other test holds is held here."""

import ast
import hashlib
import json
import logging
import re
import secrets
import time
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.signing import Signer
from django.db import connection
from django.db.models import FileField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from hubs.answers import stamps
from hubs.models import Hub, Source
from relocate import logs
from relocate import settings as shipped
from tests import makers
from tests.accounts import PASSWORD, link_in_mail, make_account, say_password, sign_in, signed_in
from tests.browser.paths import PATHS
from tests.pages import Page
from tests.test_accounts import is_signed_in, with_second_factor

ROOT = Path(__file__).parent.parent
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| .+ \| (met|not met|operator) \| .+ \| (?:`([\w/]+\.py)::(\w+)`|–) \|$", re.MULTILINE
)
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
CODE = [
    file for folder in ("hubs", "relocate") for file in (ROOT / folder).rglob("*.py") if "migrations" not in file.parts
]
SCRIPTS = sorted((ROOT / "hubs" / "static" / "hubs").rglob("*.js"))


def test_every_requirement_of_both_levels_stands_there_once():
    stated, absent = TEXT.split("## No such thing here")
    rows, none = re.findall(r"^\| (\d\S*) \|", stated, re.MULTILINE), re.findall(r"\b\d+\.\d+\.\d+\b", absent)
    assert len({*rows, *none}) == len(rows) + len(none) == 253
    assert [row[0] for row in ROW.findall(stated)] == rows, "a row is not of the form of the others"


def test_the_states_are_counted_right():
    stated = [state for _id, state, _file, _name in ROW.findall(TEXT)]
    for state in ("met", "operator", "not met"):
        assert re.search(rf"^- \*\*{state}\*\*: .+ \({stated.count(state)}\)\.$", TEXT, re.MULTILINE), state
    assert f"the list at the end ({253 - len(stated)})" in TEXT


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
CALLS = [
    node
    for file in CODE
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
]


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
    assert shipped.CSRF_COOKIE_HTTPONLY
    assert shipped.MESSAGE_STORAGE.endswith("SessionStorage")  # else a cookie with a name of its own


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
    before = SessionStore()
    before["planted"] = "by somebody else"
    before.save()
    client.cookies["sessionid"] = before.session_key
    sign_in(client, "ana")
    key = client.cookies["sessionid"].value
    assert re.fullmatch(r"[a-z0-9]{32}", key)
    assert key != before.session_key
    assert not Session.objects.filter(pk=before.session_key).exists()


@pytest.mark.django_db
def test_saying_the_password_again_gives_a_new_session():
    client, taken = signed_in(make_account()), Client()
    taken.cookies["sessionid"] = old = client.cookies["sessionid"].value
    say_password(client, "wrong")
    assert is_signed_in(taken)
    assert say_password(client).status_code == 302
    assert client.cookies["sessionid"].value != old
    assert is_signed_in(client)
    assert not is_signed_in(taken)


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


@pytest.mark.django_db(transaction=True)
def test_the_code_that_switches_a_second_factor_on_counts_once(client, monkeypatch):
    """What it is set up with is a code as well, and good for a minute and a half."""
    frozen = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: frozen)
    user = make_account()
    with_second_factor(user, client)
    key = auth.decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    first, *later = [auth.format_hotp_value(auth.hotp_value(key, n)) for n in auth.yield_hotp_counters_from_time()]
    other = Client()
    sign_in(other, "ana")
    assert other.post("/account/second-factor/authenticate/", {"code": first}).status_code == 200
    assert other.post("/account/second-factor/authenticate/", {"code": later[-1]}).status_code == 302


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


# What a name, a test or an eye held alone before


def test_no_query_is_built_of_words():
    assert users_of(r"(.*\.)?(RawSQL|raw|extra)") == []


def test_every_code_of_ours_is_made_with_sha_256():
    made = [ast.unparse(node) for node in CALLS if ast.unparse(node.func) == "salted_hmac"]
    assert made
    assert [call for call in made if "algorithm='sha256'" not in call] == []


def test_what_nobody_may_guess_is_not_drawn_by_chance():
    assert users_of(r"random\..*|uuid\.(?!uuid4).*") == ["random.Random in hubs/drawing/labels.py"]  # where names stand
    assert users_of(r"uuid\.uuid4") == [
        "uuid.uuid4 in hubs/catalogue/deleted.py",  # what was deleted together
        "uuid.uuid4 in relocate/observed.py",  # the id of a request
    ]


def test_no_script_makes_a_page_of_words():
    for file in SCRIPTS:
        code = file.read_text(encoding="utf-8")
        found = re.search(
            r"\.innerHTML|outerHTML|insertAdjacentHTML|document\.write|__proto__|\beval\b|Object\.assign", code
        )
        assert found is None, file.name


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example"])
def test_a_source_leads_to_a_page_and_runs_nothing(url):
    field = Source._meta.get_field("url")
    assert field.clean("https://example.org/a", None) == "https://example.org/a"
    with pytest.raises(ValidationError):
        field.clean(url, None)


@pytest.mark.django_db
def test_words_cannot_leave_the_data_that_search_engines_read(client):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(summary="</script><b>bold</b>")
    makers.make_release()
    [*blocks] = Page(client.get("/hubs/lima/")).all('script[type="application/ld+json"]')
    told = [json.loads(block.text()) for block in blocks]
    assert "</script><b>bold</b>" in [each.get("description") for each in told]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in PATHS.values() if "{" not in path])
def test_who_only_reads_writes_nothing(client, path):
    makers.make_release()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert [each["sql"] for each in asked if re.match(r"INSERT|UPDATE|DELETE", each["sql"])] == []


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, to):
    make_account()
    sent = {"login": "ana", "password": PASSWORD, "next": to}
    assert client.post("/account/login/", sent)["Location"] == "/desk/"


@pytest.mark.django_db
def test_an_account_is_not_made_as_more_than_it_is(client):
    more = {"is_staff": "1", "is_superuser": "1", "is_active": "1", "username": "root", "groups": "1"}
    client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD, **more})
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)
    assert user.username != "root"


@pytest.mark.django_db
@pytest.mark.parametrize("value", [True, "three", 1.5, [3], {"a": 3}, None])
def test_what_is_no_number_is_not_taken_for_one(client, value):
    makers.make_release()
    asked = client.post("/api/v1/rank", {"family": value}, content_type="application/json")
    assert asked.status_code in {400, 422}, asked.json()


# Second factors, resets


def test_what_checks_codes_is_drawn_by_the_machine(monkeypatch):
    drawn = []
    monkeypatch.setattr(secrets, "token_bytes", lambda number: drawn.append(number) or bytes(number))
    monkeypatch.setattr(secrets, "token_hex", lambda number: drawn.append(number) or "0" * 2 * number)
    assert auth.generate_totp_secret() == "A" * 32
    assert RecoveryCodes.generate_seed() == "0" * 80
    assert drawn == [20, 40]


@pytest.mark.django_db
def test_a_recovery_code_has_eight_digits(client):
    with_second_factor(make_account(), client)
    codes = Page(client.get("/account/second-factor/recovery-codes/")).texts(".account-codes code")
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)
    assert 10**8 >= 2**20


@pytest.mark.django_db
def test_a_new_password_by_mail_leaves_the_second_factor_on(client):
    with_second_factor(make_account(), client)
    other = Client()
    other.post("/account/password/reset/", {"email": "ana@example.org"})
    form = Page(other.get(link_in_mail(), follow=True)).values("form.plain-form", "action")[0]
    other.post(form, {"password1": "another-Secret-8", "password2": "another-Secret-8"})
    assert not is_signed_in(other)
    assert sign_in(other, "ana", "another-Secret-8")["Location"] == "/account/second-factor/authenticate/"
    assert not is_signed_in(other)


@pytest.mark.django_db
def test_a_lost_second_factor_is_taken_off_as_operators_are_told(client):
    other = make_account("bo")
    with_second_factor(make_account(), client)
    with_second_factor(other, Client())
    (command,) = re.findall(r'manage\.py shell -c "(.+?)"', (ROOT / "docs" / "operator.md").read_text(encoding="utf-8"))
    call_command("shell", command=command)
    assert sign_in(Client(), "ana")["Location"] == "/desk/"
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}


@pytest.mark.django_db
def test_a_password_stays_good_for_years(client):
    make_account()
    User.objects.update(date_joined=timezone.now() - timedelta(4000), last_login=timezone.now() - timedelta(4000))
    assert sign_in(client, "ana")["Location"] == "/desk/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/account/password/reset/"])
def test_an_account_has_no_hint_and_no_question(client, path):
    asked = {field.attributes["name"] for field in Page(client.get(path)).all("main input[name]")}
    assert asked - {"csrfmiddlewaretoken", "next"} <= {"login", "password", "email", "password1"}


@pytest.mark.django_db
def test_a_password_is_hashed_anew_when_more_rounds_are_asked_for(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = make_account()
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "a" * 22, iterations=1_000)
    user.save()
    assert sign_in(client, "ana").status_code == 302
    user.refresh_from_db()
    assert f"${PBKDF2PasswordHasher.iterations}$" in user.password


# Signed words


def test_a_signed_word_names_no_way_of_signing():
    assert Signer().algorithm == "sha256"
    assert [
        call for call in map(ast.unparse, CALLS) if "Signer(" in call or "signing." in call and "algorithm" in call
    ] == []
    weak = Signer(salt=stamps.SALT, algorithm="sha1").sign_object(["token", 0])
    for forged in (weak, stamps.stamped("token") + "x", stamps.stamped("token").rpartition(":")[0] + ":", ""):
        assert stamps.read_stamp(forged) is None
    assert stamps.read_stamp(stamps.stamped("token")).token == "token"


# Logs


@pytest.mark.django_db
def test_a_wrong_code_is_logged(client, caplog):
    user = make_account()
    with_second_factor(user, client)
    other = Client()
    sign_in(other, "ana")
    other.post("/account/second-factor/authenticate/", {"code": "000000"})
    assert f"A code of the second factor of account {user.pk} was wrong." in [
        each.getMessage() for each in caplog.records
    ]


@pytest.mark.django_db
def test_who_tries_to_get_around_is_logged(caplog, monkeypatch):
    makers.make_release()
    monkeypatch.setattr("relocate.signing_in.PASSWORDS_AN_HOUR", 0)
    tried = {
        "forged": Client(enforce_csrf_checks=True).post("/share/", {"answers": "cost=1"}),
        "too large": Client().post("/share/", {"answers": "x" * 1_001_000}),
        "no key": Client().get("/api/v1/links", headers={"authorization": "Bearer rlk_wrong"}),
        "too often": sign_in(Client(), "ana"),
        "unreadable": Client().get("/results/?cost=9"),
        "another's": signed_in(make_account()).get(f"/invitations/{'a' * 22}/"),
    }
    assert {name: answer.status_code for name, answer in tried.items()} == {
        "forged": 403, "too large": 413, "no key": 401, "too often": 429, "unreadable": 400, "another's": 404,
    }  # fmt: skip
    logged = {record.status_code for record in caplog.records if hasattr(record, "status_code")}
    assert {403, 413, 401, 429, 400, 404} <= logged


@pytest.mark.django_db
def test_no_message_of_ours_is_a_cookie(client):
    client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


@pytest.mark.django_db
def test_a_line_of_the_log_is_one_line(client, caplog):
    client.get("/nosuch%0A2026-01-01 00:00:00 INFO forged/")
    refused = [record for record in caplog.records if record.name == "django.request"]
    assert refused
    for kind in ("text", "json"):
        assert all("\n" not in logs.formatter(kind).format(record) for record in refused)


@pytest.mark.django_db
def test_an_account_may_be_open_in_many_places():
    make_account()
    clients = [Client() for _ in range(5)]
    for each in clients:
        sign_in(each, "ana")
    assert all(is_signed_in(each) for each in clients)
