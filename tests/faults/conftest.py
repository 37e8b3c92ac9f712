"""One prepared site in a file and one on PostgreSQL; each test breaks a copy of its own."""

import os
import shutil
import subprocess

import pytest
from redis import Redis, RedisError

from tests.faults import serving
from tests.faults.cluster import IS_ROOT, Cluster, programs

REDIS = os.environ.get("FAULTS_REDIS", "redis://127.0.0.1:6379/11")
# In one process: to start one costs more than what it does. What was collected last is noted where `make run` does.
PREPARE = """
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from hubs.management.commands.prepare import collect
from tests import makers
call_command("migrate", verbosity=0)
makers.make_release()
settings.LOCAL_DIR = Path("local").absolute()
collect()
"""
OURS = "prepared"


def missing(what):
    """In CI nothing may be missing."""
    if os.environ.get("REQUIRE_SERVERS"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def in_a_file(tmp_path_factory):
    at = serving.place(tmp_path_factory.mktemp("prepared") / "local")
    at.folder.mkdir(mode=0o700)
    at.run("shell", "-c", PREPARE)
    return at


@pytest.fixture(scope="session")
def server_of_ours():
    found = programs()
    if not found:
        missing("PostgreSQL (its initdb)")
    made = Cluster(found)
    yield made
    made.remove()


@pytest.fixture(scope="session")
def prepared(server_of_ours, in_a_file):
    """Within our PostgreSQL a database that every copy is made from, with what is in the file."""
    server_of_ours.start().ask(f"CREATE DATABASE {OURS}")
    at = serving.place(in_a_file.folder.parent / "postgres", DATABASE_URL=f"{server_of_ours.url}/{OURS}")
    at.folder.mkdir()
    in_a_file.run("backup", str(at.folder / "backup.gz"))
    at.run("restore", str(at.folder / "backup.gz"))
    return server_of_ours


@pytest.fixture
def postgres(prepared):
    """Ours, running, whatever the test before did to it."""
    prepared.free()
    return prepared.start()


@pytest.fixture
def on_postgres(postgres, tmp_path):
    """A copy of this test's own, called `copied`."""
    postgres.ask("DROP DATABASE IF EXISTS copied WITH (FORCE)")
    postgres.ask(f"CREATE DATABASE copied TEMPLATE {OURS}")
    folder = tmp_path / "local"
    folder.mkdir()
    return serving.place(folder, DATABASE_URL=f"{postgres.url}/copied")


@pytest.fixture(params=["file", "postgres"])
def at(request, in_a_file, tmp_path):
    """A site of this test's own, on either database."""
    if request.param == "postgres":
        return request.getfixturevalue("on_postgres")
    return serving.copy(in_a_file, tmp_path / "local")


@pytest.fixture
def redis():
    try:
        Redis.from_url(REDIS).flushdb()
    except RedisError:
        missing("Redis")
    return REDIS


@pytest.fixture
def start():
    """Starts nodes that end with the test."""
    nodes = []

    def begin(*args, **settings):
        nodes.append(serving.Node(*args, **settings))
        return nodes[-1]

    yield begin
    for node in nodes:
        node.kill()


def proxy_configuration():
    """That of docs/deployment; who is not root cannot become another user."""
    shipped = (serving.ROOT / "docs" / "deployment" / "haproxy.cfg").read_text(encoding="utf-8")
    return shipped if IS_ROOT else shipped.replace("    user haproxy\n    group haproxy\n", "")


@pytest.fixture
def behind_proxy(tmp_path):
    """Starts the proxy of docs/deployment before two nodes, and says on which port it listens."""
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if not found:
        missing("haproxy")
    begun = []

    def begin(one, two):
        certificate = tmp_path / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
        subprocess.run([*made, "-keyout", certificate, "-out", tmp_path / "c"], check=True, capture_output=True)
        certificate.write_bytes(certificate.read_bytes() + (tmp_path / "c").read_bytes())
        port = serving.free_port()
        told = {"HTTP": f"127.0.0.1:{port}", "HTTPS": f"127.0.0.1:{serving.free_port()}"}
        told |= {"CERTIFICATE": str(certificate), "NODE_ONE": f"127.0.0.1:{one}", "NODE_TWO": f"127.0.0.1:{two}"}
        config = tmp_path / "haproxy.cfg"
        config.write_text(proxy_configuration(), encoding="utf-8")
        begun.append(subprocess.Popen([found, "-db", "-f", config], env=os.environ | told))
        ready = lambda: (answer := serving.ask(port, "/livez")) and answer.status == 200  # noqa: E731
        serving.until(ready, "the proxy answers")
        return port

    yield begin
    for process in begun:
        process.kill()
        process.wait()
