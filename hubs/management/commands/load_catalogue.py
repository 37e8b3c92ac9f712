import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

import hubs
from hubs.catalogue.loading import LoadError, load, read_calibration, read_fixtures
from hubs.catalogue.publishing import store_calibration
from hubs.models import Calibration, Loaded, Release

READERS = ("catalogue/*.py", "models/*.py", "migrations/*.py", "translation.py")


def fixtures() -> Path:
    return Path(settings.BASE_DIR / "fixtures")


def digest_of(folder: Path) -> str:
    """A hash of the fixtures and of the code that makes rows of them."""
    found = hashlib.sha256()
    code = (file for pattern in READERS for file in Path(hubs.__file__).parent.glob(pattern))
    for file in sorted([*folder.glob("*.json*"), *code]):
        found.update(f"\0{file.name}\0".encode() + file.read_bytes())
    return found.hexdigest()


class Command(BaseCommand):
    help = (
        "Load the fixtures into the catalogue, and their calibration if there is none of its number. "
        "Rows that an admin edited or deleted stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=fixtures())
        parser.add_argument("--overwrite", action="store_true", help="replace admins' edits by the fixtures")

    def handle(self, *, folder: Path, overwrite: bool, **options: object) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        try:
            with transaction.atomic():
                # Seen on a terminal alone, as for all that may take minutes.
                lines = tqdm(read_fixtures(folder), desc="Loading", unit=" records", disable=None)
                report = load(lines, overwrite=overwrite)
                calibration = read_calibration(folder)
                if calibration and not Calibration.objects.filter(number=calibration["number"]).exists():
                    store_calibration(calibration)
                Loaded.objects.all().delete()
                Loaded.objects.create(digest=digest_of(folder))
        except LoadError as error:
            raise CommandError(f"nothing was loaded:\n{error}") from error
        for row in report.kept:
            self.stdout.write(f"kept as edited here: {row}")
        counts = (
            f"{report.outcomes[outcome]} {outcome}"
            for outcome in ("created", "updated", "unchanged", "kept", "removed")
        )
        self.stdout.write(self.style.SUCCESS("Catalogue: " + ", ".join(counts)))
        if report.has_changed and Release.objects.exists():
            self.stdout.write("Pages show this once it is published: manage.py publish_release, or in the admin.")
