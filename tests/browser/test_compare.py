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
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Medellín")
    expect(page.locator(".compare > .compare-lines .compare-line")).to_have_count(5)
    page.get_by_label("Where do you live now?").select_option("elsewhere")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("group", name="Cost of living").get_by_label("Very bad").check()
    page.get_by_role("group", name="City size").get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("here_cost=-2"))
    expect(page.locator(".compare-side.mine")).to_contain_text("By your own words, not evidence")
    expect(page.locator("main")).to_contain_text("You call it very bad.")
    expect(page.locator(".compare > .compare-lines .compare-line")).to_have_count(5)


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
    page = visit(DESKTOP).open(f"/compare/?hub=lima&here=elsewhere&{ANSWERS}")
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
    expect(page).to_have_url(re.compile("here_family=1"))
    expect(page.locator("main")).to_contain_text("You call it good.")


def test_on_a_phone_the_sides_stand_one_below_the_other(visit):
    page = visit(PHONE).open(TWO)
    first, second = (page.locator(".compare-line").first.locator(".compare-entry").nth(n) for n in (0, 1))
    assert first.bounding_box()["y"] + first.bounding_box()["height"] <= second.bounding_box()["y"]
    assert page.locator(".compare table").count() == 0
