"""Help me decide in a real browser: without JavaScript, with it, by keyboard, and going back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.paths import PATHS

FIRST, SECOND, SAME = range(3)
CHOICES = "button.place, button.place-same"
CLOSE_CALL = "family=2&traffic=2&cost=2&country=CO&country=MX"
ENDED = re.compile("fits you best|too close to call|leads so far|No clear winner yet")


def pick(page: Page, place: int) -> None:
    page.locator(CHOICES).nth(place).click()


def number(page: Page, expected: int) -> None:
    expect(page.locator(".decide-number")).to_have_text(f"Question {expected} of at most 12")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_first_question_to_a_ranking_without_javascript(visit, viewport):
    page = visit(viewport, java_script_enabled=False).open("/decide/")
    page.get_by_label("Fintech").check()
    page.get_by_role("button", name="Ask me the first question").click()
    for n, place in enumerate([SAME, FIRST], 1):
        number(page, n)
        pick(page, place)
    page.get_by_role("link", name="Stop here").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ENDED)
    decisive = page.locator('.choices input[value="3"]:checked')
    assert decisive.count() <= 3
    chosen = sorted(radio.get_attribute("name") or "" for radio in decisive.all())
    page.get_by_role("button", name="See the ranking with these answers").click()
    expect(page).to_have_url(re.compile(r"/results/\?.*specialty=fintech"))
    for name in chosen:
        assert f"{name}=3" in page.url


def test_back_undoes_the_last_answer_without_javascript(visit):
    page = visit(PHONE, java_script_enabled=False).open("/decide/?q=")
    asked = page.locator(".places").inner_text()
    pick(page, FIRST)
    number(page, 2)
    page.go_back()
    number(page, 1)
    assert page.locator(".places").inner_text() == asked
    pick(page, SECOND)
    number(page, 2)
    page.get_by_role("link", name="Undo the last answer").click()
    number(page, 1)


def test_with_htmx_the_heading_gets_the_focus_and_back_the_last_question(visit):
    page = visit(DESKTOP).open("/decide/?q=")
    asked = page.locator(".places").inner_text()
    page.evaluate("window.sameDocument = true")
    pick(page, FIRST)
    number(page, 2)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title("Question 2 of at most 12 · Relocate")
    expect(page).to_have_url(re.compile(r"/decide/\?q=([\w-]+\.){4}a$"))
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"(leads|level) by your answers so far|No hub leads yet: \d+ fits? your answers so far")
    )
    pick(page, SAME)
    number(page, 3)
    page.go_back()
    number(page, 2)
    page.go_back()
    number(page, 1)
    assert page.locator(".places").inner_text() == asked
    assert page.evaluate("window.sameDocument") is True
    page.go_forward()
    number(page, 2)
    page.reload()
    number(page, 2)
    expect(page.locator("header.site-header")).to_be_visible()


def test_questions_by_keyboard_alone(visit):
    page = visit(DESKTOP).open("/decide/?q=")
    page.locator(CHOICES).first.focus()
    page.keyboard.press("Enter")
    number(page, 2)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(CHOICES).first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    number(page, 3)
    expect(page).to_have_url(re.compile(r"\.a&q=[\w.-]+\.b$"))


def test_a_contradiction_can_be_mended(visit):
    page = visit(PHONE).open(PATHS["decide, contradiction"])
    doubts = page.locator(".decide-doubts")
    expect(doubts).to_contain_text(
        "You preferred Cost of living to Family life, Family life to Safety, but Safety to Cost of living."
    )
    doubts.get_by_role("link", name="Answer again on Safety against Cost of living").click()
    expect(page.locator(".place.taken")).to_contain_text("Your answer so far")
    page.locator(".place:not(.taken)").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ENDED)
    expect(page.locator("main")).not_to_contain_text("contradict each other")


@pytest.mark.parametrize("name", ["decide, first question", "decide, question", "decide, again"])
def test_what_is_pressed_is_44_pixels_high(visit, name):
    page = visit(PHONE).open(PATHS[name])
    for target in page.locator(f"{CHOICES}, .decide-ways a").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_the_hubs_are_named_on_request_by_keyboard(visit):
    page = visit(PHONE).open("/decide/?q=")
    names = page.locator(".decide-names")
    expect(names.locator("li").first).to_be_hidden()
    names.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(names.locator("li").first).to_contain_text("Yes speaks for")
    expect(names.locator("li").last).to_contain_text("No speaks for")


def test_from_a_shortlist_to_questions_about_it_and_back_with_the_same_dealbreakers(visit):
    page = visit(DESKTOP).open(f"/results/?{CLOSE_CALL}")
    page.get_by_role("link", name="Ask me more questions like this").click()
    expect(page).to_have_url(re.compile(rf"/decide/\?{re.escape(CLOSE_CALL)}&q=$"))
    asked = page.locator(".decide-number")
    expect(asked).to_be_visible()
    for _ in range(12):
        if not asked.count():
            break
        before = asked.inner_text()
        pick(page, SECOND)
        expect(page.locator("#decide")).not_to_contain_text(before)
    page.get_by_role("link", name="See the full ranking").click()
    expect(page).to_have_url(re.compile(r"/results/\?.*country=MX"))
