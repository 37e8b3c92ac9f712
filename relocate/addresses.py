"""Addresses as people paste them: what was meant, and one permanent redirect to it."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.urls import get_script_prefix, is_valid_path
from django.utils import translation

from hubs.answers.shared import SHARED
from hubs.catalogue import releases
from hubs.web.addresses import API

GetResponse = Callable[[HttpRequest], HttpResponse]
ADMIN = "/admin/"
MISUNDERSTOOD = {400, 404}
HUBS = {"hub", "home"}  # what names hubs in a query
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
BEFORE_A_TOKEN = {"s", "embed", "links", "shared", "corrections", "i", "invitations", "replies"}
LANGUAGE = re.compile(r"[A-Za-z]{2}([-_][A-Za-z0-9]+)*")
ANSWER = re.compile(r"[\w.-]+")
ESCAPED = re.compile(r"^(\s*amp;)+")  # of &amp;name=, as HTML and some programs write &name=
HERE = re.compile(r"^here(?=_|$)")  # what home was called in the addresses of comparisons
CLOSES = r"[\s.,;:!?…'\"*>)\]}”’»›\u200b-\u200f\u2060\ufeff]"
CLOSING = re.compile(rf"(?<!{CLOSES}){CLOSES}+$")  # from its first letter alone: many that close nothing are read once
# What networks, newsletters and their advertisements hang onto the links that people send each other.
TRACKER = re.compile(
    r"(at|ck|dm|fb|gad?|hsa?|matomo|mc|ml|mtm|ns|oly|piwik|pk|sfmc|utm|vero|wt)_\w+|_{1,2}hs\w+|trk\w*|\w*clid|\w+_fat_id"
    r"|\w*cl(ic)?k_?id|ref|ref_?(src|url)|referr?er|gclsrc|[gw]braid|srsltid|igsh(id)?|mkt_tok|epik|rdt_cid|(sc|s_)cid|_g[al]"
    r"|_k[ex]|__s|hsctatracking|si|spm|cmpid|campaign_?id|ncid|xmt|mibextid|wickedid|_branch_match_id|_openstat"
    r"|__twitter_impression|xtor",
    re.IGNORECASE,
)


def tidy_address_middleware(get_response: GetResponse) -> GetResponse:
    """Lead from an address with something stuck to it to the page that was meant.

    What others added to the query is no answer of the reader's, and nobody's business. A path is looked at only where
    there is no page, and the hubs of a query where it cannot be read. A reader's own wrong answer stays: the page says
    what is wrong with it. Programs are told what is wrong.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path_info.startswith(API):
            return get_response(request)
        query = request.GET if request.path_info.startswith(ADMIN) else tidy_query(request.GET)
        response = get_response(request) if query == request.GET else None
        if response is not None and response.status_code not in MISUNDERSTOOD:
            return response
        path, query = tidy_path(request.path_info) or request.path_info, with_slugs(query)
        as_typed = query == request.GET
        if response is not None and as_typed and path == request.path_info:
            return response
        return _redirect(path, request.META["QUERY_STRING"] if as_typed else query.urlencode())

    return respond


def _redirect(path: str, query: str) -> HttpResponse:
    # A browser would read //elsewhere and /\elsewhere as another site.
    here = get_script_prefix() + quote(path.lstrip("/\\"), safe="/:@!$&'()*+,;=~")
    return HttpResponsePermanentRedirect(f"{here}?{query}" if query else here)


def tidy_query(query: QueryDict) -> QueryDict:
    """The query without trackers, with `&amp;` read as `&`, and without what closes a sentence at its end."""
    pairs = [(_name(name), value) for name, values in query.lists() for value in values]
    kept = [(name, value) for name, value in pairs if not TRACKER.fullmatch(name)]
    if kept:
        name, value = kept[-1]
        ended = CLOSING.sub("", value)
        kept[-1] = name, ended if ANSWER.fullmatch(ended) else value
    tidied = QueryDict(urlencode(kept))
    return query if tidied == query else tidied


def with_slugs(query: QueryDict) -> QueryDict:
    """The query with hubs by their slugs, whatever they were called; that of a shared ranking is of another release."""
    named = query.copy()
    if SHARED not in query:
        for name in HUBS & query.keys():
            named.setlist(name, [_hub(value) for value in query.getlist(name)])
    return named


def _name(written: str) -> str:
    return HERE.sub("home", ESCAPED.sub("", written).strip())


def bare(text: str) -> str:
    """Text without the punctuation, blanks and invisible letters around it.

    >>> bare("\\u200bbogota)."), bare("“lima”,"), bare("a-b_")
    ('bogota', 'lima', 'a-b_')
    """
    own = [at for at, letter in enumerate(text) if unicodedata.category(letter)[0] in "LNM" or letter in "-_"]
    return text[own[0] : own[-1] + 1] if own else ""


def tidy_path(path: str) -> str | None:
    """The one address of the page that was meant; None if no page is."""
    if path.startswith(ADMIN):
        return path if path.endswith("/") else f"{path}/"
    language, segments = _split(path)
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    with translation.override(language):
        if segments[:1] == ["hubs"]:
            segments[1:2] = map(_hub, segments[1:2])
        plain = "".join(f"/{segment}" for segment in segments)
        return next((each for each in (f"{prefix}{plain}/", f"{prefix}{plain}") if is_valid_path(each)), None)


def _split(path: str) -> tuple[str, list[str]]:
    """The language that a path names, and its segments, each as it is written here."""
    typed = [bare(segment) for segment in path.split("/")]
    segments = [segment for segment in typed if segment.strip("-_")]
    language = _language(segments[0]) if segments else None
    segments = segments[1:] if language else segments
    first = segments[0].lower() if segments else ""
    if first in BEFORE_A_TOKEN:
        return language or settings.LANGUAGE_CODE, [first, *map(_token, segments[1:2]), *map(_slug, segments[2:])]
    return language or settings.LANGUAGE_CODE, [_slug(segment) for segment in segments]


def _language(segment: str) -> str | None:
    """Which of the site's languages a first segment means: pt-BR, pt_br and pt are pt-br."""
    if not LANGUAGE.fullmatch(segment):
        return None
    try:
        return translation.get_supported_language_variant(segment.replace("_", "-").lower())
    except LookupError:
        return None


def _hub(typed: str) -> str:
    """The slug of the hub that is called so today; what no hub is called, or several are, stays."""
    try:
        return releases.current().hub_called(typed) or typed
    except releases.NoRelease:
        return typed


def _token(segment: str) -> str:
    """Its length is known, so that nothing else can be meant."""
    found = TOKEN.match(segment)
    return found[0] if found and not any(letter.isalnum() for letter in segment[found.end() :]) else segment


def _slug(segment: str) -> str:
    """Bogotá, composed or not, is bogota; blanks within a name are hyphens."""
    letters = unicodedata.normalize("NFKD", segment).casefold()
    return re.sub(r"\s+", "-", "".join(letter for letter in letters if not unicodedata.combining(letter)))
