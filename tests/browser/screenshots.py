"""The README's pictures, taken from a running site: python -m tests.browser.screenshots http://127.0.0.1:8000"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium

FOLDER = Path(__file__).parents[2] / ".github"
PAGES = {"results": "/results/?family=3&cost=2&remote=2&specialty=fintech"}


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
        for name, path in PAGES.items():
            page.goto(site + path)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
