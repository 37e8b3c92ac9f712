"""The README's pictures, taken from a running site: python -m tests.browser.screenshots http://127.0.0.1:8000"""

import io
import sys
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import chromium

FOLDER = Path(__file__).parents[2] / ".github"
ANSWERS = "family=3&cost=2&remote=2&specialty=fintech"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Picture(NamedTuple):
    path: str
    viewport: Any = WIDE
    scheme: Any = "light"


PICTURES = {
    "results": Picture(f"/results/?{ANSWERS}"),
    "landing": Picture("/"),
    "compare": Picture(f"/compare/?hub=medellin&hub=bogota&home=toronto&{ANSWERS}", scheme="dark"),
    "priorities-es": Picture(f"/es/priorities/?{ANSWERS}", PHONE),
    "results-fr": Picture(f"/fr/results/?{ANSWERS}", PHONE),
    "evidence-pt-br": Picture(f"/pt-br/hubs/medellin/cost/?{ANSWERS}", PHONE, "dark"),
}


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        for name, picture in PICTURES.items():
            page = browser.new_page(
                viewport=picture.viewport, color_scheme=picture.scheme, reduced_motion="reduce", device_scale_factor=1
            )
            page.goto(site + picture.path, wait_until="networkidle")
            page.reload(wait_until="networkidle")  # now with the faces that the first visit fetched
            Image.open(io.BytesIO(page.screenshot())).quantize(128).save(FOLDER / f"{name}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
