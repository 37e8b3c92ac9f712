"""gunicorn's configuration: make run serves with it, and so can any other host."""

import importlib
import os
import socket
import sys
from collections.abc import Iterable
from typing import Any

from gunicorn.arbiter import Arbiter

from relocate import measuring
from relocate.environment import flag
from relocate.gunicorn_logs import SiteLogger

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "relocate.worker.SiteWorker"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
preload_app = True
# Whether systemd listens for us, and goes on while we are restarted: relocate.socket. Noted, because gunicorn takes its
# word away once it has the sockets, and reads this file anew at SIGHUP.
NOTED = "SOCKETS_HANDED_TO"
if os.environ.get("LISTEN_PID") == str(os.getpid()):
    os.environ[NOTED] = str(os.getpid())
is_handed_sockets = os.environ.get(NOTED) == str(os.getpid())
# Each worker has its own queue: in one they share, connections that are kept pile up on one worker.
reuse_port = not is_handed_sockets
keepalive = 5
control_socket_disable = True  # its place would be the same for all servers of one user
limit_request_line = 8190  # the most gunicorn allows: a query that is too long should get our own page
# gunicorn would believe whoever asks from this machine, and so everybody behind a proxy on it, which path was taken
# off: SUB_PATH says that, and BEHIND_PROXY whom to believe of https.
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
timeout = 60
max_requests = 500_000
max_requests_jitter = 50_000
accesslog = os.environ.get("ACCESS_LOG") or None
logger_class = SiteLogger
if os.environ.get("METRICS_TOKEN"):
    measuring.share()
# One BLAS thread a worker: the products are small, and threads would only compete.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def on_starting(server: Arbiter) -> None:
    """Import what fits a release before the workers part, so that they share it: 40 MB less for each."""
    takes_over = "GUNICORN_PID" in os.environ  # a new version, with the sockets of the old one
    if not (takes_over or is_handed_sockets or flag("SHARE_PORT")):
        refuse_a_taken_port(server.address)
    for module in ("pandas", "sklearn.pipeline", "hubs.ranking.ranker"):
        importlib.import_module(module)


def refuse_a_taken_port(addresses: Iterable[tuple[str, int] | str]) -> None:
    """Where ports are shared a forgotten server would not be noticed, and answer every other request."""
    for address in addresses:
        if isinstance(address, tuple):
            family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
            try:
                socket.create_server(address, family=family).close()
            except OSError as problem:
                sys.exit(f"Cannot listen on {address[0]}:{address[1]}: {problem.strerror}.")


def post_worker_init(worker: Any) -> None:
    """Load the newest release and make first pages before anybody asks, and follow what is published."""
    from hubs.web import following

    following.start(worker.wsgi.site, bind)  # what we ask ourselves is not counted


def on_exit(server: Arbiter) -> None:
    measuring.forget()
