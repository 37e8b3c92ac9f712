"""The files of docs/deployment say what their own tools accept, where these are there."""

import os
import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, UDPServer
from threading import Thread

import pytest

from tests.faults.serving import ask, free_port, until
from tests.test_settings_table import documented

DEPLOYMENT = Path(__file__).parent.parent / "docs" / "deployment"
OF_THEIR_OWN = {"PYTHONDONTWRITEBYTECODE"}
COMPOSE = (["docker-compose"], ["docker", "compose"])


def test_the_units_are_those_that_systemd_takes(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    units = [shutil.copy(file, tmp_path) for file in DEPLOYMENT.glob("relocate*.*")]
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True).stderr
    # What they start is not installed here.
    assert [line for line in told.splitlines() if str(tmp_path) in line or "Unknown" in line] == []
    assert {Path(unit).suffix for unit in units} == {".service", ".socket", ".timer"}


def test_units_read_one_version_through_the_link_and_write_nothing_beside_it():
    """What stands elsewhere below /srv would be replaced under a version that serves."""
    units = [file.read_text(encoding="utf-8") for file in DEPLOYMENT.glob("relocate*.service")]
    settings = [line for unit in units for line in unit.splitlines() if not line.startswith("#")]
    told = [path for line in settings for path in re.findall(r"/srv/[^\s]*", line)]
    assert len(units) == 3
    assert len(told) >= 7
    assert [path for path in told if not f"{path}/".startswith("/srv/relocate/current/")] == []
    assert [line for line in settings if line.startswith("ReadWritePaths")] == []


def proxy():
    found = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if not found:
        if os.environ.get("REQUIRE_SERVERS"):
            pytest.fail("haproxy is missing")
        pytest.skip("needs haproxy")
    return found


def plain_proxy(tmp_path, *but):
    """The proxy's configuration without a certificate, for who we are, and with other words in place of some."""
    text = (DEPLOYMENT / "haproxy.cfg").read_text(encoding="utf-8")
    but = [('ssl crt "${CERTIFICATE}" alpn h2,http/1.1', ""), *but]
    if os.geteuid() != 0:
        but.append(("    user haproxy\n    group haproxy\n", ""))
    for shipped, ours in but:
        assert text.count(shipped) == 1
        text = text.replace(shipped, ours)
    (tmp_path / "haproxy.cfg").write_text(text, encoding="utf-8")
    return tmp_path / "haproxy.cfg"


