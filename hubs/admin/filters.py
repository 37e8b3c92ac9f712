"""What the lists of the admin are narrowed down by."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hubs.admin.coverage import items_per_cell
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
