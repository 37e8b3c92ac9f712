"""The page in each of the site's languages, for the switch in the header and for search engines."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri

from hubs import languages
from hubs.answers.questionnaire import LONGEST_QUERY
from hubs.web.addresses import absolute

register = template.Library()


@dataclass(frozen=True, slots=True)
class Version:
    """A page in one language: `url` keeps the answers of its query, `address` is absolute and without them."""

    tag: str
    name: str
    url: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def versions(context: template.Context) -> list[Version]:
    """Nothing where an error page has no request."""
    request = context.get("request")
    return [_version(request, code, name) for code, name in settings.LANGUAGES] if request else []


def _version(request: HttpRequest, code: str, name: str) -> Version:
    with translation.override(code):
        path = _path(request)
    query = _query(request)
    return Version(
        tag=languages.tag(code),
        name=name,
        url=f"{path}?{query}" if query else path,
        address=absolute(request, path),
        is_current=code == languages.active(),
    )


def _path(request: HttpRequest) -> str:
    """The same page in the active language; the landing page from an error or from what a form posted."""
    match = request.resolver_match
    if match and match.app_name == "hubs" and request.method in {"GET", "HEAD"}:
        return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return reverse("hubs:landing")


def _query(request: HttpRequest) -> str:
    """As it was typed, unless it is longer than any answers are: the page would repeat it for each language."""
    query = iri_to_uri(request.META.get("QUERY_STRING", "")) or ""
    return query if len(query) <= LONGEST_QUERY else ""


@register.simple_tag
def language_tag() -> str:
    return languages.tag(languages.active())


@register.simple_tag
def language_choices() -> list[tuple[str, str, str]]:
    """Every language of the site: its code, its tag, and its own name for itself."""
    return [(code, languages.tag(code), name) for code, name in settings.LANGUAGES]
