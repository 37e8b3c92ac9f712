from django import template

from hubs.explanations import words

register = template.Library()


@register.filter
def counted(number: int) -> str:
    return words.counted(number)
