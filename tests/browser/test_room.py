"""What is on a page has its room: no words are cut, no page is endless on a phone, no column stands empty."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.paths import ANSWERS, PATHS

SMALL = {"width": 320, "height": 700}
LANGUAGES = ["", "/es", "/pt-br", "/fr"]
THREE = "/compare/?hub=medellin&hub=bogota&hub=toronto"
KEY_PAGES = [
    *(PATHS[name] for name in ("landing", "basics, answered", "priorities", "results", "share", "decide, question")),
    *("/hubs/", THREE, f"{THREE}&{ANSWERS}", f"/hubs/medellin/?{ANSWERS}", "/method/"),
]
# Headings, buttons, summaries and select lists whose words are wider than they are.
CUT = """
() => {
  const pen = document.createElement("canvas").getContext("2d");
  const room = (each) => {
    const {paddingLeft, paddingRight} = getComputedStyle(each);
    return each.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  };
  const words = (select) => {
    const {fontStyle, fontWeight, fontSize, fontFamily} = getComputedStyle(select);
    pen.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    return pen.measureText(select.selectedOptions[0]?.text ?? "").width;
  };
  const seen = [...document.querySelectorAll("main :is(h1, h2, h3, button, .button, summary, label, select)")]
    .filter((each) => each.checkVisibility() && !each.closest(".visually-hidden, dialog"));
  return seen
    .filter((each) => each.matches("select") ? words(each) > room(each) + 1
      : each.clientWidth && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
    .map((each) => each.tagName + " " + (each.selectedOptions?.[0].text ?? each.textContent).trim().slice(0, 60));
}
"""


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "es", "pt-br", "fr"])
def test_no_heading_button_or_select_is_cut_on_a_phone(visit, language):
    visitor = visit(PHONE)
    page = visitor.open(f"{language}/")
    for path in KEY_PAGES:
        page.goto(visitor.origin + language + path)
        for viewport in (PHONE, SMALL):
            page.set_viewport_size(viewport)
            assert page.evaluate(CUT) == [], (path, viewport)


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "es", "pt-br", "fr"])
def test_no_page_is_endless_on_a_phone(visit, language):
    visitor = visit(PHONE)
    page = visitor.open(f"{language}/")
    weighed = f"{THREE}&cost=3&safety=2&family=2&remote=2&employers=1"
    for path, most in (("/method/", 8500), ("/hubs/", 8000), (THREE, 6500), (weighed, 5000)):
        page.goto(visitor.origin + language + path)
        assert page.evaluate("document.documentElement.scrollHeight") < most, path


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "es", "pt-br", "fr"])
def test_the_hubs_are_looked_through_on_the_smallest_phone(visit, language):
    visitor = visit(SMALL)
    page = visitor.open(f"{language}/")
    page.goto(f"{visitor.origin}{language}/hubs/")
    assert page.evaluate("document.documentElement.scrollHeight") < 8000
    card = page.locator(".hub-card-small").first
    for part in (
        "h2",
        ".hub-card-head p",
        ".thumb",
        ".character",
        ".scores .best >> nth=2",
        ".scores .worst",
        ".tray-tick",
    ):
        expect(card.locator(part)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_the_method_folds_opens_where_an_address_names_it(visit, scripts):
    page = visit(PHONE, java_script_enabled=scripts).open("/method/#criterion-safety")
    expect(page.locator("#criterion-safety")).to_be_visible()
    expect(page.locator("#criterion-safety")).to_be_in_viewport()
    expect(page.locator("#criterion-traffic")).not_to_be_visible()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Data and licences").click()
    expect(page.get_by_role("heading", name="Data and licences")).to_be_in_viewport()


def test_what_the_method_folds_is_printed(visit):
    page = visit(DESKTOP).open("/method/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#criterion-safety")).to_be_visible()
    expect(page.locator("#datasets")).to_be_visible()


def test_the_basics_leave_no_column_empty(visit):
    page = visit({"width": 1280, "height": 900}).open("/basics/")
    mine, musts = page.locator(".basics-you").bounding_box(), page.locator("#musts").bounding_box()
    assert (mine["x"], mine["width"]) == (musts["x"], musts["width"])
    assert 0 <= musts["y"] - mine["y"] - mine["height"] < 60


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_phone_shows_that_a_comparison_goes_on(visit, scripts):
    page = visit(PHONE, java_script_enabled=scripts).open(f"{THREE}&{ANSWERS}")
    third = page.locator(".compare-side").nth(2)
    assert 8 < PHONE["width"] - third.bounding_box()["x"] < 60, "the edge of the third"
    hint = page.get_by_role("navigation", name="Go to a place")
    expect(hint).to_contain_text("Swipe to see all 3")
    hint.get_by_role("link", name="Toronto").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#place-toronto$"))
    expect(third).to_be_in_viewport(ratio=0.9)
    page.set_viewport_size(DESKTOP)
    expect(hint).not_to_be_visible()


@pytest.mark.parametrize("path", [f"/results/?{ANSWERS}", "/s/"], ids=["results", "shared"])
def test_a_heading_keeps_its_distance_from_the_first_link(visit, path):
    visitor = visit(PHONE)
    page = visitor.open(f"/share/?{ANSWERS}")
    parts = [page.locator(f"main {each}").first.bounding_box() for each in ("h1", ".lede", ".lede + p", "form")]
    gaps = [after["y"] - before["y"] - before["height"] for before, after in zip(parts, parts[1:], strict=False)]
    assert min(gaps) >= 8
    if path == "/s/":
        page.locator(".share-form button").click()
        page.locator(".copy-box a").click()
    else:
        page.goto(visitor.origin + path)
    note, files = page.locator(".take-along .note").bounding_box(), page.locator(".take-along ul").bounding_box()
    assert files["y"] - note["y"] - note["height"] >= 8
