"""What operators see of requests: their ids, logs, numbers and errors, without what readers answered or are."""

import io
import json
import logging
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sentry_sdk
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory
from gunicorn.config import Config
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from relocate import logs, metrics, reporting
from relocate.gunicorn_logs import SiteLogger
from relocate.headers import HEADERS
from relocate.observed import Below, Observed
from relocate.wsgi import application
from tests import makers

TOKEN = "AbCdEfGhIjKlMnOpQrStU1"
SECRETS = [TOKEN, "cost=2", "ana@example.org", "192.0.2.7"]


def asked(application, **environ):
    told = {}

    def start(status, headers, *_):
        told.update(status=status, headers=dict(headers))

    body = b"".join(application({"REQUEST_METHOD": "GET", "PATH_INFO": "/", **environ}, start))
    return told["headers"], body


def echo(environ, start):
    start("200 OK", [])
    return [f"{environ.get('SCRIPT_NAME', '')} {environ['PATH_INFO']}".encode()]


@pytest.mark.parametrize("given", ["abcdefgh", "0f-1.2:3_4" * 3])
def test_the_id_of_a_request_is_the_proxys_where_there_is_one(given):
    assert asked(Observed(echo, behind_proxy=True), HTTP_X_REQUEST_ID=given)[0]["X-Request-ID"] == given
    assert logs.request_id.get() == given
    assert asked(Observed(echo, behind_proxy=False), HTTP_X_REQUEST_ID=given)[0]["X-Request-ID"] != given


@pytest.mark.parametrize("given", ["a" * 8, "a" * 64])
def test_an_id_has_eight_to_sixty_four_letters(given):
    assert asked(Observed(echo, behind_proxy=True), HTTP_X_REQUEST_ID=given)[0]["X-Request-ID"] == given


