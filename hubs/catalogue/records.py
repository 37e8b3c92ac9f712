"""Catalogue rows as plain records: one format for fixtures, exports and releases."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias, cast

from django.core.exceptions import ValidationError
from django.db import models
from modeltranslation.fields import TranslationField

from hubs.languages import ENGLISH
from hubs.models import (
    Country,
    Criterion,
    Entry,
    Evidence,
    EvidenceKind,
    Figure,
    Hub,
    Indicator,
    Option,
    Permit,
    Source,
)
from hubs.models.base import CatalogueRecord

# By a row's field names, with its `type`; what the fields hold is for the models to say.
Record = dict[str, object]
Key = tuple[str, ...]
Field: TypeAlias = "models.Field[object, object]"

# In the order in which they can be loaded: what is referred to comes first.
MODELS: dict[str, type[CatalogueRecord]] = {
    "country": Country,
    "hub": Hub,
    "kind": EvidenceKind,
    "criterion": Criterion,
    "indicator": Indicator,
    "option": Option,
    "source": Source,
    "evidence": Evidence,
    "figure": Figure,
    "entry": Entry,
    "permit": Permit,
}
BOOKKEEPING = {"id", "seed_digest", "updated_at"}
DERIVED = {"strength"}
# Fields that came later. Where they say nothing, a row is what it was before them: its digest stays.
LATER: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(("best", "more", "less", "origin", "label", "role", "formerly", "nicknames"), ("",)),
    **dict.fromkeys(("always_warn", "within_country", "must"), (False,)),
    "step": (None,),
    "group": ("", "life"),  # of a criterion, of an indicator
    "months": ([],),
    "currency": ("",),  # of a country
    "passports": ("",),  # of a permit
}


@cache
def fields_of(model: type[CatalogueRecord]) -> tuple[Field, ...]:
    apart = BOOKKEEPING | mirrors_of(model)
    return tuple(field for field in model._meta.concrete_fields if field.name not in apart)


@cache
def mirrors_of(model: type[CatalogueRecord]) -> frozenset[str]:
    """Columns that repeat the English text of another one."""
    fields = model._meta.concrete_fields
    return frozenset(
        field.name for field in fields if isinstance(field, TranslationField) and field.language == ENGLISH
    )


def is_translation(field: Field) -> bool:
    return isinstance(field, TranslationField) or field.name == "translation"


@cache
def type_of(model: type[CatalogueRecord]) -> str:
    return next(name for name, known in MODELS.items() if known is model)


def to_record(row: CatalogueRecord) -> Record:
    """A row with its references written as natural keys, and only the translations that it has."""
    record: Record = {"type": type_of(type(row))}
    for field in fields_of(type(row)):
        value = getattr(row, field.name)
        if value or not is_translation(field):
            record[field.name] = value.own_key if isinstance(value, CatalogueRecord) else value
    return record


def digest(record: Record) -> str:
    """What a record says, whatever the order of the keys within a field: PostgreSQL keeps an order of its own."""
    said = {name: _sorted(value) for name, value in record.items() if value not in LATER.get(name, ())}
    return hashlib.sha256(to_line(said).encode()).hexdigest()


def _sorted(value: object) -> object:
    return dict(sorted(value.items())) if isinstance(value, dict) else value


def is_as_loaded(record: Record, seed: str) -> bool:
    """Whether a row is what a fixture made of it; earlier digests minded the order of keys."""
    said = {name: value for name, value in record.items() if value not in LATER.get(name, ())}
    return seed in {digest(record), hashlib.sha256(to_line(said).encode()).hexdigest()}


def to_line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(", ", ": "))


def complete(record: Record) -> Record:
    """The record with the defaults of what it leaves out; ValidationError for what it should not hold."""
    model = MODELS.get(str(record.get("type")))
    if model is None:
        raise ValidationError(f"unknown record type {record.get('type')!r}")
    fields = {field.name: field for field in fields_of(model)}
    record = {name: value for name, value in record.items() if name in fields or name not in DERIVED}
    if unknown := set(record) - set(fields) - {"type"}:
        raise ValidationError(f"unknown field {', '.join(sorted(unknown))}")
    whole = {name: record.get(name, _default(field)) for name, field in fields.items()}
    told = {name: value for name, value in whole.items() if value or not is_translation(fields[name])}
    return {"type": record["type"]} | told


def _default(field: Field) -> object:
    return field.get_default() if field.has_default() or not field.null else None


def model_of(record: Record) -> type[CatalogueRecord]:
    return MODELS[text(record, "type")]


def key_of(record: Record) -> Key:
    return tuple(str(record[name]) for name in model_of(record).NATURAL_KEY)


def _key_of_row(row: CatalogueRecord) -> Key:
    values = (getattr(row, name) for name in row.NATURAL_KEY)
    return tuple(value.own_key if isinstance(value, CatalogueRecord) else str(value) for value in values)


def key_columns(model: type[CatalogueRecord]) -> list[str]:
    """Where the database has the natural key of a row."""
    related = {each.name: cast(type[CatalogueRecord], each.related_model) for each in fields_of(model)}
    return [f"{name}__{related[name].NATURAL_KEY[-1]}" if related[name] else name for name in model.NATURAL_KEY]


def text(record: Record, name: str) -> str:
    """A field that holds a text; AssertionError if it does not."""
    value = record[name]
    assert isinstance(value, str), f"{name} is no text: {value!r}"
    return value


def names(record: Record) -> tuple[str, ...]:
    """What a hub or a country is called: its names in every language, and its nicknames."""
    called = [str(value) for name, value in record.items() if name == "name" or name.startswith("name_")]
    nicknames = str(record.get("nicknames") or "").split(",")
    return tuple(dict.fromkeys(name for name in (*called, *map(str.strip, nicknames)) if name))


def number(record: Record, name: str) -> float:
    """A field that holds a number; AssertionError if it does not."""
    value = record[name]
    assert isinstance(value, (int, float)), f"{name} is no number: {value!r}"
    return value


def rows_of(model: type[CatalogueRecord]) -> models.QuerySet[CatalogueRecord]:
    """Every row of a model with the rows it refers to, in one query."""
    relations = (field.name for field in fields_of(model) if field.is_relation)
    return model._default_manager.select_related(*relations).order_by(*model.NATURAL_KEY)


class References:
    """Resolves natural keys to rows, one query per model."""

    def __init__(self) -> None:
        self._rows: dict[type[CatalogueRecord], dict[Key, CatalogueRecord]] = {}

    def rows(self, model: type[CatalogueRecord]) -> dict[Key, CatalogueRecord]:
        if model not in self._rows:
            self._rows[model] = {_key_of_row(row): row for row in rows_of(model)}
        return self._rows[model]

    def forget(self, model: type[CatalogueRecord]) -> None:
        """To be called when rows of a model were written."""
        self._rows.pop(model, None)

    def find(self, model: type[CatalogueRecord], key: Key) -> CatalogueRecord:
        try:
            return self.rows(model)[key]
        except KeyError:
            raise ValidationError(f"no {type_of(model)} {key!r}") from None

    def values(self, record: Record) -> dict[str, object]:
        """The record's fields as values that a row takes."""
        values: dict[str, object] = {}
        for field in fields_of(model_of(record)):
            value = record.get(field.name, _default(field))
            if value is not None and field.is_relation:
                key = (str(record["criterion"]), str(value)) if field.related_model is Option else (str(value),)
                value = self.find(cast(type[CatalogueRecord], field.related_model), key)
            values[field.name] = value
        return values


def accepted() -> Iterator[Record]:
    """Every record that a release or an export may contain, in loading order: no draft, nothing that hangs on one."""
    accepted: dict[type[models.Model], set[int]] = {}
    for model in MODELS.values():
        relations = [field for field in fields_of(model) if field.is_relation]
        accepted[model] = set()
        for row in rows_of(model).filter(is_draft=False):
            wanted = ((field.related_model, getattr(row, field.attname)) for field in relations)
            if all(pk is None or pk in accepted[related] for related, pk in wanted):  # type: ignore[index]
                accepted[model].add(row.pk)
                yield to_record(row)
