"""Pages without answers are made once, hold nothing of anybody, and cannot be made to hold anything."""

import gc

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client

from hubs.catalogue import releases
from hubs.models import Hub
from hubs.web import following, page_cache
from hubs.web.build import build, files
from hubs.web.memory import BoundedMemory
from hubs.web.page import Page
from relocate.wsgi import application, kept
from tests import caches, makers
from tests.asked import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connected")]

KEPT = (
    "/",
    "/es/",
    "/hubs/",
    "/pt-br/hubs/lima/",
    "/hubs/lima/cost/",
    "/fr/method/",
    "/privacy/",
    "/sitemap.xml",
    "/card.png",
    "/es/hubs/lima/card.png",
)
ANSWERS = "cost=2&family=1"


@pytest.fixture
def followed():
    """The first release, as a worker shows it; no page is kept yet.

    Not by `follow`, which collects the garbage of all that a test run has in memory: that alone took 0.7 s.
    """
    makers.make_release()
    releases.serve(releases.newest())


@pytest.fixture
def unasked(monkeypatch):
    """From here on nothing reaches Django."""

    def close():
        monkeypatch.setattr(kept, "site", None)

    return close


@pytest.mark.parametrize("path", KEPT)
def test_a_page_without_answers_is_made_once(followed, unasked, path):
    first = ask(path)
    assert first.status == 200
    unasked()
    assert ask(path) == first


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_page_asks_the_database_nothing(followed, django_assert_num_queries, path):
    ask(path)
    with django_assert_num_queries(0):
        ask(path)


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_page_may_be_kept_by_others_and_is_nobodys_own(followed, path):
    answer = ask(path, HTTP_COOKIE="csrftoken=abc; sessionid=abc")
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.raw.decode("latin-1").lower().replace("(csrftoken)", "")
    assert {name.strip() for name in answer.headers.get("Vary", "").split(",")} - {""} <= {
        "Accept-Encoding",
        "Accept-Language",
        "Hx-Request",
    }


def test_a_network_before_the_site_may_show_a_page_while_it_asks_for_a_newer_one(followed):
    assert ask("/hubs/").headers["Cache-Control"] == page_cache.FRESH
    assert {"s-maxage", "stale-while-revalidate"} <= {
        part.strip().split("=")[0] for part in page_cache.FRESH.split(",")
    }


def test_a_page_varies_with_what_it_depends_on_and_with_nothing_else(followed):
    assert ask("/").headers["Vary"] == "Accept-Encoding, Accept-Language"
    assert ask("/method/").headers["Vary"] == "Accept-Encoding"
    assert ask("/hubs/lima/cost/").headers["Vary"] == "Accept-Encoding, Hx-Request"
    assert "Vary" not in ask("/card.png").headers


@pytest.mark.parametrize("path", KEPT)
def test_who_has_a_page_is_told_so(followed, path):
    first = ask(path)
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}', "*"):
        again = ask(path, HTTP_IF_NONE_MATCH=known)
        assert (again.status, again.raw) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert "Content-Length" not in again.headers
    assert ask(path, HTTP_IF_NONE_MATCH='"other"').raw == first.raw