def test_what_an_answer_says_that_says_nothing_of_its_own():
    """Nobody keeps it, frames it, reads it from elsewhere, takes it for another type, or learns whence one came."""
    headers, _ = asked(Observed(echo, behind_proxy=False))
    assert len(headers.pop("X-Request-ID")) == 32
    assert headers == {
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


@pytest.mark.parametrize("given", ["", "seven77", "x" * 65, "with\nline 12345", "blank blank blank", "é" * 10])
def test_an_id_that_is_none_is_replaced(given):
    ids = {asked(Observed(echo, behind_proxy=True), HTTP_X_REQUEST_ID=given)[0]["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in ids)


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/relocate/hubs/", "/hubs/"), ("/hubs/", "/hubs/"), ("/relocate", "/"), ("/relocated/", "/relocated/")],
)
def test_a_site_below_a_path_answers_whether_or_not_the_proxy_takes_it_off(path, inside):
    assert asked(Below(echo, "/relocate"), PATH_INFO=path)[1].decode() == f"/relocate {inside}"


@pytest.mark.parametrize(
    "path", ["/", "/nosuch/", "/livez", "/robots.txt", "/static/nosuch.css", "/admin/login/", "/s/x/"]
)
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
@pytest.mark.django_db
@pytest.mark.usefixtures("connected")
def test_every_answer_has_every_header(path, host):
    environ = RequestFactory().get(path, headers={"host": host}).META | {"HTTP_COOKIE": ""}
    headers, _ = asked(application, **environ)
    assert HEADERS.keys() <= headers.keys()
    assert "'unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_who_finds_a_weakness_learns_whom_to_tell(client, settings):
    settings.CONTACT = "security@relocate.example"
    told = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@relocate.example\n" in told
    expires = datetime.fromisoformat(re.search(r"Expires: (.*)", told)[1])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def record(message, *args, **extra):
    made = logging.LogRecord("django.request", logging.WARNING, "file", 1, message, args, None)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize("kind", ["text", "json"])
@pytest.mark.parametrize(
    "message",
    [
        f"Not Found: /fr/s/{TOKEN}/",
        f"Error handling request /results/?cost=2&s={TOKEN}",
        "Invalid request from ip=192.0.2.7: Invalid HTTP Version",
        f"DETAIL:  Key (token)=({TOKEN}) already exists, (ana@example.org)",
        f"<WSGIRequest: GET '/s/{TOKEN}.?cost=2'>",
    ],
)
def test_no_log_tells_what_is_nobodys_business(kind, message, rf):
    logs.request_id.set("the-request")
    told = logs.formatter(kind).format(record(message, request=rf.get(f"/s/{TOKEN}/?cost=2")))
    assert [secret for secret in SECRETS if secret in told] == []
    assert "the-request" in told


def test_what_is_no_secret_is_told():
    for plain in (
        "Not Found: /hubs/san-miguel-de-allende-and-around/",
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY",
        '  File "/srv/relocate/hubs/explanations/double_counting.py", line 3, in test',
        "GET /static/hubs/css/site.0123456789ab.css 200",
    ):
        assert logs.hide(plain) == plain


def test_json_is_one_object_a_line_with_its_traceback():
    try:
        raise ValueError(f"/s/{TOKEN}/")
    except ValueError:
        made = record("Failed\nbadly", status_code=500)
        made.exc_info = sys.exc_info()
    line = logs.formatter("json").format(made)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["message"], told["level"], told["status_code"]) == ("Failed\nbadly", "WARNING", 500)
    assert "ValueError: /s/…/" in told["traceback"]
    assert set(told) == {"time", "level", "logger", "message", "request_id", "status_code", "traceback"}
    assert told["logger"] == made.name


def test_letters_of_every_script_stay_readable_and_a_request_is_not_taken_along(rf):
    made = record("São Paulo", request=rf.get("/?cost=2"), server_time="now")
    for kind, shown in (("json", '"message": "São Paulo"'), ("text", "] São Paulo")):
        line = logs.formatter(kind).format(made)
        assert shown in line
        assert "cost" not in line
        assert "now" not in line


def test_a_line_of_text_begins_with_its_time_level_and_logger():
    made = record("Told")
    line = logs.formatter("text").format(made)
    told = rf"[\d-]+ [\d:,]+ WARNING {re.escape(made.name)} \[{re.escape(logs.request_id.get())}\] Told"
    assert re.fullmatch(told, line)


@pytest.mark.parametrize("kind", ["text", "json"])
def test_the_access_log_tells_the_request_and_neither_reader_nor_answers(kind, monkeypatch, capsys):
    monkeypatch.setenv("LOG_FORMAT", kind)
    config = Config()
    config.set("accesslog", "-")
    logger, stream = SiteLogger(config), io.StringIO()
    for handler in logger.access_log.handlers:
        handler.setStream(stream)
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"/s/{TOKEN}/?cost=2", "relocate.request_id": "the-request",
        "REMOTE_ADDR": "192.0.2.7", "HTTP_REFERER": f"/s/{TOKEN}/?cost=2", "HTTP_USER_AGENT": "ana@example.org",
    }  # fmt: skip
    logger.access(SimpleNamespace(status="200 OK", sent=5), None, environ, timedelta(milliseconds=12))
    line = stream.getvalue().splitlines()[0]
    assert [secret for secret in SECRETS if secret in line] == []
    assert "the-request" in line
    if kind == "json":
        told = json.loads(line)
        assert (told["path"], told["status"], told["bytes"], told["milliseconds"]) == ("/s/…/", 200, 5, 12)
    else:
        assert "GET /s/…/ 200 5 12" in line


@pytest.mark.django_db
def test_a_foreign_host_is_told_in_one_line(client, caplog):
    client.get("/", headers={"host": "evil.example"})
    (told,) = [each for each in caplog.records if each.name == "django.security.DisallowedHost"]
    assert told.exc_info is None


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["a{}=1&", "csrfmiddlewaretoken={}&"])
def test_what_anybody_can_send_is_told_in_one_line_and_reported_to_nobody(client, caplog, reported, field):
    makers.make_release()
    sent = "".join(field.format(number) for number in range(6_000))
    assert client.post("/share/", sent, content_type="application/x-www-form-urlencoded").status_code == 400
    told = [each for each in caplog.records if each.name.startswith("django.security")]
    assert [(each.levelname, each.exc_info) for each in told] == [("WARNING", None)]
    assert reported.sent == []


