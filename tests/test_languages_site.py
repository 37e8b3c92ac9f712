"""One language per address, through the whole journey."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from hubs import formats, languages
from hubs.catalogue import releases
from hubs.models import Release
from tests import makers
from tests.pages import Page, shared_link, words_of

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
PREFIXES = {"en": "", "es": "/es", "pt-BR": "/pt-br", "fr": "/fr"}
PAGES = (
    "/",
    "/basics/",
    f"/priorities/?{ANSWERS}",
    "/decide/",
    f"/results/?{ANSWERS}",
    "/hubs/",
    f"/hubs/lima/?{ANSWERS}",
    f"/hubs/lima/cost/?{ANSWERS}",
    f"/compare/?hub=lima&hub=toronto&{ANSWERS}",
    "/method/",
    "/privacy/",
)


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def switch(page):
    """The links of the switch: language, address and whether it is the page's own."""
    links = page.all("details.language-switch a")
    assert all(link.attributes["lang"] == link.attributes["hreflang"] for link in links)
    return {
        link.attributes["lang"]: (
            link.attributes["href"],
            words_of(link),
            link.attributes.get("aria-current") == "true",
        )
        for link in links
    }


# The language of a page


@pytest.mark.parametrize(("tag", "prefix"), PREFIXES.items())
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_in_the_language_of_its_address(client, path, tag, prefix):
    response = client.get(prefix + path)
    assert response.status_code == 200
    assert Page(response).language == f"{tag}"
    assert response["Content-Language"] == tag.lower()


@pytest.mark.parametrize("prefix", ["/es", "/pt-br", "/fr"])
@pytest.mark.parametrize("path", PAGES)
def test_every_link_and_form_keeps_the_language(client, path, prefix):
    page = Page(client.get(prefix + path))
    page.one("details.language-switch").decompose()
    addresses = [
        address
        for name in ("href", "action", "formaction", "hx-get")
        for address in page.values(f'body [{name}^="/"]', name)
    ]
    assert len(addresses) > 5
    assert [each for each in addresses if not each.startswith((f"{prefix}/", "/static/"))] == []


def test_a_redirect_keeps_the_language(client):
    response = client.get("/es/start/", {"intent": "pay"})
    assert response["Location"].startswith("/es/results/?")


def test_sharing_keeps_the_language_and_the_link_opens_in_any(client):
    location = shared_link(client.post("/pt-br/share/", {"answers": ANSWERS}))
    assert re.fullmatch(r"/pt-br/s/[\w-]{22}/", location)
    assert Page(client.get(location.replace("/pt-br", "/fr"))).language == "fr"
    assert Page(client.get(location.removeprefix("/pt-br"))).language == "en"


def test_a_fragment_for_htmx_keeps_the_language(client):
    page = client.get(f"/fr/hubs/lima/cost/?{ANSWERS}", headers={"HX-Request": "true"})
    assert Page(page).all('[href^="/fr/hubs/lima/cost/"]')
    panel = client.get(f"/fr/priorities/?{ANSWERS}", headers={"HX-Request": "true"})
    assert panel["HX-Replace-Url"] == f"/fr/priorities/?{ANSWERS}"


@pytest.mark.parametrize(
    ("path", "address"), [("/en/", "/"), ("/es-xx-yy-zz/", "/es/"), ("/pt/hubs/", "/pt-br/hubs/"), ("/de/", None)]
)
def test_there_is_one_address_per_page_and_language(client, path, address):
    response = client.get(path)
    assert (response.status_code, response.get("Location")) == ((301, address) if address else (404, None))


def test_a_browser_does_not_change_the_language_of_an_address(client):
    response = client.get("/hubs/", headers={"Accept-Language": "es"})
    assert Page(response).language == "en"
    assert "Accept-Language" not in response.get("Vary", "")


def test_the_language_of_one_request_does_not_outlive_it(client):
    client.get("/es/")
    assert translation.get_language() == "en"


