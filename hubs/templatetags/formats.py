from datetime import date

from django import template
from django.utils import timezone

from hubs import formats
from hubs.catalogue import moving
from hubs.catalogue.entities import Figure

register = template.Library()


@register.filter
def day(of: date) -> str:
    return formats.day(of)


@register.filter
def partial_date(text: str) -> str:
    return formats.partial_date(text)


@register.filter
def is_past(figure: object) -> bool:
    """Whether it is a figure of prices, or of what papers take, from more than a year ago."""
    return isinstance(figure, Figure) and moving.is_past(figure, timezone.now().date())
