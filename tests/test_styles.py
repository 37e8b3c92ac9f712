"""Where a style stands and how a page gets it: css/pages/ by the page's name, everything else in one site.css."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders

from hubs.web import styles
from tests import makers
from tests.pages import shared_link
from tests.test_templates import ROOT, SCRIPTS, STYLES, TEMPLATES, source

QUERY = "family=3&traffic=2&cost=2&specialty=fintech"
SHEET = re.compile(r"""<link rel="stylesheet" href="/static/([^"]+)">""")
PAGES = {
    "/": ["landing"],
    "/basics/": ["basics"],
    "/priorities/": ["priorities"],
    "/decide/": ["decide"],
    f"/results/?{QUERY}": ["results"],
    "/compare/?hub=austin&hub=lima": ["compare"],
    "/hubs/": ["hubs"],
    "/hubs/medellin/": ["hub"],
    "/hubs/medellin/cost/": [],
    "/method/": ["method"],
    "/privacy/": [],
    "/correct/": [],
    "/corrections/": [],
    "/accessibility/": [],
    "/nowhere/": ["error"],
}


def sheets(response):
    return SHEET.findall(response.content.decode())


def linked(*pages):
    return [styles.NAME, *(f"hubs/css/pages/{page}.css" for page in pages)]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_links_what_all_share_and_its_own_sheet(client, path):
    makers.make_real_release()
    response = client.get(path)
    assert sheets(response) == linked(*PAGES[path])
    assert response.content.count(b'rel="stylesheet"') == len(sheets(response)) <= 4


@pytest.mark.django_db
def test_a_shared_ranking_looks_like_a_ranking(client):
    makers.make_real_release()
    response = client.get(shared_link(client.post("/share/", {"answers": QUERY})))
    assert sheets(response) == linked("results", "shared")


BASES = ('{% extends "base.html" %}', '{% extends "hubs/embed/base.html" %}')
PAGE_SHEETS = [sheet for sheet in STYLES if sheet.parent.name == "pages"]


@pytest.mark.parametrize("sheet", PAGE_SHEETS, ids=lambda sheet: sheet.stem)
def test_a_sheet_of_pages_bears_the_name_of_a_page_that_links_it(sheet):
    [page] = [path for path in TEMPLATES if path.name == f"{sheet.stem}.html" and source(path).startswith(BASES)]
    assert f"css/pages/{sheet.name}" in source(page)


def test_every_other_sheet_is_a_part_of_site_css():
    assert set(styles.parts()) == set(STYLES) - set(PAGE_SHEETS)
    assert styles.parts()[0].name == "tokens.css"


def test_what_is_collected_is_what_is_found_and_follows_its_parts(tmp_path, monkeypatch, settings):
    settings.LOCAL_DIR = tmp_path / "local"
    for name in ("foundation/tokens.css", "components/map.css"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f'/* {name} */ a {{ background: url("../../img/a.svg") }}')
    monkeypatch.setattr(styles, "CSS", tmp_path)

    def found():
        with open(finders.find(styles.NAME), encoding="utf-8") as file:
            return file.read()

    assert re.findall(r"/\* (.*?) \*/", found()) == ["foundation/tokens.css", "components/map.css"]
    assert found().count('url("../img/a.svg")') == 2
    (tmp_path / "components" / "map.css").write_text("b {}")
    [(name, storage)] = styles.SiteStyleFinder().list([])
    assert name == styles.NAME
    with storage.open(name) as collected:
        assert collected.read().decode() == found() == styles.joined()
    assert found().endswith("b {}")


def test_every_address_in_a_sheet_leads_to_a_file():
    addresses = re.findall(r'url\("\.\./([^"#]+)"\)', styles.joined())
    assert len(addresses) >= 4
    assert [address for address in addresses if not finders.find(f"hubs/{address}")] == []