def test_everything_that_django_calls_suspicious_is_known():
    kinds, known = [SuspiciousOperation], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        known |= {kind.__name__} if kind.__module__.startswith("django.") else set()
    assert known <= set(logs.SUSPICIOUS)


@pytest.mark.django_db
def test_numbers_are_for_who_shows_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "opens"
    makers.make_release()
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer é"}):
        refused = client.get("/metrics", headers=headers)
        assert (refused.status_code, refused["WWW-Authenticate"], refused.content) == (401, "Bearer", b"")
    answered = client.get("/metrics", headers={"authorization": "Bearer opens", "host": "10.0.0.7"})
    assert (answered.status_code, answered["Cache-Control"]) == (200, "no-store")


COUNTED = """
import os, sys
from relocate import measuring
measuring.share()
import django; django.setup()
from django.conf import settings
from relocate import metrics
for worker in range(3):
    if not (child := os.fork()):
        for _ in range(4):
            metrics.observe({"REQUEST_METHOD": "GET", "relocate.page": "hubs:hubs"}, "200 OK", 0.02)
        metrics.observe({"REQUEST_METHOD": "HACK"}, "405 No", 0.02)
        os._exit(0)
    os.waitpid(child, 0)
print(metrics.generate_latest(metrics._of_all_workers()).decode())
folder = os.environ[measuring.FOLDER]
measuring.forget()
print(os.path.exists(folder))
"""


def test_numbers_are_those_of_all_workers_together(monkeypatch):
    monkeypatch.setenv("METRICS_TOKEN", "opens")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "relocate.settings")
    told = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True).stdout
    assert 'relocate_requests_total{method="GET",page="hubs:hubs",status="200"} 12.0' in told
    assert 'relocate_requests_total{method="other",page="none",status="405"} 3.0' in told
    assert 'relocate_request_seconds_count{page="hubs:hubs"} 12.0' in told
    assert told.endswith("False\n")


def test_methods_and_times_are_told_apart(settings):
    settings.METRICS_TOKEN = "opens"
    known, page = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], "of this test"
    times = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]
    for method in (*known, "TRACE", "HACK"):
        metrics.observe({"REQUEST_METHOD": method, metrics.PAGE: page}, "200 OK", 20.0)
    for seconds in times:
        metrics.observe({"REQUEST_METHOD": "GET", metrics.PAGE: page}, "404 Not Found", seconds)
    told = [each for each in parsed(generate_latest().decode()) if each.labels.get("page") == page]
    requests = {(each.labels["method"], each.labels["status"]): each.value for each in told if "status" in each.labels}
    assert requests == {(name, "200"): 1 for name in known} | {("other", "200"): 2, ("GET", "404"): len(times)}
    below = {float(each.labels["le"]): each.value for each in told if "le" in each.labels}
    assert list(below.values()) == [*range(1, len(times) + 1), len(times) + 9]
    assert list(below) == [*times, float("inf")]


def parsed(numbers):
    return [
        sample
        for family in text_string_to_metric_families(numbers)
        for sample in family.samples
        if not sample.name.endswith("_created")
    ]


class Kept(sentry_sdk.transport.Transport):
    def __init__(self, options=None):
        super().__init__(options)
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent.append(envelope.serialize().decode())


@pytest.fixture
def reported():
    kept = Kept()
    reporting.start("https://key@errors.example/1", transport=kept, include_source_context=False)  # lines of this test
    yield kept
    sentry_sdk.init()  # reports nothing any more


@pytest.mark.django_db
def test_an_error_is_reported_without_what_readers_answered_or_are(reported, monkeypatch):
    def crash(*args):
        answers = "cost=2"
        raise RuntimeError(f"{answers and 'no'} row for /s/{TOKEN}/ of ana@example.org")

    monkeypatch.setattr("hubs.catalogue.releases.current", crash)
    client = Client(raise_request_exception=False, headers={"cookie": "sessionid=secretsession"})
    response = client.get(f"/hubs/lima/?cost=2&s={TOKEN}", REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 500
    (event,) = [each for each in reported.sent if "RuntimeError" in each]
    assert [secret for secret in [*SECRETS, "secretsession", "Cookie"] if secret in event] == []
    assert "request_id" in event