def test_the_admin_has_one_address_and_follows_the_browser(admin_client):
    spanish = admin_client.get("/admin/", headers={"Accept-Language": "es"})
    assert Page(spanish).language == "es"
    assert "Accept-Language" in spanish["Vary"]
    assert Page(admin_client.get("/admin/")).language.startswith("en")


# Errors


@pytest.mark.parametrize(("tag", "prefix"), PREFIXES.items())
@pytest.mark.parametrize("path", ["/nowhere/", "/hubs/atlantis/", "/s/unknown/"])
def test_an_error_is_told_in_the_language_of_the_address(client, path, tag, prefix):
    response = client.get(prefix + path)
    assert response.status_code == 404
    assert Page(response).language == f"{tag}"
    assert f"{prefix}/hubs/" in Page(response).links()


def test_an_expired_form_is_told_in_its_language():
    response = Client(enforce_csrf_checks=True).post("/fr/share/", {"answers": ANSWERS})
    assert response.status_code == 403
    assert Page(response).language == "fr"


def test_an_error_page_without_a_request_has_no_switch():
    assert "language-switch" not in render_to_string("500.html")


# The switch


def test_the_switch_leads_to_the_same_page_with_the_same_answers(client):
    assert switch(Page(client.get(f"/es/hubs/lima/?{ANSWERS}"))) == {
        "en": (f"/hubs/lima/?{ANSWERS}", "English", False),
        "es": (f"/es/hubs/lima/?{ANSWERS}", "Español", True),
        "pt-BR": (f"/pt-br/hubs/lima/?{ANSWERS}", "Português (Brasil)", False),
        "fr": (f"/fr/hubs/lima/?{ANSWERS}", "Français", False),
    }


def test_the_switch_keeps_a_query_as_it_was_typed_and_escapes_it(client):
    response = client.get('/results/?cost=2&country=CA&country=PE&x="><script>')
    links = switch(Page(response))
    assert links["fr"][0] == "/fr/results/?cost=2&country=CA&country=PE&x=%22%3E%3Cscript%3E"


def test_the_switch_does_not_repeat_what_is_longer_than_any_answers(client):
    response = client.get(f"/es/compare/?hub=lima&hub={'x' * 5_000}")
    assert switch(Page(response))["fr"][0] == "/fr/compare/"


@pytest.mark.parametrize("path", ["/es/nowhere/", "/es/s/unknown/"])
def test_where_there_is_no_page_the_switch_starts_over(client, path):
    links = switch(Page(client.get(path)))
    assert [address for address, _, _ in links.values()] == ["/", "/es/", "/pt-br/", "/fr/"]


def test_what_a_form_posted_has_no_address_in_another_language(client):
    response = client.post("/es/share/", {"answers": "cost=9"})
    assert response.status_code == 400
    assert switch(Page(response))["fr"][0] == "/fr/"


# Search engines


def test_an_indexed_page_names_its_versions_without_the_query(client):
    page = Page(client.get(f"/fr/hubs/lima/?{ANSWERS}"))
    versions = page.all('link[rel="alternate"]')
    assert [(link.attributes["hreflang"], link.attributes["href"]) for link in versions] == [
        ("en", "http://testserver/hubs/lima/"),
        ("x-default", "http://testserver/hubs/lima/"),
        ("es", "http://testserver/es/hubs/lima/"),
        ("pt-BR", "http://testserver/pt-br/hubs/lima/"),
        ("fr", "http://testserver/fr/hubs/lima/"),
    ]


@pytest.mark.parametrize("path", [f"/results/?{ANSWERS}", "/compare/?hub=lima", "/decide/?q=", "/nowhere/"])
def test_a_page_that_is_not_indexed_names_none(client, path):
    page = Page(client.get(path))
    assert page.is_unlisted
    assert not page.all('[rel="alternate"]')


# What the browser prefers