@contextmanager
def running_proxy(config, **told):
    """Its process and its port."""
    port = free_port()
    told |= {"HTTP": f"127.0.0.1:{port}", "HTTPS": f"127.0.0.1:{free_port()}"}
    process = subprocess.Popen([proxy(), "-db", "-f", config], env=os.environ | told)
    try:
        until(lambda: ask(port, "/metrics"), "the proxy answers")
        yield process, port
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("second", [{}, {"NODE_TWO": "127.0.0.1:8001"}], ids=["one node", "two nodes"])
def test_the_proxys_configuration_is_one(tmp_path, second):
    told = {"HTTP": ":8080", "HTTPS": ":8443", "NODE_ONE": "127.0.0.1:8000"} | second
    done = subprocess.run(
        [proxy(), "-c", "-f", plain_proxy(tmp_path)], env=os.environ | told, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_the_proxy_that_root_starts_is_not_root(tmp_path):
    with running_proxy(plain_proxy(tmp_path), NODE_ONE="127.0.0.1:1", NODE_TWO="127.0.0.1:1") as (process, _port):
        told = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    users = {word for kind in ("Uid", "Gid") for word in re.search(rf"^{kind}:(.*)$", told, re.MULTILINE)[1].split()}
    assert "0" not in users


class Node(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.server_address[0].encode())

    def log_message(self, *args):
        pass


class Version(Node):
    """A node that has its own stylesheet and not that of another version."""

    def do_GET(self):
        name = f"{self.server.server_address[1]}.css"
        self.send_response(404 if self.path.endswith(".css") and not self.path.endswith(name) else 200)
        self.end_headers()


class Names(BaseRequestHandler):
    """A name server that has one address for every name."""

    def handle(self):
        query, asked = self.request
        end = query.index(b"\0", 12) + 5
        is_ipv4 = query[end - 4 : end - 2] == b"\0\1"
        head = query[:2] + b"\x81\x80\0\1\0" + bytes([is_ipv4]) + bytes(4)
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + socket.inet_aton(self.server.address)
        asked.sendto(head + query[12:end] + answer * is_ipv4, self.client_address)


@contextmanager
def served(server):
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def test_a_node_that_gets_another_address_is_found_there(tmp_path):
    before, after, port = "127.0.0.1", "127.0.0.2", free_port()
    with served(UDPServer((before, 0), Names)) as names, served(ThreadingHTTPServer((after, port), Node)):
        names.address = before
        changed = [("parse-resolv-conf", f"nameserver ours {before}:{names.server_address[1]}")]
        config = plain_proxy(tmp_path, *changed)
        with running_proxy(config, NODE_ONE=f"node.test:{port}", NODE_TWO="127.0.0.1:1") as (_process, asked):
            with served(ThreadingHTTPServer((before, port), Node)):
                until(lambda: ask(asked, "/").body == before, "the node answers where it is")
            names.address = after
            until(lambda: ask(asked, "/").body == after, "the node answers where it is now")


@pytest.mark.parametrize("below", ["", "/relocate"])
def test_a_page_of_one_version_gets_its_style_while_the_other_node_is_of_another(tmp_path, below):
    nodes = [ThreadingHTTPServer(("127.0.0.1", 0), Version) for _ in range(2)]
    one, two = (node.server_address[1] for node in nodes)
    both = {"NODE_ONE": f"127.0.0.1:{one}", "NODE_TWO": f"127.0.0.1:{two}"}
    with served(nodes[0]), served(nodes[1]), running_proxy(plain_proxy(tmp_path), **both) as (_process, port):
        asked = [ask(port, f"{below}/static/hubs/{name}.css").status for name in [one] * 10 + [two] * 10]
        assert asked == [200] * 20
        assert ask(port, f"{below}/static/hubs/none.css").status == 404


def test_whoever_asks_the_only_node_waits_at_its_socket_while_it_is_restarted(tmp_path):
    """A look at its health would take it out of service after two seconds, and everybody would be refused."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)  # systemd's, whom nobody serves now
    port = listener.getsockname()[1]
    with listener, running_proxy(plain_proxy(tmp_path), NODE_ONE=f"127.0.0.1:{port}") as (_process, asked):
        time.sleep(4)  # longer than two looks, as a restart is
        with ThreadPoolExecutor(50) as readers:
            waiting = [readers.submit(ask, asked, "/") for _ in range(50)]
            time.sleep(1)
            assert not [each for each in waiting if each.done()]
            node = ThreadingHTTPServer(("127.0.0.1", port), Node, bind_and_activate=False)
            node.socket.close()
            node.socket = listener.dup()
            node.server_address = listener.getsockname()
            with served(node):
                assert {each.result().status for each in waiting} == {200}


def test_composes_file_is_one_and_says_what_it_must_be_told():
    text = (DEPLOYMENT / "compose.yaml").read_text(encoding="utf-8")
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    head = text.partition("\nname:")[0]
    assert {"SECRET_KEY", "DATABASE_PASSWORD", "EMAIL_URL"} <= needed
    assert [name for name in needed if not re.search(rf"\b{name}\b", head)] == []
    compose = next((words for words in COMPOSE if is_compose_2(words)), None)
    if not compose:
        pytest.skip("needs Compose 2")
    environment = os.environ | dict.fromkeys(needed, "told")
    told = [*compose, "-f", DEPLOYMENT / "compose.yaml", "config", "--quiet"]
    done = subprocess.run(told, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def is_compose_2(words):
    if not shutil.which(words[0]):
        return False
    told = subprocess.run([*words, "version", "--short"], capture_output=True, text=True, check=False).stdout
    return told.strip().removeprefix("v").partition(".")[0] not in {"", "1"}


def test_containers_are_told_settings_that_there_are():
    compose = (DEPLOYMENT / "compose.yaml").read_text(encoding="utf-8")
    block = compose.partition("environment: &environment\n")[2].partition("  read_only")[0]
    told = set(re.findall(r"^    ([A-Z_]+):", block, re.MULTILINE))
    image = (DEPLOYMENT / "Containerfile").read_text(encoding="utf-8")
    told |= set(re.findall(r"([A-Z_]+)=", re.search(r"^ENV (.*)$", image, re.MULTILINE)[1]))
    assert {"SECRET_KEY", "DATABASE_URL", "CACHE_URL", "BEHIND_PROXY", "BIND"} <= told
    assert told - OF_THEIR_OWN <= documented().keys()


def test_the_image_copies_what_there_is():
    image = (DEPLOYMENT / "Containerfile").read_text(encoding="utf-8")
    copied = [path for line in re.findall(r"^COPY (?!--)(.*) \S+$", image, re.MULTILINE) for path in line.split()]
    assert copied
    assert [path for path in copied if not (DEPLOYMENT.parent.parent / path).exists()] == []