def test_a_page_is_sent_as_the_browser_can_read_it(followed):
    plain = ask("/")
    for accepted, encoding in {
        "gzip, deflate, br": "br",
        "gzip": "gzip",
        "br;q=0, gzip;q=0.5": "gzip",
        "identity": "",
        "zstd": "",
    }.items():
        answer = ask("/", HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers.get("Content-Encoding", "") == encoding
        assert answer.text == plain.text
        assert int(answer.headers["Content-Length"]) == len(answer.raw)
        assert (answer.headers["ETag"] == plain.headers["ETag"]) == (encoding == "")


def test_a_picture_is_not_compressed_again(followed):
    answer = ask("/card.png", HTTP_ACCEPT_ENCODING="gzip, br")
    assert "Content-Encoding" not in answer.headers
    assert answer.raw.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", KEPT)
def test_a_head_request_gets_the_same_head_and_no_body(followed, path):
    before, page = ask(path, "HEAD"), ask(path)
    after = ask(path, "HEAD")
    assert before.headers == after.headers == page.headers
    assert before.raw == after.raw == b""


def test_each_language_has_its_pages(followed):
    assert len({ask(f"{prefix}/privacy/").text for prefix in ("", "/es", "/pt-br", "/fr")}) == 4


def test_the_landing_page_knows_the_language_of_each_browser(followed):
    for _ in range(2):
        assert ask("/", HTTP_ACCEPT_LANGUAGE="es-PE,es;q=0.9").text != ask("/", HTTP_ACCEPT_LANGUAGE="en").text
        assert "/fr/" in ask("/", HTTP_ACCEPT_LANGUAGE="fr").text
    assert ask("/", HTTP_ACCEPT_LANGUAGE="es-AR").raw == ask("/", HTTP_ACCEPT_LANGUAGE="es-PE,es;q=0.9").raw


def test_no_browser_makes_a_page_of_its_own_where_languages_do_not_matter(followed):
    for number in range(20):
        ask("/hubs/", HTTP_ACCEPT_LANGUAGE=f"x{number},es;q=0.{number}")
        ask("/", HTTP_ACCEPT_LANGUAGE=f"x{number},es;q=0.9")
    assert len(page_cache.pages) <= 3


@pytest.mark.parametrize("query", ["x=1", "cost=2", "utm_source=a", "country=PE", "?", "%00"])
@pytest.mark.parametrize("path", ["/", "/hubs/", "/hubs/lima/", "/sitemap.xml", "/card.png"])
def test_nothing_with_a_query_is_kept(followed, path, query):
    ask(f"{path}?{query}")
    assert not len(page_cache.pages)


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/hubs/atlantis/", f"/s/{'a' * 22}/", f"/results/?{ANSWERS}", "/account/login/"]
)
def test_what_is_missing_or_somebodys_own_is_not_kept(followed, path):
    answer = ask(path)
    assert not len(page_cache.pages)
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_page_with_answers_is_not_for_everybody(followed):
    answer = ask(f"/hubs/lima/?{ANSWERS}")
    assert answer.status == 200
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_an_error_is_not_kept(followed, monkeypatch):
    monkeypatch.setattr("hubs.views.pages.measures", None)
    monkeypatch.setattr("django.core.handlers.exception.log_response", lambda *args, **kwargs: None)
    assert ask("/method/").status == 500
    monkeypatch.undo()
    assert ask("/method/").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_reading_is_answered_from_the_cache(followed, method):
    ask("/hubs/")
    assert ask("/hubs/", method).status in {403, 405}
    page_cache.forget()
    ask("/hubs/", method)
    assert not len(page_cache.pages)


def test_a_piece_for_htmx_is_neither_kept_nor_answered_with_the_page(followed):
    piece = ask("/hubs/lima/cost/", HTTP_HX_REQUEST="true")
    page = ask("/hubs/lima/cost/")
    assert "<html" in page.text
    assert "<html" not in piece.text
    assert ask("/hubs/lima/cost/", HTTP_HX_REQUEST="true").text == piece.text


def test_a_host_that_is_not_ours_is_refused_and_leaves_nothing_behind(followed):
    ask("/")
    assert ask("/", HTTP_HOST="evil.example").status == 400
    assert "evil.example" not in ask("/").text
    assert not page_cache._other_hosts


def test_each_host_has_pages_that_name_it(followed):
    assert "http://localhost/hubs/" in ask("/hubs/", HTTP_HOST="localhost").text
    assert "http://testserver/hubs/" in ask("/hubs/").text


