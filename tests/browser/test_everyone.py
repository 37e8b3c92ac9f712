"""For everyone: nothing that axe objects to, nothing that runs off a small screen or large text, nothing that jumps."""

import re

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE, share
from tests.browser.paths import ANSWERS, MISTAKEN, PATHS

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
SMALL = {"width": 320, "height": 700}
WHAT_RUNS_OFF = """
[...document.querySelectorAll("main *")]
  .filter((each) => !each.closest("svg") && each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => `${each.tagName} ${each.className}: ${each.textContent.trim().slice(0, 40)}`)
"""
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
TEXT_AS_IT_WAS = "document.documentElement.style.fontSize = ''"
WIDTH = "document.documentElement.scrollWidth"
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def every_page(visitor, prefix="", half=None):
    """Each page in each state, or every second one, one after the other in the same tab, with everything unfolded."""
    page = visitor.open(f"{prefix}/results/?{ANSWERS}")
    share(page)
    token = re.search(r"/s/([\w-]{22})/", page.url)[1]
    page.go_back()
    key = re.search(r"/links/([\w-]{22})/", page.url)[1]
    places = PATHS | {name: path for name, (path, _) in MISTAKEN.items()}
    for name, path in list(places.items())[half::2] if half is not None else places.items():
        page.goto(visitor.origin + prefix + path.replace("{s}", token).replace("{k}", key))
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        yield name, page
    visitor.complaints[:] = [each for each in visitor.complaints if "status of 40" not in each]


def complaints_of_axe(page, **options):
    """What axe says against a page, which holds it from the first time on; what it does not mind stays in the page."""
    axe = Axe()
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    asked = {"resultTypes": ["violations"], **options}
    violations = page.evaluate("async (asked) => (await axe.run(asked)).violations", asked)
    return AxeResults({"violations": violations}).generate_report() if violations else None


# The dark changes colours and nothing else of a page: what axe says of colours by itself is asked once more.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SCHEMES = {"light": {}, "dark": OF_COLOURS}


@pytest.mark.parametrize("half", [0, 1], ids=["one half", "the other"])
def test_no_page_troubles_axe_in_light_or_dark_or_runs_off_a_small_screen(visit, half):
    wrong = {}
    for name, page in every_page(visit(PHONE, reduced_motion="reduce"), half=half):
        for scheme, options in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if report := complaints_of_axe(page, **options):
                wrong[name, scheme] = report
        page.set_viewport_size(SMALL)
        wrong |= {(name, how): off for how, off in running_off(page)}
        page.set_viewport_size(PHONE)
    assert not wrong, "\n".join(f"{name}: {report}" for name, report in wrong.items())


@pytest.mark.parametrize("prefix", ["/es", "/pt-br", "/fr"])
def test_no_language_troubles_axe_or_runs_off_a_small_screen(visit, prefix):
    wrong = {}
    for name, page in every_page(visit(SMALL, reduced_motion="reduce"), prefix):
        if report := complaints_of_axe(page):
            wrong[f"{name}, axe"] = report
        wrong |= {(name, how): off for how, off in running_off(page)}
    assert not wrong, wrong


def test_axe_finds_nothing_in_the_drawer_and_beside_it(visit):
    page = visit(DESKTOP, reduced_motion="reduce").open(PATHS["results"])
    page.locator(".fact").first.click()
    page.get_by_role("dialog").wait_for()
    assert complaints_of_axe(page) is None


def running_off(page):
    """What runs off a small screen as it is, with text of twice its size, and where the browser's own text is so large.

    The first of the two leaves media queries as they are, like the text sizes of phones; the second does not.
    """
    ways = page.context.new_cdp_session(page)
    for how, size in (("as it is", 16), ("large text", 16), ("large text of the browser", 32)):
        ways.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        page.evaluate(LARGE_TEXT if how == "large text" else TEXT_AS_IT_WAS)
        if page.evaluate(WIDTH) > SMALL["width"]:
            yield how, page.evaluate(WHAT_RUNS_OFF)
    ways.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    page.evaluate(TEXT_AS_IT_WAS)
    ways.detach()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_jumps_while_a_page_loads_slowly(visit, viewport):
    """Each page over a slow line of its own, all of them at once: what takes long is waiting."""
    loading = {}
    for name in ("landing", "priorities", "results", "hub, yours", "compare, two", "method"):
        visitor = visit(viewport)
        visitor.context.add_init_script(WATCH_SHIFTS)
        loading[name] = page = visitor.open("/privacy/")
        visitor.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.goto(visitor.origin + PATHS[name], wait_until="commit")
    jumped = {}
    for name, page in loading.items():
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
    page.locator(".fact").first.click()
    page.get_by_role("dialog").wait_for()
    moving = page.evaluate("document.getAnimations().filter((each) => each.effect.getTiming().duration > 1).length")
    assert moving == 0
