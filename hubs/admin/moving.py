"""The papers that countries ask for: entry by passport, and permits to stay."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hubs.admin.base import CatalogueAdmin, NamedForm, dated
from hubs.admin.filters import ChangedFilter, OldFilter
from hubs.models import Entry, Permit
from hubs.models.moving import Papers


class EntryForm(NamedForm):
    def stem(self) -> Iterable[str]:
        return ["entry", self.instance.country.code.lower()]


class PermitForm(NamedForm):
    def stem(self) -> Iterable[str]:
        return [self.instance.country.code.lower(), "permit"]


class PapersAdmin(CatalogueAdmin):
    autocomplete_fields = ("country", "source")
    list_select_related = ("country", "source")

    @admin.display(description=_("checked"), ordering="checked")
    def when(self, papers: Papers) -> str | SafeString:
        """With a mark where that is more than a year ago."""
        return dated(papers.checked)


@admin.register(Entry)
class EntryAdmin(PapersAdmin):
    form = EntryForm
    list_display = ("country", "passports", "when", "source", "changed", "is_draft")
    list_filter = ("is_draft", OldFilter, ChangedFilter)
    search_fields = ("country__name", "country__code")
    fieldsets = (
        (None, {"fields": ("country", "requirements", "is_draft")}),
        (_("Where it is from"), {"fields": ("source", "checked", "note")}),
        (_("Record"), {"fields": ("slug", "updated_at")}),
    )
    formfield_overrides = CatalogueAdmin.formfield_overrides | {
        models.JSONField: {"widget": forms.Textarea(attrs={"rows": 16, "cols": 100})}
    }

    @admin.display(description=_("passports"))
    def passports(self, entry: Entry) -> int:
        return sum(len(held.split()) for held in entry.requirements.values())


@admin.register(Permit)
class PermitAdmin(PapersAdmin):
    form = PermitForm
    list_display = ("name", "country", "status", "income", "longest", "when", "source", "changed", "is_draft")
    list_filter = ("status", "is_draft", OldFilter, ChangedFilter)
    search_fields = ("name", "country__name", "country__code")
    fieldsets = (
        (None, {"fields": ("country", "name", "status", "is_draft")}),
        (_("What it asks for"), {"fields": (("income", "currency"), "longest", "passports")}),
        (_("Where it is from"), {"fields": ("url", "source", "checked", "note")}),
        (_("Record"), {"fields": ("slug", "updated_at")}),
    )
