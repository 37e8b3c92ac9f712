from datetime import date

from django import template

from hubs import formats

register = template.Library()


@register.filter
def day(of: date) -> str:
    return formats.day(of)


@register.filter
def partial_date(text: str) -> str:
    return formats.partial_date(text)
