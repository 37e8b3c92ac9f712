"""On a phone: what comes first is in the first screen, and nothing that is large runs off the side."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, share
from tests.browser.paths import PATHS

LANGUAGES = ["", "/es", "/pt-br", "/fr"]
FOLD = PHONE["height"]


def bottom(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_first_hub_and_the_first_buttons_are_in_the_first_screen(visit, prefix):
    visitor = visit(PHONE)
    for answers in (PATHS["results"], "/results/?cost=1", "/results/?family=3&safety=3&country=MX&must=safety"):
        page = visitor.open(prefix + answers)
        first = page.locator(".result").first
        assert first.bounding_box()["y"] < 600
        assert bottom(first.locator(".reason")) < FOLD
        assert bottom(page.locator(".results-head .actions")) < 600


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_what_can_be_done_with_a_ranking_stands_in_one_row(visit, prefix):
    page = visit(PHONE).open(prefix + PATHS["results"])
    buttons = page.locator(".results-head .actions .button")
    expect(buttons).to_have_count(4)
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len({box["y"] for box in boxes}) == 1
    for button in buttons.all():
        assert button.evaluate("(each) => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_way_to_a_ranking_is_in_the_first_screen_of_the_landing_page(visit, prefix):
    page = visit(PHONE, locale=prefix.strip("/") or "en").open(f"{prefix}/")
    assert bottom(page.locator(".quick .primary")) < FOLD
    tiles = [tile.bounding_box() for tile in page.locator(".quick .pick").all()]
    assert len({tile["x"] for tile in tiles}) == 2


def test_no_name_on_the_shortlist_breaks_within_a_word(visit):
    page = visit({"width": 320, "height": 640}).open("/results/?cost=3&traffic=2&safety=1&country=MX")
    broken = page.locator(".result h3 a").evaluate_all("""names => names.map(name => {
        const text = name.firstChild, range = document.createRange();
        return [...text.data.matchAll(/[^ -]+/g)].filter(word => {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(String);
    }).flat()""")
    assert "Aguascalientes" in page.locator(".result h3").all_inner_texts()
    assert broken == []


@pytest.mark.parametrize("name", ["results", "shared"])
def test_the_rank_stands_on_the_line_of_the_name(visit, name):
    page = visit({"width": 1280, "height": 900}).open(PATHS["results"])
    if name == "shared":
        share(page)
    for row in page.locator(".result").all():
        rank, place = row.locator(".rank").bounding_box(), row.locator("h3").bounding_box()
        middles = [box["y"] + box["height"] / 2 for box in (rank, place)]
        assert abs(middles[0] - middles[1]) < 4


def test_parts_of_the_drawer_keep_their_distance(visit):
    page = visit({"width": 1280, "height": 900}).open(PATHS["results"])
    page.locator(".fact").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    boxes = [each.bounding_box() for each in page.locator("#drawer-body .evidence > *").all()]
    gaps = [after["y"] - before["y"] - before["height"] for before, after in zip(boxes, boxes[1:], strict=False)]
    assert min(gaps) >= 8
    assert gaps[-1] >= 16, "before the link to the page"
