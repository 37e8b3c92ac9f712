"""Countries, hubs, criteria and the kinds of figures."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hubs.admin.base import CatalogueAdmin, CatalogueForm
from hubs.admin.counting import count_of
from hubs.admin.coverage import DescribedAdmin, count_column, items_per_cell
from hubs.admin.filters import ChangedFilter, GapFilter
from hubs.admin.guided import CriterionForm, HubForm, map_of
from hubs.admin.inlines import EvidenceInline, FigureInline
from hubs.models import Country, Criterion, Evidence, Figure, Hub, Indicator, Option
from hubs.models.base import CatalogueRecord
from hubs.translation import with_translations

FEW = 6


@admin.register(Country)
class CountryAdmin(CatalogueAdmin):
    list_display = ("name", "code", "languages", "currency", "hub_count", "evidence_count", "is_draft", "changed")
    list_filter = ("is_draft", ChangedFilter)
    search_fields = ("name", "code")
    fields = ("name", "code", "languages", "currency", "is_draft", "updated_at")
    hub_count = count_column("hub_count", _("hubs"))
    evidence_count = count_column("evidence_count", _("country-level evidence"))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Country]:
        counts = {"hub_count": count_of(Hub, "country"), "evidence_count": count_of(Evidence, "country")}
        return super().get_queryset(request).annotate(**counts)


class DescribedHub(Protocol):
    """A hub as its list has it, with the criteria nothing is known about."""

    pk: int
    gaps: list[str]


@admin.register(Hub)
class HubAdmin(DescribedAdmin):
    form = HubForm
    list_display = ("name", "country", "gaps", "quotes", "reports", "figures", "drafts", "changed", "is_draft")
    list_filter = (GapFilter, "country", "is_draft", ChangedFilter)
    list_select_related = ("country",)
    search_fields = ("name", "slug", "country__name")
    readonly_fields = ("updated_at", "on_the_map")
    inlines = (EvidenceInline, FigureInline)
    fieldsets = (
        (None, {"fields": ("name", "nicknames", "slug", "country", "summary", "is_draft")}),
        (_("Where it is"), {"fields": ("latitude", "longitude", "on_the_map", "timezone")}),
        (_("Record"), {"fields": ("updated_at",)}),
    )
    quotes = count_column("quotes", _("quotes"))
    reports = count_column("claims", _("reports"))
    figures = count_column("figures", _("figures"))
    drafts = count_column("drafts", _("drafts"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Hub | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Hub]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                quotes=count_of(Evidence, "hub", form=Evidence.Form.QUOTE, is_draft=False),
                claims=count_of(Evidence, "hub", form=Evidence.Form.CLAIM, is_draft=False),
                figures=count_of(Figure, "hub", is_draft=False),
                drafts=count_of(Evidence, "hub", is_draft=True),
            )
        )

    def describe(self, hubs: Iterable[DescribedHub]) -> None:
        known = items_per_cell()
        criteria = list(Criterion.objects.filter(is_draft=False))
        for hub in hubs:
            hub.gaps = [criterion.name for criterion in criteria if not known[hub.pk, criterion.pk]]

    def view_on_site(self, hub: Hub) -> str:
        return reverse("hubs:hub", args=[hub.slug])

    def get_fieldsets(self, request: HttpRequest, obj: CatalogueRecord | None = None) -> list[tuple[object, object]]:
        """Only who was told that a point looks wrong is asked whether it is right."""
        sections = super().get_fieldsets(request, obj)
        if request.method != "POST":
            return sections
        name, options = sections[1]
        return [sections[0], (name, {"fields": ("is_there", *options["fields"])}), *sections[2:]]  # type: ignore[index]

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["hubs/admin/place.js"])

    @admin.display(description=_("on the map"))
    def on_the_map(self, hub: Hub) -> str:
        return map_of(hub)

    @admin.display(description=_("gaps"))
    def gaps(self, hub: DescribedHub) -> str:
        if not hub.gaps:
            return str(_("no gap"))
        names, more = ", ".join(hub.gaps[:FEW]), len(hub.gaps[FEW:])
        if more:
            message = ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", more)
            names = message % {"names": names, "number": more}
        return format_html('<b class="gap">{}</b> {}', len(hub.gaps), names)


class OptionInline(admin.TabularInline):
    model = Option
    form = CatalogueForm
    fields = (*with_translations("name"), "slug", "targets", "formerly", "order", "is_draft", "version")
    prepopulated_fields = {"slug": ("name",)}
    extra = 0
    show_change_link = True
    formfield_overrides = {models.JSONField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 36})}}


class IndicatorInline(admin.TabularInline):
    model = Indicator
    form = CatalogueForm
    prepopulated_fields = {"slug": ("name",)}
    extra = 0
    show_change_link = True

    def get_fields(self, request: HttpRequest, obj: Criterion | None = None) -> tuple[str, ...]:
        aimed = obj is not None and obj.kind == Criterion.Kind.TARGET
        bounds = ("tolerance", "reach") if aimed else ("lower", "upper")
        return ("name", "slug", "unit", "shape", "scale", *bounds, "version")


class DescribedCriterion(Protocol):
    """A criterion as its list has it: how many of the hubs have how many items on it."""

    pk: int
    covered: int
    hubs: int
    items: int


@admin.register(Criterion)
class CriterionAdmin(DescribedAdmin):
    form = CriterionForm
    list_display = (
        "name",
        "slug",
        "kind_name",
        "covered",
        "item_count",
        "options_count",
        "order",
        "is_draft",
        "changed",
    )
    list_filter = ("kind", "is_draft", ChangedFilter)
    search_fields = ("name", "slug", "question")
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "is_draft")}),
        (
            _("In the questionnaire"),
            {"fields": ("question", "help_text", "group", "icon", "order", "best", "more", "less")},
        ),
        (_("What it measures"), {"fields": ("low", "high", "figure_factor", "always_warn")}),
        (_("Record"), {"fields": ("updated_at",)}),
    )
    options_count = count_column("options_count", _("options"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Criterion | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def get_inlines(self, request: HttpRequest, obj: Criterion | None) -> list[type[admin.TabularInline]]:
        """Options and indicators belong to a criterion that is stored, and only to some kinds."""
        if obj is None:
            return []
        measured = obj.kind in {Criterion.Kind.MORE, Criterion.Kind.LESS, Criterion.Kind.TARGET}
        return [*([IndicatorInline] if measured else []), *([OptionInline] if obj.has_options else [])]

    def response_add(self, request: HttpRequest, obj: Criterion, post_url_continue: str | None = None) -> HttpResponse:
        """On to the options and indicators, where the new criterion has any."""
        if self.get_inlines(request, obj) and "_addanother" not in request.POST and "_popup" not in request.POST:
            posted = request.POST.copy()
            posted["_continue"] = "1"
            request.POST = posted  # type: ignore[assignment]
        return super().response_add(request, obj, post_url_continue)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Criterion]:
        return super().get_queryset(request).annotate(options_count=count_of(Option, "criterion"))

    def describe(self, criteria: Iterable[DescribedCriterion]) -> None:
        known, hubs = items_per_cell(), Hub.objects.count()
        for criterion in criteria:
            about = [number for (_hub, pk), number in known.items() if pk == criterion.pk]
            criterion.covered, criterion.hubs, criterion.items = len(about), hubs, sum(about)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, criterion: Criterion) -> str:
        return criterion.kind

    @admin.display(description=_("hubs with evidence"))
    def covered(self, criterion: DescribedCriterion) -> SafeString:
        tone = "gap" if criterion.covered < criterion.hubs else ""
        share = _("%(covered)d of %(hubs)d") % {"covered": criterion.covered, "hubs": criterion.hubs}
        return format_html('<span class="{}">{}</span>', tone, share)

    @admin.display(description=_("evidence"))
    def item_count(self, criterion: DescribedCriterion) -> int:
        return criterion.items


@admin.register(Option)
class OptionAdmin(CatalogueAdmin):
    list_display = ("name", "slug", "criterion", "order", "is_draft", "changed")
    list_filter = (("criterion", admin.RelatedOnlyFieldListFilter), "is_draft", ChangedFilter)
    list_select_related = ("criterion",)
    search_fields = ("name", "slug", "criterion__name")
    fields = ("criterion", "name", "slug", "targets", "formerly", "order", "is_draft", "updated_at")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Option | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    list_display = ("name", "unit", "criterion", "shape", "figure_count", "is_draft", "changed")
    list_filter = ("shape", "criterion", "is_draft", ChangedFilter)
    list_select_related = ("criterion",)
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug", "unit", "decimals", "group", "order", "is_draft")}),
        (
            _("How it enters a ranking"),
            {
                "fields": (
                    ("shape", "role"),
                    ("criterion", "label"),
                    ("scale", "step"),
                    ("lower", "upper"),
                    ("tolerance", "reach"),
                    ("within_country", "must"),
                )
            },
        ),
        (_("Record"), {"fields": ("updated_at",)}),
    )
    figure_count = count_column("figure_count", _("figures"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Indicator | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Indicator]:
        return super().get_queryset(request).annotate(figure_count=count_of(Figure, "indicator"))
