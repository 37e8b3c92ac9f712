"""Django's SQLite, in a file that is made on purpose alone and missed when it is gone.

SQLite itself makes a new, empty file where there is none, and goes on writing into one that was deleted: nobody would
notice before everything is lost.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ctypes import py_object, pythonapi
from pathlib import Path
from sqlite3 import dbapi2 as Database
from typing import Any

from django.db.backends.sqlite3 import base

_may_make: ContextVar[bool] = ContextVar("may_make", default=False)
Identity = tuple[int, int]  # device and inode


class DatabaseWrapper(base.DatabaseWrapper):
    opened: Identity | None = None
    takes: bool = True  # whether it could be written when it was opened

    @property
    def file(self) -> Path | None:
        """Where it lies; None for one in memory, as of some tests."""
        return None if self.is_in_memory_db() else Path(self.settings_dict["NAME"]).absolute()

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.file:
            mode = "rwc" if _may_make.get() else "rw"
            params["database"] = f"{self.file.as_uri()}?mode={mode}"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.file and not _may_make.get():
            refuse_what_is_none(self.file)
        try:
            made = super().get_new_connection(conn_params)
        except Database.OperationalError as problem:
            raise Database.OperationalError(f"The database file {self.file}: {problem}") from problem
        self.opened, self.takes = identity(self.file), can_be_written(self.file)
        if not self.takes:
            self.close_at = time.monotonic()  # SQLite can write again once no connection is left that could not
        pythonapi.Py_IncRef(py_object(made))  # closed by us or by nobody: see _close
        return made

    def is_usable(self) -> bool:
        """Whether the file that was opened lies in its place, and takes as much as it did; asked once a request."""
        return self._is_in_place() and self.takes == can_be_written(self.file)

    def _is_in_place(self) -> bool:
        return self.opened == identity(self.file)

    def _commit(self) -> None:
        """Nobody is told that something is kept which went into a file that is gone."""
        super()._commit()  # type: ignore[misc]  # its types name what is public alone
        if self.connection is not None and not self._is_in_place():
            with self.wrap_database_errors:
                raise Database.OperationalError(f"The database file {self.file} was deleted or moved meanwhile.")

    def _close(self) -> None:
        """Close it, unless its file is gone: SQLite would delete the log of whatever lies in that place by now."""
        if self.connection is not None and self._is_in_place():
            super()._close()  # type: ignore[misc]
            pythonapi.Py_DecRef(py_object(self.connection))


def refuse_what_is_none(file: Path) -> None:
    """An empty file would be taken for a new database, and the log of the one that lay there be deleted."""
    if not file.exists():
        raise Database.OperationalError(
            f"The database file {file} is gone. Put it back; manage.py prepare begins a new one."
        )
    if not file.stat().st_size:
        raise Database.OperationalError(f"The database file {file} is empty. Put the one that lay there back.")


def identity(file: Path | None) -> Identity | None:
    try:
        found = os.stat(file) if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def can_be_written(file: Path | None) -> bool:
    return file is None or os.access(file, os.W_OK)


@contextmanager
def may_be_made() -> Iterator[None]:
    """Within it a file is made where there is none."""
    token = _may_make.set(True)
    try:
        yield
    finally:
        _may_make.reset(token)
