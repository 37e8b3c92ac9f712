"""The page cache: a page without answers is made once for a release and a build, and found before Django is asked.

A page is kept only where its view says so (`for_everybody`), under the host, the path and, where it depends on it, the
language that the browser prefers. An address with a query is never kept: nobody fills the cache by adding to one.

A ranking is kept too, apart from those and in this process alone, under a code of its answers (`for_these_answers`).
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path

from hubs.catalogue import releases
from hubs.languages import ENGLISH, preferred
from hubs.web.build import build
from hubs.web.cache import is_shared, recall, remember
from hubs.web.memory import BoundedMemory
from hubs.web.page import Headers, Page, encoding_for

View = Callable[..., HttpResponse]

# A minute in browsers, ten in a network before the site, which may show what it has while it asks for a newer one.
FRESH = "public, max-age=60, s-maxage=600, stale-while-revalidate=86400"
PRIVATE = ("Cache-Control", "private")
ASKED_AGAIN = "private, no-cache"  # a browser may keep a ranking, and asks whether it still holds
MARK = "relocate.kept"
KEPT_FOR = 24 * 60 * 60
MOST_BYTES = 48 * 1024 * 1024
MOST_RANKED = 16 * 1024 * 1024
MOST_HOSTS = 8  # beside those that ALLOWED_HOSTS names: a Host header is the client's word
CAN_VARY = {"accept-language", "hx-request"}


class Address(NamedTuple):
    """Where a page is asked for; `preferred` is the browser's language, on the pages that depend on it.

    `answers` is a code of a query, and of the encoding in which its page is kept.
    """

    scheme: str
    host: str
    path: str
    preferred: str = ""
    answers: str = ""


class Key(NamedTuple):
    release: str
    address: Address


pages: BoundedMemory[Key, Page] = BoundedMemory(MOST_BYTES, lambda page: page.size)
rankings: BoundedMemory[Key, Page] = BoundedMemory(MOST_RANKED, lambda page: page.size)
_by_language: set[str] = set()  # paths of pages that depend on the browser's language
_other_hosts: set[str] = set()


def for_everybody(view: View) -> View:
    """Say that a view's page without a query is the same for everybody: it may be kept, here and by others."""

    return _marked(view, is_plain, FRESH)


def for_these_answers(view: View) -> View:
    """Say that a view's page depends on nothing but its address, which holds somebody's answers."""
    return _marked(view, is_read, ASKED_AGAIN)


def _marked(view: View, applies: Callable[[WSGIEnvironment], bool], freshness: str) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and applies(request.META):
            request.META[MARK] = True
            response.headers.setdefault("Cache-Control", freshness)
            response.headers["Content-Encoding"] = "identity"  # compressed once by the cache, not by each request
        return response

    return answered


def is_plain(environ: WSGIEnvironment) -> bool:
    """Whether nothing but the path, and at most the browser's language, can make a page of this request."""
    return is_read(environ) and not environ.get("QUERY_STRING")


def is_read(environ: WSGIEnvironment) -> bool:
    """Whether somebody reads a whole page."""
    return environ["REQUEST_METHOD"] in {"GET", "HEAD"} and "HTTP_HX_REQUEST" not in environ


class PageCache:
    """A WSGI application that answers with the page that is kept, and keeps what the site marks."""

    def __init__(self, site: WSGIApplication) -> None:
        self.site = site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not is_read(environ):
            return self.site(environ, start_response)
        shown = releases.served()
        key = _key(environ, shown[ENGLISH].sha) if shown else None
        if key and (page := _find(key)):
            return page.answer(environ, start_response)
        with releases.showing(shown):
            status, headers, body = _asked(self.site, environ)
            if MARK in environ and not (environ["REQUEST_METHOD"] == "GET" and is_nobodys_own(headers)):
                # An old cookie, say, that the site takes back, or a request for the head: the page itself is neither.
                whole(body)
                status, headers, body = _asked(self.site, environ | {"HTTP_COOKIE": "", "REQUEST_METHOD": "GET"})
        if MARK not in environ:
            start_response(status, headers)
            return body
        if not is_nobodys_own(headers):
            start_response(status, [*(each for each in headers if each[0] != "Cache-Control"), PRIVATE])
            return body
        page = Page.of(headers, whole(body), None if is_plain(environ) else encoding_for(environ))
        if key:
            _keep(key, page, environ)
        return page.answer(environ, start_response)


