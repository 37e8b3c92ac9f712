"""All that is stored as one file that either database reads: a line for each row, as they stood at one moment.

Sessions are left out: whoever finds a file shall not be signed in by it. So is what is counted for an hour.
"""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
KEPT_DAYS = 1  # what is deleted stays in the last file until the next takes its place (docs/deployment)
LEFT_OUT = {"sessions.Session", "hubs.Note"}
AT_ONCE = 200  # rows
Row = dict[str, Any]


class BackupError(Exception):
    """A file cannot be restored; the message says why."""


def write(path: Path) -> int:
    """Write everything into a file for its owner alone, and return how many rows there are.

    The file bears its name once it is whole.
    """
    unfinished, digest, lines = path.with_name(f"{path.name}.unfinished"), hashlib.sha256(), 0
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as plain:
        with gzip.GzipFile(fileobj=plain, mode="wb", mtime=0) as packed, at_one_moment():
            for line in _lines():
                digest.update(line)
                packed.write(line)
                lines += 1
            packed.write(_line({"end": digest.hexdigest(), "rows": lines - 1}))
        plain.flush()
        os.fsync(plain.fileno())
    unfinished.replace(path)
    return lines - 1


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Within it one sees what was stored when it began, and keeps nobody from writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()  # which is when it learns how it begins
        begun = cast(Any, connection)
        begun.transaction_mode, as_before = "DEFERRED", begun.transaction_mode  # a reader's, not a writer's
        try:
            with transaction.atomic():
                yield
        finally:
            begun.transaction_mode = as_before
        return
    with transaction.atomic():
        if not connection.savepoint_ids:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _lines() -> Iterator[bytes]:
    yield _line({"format": FORMAT, "made": datetime.now(UTC).isoformat(), "migrations": migrations()})
    for model in stored_models():
        names = [field.attname for field in model._meta.concrete_fields]
        # A plain query set: those of translated models would answer in one language.
        for values in models.QuerySet(model).order_by("pk").values_list(*names).iterator(AT_ONCE):
            yield _line({"table": model._meta.label, **dict(zip(names, values, strict=True))})


def stored_models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT]


def migrations() -> list[str]:
    return sorted(".".join(each) for each in MigrationRecorder(connection).applied_migrations())


def _line(content: Row) -> bytes:
    return (json.dumps(content, ensure_ascii=False, default=_plain) + "\n").encode()


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def restore(path: Path) -> int:
    """Read a file into a database that is migrated and holds nothing of anybody's yet; all of it or nothing."""
    _check(path)
    with transaction.atomic():
        _clear()
        rows, waiting = 0, list[Row]()
        for row in _rows(path):
            if len(waiting) == AT_ONCE or waiting and waiting[0]["table"] != row["table"]:
                _insert(waiting)
                waiting = []
            waiting.append(row)
            rows += 1
        _insert(waiting)
        resets = connection.ops.sequence_reset_sql(no_style(), stored_models())
        with connection.cursor() as cursor:
            for sql in resets:
                cursor.execute(sql)
        connection.check_constraints()
    return rows


def _check(path: Path) -> None:
    """Read it once from end to end, before anything is written."""
    digest, previous, number = hashlib.sha256(), b"", -1
    try:
        with gzip.open(path) as lines:
            for number, line in enumerate(lines):
                digest.update(previous)
                previous = line
                if number == 0:
                    _check_head(json.loads(line))
        end = json.loads(previous)
    except (EOFError, gzip.BadGzipFile, zlib.error, json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise BackupError(f"{path} is damaged or no backup: {problem}") from problem
    if end != {"end": digest.hexdigest(), "rows": number - 1}:
        raise BackupError(f"{path} is damaged or cut off.")


def _check_head(head: Row) -> None:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BackupError("It is no backup that this version reads.")
    ours, theirs = set(migrations()), set(head["migrations"])
    if ours != theirs:
        raise BackupError(
            "It was made by another version of Relocate: restore it with that version, then upgrade. "
            f"They differ in {', '.join(sorted(ours ^ theirs))}."
        )


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path) as lines:
        yield from (row for line in lines if "table" in (row := json.loads(line)))


def _clear() -> None:
    """Away with what migrations have made: the file has it too."""
    connection.check_constraints()  # PostgreSQL clears nothing of which a check is still to be made
    tables = [model._meta.db_table for model in stored_models()]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, allow_cascade=True))


def _insert(rows: Iterable[Row]) -> None:
    rows = list(rows)
    if not rows:
        return
    model = apps.get_model(rows[0]["table"])
    fields = model._meta.concrete_fields
    read = [SimpleNamespace(**{field.attname: _read(field, row[field.attname]) for field in fields}) for row in rows]
    query = models.sql.InsertQuery(model)
    query.insert_values(fields, cast(Any, read), raw=True)
    query.get_compiler(connection=connection).execute_sql()


def _read(field: "models.Field[Any, Any]", value: Any) -> Any:
    return None if value is None else field.to_python(value)


def is_empty() -> bool:
    """Whether nobody has put anything here yet, beyond what migrations do."""
    named = ("hubs.Hub", "hubs.Release", "auth.User")
    return not any(models.QuerySet(apps.get_model(name)).exists() for name in named)
