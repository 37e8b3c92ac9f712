"""Counts beside the rows of a list, without joins that multiply."""

from django.db.models import Count, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count_of(model: type[Model], path: str, **filters: object) -> Coalesce:
    """How many rows of a model point at the outer row: for annotate(), without joins that multiply."""
    rows = model._default_manager.filter(**{path: OuterRef("pk")}, **filters).order_by().values(path)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
