import io
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from PIL import Image, ImageChops

from hubs.catalogue import releases
from hubs.explanations.double_counting import double_counted
from hubs.explanations.method import measures
from hubs.models import Criterion
from tests import icons, makers
from tests.pages import Page
from tests.test_templates import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def test_the_method_is_generated_from_the_release_that_ranks(client, release):
    page = Page(client.get("/method/"))
    catalogue = releases.current()
    for criterion in catalogue.criteria.values():
        assert criterion.low in page
        assert criterion.high in page
    for kind in catalogue.kinds.values():
        assert kind.meaning in page
    assert f"fingerprint {release.sha256[:12]}" in page


def test_the_method_prints_the_prior_and_the_bounds():
    airport = next(each for each in measures(releases.current()) if each.criterion.slug == "airport")
    ranker = releases.current().ranker
    prior = ranker.prior_.mean[ranker.cells_.column("airport")]
    assert airport.prior == f"{10 * prior:.1f}"
    assert (airport.bounds[0].lower, airport.bounds[0].upper) == ("0", "100")
    assert airport.known == 2


def test_an_edited_criterion_shows_in_the_method_after_publishing(client):
    Criterion.objects.filter(slug="cost").update(high="Dirt cheap")
    assert "Dirt cheap" not in Page(client.get("/method/")).source
    makers.make_release()
    assert "Dirt cheap" in Page(client.get("/method/"))


def test_the_method_says_where_figures_count_more(client):
    Criterion.objects.filter(slug="airport").update(figure_factor=8)
    makers.make_release()
    assert Page(client.get("/method/")).words.count("A figure counts 8 times as much here") == 1


def test_the_method_says_what_counts_as_equal(client):
    assert "Less than 0.5 points apart counts as equal" in Page(client.get("/method/"))


def test_a_criterion_that_has_no_labels_yet_has_no_prior(client):
    makers.make_criterion("hobby", kind="labels")
    makers.make_release()
    hobby = next(each for each in measures(releases.current()) if each.criterion.slug == "hobby")
    assert (hobby.prior, hobby.kappa) == ("", None)
    assert client.get("/method/").status_code == 200


def test_correlated_criteria_are_named():
    traffic = makers.make_criterion("traffic")
    for number in range(12):
        hub = makers.make_hub(f"town-{number}")
        makers.make_evidence(hub, makers.make_criterion("cost"), number % 5 - 2)
        makers.make_evidence(hub, traffic, number % 5 - 2)
    makers.make_release()
    (pair,) = double_counted(releases.current())
    assert {pair.first.slug, pair.second.slug} == {"cost", "traffic"}
    assert pair.hubs == 12


def test_the_privacy_page_needs_no_data_at_all(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = Page(client.get("/privacy/"))
    assert "(csrftoken)" in page
    assert "(sessionid)" in page


def test_every_page_forbids_inline_code_and_strangers(client):
    for path in ("/", "/priorities/", "/results/?cost=1", "/hubs/lima/", "/method/", "/nowhere/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/results/?cost=1", "/method/", "/nowhere/"])
def test_every_page_can_be_skipped_into_and_has_one_heading(client, path):
    page = Page(client.get(path))
    assert len(page.all("h1")) == 1
    assert "#main" in page.links()
    assert page.language == "en"


def test_the_method_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/method/")


@pytest.mark.parametrize("path", ["/", "/results/?cost=1", "/nowhere/", "/account/login/"])
def test_no_page_may_be_framed_or_send_a_form_elsewhere(client, path):
    response = client.get(path)
    policy = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert response["X-Frame-Options"] == "DENY"
    assert (policy["frame-ancestors"], policy["base-uri"], policy["default-src"]) == ("'none'",) * 3
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "img", "font", "connect")} == {"'self'"}
    assert policy["form-action"] == "'self'"
    assert response["Referrer-Policy"] == "same-origin"


# How often we were wrong


def make_measured_release(**accuracy):
    """A release whose calibration was measured."""
    release = makers.make_release(note="measured")
    known = {"statements": 2014, "ratio": 0.935, "coverage": 0.7912, "agreement": {"family": -0.251, "cost": 0.8049}}
    release.payload["calibration"]["accuracy"] = known | accuracy
    release.sha256 = releases.fingerprint(release.payload)
    release.save()
    return release


def test_the_method_says_how_often_it_was_wrong(client):
    make_measured_release()
    said = Page(client.get("/method/")).words
    assert "We took away 2,014 statements" in said
    assert "Of 100 such statements, 79 lay within the range that should hold 80." in said
    assert "our error was 6.5 % smaller" in said
    assert "the mean is 0.28" in said
    assert said.index("Cost 0.80") < said.index("Family −0.25")


def test_the_day_of_the_calibration_is_written_as_any_day(client, release):
    release.payload["calibration"] |= {"bias": {"quote": 0.1}, "date": "2026-11-20"}
    release.sha256 = releases.fingerprint(release.payload)
    release.save()
    assert "of Nov. 20, 2026), and kept" in Page(client.get("/method/"))
    assert "2026-11-20" not in Page(client.get("/es/method/"))


def test_an_error_that_is_no_smaller_is_not_praised(client):
    make_measured_release(ratio=1.04, agreement={})
    said = Page(client.get("/method/")).words
    assert "our error was no smaller than" in said
    assert "Agreement with figures left out" not in said


