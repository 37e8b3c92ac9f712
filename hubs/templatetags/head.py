"""What a page says about itself, once: its title and description, and its addresses with the site in front."""

import html
import json

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import to_locale

from hubs import languages
from hubs.answers.move import without_the_move
from hubs.answers.questionnaire import LONGEST_QUERY
from hubs.catalogue.entities import Hub
from hubs.explanations import structured
from hubs.web.addresses import absolute

register = template.Library()

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def absolute_url(context: template.Context, name: str, *args: object) -> str:
    """A page's whole address; without a request, as on the page for a crash, the path alone."""
    request, path = context.get("request"), reverse(name, args=args)
    return absolute(request, path) if isinstance(request, HttpRequest) else path


@register.simple_tag(takes_context=True)
def address(context: template.Context) -> str:
    """This page's own address: with the answers where they make the page, without what only adds to it.

    Nor with the reader's money and papers: it is printed, and passed on.
    """
    request: HttpRequest = context["request"]
    is_made_of_answers = getattr(request, "unlisted", False) and len(request.META["QUERY_STRING"]) <= LONGEST_QUERY
    if not is_made_of_answers:
        return absolute(request, request.path)
    told = without_the_move(request.GET)
    path = request.get_full_path() if told == request.GET else f"{request.path}?{told.urlencode()}".removesuffix("?")
    return absolute(request, path)


@register.simple_tag
def og_locale() -> str:
    return languages.TERRITORIES.get(languages.active(), to_locale(languages.active()))


def _data_block(data: structured.Data) -> SafeString:
    """Not a script: browsers do not run this type, and our policy against inline scripts does not touch it."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.simple_tag(takes_context=True)
def structured_website(context: template.Context) -> SafeString:
    url, language = absolute_url(context, "hubs:landing"), languages.tag(languages.active())
    return _data_block(structured.website(url, html.unescape(context["description"]), language))


@register.simple_tag(takes_context=True)
def structured_place(context: template.Context, hub: Hub) -> SafeString:
    return _data_block(structured.place(hub, absolute_url(context, "hubs:hub", hub.slug)))


@register.simple_tag
def structured_breadcrumbs(*names_and_urls: str) -> SafeString:
    return _data_block(structured.breadcrumbs(zip(names_and_urls[::2], names_and_urls[1::2], strict=True)))


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
        line = " ".join(strip_tags(self.nodelist.render(context)).split()).replace('"', "&quot;")
        context[self.name] = mark_safe(line)
        return mark_safe("")
