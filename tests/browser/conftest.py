"""A real Chromium on the real catalogue. Without a browser the tests skip and say how to get one; in CI they fail."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import makers
from tests.browser import chromium

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


def find_browser() -> str:
    if path := chromium.find():
        return path
    if os.environ.get("CI") or os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(chromium.MISSING)
    pytest.skip(chromium.MISSING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    # Playwright's loop runs in this thread, and Django would refuse to touch the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def share(page: Page) -> None:
    """From a ranking to the link of it that anybody may open."""
    page.locator(".results-head .actions a.primary").click()
    page.locator(".share-form button").click()
    page.locator(".copy-box a").click()
    expect(page).to_have_url(re.compile(r"/s/[\w-]{22}/"))


@dataclass
class Visitor:
    """Somebody with a browser, and everything that went wrong while they used it."""

    context: BrowserContext
    origin: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self.note(message.type in {"error", "warning"}, f"console: {message.text}"))
        page.on("pageerror", lambda error: self.note(True, f"script: {error}"))
        page.on("request", lambda request: self.note(self._is_foreign(request.url), f"elsewhere: {request.url}"))
        page.goto(self.origin + path)
        return page

    def note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.complaints.append(what)

    def _is_foreign(self, url: str) -> bool:
        return not url.startswith((self.origin, "data:", "about:"))


@pytest.fixture
def visit(browser: Browser, live_server):
    """Open the site as somebody: `visit(PHONE, java_script_enabled=False)`. Complaints fail the test at its end."""
    makers.make_real_release()
    visitors: list[Visitor] = []

    def start(viewport=DESKTOP, **options) -> Visitor:
        context = browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(15_000)
        visitors.append(Visitor(context, live_server.url))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
