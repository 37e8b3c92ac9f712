"""gunicorn's configuration: make run serves with it, and so can any other host."""

import contextlib
import gc
import importlib
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
preload_app = True
reuse_port = True
keepalive = 5
limit_request_line = 8190  # the most gunicorn allows: a query that is too long should get our own page
timeout = 60
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = os.environ.get("ACCESS_LOG") or None
# One BLAS thread a worker: the products are small, and threads would only compete.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def on_starting(server: object) -> None:
    """Import what fits a release before the workers part, so that they share it: 40 MB less for each."""
    for module in ("pandas", "sklearn.pipeline", "hubs.ranking.ranker"):
        importlib.import_module(module)


def post_worker_init(worker: object) -> None:
    """Load the newest release and the messages of every language before the first request: nobody waits for them."""
    from django.utils import translation

    from hubs import languages
    from hubs.catalogue import releases

    for code in languages.CODES:
        with translation.override(code), contextlib.suppress(releases.NoRelease):
            releases.current()
    gc.collect()
    gc.freeze()  # what is loaded stays: to look through it took 60 ms, in the middle of every 300th page
