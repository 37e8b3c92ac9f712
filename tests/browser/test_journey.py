"""The whole journey in a real browser: by mouse, by keyboard, without JavaScript, on a phone and on a desktop."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, share
from tests.browser.paths import PATHS

VERDICT = re.compile("fits? you|level")


def seen(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def answer(page: Page, name: str, word: str) -> None:
    page.locator(f'label:has(input[name="{name}"])', has_text=word).click()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_landing_page_to_a_quote_without_javascript(visit, viewport):
    page = visit(viewport, java_script_enabled=False).open("/")
    page.get_by_label("Room for a family").check()
    page.get_by_label("Stretch my pay").check()
    page.get_by_role("button", name="See my ranking").click()
    expect(page).to_have_url(re.compile(r"/results/\?.*family=\d"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(VERDICT)
    page.locator(".fact").first.click()
    expect(page).to_have_url(re.compile(r"/hubs/[\w-]+/[\w-]+/\?"))
    seen(page, "Beside each statement and figure")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(VERDICT)


def test_what_is_skipped_is_no_block_and_the_page_is_short(visit):
    page = visit(PHONE).open("/priorities/?cost=1")
    background = "input => getComputedStyle(input.nextElementSibling).backgroundColor"
    skipped, chosen = (page.locator(f'input[name="{name}"]:checked') for name in ("safety", "cost"))
    assert skipped.evaluate(background) == "rgba(0, 0, 0, 0)"
    assert chosen.evaluate(background) != "rgba(0, 0, 0, 0)"
    assert page.evaluate("document.documentElement.scrollHeight") < 3000


def test_the_questionnaire_without_javascript_keeps_every_answer(visit):
    page = visit(PHONE, java_script_enabled=False).open("/basics/")
    for note in page.locator(".print-only").all():
        expect(note).to_be_hidden()
    page.get_by_label("Fintech").check()
    page.get_by_label("With children").check()
    page.get_by_role("button", name="Set your priorities").click()
    expect(page.locator('input[name="family"][value="2"]')).to_be_checked()
    expect(page.locator('input[name="specialty_importance"][value="2"]')).to_be_checked()
    answer(page, "cost", "Decisive")
    page.get_by_role("button", name="Update points").click()
    expect(page.locator('input[name="cost"][value="3"]')).to_be_checked()
    page.get_by_role("button", name="See my ranking").or_(page.get_by_role("button", name="See ranking")).last.click()
    expect(page).to_have_url(re.compile(r"specialty=fintech"))
    page.get_by_role("link", name="Change answers").click()
    expect(page.locator('input[name="cost"][value="3"]')).to_be_checked()


def test_four_decisive_answers_are_refused_and_kept_without_javascript(visit):
    visitor = visit(DESKTOP, java_script_enabled=False)
    page = visitor.open("/results/?cost=3&family=3&traffic=3&safety=3")
    seen(page, "Mark at most 3 as Decisive; you marked 4.")
    for name in ("cost", "family", "traffic", "safety"):
        expect(page.locator(f'input[name="{name}"][value="3"]')).to_be_checked()
    assert [complaint for complaint in visitor.complaints if "400" not in complaint] == []
    visitor.complaints.clear()  # the browser itself reports the status 400 on its console


def test_points_and_leaders_follow_the_answers_live(visit):
    page = visit(DESKTOP).open("/priorities/")
    answer(page, "cost", "Decisive")
    live = page.locator("#live")
    expect(live).to_contain_text("Cost of living")
    answer(page, "safety", "Nice")
    expect(live).to_contain_text("Safety")
    expect(page.get_by_role("status")).to_contain_text(VERDICT)


def test_a_lost_connection_is_said_and_the_answers_stay(visit):
    visitor = visit(PHONE)
    page = visitor.open(PATHS["priorities"])
    visitor.context.set_offline(True)
    answer(page, "safety", "Decisive")
    lost = page.get_by_role("alert")
    expect(lost).to_contain_text("Your answers are still here")
    expect(page.locator('input[name="safety"][value="3"]')).to_be_checked()
    visitor.context.set_offline(False)
    expect(page.locator("#live")).to_contain_text("Safety")
    expect(lost).to_be_hidden()
    assert [each for each in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in each and "htmx" not in each] == []
    visitor.complaints.clear()  # the browser reports the lost connection on its console


def test_offline_the_drawer_leaves_the_ranking_where_it_is(visit):
    visitor = visit(DESKTOP)
    page = visitor.open(PATHS["results"])
    visitor.context.set_offline(True)
    page.locator(".fact").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Your answers are still here")
    expect(page.get_by_role("heading", level=1)).to_contain_text(VERDICT)
    visitor.complaints.clear()  # the browser reports the lost connection on its console


def test_the_back_button_finds_the_answers_as_they_were(visit):
    page = visit(PHONE).open("/priorities/")
    answer(page, "cost", "Decisive")
    expect(page).to_have_url(re.compile("cost=3"))
    page.get_by_role("button", name="See ranking").click()
    expect(page).to_have_url(re.compile("/results/"))
    page.go_back()
    expect(page.locator('input[name="cost"][value="3"]')).to_be_checked()
    expect(page.locator("#live")).to_contain_text("Cost of living")


def test_a_proposed_change_is_applied_and_taken_back(visit):
    page = visit(DESKTOP).open(PATHS["results"])
    before = page.get_by_role("heading", level=1).inner_text()
    change = page.locator(".changes a").first
    first = change.inner_text()
    change.click()
    expect(page.locator(".result h3").first).to_contain_text(first.removesuffix(" first").strip())
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)


def test_evidence_opens_beside_the_ranking_and_gives_focus_back(visit):
    page = visit(DESKTOP).open(PATHS["results"])
    link = page.locator(".fact").first
    link.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_role("heading").first).to_contain_text("of 10")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(link).to_be_focused()


def test_the_questionnaire_by_keyboard_alone(visit):
    page = visit(DESKTOP).open("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(":focus")).to_be_checked()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/results/"))


def test_a_shared_ranking_opens_elsewhere(visit):
    page = visit(PHONE).open(PATHS["results"])
    first = page.locator(".result h3").first.inner_text()
    share(page)
    other = visit(DESKTOP, java_script_enabled=False).open(re.search(r"/s/.*", page.url)[0])
    expect(other.locator(".result h3").first).to_have_text(first)


def test_the_link_of_a_shared_ranking_is_copied(visit):
    visitor = visit(PHONE)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(PATHS["results"])
    share(page)
    link = page.url
    page.go_back()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_sender_changes_a_link_and_withdraws_it(visit, scripts):
    visitor = visit(PHONE, java_script_enabled=scripts)
    page = visitor.open(PATHS["results"])
    share(page)
    link = page.url
    page.go_back()
    page.get_by_label("What is it for?").fill("For us two")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("What is it for?")).to_have_value("For us two")
    page.get_by_text("Withdraw this link").click()
    page.get_by_role("button", name="Withdraw it for good").click()
    expect(page.locator(".lede")).to_contain_text("You withdrew it")
    assert page.goto(link).status == 410
    visitor.complaints.clear()


def test_the_theme_is_remembered(visit):
    page = visit(DESKTOP, color_scheme="light").open("/")
    page.get_by_role("button", name="Dark mode").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(page.url)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
