"""What goes wrong is said on a page of the house, in the language of the address, with a way on."""

from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from hubs.catalogue import releases
from hubs.models import SharedRanking
from hubs.web import limits
from hubs.web.cache import cache, counted, recall, remember
from relocate.middleware import READERS_FORM
from relocate.signing_in import Adapter
from tests import caches, makers
from tests.accounts import make_account, sign_in, signed_in
from tests.pages import Page, shared_link, words_of
from tests.spending import spent

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
FORM = "application/x-www-form-urlencoded"
STATUSES = ("400", "403", "403_csrf", "404", "405", "413", "500", "503")


@pytest.fixture
def release():
    return makers.make_release()


def heading(response):
    return words_of(Page(response).one("h1"))


def in_language(code, message):
    with translation.override(code):
        return translation.gettext(message)


def ways_on(page):
    return page.values("a.button", "href")


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_has_a_heading_and_a_way_on(status):
    page = Page(render_to_string(f"{status}.html"))
    assert len(page.all("h1")) == 1
    assert page.texts('p.error-number[aria-hidden="true"]') == [status[:3]]
    assert ways_on(page)
    assert page.is_unlisted


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_leads_on_in_its_language(status):
    with translation.override("fr"):
        page = Page(render_to_string(f"{status}.html"))
    assert page.language == "fr"
    assert all(address.startswith("/fr/") for address in ways_on(page))


@pytest.mark.parametrize(
    ("method", "path", "allowed", "code"),
    [
        ("post", "/", "GET, HEAD", "en"),
        ("put", "/hubs/lima/", "GET, HEAD", "en"),
        ("delete", f"/results/?{ANSWERS}", "GET, HEAD", "en"),
        ("put", "/share/", "GET, HEAD, POST", "en"),
        ("delete", "/es/share/", "GET, HEAD, POST", "es"),
        ("post", "/card.png", "GET, HEAD", "en"),
    ],
)
def test_a_wrong_method_is_told_what_to_do(client, release, method, path, allowed, code):
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert response["Allow"] == allowed
    assert heading(response) == in_language(code, "This address does not work that way")
    assert "Content-Security-Policy" in response


def test_a_wrong_host_gets_a_page_too(client):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert heading(response) == "This request makes no sense to us"
    assert "evil.example" not in Page(response).source


def test_a_forged_form_gets_a_page_too(release):
    forged = {"Origin": "https://evil.example"}
    response = Client(enforce_csrf_checks=True).post("/fr/share/", {"answers": ANSWERS}, headers=forged)
    assert response.status_code == 403
    assert heading(response) == "Ce formulaire a expiré"
    assert Page(response).language == "fr"


