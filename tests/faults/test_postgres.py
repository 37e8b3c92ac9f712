"""PostgreSQL itself is stopped, killed, and without room on its disk, while a node serves."""

import signal

import pytest

from tests.faults.conftest import missing
from tests.faults.serving import ask, load, share, until

pytestmark = pytest.mark.faults

NO_LINK = "/s/AbCdEfGhIjKlMnOpQrStU1/?{}"  # looked for in the database
AWAY = (503, "30")


def told(answer):
    return answer.status, answer.headers.get("retry-after")


def statuses(node, *paths):
    return [(answer := ask(node.port, path)) and answer.status for path in paths]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["restarted", "killed"])
def test_postgresql_ends_under_load_and_is_used_again_as_soon_as_it_is_back(on_postgres, postgres, start, end):
    node = start(on_postgres, BEHIND_PROXY="true").ready()
    with load(node.port, NO_LINK, links=True) as (pages, links):
        until(lambda: len(pages) > 20 and links, "there is load")
        postgres.stop(end)
        assert told(ask(node.port, NO_LINK)) == AWAY
        assert statuses(node, "/", "/hubs/lima/", "/livez", "/readyz") == [200, 200, 200, 503]
        postgres.start()
        until(lambda: ask(node.port, NO_LINK).status == 404, "it is used again")
        seen = len(pages), len(links)
        until(lambda: len(pages) > seen[0] + 20 and len(links) > seen[1] + 1, "it goes on")
        later = pages[seen[0] + 4 :]  # each of the four readers had asked before
    assert {told(page) for page in pages} == {(404, None), AWAY}
    assert {page.status for page in later} == {404}
    assert {link.status for link in links} <= {302, 503}
    kept = [link.headers["location"] for link in links if link.status == 302]
    assert set(statuses(node, *kept)) == {200}


def test_postgresql_without_room_on_its_disk_refuses_what_writes_and_loses_nothing(on_postgres, postgres, start):
    if not postgres.is_mounted:
        missing("the right to mount a small disk")
    node = start(on_postgres, BEHIND_PROXY="true").ready()
    with load(node.port, NO_LINK) as pages:
        until(lambda: len(pages) > 20, "there is load")
        links = [share(node.port, "before")]
        postgres.fill()
        until(lambda: links.append(share(node.port, "full")) or links[-1].status != 302, "what was left is used up")
        assert told(links[-1]) == AWAY
        assert statuses(node, "/", "/hubs/lima/", "/livez") == [200] * 3
        postgres.free()
        postgres.start()
        until(lambda: ask(node.port, "/readyz").status == 200, "it is used again")
        links.append(share(node.port, "after"))
    assert {told(page) for page in pages} <= {(404, None), AWAY}
    assert links[-1].status == 302
    kept = [link.headers["location"] for link in links if link.status == 302]
    assert len(kept) >= 2
    assert set(statuses(node, *kept)) == {200}
