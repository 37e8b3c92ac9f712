"""A node whose site lies below a path of its host: nothing that a page asks for lies elsewhere."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.faults.serving import ask

pytestmark = pytest.mark.faults

BELOW = "/relocate/"
NAMED = re.compile(r'(?:href|src|action)="((?:http://localhost)?/[^"#]*)')


def test_all_that_pages_name_lies_below_the_path_and_is_there(in_a_file, start):
    port = start(in_a_file, SUB_PATH="/relocate").ready().port
    pages = [ask(port, BELOW + path) for path in ("", "es/", "?cost=2", "account/login/", "no-such-page/")]
    assert [page.status for page in pages] == [200, 200, 200, 200, 404]
    named = {
        unescape(address).removeprefix("http://localhost") for page in pages for address in NAMED.findall(page.body)
    }
    assert [address for address in named if not address.startswith(BELOW)] == []
    files = {urlsplit(address).path for address in named if "/static/" in address}
    assert len(files) > 10
    assert {path: ask(port, path).status for path in files} == dict.fromkeys(files, 200)
