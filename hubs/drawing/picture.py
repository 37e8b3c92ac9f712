"""From the SVG of a share card to a PNG, in the colours and with the map of the pages."""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from hubs.drawing.typeface import FILES

STATIC = Path(__file__).parent.parent / "static" / "hubs"
LIGHT = re.compile(r"--([\w-]+): var\(--light, (#[0-9a-f]+)\)")
VARIABLE = re.compile(r"var\(--([\w-]+),[^)]*\)")


@cache
def colours() -> dict[str, str]:
    """The light colours of the pages; a name's dashes are underscores here, as templates need them."""
    found = LIGHT.findall((STATIC / "css" / "foundation" / "tokens.css").read_text(encoding="utf-8"))
    return {name.replace("-", "_"): colour for name, colour in found}


@cache
def land() -> SafeString:
    """The inside of map.svg: resvg knows no custom properties, so that they are filled in."""
    drawn = (STATIC / "img" / "map.svg").read_text(encoding="utf-8")
    inside = drawn[drawn.index("<defs>") : drawn.rindex("</svg>")]
    return mark_safe(VARIABLE.sub(lambda variable: colours()[variable[1].replace("-", "_")], inside))


def png(svg: str) -> bytes:
    """Only our own fonts: the same picture on every machine."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(map(str, FILES.values())))
    )
