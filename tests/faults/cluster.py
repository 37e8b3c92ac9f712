"""A PostgreSQL of our own, which may be stopped, killed and given a disk that is full."""

import os
import shutil
import signal
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from tests.faults.serving import PATIENCE, free_port, until

DEBIAN = Path("/usr/lib/postgresql")
SMALL = "size=400m,mode=1777"  # its disk, in memory: each database takes 10 MB
IS_ROOT = os.geteuid() == 0
ADMIN = [] if IS_ROOT else ["env", "sudo", "-n"]  # env: no fault of ours if there is no sudo
# Not safe against a machine that loses its power, and so faster.
FAST = ["fsync=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0"]
ALONE = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "min_wal_size=2MB", "max_wal_size=32MB"]


def programs():
    """The folder of PostgreSQL's programs, the newest there are; None without them."""
    found = shutil.which("initdb")
    folders = (
        [Path(found).resolve().parent] if found else sorted(DEBIAN.glob("*/bin"), key=lambda at: int(at.parent.name))
    )
    return folders[-1] if folders else None


class Cluster:
    """On a small disk of its own if one may be mounted (`full` needs it), else in a folder."""

    def __init__(self, at):
        self.programs, self.folder, self.process = at, Path(mkdtemp(prefix="faults-")), None
        self.folder.chmod(0o755)
        self.port = free_port()
        self.url = f"postgresql://relocate@127.0.0.1:{self.port}"
        mounting = [*ADMIN, "mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", str(self.folder)]
        self.is_mounted = not subprocess.run(mounting, capture_output=True, check=False).returncode
        # It refuses to be root's.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if IS_ROOT else {}
        self.data, self.log = self.folder / "data", self.folder.with_suffix(".log")
        self.data.mkdir()
        if self.user:
            shutil.chown(self.data, "postgres", "postgres")
        made = ["--auth=trust", "--username=relocate", "--encoding=UTF8", "--no-locale", "--no-sync", "--wal-segsize=1"]
        subprocess.run(
            [self.programs / "initdb", *made, self.data], check=True, capture_output=True, cwd=self.folder, **self.user
        )

    def start(self):
        """Start it unless it runs, and wait for it."""
        if self.process is None or self.process.poll() is not None:
            told = [word for setting in (*FAST, *ALONE, f"port={self.port}") for word in ("-c", setting)]
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [self.programs / "postgres", "-D", self.data, *told],
                    stdout=log, stderr=log, cwd=self.folder, **self.user,
                )  # fmt: skip
        until(self.answers, "PostgreSQL answers")
        return self

    def answers(self):
        with suppress(psycopg.OperationalError):
            return bool(self.ask("SELECT 1"))

    def ask(self, statement, *values, database="postgres"):
        """One statement on a connection of its own, and its rows if it has any."""
        connection = psycopg.connect(f"{self.url}/{database}", autocommit=True, connect_timeout=10)
        with closing(connection):
            found = connection.execute(statement, values)
            return found.fetchall() if found.description else []

    def stop(self, with_signal=signal.SIGINT):
        """As an operator does: every connection is cut, what is kept is written. Or with SIGKILL, as a crash."""
        self.process.send_signal(with_signal)
        self.process.wait(PATIENCE)

    def cut(self):
        """Every connection but ours."""
        self.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'copied'")

    def fill(self):
        """Take all room there is on its disk."""
        with suppress(OSError), self.ballast.open("wb", buffering=0) as file:
            for size in (1 << 20, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def free(self):
        self.ballast.unlink(missing_ok=True)

    @property
    def ballast(self):
        return self.folder / "ballast"

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGQUIT)
        if self.is_mounted:
            subprocess.run([*ADMIN, "umount", "--lazy", str(self.folder)], check=True)
        shutil.rmtree(self.folder)
        self.log.unlink(missing_ok=True)
