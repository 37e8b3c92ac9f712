from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, no_translations
from tqdm import tqdm

from hubs.catalogue import releases
from hubs.exports.spreadsheets import table
from hubs.sheets.profiles import rank_profiles, read_profiles, template
from hubs.sheets.tables import Line

MOST_ROWS = 1_000_000


class Command(BaseCommand):
    help = "Rank the hubs of the newest release for every row of a table of answers. All rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the answers, .csv or .xlsx; with --template it is written")
        parser.add_argument("result", type=Path, nargs="?", help="the table with the best five hubs of each row, .csv")
        parser.add_argument("--template", action="store_true", help="write an empty table with all columns")

    @no_translations
    def handle(self, *, file: Path, result: Path | None, template: bool, **options: object) -> None:
        if template == (result is not None):
            raise CommandError("say where the answers are and where the result goes; with --template one file")
        try:
            if result is None:
                self._write_template(file)
            else:
                self._rank(file, result)
        except releases.NoRelease:
            raise CommandError("nothing has been published yet: run publish_release") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error

    def _write_template(self, file: Path) -> None:
        file.write_bytes(template(releases.current()))

    def _rank(self, file: Path, result: Path) -> None:
        catalogue = releases.current()
        with file.open("rb") as opened:
            found = read_profiles(opened, file.name, catalogue, MOST_ROWS, _watched)
        if found.problems:
            rest = [f"and {found.unsaid} more"] if found.unsaid else []
            raise CommandError("\n".join([*found.problems, *rest]))
        rows = rank_profiles(catalogue, found.asked)
        header, ranked = next(rows), tqdm(rows, "ranking", len(found.asked), unit=" profiles", disable=None)
        result.write_bytes(table([header, *ranked]))
        self.stdout.write(self.style.SUCCESS(f"{len(found.asked)} profiles ranked into {result}."))


def _watched(rows: Iterator[Line]) -> Iterable[Line]:
    watched: Iterable[Line] = tqdm(rows, "reading", unit=" rows", disable=None)
    return watched
