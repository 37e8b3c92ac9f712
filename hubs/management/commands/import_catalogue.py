from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from tqdm import tqdm

from hubs.catalogue.records import MODELS
from hubs.models import Release
from hubs.sheets.importing import Report, import_sheet
from hubs.sheets.sheet import Sheet
from hubs.sheets.tables import Limits

ANY_SIZE = Limits(rows=10**9, unpacked=10**10)


class Command(BaseCommand):
    help = (
        "Write a table of any size, as the admin exports it or a spreadsheet saves it, into the catalogue. "
        "All rows are imported or none; every error of every row is told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("type", choices=list(MODELS), help="what the rows are")
        parser.add_argument("file", type=Path, help="a .csv or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument("--user", metavar="NAME", help="the account that the history names")

    @no_translations
    def handle(self, *, type: str, file: Path, dry_run: bool, user: str | None, **options: object) -> None:
        by = _account(user)
        try:
            with file.open("rb") as opened:
                sheet = Sheet(MODELS[type], opened, file.name, ANY_SIZE)
                with tqdm(total=sheet.size, unit=" rows", disable=None) as bar:
                    report = import_sheet(sheet, dry_run, by, f"Imported from {file.name}", bar.update)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ValidationError as error:
            raise CommandError("nothing was imported:\n" + "\n".join(error.messages)) from error
        self._tell(report, dry_run)

    def _tell(self, report: Report, dry_run: bool) -> None:
        if report.errors:
            raise CommandError("nothing was imported:\n" + "\n".join(report.errors))
        counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged"
        if dry_run:
            self.stdout.write(f"Nothing was written. It would be: {counts}")
            return
        self.stdout.write(self.style.SUCCESS(f"Imported: {counts}"))
        if report.new + report.changed and Release.objects.exists():
            self.stdout.write("Pages show this once it is published: manage.py publish_release, or in the admin.")


def _account(name: str | None) -> AbstractBaseUser | None:
    if name is None:
        return None
    found: AbstractBaseUser | None = get_user_model()._default_manager.filter(username=name).first()
    if found is None:
        raise CommandError(f"there is no account {name}")
    return found
