"""Back closes what is open on top; what a browser brings back counts like what is ticked now."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.paths import PATHS


def open_evidence(page):
    page.locator(".fact, .compare-place a").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("name", ["results", "compare, two"])
def test_back_closes_the_evidence_and_stays_on_the_page(visit, name):
    page = visit(PHONE).open("/hubs/")
    page.goto(page.url.replace("/hubs/", PATHS[name]))
    address = page.url
    open_evidence(page)
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(address)
    page.go_forward()
    expect(page.get_by_role("dialog").get_by_role("heading").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/hubs/$"))


@pytest.mark.parametrize("way", ["Escape", "button", "beside"])
def test_closing_the_evidence_leaves_no_step_behind(visit, way):
    page = visit(DESKTOP).open("/hubs/")
    page.goto(page.url.replace("/hubs/", PATHS["results"]))
    link = page.locator(".fact").first
    for _ in range(2):
        open_evidence(page)
        if way == "Escape":
            page.keyboard.press("Escape")
        elif way == "button":
            page.get_by_role("button", name="Close evidence").click()
        else:
            page.mouse.click(20, 400)
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(link).to_be_focused()
    page.wait_for_function("history.state === null")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/hubs/$"))


def test_a_reload_and_the_way_back_find_the_evidence_open(visit):
    page = visit(PHONE).open(PATHS["results"])
    open_evidence(page)
    title = page.get_by_role("dialog").get_by_role("heading").first.inner_text()
    page.reload()
    expect(page.get_by_role("dialog").get_by_role("heading").first).to_have_text(title)
    page.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.get_by_role("dialog").get_by_role("heading").first).to_have_text(title)
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()


def come_back(page, way):
    if way == "reload":
        return page.reload()
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/privacy/")
    page.go_back()


@pytest.mark.parametrize("way", ["back", "reload"])
def test_pick_up_to_three_is_kept_after(visit, way):
    page = visit(PHONE).open("/")
    boxes = page.locator('[name="intent"]')
    for place in range(3):
        boxes.nth(place).check()
    expect(boxes.nth(3)).to_be_disabled()
    come_back(page, way)
    for place, box in enumerate(boxes.all()):
        expect(box).to_be_checked(checked=place < 3) if way == "back" else None
    full = page.locator('[name="intent"]:checked').count() == 3
    expect(boxes.nth(3)).to_be_enabled(enabled=not full)


def test_the_tray_stops_at_four_and_is_right_after_back(visit):
    page = visit(DESKTOP).open(PATHS["results"])
    for details in page.locator("details.rest").all():
        details.evaluate("(each) => { each.open = true; }")
    ticks = page.locator(".tray-tick input")
    for place in range(4):
        ticks.nth(place).check()
    expect(ticks.nth(4)).to_be_disabled()
    named = page.locator("[data-tray-names]").inner_text()
    assert named.count(",") == 3
    page.locator(".compare-tray button").click()
    expect(page.locator(".compare-side")).to_have_count(4)
    page.go_back()
    expect(page.locator("[data-tray-names]")).to_have_text(named)
    expect(ticks.nth(4)).to_be_disabled()
    ticks.nth(3).uncheck()
    expect(ticks.nth(4)).to_be_enabled()


def test_the_count_of_what_stays_is_right_after_back(visit):
    page = visit(DESKTOP).open("/basics/")
    before = page.locator(".musts-left").inner_text()
    page.locator('[name="country"]').first.check()
    expect(page.locator(".musts-left")).not_to_have_text(before)
    after = page.locator(".musts-left").inner_text()
    come_back(page, "back")
    expect(page.locator('[name="country"]').first).to_be_checked()
    expect(page.locator(".musts-left")).to_have_text(after)
