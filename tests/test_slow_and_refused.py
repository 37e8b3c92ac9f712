"""What reaches a server before Django does: requests that lie, come slowly or end too early."""

import io
import runpy
import socket
import time
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.http import UnreadablePostError
from django.test import Client, RequestFactory
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.errors import InvalidHTTPVersion
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from hubs.admin.named import PUBLISHER
from hubs.web import limits
from relocate import addresses, logs, server, worker
from relocate.bodies import Body, CutOff, Whole
from relocate.headers import HEADERS
from relocate.observed import Observed
from relocate.worker import SiteWorker
from tests import makers
from tests.pages import Page, shared_link
from tests.spending import spent


@pytest.fixture
def config(monkeypatch):
    made = Config()
    for name, value in runpy.run_path(server.__file__).items():
        if name in made.settings:
            made.set(name, value)
    return made


@pytest.mark.parametrize("header", ["SCRIPT_NAME: /es", "Script_Name: /es", "PATH_INFO: /metrics"])
def test_who_asks_says_with_no_header_which_page_this_is(config, header):
    """From this machine gunicorn would believe it: a network before the site would keep another page under this one."""
    sent = f"GET /es/hubs/ HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\n{header}\r\n\r\n".encode()
    here = ("127.0.0.1", 1)
    request = next(RequestParser(config, iter([sent]), here))
    _, environ = wsgi.create(request, None, here, here, config)
    told = (environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["wsgi.url_scheme"])
    assert told == ("", "/es/hubs/", "http")


@pytest.fixture
def site_worker(config):
    log = SimpleNamespace(**dict.fromkeys(("warning", "exception", "debug", "access"), lambda *args: None))
    made = SiteWorker(1, 1, [], None, 30, config, log)
    yield made
    made.tmp.close()


@pytest.fixture
def pair():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as there:
        here, _ = listener.accept()
        with here:
            yield here, there


def test_what_the_server_itself_refuses_has_every_header_and_repeats_nothing(site_worker, pair, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 60, False
    here, there = pair
    site_worker.handle_error(None, here, None, InvalidHTTPVersion("<script>"))
    head, _, words = there.recv(5000).decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 400 Bad Request\r\n")
    assert [f"{name}: {value}" for name, value in HEADERS.items() if f"{name}: {value}" not in head.split("\r\n")] == []
    assert "Strict-Transport-Security: max-age=60" in head.split("\r\n")
    assert words == "Bad Request\n"
    assert f"Content-Length: {len(words)}" in head


@pytest.mark.parametrize(
    ("told", "length"), [("1000000", 1_000_000), ("9" * 401, 12_000_000), ("9" * 5_000, 12_000_000)]
)
@pytest.mark.parametrize(("late", "heard"), [(False, b"more"), (True, b"")])
def test_who_is_too_slow_is_listened_to_no_more_and_still_answered(
    site_worker, pair, monkeypatch, late, heard, told, length
):
    here, there = pair
    conn, asked = Mock(sock=here), []
    here.settimeout(5)

    def handle(self, conn):
        request = SimpleNamespace(headers=[("CONTENT-LENGTH", told)])
        SiteWorker.handle_request(self, request, conn)

    def handle_request(self, request, conn):
        waited = worker.BODY_SECONDS + length / worker.SLOWEST + (1 if late else -1)
        now = worker.time.monotonic()
        with monkeypatch.context() as patch:
            patch.setattr(worker.time, "monotonic", lambda: now + waited)
            self.murder_pending()
        if not late:  # else a thread that waits is told at once that nothing comes any more
            there.sendall(b"more")
        asked.append(here.recv(10))
        here.sendall(b"answer")

    monkeypatch.setattr(ThreadWorker, "handle", handle)
    monkeypatch.setattr(ThreadWorker, "handle_request", handle_request)
    site_worker.handle(conn)
    assert asked == [heard]
    assert there.recv(10) == b"answer"
    assert site_worker.due == {}


@pytest.mark.parametrize("read", [Body.read, list, Body.readlines, lambda body: [body.readline(), body.readline(9)]])
def test_what_ends_before_its_end_is_nobodys_to_use(read):
    whole = read(Body(io.BytesIO(b"one\ntwo and what comes next"), 7))
    assert whole in (b"one\ntwo", [b"one\n", b"two"])
    with pytest.raises(CutOff):
        read(Body(io.BytesIO(b"one\ntwo"), 8))


def test_half_a_form_is_none():
    environ = RequestFactory().post("/share/", {"title": "a" * 50}).META | {"wsgi.input": io.BytesIO(b"title=aaaa")}
    seen = []

    def site(environ, start):
        request = RequestFactory().request(**environ)
        with pytest.raises(UnreadablePostError):
            seen.append(request.POST)
        return [b"answered"]

    assert Whole(site)(environ, None) == [b"answered"]
    assert seen == []


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "told"), [(True, "https", True), (True, "http", False), (False, "https", False)]
)
def test_every_answer_over_https_says_for_how_long(settings, behind_proxy, forwarded, told):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 60, True
    answered = []

    def health(environ, start):
        start("200 OK", [])
        return []

    environ = RequestFactory().get("/livez").META | {"HTTP_X_FORWARDED_PROTO": forwarded}
    Observed(health, behind_proxy=behind_proxy)(environ, lambda status, headers, *_: answered.append(dict(headers)))
    assert answered[0].get("Strict-Transport-Security") == ("max-age=60; includeSubDomains" if told else None)


