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


def text(response):
    return " ".join(response.content.decode().split())


def switch(page):
    """The links of the switch: language, address and whether it is the page's own."""
    inside = re.search(r'<details class="language-switch">(.*?)</details>', page)[1]
    links = re.findall(r'<a href="([^"]*)" lang="([^"]*)" hreflang="\2"( aria-current="true")?>([^<]*)</a>', inside)
    return {tag: (address.replace("&amp;", "&"), name, bool(current)) for address, tag, current, name in links}


# The language of a page


@pytest.mark.parametrize(("tag", "prefix"), PREFIXES.items())
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_in_the_language_of_its_address(client, path, tag, prefix):
    response = client.get(prefix + path)
    assert response.status_code == 200
    assert f'<html lang="{tag}"' in text(response)
    assert response["Content-Language"] == tag.lower()


@pytest.mark.parametrize("prefix", ["/es", "/pt-br", "/fr"])
@pytest.mark.parametrize("path", PAGES)
def test_every_link_and_form_keeps_the_language(client, path, prefix):
    page = re.sub(r'<details class="language-switch">.*?</details>', "", text(client.get(prefix + path)))
    body = page[page.index("<body") :]
    addresses = re.findall(r'(?:href|action|formaction|hx-get)="(/[^"]*)"', body)
    assert len(addresses) > 5
    assert [each for each in addresses if not each.startswith((f"{prefix}/", "/static/"))] == []


def test_a_redirect_keeps_the_language(client):
    response = client.get("/es/start/", {"intent": "pay"})
    assert response["Location"].startswith("/es/results/?")


def test_sharing_keeps_the_language_and_the_link_opens_in_any(client):
    location = client.post("/pt-br/share/", {"answers": ANSWERS})["Location"]
    assert re.fullmatch(r"/pt-br/s/[\w-]{22}/", location)
    assert '<html lang="fr"' in text(client.get(location.replace("/pt-br", "/fr")))
    assert '<html lang="en"' in text(client.get(location.removeprefix("/pt-br")))


def test_a_fragment_for_htmx_keeps_the_language(client):
    page = client.get(f"/fr/hubs/lima/cost/?{ANSWERS}", headers={"HX-Request": "true"})
    assert 'href="/fr/hubs/lima/cost/' in text(page)
    panel = client.get(f"/fr/priorities/?{ANSWERS}", headers={"HX-Request": "true"})
    assert panel["HX-Replace-Url"] == f"/fr/priorities/?{ANSWERS}"


@pytest.mark.parametrize("path", ["/en/", "/de/", "/es-xx-yy-zz/", "/pt/hubs/"])
def test_there_is_one_address_per_page_and_language(client, path):
    assert client.get(path).status_code == 404


def test_a_browser_does_not_change_the_language_of_an_address(client):
    response = client.get("/hubs/", headers={"Accept-Language": "es"})
    assert '<html lang="en"' in text(response)
    assert "Accept-Language" not in response.get("Vary", "")


def test_the_language_of_one_request_does_not_outlive_it(client):
    client.get("/es/")
    assert translation.get_language() == "en"


def test_the_admin_has_one_address_and_follows_the_browser(admin_client):
    spanish = admin_client.get("/admin/", headers={"Accept-Language": "es"})
    assert '<html lang="es"' in text(spanish)
    assert "Accept-Language" in spanish["Vary"]
    assert '<html lang="en' in text(admin_client.get("/admin/"))


# Errors


@pytest.mark.parametrize(("tag", "prefix"), PREFIXES.items())
@pytest.mark.parametrize("path", ["/nowhere/", "/hubs/atlantis/", "/s/unknown/"])
def test_an_error_is_told_in_the_language_of_the_address(client, path, tag, prefix):
    response = client.get(prefix + path)
    assert response.status_code == 404
    assert f'<html lang="{tag}"' in text(response)
    assert f'href="{prefix}/hubs/"' in text(response)


def test_an_expired_form_is_told_in_its_language():
    response = Client(enforce_csrf_checks=True).post("/fr/share/", {"answers": ANSWERS})
    assert response.status_code == 403
    assert '<html lang="fr"' in text(response)


def test_an_error_page_without_a_request_has_no_switch():
    assert "language-switch" not in render_to_string("500.html")


# The switch


