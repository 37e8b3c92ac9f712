"""One node without a proxy gets a new version: nobody who asks meanwhile is refused, cut off or asked to come again."""

import os
import shutil
import signal
import socket

import pytest

from tests.faults.serving import ROOT, ask, copy, load, until

pytestmark = pytest.mark.faults


@pytest.fixture
def in_file(in_a_file, tmp_path):
    at = copy(in_a_file, tmp_path / "local")
    return at._replace(environment=at.environment | {"BEHIND_PROXY": "true"})


@pytest.fixture
def listener():
    """What systemd keeps for relocate.socket."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as kept:
        yield kept


def test_a_restart_under_systemds_socket_lets_people_wait_and_refuses_nobody(in_file, listener, start):
    node = start(in_file, listener=listener).ready()
    with under_load(node) as (pages, links):
        node.stop()
        again = start(in_file, listener=listener).ready()
        go_on(pages, links)
    nobody_noticed(again, pages, links)


def test_new_workers_take_over_from_old_ones(in_file, start):
    node = start(in_file, WORKERS="2").ready()
    with under_load(node) as (pages, links):
        old = node.workers()
        node.process.send_signal(signal.SIGHUP)
        until(lambda: len(new := node.workers()) == 2 and not set(new) & set(old), "the old workers have gone")
        go_on(pages, links)
    nobody_noticed(node, pages, links)


def test_a_second_server_takes_over_a_shared_port(in_file, start):
    node = start(in_file).ready()
    with under_load(node) as (pages, links):
        other = start(in_file, node.port, SHARE_PORT="true")
        until(lambda: other.told().count("Booting worker") == 2 and other.workers(), "the second one serves")
        node.stop()
        go_on(pages, links)
    nobody_noticed(other, pages, links)


def test_a_worker_that_is_replaced_is_of_the_version_that_its_node_was_started_with(in_file, start, tmp_path):
    """The link leads to the next version already, as between an upgrade's last two commands."""
    for name in ("first", "second"):
        for part in ("relocate", "hubs", "templates"):
            shutil.copytree(ROOT / part, tmp_path / name / part, ignore=shutil.ignore_patterns("__pycache__"))
        (tmp_path / name / "staticfiles").symlink_to(ROOT / "staticfiles")
    (tmp_path / "second" / "hubs" / "web" / "following.py").write_text("raise ImportError('of another version')\n")
    shutil.rmtree(tmp_path / "second" / "templates")
    current = tmp_path / "current"
    current.symlink_to("first")
    node = start(in_file, code=current).ready()
    current.unlink()
    current.symlink_to("second")
    [old] = node.workers()
    os.kill(old, signal.SIGKILL)
    until(lambda: len(new := node.workers()) == 1 and old not in new, "another worker has come")
    node.ready()
    assert ask(node.port, "/hubs/no-hub-of-ours/").status == 404
    assert "of another version" not in node.told()


def under_load(node):
    return load(node.port, "/hubs/no-hub-{}/", links=True)


def go_on(pages, links):
    seen = len(pages), len(links)
    until(lambda: len(pages) > seen[0] + 10 and len(links) > seen[1], "the new ones answer")


def nobody_noticed(node, pages, links):
    assert {page and page.status for page in pages} == {404}
    assert {link and link.status for link in links} == {302}
    assert {ask(node.port, link.headers["location"]).status for link in links} == {200}
