"""Evidence and figures as columns of a table: natural keys for references, and every value checked like a form's."""

from collections.abc import Mapping
from typing import NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Diff, ModelResource
from import_export.widgets import Widget

from hubs.catalogue.records import References
from hubs.models import Evidence, Figure, Option
from hubs.models.base import CatalogueRecord
from hubs.translation import with_translations

Row = Mapping[str, str]
TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class ColumnWidget(Widget):
    """A plain value, cleaned by the form field that an admin's form would have for it."""

    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.form_field = cast(forms.Field, field.formfield())

    def clean(self, value: str, row: Row | None = None, **kwargs: object) -> object:
        try:
            return self.form_field.clean(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


class YesOrNo(Widget):
    def clean(self, value: str, row: Row | None = None, **kwargs: object) -> bool:
        try:
            return TRUTH[value.strip().lower()]
        except KeyError:
            raise ValueError(_("Write true or false.")) from None

    def render(self, value: bool, obj: object = None, **kwargs: object) -> str:
        return str(value).lower()


class Reference(Widget):
    """Another record by its natural key: a hub's slug, a country's code, a label's slug within its criterion."""

    references: References

    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.model = cast(type[CatalogueRecord], field.related_model)
        self.is_optional = field.null

    def clean(self, value: str, row: Row | None = None, **kwargs: object) -> CatalogueRecord | None:
        key = value.strip()
        if not key and self.is_optional:
            return None
        try:
            return self.references.find(self.model, (_criterion(row), key) if self.model is Option else (key,))
        except ValidationError:
            known = {"name": self.model._meta.verbose_name, "key": key[:60]}
            raise ValueError(_("There is no %(name)s “%(key)s”.") % known) from None

    def render(self, value: CatalogueRecord | None, obj: object = None, **kwargs: object) -> str:
        return "" if value is None else value.own_key


def _criterion(row: Row | None) -> str:
    try:
        return (row or {})["criterion"].strip()
    except KeyError:
        raise ValueError(_("A label needs the column criterion beside it.")) from None


class ColumnChange(NamedTuple):
    column: str
    before: str
    after: str


class ColumnDiff(Diff):
    """What a row changes, as data: the stock one is HTML with inline styles, which the policy forbids."""

    def __init__(self, resource: "CatalogueResource", instance: CatalogueRecord, new: bool) -> None:
        super().__init__(resource, instance, new)
        self.columns = resource.get_diff_headers()

    def as_html(self) -> list[ColumnChange]:
        before = [""] * len(self.columns) if self.new else self.left
        changes = map(ColumnChange, self.columns, before, self.right)
        return [change for change in changes if change.before != change.after]


class CatalogueResource(ModelResource):
    """Rows are known by their slug. Columns that a file leaves out stay as they are."""

    class Meta:
        import_id_fields = ("slug",)
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        store_instance = True

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.references = References()
        for field in self.fields.values():
            if isinstance(field.widget, Reference):
                field.widget.references = self.references

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: models.Field, readonly: bool) -> Field:
        if isinstance(django_field, models.BooleanField):
            return Field(field_name, field_name, YesOrNo())
        return Field(field_name, field_name, (Reference if django_field.is_relation else ColumnWidget)(django_field))

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return ColumnDiff

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related(*_relations(self._meta.model))

    def get_instance(self, instance_loader: object, row: Row) -> CatalogueRecord | None:
        return self.references.rows(self._meta.model).get((row["slug"].strip(),))

    def validate_instance(
        self,
        instance: CatalogueRecord,
        import_validation_errors: Mapping[str, ValidationError] | None = None,
        **kwargs: object,
    ) -> None:
        """The model's own rules. References and keys are resolved already: asking again would take a query each."""
        relations = _relations(type(instance))
        missing = {
            name: ValidationError(_("A new row needs this column."))
            for name, field in relations.items()
            if not field.null and getattr(instance, field.attname) is None
        }
        if errors := missing | dict(import_validation_errors or {}):
            raise ValidationError(errors)
        instance.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)

    def save_instance(self, instance: CatalogueRecord, is_create: bool, row: Row, **kwargs: object) -> None:
        if not kwargs.get("dry_run"):
            super().save_instance(instance, is_create, row, **kwargs)


def _relations(model: type[CatalogueRecord]) -> dict[str, models.ForeignKey]:
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}


class EvidenceResource(CatalogueResource):
    class Meta:
        model = Evidence
        fields = (
            *("slug", "form", "hub", "country", "criterion", "label", "rating", "text", "highlight", "offset"),
            *with_translations("translation"),
            *with_translations("speaker"),
            *("source", "kind", "reliability", "note", "is_draft"),
        )


class FigureResource(CatalogueResource):
    class Meta:
        model = Figure
        fields = (
            *("slug", "indicator", "hub", "country", "value", *with_translations("text"), "year", "scope", "ranked"),
            *("source", *with_translations("note"), "is_draft"),
        )
