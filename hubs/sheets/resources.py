"""The records of a type as rows of a table: natural keys for references, and every value checked like a form's."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory
from import_export.results import Result, RowResult
from simple_history.utils import bulk_create_with_history, bulk_update_with_history
from tablib import Dataset

from hubs.catalogue.records import References, fields_of, key_columns, mirrors_of, rows_of
from hubs.models.base import CatalogueRecord
from hubs.sheets.codepages import restored
from hubs.sheets.sheet import Row, columns_of
from hubs.sheets.widgets import Cells, Reference, widget_of

BATCH = 1_000


class Column(Field):
    """A column that leaves a value alone which its cell only shows, and tells what was wrong with the cell before."""

    def save(self, instance: CatalogueRecord, row: Cells, is_m2m: bool = False, **kwargs: Any) -> None:
        if problem := kwargs["told"].problems.get(self.column_name):
            raise ValueError(problem)
        if instance.pk and self.widget.is_same(row[self.column_name], self.get_value(instance)):
            return
        super().save(instance, row, is_m2m, row_number=kwargs["row_number"])


class ColumnChange(NamedTuple):
    column: str
    before: str
    after: str


class CatalogueResource(ModelResource):
    """Rows are known by their natural key. Columns that a file leaves out stay as they are.

    `import_data` wants the sheet's `rows` beside the dataset, and may have `expected`, a fingerprint: when the rows no
    longer do what they did then, nothing is imported.
    """

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        skip_diff = True  # the stock one copies every row with all it refers to, and is HTML
        report_skipped = False
        store_instance = True
        use_bulk = True
        batch_size = BATCH

    def __init__(
        self, references: References | None = None, user: AbstractBaseUser | None = None, reason: str = ""
    ) -> None:
        super().__init__()
        self.references, self.user, self.reason = references or References(), user, reason
        for field in self.fields.values():
            if isinstance(field.widget, Reference):
                field.widget.references = self.references
        self.columns: list[Column] = self.get_import_fields()
        self.unchanged: list[str] = []
        self._stored: dict[tuple[str, ...], CatalogueRecord] = {}
        self._before: list[str] = []
        self._done = hashlib.sha256()
        self._is_trial = False

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: models.Field, readonly: bool) -> Field:
        return Column(field_name, field_name, widget_of(django_field)(django_field))

    @property
    def fingerprint(self) -> str:
        """What the rows were before, and what they are after the import."""
        return self._done.hexdigest()

    def key_of(self, row: Cells) -> tuple[str, ...]:
        return tuple(row[name].strip() for name in self._meta.import_id_fields)

    def import_data(self, dataset: Dataset, dry_run: bool = False, **kwargs: Any) -> Result:
        self._is_trial = dry_run
        return super().import_data(dataset, dry_run, rollback_on_validation_errors=True, **kwargs)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """The stored rows that the file speaks of, in one query, and held until they are written."""
        model = self._meta.model
        keys = {self.key_of(row) for row in dataset.dict}
        values = zip(key_columns(model), zip(*keys, strict=True), strict=True)
        stored = rows_of(model).filter(**{f"{column}__in": set(several) for column, several in values})
        if not self._is_trial:
            stored = stored.select_for_update(of=("self",))
        self._stored = {_key(row): row for row in stored}

    def get_instance(self, instance_loader: object, row: Cells) -> CatalogueRecord | None:
        return self._stored.get(self.key_of(row))

    def import_row(self, row: Cells, instance_loader: object, **kwargs: Any) -> RowResult:
        told: Row = kwargs.pop("rows")[kwargs["row_number"] - 1]
        return super().import_row(row, instance_loader, told=told, **kwargs)

    def before_import_row(self, row: Cells, **kwargs: Any) -> None:
        if problem := kwargs["told"].problems.get(""):
            raise ValidationError(problem)

    def import_instance(self, instance: CatalogueRecord, row: Cells, **kwargs: Any) -> None:
        self._before = self._values(instance) if instance.pk else [""] * len(self.columns)
        if instance.pk and (code_page := kwargs["told"].code_page):
            stored = zip(self.get_diff_headers(), self._before, strict=True)
            row = {**row, **{name: restored(row[name], text, code_page) for name, text in stored if name in row}}
        super().import_instance(instance, row, **kwargs)

    def skip_row(
        self, instance: CatalogueRecord, original: object, row: Cells, import_validation_errors: object = None
    ) -> bool:
        return bool(instance.pk) and not import_validation_errors and self._before == self._values(instance)

    def after_import_row(self, row: Cells, row_result: RowResult, **kwargs: Any) -> None:
        instance = row_result.instance
        after = self._values(instance)
        self._done.update(repr((instance.pk, self.key_of(row), self._before, after)).encode())
        changes = map(ColumnChange, self.get_diff_headers(), self._before, after)
        row_result.diff = [change for change in changes if change.before != change.after]
        if row_result.import_type == RowResult.IMPORT_TYPE_SKIP:
            self.unchanged.append(", ".join(self.key_of(row)))

    def _values(self, instance: CatalogueRecord) -> list[str]:
        return [column.export(instance) for column in self.columns]

    def validate_instance(
        self,
        instance: CatalogueRecord,
        import_validation_errors: Mapping[str, ValidationError] | None = None,
        **kwargs: object,
    ) -> None:
        """The model's own rules, all that are broken.

        References and keys are resolved already: asking again would take a query each.
        """
        relations = relations_of(type(instance))
        errors: dict[str, Any] = dict(import_validation_errors or {})
        if not set(errors) & set(self._meta.import_id_fields):
            for name, field in relations.items():
                if not field.null and getattr(instance, field.attname) is None and name not in errors:
                    errors[name] = ValidationError(_("A new row needs this column."))
        try:
            instance.clean_fields(exclude={*relations, *errors})
        except ValidationError as found:
            errors |= {name: ValidationError(several) for name, several in found.error_dict.items()}
        for name, several in _broken_rules(instance).items():
            # Where columns are wrong, the rules between them speak of values that nobody wrote.
            if not errors or (name not in errors and name != NON_FIELD_ERRORS):
                errors[name] = ValidationError(several)
        if errors:
            raise ValidationError(errors)

    def bulk_create(self, using_transactions: bool, dry_run: bool, *args: object, **kwargs: object) -> None:
        if not dry_run and self.create_instances:
            bulk_create_with_history(self.create_instances, self._meta.model, BATCH, **self._signed())
        self.create_instances.clear()

    def bulk_update(self, using_transactions: bool, dry_run: bool, *args: object, **kwargs: object) -> None:
        model = self._meta.model
        if not dry_run and self.update_instances:
            for instance in self.update_instances:
                instance.updated_at = timezone.now()
            names = [*self.fields, *mirrors_of(model), "updated_at"]
            names = [name for name in names if name not in model.NATURAL_KEY]
            # A plain query set: the translated one would write the English text into its mirror alone.
            bulk_update_with_history(
                self.update_instances, model, names, BATCH, manager=QuerySet(model), **self._signed()
            )
        self.update_instances.clear()

    def _signed(self) -> dict[str, object]:
        return {"default_user": self.user, "default_change_reason": self.reason[:100] or None}

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """What is wrong with a row is told under the number that a curator finds it under."""
        for row in (*result.invalid_rows, *result.error_rows):
            row.number = kwargs["rows"][row.number - 1].number
        if kwargs.get("expected", self.fingerprint) != self.fingerprint:
            raise ValidationError(_("The catalogue has changed since the preview."))


def _broken_rules(instance: CatalogueRecord) -> dict[str, list[ValidationError]]:
    """What the model says of values that go together; nothing where it cannot ask because one of them is missing."""
    try:
        instance.clean()
    except ValidationError as found:
        return found.update_error_dict({})
    except (ObjectDoesNotExist, TypeError, AttributeError):
        pass
    return {}


def _key(row: CatalogueRecord) -> tuple[str, ...]:
    values = (getattr(row, name) for name in row.NATURAL_KEY)
    return tuple(value.own_key if isinstance(value, CatalogueRecord) else str(value) for value in values)


def relations_of(model: type[CatalogueRecord]) -> dict[str, models.ForeignKey]:
    return {field.name: field for field in fields_of(model) if isinstance(field, models.ForeignKey)}


@cache
def resource_of(model: type[CatalogueRecord]) -> type[CatalogueResource]:
    """How rows of a model are read and written."""
    options = {"fields": columns_of(model), "import_id_fields": model.NATURAL_KEY}
    made: type[CatalogueResource] = modelresource_factory(model, CatalogueResource, meta_options=options)
    return made