def test_the_switch_leads_to_the_same_page_with_the_same_answers(client):
    assert switch(text(client.get(f"/es/hubs/lima/?{ANSWERS}"))) == {
        "en": (f"/hubs/lima/?{ANSWERS}", "English", False),
        "es": (f"/es/hubs/lima/?{ANSWERS}", "Español", True),
        "pt-BR": (f"/pt-br/hubs/lima/?{ANSWERS}", "Português (Brasil)", False),
        "fr": (f"/fr/hubs/lima/?{ANSWERS}", "Français", False),
    }


def test_the_switch_keeps_a_query_as_it_was_typed_and_escapes_it(client):
    response = client.get('/results/?cost=2&country=CA&country=PE&x="><script>')
    links = switch(text(response))
    assert links["fr"][0] == "/fr/results/?cost=2&country=CA&country=PE&x=%22%3E%3Cscript%3E"


def test_the_switch_does_not_repeat_what_is_longer_than_any_answers(client):
    response = client.get(f"/es/compare/?hub=lima&hub={'x' * 5_000}")
    assert switch(text(response))["fr"][0] == "/fr/compare/"


@pytest.mark.parametrize("path", ["/es/nowhere/", "/es/s/unknown/"])
def test_where_there_is_no_page_the_switch_starts_over(client, path):
    links = switch(text(client.get(path)))
    assert [address for address, _, _ in links.values()] == ["/", "/es/", "/pt-br/", "/fr/"]


def test_what_a_form_posted_has_no_address_in_another_language(client):
    response = client.post("/es/share/", {"answers": "cost=9"})
    assert response.status_code == 400
    assert switch(text(response))["fr"][0] == "/fr/"


# Search engines


def test_an_indexed_page_names_its_versions_without_the_query(client):
    page = text(client.get(f"/fr/hubs/lima/?{ANSWERS}"))
    assert re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', page) == [
        ("en", "http://testserver/hubs/lima/"),
        ("x-default", "http://testserver/hubs/lima/"),
        ("es", "http://testserver/es/hubs/lima/"),
        ("pt-BR", "http://testserver/pt-br/hubs/lima/"),
        ("fr", "http://testserver/fr/hubs/lima/"),
    ]


@pytest.mark.parametrize("path", [f"/results/?{ANSWERS}", "/compare/?hub=lima", "/decide/?q=", "/nowhere/"])
def test_a_page_that_is_not_indexed_names_none(client, path):
    page = text(client.get(path))
    assert "noindex" in page
    assert 'rel="alternate"' not in page


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
    line = re.search(r'<p class="wrap also-in" lang="([^"]*)">.*?<a href="([^"]*)" hreflang="([^"]*)">', text(response))
    assert line.groups() == (lang, address, lang)
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


@pytest.mark.parametrize(("path", "accepted"), [("/", "en"), ("/es/", "es-PE, en"), ("/fr/", "de"), ("/fr/", "")])
def test_nothing_is_said_to_who_reads_the_page_or_none_of_our_languages(client, path, accepted):
    response = client.get(path, headers={"Accept-Language": accepted} if accepted else {})
    assert "also-in" not in text(response)
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
    english, spanish = text(client.get(f"/hubs/lima/?{ANSWERS}")), text(client.get(f"/es/hubs/lima/?{ANSWERS}"))
    scores = re.findall(r"<b>(\d+\.\d)</b>", english)
    assert len(scores) >= 3
    assert re.findall(r"<b>(\d+,\d)</b>", spanish) == [score.replace(".", ",") for score in scores]
    drawn = r' (?:x|x1|x2|cx|cy|y|width|viewBox)="[^"]*"'
    assert re.findall(drawn, spanish) == re.findall(drawn, english)


def test_large_counts_are_grouped(client, release):
    Release.objects.update(number=1234)
    assert "Data release 1,234" in text(client.get("/method/"))
    assert "1.234" in text(client.get("/pt-br/method/"))


# Names


@pytest.mark.parametrize(("active", "name"), [("en", "Spanish"), ("es", "español"), ("pt-br", "espanhol")])
def test_a_language_is_named_as_within_a_sentence(active, name):
    with translation.override(active):
        assert languages.language_name("es") == name


def test_a_language_that_nobody_has_named_shows_its_code():
    assert languages.language_name("xx") == "xx"
    assert languages.language_name("qu") == "Quechua"
