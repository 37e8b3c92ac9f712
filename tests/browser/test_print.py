"""Pages on paper, as Chromium prints them on A4."""

import re

import pytest
from playwright.sync_api import Page, expect

from hubs.catalogue import releases
from tests.browser.conftest import DESKTOP, PHONE

ANSWERS = "family=3&traffic=2&cost=2&remote=2&specialty=fintech"


def everything() -> str:
    """Answers to every question that the real catalogue asks."""
    asked = []
    for slug, criterion in releases.current().criteria.items():
        if criterion.kind == "labels":
            asked.append(f"{slug}={criterion.options[0].slug}&{slug}_importance=1")
        elif criterion.kind == "target":
            asked.append(f"{slug}=1&{slug}_to={criterion.options[0].slug}")
        else:
            asked.append(f"{slug}=1")
    return "&".join([*asked, "must=cost"])


def pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_ranking_takes_two_pages_at_most(visit, viewport):
    visitor = visit(viewport)
    for answers in (ANSWERS, everything(), "cost=1", f"{ANSWERS}&country=MX&language=es"):
        assert pages(visitor.open(f"/results/?{answers}")) <= 2, answers


def test_two_pages_are_enough_for_longer_words(visit):
    visitor = visit(DESKTOP)
    for prefix in ("/es", "/pt-br", "/fr"):
        assert pages(visitor.open(f"{prefix}/results/?{everything()}")) <= 2, prefix


def test_a_shared_ranking_takes_two_pages_at_most(visit):
    page = visit(DESKTOP).open(f"/results/?{everything()}")
    page.get_by_role("button", name="Share this ranking").click()
    expect(page).to_have_url(re.compile(r"/s/[\w-]{22}/"))
    assert pages(page) <= 2
    page.emulate_media(media="print")
    expect(page.locator(".print-foot")).to_contain_text(page.url)


def test_more_than_two_pages_are_counted_as_more(visit):
    assert pages(visit(DESKTOP).open("/method/")) > 2


def test_on_paper_there_is_the_answer_and_nothing_to_click(visit):
    page = visit(DESKTOP, color_scheme="dark").open(f"/results/?{ANSWERS}")
    page.emulate_media(media="print")
    for gone in ("button", "input", "select", "nav", ".why-word", ".rest", ".take-along", ".language-switch"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for seen in (".legend", ".result .bar", ".result .score", ".minus", ".points", ".changes", ".map", ".on-paper"):
        expect(page.locator(seen).first).to_be_visible()
    expect(page.locator(".print-foot")).to_contain_text(f"/results/?{ANSWERS}")
    expect(page.locator(".print-foot")).to_contain_text("Data release 1")
    assert page.evaluate("getComputedStyle(document.querySelector('.result .bar')).printColorAdjust") == "exact"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_every_hub_is_on_the_paper(visit):
    page = visit(DESKTOP).open(f"/results/?{ANSWERS}")
    page.emulate_media(media="print")
    printed = page.locator("main").inner_text()
    for hub in releases.current().hubs.values():
        assert hub.name in printed


def test_a_source_is_printed_with_its_address(visit):
    page = visit(DESKTOP).open("/hubs/medellin/cost/")
    page.emulate_media(media="print")
    shown = page.evaluate("getComputedStyle(document.querySelector('.item-source a'), '::after').content")
    assert "attr(href)" in shown or "http" in shown


def test_nothing_of_the_paper_shows_on_the_screen(visit):
    page = visit(DESKTOP).open(f"/results/?{ANSWERS}")
    assert page.locator(".print-only:visible").count() == 0
