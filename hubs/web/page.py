"""A page as it is kept: its headers, and its body in every encoding that browsers ask for."""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, Self
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
from django.utils.http import parse_etags

Headers = list[tuple[str, str]]
COMPRESSED = ("text/", "application/xml", "image/svg")
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=6)),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}
QUICKLY: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=3)),
    "gzip": lambda body: gzip.compress(body, 4, mtime=0),
}
MADE_ANEW = {"content-encoding", "content-length", "etag", "vary"}
OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language"}


class Sent(NamedTuple):
    """A page in one encoding, ready to be sent."""

    headers: Headers
    body: bytes
    etag: str

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers)


class Page(NamedTuple):
    """A page by Content-Encoding; as it is under none. `varies` names what it depends on, beside the encoding."""

    sent: dict[str, Sent]
    varies: frozenset[str]

    @classmethod
    def of(cls, headers: Headers, body: bytes, encoding: str | None = None) -> Self:
        """In every encoding, packed as small as can be; or quickly in one, for a page that few will ask for again."""
        kept = [(name, value) for name, value in headers if name.lower() not in MADE_ANEW]
        varies = _listed(headers, "vary") - {"accept-encoding"}
        bodies, varies_too = {"": body}, set[str]()
        if dict(kept)["Content-Type"].startswith(COMPRESSED):
            wanted = PACKED if encoding is None else {encoding: QUICKLY[encoding]} if encoding else {}
            bodies |= {name: pack(body) for name, pack in wanted.items()}
            varies_too = {"accept-encoding"}
        if vary := sorted(varies | varies_too):
            kept.append(("Vary", ", ".join(name.title() for name in vary)))
        fingerprint = hashlib.sha256(body).hexdigest()[:32]
        return cls({name: _sent(kept, name, each, fingerprint) for name, each in bodies.items()}, frozenset(varies))

    @property
    def size(self) -> int:
        return sum(
            len(each.body) + sum(len(name) + len(value) for name, value in each.headers) for each in self.sent.values()
        )

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers, body, etag = self.sent[encoding_for(environ, self.sent)]
        if "HTTP_IF_NONE_MATCH" in environ and _is_known(environ["HTTP_IF_NONE_MATCH"], etag):
            start_response("304 Not Modified", [header for header in headers if header[0] not in OF_THE_BODY])
            return []
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _sent(headers: Headers, encoding: str, body: bytes, fingerprint: str) -> Sent:
    etag = f'"{fingerprint}{encoding}"'
    of_the_body = [("Content-Length", str(len(body))), ("ETag", etag)]
    return Sent([*headers, *of_the_body, *([("Content-Encoding", encoding)] if encoding else [])], body, etag)


def _listed(headers: Headers, wanted: str) -> set[str]:
    """What stands in a header whose value is a list, in small letters."""
    values = (value for name, value in headers if name.lower() == wanted)
    return {part.strip().lower() for value in values for part in value.split(",") if part.strip()}


def _is_known(if_none_match: str, etag: str) -> bool:
    """Whether the browser has this very page; a proxy may have marked its name as weak."""
    known = [each.removeprefix("W/") for each in parse_etags(if_none_match)]
    return etag in known or known == ["*"]


def encoding_for(environ: WSGIEnvironment, among: Iterable[str] = tuple(PACKED)) -> str:
    """The first of these encodings that the browser reads; empty if it is none."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return next((name for name in among if name and accepts(accepted, name)), "")


@lru_cache(256)
def accepts(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding header names an encoding without refusing it.

    >>> accepts("gzip, br;q=0.5", "br"), accepts("gzip, br; q=0.0", "br"), accepts("", "br")
    (True, False, False)
    """
    parts = (part.partition(";") for part in accepted.lower().split(","))
    qualities = (quality.replace(" ", "") for name, _, quality in parts if name.strip() == encoding)
    return any(quality.rstrip("0.") != "q=" for quality in qualities)
