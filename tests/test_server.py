import gc
import os
import runpy
import socket
import subprocess
import sys
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from gunicorn.config import Config
from gunicorn.http.message import MAX_REQUEST_LINE
from gunicorn.workers.gthread import ThreadWorker

from hubs.catalogue import releases
from hubs.web import following
from relocate import server
from relocate.worker import SiteWorker
from relocate.wsgi import application
from tests import makers


@pytest.fixture
def _thawed():
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.fixture
def worker(monkeypatch):
    """A worker whose thread does not begin: nothing is published behind a test's back."""
    begun, start = [], following.Thread.start

    def begin(thread):
        """Others may begin: what reports errors has threads of its own, wherever it was started before."""
        return begun.append(thread.daemon) if thread.name == "follows releases" else start(thread)

    monkeypatch.setattr(following.Thread, "start", begin)
    return SimpleNamespace(wsgi=application, begun=begun)


@pytest.mark.django_db
@pytest.mark.usefixtures("_thawed", "connected")
def test_a_worker_starts_with_the_release_loaded_and_out_of_the_collectors_way(worker):
    makers.make_release()
    server.post_worker_init(worker)
    assert releases.served()["en"].number == 1
    assert gc.get_freeze_count() > 0
    assert worker.begun == [True], "it follows what is published, and ends with its worker"


@pytest.mark.django_db
@pytest.mark.usefixtures("_thawed", "connected")
def test_a_worker_starts_without_a_release(worker):
    server.post_worker_init(worker)
    assert releases.served() is None
    assert worker.begun == [True]


def test_what_fits_a_release_is_imported_before_the_workers_part():
    slow = "{'pandas', 'sklearn.pipeline', 'hubs.ranking.ranker'}"
    code = (
        f"import sys; from unittest.mock import Mock; from relocate import server; print({slow} & set(sys.modules)); "
    )
    code += f"server.on_starting(Mock(address=[])); print({slow} <= set(sys.modules))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.split() == ["set()", "True"]


@pytest.fixture
def gunicorn(monkeypatch):
    """What gunicorn makes of the file, with these variables in the environment."""

    def read(**variables):
        for name in ("BIND", "WORKERS", "THREADS", "ACCESS_LOG", "OPENBLAS_NUM_THREADS"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        config = Config()
        for name, value in runpy.run_path(server.__file__).items():
            if name in config.settings:
                config.set(name, value)
        return config

    return read


def test_two_workers_of_four_threads_listen_on_this_machine_unless_told_otherwise(gunicorn):
    plain, told = gunicorn(), gunicorn(BIND="0.0.0.0:80", WORKERS="5", THREADS="3", ACCESS_LOG="-")
    assert (plain.bind, plain.workers, plain.threads, plain.accesslog) == (["127.0.0.1:8000"], 2, 4, None)
    assert (told.bind, told.workers, told.threads, told.accesslog) == (["0.0.0.0:80"], 5, 3, "-")
    assert issubclass(plain.worker_class, ThreadWorker)


def test_workers_share_what_is_loaded_and_are_replaced_one_after_the_other(gunicorn):
    config = gunicorn()
    assert config.preload_app
    assert config.reuse_port
    assert config.max_requests == 500_000
    assert config.max_requests_jitter == config.max_requests / 10
    assert (config.timeout, config.keepalive) == (60, 5)
    assert config.worker_tmp_dir in {"/dev/shm", None}


def test_a_query_that_is_too_long_reaches_our_own_page(gunicorn):
    assert gunicorn().limit_request_line == MAX_REQUEST_LINE


def test_each_worker_computes_in_one_thread_unless_told_otherwise(gunicorn):
    gunicorn()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    gunicorn(OPENBLAS_NUM_THREADS="2")
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_a_second_server_on_a_shared_port_is_refused(monkeypatch, host, family):
    monkeypatch.delenv("GUNICORN_PID", raising=False)
    with socket.create_server((host, 0), family=family, reuse_port=True) as forgotten:
        address = (host, forgotten.getsockname()[1])
        with pytest.raises(SystemExit, match=rf"Cannot listen on {host}:{address[1]}: Address already in use"):
            server.on_starting(Mock(address=[address]))
        monkeypatch.setenv("GUNICORN_PID", "1")
        server.on_starting(Mock(address=[address]))  # a new version takes over the sockets of the old one
    server.refuse_a_taken_port([address, "/run/relocate.sock"])


def test_sockets_of_systemd_are_still_known_where_the_configuration_is_read_anew(monkeypatch):
    """SIGHUP does, after gunicorn has taken LISTEN_PID away: workers with ports of their own would find them taken."""
    monkeypatch.setenv(server.NOTED, "1")
    monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    assert not runpy.run_path(server.__file__)["reuse_port"]
    monkeypatch.delenv("LISTEN_PID")
    assert not runpy.run_path(server.__file__)["reuse_port"]
    monkeypatch.setenv(server.NOTED, "1")  # noted by the arbiter before, of which this one is a child
    assert runpy.run_path(server.__file__)["reuse_port"]


@pytest.mark.parametrize(
    ("enabled", "alive", "reuse_port", "is_left"),
    [
        (False, False, True, False),
        (False, False, False, True),
        (False, True, True, True),
        (True, False, True, True),
        (True, True, True, True),
    ],
)
def test_only_a_worker_that_stops_and_has_a_port_of_its_own_takes_all_and_closes_it(
    monkeypatch, enabled, alive, reuse_port, is_left
):
    told, waiting = [], 3
    monkeypatch.setattr(ThreadWorker, "set_accept_enabled", lambda worker, enabled: told.append(enabled))
    worker = SiteWorker.__new__(SiteWorker)
    worker.alive, worker.cfg, worker.sockets, worker.nr_conns = alive, Mock(reuse_port=reuse_port), [Mock()], 0

    def accept(listener):
        worker.nr_conns = min(worker.nr_conns + 1, waiting)

    worker.accept = accept
    worker.set_accept_enabled(enabled)
    assert told == [enabled]
    assert worker.sockets[0].close.called != is_left
    assert worker.nr_conns == (0 if is_left else waiting)
