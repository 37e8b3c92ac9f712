from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction

from hubs.catalogue.passports import Read, table, write
from hubs.models import Source

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Read the public table of visa requirements anew: a CSV with the columns passport, country (or destination) "
        "and requirement, such as passport-index-tidy-iso2.csv of github.com/imorte/passport-index-data. "
        "The records of the countries that have a hub become what it says; all or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the table")
        parser.add_argument("--checked", required=True, metavar="DATE", help="of what day it is: 2026-02-17")
        parser.add_argument("--source", default="passport-index-data", help="the key of its source")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")

    @no_translations
    def handle(self, *, file: Path, checked: str, source: str, dry_run: bool, **options: object) -> None:
        known = Source.objects.filter(slug=source).first()
        if known is None:
            raise CommandError(f"there is no source {source}: add it first, with its licence")
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines, transaction.atomic():
                report = write(table(lines), checked, known, f"Read from {file.name}")
                transaction.set_rollback(dry_run)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError("nothing was read:\n" + "\n".join(error.messages)) from error
        for read in report:
            self._tell(read)
        if not report:
            raise CommandError("nothing was read: the table names no country that has a hub")
        if dry_run:
            self.stdout.write("Nothing was written.")
        else:
            self.stdout.write(self.style.SUCCESS("Read. Pages show it once it is published: manage.py publish_release"))

    def _tell(self, read: Read) -> None:
        self.stdout.write(f"{read.country}: {'new' if read.is_new else f'{len(read.changed)} changed'}")
        for passport, before, now in () if read.is_new else read.changed[:SHOWN]:
            self.stdout.write(f"  {passport}: {before or 'nothing'} -> {now or 'nothing'}")
