"""Sites behind the real server, and a client that needs no package: one connection that stays open."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
BOOT = 300.0  # seconds, for a worker with 10,000 hubs


@dataclass(frozen=True)
class Server:
    """A server with one worker."""

    port: int
    process: "subprocess.Popen[bytes]"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=BOOT)

    @property
    def worker(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])

    @property
    def seconds(self) -> float:
        """The processor's time that the worker has taken; where a system does not tell, the clock's."""
        try:
            tasks = Path(f"/proc/{self.worker}/task").iterdir()
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
        except OSError:
            return time.perf_counter()

    @property
    def memory(self) -> float:
        """MiB that the worker has in memory, shared or not."""
        lines = Path(f"/proc/{self.worker}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def environment(folder: Path, **more: str) -> dict[str, str]:
    ours = {
        "BENCH_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.bench.site",
        "HTTPS": "false",
        "CACHE_URL": "",
    }
    return os.environ | ours | {"PYTHONPATH": str(ROOT), "ALLOWED_HOSTS": "127.0.0.1", "DATABASE_URL": ""} | more


@contextmanager
def serving(application: str, config: str, folder: Path) -> Iterator[Server]:
    """A site with one worker on a free port, from its first moment on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", config, "--log-level", "warning", application]
    env = environment(folder, BIND=f"127.0.0.1:{port}", WORKERS="1")
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until the worker listens: nothing is asked before, so that a cold worker stays cold."""
    until = time.monotonic() + BOOT
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise TimeoutError("the server does not listen")


def fetch(connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None) -> bytes:
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, f"{path}: {response.status}"
    return body


def cost(server: Server, paths: Iterator[str], seconds: float) -> float:
    """What a request costs the server, in milliseconds of its processor."""
    connection, headers = server.connect(), {"Accept-Encoding": "gzip"}
    fetch(connection, next(paths), headers)
    begun, spent, number = server.seconds, 0.0, 0
    while spent < seconds:
        for path in islice(paths, 10):
            fetch(connection, path, headers)
        number += 10
        spent = server.seconds - begun
    connection.close()
    return spent / number * 1e3
