"""Fixture records into the database: twice without harm, never over an admin's edit unasked."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from hubs.catalogue.records import (
    MODELS,
    Key,
    Record,
    References,
    complete,
    digest,
    fields_of,
    key_of,
    mirrors_of,
    model_of,
    text,
    to_record,
)
from hubs.models.base import CatalogueRecord


class LoadError(Exception):
    """The fixtures cannot be loaded; the message lists every bad line."""


@dataclass
class LoadReport:
    outcomes: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    @property
    def has_changed(self) -> bool:
        return bool(self.outcomes["created"] or self.outcomes["updated"])

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
        _write(model, rows)
        references.forget(model)
    return report


def _decide(
    record: Record, references: References, deleted: set[Key], overwrite: bool
) -> tuple[str, CatalogueRecord | None]:
    """What becomes of a record, with the row to write if there is one."""
    model, fingerprint, key = model_of(record), digest(record), key_of(record)
    row = references.rows(model).get(key)
    if row is None and key in deleted:
        return "kept", None
    if row is not None:
        if (current := digest(to_record(row))) == fingerprint:
            return "unchanged", None
        if not overwrite and current != row.seed_digest:
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
    """The natural keys of rows that were deleted here."""
    past = model.history.filter(history_type="-").select_related(None)
    return {key_of(to_record(row.instance)) for row in past}


def _write(model: type[CatalogueRecord], rows: list[CatalogueRecord]) -> None:
    old = [row for row in rows if row.pk]
    bulk_create_with_history([row for row in rows if not row.pk], model)
    names = [*(field.name for field in fields_of(model)), *mirrors_of(model), "seed_digest"]
    # A plain query set: the translated one would write the English text into its mirror alone.
    bulk_update_with_history(old, model, names, manager=QuerySet(model))


def _message(error: Exception) -> str:
    return "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
