"""The comparison in a real browser: by keyboard, without JavaScript, on a phone and on a desktop."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

ANSWERS = "family=3&traffic=2&cost=2&size=1&size_to=large&specialty=fintech"
TWO = f"/compare/?hub=medellin&hub=bogota&{ANSWERS}"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_no_hub_to_my_own_place_without_javascript(visit, viewport):
    page = visit(viewport, java_script_enabled=False).open(f"/compare/?{ANSWERS}")
    page.get_by_label("Hub 1").select_option("medellin")
    page.get_by_label("Hub 2").select_option("bogota")
    page.get_by_label("Hub 3").select_option("")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Medellín")
    expect(page.locator(".compare-lines > .compare-line")).to_have_count(5)
    page.get_by_label("Where do you live now?").select_option("elsewhere")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("group", name="Cost of living").get_by_label("Very bad").check()
    page.get_by_role("group", name="City size").get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("home_cost=-2"))
    expect(page.locator(".compare-side.mine")).to_contain_text("By own ratings, not evidence")
    expect(page.locator("main")).to_contain_text("Rated very bad from living there, not by evidence.")
    expect(page.locator(".compare-lines > .compare-line")).to_have_count(5)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_ticked_hubs_are_compared(visit, scripts):
    page = visit(PHONE, java_script_enabled=scripts).open(f"/results/?{ANSWERS}")
    for place in (0, 1):
        page.locator(".rows .tray-tick input").nth(place).check()
    tray = page.locator(".compare-tray")
    expect(tray).to_be_in_viewport()
    if scripts:
        expect(tray).not_to_contain_text("Tick two to four")
    tray.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare/\?.*hub=.*hub="))
    expect(page.locator(".compare-side")).to_have_count(2)


def test_a_step_back_finds_the_ticks_named(visit):
    page = visit(DESKTOP).open(f"/results/?{ANSWERS}")
    for place in (0, 1):
        page.locator(".rows .tray-tick input").nth(place).check()
    named = page.locator("[data-tray-names]").text_content()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".compare-side")).to_have_count(2)
    page.go_back()
    expect(page.locator("[data-tray-names]")).to_have_text(named)


def test_a_link_to_the_evidence_keeps_the_answers_and_leads_back(visit):
    page = visit(PHONE, java_script_enabled=False).open(TWO)
    page.locator(".compare-place a").first.click()
    expect(page).to_have_url(re.compile(r"/hubs/medellin/family/\?.*family=3"))
    page.get_by_role("link", name="Your ranking").click()
    expect(page).to_have_url(re.compile(r"/results/\?"))


def test_evidence_opens_beside_the_comparison_and_gives_focus_back(visit):
    page = visit(DESKTOP).open(TWO)
    link = page.locator(".compare-place a").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_ratings_by_keyboard_alone(visit):
    page = visit(DESKTOP).open(f"/compare/?hub=lima&home=elsewhere&{ANSWERS}")
    radios = page.get_by_role("group", name="Family life").get_by_role("radio")
    expect(radios.first).to_be_checked()
    radios.first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(radios.nth(4)).to_be_checked()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("home_family=1"))
    expect(page.locator("main")).to_contain_text("Rated good from living there, not by evidence.")


FOUR = f"/compare/?hub=medellin&hub=bogota&hub=toronto&hub=lima&{ANSWERS}"


def edges(entry):
    box = entry.bounding_box()
    return box["x"], box["x"] + box["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_two_places_stand_side_by_side_and_the_first_stays(visit, scripts, width):
    page = visit({"width": width, "height": 844}, java_script_enabled=scripts).open(FOUR)
    entries = page.locator(".compare-line").first.locator(".compare-entry").all()
    assert len({entry.bounding_box()["y"] for entry in entries}) == 1
    assert [left >= 0 and right <= width for left, right in map(edges, entries)] == [True, True, False, False]
    page.locator(".compare-line").first.evaluate("(line) => line.scrollIntoView()")
    page.locator(".compare-line h3").first.hover()
    page.mouse.wheel(2000, 0)
    expect(page.locator(".compare-line").first.locator(".compare-entry").nth(3)).to_be_in_viewport(ratio=0.1)
    page.wait_for_timeout(300)
    first, *passed, last = map(edges, entries)
    assert 0 <= first[0] < first[1] <= last[0] < last[1] <= width
    assert page.locator(".compare-line h3").first.bounding_box()["x"] >= 0, "what is compared stays in sight"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_ticked_compares_the_first_three(visit, viewport):
    page = visit(viewport, java_script_enabled=False).open(f"/results/?{ANSWERS}")
    first = page.locator(".result h3, .compact th[scope=row]").all_inner_texts()[:3]
    page.locator(".results-head").get_by_role("link", name="Compare").click()
    expect(page.locator(".compare-side h2")).to_have_text(first)
    chosen = page.locator('select[name="hub"]').evaluate_all("(all) => all.map((each) => each.selectedOptions[0].text)")
    assert chosen == [*first, "None"]
