"""What the lists of the admin are narrowed down by."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubs.admin.coverage import items_per_cell
from hubs.formats import year_before
from hubs.models import Criterion, Release


class ChangedFilter(admin.SimpleListFilter):
    """Records written since the newest release, by whatever hand: the history knows bulk loading as well."""

    title = _("changed")
    parameter_name = "changed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", gettext("since the newest release"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        newest = Release.objects.newest()
        if self.value() != "yes" or newest is None:
            return queryset
        written = queryset.model.history.filter(history_date__gt=newest.published_at)
        return queryset.filter(pk__in=written.values("id"))


class OldFilter(admin.SimpleListFilter):
    """Records whose date lies more than a year back, as far as it was written down."""

    title = _("age")
    parameter_name = "age"
    field = "checked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("old", gettext("more than a year old"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "old":
            return queryset
        before, old = year_before(timezone.now().date()), Q()
        for length in (4, 7, 10):  # the year, the month, the day
            old |= Q(printed=length, **{f"{self.field}__lt": before[:length]})
        return queryset.annotate(printed=Length(self.field)).filter(old)


class OldYearFilter(OldFilter):
    """The same of what bears a year."""

    field = "year"


class GapFilter(admin.SimpleListFilter):
    """Hubs about which nothing is known on a criterion."""

    title = _("gap")
    parameter_name = "gap"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Criterion.objects.values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        criterion = Criterion.objects.filter(slug=self.value() or "").first()
        if criterion is None:
            return queryset
        known = [hub for hub, about in items_per_cell() if about == criterion.pk]
        return queryset.exclude(pk__in=known)
