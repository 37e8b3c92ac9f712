"""The desk's pages in a browser: keys and focus, without a script, on a phone, and what axe says of them."""

import re

import pytest
from playwright.sync_api import expect

from hubs.catalogue import interviews
from hubs.models import Criterion, FittedReader, Interview, Source, Suggestion
from tests import makers
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_everyone import SCHEMES, complaints_of_axe

pytestmark = pytest.mark.django_db

TEXT = "# Lima\n\nThe rent is high here. They say that schools are good.\n\nThe metro is clean and quick.\n"
SAID = {"The rent is high here.": "cost", "They say that schools are good.": "family", "The metro is": "transport"}


@pytest.fixture
def interview(visit):
    """Three suggestions, none of them read by a reader: fitting one would take longer than all of these tests."""
    source = Source.objects.create(slug="talk", kind="article", title="A talk", text_sha256="0" * 64, is_draft=True)
    kept = Interview.objects.create(source=source, text=TEXT, consent="name", named_as="Ana, developer")
    FittedReader.objects.create(
        number=1, date="2026-11-28", statements=0, rejections=0, data=b"", format=interviews.FORMAT
    )
    about = {"hub": makers.make_hub(), "kind": makers.make_kind()}
    makers.make_criterion("specialty", kind="labels")
    for words, criterion in SAID.items():
        start = TEXT.index(words)
        end = start + len(words)
        said = {"criterion": makers.make_criterion(criterion), "words": [[start + 4, start + 9]]}
        Suggestion.objects.create(interview=kept, start=start, end=end, rating=-1, confidence=0.8, **about, **said)
    return kept


@pytest.fixture
def curate(visit, admin_client, interview):
    """Open a page of the admin as a curator who has signed in."""

    def start(path="suggestions/", viewport=DESKTOP, **options):
        start.visitor = visitor = visit(viewport, **options)
        cookie = {"name": "sessionid", "value": admin_client.cookies["sessionid"].value, "url": visitor.origin}
        visitor.context.add_cookies([cookie])
        return visitor.open(path if path.startswith("/") else f"/admin/hubs/interview/{interview.pk}/{path}")

    return start


def decisions():
    return list(Suggestion.objects.order_by("start").values_list("decision", flat=True))


def focused(page):
    return page.evaluate("document.activeElement.id")


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_one_key_decides_and_the_focus_goes_on(curate):
    first, second, third = (f"s{each.pk}" for each in Suggestion.objects.order_by("start"))
    page = curate()
    page.get_by_role("link", name="To the first that waits").click()
    assert focused(page) == first
    press(page, "a")
    assert focused(page) == second
    press(page, "r")
    assert focused(page) == third
    page.keyboard.press("k")
    assert focused(page) == second
    press(page, "u")
    assert (focused(page), decisions()) == (second, ["accepted", "waiting", "waiting"])
    press(page, "c")
    expect(page).to_have_url(re.compile("/correct/$"))


def test_keys_do_nothing_where_no_suggestion_has_the_focus(curate):
    page = curate()
    for key in "acruj":
        page.keyboard.press(key)
    assert decisions() == ["waiting"] * 3


def test_without_a_script_buttons_decide_and_the_focus_goes_on(curate):
    second = Suggestion.objects.order_by("start")[1]
    page = curate(java_script_enabled=False)
    page.get_by_role("button", name="Accept").first.click()
    assert page.url.endswith(f"#s{second.pk}")
    page.locator(f"#s{second.pk}").get_by_role("button", name="Reject").click()
    assert decisions() == ["accepted", "rejected", "waiting"]


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_the_form_of_evidence_shows_what_applies(curate, script):
    page = curate("/admin/hubs/evidence/add/", java_script_enabled=script)
    page.select_option("#id_criterion", str(Criterion.objects.get(slug="cost").pk))
    expect(page.locator(".field-label")).to_be_hidden()
    page.select_option("#id_criterion", str(Criterion.objects.get(slug="specialty").pk))
    expect(page.locator(".field-label")).to_be_visible()
    page.select_option("#id_form", "claim")
    expect(page.locator(".field-highlight")).to_be_hidden()
    if script:
        assert page.locator(".legend:visible").count() == 1


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_and_nothing_runs_off(curate, viewport):
    page = curate(viewport=viewport, reduced_motion="reduce")
    start, one, found = page.url, Suggestion.objects.first().pk, {}
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for path in ("", f"{one}/correct/"):
            page.goto(start + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
            assert curate.visitor.complaints == []
            if report := complaints_of_axe(page, **options):
                found[path, scheme] = report
            curate.visitor.complaints.clear()  # what the policy keeps axe itself from doing
    assert not found, "\n".join(f"{name}: {report}" for name, report in found.items())


# What can be scrolled sideways, or is cut, beside the table of a list: that has a frame of its own.
SIDEWAYS = """() => [...document.querySelectorAll("body, body *:not(.results, .results *)")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "visible")
  .filter((each) => each.clientWidth > 20 && !["SELECT", "INPUT"].includes(each.tagName))
  .map((each) => `${each.tagName} ${each.className}`)"""


@pytest.mark.parametrize("language", ["en", "es", "pt-BR", "fr"])
def test_no_bar_of_a_list_scrolls_sideways_on_a_desktop(curate, language):
    page = curate("/admin/hubs/interview/", locale=language)
    for model in ("interview", "evidence", "figure", "hub", "source", "release"):
        page.goto(f"{curate.visitor.origin}/admin/hubs/{model}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]
        assert page.evaluate(SIDEWAYS) == [], model


def test_a_click_on_the_map_places_a_new_hub_and_chooses_its_country_until_a_hand_does(curate):
    brazil = makers.make_country(code="BR", name="Brazil", languages="pt")
    canada = makers.make_country(code="CA", name="Canada", languages="en fr")
    makers.make_hub("recife", country=brazil, latitude=-8.05, longitude=-34.9)
    makers.make_hub("toronto", country=canada, latitude=43.7, longitude=-79.4)
    page = curate("/admin/hubs/hub/add/")
    toronto, recife = (page.locator(".place-map .hub-dot", has_text=name) for name in ("Toronto", "Recife"))
    toronto.click()
    expect(page.locator("#id_country")).to_have_value(str(canada.pk))
    assert float(page.input_value("#id_latitude")) == pytest.approx(43.7, abs=1)
    recife.click()
    expect(page.locator("#id_country")).to_have_value(str(brazil.pk))
    page.select_option("#id_country", str(canada.pk))
    page.select_option("#id_country", str(brazil.pk))
    toronto.click()
    assert float(page.input_value("#id_latitude")) == pytest.approx(43.7, abs=1)
    expect(page.locator("#id_country")).to_have_value(str(brazil.pk))
