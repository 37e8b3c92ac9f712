"""kill -9 in whatever writes: all of it is there afterwards, or nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.faults.serving import PATIENCE, ask, share

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("act", ["share()", "publish_release()", "import_catalogue({!r})", "load_catalogue({!r})"])
def test_what_is_killed_leaves_nothing_half(at, tmp_path, act):
    at.run("shell", "-c", f"from tests.faults import dying; dying.{act.format(str(tmp_path))}")


def test_a_migration_that_is_killed_is_finished_by_the_next_one(at):
    at.run("shell", "-c", "from tests.faults import dying; dying.migrate()")
    assert "[ ]" not in at.run("showmigrations", "hubs").stdout


def test_two_hundred_share_at_once_and_every_link_is_kept_though_the_node_is_killed_meanwhile(at, start):
    node, many = start(at, BEHIND_PROXY="true").ready(), Event()
    kept = []

    def one(number):
        client = {"X-Forwarded-For": f"192.0.{number // 250}.{number % 250}"}
        answer = share(node.port, f"{number}", client)
        if answer and answer.status == 302:
            kept.append(answer.headers["location"])
        if len(kept) > 150:
            many.set()
        return answer and answer.status

    with ThreadPoolExecutor(40) as readers:
        answers = readers.map(one, range(200))
        assert many.wait(PATIENCE), "150 were answered"
        node.kill()
    assert set(answers) <= {302, None}, "nobody was refused before the node was killed"
    again = start(at, node.port).ready()
    assert len(set(kept)) == len(kept)
    with ThreadPoolExecutor(4) as readers:
        assert {answer.status for answer in readers.map(lambda path: ask(again.port, path), kept)} == {200}
