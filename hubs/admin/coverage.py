"""Counts and gaps for the lists: a fixed number of queries, however many rows."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from hubs.admin.base import CatalogueAdmin
from hubs.models import Evidence, Figure, Hub, Indicator

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Cells = Counter[tuple[int, int]]
CellCount = tuple[int | None, int, int, int]  # hub or None, its country, criterion, number of items


def items_per_cell() -> Cells:
    """How many accepted items speak to each (hub, criterion); a country's items reach each of its hubs."""
    at_home: dict[int, list[int]] = defaultdict(list)
    for place, country in Hub.objects.values_list("pk", "country"):
        at_home[country].append(place)
    cells: Cells = Counter()
    for hub, country, criterion, number in (*_statements(), *_ranked_figures()):
        for place in [hub] if hub else at_home[country]:
            cells[place, criterion] += number
    return cells


def accepted_statements() -> QuerySet[Evidence]:
    """The statements that the next release would hold, in no order."""
    accepted = Evidence.objects.filter(is_draft=False, source__is_draft=False, kind__is_draft=False)
    return accepted.exclude(label__is_draft=True).order_by()


def _statements() -> QuerySet[Evidence, CellCount]:
    return accepted_statements().values_list("hub", "country", "criterion").annotate(Count("pk"))


def _ranked_figures() -> QuerySet[Figure, CellCount]:
    accepted = Figure.objects.filter(is_draft=False, source__is_draft=False, indicator__is_draft=False, ranked=True)
    accepted = accepted.exclude(indicator__shape=Indicator.Shape.FACT).order_by()
    return accepted.values_list("hub", "country", "indicator__criterion").annotate(Count("pk"))


class DescribedList(ChangeList):
    model_admin: "DescribedAdmin"

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.model_admin.describe(self.result_list)


class DescribedAdmin(CatalogueAdmin):
    """An admin whose list adds to its rows, once they are known, what would take a query each."""

    describe: Callable[..., None]

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[DescribedList]:
        return DescribedList


def count_column(name: str, description: "StrPromise") -> Callable[[object, object], int]:
    """A column of a list for a number that its query set is annotated with."""

    @admin.display(description=description, ordering=name)
    def column(self: object, row: object) -> int:
        return getattr(row, name)

    return column
