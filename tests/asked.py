"""Requests through the whole WSGI application, the page cache in front included."""

import gzip
from dataclasses import dataclass
from io import BytesIO

import brotli

from relocate.wsgi import application

DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def text(self):
        return DECODE[self.headers.get("Content-Encoding", "")](self.raw).decode()


def ask(path="/", method="GET", **environ):
    """An answer as the server would send it; no test client stands between, nothing is added to the request."""
    path, _, query = path.partition("?")
    asked = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    begun = []
    body = application(asked | environ, lambda status, headers, *_: begun.append((status, headers)))
    raw = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    status, headers = begun[-1]
    assert len({name.lower() for name, _ in headers}) == len(headers) or "Set-Cookie" in dict(headers)
    told = {name: value for name, value in headers if name != "X-Request-ID"}  # never the same twice
    return Answer(int(status.split()[0]), told, raw)
