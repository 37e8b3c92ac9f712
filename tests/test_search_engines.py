"""What search engines find, and what they are asked to leave alone."""

import json
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from hubs.catalogue import releases
from hubs.exports.files import FILES
from hubs.models import Hub
from hubs.views import pages
from hubs.web.cache import cache
from tests import caches, makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
LISTED = (
    "/",
    "/hubs/",
    "/hubs/lima/",
    "/hubs/lima/cost/",
    "/method/",
    "/privacy/",
    "/basics/",
    "/decide/",
    "/compare/",
)
UNLISTED = (
    f"/results/?{ANSWERS}",
    f"/priorities/?{ANSWERS}",
    f"/basics/?{ANSWERS}",
    "/decide/?begin=1",
    "/compare/?hub=lima&hub=toronto",
    f"/results/ranking.json?{ANSWERS}",
    f"/results/ranking.csv?{ANSWERS}",
    "/results/",
)
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def release():
    return makers.make_release()


def head(response):
    return Page(response).part("head")


def canonical(response):
    return Page(response).values('head link[rel="canonical"]', "href")


@pytest.mark.parametrize("path", LISTED)
def test_a_page_for_everyone_may_be_found_under_one_address(client, release, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "X-Robots-Tag" not in response
    assert not head(response).all("[name=robots]")
    assert canonical(response) == [f"http://testserver{path}"]


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        (f"/hubs/lima/?{ANSWERS}", "/hubs/lima/"),
        (f"/hubs/lima/cost/?{ANSWERS}", "/hubs/lima/cost/"),
        ("/?source=x", "/"),
    ],
)
def test_a_query_makes_no_other_page(client, release, path, plain):
    assert canonical(client.get(path)) == [f"http://testserver{plain}"]


@pytest.mark.parametrize("path", UNLISTED)
def test_what_rests_on_somebodys_answers_is_not_listed(client, release, path):
    assert client.get(path)["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", [path for path in UNLISTED if "ranking" not in path])
def test_the_page_says_the_same_as_its_header(client, release, path):
    response = client.get(path)
    assert head(response).is_unlisted
    assert canonical(response) == []
    assert not head(response).all("[hreflang]")


def test_a_shared_ranking_is_not_listed(client, release):
    link = shared_link(client.post("/share/", {"answers": ANSWERS}))
    for file in ("", "card.png", *FILES):
        assert client.get(link + file)["X-Robots-Tag"] == "noindex"


def test_the_questionnaire_without_answers_may_be_found(client, release):
    for path in ("/priorities/", "/basics/", "/decide/", "/compare/"):
        assert "X-Robots-Tag" not in client.get(path)


def test_an_error_is_not_listed(client, release):
    assert Page(client.get("/nowhere/")).is_unlisted


def test_no_two_pages_have_one_title_or_one_description(client):
    makers.make_real_release()
    catalogue = releases.current()
    paths = [*LISTED, "/priorities/", *(f"/hubs/{slug}/" for slug in catalogue.hubs if slug != "lima")]
    paths += [
        f"/hubs/{hub}/{slug}/"
        for hub in ("lima", "medellin")
        for slug in catalogue.criteria
        if (hub, slug) != ("lima", "cost")
    ]
    found = [Page(client.get(path)) for path in paths]
    descriptions = [page.one('meta[name="description"]').attributes["content"] for page in found]
    for texts in ([page.title for page in found], descriptions):
        assert [text for text, number in Counter(texts).items() if number > 1] == []
        assert all(10 <= len(text) <= 320 for text in texts)


def test_robots_may_visit_everything_and_are_told_of_the_sitemap(client, release):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def sitemap(client):
    response = client.get("/sitemap.xml")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(response.content).findall("s:url", XML)


def locations(client):
    return [urlsplit(url.findtext("s:loc", namespaces=XML)).path for url in sitemap(client)]