def known_addresses() -> list[Address]:
    """Where pages are kept, the latest asked for first."""
    return list(dict.fromkeys(key.address for key in pages))


def forget_other_releases(sha: str) -> None:
    for memory in (pages, rankings):
        memory.keep_only(lambda key: key.release == sha)


def forget() -> None:
    """Everything that this process has learnt."""
    pages.clear()
    rankings.clear()
    _by_language.clear()
    _other_hosts.clear()


def is_nobodys_own(headers: Headers) -> bool:
    """Whether nothing on the way out has made a page somebody's own, beyond its address."""
    said = {name.lower(): value.lower() for name, value in headers}
    vary = {name.strip() for name in said.get("vary", "").split(",")} - {"", "accept-encoding"}
    is_ours = said["cache-control"] == ASKED_AGAIN or said["cache-control"].startswith("public")
    return is_ours and "set-cookie" not in said and vary <= CAN_VARY


def _key(environ: WSGIEnvironment, release: str) -> Key | None:
    """None where it is not plain which site is asked."""
    scheme, host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
    if settings.BEHIND_PROXY:
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", scheme)
    if scheme not in {"http", "https"} or not host:
        return None
    path = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
    language = _language(environ) if path in _by_language else ""
    return Key(release, Address(scheme, host, path, language, _answers(environ)))


def _answers(environ: WSGIEnvironment) -> str:
    """A code in place of what somebody has answered."""
    query = environ.get("QUERY_STRING", "")
    if not query:
        return ""
    return hashlib.sha256(f"{encoding_for(environ)} {query}".encode()).hexdigest()


def _memory(key: Key) -> BoundedMemory[Key, Page]:
    return rankings if key.address.answers else pages


def _language(environ: WSGIEnvironment) -> str:
    """The language that a browser would rather read than the page's own; empty if there is none."""
    wanted = preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    own = get_language_from_path(environ["PATH_INFO"]) or settings.LANGUAGE_CODE
    return wanted if wanted and wanted != own else ""


def _asked(site: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, Iterable[bytes]]:
    begun: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, *_: object) -> Callable[[bytes], object]:
        begun.append((status, headers))
        return lambda body: None

    body = site(environ, start_response)
    return *begun[-1], body


def whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        if close := getattr(body, "close", None):
            close()


def _find(key: Key) -> Page | None:
    page = _memory(key).get(key)
    if page is None and not key.address.answers and is_shared() and _is_ours(key.address.host):
        page = recall(_name(key))
        if page is not None:
            pages[key] = page
    return page


def _keep(key: Key, page: Page, environ: WSGIEnvironment) -> None:
    """Under the language of the browser where the page depends on it; not for hosts beyond those that are known."""
    host = key.address.host
    if not _is_ours(host):
        if len(_other_hosts) >= MOST_HOSTS:
            return
        _other_hosts.add(host)
    if "accept-language" in page.varies:
        _by_language.add(key.address.path)
        key = key._replace(address=key.address._replace(preferred=_language(environ)))
    _memory(key)[key] = page
    if is_shared() and not key.address.answers:
        remember(_name(key), page, KEPT_FOR)


def _is_ours(host: str) -> bool:
    """Whether a host is named in the settings or was among the first others to get a page."""
    return host in _other_hosts or host in settings.ALLOWED_HOSTS


def _name(key: Key) -> str:
    """What a page is called in the cache that all processes share."""
    return f"page-{hashlib.sha256(repr((build(), *key)).encode()).hexdigest()}"
