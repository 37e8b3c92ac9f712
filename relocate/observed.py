"""What surrounds every request, before Django and the page cache: its id, its place below a path, what is measured."""

import re
import time
import uuid
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from relocate import logs, metrics
from relocate.headers import HEADERS, over_https

ID = "relocate.request_id"
GIVEN = re.compile(r"[\w.:-]{8,64}", re.ASCII)


class Observed:
    """A WSGI application whose answers have all HEADERS and an X-Request-ID; a proxy's own id is kept."""

    def __init__(self, site: WSGIApplication, *, behind_proxy: bool) -> None:
        self.site, self.behind_proxy = site, behind_proxy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.behind_proxy else ""
        number = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        environ[ID] = number
        logs.request_id.set(number)
        begun, answered = time.perf_counter(), []
        due = HEADERS | (over_https() if self._is_https(environ) else {})

        def start(status: str, headers: list[tuple[str, str]], *exc_info: object) -> Callable[[bytes], object]:
            answered.append(status)
            said = {name.lower() for name, _ in headers}
            added = [(name, value) for name, value in due.items() if name.lower() not in said]
            return start_response(status, [*headers, *added, ("X-Request-ID", number)], *exc_info)  # type: ignore[arg-type]

        body = self.site(environ, start)
        if answered:
            metrics.observe(environ, answered[-1], time.perf_counter() - begun)
        return body

    def _is_https(self, environ: WSGIEnvironment) -> bool:
        scheme = environ.get("wsgi.url_scheme")
        return bool((environ.get("HTTP_X_FORWARDED_PROTO", scheme) if self.behind_proxy else scheme) == "https")


class Below:
    """A WSGI application that lies below a path, whether or not the proxy takes that path off."""

    def __init__(self, site: WSGIApplication, path: str) -> None:
        self.site, self.path = site, path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ["PATH_INFO"]
        if asked == self.path or asked.startswith(f"{self.path}/"):
            environ["PATH_INFO"] = asked[len(self.path) :] or "/"
        environ["SCRIPT_NAME"] = self.path
        return self.site(environ, start_response)
