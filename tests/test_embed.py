"""A shared ranking in the frame of another site, and how programs find it: the one page that may be framed."""

import html
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from hubs.models import Opening, SharedRanking
from tests import makers
from tests.browser.paths import MISTAKEN, PATHS
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
TITLE = 'For "us" <two>'


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def sent(client):
    return client.post("/share/", {"answers": ANSWERS, "title": TITLE})


@pytest.fixture
def token(sent):
    return shared_link(sent).split("/")[2]


def oembed(client, address, **more):
    return client.get(f"/oembed?{urlencode({'url': address, **more})}")


def may_be_framed(response):
    policy = {each.split()[0]: each.split()[1:] for each in response["Content-Security-Policy"].split("; ")}
    return (policy["frame-ancestors"], response.get("X-Frame-Options"))


def test_it_shows_the_first_hubs_without_a_script_and_leads_to_the_whole(client, token):
    response = client.get(f"/embed/{token}/")
    page = Page(response)
    assert TITLE in page
    assert page.all("script") == []
    assert page.inline_code == []
    assert page.texts(".embed-name")[0].startswith(("Lima", "Toronto", "Cusco"))
    (whole,) = page.links()
    assert (whole, page.values("a", "target")) == (f"/s/{token}/", ["_blank"])
    assert "script-src 'none'" in response["Content-Security-Policy"]


def test_of_a_link_that_shows_the_order_alone_it_has_no_bars(client):
    response = client.post("/share/", {"answers": ANSWERS, "shows": "ranking"})
    page = Page(client.get(f"/embed/{shared_link(response).split('/')[2]}/"))
    assert len(page.texts(".embed-points")) == 3
    assert page.all("svg") == []


def test_it_stays_on_its_release_and_counts_as_an_opening(client, token):
    makers.make_hub("quito")
    makers.make_release()
    assert "Data release 1" in Page(client.get(f"/embed/{token}/"))
    assert Opening.objects.get().times == 1


@pytest.mark.parametrize("prefix", ["/es", "/pt-br", "/fr"])
def test_it_is_there_in_each_language(client, token, prefix):
    page = Page(client.get(f"{prefix}/embed/{token}/"))
    assert page.language.lower() == prefix[1:]
    assert page.links() == [f"{prefix}/s/{token}/"]


def test_it_alone_may_be_framed(client, sent, token):
    key = sent["Location"].split("/")[2]
    client.force_login(User.objects.create_superuser("admin"))
    paths = [*PATHS.values(), *(path for path, _status in MISTAKEN.values())]
    others = [
        "/admin/",
        "/oembed",
        "/keys/",
        "/api/v1/hubs",
        "/api/v1/nowhere",
        f"/s/{token}/ranking.json",
        "/robots.txt",
    ]
    for path in [*paths, *others]:
        path = path.replace("{s}", token).replace("{k}", key)
        allowed = (["*"], None) if "/embed/" in path else (["'none'"], "DENY")
        assert may_be_framed(client.get(path, follow=True)) == allowed, path
    assert may_be_framed(client.get(f"/embed/{'a' * 22}/")) == (["'none'"], "DENY")


def test_what_has_ended_says_so_within_the_frame_and_nothing_else(client, token):
    SharedRanking.objects.update(open_until=timezone.now().date() - timedelta(1))
    response = client.get(f"/embed/{token}/")
    assert (response.status_code, may_be_framed(response)) == (410, (["*"], None))
    assert "us" not in Page(response).title.split()
    assert "no-store" in response["Cache-Control"]


def test_the_sender_copies_what_shows_it(client, sent, token):
    page = Page(client.get(sent["Location"]))
    snippet = page.one("#snippet").text()
    frame = Page(snippet).one("iframe").attributes
    assert frame["src"] == f"http://testserver/embed/{token}/"
    assert frame["title"] == TITLE


def test_programs_find_it_from_the_page(client, token):
    page = Page(client.get(f"/es/s/{token}/"))
    (address,) = page.values('link[type="application/json+oembed"]', "href")
    told = client.get(address).json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", TITLE)
    frame = Page(told["html"]).one("iframe").attributes
    assert frame["src"] == f"http://testserver/es/embed/{token}/"
    assert (frame["width"], frame["height"]) == (str(told["width"]), str(told["height"])) == ("600", "480")
    assert html.escape(TITLE) in told["html"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"maxwidth": 300}, (300, 480)),
        ({"maxheight": 200, "maxwidth": 9000}, (600, 200)),
        ({"maxwidth": "x"}, (600, 480)),
    ],
)
def test_a_frame_is_no_larger_than_asked_for(client, token, asked, given):
    told = oembed(client, f"http://testserver/s/{token}/", **asked).json()
    assert (told["width"], told["height"]) == given


@pytest.mark.parametrize(
    "address",
    ["", "x", "http://testserver/", "http://testserver/s/short/", "http://elsewhere.example/s/{s}/", "http://[",
     "/s/{s}/", "ftp://testserver/s/{s}/", "http://testserver/s/aaaaaaaaaaaaaaaaaaaaaa/"],
)  # fmt: skip
def test_other_addresses_are_not_found(client, token, address):
    assert oembed(client, address.replace("{s}", token)).status_code == 404


def test_what_it_cannot_do_has_the_status_that_oembed_names(client, token):
    address = f"http://testserver/s/{token}/"
    assert oembed(client, address, format="xml").status_code == 501
    assert oembed(client, address, maxwidth=20).status_code == 404
    SharedRanking.objects.get().withdraw()
    assert oembed(client, address).status_code == 410
