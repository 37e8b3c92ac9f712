"""What one node stands on goes away, slows down or fills up while it serves, and comes back."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.serving import PATIENCE, Relay, ask, share, until

pytestmark = pytest.mark.faults

NO_LINK = "/s/AbCdEfGhIjKlMnOpQrStU1/"
PUBLISH = "from hubs.models import Hub; Hub.objects.filter(slug='lima').update(name='Lima II')"


def statuses(node, path, number):
    return {(answer := ask(node.port, path)) and answer.status for _ in range(number)}


def links(answers):
    answers = list(answers)
    assert {answer and answer.status for answer in answers} == {302}
    return [answer.headers["location"] for answer in answers]


def test_while_the_database_is_away_pages_go_on_and_the_rest_says_when_to_come_back(on_postgres, start):
    relay = Relay(on_postgres.environment["DATABASE_URL"])
    node = start(on_postgres, DATABASE_URL=relay.url).ready()
    (link,) = links([share(node.port, "before")])
    relay.down()
    away = ask(node.port, link)
    assert (away.status, away.headers["retry-after"]) == (503, "30")
    assert [ask(node.port, path).status for path in ("/", "/hubs/", "/hubs/lima/", "/livez")] == [200] * 4
    assert [ask(node.port, path).status for path in (NO_LINK, "/readyz", "/account/login/")] == [503, 503, 200]
    relay.up()
    until(lambda: ask(node.port, link).status == 200, "the database is used again")
    assert statuses(node, NO_LINK, 20) == {404}


def test_every_connection_is_cut_and_nobody_notices(on_postgres, postgres, start):
    node = start(on_postgres).ready()
    name = on_postgres.environment["DATABASE_URL"].rpartition("/")[2]
    for _ in range(3):
        assert statuses(node, NO_LINK, 4) == {404}
        postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        assert statuses(node, NO_LINK, 10) == {404}


@pytest.mark.parametrize("fault", ["down", "stall"])
def test_without_redis_pages_and_sharing_go_on(at, redis, start, fault):
    relay = Relay(redis)
    node = start(at, CACHE_URL=relay.url).ready()
    assert statuses(node, "/", 3) == {200}
    getattr(relay, fault)()
    assert statuses(node, "/hubs/", 3) == statuses(node, "/sitemap.xml", 3) == {200}
    (link,) = links([share(node.port, "without")])
    assert ask(node.port, link).status == 200
    relay.go_on()


def test_two_hundred_share_at_once_and_every_link_is_kept_though_the_node_is_killed(at, start):
    node = start(at, BEHIND_PROXY="true").ready()

    def one(number):
        return share(node.port, f"{number}", {"X-Forwarded-For": f"192.0.{number // 250}.{number % 250}"})

    with ThreadPoolExecutor(20) as readers:
        stored = links(readers.map(one, range(200)))
    node.kill()
    again = start(at, node.port).ready()
    assert len(set(stored)) == 200
    with ThreadPoolExecutor(4) as readers:
        assert {answer.status for answer in readers.map(lambda path: ask(again.port, path), stored)} == {200}


@pytest.mark.parametrize("after", [0.7, 1.2, 1.8, 2.5])
def test_publishing_that_is_killed_leaves_the_old_release_or_the_new_one(at, after):
    at.run("shell", "-c", PUBLISH)
    publishing = at.start("publish_release", "--note", "Edited")
    stop(publishing, after)
    told = at.run("rank", "--answers", "cost=2", "--json").stdout
    assert '"release": 1' in told or '"release": 2' in told
    at.run("publish_release", "--note", "Edited")
    assert '"release": 2' in at.run("rank", "--answers", "cost=2", "--json").stdout


def test_a_migration_that_is_killed_is_finished_by_the_next_one(at):
    at.run("migrate", "hubs", "0011", "--verbosity=0")
    for after in (0.8, 1.2, 1.6):
        stop(at.start("migrate", "--verbosity=0"), after)
    at.run("migrate", "--verbosity=0")
    assert "[ ]" not in at.run("showmigrations", "hubs").stdout


def stop(process, after):
    """As a machine that loses its power does, wherever the command is by then."""
    time.sleep(after)
    process.kill()
    process.wait(PATIENCE)
