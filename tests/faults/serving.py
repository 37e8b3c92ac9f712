"""Servers of the site as operators start them, and ways to break what they stand on."""

import itertools
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
HANDED = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)
# A session as signing in makes one; its key is told.
SIGNED_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user = User.objects.create_superuser("curator")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.create()
print(session.session_key)
"""
PATIENCE = 180  # seconds until something that must happen has not happened


class Answer(NamedTuple):
    status: int
    headers: dict
    body: str


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def until(happens, what):
    """The first true thing that is answered; nobody waits longer than it takes."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if found := happens():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {PATIENCE} s")


def ask(port, path, method="GET", data=None, headers=None, timeout=30):
    """One request on a connection of its own; None if nobody answers it to its end."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        body = urlencode(data) if data is not None else None
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            connection.request(method, path, body, {"Host": "localhost", **form, **(headers or {})})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode(errors="replace"))
        except (OSError, HTTPException):
            return None


def share(port, title, headers=None):
    """Share a ranking with its form, as a browser does; the path of the link, or what was answered in its place."""
    form = ask(port, "/share/?cost=2&family=1")
    if form is None or form.status != 200:
        return form
    cookie = form.headers["set-cookie"].partition(";")[0]
    token = form.body.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"answers": "cost=2&family=1", "title": title, "csrfmiddlewaretoken": token}
    return ask(port, "/share/", "POST", sent, {"Cookie": cookie, **(headers or {})})


class Place(NamedTuple):
    """Where a site keeps what it stores."""

    folder: Path
    environment: dict

    def run(self, *command, check=True, **extra):
        done = subprocess.run(
            [BIN / "python", "manage.py", *command], cwd=ROOT, env=self.environment | extra,
            capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stderr
        return done

    def start(self, *command, **extra):
        return subprocess.Popen(
            [BIN / "python", "manage.py", *command], cwd=ROOT, env=self.environment | extra,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def place(folder, **settings):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    told = {"HTTPS": "false", "SECRET_KEY": "faults", "LOCAL_DIR": str(folder), "WORKERS": "1", "ACCESS_LOG": "-"}
    return Place(Path(folder), kept | told | settings)


def copy(of, folder):
    """The same site, stored once more: a file is copied."""
    shutil.copytree(of.folder, folder)
    return Place(Path(folder), of.environment | {"LOCAL_DIR": str(folder)})


class Node:
    """One gunicorn with our configuration."""

    def __init__(self, at, port=None, listener=None, preexec_fn=None, code=ROOT, **settings):
        self.port = listener.getsockname()[1] if listener else port or free_port()
        self.log = at.folder.parent / f"node-{self.port}.log"
        environment = at.environment | {"BIND": f"127.0.0.1:{self.port}"} | settings
        command = [BIN / "gunicorn", "--config", "relocate/server.py", "relocate.wsgi"]
        if listener:  # as systemd hands it over
            command = [sys.executable, "-c", HANDED, str(listener.fileno()), *command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=code, env=environment, stdout=log, stderr=log, start_new_session=True,
                pass_fds=[listener.fileno()] if listener else [], preexec_fn=preexec_fn,
            )  # fmt: skip

    def ready(self):
        def is_ready():
            assert self.process.poll() is None, self.told()
            answer = ask(self.port, "/readyz")
            return answer and answer.status == 200

        until(is_ready, "a node is ready")
        return self

    def kill(self):
        """All of its processes at once, as when a machine loses its power."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def processes(self):
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and _group(pid) == self.process.pid]

    def workers(self):
        return [pid for pid in self.processes() if pid != self.process.pid]

    def told(self):
        """What it has logged."""
        return self.log.read_text(encoding="utf-8")

    def stop(self):
        """As an operator does: what was begun is answered."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


def _group(pid):
    try:
        return os.getpgid(int(pid))
    except ProcessLookupError:
        return None


class Relay:
    """Hands bytes on to a server, until the server is to seem gone, or slow."""

    def __init__(self, address):
        parts = urlsplit(address)
        self.to = (parts.hostname, parts.port)
        self.listener, self.pairs, self.held = None, [], Event()
        self.held.set()
        self.port = free_port()
        userinfo = parts.netloc.rpartition("@")[0]
        self.url = parts._replace(netloc=f"{userinfo and userinfo + '@'}127.0.0.1:{self.port}").geturl()
        self.up()

    def up(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=100)
        Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def down(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for pair in self.pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self.pairs = []

    def stall(self):
        self.held.clear()

    def go_on(self):
        self.held.set()

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self.to)
            except OSError:
                return
            self.pairs.append((client, server))
            Thread(target=self._hand_on, args=[client, server], daemon=True).start()

    def _hand_on(self, client, server):
        other = {client: server, server: client}
        with client, server:
            while True:
                try:
                    for end in select.select([client, server], [], [])[0]:
                        data = end.recv(65536)
                        self.held.wait()
                        if not data:
                            return
                        other[end].sendall(data)
                except (OSError, ValueError):
                    return


def networks(number):
    """Each a client of its own, of whom none shares too often; a node believes it behind a proxy."""
    return {"X-Forwarded-For": f"198.51.100.{int(number) % 250}"}


@contextmanager
def load(port, path, readers=4, links=False):
    """Readers who ask again and again, and one who shares as often if wished; what they were answered is theirs."""
    ended, answers, shared = Event(), [], []

    def again_and_again(number, act, told):
        for count in itertools.count(1):
            told.append(act(f"{number}{count % 50}"))
            if ended.wait(0.2):  # the proxy limits what one client may ask
                return

    acts = [(lambda name: ask(port, path.format(name)), answers)] * readers
    if links:
        acts.append((lambda name: share(port, name, networks(name)), shared))
    threads = [Thread(target=again_and_again, args=[number, *act]) for number, act in enumerate(acts, 1)]
    for thread in threads:
        thread.start()
    try:
        yield (answers, shared) if links else answers
    finally:
        ended.set()
        for thread in threads:
            thread.join(PATIENCE)
