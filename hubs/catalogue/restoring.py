"""The records of the desk, written back as they were in a release."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.catalogue.loading import write
from hubs.catalogue.records import (
    MODELS,
    Record,
    References,
    complete,
    fields_of,
    key_of,
    model_of,
    rows_of,
    text,
    to_record,
)
from hubs.models.base import CatalogueRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def write_back(records: Iterable[Record], user: "User | None" = None, reason: str = "") -> int:
    """Make every record what it was, and drafts of those that came later; how many were written.

    All or nothing: ValidationError, naming the record, if one of an older time breaks a rule of today.
    """
    references, written = References(), 0
    by_type: dict[str, list[Record]] = {name: [] for name in MODELS}
    for record in records:
        by_type[text(record, "type")].append(complete(record))
    for name, model in MODELS.items():
        rows = [*_as_they_were(by_type[name], references), *_later(model, by_type[name])]
        write(model, rows, user, reason)
        references.forget(model)
        written += len(rows)
    return written


def _as_they_were(records: list[Record], references: References) -> Iterable[CatalogueRecord]:
    for record in records:
        model = model_of(record)
        row = references.rows(model).get(key_of(record))
        if row is not None and to_record(row) == record:
            continue
        row = row or model()
        for name, value in references.values(record).items():
            setattr(row, name, value)
        relations = [field.name for field in fields_of(model) if field.is_relation]
        try:
            row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            raise ValidationError(
                f"{record['type']} {'/'.join(key_of(record))}: {'; '.join(error.messages)}"
            ) from error
        yield row


def _later(model: type[CatalogueRecord], records: list[Record]) -> Iterable[CatalogueRecord]:
    """What is accepted now and was not in the release: it becomes a draft, and is lost to nobody."""
    known = {key_of(record) for record in records}
    for row in rows_of(model).filter(is_draft=False):
        if key_of(to_record(row)) not in known:
            row.is_draft = True
            yield row
