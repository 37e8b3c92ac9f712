"""Which build of the site this is: what a page looks like depends on it, beside the release."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

SOURCES = ("hubs/**/*.py", "relocate/**/*.py", "templates/**/*", "hubs/locale/**/*.mo", "staticfiles/staticfiles.json")
SAID = ("HTTPS", "BEHIND_PROXY", "CONTENT_SECURITY_POLICY", "LANGUAGES", "STORAGES")


@cache
def build() -> str:
    """A hash of code, templates, translations, names of static files and what the settings say about pages."""
    found = hashlib.sha256(version("django").encode())
    for file in files(settings.BASE_DIR):
        found.update(f"\0{file.relative_to(settings.BASE_DIR)}\0".encode() + file.read_bytes())
    for name in SAID:
        found.update(f"\0{name}={getattr(settings, name)!r}".encode())
    return found.hexdigest()


def files(root: Path) -> list[Path]:
    return sorted({file for pattern in SOURCES for file in root.glob(pattern) if file.is_file()})