def test_a_database_that_is_away_is_told_without_it(monkeypatch):
    def refuse(*args):
        raise OperationalError("the database is gone")

    def crash():
        with connection.execute_wrapper(refuse):
            connection.cursor().execute("SELECT 1")

    monkeypatch.setattr(releases, "current", crash)
    with connection.execute_wrapper(refuse):
        response = Client(raise_request_exception=False).get("/es/hubs/lima/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "30", "no-store")
    assert heading(response) == in_language("es", "The data cannot be reached right now")
    assert ways_on(Page(response)) == ["/es/hubs/lima/", "/es/"]
    assert Page(response).language == "es"


def test_any_crash_gets_the_page_of_the_house(monkeypatch):
    def crash():
        raise RuntimeError("boom")

    monkeypatch.setattr(releases, "current", crash)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "boom" not in Page(response).source
    assert ways_on(Page(response)) == ["/", "/hubs/"]


@pytest.mark.parametrize("path", ["/", "/hubs/lima/", "/card.png", "/sitemap.xml", f"/results/ranking.csv?{ANSWERS}"])
def test_without_a_release_a_page_says_so(client, path):
    response = client.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert heading(response) == "No data has been published yet"


# How many rankings one client may share


def share(client, **extra):
    return client.post("/share/", {"answers": ANSWERS}, **extra)


def statuses(client, number, **extra):
    return [share(client, **extra).status_code for _ in range(number)]


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr("hubs.views.shared.SHARES_AN_HOUR", 3)
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_000.0 // 3600 * 3600 + 600)


def test_thirty_rankings_an_hour_may_be_shared(client, release):
    assert statuses(client, 31) == [302] * 30 + [429]
    assert SharedRanking.objects.count() == 30


def test_nothing_is_lost_by_sharing_too_often(client, release, few):
    statuses(client, 3)
    typed = {"sender": "Ana <3", "title": "For us two", "note": "First line\nsecond", "home": "1"}
    response = client.post("/share/", {"answers": f"{ANSWERS}&home=lima"} | typed)
    page = Page(response)
    assert response.status_code == 429
    assert response["Retry-After"] == "3000"
    assert "you can send it again in 50 minutes" in page.part('.message[role="alert"]')
    assert page.values("[name=sender], [name=title]", "value") == [typed["sender"], typed["title"]]
    assert "\nFirst line\nsecond</textarea>" in response.content.decode()
    assert page.all('[name="home"][checked]')
    assert ("answers", f"home=lima&{ANSWERS}") in page.hidden("form.share-form")
    assert SharedRanking.objects.count() == 3


def test_what_is_wrong_with_the_words_is_marked_at_its_field(client, release):
    response = client.post(
        "/share/", {"answers": f"{ANSWERS}&home=lima", "title": "x" * 81, "note": "ours", "home": "1"}
    )
    page = Page(response)
    assert response.status_code == 400
    assert page.all('[name="title"][aria-invalid="true"][aria-describedby="id_title_error"]')
    assert len(page.all("p.field-error#id_title_error")) == 1
    assert page.one("[name=note]").text().strip() == "ours"
    assert page.all('[name="home"][checked]')


def test_the_next_hour_begins_anew(client, release, few, monkeypatch):
    assert statuses(client, 4)[-1] == 429
    now = limits.time.time()
    monkeypatch.setattr(limits.time, "time", lambda: now + 2999)
    assert share(client).status_code == 429
    monkeypatch.setattr(limits.time, "time", lambda: now + 3000)
    assert share(client).status_code == 302


def test_one_client_does_not_hold_up_another(client, release, few):
    assert statuses(client, 4, REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert share(client, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_answers_that_are_refused_do_not_count(client, release, few):
    for _ in range(5):
        assert client.post("/share/", {"answers": "cost=9"}).status_code == 400
    assert share(client).status_code == 302


def test_opening_a_shared_ranking_is_not_limited(client, release, few):
    link = shared_link(share(client))
    statuses(client, 4)
    assert [client.get(link).status_code for _ in range(5)] == [200] * 5


def test_without_the_shared_cache_each_process_counts_for_itself(client, release, few, settings):
    settings.CACHES = caches.GONE
    assert statuses(client, 5) == [302, 302, 302, 429, 429]
    assert [counted("anything", 60) for _ in range(3)] == [1, 2, 3]


def test_a_counter_that_the_shared_cache_drops_goes_on(client, release, few):
    statuses(client, 3)
    cache.clear()
    assert statuses(client, 2) == [429, 429]


def test_a_counter_outlives_whatever_else_is_remembered(client, release, few):
    statuses(client, 3)
    for number in range(500):
        remember(f"something-{number}", "else", 60)
    assert statuses(client, 2) == [429, 429]


def test_a_cache_that_does_not_answer_is_left_alone_for_a_while(settings, monkeypatch, caplog):
    settings.CACHES, now = caches.GONE, [100.0]
    monkeypatch.setattr("hubs.web.cache.monotonic", lambda: now[0])
    for _ in range(10):
        assert recall("anything") is None
    assert caplog.text.count("the cache did not answer") == 1
    for seconds, logged in ((4.9, 1), (0.1, 2)):
        now[0] += seconds
        recall("anything")
        assert caplog.text.count("the cache did not answer") == logged


def test_a_client_cannot_name_itself(client, release, few):
    forged = [share(client, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}").status_code for number in range(4)]
    assert forged == [302, 302, 302, 429]


def test_behind_a_proxy_its_own_word_counts(client, release, few, settings):
    settings.BEHIND_PROXY = True
    same = [share(client, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.7").status_code for number in range(4)]
    assert same == [302, 302, 302, 429]
    assert share(client, HTTP_X_FORWARDED_FOR="10.0.0.1, 192.0.2.8").status_code == 302


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("192.0.2.1:5678", "192.0.2.1"),
        ("[2001:db8:1:2::9]:5678", "2001:db8:1:2::/64"),
        ("a socket", "a socket"),
        ("", ""),
    ],
)
def test_a_network_counts_as_one_client(rf, address, client):
    assert limits.client_of(rf.get("/", REMOTE_ADDR=address)) == client


def test_a_client_without_an_address_is_not_counted(client, release, few):
    assert statuses(client, 5, REMOTE_ADDR="") == [302] * 5


def test_no_address_is_kept_in_the_cache(client, release, monkeypatch):
    kept = []
    monkeypatch.setattr("hubs.web.limits.counted", lambda key, seconds, **_: kept.append(key) or 1)
    share(client, REMOTE_ADDR="192.0.2.99")
    assert len(kept) == 1
    assert "192.0.2" not in kept[0]


# How much one request may send


URLENCODED = "application/x-www-form-urlencoded"
SENSELESS = "This request makes no sense to us"


@pytest.mark.parametrize(("size", "read"), [(1_000_000, True), (1_000_001, False)])
def test_a_form_of_a_million_bytes_is_read_and_no_larger_one(client, release, size, read):
    response = client.post("/share/", "answers=".ljust(size, "x"), content_type=URLENCODED)
    assert response.status_code == (400 if read else 413)
    assert (heading(response) == "This is more than we take at once") != read


@pytest.mark.parametrize(("fields", "read"), [(5_000, True), (5_001, False)])
def test_a_form_of_five_thousand_fields_is_read_and_no_larger_one(client, release, fields, read):
    response = client.post("/share/", "&".join(["a=1"] * fields), content_type=URLENCODED)
    assert response.status_code == 400
    assert (heading(response) == SENSELESS) != read


# What is too much to read


@pytest.mark.parametrize(("letters", "status"), [(999_000, 302), (1_001_000, 413)])
def test_a_form_of_more_than_a_megabyte_is_refused(client, release, letters, status):
    sent = urlencode({"answers": "cost=1", "padding": "x" * letters})
    assert client.post("/share/", sent, content_type=FORM).status_code == status


# Long forms


def test_a_reader_who_sends_too_much_is_told_so(release):
    response = Client().post("/fr/share/", {"answers": "x" * 1_000_001})
    assert response.status_code == 413
    assert heading(response) == in_language("fr", "This is more than we take at once")
    assert ways_on(Page(response)) == ["/fr/", "/fr/hubs/"]


def test_nobody_sends_much_before_signing_in():
    assert Client().post("/admin/login/", {"username": "x" * 1_000_001}).status_code == 413


@pytest.mark.parametrize("beyond", [0, 1])
def test_no_account_sends_more_than_any_page_reads(settings, beyond):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.IMPORT_BYTES = 1_000
    most = settings.IMPORT_BYTES + READERS_FORM
    client = signed_in(make_account())
    response = client.generic("POST", "/desk/", "x" * (most + beyond), "multipart/form-data; boundary=x")
    assert (response.status_code == 413) == bool(beyond)


def test_a_curator_who_sends_more_than_all_that_is_read_is_told_so(admin_client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = admin_client.post("/admin/hubs/source/add/", {"title": "x" * 2_000})
    assert response.status_code == 413
    assert "what you typed is still there" in Page(response)


@pytest.mark.parametrize("length", ["abc", "-1", "", "٣"])
def test_a_length_that_is_no_number_is_nobodys_problem(client, release, length):
    assert client.generic("POST", "/hubs/", b"", CONTENT_LENGTH=length).status_code == 405


# Passwords


def test_passwords_are_tried_so_often_an_hour_and_no_more(client, django_user_model, monkeypatch):
    django_user_model.objects.create_superuser("ada", password="right")
    hashed, right = [], Adapter.authenticate
    monkeypatch.setattr("relocate.signing_in.PASSWORDS_AN_HOUR", 3)
    monkeypatch.setattr(Adapter, "authenticate", lambda *args, **sent: hashed.append(1) or right(*args, **sent))
    assert [sign_in(client, "ada", "wrong").status_code for _ in range(5)] == [200] * 3 + [429] * 2
    assert len(hashed) == 3
    monkeypatch.undo()
    assert sign_in(client, "ada", "right", REMOTE_ADDR="198.51.100.7").status_code == 302


def test_twenty_passwords_an_hour_are_tried_and_no_more(client, django_user_model):
    spent("password", 19)
    assert [sign_in(client, "ada", "wrong").status_code for _ in range(2)] == [200, 429]


def test_who_has_tried_too_often_is_told_until_when(client, monkeypatch):
    monkeypatch.setattr("relocate.signing_in.PASSWORDS_AN_HOUR", 0)
    response = sign_in(client, "ada", "wrong")
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "Too many passwords were tried from your network." in Page(response)
    assert client.get("/account/login/").status_code == 200