def test_a_criterion_that_is_gone_is_not_named(client):
    make_measured_release(agreement={"gone": 0.5, "cost": 0.7})
    assert "the mean is 0.70" in Page(client.get("/method/"))


def test_nothing_is_said_of_what_was_not_measured(client):
    assert "How often we were wrong" not in Page(client.get("/method/")).source
    makers.make_release()
    assert "How often we were wrong" not in Page(client.get("/method/")).source


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ["2 014 afirmaciones", "6,5 % menor", "la media es 0,28"]),
        ("pt-br", ["2.014 declarações", "6,5% menor", "a média é 0,28"]),
        ("fr", ["2 014 propos", "6,5 % plus petite", "la moyenne est de 0,28"]),
    ],
)
def test_it_is_said_in_every_language(client, language, words):
    make_measured_release()
    said = Page(client.get(f"/{language}/method/")).words.replace("\xa0", " ").replace("\u202f", " ")
    assert [word for word in words if word not in said] == []


def test_other_sites_do_not_get_our_files_to_work_with(client, settings):
    settings.WHITENOISE_USE_FINDERS = True
    response = client.get("/static/hubs/img/mark.svg")
    response.close()
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response


def test_the_key_of_a_curators_session_is_hidden_from_scripts(client, admin_user):
    response = client.post("/account/login/", {"login": "admin", "password": "password"})
    assert response.status_code == 302
    assert response.cookies["sessionid"]["httponly"]


def test_a_moment_is_stored_with_its_time_zone(release):
    assert release.published_at.utcoffset() == timedelta(0)


# What the accessibility page claims, and the test that keeps it true.
CLAIMED = {
    "axe checker": "test_everyone.py:test_no_page_troubles_axe_in_light_or_dark_or_runs_off_a_small_screen",
    "text of twice its size": "test_everyone.py:test_no_language_troubles_axe_or_runs_off_a_small_screen",
    "by keyboard alone": "test_journey.py:test_the_questionnaire_by_keyboard_alone",
    "focus returns": "test_journey.py:test_evidence_opens_beside_the_ranking_and_gives_focus_back",
    "without JavaScript": "test_journey.py:test_from_the_landing_page_to_a_quote_without_javascript",
    "Forced colours": "test_forced_colours.py:test_answers_bars_map_and_focus_show_in_forced_colours",
    "nothing moves": "test_everyone.py:test_nothing_moves_for_those_who_ask_for_less_motion",
    "Back closes": "test_history.py:test_back_closes_the_evidence_and_stays_on_the_page",
    "three years ago": "test_old_browser.py:test_colours_and_lengths_are_the_same_in_an_old_browser",
    "scrolls sideways": "test_compare.py:test_on_a_phone_two_places_stand_side_by_side_and_the_first_stays",
}


@pytest.mark.parametrize("claim", CLAIMED)
def test_what_the_accessibility_page_claims_is_tested(client, claim):
    file, name = CLAIMED[claim].split(":")
    assert claim in Page(client.get("/accessibility/"))
    assert f"def {name}(" in (ROOT / "tests" / "browser" / file).read_text(encoding="utf-8")


def test_the_accessibility_page_names_its_standard_and_whom_to_write_to(client, settings):
    assert "WCAG) 2.2 at level AA" in Page(client.get("/accessibility/"))
    assert "mailto:webmaster@testserver" in Page(client.get("/accessibility/", HTTP_HOST="testserver")).links()
    for contact, link in (("a11y@example.org", "mailto:a11y@example.org"), ("https://example.org/help", None)):
        settings.CONTACT = contact
        assert (link or contact) in Page(client.get("/accessibility/")).links()


def test_every_page_links_the_accessibility_page(client):
    for path in ("/", "/hubs/", "/privacy/", "/nowhere/"):
        assert "/accessibility/" in Page(client.get(path)).part("footer").links()


@pytest.mark.parametrize("name", icons.SIZES)
def test_an_icon_is_what_the_mark_looks_like(name):
    size = icons.SIZES[name]
    pictures = [icons.path(name).read_bytes(), icons.drawn(size)]
    committed, drawn = (Image.open(io.BytesIO(data)).convert("RGB") for data in pictures)
    assert committed.size == (size, size)
    assert max(most for _, most in ImageChops.difference(committed, drawn).getextrema()) < 8
    assert committed.getpixel((0, 0)) == (255, 255, 255), "a phone would paint a clear corner black"


@pytest.mark.parametrize("prefix", ["", "/es", "/pt-br", "/fr"])
def test_a_phone_can_keep_the_site_among_its_programs(client, prefix):
    page = Page(client.get(f"{prefix}/privacy/"))
    [address] = page.values('link[rel="manifest"]', "href")
    response = client.get(address)
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["start_url"] == f"{prefix}/"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    for source in [*page.values('link[rel="apple-touch-icon"]', "href"), *(icon["src"] for icon in manifest["icons"])]:
        assert finders.find(source.removeprefix("/static/")), source
    assert "manifest-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "file"), [("/favicon.ico", "mark.svg"), ("/apple-touch-icon.png", "touch-icon.png")])
@pytest.mark.parametrize("below", ["", "/relocate"])
def test_an_icon_that_a_browser_asks_for_unasked_lies_where_the_site_does(client, settings, path, file, below):
    settings.STATIC_URL = f"{below}/static/"
    assert client.get(path)["Location"] == f"{below}/static/hubs/img/{file}"
    assert client.post(path).status_code == 405
