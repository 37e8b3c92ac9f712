"""Pages on paper, as Chromium prints them on A4."""

import re

import pytest
from playwright.sync_api import Page, expect

from hubs.catalogue import releases
from tests.browser.conftest import DESKTOP, PHONE, share

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
    share(page)
    assert pages(page) <= 2
    page.emulate_media(media="print")
    expect(page.locator(".print-foot")).to_contain_text(page.url)


def test_more_than_two_pages_are_counted_as_more(visit):
    assert pages(visit(DESKTOP).open("/method/")) > 2


def test_on_paper_there_is_the_answer_and_nothing_to_click(visit):
    page = visit(DESKTOP, color_scheme="dark").open(f"/results/?{ANSWERS}")
    page.emulate_media(media="print")
    for gone in (
        ".question",
        "button",
        "input",
        "select",
        "nav",
        ".why-word",
        ".rest",
        ".take-along",
        ".language-switch",
    ):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for seen in (".legend", ".result .bar", ".result .score", ".reason", ".map", ".on-paper"):
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


FOLDED = """
() => [...document.querySelectorAll("details:not([open])")]
  .filter((each) => getComputedStyle(each).display !== "none")
  .map((each) => each.className)
"""
PAPERS = [
    "/hubs/medellin/",
    f"/hubs/medellin/?{ANSWERS}",
    f"/compare/?hub=lima&hub=bogota&{ANSWERS}",
    "/hubs/lima/cost/",
]


@pytest.mark.parametrize("path", PAPERS)
def test_what_is_folded_is_printed_and_folded_again(visit, path):
    page = visit(DESKTOP).open(path)
    folded = page.locator("main details:not([open])").count()
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.left = ({FOLDED})(); }})")
    page.emulate_media(media="print")
    page.pdf(format="A4")
    assert page.evaluate("window.left") == []
    page.emulate_media(media="screen")
    assert page.locator("main details:not([open])").count() == folded
    expect(page.locator(".print-foot")).to_have_count(1)


def test_without_scripts_paper_says_that_the_folded_is_left_out(visit):
    page = visit(DESKTOP, java_script_enabled=False).open(f"/compare/?hub=lima&hub=bogota&{ANSWERS}")
    page.emulate_media(media="print")
    assert "What is folded on the screen is left out here" in page.locator("body").inner_text()


def test_a_ranking_says_what_it_leaves_out_on_paper(visit):
    page = visit(DESKTOP).open(f"/results/?{ANSWERS}")
    page.emulate_media(media="print")
    assert "Left out on paper" in page.locator("main").inner_text()
    page.emulate_media(media="screen")
    share(page)
    page.emulate_media(media="print")
    assert "Left out on paper" in page.locator("main").inner_text()


def test_a_sentence_has_no_gaps_on_paper(visit):
    page = visit({"width": 718, "height": 1000}).open(f"/results/?{ANSWERS}")
    page.emulate_media(media="print")
    gaps = page.locator(".changes b:nth-of-type(2)").evaluate_all("""words => words.map(word => {
        const before = document.createRange();
        before.setStart(word.previousSibling, word.previousSibling.length - 1);
        before.setEnd(word.previousSibling, word.previousSibling.length);
        return Math.abs(word.getBoundingClientRect().left - before.getBoundingClientRect().right);
    })""")
    assert gaps
    assert max(gaps) < 2


def test_four_places_stand_side_by_side_on_paper(visit):
    page = visit(PHONE).open(f"/compare/?hub=lima&hub=bogota&hub=toronto&hub=medellin&{ANSWERS}")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")
    boxes = [each.bounding_box() for each in page.locator(".compare-line").first.locator(".compare-entry").all()]
    assert len({box["y"] for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= 719


def test_nothing_of_the_paper_shows_on_the_screen(visit):
    page = visit(DESKTOP).open(f"/results/?{ANSWERS}")
    assert page.locator(".print-only:visible").count() == 0


# What stands in a block on paper, each with what is said in its parts; a source's own title is as it is.
PRINTED = """
() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const title of document.querySelectorAll(".item-source a, .sources a, q, blockquote")) title.textContent = "…";
  const inline = new Set(["inline", "inline-block", "contents"]);
  return [...document.querySelectorAll("main *")]
    .filter((each) => [...each.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
    .filter((each) => each.checkVisibility() && each.getClientRects().length && !each.closest("svg, option"))
    .filter((each) => !inline.has(getComputedStyle(each).display))
    .map((each) => each.innerText);
}
"""
STRAY = re.compile(r" [,.](?!\w)| [)”]|[(“] |[^\S\n\u00a0\u202f]{2,}")


@pytest.mark.parametrize("language", ["", "/es", "/pt-br", "/fr"], ids=["en", "es", "pt-br", "fr"])
def test_no_blank_is_left_over_on_paper(visit, language):
    page = visit(DESKTOP).open(f"{language}/share/?{ANSWERS}")
    page.locator(".share-form button").click()
    page.locator(".copy-box a").click()
    page.emulate_media(media="print")
    origin, shared = re.match(r"(https?://[^/]+)(.*)", page.url).groups()
    compared = "/compare/?hub=medellin&hub=bogota&hub=toronto"
    paths = (
        shared,
        *(f"{language}{path}" for path in (f"/results/?{ANSWERS}", f"/hubs/medellin/?{ANSWERS}", compared)),
    )
    for path in paths:
        page.goto(origin + path)
        stray = [
            text[max(0, at.start() - 30) : at.end() + 10]
            for text in page.evaluate(PRINTED)
            for at in STRAY.finditer(text)
        ]
        assert stray == [], path
