"""Rules that every template and static file keeps."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parent.parent
EVERY_TEMPLATE = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".svg"})
TEMPLATES = [path for path in EVERY_TEMPLATE if path.suffix == ".html" and "admin" not in path.parts]
FRAGMENTS = [path for path in EVERY_TEMPLATE if path.parent.parent == ROOT / "templates" / "hubs"]
STATIC = ROOT / "hubs" / "static" / "hubs"
STYLES = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def names(path):
    return str(path.relative_to(ROOT))


def source(path):
    return path.read_text(encoding="utf-8")


BANNED = {
    "inline style": r"\sstyle\s*=|<style",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline handler": r"\son[a-z]+\s*=",
    "hx-on": r"hx-on|data-hx-on",
    "trigger filter": r"hx-trigger=\"[^\"]*\[",
    "computed values": r"js:|javascript:",
    "unescaped text": r"\|\s*safe\b|autoescape off",
    "foreign request": r"(?:src|href)=\"(?:https?:)?//",
    "number formatted in a template": r"floatformat",
}


@pytest.mark.parametrize("rule", BANNED)
@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_templates_hold_nothing_that_the_policy_or_the_style_forbids(path, rule):
    assert not re.search(BANNED[rule], source(path)), rule


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("inline style", '<p style="color: red">'),
        ("inline script", "<script>alert(1)</script>"),
        ("inline handler", '<a onclick="x()">'),
        ("hx-on", '<a hx-on:click="x()">'),
        ("trigger filter", '<a hx-trigger="click[ctrlKey]">'),
        ("computed values", "hx-vals='js:{a: 1}'"),
        ("unescaped text", "{{ quote|safe }}"),
        ("foreign request", '<img src="https://example.org/x.png">'),
        ("number formatted in a template", "{{ score|floatformat }}"),
    ],
)
def test_the_bans_catch_what_they_are_for(rule, text):
    assert re.search(BANNED[rule], text)


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_every_hx_get_repeats_an_href_or_a_form_action(path):
    for tag in re.findall(r"<[^>]*hx-(?:get|post)[^>]*>", source(path)):
        address = re.search(r'hx-(?:get|post)="([^"]*)"', tag)[1]
        addresses = re.findall(r'(?:href|action|formaction)="([^"]*)"', source(path))
        assert address in addresses


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_templates_stay_short(path):
    assert len(source(path).splitlines()) <= 120


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=names)
def test_no_line_of_a_template_is_over_140_columns(path):
    assert [line for line in source(path).splitlines() if len(line) > 140] == []


@cache
def uses():
    """How often the templates and the code name each fragment."""
    sources = (*EVERY_TEMPLATE, *(ROOT / "hubs").rglob("*.py"))
    return Counter(name for path in sources for name in re.findall(r'"(hubs/[\w/]+\.(?:html|svg))"', source(path)))


def is_one_line(text):
    return len(re.sub(r"{% load [^%]+ %}", "", text).strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("<b>{{ hub }}</b>\n", True),
        ("{% load i18n %}\n{% load icons static %}\n<b>{{ hub }}</b>\n", True),
        ("{% load i18n %}\n{% if hub %}\n  <b>{{ hub }}</b>\n{% endif %}\n", False),
    ],
)
def test_what_a_fragment_loads_is_no_line_of_its_own(text, one):
    assert is_one_line(text) is one


@pytest.mark.parametrize("path", FRAGMENTS, ids=names)
def test_every_fragment_is_used_and_one_of_a_single_line_twice(path):
    used = uses()[str(path.relative_to(ROOT / "templates"))]
    assert used > 1 if is_one_line(source(path)) else used


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=names)
def test_static_files_stay_short(path):
    assert len(source(path).splitlines()) <= 250


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_every_static_file_a_template_names_exists(path):
    for name in re.findall(r"{% static '([^']+)' %}", source(path)):
        assert finders.find(name), name


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_every_icon_a_template_names_is_in_the_sprite(path):
    sprite = source(STATIC / "img" / "icons.svg")
    for name in re.findall(r'{% icon "([\w-]+)"', source(path)):
        assert f'id="{name}"' in sprite, name


def test_the_icons_of_the_criteria_are_in_the_sprite():
    sprite, fixture = source(STATIC / "img" / "icons.svg"), source(ROOT / "fixtures" / "criteria.jsonl")
    wanted = re.findall(r'"icon": "([\w-]+)"', fixture)
    assert len(wanted) >= 18
    assert [name for name in wanted if f'id="{name}"' not in sprite] == []


def test_no_rule_styles_a_class_that_nothing_has():
    spoken = " ".join(source(path) for path in (*TEMPLATES, *SCRIPTS, *(ROOT / "hubs").rglob("*.py")))
    for path in STYLES:
        rules = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", source(path), flags=re.S)
        for name in set(re.findall(r"\.([a-zA-Z][\w-]*)(?=[^;{}]*\{)", rules)):
            stem = re.sub(r"-\d$", "-", name)
            assert re.search(rf"(?<![\w-]){re.escape(stem)}", spoken), f"{names(path)}: .{name}"


def test_the_script_stays_small_and_evaluates_nothing():
    code = source(STATIC / "js" / "app.js")
    assert len(code.splitlines()) < 120
    assert not re.search(r"\beval\b|new Function|\.innerHTML\s*=|setTimeout\(['\"]", code)


def test_licences_stand_beside_what_they_cover():
    for name in ("fonts/LICENSE-Archivo.txt", "fonts/LICENSE-Newsreader.txt", "img/LICENSE-Lucide.txt"):
        assert (STATIC / name).read_text(encoding="utf-8").strip()