UNREADABLE = {
    "another alphabet": ("a=1", "application/x-www-form-urlencoded; charset=utf-7"),
    "no boundary": ("a=1", "multipart/form-data"),
    "too many fields": ("&".join(f"a{number}=1" for number in range(6_000)), "application/x-www-form-urlencoded"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/share/", "/nosuch/", "/hubs/", "/account/login/", "/admin/nosuch/", "/static/nosuch"]
)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_gets_the_page_of_the_house_everywhere(path, kind):
    makers.make_release()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/account/login/")  # only who has a cookie is asked for the token that is among what was sent
    content, content_type = UNREADABLE[kind]
    response = client.post(path, content, content_type=content_type)
    assert response.status_code in {400, 404}
    assert Page(response).one("h1")
    client.cookies.clear()
    assert client.post(path, content, content_type=content_type).status_code in {400, 403, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("content", [rb'{"cost": "\ud800"}', rb'{"\udfff": 1}', rb'{"specialty": ["\ud83d"]}'])
def test_half_a_letter_is_no_text(client, content):
    makers.make_release()
    response = client.post("/api/v1/rank", content, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    whole = client.post("/api/v1/rank", b'{"nobody": "\\ud83d\\ude00"}', content_type="application/json")
    assert whole.status_code == 422


@pytest.mark.django_db
def test_what_a_program_sends_by_halves_is_told_as_such(client):
    makers.make_release()
    cut = RequestFactory().post("/api/v1/rank", {"cost": 2}, content_type="application/json").META
    response = client.request(**cut | {"wsgi.input": Body(io.BytesIO(b'{"cost"'), int(cut["CONTENT_LENGTH"]))})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


ALLOWED = {
    "file": ("/results/ranking.csv?cost=2", limits.FILES_AN_HOUR),
    "card": ("/hubs/lima/card.png?anew", limits.CARDS_AN_HOUR),
    "sitemap": ("/sitemap.xml?anew", limits.SITEMAPS_AN_HOUR),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", ALLOWED)
def test_what_is_dear_is_answered_so_often_and_no_more(client, what):
    makers.make_release()
    path, most = ALLOWED[what]
    spent(what, most - 1)
    assert client.get(path).status_code == 200
    path = path.replace("lima", "cusco")  # what was drawn is kept
    refused = client.get(path)
    assert (refused.status_code, Page(refused).texts("h1")) == (429, ["Too many tries"])
    assert 0 < int(refused["Retry-After"]) <= limits.HOUR
    assert client.get(path, REMOTE_ADDR="192.0.2.9").status_code == 200


@pytest.mark.django_db
def test_files_of_shared_rankings_are_counted_too_and_cards_that_are_kept_are_not(client):
    makers.make_release()
    link = shared_link(client.post("/share/", {"answers": "cost=2&family=1"}))
    assert client.get(f"{link}card.png").status_code == 200
    spent("file", limits.FILES_AN_HOUR)
    spent("card", limits.CARDS_AN_HOUR)
    assert client.get(f"{link}ranking.xlsx").status_code == 429
    assert client.get(f"{link}card.png").status_code == 200


@pytest.mark.django_db
def test_a_program_is_led_nowhere_from_http(client, settings):
    makers.make_release()
    settings.SECURE_SSL_REDIRECT = True
    refused = client.get("/api/v1/hubs", headers={"authorization": "Bearer rlk_key"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "revoke" in refused.json()["detail"]
    assert client.get("/hubs/").status_code == 301
    assert client.get("/api/v1/hubs", secure=True).status_code == 200


@pytest.mark.parametrize("again", ["a", ".", " ", "(", "a.", ". ", " (", "a@", "@a", ".a", "-", "amp;", "a-"])
@pytest.mark.parametrize(
    "read",
    [logs.hide, lambda text: addresses.CLOSING.sub("", text), lambda text: PUBLISHER.sub("", text)],
    ids=["log", "closing", "publisher"],
)
def test_what_is_long_and_all_alike_is_read_once_and_not_from_each_letter_anew(read, again):
    def least(letters):
        text = again * (letters // len(again))
        return min(spent_on(lambda: [read(f"{text}a"), read(f"x@{text}!")]) for _ in range(3))

    # Sixteen times the letters take about sixteen times as long; from each letter anew, 256 times.
    assert least(64_000) < 80 * max(least(4_000), 1e-4)


def spent_on(act):
    began = time.process_time()
    act()
    return time.process_time() - began


@pytest.mark.parametrize(
    "written", ["ana@example.org+bea@example.org", "ana.maria+x@mail.example.org", "-a@example.org-"]
)
def test_each_address_of_a_line_is_hidden(written):
    told = logs.hide(f"to {written} now")
    assert [part for part in ("example", "@", "maria") if part in told] == []
