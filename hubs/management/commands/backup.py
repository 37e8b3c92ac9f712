from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hubs import backups


class Command(BaseCommand):
    help = (
        "Write all that is stored into one file, while the site serves; manage.py restore reads it on either database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            rows = backups.write(file)
        except OSError as problem:
            raise CommandError(f"{file} cannot be written: {problem.strerror}") from problem
        self.stdout.write(self.style.SUCCESS(f"{rows} rows are in {file}."))
