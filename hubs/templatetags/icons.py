from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """A decorative icon from the sprite; what it means stands beside it in words."""
    return format_html(
        '<svg class="{}" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f"icon {classes}".rstrip(),
        static("hubs/img/icons.svg"),
        name,
    )
