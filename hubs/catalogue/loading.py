"""Fixture records into the database: twice without harm, never over an admin's edit unasked."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from hubs.catalogue.records import (
    MODELS,
    Key,
    Record,
    References,
    complete,
    digest,
    fields_of,
    is_as_loaded,
    key_columns,
    key_of,
    mirrors_of,
    model_of,
    rows_of,
    text,
    to_record,
    type_of,
)
from hubs.models.base import CatalogueRecord
from hubs.models.release import CalibrationData

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CALIBRATION = "calibration.json"

GONE = "not in the fixtures any more"  # in a row's history: no admin deleted it, and it may come back


class LoadError(Exception):
    """The fixtures cannot be loaded; the message lists every bad line."""


@dataclass
class LoadReport:
    outcomes: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    @property
    def has_changed(self) -> bool:
        return bool(self.outcomes["created"] or self.outcomes["updated"] or self.outcomes["removed"])

    def add(self, outcome: str, record: Record) -> None:
        self.outcomes[outcome] += 1
        if outcome == "kept":
            self.kept.append(f"{record['type']} {'/'.join(key_of(record))}")


def read_fixtures(folder: Path) -> list[tuple[str, Record]]:
    """Each record with the place it stands in, in loading order."""
    lines: list[tuple[str, Record]] = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{file.name}:{number}"
            try:
                lines.append((place, complete(json.loads(line))))
            except (ValueError, AttributeError, ValidationError) as error:
                raise LoadError(f"{place}: {_message(error)}") from error
    order = list(MODELS)
    return sorted(lines, key=lambda entry: order.index(text(entry[1], "type")))


def read_calibration(folder: Path) -> CalibrationData | None:
    """How people rate, as it was estimated on these fixtures; None without such a file."""
    file = folder / CALIBRATION
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        missing = CalibrationData.__required_keys__ - set(data)
    except (ValueError, TypeError) as error:
        raise LoadError(f"{file.name}: {error}") from error
    if missing:
        raise LoadError(f"{file.name}: lacks {', '.join(sorted(missing))}")
    found: CalibrationData = data
    return found


def write_calibration(file: Path, data: CalibrationData) -> None:
    file.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def load(records: Iterable[tuple[str, Record]], *, overwrite: bool = False) -> LoadReport:
    """Write the records; every row is validated. A row that an admin edited or deleted is kept that way."""
    report, references = LoadReport(), References()
    seen: dict[Key, str] = {}
    errors: list[str] = []
    for kind, entries in groupby(records, key=lambda entry: text(entry[1], "type")):
        model = MODELS[kind]
        rows: list[CatalogueRecord] = []
        deleted = set() if overwrite else _deleted(model)
        for place, record in entries:
            try:
                if (identity := (kind, *key_of(record))) in seen:
                    raise ValidationError(f"stands in {seen[identity]} already")
                seen[identity] = place
                outcome, row = _decide(record, references, deleted, overwrite)
            except (ValidationError, TypeError, ValueError) as error:
                errors.append(f"{place}: {_message(error)}")
                continue
            report.add(outcome, record)
            rows += [row] if row else []
        if errors:
            raise LoadError("\n".join(errors))
        write(model, rows)
        references.forget(model)
    for model in reversed(MODELS.values()):
        _remove_what_is_gone(model, set(seen), report)
    return report


def _remove_what_is_gone(model: type[CatalogueRecord], seen: set[Key], report: LoadReport) -> None:
    """Delete what stood in earlier fixtures and in these no more, unless an admin edited it or something needs it."""
    stored = model._default_manager.exclude(seed_digest="").values_list("pk", *key_columns(model))
    gone = [pk for pk, *key in stored if (type_of(model), *key) not in seen]
    for row in rows_of(model).filter(pk__in=gone):
        record = to_record(row)
        if is_as_loaded(record, row.seed_digest):
            if _is_needed(row):
                report.add("kept", record)
            else:
                row._change_reason = GONE  # type: ignore[attr-defined]  # simple_history reads it
                row.delete()
                report.add("removed", record)


def _is_needed(row: CatalogueRecord) -> bool:
    """Whether any record refers to it: what an admin wrote about a place must not go with the place."""
    relations = (relation.field for relation in row._meta.related_objects)
    return any(
        field.model._default_manager.filter(**{field.name: row}).exists()
        for field in relations
        if field.model in MODELS.values()
    )


def _decide(
    record: Record, references: References, deleted: set[Key], overwrite: bool
) -> tuple[str, CatalogueRecord | None]:
    """What becomes of a record, with the row to write if there is one."""
    model, fingerprint, key = model_of(record), digest(record), key_of(record)
    row = references.rows(model).get(key)
    if row is None and key in deleted:
        return "kept", None
    if row is not None:
        if digest(current := to_record(row)) == fingerprint:
            return "unchanged", None
        if not overwrite and not is_as_loaded(current, row.seed_digest):
            return "kept", None
    outcome, row = ("updated", row) if row else ("created", model())
    for name, value in references.values(record).items():
        setattr(row, name, value)
    row.seed_digest = fingerprint
    # References and keys have been resolved above; asking the database again would take a query each.
    relations = [field.name for field in fields_of(model) if field.is_relation]
    row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    return outcome, row


def _deleted(model: type[CatalogueRecord]) -> set[Key]:
    """The natural keys of rows that an admin deleted here."""
    past = model.history.filter(history_type="-").exclude(history_change_reason=GONE).select_related(None)
    return {_past_key(model, row) for row in past}


def _past_key(model: type[CatalogueRecord], row: Model) -> Key:
    """The natural key of a past row. What the row belonged to may be gone as well: its history knows it still."""
    key: list[str] = []
    for name in model.NATURAL_KEY:
        field = model._meta.get_field(name)
        if isinstance(field, ForeignKey):
            parent = cast(type[CatalogueRecord], field.related_model)
            key += _past_key(parent, parent.history.filter(id=getattr(row, field.attname)).latest())
        else:
            key.append(getattr(row, name))
    return tuple(key)


def write(
    model: type[CatalogueRecord], rows: list[CatalogueRecord], user: "User | None" = None, reason: str = ""
) -> None:
    """Store new and changed rows, each with its history."""
    old = [row for row in rows if row.pk]
    by = {"default_user": user, "default_change_reason": reason or None}
    bulk_create_with_history([row for row in rows if not row.pk], model, **by)
    names = [*(field.name for field in fields_of(model)), *mirrors_of(model), "seed_digest"]
    # A plain query set: the translated one would write the English text into its mirror alone.
    bulk_update_with_history(old, model, names, manager=QuerySet(model), **by)


def _message(error: Exception) -> str:
    return "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
