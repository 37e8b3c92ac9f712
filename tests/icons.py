"""The icons of an installed page, drawn from mark.svg: python -m tests.icons"""

import re
from pathlib import Path

from hubs.drawing.picture import STATIC, png

SIZES = {"touch-icon": 180, "icon-192": 192, "icon-512": 512}
# A phone cuts a circle out of the square: the mark stays within it.
MARGIN = 8


def path(name: str) -> Path:
    return STATIC / "img" / f"{name}.png"


def drawn(size: int) -> bytes:
    mark = (STATIC / "img" / "mark.svg").read_text(encoding="utf-8")
    inside = re.sub(r"</?svg[^>]*>", "", mark)
    box = f"{-MARGIN} {-MARGIN} {32 + 2 * MARGIN} {32 + 2 * MARGIN}"
    ground = f'<rect x="{-MARGIN}" y="{-MARGIN}" width="64" height="64" fill="#fff"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{size}" height="{size}">{ground}{inside}</svg>'
    )
    return png(svg)


if __name__ == "__main__":
    for name, size in SIZES.items():
        path(name).write_bytes(drawn(size))
