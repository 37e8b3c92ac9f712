"""site.css, the style sheet of every page: what foundation/ and components/ hold, joined when Django looks for it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

CSS = Path(__file__).parent.parent / "static" / "hubs" / "css"
NAME = "hubs/css/site.css"


def parts() -> list[Path]:
    """tokens.css comes first: it sets the order of the layers."""
    sheets = sorted([*CSS.glob("foundation/*.css"), *CSS.glob("components/*.css")])
    return sorted(sheets, key=lambda sheet: sheet.name != "tokens.css")


def joined() -> str:
    """The parts lie one folder deeper than what they make, and so do the addresses in them."""
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in parts()).replace('url("../../', 'url("../')


class SiteStyleFinder(BaseFinder):
    """Finds site.css for collectstatic, for WhiteNoise while developing and for the tests alike."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        return self._write() if path == NAME else []

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        self._write()
        yield NAME, FileSystemStorage(self._root())

    def _root(self) -> Path:
        return settings.LOCAL_DIR / "static"

    def _write(self) -> str:
        target, content = self._root() / NAME, joined()
        if not target.exists() or target.read_text(encoding="utf-8") != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            # In one step: another process may be reading it.
            fresh = target.with_suffix(f".{os.getpid()}")
            fresh.write_text(content, encoding="utf-8")
            fresh.replace(target)
        return str(target)