def selectors(text: str) -> Iterator[tuple[str, str]]:
    """Each selector of a sheet, with where it counts: on paper or elsewhere."""
    around: list[str] = []
    for words, mark in re.findall(r"([^{};]*)([{};])", re.sub(r"/\*.*?\*/", "", text, flags=re.S)):
        if mark == "{":
            around.append(" ".join(words.split()))
            if not around[-1].startswith("@"):
                medium = "paper" if any("print" in each for each in around[:-1]) else "screen"
                yield from ((medium, each.strip()) for each in re.split(r",(?![^(]*\))", around[-1]))
        elif mark == "}":
            around.pop()


def scattered(sheets: dict[str, str]) -> dict[tuple[str, str], set[str]]:
    places = defaultdict(set)
    for name, text in sheets.items():
        for selector in selectors(text):
            places[selector].add(name)
    return {selector: names for selector, names in places.items() if len(names) > 1}


def test_no_selector_is_set_in_two_sheets():
    assert scattered({str(sheet.relative_to(ROOT)): source(sheet) for sheet in STYLES}) == {}


def test_a_scattered_selector_is_seen():
    one = "@layer a { .x, .y:is(b, i) { color: red; top: 0 } @media (width > 1px) { .z { top: 0 } } }"
    assert scattered({"one": one, "two": "@layer b { .y:is(b, i) { top: 0 } }"}) == {
        ("screen", ".y:is(b, i)"): {"one", "two"}
    }
    assert scattered({"one": one, "two": "@media print { .z { top: 0 } }"}) == {}
    assert scattered({"one": one, "two": "/* .x { */ .z { top: 0 }"}) == {("screen", ".z"): {"one", "two"}}


# What not every browser of three years ago knows. Where a line breaks may rest on it, and what @supports asks for.
YOUNG = {
    "light-dark() and the like": r"\b(?:light-dark|linear|round|mod|rem|anchor|if|sibling-index)\(",
    ":has() and the like": r":(?:has|user-valid|user-invalid|state|open|popover-open|details-content)\b",
    "nesting": r"^\s*&|[{;]\s*&",
    "rules": r"@(?:starting-style|scope|property|position-try|view-transition|function)\b",
    "properties": r"^\s*(?:field-sizing|interpolate-size|view-transition-\w+|anchor-\w+|transition-behavior|zoom)\s*:",
    "relative colours": r"\((?:from)\s",
}
YOUNG_IN_PAGES = r"\spopover\b|<details[^>]*\sname=|\sclosedby=|\scommandfor=|<selectedcontent"
YOUNG_IN_SCRIPTS = (
    r"groupBy\(|withResolvers|fromAsync|startViewTransition|showPopover|\.(?:union|difference|moveBefore)\(|canParse"
)


def without_asking(css: str) -> str:
    """A sheet without what stands in @supports, comments aside."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    while "@supports" in css:
        start, depth = css.index("@supports"), 0
        for end in range(css.index("{", start), len(css)):
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            if not depth:
                break
        css = css[:start] + css[end + 1 :]
    return css


@pytest.mark.parametrize("feature", YOUNG)
def test_no_style_needs_what_a_browser_of_three_years_ago_lacks(feature):
    found = {sheet.name: re.findall(YOUNG[feature], without_asking(source(sheet)), re.M) for sheet in STYLES}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("feature", "css"),
    [
        ("light-dark() and the like", "a { color: light-dark(#fff, #000) }"),
        (":has() and the like", "@supports (top: 0) { a { top: 0 } } li:has(b) { top: 0 }"),
        ("nesting", "a {\n  &:hover { top: 0 }\n}"),
        ("rules", "@starting-style { a { top: 0 } }"),
        ("properties", "a {\n  field-sizing: content;\n}"),
        ("relative colours", "a { color: rgb(from red r g b) }"),
    ],
)
def test_what_is_young_is_seen(feature, css):
    assert re.search(YOUNG[feature], without_asking(css), re.M)
    assert not re.search(YOUNG[feature], without_asking(f"@supports (x: y) {{ {css} }}"), re.M)


def test_no_page_and_no_script_needs_what_a_browser_of_three_years_ago_lacks():
    assert [path.name for path in TEMPLATES if re.search(YOUNG_IN_PAGES, source(path))] == []
    assert [path.name for path in SCRIPTS if re.search(YOUNG_IN_SCRIPTS, source(path))] == []
