"""Forced colours, as people with low vision have them: what is chosen, how long a bar is, where focus and pins are."""

import pytest

from tests.browser.conftest import DESKTOP
from tests.browser.paths import PATHS

GROUND = "(each) => getComputedStyle(each).backgroundColor"
FILL = "(each) => getComputedStyle(each).fill"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_answers_bars_map_and_focus_show_in_forced_colours(visit, scheme):
    page = visit(DESKTOP, forced_colors="active", color_scheme=scheme).open(PATHS["priorities"])
    other, chosen = (page.locator(f'label:has(input[name="family"][value="{value}"]) span') for value in "03")
    assert chosen.evaluate(GROUND) != other.evaluate(GROUND)

    page.goto(page.url.split("/priorities/")[0] + PATHS["results"])
    bar = page.locator(".result .bar").first
    colours = [bar.locator(part).first.evaluate(FILL) for part in (".track", ".segment", ".range-point")]
    assert len({*colours, bar.evaluate(GROUND)}) == 4, "the bar, its ground, its track and its score"
    pin = page.locator(".map .hub-dot.top").first
    assert pin.evaluate(FILL) != page.locator(".map .hub-dot:not(.top)").first.evaluate(FILL)
    page.locator(".result h3 a").first.focus()
    page.keyboard.press("Tab")
    outline = page.locator(":focus").evaluate("(each) => getComputedStyle(each).outlineStyle")
    assert outline == "solid"

    page.goto(page.url.split("/results/")[0] + PATHS["compare, two"])
    fill, track = (page.locator(f".compare-bar {part}").first.evaluate(FILL) for part in (".fill", ".track"))
    assert fill != track
