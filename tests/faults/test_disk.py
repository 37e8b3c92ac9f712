"""The disk under one node is full, can only be read, or has lost the file."""

import os
import resource
import signal
from ctypes import CDLL

import pytest

from tests.faults.serving import ask, copy, load, share, until

pytestmark = pytest.mark.faults

DROP_FROM_BOUNDING_SET, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2  # of prctl(2) and capabilities(7)
NO_HUB = "/hubs/no-hub-{}/"


@pytest.fixture
def in_file(in_a_file, tmp_path):
    return copy(in_a_file, tmp_path / "local")


def statuses(node, *paths):
    return [(answer := ask(node.port, path)) and answer.status for path in paths]


def shared(node, title):
    answer = share(node.port, title)
    assert answer.status == 302, answer.body
    return answer.headers["location"]


def refuses_to_share(node, title):
    refused = share(node.port, title)
    assert (refused.status, refused.headers["retry-after"]) == (503, "30")


def test_a_full_disk_refuses_what_writes_loses_nothing_and_passes(in_file, start):
    node = start(in_file).ready()
    with load(node.port, NO_HUB) as pages:
        before = shared(node, "before")
        limit(node, 1)
        refuses_to_share(node, "full")
        assert statuses(node, "/", before, before) == [200] * 3
        limit(node, resource.RLIM_INFINITY)
        after = shared(node, "after")
        assert statuses(node, before, after) == [200, 200]
    assert {page.status for page in pages} == {404}


def limit(node, size):
    for pid in node.processes():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_disk_that_can_only_be_read_refuses_what_writes_and_is_used_when_it_can_be_written(in_file, start):
    node = start(in_file, preexec_fn=as_everybody).ready()
    with load(node.port, NO_HUB) as pages:
        before = shared(node, "before")
        permit(in_file.folder, folder=0o500, file=0o400)
        refuses_to_share(node, "read only")
        assert "readonly database" in node.told()
        assert statuses(node, "/", before, before, "/readyz") == [200] * 4
        permit(in_file.folder, folder=0o700, file=0o600)
        after = shared(node, "after")
        assert statuses(node, before, after) == [200, 200]
    assert {page.status for page in pages} == {404}


def test_a_worker_that_starts_on_a_disk_that_can_only_be_read_serves(in_file, start):
    node = start(in_file, preexec_fn=as_everybody).ready()
    before = shared(node, "before")
    permit(in_file.folder, folder=0o500, file=0o400)
    (worker,) = node.workers()
    os.kill(worker, signal.SIGKILL)
    until(lambda: node.workers() not in ([worker], []), "there is a new worker")
    until(lambda: statuses(node, "/", before) == [200, 200], "it serves")
    refuses_to_share(node, "read only")
    permit(in_file.folder, folder=0o700, file=0o600)
    assert statuses(node, before, shared(node, "after")) == [200, 200]


def as_everybody():
    """Modes of files hold for this process even if it is root's."""
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
        CDLL(None).prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


def permit(at, folder, file):
    for path in at.iterdir():
        path.chmod(file)
    at.chmod(folder)


def test_a_database_that_takes_nothing_for_now_is_used_when_it_does(on_postgres, postgres, start):
    node = start(on_postgres).ready()
    before = shared(node, "before")
    takes_nothing(postgres, "on")
    refuses_to_share(node, "read only")
    assert statuses(node, "/", before, "/readyz") == [200] * 3
    takes_nothing(postgres, "off")
    assert statuses(node, before, shared(node, "after")) == [200, 200]


def takes_nothing(postgres, switch):
    """As a replica that has not taken over yet."""
    postgres.ask(f"ALTER DATABASE copied SET default_transaction_read_only = {switch}")
    postgres.cut()


def test_a_database_file_that_is_gone_is_missed_not_made_anew_and_used_when_it_is_back(in_file, tmp_path, start):
    file, away = in_file.folder / "relocate.sqlite3", tmp_path / "away.sqlite3"
    in_file.run("migrate", "--verbosity=0")  # as every start does
    node = start(in_file).ready()
    with load(node.port, NO_HUB) as pages:
        before = shared(node, "before")
        file.rename(away)
        refuses_to_share(node, "gone")
        gone = ask(node.port, before)
        assert (gone.status, gone.headers["retry-after"]) == (503, "30")
        assert statuses(node, "/", "/hubs/", "/livez", "/readyz") == [200, 200, 200, 503]
        assert f"/{file.name} is gone" in node.told()
        for command in (["clean_up"], ["migrate"]):
            told = in_file.run(*command, check=False)
            assert told.returncode
            assert "is gone" in told.stderr
        assert not file.exists()
        away.rename(file)
        until(lambda: statuses(node, before) == [200], "the file is used again")
        after = shared(node, "after")
        assert statuses(node, before, after) == [200, 200]
    assert {page.status for page in pages} == {404}
    assert node.told().count("could not look for a new release") == 1, "a log that is told five times a second is full"


def test_a_database_file_that_is_lost_is_restored_from_its_backup_while_the_node_serves(in_file, tmp_path, start):
    node = start(in_file).ready()
    before = shared(node, "before")
    in_file.run("backup", str(tmp_path / "backup.gz"))
    for part in in_file.folder.glob("relocate.sqlite3*"):
        part.unlink()
    refuses_to_share(node, "lost")
    in_file.run("restore", str(tmp_path / "backup.gz"))
    until(lambda: statuses(node, before) == [200], "the file is used again")
    shared(node, "after")


def test_an_empty_file_in_the_place_of_the_database_is_no_site(in_file, tmp_path, start):
    file = in_file.folder / "relocate.sqlite3"
    node = start(in_file).ready()
    before = shared(node, "before")
    file.rename(tmp_path / "away")
    file.touch()
    refuses_to_share(node, "empty")
    assert statuses(node, "/", before) == [200, 503]
    (tmp_path / "away").rename(file)
    until(lambda: statuses(node, before) == [200], "the file is used again")