def test_hosts_that_a_client_makes_up_get_little_room(followed, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example.com"]
    for number in range(50):
        assert ask("/privacy/", HTTP_HOST=f"h{number}.example.com").status == 200
        assert ask("/privacy/", HTTP_HOST=f"testserver:{number + 1000}").status == 200
    assert len(page_cache.pages) == 8
    ask("/privacy/")
    assert len(page_cache.pages) == 9, "a host that the settings name has its room always"


def test_what_a_client_says_about_itself_makes_no_page(followed):
    plain = ask("/hubs/")
    forged = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "1.2.3.4",
    }
    page_cache.forget()
    for said in (forged, {"HTTP_X_ORIGINAL_URL": "/admin/"}, {"HTTP_USER_AGENT": "<script>"}, {"HTTP_COOKIE": "a=b"}):
        assert ask("/hubs/", **said) == plain
        assert ask("/hubs/") == plain
    assert len(page_cache.pages) == 1


def test_behind_a_proxy_each_scheme_has_its_pages(followed, settings):
    settings.BEHIND_PROXY, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(2):
        assert "https://testserver/hubs/" in ask("/hubs/", HTTP_X_FORWARDED_PROTO="https").text
        assert "http://testserver/hubs/" in ask("/hubs/", HTTP_X_FORWARDED_PROTO="http").text
    ask("/hubs/", HTTP_X_FORWARDED_PROTO="ftp")
    assert len(page_cache.pages) == 2


def test_who_is_signed_in_gets_the_page_of_everybody(followed):
    client = Client()
    client.force_login(User.objects.create_superuser("curator"))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    page = ask("/", HTTP_COOKIE=cookie)
    assert page == ask("/")
    assert "curator" not in page.text


@pytest.mark.parametrize("cookie", ["csrftoken=abc", "sessionid=gone", "messages=x"])
def test_an_old_cookie_neither_enters_a_page_nor_keeps_it_from_being_kept(followed, cookie):
    page = ask("/", HTTP_COOKIE=cookie)
    assert page == ask("/")
    assert len(page_cache.pages) == 1


def test_a_page_that_has_a_token_after_all_stays_with_its_reader(followed, monkeypatch):
    monkeypatch.setattr("hubs.views.pages.render", lambda request, *_: HttpResponse(get_token(request)))
    answer = ask("/privacy/")
    assert "Set-Cookie" in answer.headers
    assert answer.headers["Cache-Control"] == "private"
    assert not len(page_cache.pages)


def test_a_view_that_gives_a_cookie_or_varies_with_it_is_left_alone():
    public = [("Content-Type", "text/html"), ("Cache-Control", "public")]
    assert page_cache.is_nobodys_own([*public, ("Vary", "Accept-Encoding, Accept-Language")])
    for own in (("Set-Cookie", "a=b"), ("Vary", "Cookie"), ("Vary", "*"), ("Cache-Control", "private")):
        assert not page_cache.is_nobodys_own([*public, own])


# The same answers again


def test_the_same_answers_are_ranked_once(followed, unasked):
    first = ask(f"/results/?{ANSWERS}", HTTP_ACCEPT_ENCODING="gzip")
    plain = ask(f"/results/?{ANSWERS}")
    assert first.text == plain.text
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    unasked()
    assert ask(f"/results/?{ANSWERS}", HTTP_ACCEPT_ENCODING="gzip") == first
    assert ask(f"/results/?{ANSWERS}") == plain
    assert ask(f"/results/?{ANSWERS}", HTTP_IF_NONE_MATCH=plain.headers["ETag"]).status == 304


def test_other_answers_another_language_and_another_release_are_ranked_anew(followed):
    found = {ask(path).raw for path in (f"/results/?{ANSWERS}", f"/fr/results/?{ANSWERS}", "/results/?cost=3&family=1")}
    assert len(found) == len(page_cache.rankings) == 3
    edit("Límac")
    following.follow(application)
    assert not len(page_cache.rankings)
    assert "Límac" in ask(f"/results/?{ANSWERS}").text


def test_answers_are_kept_under_a_code_and_in_this_process_alone(followed, monkeypatch):
    monkeypatch.setattr(page_cache, "is_shared", lambda: True)
    monkeypatch.setattr(page_cache, "remember", None)
    monkeypatch.setattr(page_cache, "recall", None)
    ask(f"/results/?{ANSWERS}")
    (key,) = page_cache.rankings
    assert "cost" not in repr(key)
    assert page_cache.known_addresses() == [], "nobody's answers are asked again on their behalf"


