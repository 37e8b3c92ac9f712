"""Evidence and figures on the page of their hub: to read at a glance and to add, with a link to correct."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hubs.admin.base import NamedForm
from hubs.admin.legends import evidence_choices
from hubs.admin.named import NamingMixin
from hubs.models import Evidence, Figure


class EvidenceForm(NamedForm):
    def stem(self) -> list[str]:
        evidence = self.instance
        place = evidence.hub.slug if evidence.hub else evidence.country.code.lower()
        return [evidence.form, place, evidence.criterion.slug, *([evidence.label.slug] if evidence.label else [])]


class ClaimForm(EvidenceForm):
    """A new claim; a quote needs more fields than a row has room for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.form = Evidence.Form.CLAIM


class FigureForm(NamedForm):
    def stem(self) -> list[str]:
        figure = self.instance
        return [figure.hub.slug if figure.hub else figure.country.code.lower(), figure.indicator.slug]


class AboutHubInline(NamingMixin, admin.TabularInline):
    extra = 0
    show_change_link = True
    can_delete = False
    autocomplete_fields = ("source",)
    template = "admin/hubs/about_hub.html"

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What is there is corrected on its own page: sixty rows of fields would take hundreds of queries."""
        return False


class EvidenceInline(AboutHubInline):
    model = Evidence
    form = ClaimForm
    fields = ("said_as", "criterion", "label", "rating", "text", "speaker", "kind", "source")
    readonly_fields = ("said_as",)
    verbose_name = _("report")
    verbose_name_plural = _("evidence")
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 40})}}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Evidence]:
        related = ("hub", "country", "criterion", "label", "kind", "source")
        return super().get_queryset(request).select_related(*related).order_by("criterion__order", "slug")

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.ModelChoiceField | None:
        return super().formfield_for_foreignkey(db_field, request, **kwargs | evidence_choices(db_field))

    @admin.display(description=_("form"))
    def said_as(self, evidence: Evidence) -> str:
        return evidence.form


class FigureInline(AboutHubInline):
    model = Figure
    form = FigureForm
    fields = ("indicator", "value", "text", "year", "scope", "ranked", "source")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Figure]:
        related = ("hub", "country", "indicator", "source")
        return super().get_queryset(request).select_related(*related).order_by("indicator__order", "slug")
