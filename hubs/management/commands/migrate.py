from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection

from relocate.file_database.base import may_be_made

NOTED = "database"  # in LOCAL_DIR: which file was made here


def noted_at() -> Path:
    return Path(settings.LOCAL_DIR) / NOTED


class Command(migrate.Command):
    """Django's own, and what makes the file of the database: no other command does, and no server."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """From the checks on, of which some ask the database what it can."""
        if connection.vendor != "sqlite":
            return super().execute(*args, **options)
        file, noted = Path(connection.settings_dict["NAME"]), noted_at()
        if noted.is_file() and noted.read_text(encoding="utf-8") == str(file) and not file.exists():
            raise CommandError(
                f"The database file {file} was here and is gone. Put it back, or restore a backup: "
                f"manage.py restore FILE. To begin with an empty one, delete {noted} first."
            )
        with may_be_made():
            output: str | None = super().execute(*args, **options)
        if file.parent == settings.LOCAL_DIR:
            noted.write_text(str(file), encoding="utf-8")
        return output
