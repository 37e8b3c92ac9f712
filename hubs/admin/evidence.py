"""What was said and measured, by whom, and what each kind of it counts for."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history

from hubs.admin.base import CatalogueAdmin, CatalogueForm, dated, signed
from hubs.admin.counting import count_of
from hubs.admin.coverage import count_column
from hubs.admin.filters import ChangedFilter, OldYearFilter
from hubs.admin.inlines import EvidenceForm, FigureForm
from hubs.admin.legends import RatedForm, evidence_choices
from hubs.formats import number
from hubs.models import Evidence, EvidenceKind, Figure, Source
from hubs.models.base import CatalogueRecord

NAMED_IN_CODE = ("country-level", "figure-")


class RatedEvidenceForm(RatedForm, EvidenceForm):
    """A statement on a page of its own."""


class AboutAPlaceAdmin(CatalogueAdmin):
    autocomplete_fields: Sequence[str] = ("hub", "source")

    @admin.display(description=_("hub or country"), ordering="hub__name")
    def where(self, item: Evidence | Figure) -> str:
        return str(item.hub or item.country)

    @admin.display(description=_("source"), ordering="source__title")
    def origin(self, item: Evidence | Figure) -> str:
        return Truncator(item.source.publisher or item.source.title).chars(32)


@admin.register(Evidence)
class EvidenceAdmin(AboutAPlaceAdmin):
    form = RatedEvidenceForm
    readonly_fields = ("stands_at", "updated_at")
    list_display = ("excerpt", "where", "subject", "rated", "form_name", "kind", "origin", "changed", "is_draft")
    list_filter = ("is_draft", ChangedFilter, "form", "rating", "criterion", "hub", "country", "kind", "reliability")
    list_select_related = ("hub", "country", "criterion", "label", "kind", "source")
    search_fields = ("text", "speaker", "slug", "hub__name", "source__title", "source__publisher")
    search_help_text = _("Words of the text, a speaker, a hub or a source.")
    actions = ("mark_as_draft", "accept")
    fieldsets = (
        (None, {"fields": ("form", "hub", "country", "is_draft")}),
        (
            _("What it says"),
            {"fields": ("criterion", "label", "rating", "text", "highlight", "stands_at", "translation")},
        ),
        (_("Who says it"), {"fields": ("speaker", "source", "origin", "kind", "reliability")}),
        (_("Record"), {"fields": ("note", "slug", "updated_at")}),
    )

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        return super().formfield_for_foreignkey(db_field, request, **kwargs | evidence_choices(db_field))

    def save_model(self, request: HttpRequest, obj: CatalogueRecord, form: CatalogueForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        assert isinstance(obj, Evidence)
        if (
            change
            and obj.form == Evidence.Form.QUOTE
            and "text" in form.changed_data
            and not hasattr(obj.source, "interview")
        ):
            advice = _(
                "The quote reads differently but its offset is as before: check it with manage.py verify_quotes."
            )
            messages.warning(request, advice)
        if not obj.is_draft:
            let_in_with_its_source([obj])

    def view_on_site(self, evidence: Evidence) -> str | None:
        return reverse("hubs:evidence", args=[evidence.hub.slug, evidence.criterion.slug]) if evidence.hub else None

    @admin.action(description=_("Mark as draft: keep out of the next release"), permissions=["change"])
    def mark_as_draft(self, request: HttpRequest, queryset: models.QuerySet[Evidence]) -> None:
        self._set_draft(request, queryset, True)

    @admin.action(description=_("Accept: let into the next release"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: models.QuerySet[Evidence]) -> None:
        self._set_draft(request, queryset, False)

    def _set_draft(self, request: HttpRequest, queryset: models.QuerySet[Evidence], is_draft: bool) -> None:
        assert request.user.is_authenticated
        rows, now = list(queryset.exclude(is_draft=is_draft)), timezone.now()
        for row in rows:
            row.is_draft, row.updated_at = is_draft, now
        bulk_update_with_history(rows, Evidence, ["is_draft", "updated_at"], default_user=request.user)
        outcome = gettext("Marked as draft") if is_draft else gettext("Accepted")
        LogEntry.objects.log_actions(request.user.pk, rows, CHANGE, change_message=outcome)
        if not is_draft:
            let_in_with_its_source(rows)
        told = ngettext(
            "%d statement or figure was changed. Rankings follow when you publish.",
            "%d statements or figures were changed. Rankings follow when you publish.",
            len(rows),
        )
        messages.success(request, told % len(rows))

    @admin.display(description=_("stands at"))
    def stands_at(self, evidence: Evidence) -> str:
        """Where the quote was found, in words: nobody counts characters."""
        if evidence.offset is None:
            return gettext("It is found when you save: in the text of its source, which Interviews keep.")
        where = gettext("Character %(offset)s of the text of %(source)s.")
        return where % {"offset": number(evidence.offset), "source": evidence.source}

    @admin.display(description=_("text"), ordering="text")
    def excerpt(self, evidence: Evidence) -> str:
        return Truncator(evidence.text).chars(90)

    @admin.display(description=_("criterion"), ordering="criterion__order")
    def subject(self, evidence: Evidence) -> str:
        return f"{evidence.criterion}: {evidence.label}" if evidence.label else str(evidence.criterion)

    @admin.display(description=_("rating"), ordering="rating")
    def rated(self, evidence: Evidence) -> SafeString:
        return signed(evidence.rating)

    @admin.display(description=_("form"), ordering="form")
    def form_name(self, evidence: Evidence) -> str:
        return evidence.form


def let_in_with_its_source(accepted: Iterable[Evidence]) -> None:
    """The source of an interview is a draft until something of it is accepted: evidence hangs on its source."""
    for source in Source.objects.filter(pk__in={each.source_id for each in accepted}, is_draft=True):
        if hasattr(source, "interview"):
            source.is_draft = False
            source.save()


@admin.register(Figure)
class FigureAdmin(AboutAPlaceAdmin):
    form = FigureForm
    list_display = ("indicator", "where", "measured", "when", "scope", "ranked", "origin", "changed", "is_draft")
    list_filter = ("is_draft", OldYearFilter, ChangedFilter, "ranked", "scope", "hub", "country", "indicator")
    list_select_related = ("hub", "country", "indicator", "source")
    search_fields = ("slug", "indicator__name", "hub__name", "source__title", "source__publisher")
    autocomplete_fields = ("hub", "source", "indicator")
    fieldsets = (
        (None, {"fields": ("indicator", "hub", "country", "scope", "is_draft")}),
        (_("What it says"), {"fields": ("value", "text", "months", "year", "ranked")}),
        (_("Where it is from"), {"fields": ("source", "note")}),
        (_("Record"), {"fields": ("slug", "updated_at")}),
    )

    def view_on_site(self, figure: Figure) -> str | None:
        return reverse("hubs:hub", args=[figure.hub.slug]) if figure.hub else None

    @admin.display(description=_("year"), ordering="year")
    def when(self, figure: Figure) -> str | SafeString:
        """With a mark where that is more than a year ago."""
        return dated(figure.year)

    @admin.display(description=_("value"), ordering="value")
    def measured(self, figure: Figure) -> str:
        if figure.value is None:
            return figure.text
        return f"{number(figure.value, figure.indicator.decimals)} {figure.indicator.unit}"


class CountedSource(Protocol):
    """A source as its list has it, with how much rests on it."""

    pk: int
    statements: int
    figures: int


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    list_display = ("title", "publisher", "kind_name", "date", "statements", "figures", "changed", "is_draft")
    list_filter = ("kind", "language", "is_draft", ChangedFilter)
    search_fields = ("title", "publisher", "author", "slug", "url")
    fieldsets = (
        (None, {"fields": ("kind", "title", "slug", "author", "publisher", "date", "language", "is_draft")}),
        (_("Where it is"), {"fields": ("url", "licence", "attribution", "text_sha256")}),
        (_("Record"), {"fields": ("updated_at",)}),
    )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("publisher", "title")}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Source]:
        counts = {"statements": count_of(Evidence, "source"), "figures": count_of(Figure, "source")}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, source: Source) -> str:
        return source.kind

    @admin.display(description=_("evidence"), ordering="statements")
    def statements(self, source: CountedSource) -> SafeString:
        return _link("admin:hubs_evidence_changelist", source, source.statements)

    @admin.display(description=_("figures"), ordering="figures")
    def figures(self, source: CountedSource) -> SafeString:
        return _link("admin:hubs_figure_changelist", source, source.figures)


@admin.register(EvidenceKind)
class EvidenceKindAdmin(CatalogueAdmin):
    list_display = ("name", "strength", "meaning", "statements", "is_draft", "changed")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "meaning", "strength", "order", "is_draft", "updated_at")
    statements = count_column("statements", _("evidence"))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[EvidenceKind]:
        return super().get_queryset(request).annotate(statements=count_of(Evidence, "kind"))

    def has_delete_permission(self, request: HttpRequest, obj: EvidenceKind | None = None) -> bool:
        """Without the kinds that the code names, no figure and nothing about a country could be weighed."""
        named = obj is not None and obj.slug.startswith(NAMED_IN_CODE)
        return not named and super().has_delete_permission(request, obj)


def _link(view: str, source: CountedSource, number: int) -> SafeString:
    """A count that leads to the list of what it counts."""
    return format_html('<a href="{}?source__id__exact={}">{}</a>', reverse(view), source.pk, number)
