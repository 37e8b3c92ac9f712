from argparse import ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hubs import backups
from hubs.management.commands.migrate import noted_at
from hubs.management.commands.prepare import alone


class Command(BaseCommand):
    help = (
        "Read a file of manage.py backup into an empty database: all of it or, when anything is wrong with it, nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: object) -> None:
        with alone():
            noted_at().unlink(missing_ok=True)  # what was here and is gone is what is restored
            call_command("migrate", verbosity=0)
            if not backups.is_empty():
                raise CommandError("This database is in use: restore into an empty one.")
            try:
                rows = backups.restore(file)
            except OSError as problem:
                raise CommandError(f"{file} cannot be read: {problem.strerror}") from problem
            except backups.BackupError as problem:
                raise CommandError(str(problem)) from problem
        self.stdout.write(self.style.SUCCESS(f"{rows} rows were restored."))