def test_the_sitemap_holds_every_page_in_every_language_once(client, release):
    found = locations(client)
    assert len(found) == len(set(found))
    for path in ("/", "/hubs/", "/compare/", "/decide/", "/method/", "/privacy/", "/hubs/lima/", "/hubs/lima/cost/"):
        for prefix in ("", "/es", "/pt-br", "/fr"):
            assert prefix + path in found
    assert not [path for path in found if "results" in path or "/s/" in path or "?" in path]


def test_evidence_pages_are_in_the_sitemap_only_where_there_is_evidence(client, release):
    assert "/hubs/cusco/cost/" in locations(client)
    assert "/hubs/cusco/specialty/" not in locations(client)
    assert "/hubs/cusco/airport/" not in locations(client)


def test_each_entry_names_its_other_languages_and_the_day_of_its_data(client, release):
    entry = next(url for url in sitemap(client) if url.findtext("s:loc", namespaces=XML).endswith("/es/hubs/lima/"))
    links = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", XML)}
    assert links == {
        "en": "http://testserver/hubs/lima/",
        "es": "http://testserver/es/hubs/lima/",
        "pt-br": "http://testserver/pt-br/hubs/lima/",
        "fr": "http://testserver/fr/hubs/lima/",
        "x-default": "http://testserver/hubs/lima/",
    }
    assert entry.findtext("s:lastmod", namespaces=XML) == "2026-11-22"


def test_every_page_of_the_sitemap_is_there_and_may_be_listed(client, release):
    for path in locations(client):
        response = client.get(path)
        assert response.status_code == 200, path
        assert canonical(response) == [f"http://testserver{path}"]


def test_the_sitemap_follows_the_release_and_is_made_once(client, release, django_assert_max_num_queries):
    before = locations(client)
    with django_assert_max_num_queries(1):
        assert locations(client) == before
    makers.make_hub("arequipa")
    makers.make_release()
    assert "/hubs/arequipa/" in locations(client)


def test_the_sitemap_names_the_host_that_is_asked(client, release):
    locations(client)
    other = client.get("/sitemap.xml", headers={"Host": "localhost"}).content.decode()
    assert "http://localhost/hubs/lima/" in other
    assert "testserver" not in other


def test_the_sitemap_does_without_the_cache(client, release, settings):
    settings.CACHES = caches.GONE
    assert "/hubs/lima/" in locations(client)


