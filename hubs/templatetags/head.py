"""What a page says about itself, once: its title and description, and its addresses with the site in front."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

register = template.Library()

TERRITORY = {"en": "en_US", "es": "es_LA", "fr": "fr_FR"}  # Open Graph knows no language without one


@register.simple_tag(takes_context=True)
def absolute_url(context: template.Context, name: str, *args: Any) -> str:
    """A page's whole address; without a request, as on the page for a crash, the path alone."""
    request, path = context.get("request"), reverse(name, args=args)
    return request.build_absolute_uri(path) if isinstance(request, HttpRequest) else path


@register.simple_tag(takes_context=True)
def address(context: template.Context) -> str:
    """This page's own address, without a query that only narrows it down."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(request.path)


@register.simple_tag
def og_locale() -> str:
    language = get_language() or "en"
    return TERRITORY.get(language, to_locale(language))


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> "Capture":
    """{% capture as name %}...{% endcapture %}: what blocks say, as one line that fits an attribute too."""
    _tag, _as, name = token.split_contents()
    nodes = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(nodes, name)


class Capture(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> SafeString:
        # Values are escaped already; only the quotes of a translation could still end an attribute.
        said = " ".join(strip_tags(self.nodelist.render(context)).split()).replace('"', "&quot;")
        context[self.name] = mark_safe(said)
        return mark_safe("")