def test_rankings_take_no_room_from_the_pages_of_everybody(followed, monkeypatch):
    ask("/hubs/")
    ask(f"/results/?{ANSWERS}")
    monkeypatch.setattr(page_cache.rankings, "most_bytes", int(page_cache.rankings.bytes * 1.5))
    for cost in (1, 3):
        ask(f"/results/?cost={cost}&family=2")
        assert page_cache.rankings.bytes <= page_cache.rankings.most_bytes
    assert len(page_cache.pages) == 1


@pytest.mark.parametrize("query", ["cost=9", "cost=2&weather=1", "cost=2&utm_source=x", ""])
def test_answers_that_cannot_be_ranked_are_not_kept(followed, query):
    assert ask(f"/results/?{query}").status != 200
    assert not len(page_cache.rankings)


# What is published


def edit(name):
    Hub.objects.filter(slug="lima").update(name=name)
    makers.make_release()


def test_a_new_release_is_shown_with_pages_that_are_ready(followed, unasked):
    paths = ["/", "/hubs/", "/hubs/lima/", "/es/hubs/lima/", "/sitemap.xml"]
    before = {path: ask(path) for path in paths}
    edit("Límac")
    assert {path: ask(path) for path in paths} == before, "the old one until the new one stands"
    following.follow(application)
    unasked()
    for path in paths[1:4]:
        assert "Límac" in ask(path).text
    assert {key.release for key in page_cache.pages} == {releases.served()["en"].sha}, "the old pages are dropped"


def test_a_release_is_kept_out_of_the_collectors_way_also_when_it_comes_later(followed):
    gc.unfreeze()
    edit("Lima again")
    makers.make_release()
    following.follow(application)
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert frozen > 10_000


def test_pages_that_take_long_do_not_hold_up_the_release(followed, monkeypatch):
    for path in ("/hubs/", "/hubs/lima/"):
        ask(path)
    shown = []
    monkeypatch.setattr(following, "visit", lambda application, address: shown.append(releases._served["en"].number))
    monkeypatch.setattr(following, "BEFOREHAND", -1.0)
    edit("Límac")
    following.follow(application)
    assert shown == [2, 2]


def test_a_page_is_of_one_release_from_beginning_to_end(followed, monkeypatch):
    """A release that is shown while a page is being made neither mixes with it nor is kept under its name."""
    edit("Límac")
    first, newest, seen = releases.served(), releases.fitted(releases.identify_newest()), []

    def biases(_):
        releases.serve(newest)
        seen.append(releases.current())
        return []

    monkeypatch.setattr("hubs.views.pages.biases", biases)
    ask("/method/")
    assert seen == [first["en"]]
    assert {key.release for key in page_cache.pages} == {first["en"].sha}


