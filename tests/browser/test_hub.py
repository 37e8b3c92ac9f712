"""A hub's page in a real browser: what is read first on a phone, what is folded, and long names."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.paths import ANSWERS

TWO_SCREENS = 2 * PHONE["height"]
HUBS = ("medellin", "colima", "san-francisco-bay-area", "colonia-del-sacramento")


@pytest.mark.parametrize("language", ["", "/es", "/pt-br", "/fr"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_on_a_phone_the_first_statement_stands_within_two_screens(visit, language, scripts):
    visitor = visit(PHONE, java_script_enabled=scripts)
    for hub in HUBS:
        for answers in ("", f"?{ANSWERS}"):
            page = visitor.open(f"{language}/hubs/{hub}/{answers}")
            box = page.locator(".voices .item").first.bounding_box()
            assert box["y"] <= TWO_SCREENS, f"{hub}{answers}: {box['y']}"
            page.close()


def test_praise_and_blame_stand_side_by_side_on_a_desktop(visit):
    page = visit(DESKTOP).open("/hubs/medellin/")
    boxes = [page.locator(".voices .item").nth(place).bounding_box() for place in range(6)]
    for praise, blame in zip(boxes[::2], boxes[1::2], strict=True):
        assert praise["y"] == blame["y"]
        assert praise["x"] < blame["x"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_figure_opens_to_its_source_without_javascript(visit, viewport):
    page = visit(viewport, java_script_enabled=False).open("/hubs/medellin/")
    fact = page.locator(".measure", has_text="Homicides a year")
    note = fact.locator(".measure-more")
    expect(note).to_be_hidden()
    fact.locator("summary").click()
    expect(note).to_contain_text("316 homicides in 2024")
    expect(note.get_by_role("link").first).to_be_visible()


def test_a_year_can_be_read_as_a_table(visit):
    page = visit(PHONE).open("/hubs/santiago/")
    year = page.locator(".year").first
    expect(year.locator("rect.column")).to_have_count(12)
    year.locator("summary").click()
    expect(year.locator("tr").nth(6)).to_have_text("July 9.6 °C")


def test_all_statements_of_a_subject_open_beside_the_page(visit):
    page = visit(DESKTOP).open("/hubs/medellin/")
    page.locator(".people .fold summary").click()
    page.locator(".subjects").get_by_role("link", name="Safety").click()
    expect(page.get_by_role("dialog")).to_contain_text("Safety")


@pytest.mark.parametrize("language", ["", "/es", "/pt-br", "/fr"])
def test_long_names_stay_inside_the_map_and_the_breadcrumb_in_one_pill(visit, language):
    visitor = visit(PHONE)
    for hub in ("san-francisco-bay-area", "colonia-del-sacramento"):
        page = visitor.open(f"{language}/hubs/{hub}/?{ANSWERS}")
        label = page.locator(".locator .hub-label.here").bounding_box()
        assert label["x"] >= 0
        assert label["x"] + label["width"] <= PHONE["width"]
        first, last = (item.bounding_box() for item in page.locator(".breadcrumb li").all())
        assert first["y"] < last["y"] + last["height"]
        assert last["y"] < first["y"] + first["height"], "beside each other"
        page.close()
