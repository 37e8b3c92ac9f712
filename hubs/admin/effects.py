"""What an edit would do to rankings, shown where it is made and before it is saved."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from hubs.admin.showing import ShowingMixin
from hubs.catalogue.records import fields_of, to_record
from hubs.explanations.edits import Edit, effect_of
from hubs.models.base import CatalogueRecord

ASKED = "_effect"


class Asked(Exception):
    """An edit that was saved only to be asked about: it is rolled back, this is what it wrote."""

    def __init__(self, edit: Edit) -> None:
        self.edit = edit


class EffectMixin(ShowingMixin, SimpleHistoryAdmin):
    """Adds "What would this change?" beside the buttons that save."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        context = {"may_ask_effect": True, **(extra_context or {})}
        if request.method != "POST" or ASKED not in request.POST:
            return super().changeform_view(request, object_id, form_url, context)
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Asked as asked:
            request.shows_only = True  # type: ignore[attr-defined]
            context["effect"] = effect_of(asked.edit)
            return super().changeform_view(request, object_id, form_url, context)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if ASKED in request.POST:
            raise Asked(_edit(form.instance, formsets))


def _edit(record: CatalogueRecord, formsets: Any) -> Edit:
    """What a form and its rows wrote, with what that refers to."""
    written: list[CatalogueRecord] = [record]
    for formset in formsets:
        written += [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
    removed = [to_record(row) for formset in formsets for row in formset.deleted_objects]
    return Edit([to_record(row) for row in written], removed, [*map(to_record, _referred_to(written))])


def edit_of_deleting(rows: list[models.Model]) -> Edit:
    return Edit([], [to_record(row) for row in rows if isinstance(row, CatalogueRecord)], [])


def _referred_to(rows: list[CatalogueRecord]) -> list[CatalogueRecord]:
    """What these rows refer to, and what that refers to: a release may lack it yet."""
    found = [
        related
        for row in rows
        for field in fields_of(type(row))
        if field.is_relation and (related := getattr(row, field.name)) is not None
    ]
    return [*(_referred_to(found) if found else []), *found]
