from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hubs.catalogue.loading import LoadError, load, read_fixtures
from hubs.models import Release


class Command(BaseCommand):
    help = "Load the fixtures into the catalogue. Rows that an admin edited or deleted stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")
        parser.add_argument("--overwrite", action="store_true", help="replace admins' edits by the fixtures")

    def handle(self, *, folder: Path, overwrite: bool, **options: object) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        try:
            with transaction.atomic():
                report = load(read_fixtures(folder), overwrite=overwrite)
        except LoadError as error:
            raise CommandError(f"nothing was loaded:\n{error}") from error
        for row in report.kept:
            self.stdout.write(f"kept as edited here: {row}")
        counts = (f"{report.outcomes[outcome]} {outcome}" for outcome in ("created", "updated", "unchanged", "kept"))
        self.stdout.write(self.style.SUCCESS("Catalogue: " + ", ".join(counts)))
        if report.has_changed and Release.objects.exists():
            self.stdout.write("Pages show this once it is published: manage.py publish_release, or in the admin.")
