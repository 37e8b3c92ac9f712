import socket
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import ThreadWorker

from relocate.headers import HEADERS, over_https

# Whoever sends a request takes a thread until it is here: its head soon, a body not much slower than a phone sends it.
HEAD_SECONDS = 20.0
BODY_SECONDS = 20.0
SLOWEST = 50_000  # bytes of a body a second


class SiteWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threads, of which one that is to stop leaves nobody in its queue, and none waits long for a request.

    A worker with a port of its own would keep it until its last answer is given: who knocks meanwhile waits there, and
    is cut off in the end.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due: dict[Any, float] = {}  # by connection, when what is still being sent has to be here

    def handle(self, conn: Any) -> Any:
        self.due[conn] = time.monotonic() + HEAD_SECONDS
        try:
            return super().handle(conn)
        finally:
            self.due.pop(conn, 0.0)

    def handle_request(self, req: Any, conn: Any) -> Any:
        told = [value for name, value in req.headers if name == "CONTENT-LENGTH" and value.isdecimal()]
        length = max((int(value[:20]) for value in told), default=0)
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # of more nobody reads the end
        self.due[conn] = time.monotonic() + BODY_SECONDS + min(length, most) / SLOWEST
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Once a second: also read no more from those who are too slow; what they are answered is sent all the same."""
        super().murder_pending()
        for conn, due in self.due.copy().items():
            if time.monotonic() > due:
                self.due.pop(conn, 0.0)
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        super().handle_error(req, _WithHeaders(client), addr, exc)

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive and self.cfg.reuse_port:
            for listener in self.sockets:
                self._take_all(listener)
                listener.close()

    def _take_all(self, listener: object) -> None:
        before = None
        while self.nr_conns != before:
            before = self.nr_conns
            self.accept(listener)


class _WithHeaders:
    """A client's socket on which gunicorn says that it refuses a request, with the headers of every answer.

    Its own words repeat what was sent: the status is enough.
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    def sendall(self, answer: bytes) -> None:
        status = HTTPStatus(int(answer.split(b" ", 2)[1]))
        words = f"{status.phrase}\n"
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", "Connection: close", "Content-Type: text/plain"]
        lines += [
            f"Content-Length: {len(words)}",
            *(f"{name}: {value}" for name, value in (HEADERS | over_https()).items()),
        ]
        self.client.sendall("\r\n".join([*lines, "", words]).encode("ascii"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)
