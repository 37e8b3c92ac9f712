from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations
from tqdm import tqdm

from hubs.catalogue.fitting import with_strength
from hubs.catalogue.records import MODELS, accepted, rows_of, to_line
from hubs.sheets.exporting import CONTENT_TYPES, write_table, write_template


class Command(BaseCommand):
    help = (
        "Write the catalogue as JSON Lines to standard output, in the format of the fixtures, drafts left out. "
        "With a type and a file: all records of that type, drafts as well, as a table that import_catalogue reads."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("type", nargs="?", choices=list(MODELS), help="what the rows are")
        parser.add_argument("file", nargs="?", type=Path, help="a .csv, .semicolons.csv or .xlsx to write")
        parser.add_argument("--template", action="store_true", help="no records, but what belongs into each column")

    @no_translations
    def handle(self, *, type: str | None, file: Path | None, template: bool, **options: object) -> None:
        if type is None:
            for record in with_strength(accepted()):
                self.stdout.write(to_line(record))
            return
        endings = [each for each in CONTENT_TYPES if file and file.name.lower().endswith(f".{each}")]
        ending = max(endings, key=len, default="")
        if file is None or not ending:
            raise CommandError(f"name a file that ends in .{' or .'.join(CONTENT_TYPES)}")
        try:
            self._write(type, file, ending, template)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _write(self, type: str, file: Path, ending: str, template: bool) -> None:
        model = MODELS[type]
        with file.open("wb") as opened:
            if template:
                write_template(opened, ending, model)
                return
            rows = rows_of(model)
            with tqdm(total=rows.count(), unit=" rows", disable=None) as bar:
                write_table(opened, ending, rows, bar.update)
