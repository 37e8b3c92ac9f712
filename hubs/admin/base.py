"""What the admins of all catalogue records share."""

from collections.abc import Collection, Iterable, Iterator
from itertools import count
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField

from hubs.admin.deleted import DeletedMixin
from hubs.admin.effects import EffectMixin
from hubs.admin.missing import CHECKED, counts_of, missing
from hubs.admin.named import NamingMixin
from hubs.admin.reverting import RevertingAdmin
from hubs.admin.search import in_every_language
from hubs.admin.transfer import TransferAdmin
from hubs.admin.versions import VersionedForm
from hubs.formats import is_old
from hubs.languages import ENGLISH, tag
from hubs.models.base import CatalogueRecord
from hubs.models.evidence import AboutAPlace, Source
from hubs.models.moving import Papers
from hubs.translation import TRANSLATED, column

LONGEST_STEM = 92


class CatalogueForm(VersionedForm):
    """A record's key is fixed once it is stored: fixtures, releases and links know the record by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.model.NATURAL_KEY:
            if name in self.fields and self.instance.pk:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Fixed: releases, fixtures and links know the record by it.")

    def _post_clean(self) -> None:
        try:
            super()._post_clean()  # type: ignore[misc]
        except ObjectDoesNotExist:
            # A model's clean() reads its relations; the one that is missing has its message already.
            if not self.errors:
                raise

    def add_error(self, field: str | None, error: Any) -> None:
        """Complaints about a field that this form does not show stand above the form, not nowhere."""
        for name in {*getattr(error, "error_dict", ())} - {*self.fields, NON_FIELD_ERRORS}:
            super().add_error(None, ValidationError(error.error_dict.pop(name)))
        if getattr(error, "error_dict", True):
            super().add_error(field, error)


class NamedForm(CatalogueForm):
    """Makes the key of a new record from what it is about."""

    slug = forms.SlugField(
        required=False,
        max_length=100,
        label=_("Key"),
        help_text=_("Leave it empty: it is made from the place and the subject."),
    )

    def stem(self) -> Iterable[str]:
        raise NotImplementedError

    def save(self, commit: bool = True) -> CatalogueRecord:
        if not self.instance.slug:
            self.instance.slug = free_slug(self._meta.model, "-".join(self.stem()))
        return super().save(commit)


def free_slug(model: type[AboutAPlace] | type[Source] | type[Papers], stem: str) -> str:
    """The stem with the first number that no record has or ever had."""
    stem = stem[:LONGEST_STEM]
    taken = {
        slug
        for rows in (model._default_manager, model.history)
        for slug in rows.filter(slug__startswith=stem).values_list("slug", flat=True)
    }
    return next(slug for number in count(1) if (slug := f"{stem}-{number}") not in taken)


def left_behind(record: CatalogueRecord, changed: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Texts that changed while their translations did not: the field's name and the languages."""
    for name in TRANSLATED.get(type(record), ()):
        original = "text" if name == "translation" else name
        translations = {spoken: column(name, code) for code, spoken in settings.LANGUAGES if code != ENGLISH}
        old = [spoken for spoken, own in translations.items() if own not in changed and getattr(record, own)]
        if original in changed and old:
            yield str(label_for_field(original, type(record))), old


class CatalogueAdmin(NamingMixin, RevertingAdmin, DeletedMixin, EffectMixin, TransferAdmin):
    form = CatalogueForm
    list_per_page = 50
    readonly_fields: tuple[str, ...] = ("updated_at",)
    change_form_template = "admin/hubs/record.html"
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 80})},
        models.URLField: {"assume_scheme": "https"},
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).annotate(**counts_of(self.model))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [look_up for path in self.search_fields for look_up in in_every_language(self.model, path)]

    def get_fieldsets(self, request: HttpRequest, obj: CatalogueRecord | None = None) -> list[tuple[object, object]]:
        """After the record's own fields its translations, a closed section for each language."""
        names = TRANSLATED.get(self.model, ())
        sections = (
            (name, {"fields": [column(each, code) for each in names], "classes": ["collapse"]})
            for code, name in settings.LANGUAGES
            if names and code != ENGLISH
        )
        return [*super().get_fieldsets(request, obj), *sections]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what a stored record still lacks."""
        record = context.get("original")
        is_counted = isinstance(record, CHECKED) and all(hasattr(record, name) for name in counts_of(self.model))
        context["missing"] = missing(record) if is_counted else []
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: CatalogueRecord, form: CatalogueForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for field, spoken in left_behind(obj, form.changed_data) if change else ():
            advice = _("“%(field)s” has changed, its translations have not. Old words stay in: %(languages)s.")
            messages.warning(request, advice % {"field": field, "languages": ", ".join(spoken)})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """What is about to be written is locked: of two who save at once the second sees the first one's version."""
        if request.method == "POST" and connection.in_atomic_block and object_id.isdecimal():
            list(self.model._base_manager.select_for_update().filter(pk=object_id).order_by().values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """Beside a reference: to look, to change, to add; not to delete what other records name."""
        form_field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, TranslationField):
            form_field.widget.attrs["lang"] = tag(db_field.language)
        if isinstance(getattr(form_field, "widget", None), RelatedFieldWidgetWrapper):
            form_field.widget.can_delete_related = False
        return form_field

    @admin.display(description=_("last changed"), ordering="updated_at")
    def changed(self, record: CatalogueRecord) -> str:
        return f"{record.updated_at:%Y-%m-%d %H:%M}"


def badge(text: str, tone: str = "") -> SafeString:
    return format_html('<span class="badge {}">{}</span>', tone, text)


def dated(when: str) -> str | SafeString:
    """A date, of which day and month may lack, with a mark where it is more than a year ago."""
    if when and is_old(when, timezone.now().date()):
        return badge(gettext("%s, over a year ago") % when, "gap")
    return when


def signed(rating: int) -> SafeString:
    """A rating as +2 or −1: the sign says what the colour says."""
    tone = "good" if rating > 0 else "bad" if rating < 0 else ""
    return badge(f"{rating:+d}".replace("-", "\N{MINUS SIGN}") if rating else "0", tone)
