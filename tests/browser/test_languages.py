"""The switch and the journey in another language, whatever their words are."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, share
from tests.browser.paths import ANSWERS, PATHS


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_switch_leads_to_the_same_page_without_javascript(visit, viewport):
    page = visit(viewport, java_script_enabled=False).open(PATHS["results"])
    first = page.locator(".result h3 a").first.get_attribute("href")
    page.locator(".language-switch summary").click()
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile(rf"/fr/results/\?{ANSWERS}$"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".result h3 a").first).to_have_attribute("href", f"/fr{first}")


def test_the_switch_works_by_keyboard_and_names_itself(visit):
    page = visit(DESKTOP).open("/es/hubs/")
    switch = page.locator(".language-switch summary")
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".language-switch [aria-current]")).to_have_text("Español")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[^s]/hubs/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_journey_stays_in_its_language(visit):
    page = visit(DESKTOP).open("/es/")
    page.locator('.pick:has(input[value="family"])').click()
    page.locator(".quick button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/es/results/\?"))
    page.locator(".fact").first.click()
    expect(page.locator("#drawer .more-links a").first).to_have_attribute("href", re.compile("^/es/hubs/"))
    page.locator("#drawer .close-button").click()
    page.locator(".context a").click()
    expect(page).to_have_url(re.compile(r"/es/priorities/\?"))
    page.locator('label:has(input[name="cost"][value="3"])').click()
    expect(page).to_have_url(re.compile(r"/es/priorities/\?.*cost=3"))
    page.locator(".form-end .primary").click()
    share(page)
    expect(page).to_have_url(re.compile(r"/es/s/[\w-]{22}/$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