@pytest.mark.parametrize(
    ("path", "accepted", "lang", "address"),
    [
        ("/", "es-MX,es;q=0.9,en;q=0.8", "es", "/es/"),
        ("/", "pt-PT", "pt-BR", "/pt-br/"),
        ("/", "de, fr;q=0.5", "fr", "/fr/"),
        ("/es/", "en-US", "en", "/"),
    ],
)
def test_the_landing_page_says_that_it_is_also_in_the_visitors_language(client, path, accepted, lang, address):
    response = client.get(path, headers={"Accept-Language": accepted})
    page = Page(response)
    assert page.values("p.also-in", "lang") == [lang]
    assert page.values("p.also-in a", "href") == [address]
    assert page.values("p.also-in a", "hreflang") == [lang]
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


@pytest.mark.parametrize(("path", "accepted"), [("/", "en"), ("/es/", "es-PE, en"), ("/fr/", "de"), ("/fr/", "")])
def test_nothing_is_said_to_who_reads_the_page_or_none_of_our_languages(client, path, accepted):
    response = client.get(path, headers={"Accept-Language": accepted} if accepted else {})
    assert "also-in" not in Page(response).source
    assert "Accept-Language" in response["Vary"]


# Numbers and dates


@pytest.mark.parametrize(
    ("active", "number", "month", "day"),
    [
        ("en", "7,737,002 km", "May 2024", "May 31, 2024"),
        ("es", "7\xa0737\xa0002 km", "mayo de 2024", "31 de mayo de 2024"),
        ("pt-br", "7.737.002 km", "maio de 2024", "31 de maio de 2024"),
        ("fr", "7\xa0737\xa0002 km", "mai 2024", "31 mai 2024"),
    ],
)
def test_figures_and_dates_are_printed_in_the_language_of_the_page(active, number, month, day):
    figure = next(each for each in releases.current().figures_of("lima") if each.indicator.slug == "population")
    with translation.override(active):
        assert figure.display == number
        assert (formats.partial_date("2024-05"), formats.partial_date("2024-05-31")) == (month, day)


def test_scores_have_the_decimal_sign_of_the_language_and_charts_have_not(client):
    english, spanish = Page(client.get(f"/hubs/lima/?{ANSWERS}")), Page(client.get(f"/es/hubs/lima/?{ANSWERS}"))
    scores = [bold for bold in english.texts("b") if re.fullmatch(r"\d+\.\d", bold)]
    assert len(scores) >= 3
    translated = [bold for bold in spanish.texts("b") if re.fullmatch(r"\d+,\d", bold)]
    assert translated == [score.replace(".", ",") for score in scores]
    for drawn in ("x", "x1", "x2", "cx", "cy", "y", "width", "viewBox"):
        assert spanish.values(f"[{drawn}]", drawn) == english.values(f"[{drawn}]", drawn)


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_the_number_of_a_release_is_its_name_and_never_grouped(client, prefix):
    Release.objects.update(number=12345)
    token = shared_link(client.post("/share/", {"answers": ANSWERS}))
    makers.make_hub("bogota", name="Bogotá")
    makers.make_release()
    Release.objects.filter(number=12346).update(number=23456)
    for path in (*PAGES, token):
        words = Page(client.get(f"{prefix}{path}")).words
        assert not re.search(r"12[^\w-]345|23[^\w-]456", words), path
    assert "23456" in Page(client.get(f"{prefix}/method/"))


@pytest.mark.parametrize(("active", "printed"), [("en", "12,345"), ("es", "12.345"), ("pt-br", "12.345")])
def test_large_counts_are_grouped(active, printed):
    with translation.override(active):
        assert formats.number(12345).replace("\xa0", ".") == printed


# Names


@pytest.mark.parametrize(("active", "name"), [("en", "Spanish"), ("es", "español"), ("pt-br", "espanhol")])
def test_a_language_is_named_as_within_a_sentence(active, name):
    with translation.override(active):
        assert languages.language_name("es") == name


def test_a_language_that_nobody_has_named_shows_its_code():
    assert languages.language_name("xx") == "xx"
    assert languages.language_name("qu") == "Quechua"
