"""A browser of three years ago, made by taking away what it would not know; it must mean the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.paths import PATHS

YOUNG = re.compile(
    r"\b(light-dark|color-mix)(?=\()|:(has)(?=\()|\b(subgrid|text-wrap)\b|(?<=@)(starting-style|scope)\b|(details-content)"
)
LOOKS = """
(selectors) => document.fonts.ready.then(() => selectors.flatMap((selector) =>
  [...document.querySelectorAll(selector)].slice(0, 12).map((each) => {
  const style = getComputedStyle(each);
  const { width, height } = each.getBoundingClientRect();
  const seen = [style.color, style.backgroundColor, style.fill, style.borderTopColor, style.boxShadow];
  return [selector, Math.round(width), Math.round(height), ...seen].join(" ");
})))
"""
WITH_MEANING = {
    "landing": [".hub-dot", ".hub-label", ".pick-face", ".button.primary", ".quick"],
    "priorities": [".choices span", ".choices input:checked + span", ".segment", ".button.primary", ".swatch"],
    "results": [".track", ".segment", ".range-line", ".swatch", ".rank", ".button", ".flag", ".meter rect", ".hub-dot"],
    "compare, two": [".track", ".segment", ".compare-bar .fill", ".swatch", ".button", ".item-tag"],
    "hub, yours": [".strip-here", ".strip-range", ".strip-other", ".verdict"],
}


def with_style_sheets(visitor, change):
    """Every style sheet as `change` returns it. A typeface that comes late is waited for, however slow the machine."""

    def fulfill(route):
        response = route.fetch()
        style = response.text().replace("font-display: optional", "font-display: block")
        route.fulfill(response=response, body=change(style))

    visitor.context.route("**/*.css", fulfill)
    return visitor


def without_what_is_young(visitor):
    """Each young word misspelt, so that the browser knows none of them."""
    return with_style_sheets(visitor, lambda style: YOUNG.sub(lambda word: f"unknown-{word[0]}", style))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_and_lengths_are_the_same_in_an_old_browser(visit, scheme):
    new = with_style_sheets(visit(DESKTOP, color_scheme=scheme, reduced_motion="reduce"), str)
    old = without_what_is_young(visit(DESKTOP, color_scheme=scheme, reduced_motion="reduce"))
    for name, selectors in WITH_MEANING.items():
        looks = [visitor.open(PATHS[name]).evaluate(LOOKS, selectors) for visitor in (new, old)]
        assert {look.split(" ")[0] for look in looks[0]} >= {selector.split(" ")[0] for selector in selectors}
        assert looks[1] == looks[0], name


def test_what_is_chosen_and_how_long_a_bar_is_shows_in_an_old_browser(visit):
    page = without_what_is_young(visit(PHONE, color_scheme="light")).open(PATHS["priorities"])
    faces = [page.locator(f'label:has(input[name="family"][value="{value}"]) span') for value in "03"]
    other, chosen = (face.evaluate("(face) => getComputedStyle(face).backgroundColor") for face in faces)
    assert chosen != other
    page.goto(page.url.split("/priorities/")[0] + PATHS["results"])
    fills = ".result .track, .result .segment"
    colours = page.locator(fills).evaluate_all("(all) => all.map((each) => getComputedStyle(each).fill)")
    assert len(set(colours[:5])) == 5, "the track and four priorities"


def test_the_dark_is_chosen_and_left_in_an_old_browser(visit):
    page = without_what_is_young(visit(DESKTOP, color_scheme="dark")).open("/privacy/")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate(ground) != dark
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate(ground) == dark


def test_without_dialogs_the_evidence_opens_as_a_page(visit):
    visitor = visit(DESKTOP)
    visitor.context.add_init_script("delete HTMLDialogElement.prototype.showModal")
    page = visitor.open(PATHS["results"])
    page.locator(".fact").first.click()
    expect(page).to_have_url(re.compile(r"/hubs/[\w-]+/[\w-]+/\?"))
