"""Counts and gaps for the lists: a fixed number of queries, however many rows."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from hubs.models import Evidence, Figure, Hub, Indicator

Cells = Counter[tuple[int, int]]


def count_of(model: type[Model], path: str, **filters: Any) -> Coalesce:
    """How many rows of a model point at the outer row: for annotate(), without joins that multiply."""
    rows = model._default_manager.filter(**{path: OuterRef("pk")}, **filters).order_by().values(path)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def items_per_cell() -> Cells:
    """How many accepted items speak to each (hub, criterion); a country's items reach each of its hubs."""
    at_home: dict[int, list[int]] = defaultdict(list)
    for hub, country in Hub.objects.values_list("pk", "country"):
        at_home[country].append(hub)
    cells: Cells = Counter()
    for hub, country, criterion, number in (*_statements(), *_ranked_figures()):
        for place in [hub] if hub else at_home[country]:
            cells[place, criterion] += number
    return cells


def _statements() -> QuerySet[Evidence, Any]:
    accepted = Evidence.objects.filter(is_draft=False, source__is_draft=False, kind__is_draft=False)
    accepted = accepted.exclude(label__is_draft=True).order_by()
    return accepted.values_list("hub", "country", "criterion").annotate(Count("pk"))


def _ranked_figures() -> QuerySet[Figure, Any]:
    accepted = Figure.objects.filter(is_draft=False, source__is_draft=False, indicator__is_draft=False, ranked=True)
    accepted = accepted.exclude(indicator__shape=Indicator.Shape.FACT).order_by()
    return accepted.values_list("hub", "country", "indicator__criterion").annotate(Count("pk"))


class DescribedList(ChangeList):
    """A list whose admin adds to its rows, once they are known, what would take a query each."""

    model_admin: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.model_admin.describe(self.result_list)
