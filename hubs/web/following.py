"""A worker follows what is published: it fits a new release and makes its pages beside the old one, then shows it.

So no reader waits for a release. Without a follower, as in tests, every request looks for the newest one itself.
"""

import ctypes
import gc
import logging
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from threading import Thread
from wsgiref.types import WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import close_old_connections
from django.urls import reverse
from django.utils import translation

from hubs import languages
from hubs.catalogue import releases
from hubs.web.page_cache import Address, forget_other_releases, known_addresses, whole

log = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between two looks
BEFOREHAND = 0.3  # seconds in which a new release's pages are made before it is shown; the others follow at once
COLLECTED_AFTER = 20_000  # new objects: at Python's 700 the collector took a tenth of a ranking and found nothing


def start(application: WSGIApplication, bind: str) -> None:
    """Show the newest good release, if there is one, with its first pages, and follow from now on."""
    try:
        follow(application, named_hosts(bind))
    except Exception:  # a worker that does not start would take the site down with it: the next look may succeed
        log.exception("could not show a release at the start")
    Thread(target=_keep_following, args=[application], name="follows releases", daemon=True).start()


def _keep_following(application: WSGIApplication) -> None:
    problem = ""
    while True:
        time.sleep(PAUSE)
        problem = look(application, problem)


def look(application: WSGIApplication, problem: str = "") -> str:
    """Look once for a new release, and return what keeps it from that: what is shown stays, the next look may succeed.

    It is logged when it begins and when it is over, not five times a second.
    """
    try:
        close_old_connections()
        follow(application)
        close_old_connections()
    except Exception as error:  # the database is away, say
        if repr(error) != problem:
            log.exception("could not look for a new release")
        return repr(error)
    if problem:
        log.warning("new releases can be looked for again")
    return ""


def follow(application: WSGIApplication, hosts: Iterable[str] = ()) -> None:
    """Show what has been published since, its pages made before readers ask for them."""
    try:
        release = releases.identify_newest()
    except releases.NoRelease:
        return
    shown = releases.served()
    if shown and shown[languages.ENGLISH].pk == release.pk and shown[languages.ENGLISH].sha == release.sha256:
        return
    try:
        catalogues = releases.fitted(release)
    except releases.BadRelease:
        return follow(application, hosts)  # from the next older one on
    give_back()
    _make_pages(application, catalogues, known_addresses() or list(_first_addresses(catalogues, hosts)))
    forget_other_releases(release.sha256)
    give_back()
    _keep_from_the_collector()


def _keep_from_the_collector() -> None:
    """What is loaded stays: to look through 10,000 hubs took 0.2 s, in the middle of every ranking."""
    gc.unfreeze()  # an older release may be garbage by now
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


def give_back() -> None:
    """What a release was read from is twice as large as what is kept: glibc holds on to it unless it is told."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def _make_pages(application: WSGIApplication, catalogues: releases.Catalogues, addresses: Iterable[Address]) -> None:
    """The pages of a new release, which is shown as soon as the first of them stand."""
    begun = time.monotonic()
    with releases.showing(catalogues):
        for address in addresses:
            if time.monotonic() - begun > BEFOREHAND:
                releases.serve(catalogues)
            visit(application, address)
    releases.serve(catalogues)


def _first_addresses(catalogues: releases.Catalogues, hosts: Iterable[str]) -> Iterator[Address]:
    """What a new worker begins with: the pages that most readers begin with, and so every template that is dear."""
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    for code, catalogue in catalogues.items():
        with translation.override(code):
            names = [("landing",), ("hubs",), ("method",), ("hub", next(iter(catalogue.hubs)))]
            paths = [reverse(f"hubs:{name}", args=args) for name, *args in names]
        yield from (Address(scheme, host, path) for host in hosts for path in paths)
    for host in hosts:
        yield Address(scheme, host, f"{reverse('hubs:results')}?{next(iter(catalogue.criteria))}=2")


def named_hosts(bind: str) -> list[str]:
    """What readers will call this site: the hosts of the settings, at the port where nothing stands before the worker.

    >>> named_hosts("127.0.0.1:8000")[0]
    'testserver:8000'
    """
    port = bind.rpartition(":")[2]
    is_direct = port.isdigit() and port != "80" and not (settings.SECURE_SSL_REDIRECT or settings.BEHIND_PROXY)
    names = [name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))] or ["localhost"]
    return [f"{name}:{port}" if is_direct else name for name in names]


def visit(application: WSGIApplication, address: Address) -> bytes:
    """Ask our own site for a page, through all of its middleware."""
    path, _, query = address.path.partition("?")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": address.host,
        "HTTP_X_FORWARDED_PROTO": address.scheme,
        "HTTP_ACCEPT_LANGUAGE": address.preferred,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": address.host.rpartition(":")[2] if ":" in address.host else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": BytesIO(),
    }
    return whole(application(environ, lambda status, headers, *_: lambda body: None))
