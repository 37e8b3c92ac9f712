"""What a visit costs on a slow network: the page and all it asks for, compressed as WhiteNoise and gzip serve them."""

import re

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests import makers
from tests.asked import ask

pytestmark = pytest.mark.django_db

QUERY = "family=3&traffic=2&cost=2&remote=1&specialty=fintech&specialty=ai"
STATIC = re.compile(r"""(?:href|src)="/static/([^"#?]+)""")
FACE = re.compile(r'url\("\.\./(fonts/[^"]+)"\)')
KB = 1000


@pytest.fixture(autouse=True)
def release():
    makers.make_real_release()


def page(path):
    answer = ask(path, HTTP_ACCEPT_ENCODING="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    return len(answer.raw), answer.text


def files_of(html):
    """Every static file that a page asks for, with its bytes."""
    names = set(STATIC.findall(html))
    for name in [name for name in names if name.endswith(".css")]:
        names |= {f"hubs/{face}" for face in FACE.findall(read(name).decode())}
    return {name: read(name) for name in names}


def read(name):
    with open(finders.find(name), "rb") as file:
        return file.read()


def sent(name, content):
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content))


@pytest.mark.parametrize("path", [f"/results/?{QUERY}", f"/priorities/?{QUERY}", "/", "/hubs/medellin/", "/method/"])
def test_a_first_visit_stays_under_120_kb_and_a_second_under_40(path):
    first, html = page(path)
    files = files_of(html)
    assert any(name.endswith(".woff2") for name in files)
    assert first + sum(sent(*file) for file in files.items()) < 120 * KB
    assert first < 40 * KB


def test_something_useful_comes_within_30_kb():
    """The page and its style sheets: all words and numbers, in the system's typeface, before any picture or script."""
    first, html = page(f"/results/?{QUERY}")
    sheets = {name: content for name, content in files_of(html).items() if name.endswith(".css")}
    assert first + sum(sent(*sheet) for sheet in sheets.items()) < 30 * KB
