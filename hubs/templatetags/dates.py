from datetime import date

from django import template

from hubs import printed

register = template.Library()


@register.filter
def day(of: date) -> str:
    return printed.day(of)


@register.filter
def partial_date(text: str) -> str:
    return printed.partial_date(text)
