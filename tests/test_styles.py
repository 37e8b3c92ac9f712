"""Where a style stands and how a page gets it: css/pages/ by the page's name, everything else in one site.css."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders

from hubs.web import styles
from tests import makers
from tests.test_templates import ROOT, STYLES, TEMPLATES, source

QUERY = "family=3&traffic=2&cost=2&specialty=fintech"
SHEET = re.compile(r"""<link rel="stylesheet" href="/static/([^"]+)">""")
PAGES = {
    "/": ["landing"],
    "/basics/": [],
    "/priorities/": ["priorities"],
    "/decide/": ["decide"],
    f"/results/?{QUERY}": ["results"],
    "/compare/?hub=austin&hub=lima": ["compare"],
    "/hubs/": ["hubs"],
    "/hubs/medellin/": ["hub"],
    "/hubs/medellin/cost/": [],
    "/method/": ["method"],
    "/privacy/": [],
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
    response = client.post("/share/", {"answers": QUERY}, follow=True)
    assert sheets(response) == linked("results", "shared")


PAGE_SHEETS = [sheet for sheet in STYLES if sheet.parent.name == "pages"]


@pytest.mark.parametrize("sheet", PAGE_SHEETS, ids=lambda sheet: sheet.stem)
def test_a_sheet_of_pages_bears_the_name_of_a_page_that_links_it(sheet):
    [page] = [
        path for path in TEMPLATES if path.name == f"{sheet.stem}.html" and '{% extends "base.html" %}' in source(path)
    ]
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
