"""Structured data is no script: the strict policy says nothing about it, and Chromium reports nothing."""

import json

import pytest

from tests.browser.conftest import DESKTOP


@pytest.mark.parametrize(("path", "kinds"), [("/", ["WebSite"]), ("/hubs/medellin/", ["Place", "BreadcrumbList"])])
def test_the_policy_lets_structured_data_be(visit, path, kinds):
    page = visit(DESKTOP).open(path)
    blocks = page.locator('script[type="application/ld+json"]').all_text_contents()
    assert [json.loads(block)["@type"] for block in blocks] == kinds