def test_more_pages_than_fit_into_a_file_are_listed_in_parts(client, release, monkeypatch):
    whole = locations(client)
    monkeypatch.setattr("hubs.sitemaps.PublicPages.limit", 40)
    cache.clear()
    response = client.get("/sitemap.xml")
    parts = ElementTree.fromstring(response.content).findall("s:sitemap", XML)
    paths = [urlsplit(part.findtext("s:loc", namespaces=XML)).path for part in parts]
    assert paths == [f"/sitemap-{number}.xml" for number in range(1, len(paths) + 1)]
    assert len(paths) == -(-len(whole) // 40) > 1
    assert {part.findtext("s:lastmod", namespaces=XML) for part in parts} == {"2026-11-22"}
    files = [ElementTree.fromstring(client.get(path).content).findall("s:url", XML) for path in paths]
    found = [urlsplit(url.findtext("s:loc", namespaces=XML)).path for urls in files for url in urls]
    assert found == whole
    assert client.get(f"/sitemap-{len(paths) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_of_a_sitemap_in_one_file_there_are_no_parts(client, release):
    assert client.get("/sitemap-1.xml").status_code == 404


def test_without_a_release_there_is_no_sitemap(client):
    assert client.get("/sitemap.xml").status_code == 503
    assert client.get("/robots.txt").status_code == 200


def structured(response):
    blocks = Page(response).all('script[type="application/ld+json"]')
    return {data["@type"]: data for data in (json.loads(block.text()) for block in blocks)}


def test_a_hub_is_a_place_with_its_country_and_its_coordinates(client, release):
    Hub.objects.filter(slug="toronto").update(summary="Big & <cold>")
    makers.make_release()
    place = structured(client.get(f"/hubs/toronto/?{ANSWERS}"))["Place"]
    assert place["@context"] == "https://schema.org"
    assert (place["name"], place["description"]) == ("Toronto", "Big & <cold>")
    assert place["url"] == "http://testserver/hubs/toronto/"
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 43.7, "longitude": -79.4}
    assert place["containedInPlace"] == {"@type": "Country", "name": "Canada", "identifier": "CA"}


def test_the_way_to_a_page_is_told_in_steps_that_exist(client, release):
    steps = structured(client.get("/es/hubs/lima/cost/"))["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert [step["name"] for step in steps][1:] == ["Lima", "Cost"]
    paths = [urlsplit(step["item"]).path for step in steps]
    assert paths == ["/es/hubs/", "/es/hubs/lima/", "/es/hubs/lima/cost/"]
    assert all(client.get(path).status_code == 200 for path in paths)


def test_the_site_names_itself(client, release):
    site = structured(client.get("/pt-br/"))["WebSite"]
    assert (site["name"], site["url"], site["inLanguage"]) == ("Relocate", "http://testserver/pt-br/", "pt-BR")


def test_nothing_is_called_a_rating(client, release):
    for path in ("/", "/hubs/lima/", "/hubs/lima/cost/", "/hubs/"):
        assert "Rating" not in "".join(structured(client.get(path)))
        assert "ratingValue" not in client.get(path).content.decode()


def test_a_name_cannot_leave_its_data(client, release):
    name = '</script><script>alert("1")</script>&amp;'
    Hub.objects.filter(slug="lima").update(name=name, summary=name)
    makers.make_release()
    response = client.get("/hubs/lima/")
    assert structured(response)["Place"]["name"] == name
    assert "<script>alert" not in response.content.decode()


# What others hang onto an address


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("/?utm_source=newsletter", "/"),
        ("/hubs/lima/?fbclid=IwAR0", "/hubs/lima/"),
        ("/es/results/?cost=3&gclid=1&family=1", "/es/results/?cost=3&family=1"),
        ("/compare/?hub=lima&msclkid=2&hub=cusco", "/compare/?hub=lima&hub=cusco"),
        ("/hubs/lima%3Fx/?fbclid=1", "/hubs/lima%3Fx/"),
    ],
)
def test_what_trackers_add_to_an_address_is_taken_off(client, typed, clean):
    response = client.get(typed)
    assert (response.status_code, response["Location"]) == (301, clean)


def test_no_other_site_is_led_to_by_what_looks_like_a_path(client):
    response = client.get("/?fbclid=1", PATH_INFO="//evil.example/hubs/")
    assert (response.status_code, response["Location"]) == (301, "/evil.example/hubs/")


def test_what_is_no_tracker_is_still_refused_in_words(client, release):
    assert client.get("/results/?cost=3&weather=1").status_code == 400


def test_the_sitemap_is_kept_once_whatever_the_host_is_called(client, release, monkeypatch):
    client.get("/sitemap.xml")
    monkeypatch.setattr(pages, "_map", None)
    other = client.get("/sitemap.xml", headers={"Host": "localhost:4321"})
    assert b"<loc>http://localhost:4321/hubs/lima/</loc>" in other.content
    assert b"testserver" not in other.content


def test_the_sitemap_is_kept_for_an_hour(client, release, monkeypatch):
    kept = []
    monkeypatch.setattr("hubs.web.cache.cache.set", lambda key, pages, seconds: kept.append(seconds))
    client.get("/sitemap.xml")
    assert kept == [60 * 60]


@pytest.mark.parametrize("name", ["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "srsltid", "utm_source"])
def test_every_tracker_that_is_known_is_taken_off(client, name):
    for method in (client.get, client.head):
        assert method(f"/method/?{name}=1")["Location"] == "/method/"


def test_what_a_tracker_adds_to_a_form_is_left_to_the_form(client, release):
    assert client.post("/share/?fbclid=1", {"answers": ANSWERS}).status_code == 302


def test_data_for_search_engines_has_letters_as_they_are(client, release):
    Hub.objects.filter(slug="toronto").update(summary="Frío & más")
    makers.make_release()
    assert "Frío \\u0026 más" in client.get("/hubs/toronto/").content.decode()
