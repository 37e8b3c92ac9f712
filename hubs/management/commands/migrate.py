from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from relocate.file_database.base import may_be_made

Applies = Callable[[ProjectState, BaseDatabaseSchemaEditor, bool], ProjectState]

NOTED = "database"  # in LOCAL_DIR: which file was made here


def noted_at() -> Path:
    return Path(settings.LOCAL_DIR) / NOTED


def whole(apply: Applies) -> Applies:
    """A migration with what its schema editor would do at the end, so that nothing is left for when it is through.

    Django notes a migration inside its transaction only if nothing is left; else after it, and one that was killed
    between the two would be begun again at the next start, and fail.
    """

    def applied(
        state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        state = apply(state, schema_editor, collect_sql)
        while schema_editor.deferred_sql:
            schema_editor.execute(schema_editor.deferred_sql.pop(0), None)
        return state

    return applied


class Command(migrate.Command):
    """Django's own, and what makes the file of the database: no other command does, and no server."""

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        if action == "apply_start" and migration is not None:
            migration.apply = whole(migration.apply)  # type: ignore[assignment, method-assign]
        super().migration_progress_callback(action, migration, fake)

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
