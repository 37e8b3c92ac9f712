"""What somebody sends, whole or not at all: nothing is done with half a form because a connection ended."""

from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class CutOff(OSError):
    """Django takes it for what it is: a broken connection."""


class Body:
    """A stream of `left` bytes; CutOff where it ends before."""

    def __init__(self, stream: Any, left: int) -> None:
        self.stream, self.left = stream, left

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        return self._took(self.stream.read(wanted) if wanted else b"", wanted)

    def readline(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        line = self.stream.readline(wanted) if wanted else b""
        return self._took(line, len(line) if line.endswith(b"\n") else wanted)

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _took(self, data: bytes, wanted: int) -> bytes:
        self.left -= len(data)
        if len(data) < wanted:
            raise CutOff(f"{self.left} bytes of a request never came")
        return data


class Whole:
    """A WSGI application that reads a request to the end that was announced, or gets a CutOff."""

    def __init__(self, site: WSGIApplication) -> None:
        self.site = site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = Body(environ["wsgi.input"], int(length))
        return self.site(environ, start_response)
