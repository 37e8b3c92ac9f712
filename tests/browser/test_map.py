"""Names and pins on every map, measured in a real browser: none covers another, none is cut off, all can be read."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

SMALL = {"width": 320, "height": 700}
READABLE = 11
ANSWERS = "family=3&traffic=2&cost=2"
RIVER_PLATE = "transport=3&safety=3&country=UY&country=AR"

# Boxes of what is on a map, in pixels: names line by line, pins, and the dots without one; and what lines run through.
MEASURE = """
(selector) => {
  const svg = document.querySelector(selector);
  svg.scrollIntoView();
  const box = (element, across, down = across) => {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    return {what: element.textContent || element.getAttribute("class"), left: left + across, top: top + down,
            right: right - across, bottom: bottom - down};
  };
  const along = (line) => {
    const place = (x, y) => new DOMPoint(line[x].baseVal.value, line[y].baseVal.value);
    const to = (x, y) => place(x, y).matrixTransform(line.getScreenCTM());
    const [from, end] = [to("x1", "y1"), to("x2", "y2")];
    const steps = [...Array(101).keys()].map((step) => step / 100);
    return steps.map((at) => ({x: from.x + at * (end.x - from.x), y: from.y + at * (end.y - from.y)}));
  };
  const holds = ({left, top, right, bottom}, {x, y}) => left < x && x < right && top < y && y < bottom;
  const scale = svg.getScreenCTM().a;
  const dots = [...svg.querySelectorAll(".hub-dot")];
  const marks = [...svg.querySelectorAll(".hub-label, .hub-pin"), ...dots];
  return {
    names: [...svg.querySelectorAll(".hub-label")].map((name) => box(name, -1.5, 1)),
    pins: [...svg.querySelectorAll(".hub-pin")].map((pin) => box(pin, 1)),
    dots: dots.map((dot) => box(dot, 0.5)),
    crossed: [...svg.querySelectorAll("a .hub-leader")].flatMap((line) =>
      marks.filter((mark) => mark.closest("a") !== line.closest("a"))
        .filter((mark) => along(line).some((point) => holds(box(mark, 0.5, 2), point)))
        .map((mark) => [line.closest("a").getAttribute("aria-label"), mark.closest("a").getAttribute("aria-label")])),
    sizes: [...svg.querySelectorAll(".hub-label, .hub-number")].map(
      (words) => scale * parseFloat(getComputedStyle(words).fontSize)),
    frame: box(svg, 0),
  };
}
"""


def load_again(page):
    """A typeface that came too late for the first page is there for the second."""
    page.evaluate("document.fonts.ready")
    page.reload()
    page.wait_for_load_state("networkidle")


def covering(boxes):
    """Which of the boxes cover each other."""
    return [
        (one["what"], other["what"])
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one["left"] < other["right"] and other["left"] < one["right"]
        if one["top"] < other["bottom"] and other["top"] < one["bottom"]
    ]


def cut_off(found, width):
    """What leaves its map or the screen."""
    frame = found["frame"]
    left, right = max(0, frame["left"]), min(width, frame["right"])
    return [
        each["what"]
        for each in (*found["names"], *found["pins"])
        if each["left"] < left
        or each["right"] > right
        or each["top"] < frame["top"]
        or each["bottom"] > frame["bottom"]
    ]


LANGUAGES = ["", "/es", "/pt-br", "/fr"]
MAPS = (
    ("/", ".hero-map .map", 27),
    ("/hubs/", ".hubs-map .map", 27),
    (f"/results/?{ANSWERS}", ".map-card .map", None),
    (f"/results/?{RIVER_PLATE}", ".map-card .map", None),
    ("/hubs/colonia-del-sacramento/", ".locator", 1),
    ("/hubs/san-francisco-bay-area/", ".locator", 1),
)


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "es", "pt-br", "fr"])
def test_no_name_covers_another_or_is_cut_off_or_too_small(visit, language):
    visitor = visit(DESKTOP)
    page = visitor.open(f"{language}/")
    for path, selector, names in MAPS:
        page.goto(visitor.origin + language + path)
        load_again(page)
        for viewport in (DESKTOP, PHONE, SMALL):
            page.set_viewport_size(viewport)
            are_told_apart(page.evaluate(MEASURE, selector), viewport, names, path)


@pytest.mark.parametrize("language", LANGUAGES, ids=["en", "es", "pt-br", "fr"])
def test_names_have_room_in_the_typeface_of_a_first_visit(visit, language):
    visitor = visit(PHONE)
    visitor.context.route("**/*.woff2", lambda route: route.fulfill(status=200, body=b""))
    page = visitor.context.new_page()
    for path, selector, names in MAPS[:3]:
        page.goto(visitor.origin + language + path)
        for viewport in (PHONE, SMALL):
            page.set_viewport_size(viewport)
            are_told_apart(page.evaluate(MEASURE, selector), viewport, names, path)


def are_told_apart(found, viewport, names, path):
    alone = found["dots"] if names != 1 else found["dots"][-1:]
    assert covering([*found["names"], *found["pins"]]) == [], path
    assert covering(alone) == [], path
    assert [name for dot in alone for name in covering([dot, *found["names"]])] == [], path
    assert cut_off(found, viewport["width"]) == [], path
    assert found["crossed"] == [], path
    assert min(found["sizes"]) >= READABLE, path
    assert names in {None, len(found["names"])}, path


def test_the_whole_shortlist_is_numbered(visit):
    page = visit(PHONE).open(f"/results/?{ANSWERS}")
    rows = page.locator(".rows.tie > li").count()
    expect(page.locator(".map-card .map .hub-pin:not(.close)")).to_have_count(rows)
    expect(page.locator(".map-card .map .hub-label")).to_have_count(rows)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_filters_act_at_once_and_without_scripts(visit, scripts):
    page = visit(DESKTOP, java_script_enabled=scripts).open("/hubs/")
    page.get_by_label("Country").select_option("MX")
    if not scripts:
        page.get_by_role("button", name="Show").click()
    expect(page.locator(".found")).to_contain_text("7 of 27 hubs")
    expect(page).to_have_url(re.compile(r"/hubs/\?country=MX$"))
    expect(page.locator(".hubs-map .hub-label")).to_have_count(7)
    page.get_by_role("link", name="Aguascalientes").first.click()
    page.go_back()
    expect(page.get_by_label("Country")).to_have_value("MX")
    expect(page.locator(".found")).to_contain_text("7 of 27 hubs")


def test_the_list_is_short_enough_to_look_through(visit):
    page = visit(DESKTOP).open("/hubs/")
    assert page.evaluate("document.documentElement.scrollHeight") < 3500
    tops = [page.locator(".hub-cards > li").nth(at).bounding_box()["y"] for at in range(4)]
    assert tops[0] == tops[1] == tops[2] < tops[3]
