"""For everyone: nothing that axe objects to, nothing that runs off a small screen or large text, nothing that jumps."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.paths import ANSWERS, MISTAKEN, PATHS

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
SMALL, LARGE_TEXT = {"width": 320, "height": 700}, {"width": 640, "height": 900}
WHAT_RUNS_OFF = """
[...document.querySelectorAll("main *")]
  .filter((each) => !each.closest("svg") && each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => `${each.tagName} ${each.className}: ${each.textContent.trim().slice(0, 40)}`)
"""
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def every_page(visitor, prefix=""):
    """Each page in each state, opened one after the other in the same tab, with everything unfolded."""
    page = visitor.open(f"{prefix}/results/?{ANSWERS}")
    page.locator(".results-head form button").click()
    token = re.search(r"/s/([\w-]{22})/", page.url)[1]
    places = PATHS | {name: path for name, (path, _) in MISTAKEN.items()}
    for name, path in places.items():
        page.goto(visitor.origin + prefix + path.replace("{s}", token))
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        yield name, page
    visitor.complaints[:] = [each for each in visitor.complaints if "status of 40" not in each]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, scheme):
    visitor = visit(PHONE, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for name, page in every_page(visitor):
        result = Axe().run(page)
        if result.violations_count:
            found[name] = result.generate_report()
    assert not found, "\n".join(f"{name}: {report}" for name, report in found.items())


@pytest.mark.parametrize("prefix", ["/es", "/pt-br", "/fr"])
def test_no_language_troubles_axe_or_runs_off_a_small_screen(visit, prefix):
    wrong = {}
    for name, page in every_page(visit(SMALL, reduced_motion="reduce"), prefix):
        result = Axe().run(page)
        if result.violations_count:
            wrong[f"{name}, axe"] = result.generate_report()
        if page.evaluate("document.documentElement.scrollWidth") > SMALL["width"]:
            wrong[f"{name}, width"] = page.evaluate(WHAT_RUNS_OFF)
    assert not wrong, wrong


def test_axe_finds_nothing_in_the_drawer_and_beside_it(visit):
    page = visit(DESKTOP, reduced_motion="reduce").open(PATHS["results"])
    page.locator(".points a").first.click()
    page.get_by_role("dialog").wait_for()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize(("viewport", "size"), [(SMALL, "100%"), (LARGE_TEXT, "200%")], ids=["320 px", "large text"])
def test_nothing_runs_off_the_side(visit, viewport, size):
    wide = {}
    for name, page in every_page(visit(viewport)):
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            wide[name] = page.evaluate(WHAT_RUNS_OFF)
    assert wide == {}


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_jumps_while_a_page_loads_slowly(visit, viewport):
    jumped = {}
    for name in ("landing", "priorities", "results", "hub, yours", "compare, two", "method"):
        visitor = visit(viewport)
        visitor.context.add_init_script(WATCH_SHIFTS)
        page = visitor.open("/privacy/")
        visitor.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.goto(visitor.origin + PATHS[name])
        page.wait_for_load_state("networkidle")
        if (shift := page.evaluate("window.shifted")) > 0.001:
            jumped[name] = shift
    assert jumped == {}


def test_what_is_chosen_shows_in_forced_colours(visit):
    page = visit(DESKTOP, forced_colors="active").open(PATHS["priorities"])
    faces = [page.locator(f'label:has(input[name="family"][value="{value}"]) span') for value in "03"]
    other, chosen = (face.evaluate("(face) => getComputedStyle(face).backgroundColor") for face in faces)
    assert chosen != other


def test_nothing_moves_for_those_who_ask_for_less_motion(visit):
    page = visit(DESKTOP, reduced_motion="reduce").open(PATHS["results"])
    page.locator(".points a").first.click()
    page.get_by_role("dialog").wait_for()
    moving = page.evaluate("document.getAnimations().filter((each) => each.effect.getTiming().duration > 1).length")
    assert moving == 0