def test_nothing_is_done_while_nothing_is_published(followed, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(releases, "fitted", None)
    with django_assert_num_queries(1):
        following.follow(application)


def test_a_worker_begins_with_pages(settings, unasked):
    settings.ALLOWED_HOSTS = ["testserver", ".example.com"]
    makers.make_release()
    following.follow(application, following.named_hosts("127.0.0.1:8000"))
    unasked()
    for path in ("/", "/es/hubs/", "/fr/method/", "/pt-br/hubs/cusco/"):
        assert ask(path, HTTP_HOST="testserver:8000").status == 200


@pytest.mark.parametrize(
    ("bind", "proxied", "allowed", "hosts"),
    [
        ("127.0.0.1:8000", False, ["a.example", "[::1]"], ["a.example:8000", "[::1]:8000"]),
        ("127.0.0.1:8000", True, ["a.example"], ["a.example"]),
        ("0.0.0.0:80", False, ["a.example"], ["a.example"]),
        ("unix:/run/site", False, ["a.example"], ["a.example"]),
        ("127.0.0.1:8000", False, ["*"], ["localhost:8000"]),
    ],
)
def test_first_pages_are_made_for_the_hosts_that_readers_will_name(settings, bind, proxied, allowed, hosts):
    settings.ALLOWED_HOSTS, settings.BEHIND_PROXY = allowed, proxied
    assert following.named_hosts(bind) == hosts


def test_what_goes_wrong_while_following_changes_nothing_and_is_told_once(followed, monkeypatch, caplog):
    looks = []

    def look(application):
        looks.append(1)
        if len(looks) > 6:
            raise SystemExit
        if len(looks) != 4:
            raise ConnectionError("the database is gone" if len(looks) < 3 else "the disk is full")

    monkeypatch.setattr(following, "follow", look)
    monkeypatch.setattr(following.time, "sleep", lambda seconds: None)
    with pytest.raises(SystemExit):
        following._keep_following(application)
    assert caplog.text.count("could not look for a new release") == 3, "gone, full, and full once more after a good one"
    assert caplog.text.count("new releases can be looked for again") == 1
    assert releases.served()["en"].number == 1


def test_without_a_follower_every_request_looks_for_the_newest_release():
    makers.make_release()
    assert "Lima" in ask("/hubs/").text
    edit("Límac")
    assert "Límac" in ask("/hubs/").text
    assert not len(page_cache.pages)


def test_without_a_release_nothing_is_kept():
    following.follow(application)
    assert ask("/hubs/").status == 503
    makers.make_release()
    following.follow(application)
    assert ask("/hubs/").status == 200


# Where it is kept


def test_other_processes_find_a_page_in_the_cache_that_they_share(followed, unasked, monkeypatch):
    monkeypatch.setattr(page_cache, "is_shared", lambda: True)
    first = ask("/hubs/")
    page_cache.pages.clear()  # as in another process
    unasked()
    assert ask("/hubs/") == first


def test_another_build_does_not_find_it(followed, monkeypatch):
    monkeypatch.setattr(page_cache, "is_shared", lambda: True)
    first = page_cache._name(page_cache.Key("sha", page_cache.Address("http", "testserver", "/")))
    monkeypatch.setattr(page_cache, "build", lambda: "another")
    assert page_cache._name(page_cache.Key("sha", page_cache.Address("http", "testserver", "/"))) != first


def test_pages_do_without_the_shared_cache(followed, settings, unasked):
    settings.CACHES = caches.GONE
    first = ask("/hubs/")
    unasked()
    assert ask("/hubs/") == first


def test_a_build_is_code_templates_translations_and_names_of_static_files(settings):
    named = {file.relative_to(settings.BASE_DIR).as_posix() for file in files(settings.BASE_DIR)}
    assert {
        "hubs/urls.py",
        "relocate/settings.py",
        "templates/base.html",
        "hubs/locale/es/LC_MESSAGES/django.mo",
    } <= named
    assert len(build()) == 64


def test_memory_is_bounded_and_what_was_not_asked_for_longest_goes_first():
    memory = BoundedMemory(100, len)
    for name in "abcd":
        memory[name] = b"x" * 30
        memory.get("a")
    assert (list(memory), memory.bytes) == (["a", "d", "c"], 90)
    memory["a"] = b"x" * 10
    assert memory.bytes == 70
    memory["e"] = b"x" * 101
    assert (list(memory), memory.bytes) == ([], 0), "what is larger than everything is not kept"


def test_the_pages_of_a_process_are_bounded(followed, monkeypatch):
    ask("/hubs/")
    size = page_cache.pages.bytes
    assert size > len(ask("/hubs/").raw)
    monkeypatch.setattr(page_cache.pages, "most_bytes", int(size * 1.5))
    for path in ("/es/hubs/", "/fr/hubs/", "/pt-br/hubs/"):
        ask(path)
        assert page_cache.pages.bytes <= size * 1.5
    assert ask("/hubs/").status == 200


def test_a_page_counts_with_every_encoding():
    page = Page.of([("Content-Type", "text/html"), ("Cache-Control", "public")], b"x" * 1000)
    assert page.size > sum(len(each.body) for each in page.sent.values()) > 1000
