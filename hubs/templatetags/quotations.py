from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hubs.catalogue.entities import Evidence

register = template.Library()


@register.filter
def marked(quote: Evidence) -> SafeString:
    """A quote word for word, the fragment that carries its rating marked."""
    before, found, after = quote.text.partition(quote.highlight) if quote.highlight else (quote.text, "", "")
    if not found:
        return format_html("{}", quote.text)
    return format_html("{}<mark>{}</mark>{}", before, found, after)
