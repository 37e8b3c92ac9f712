"""What one node stands on goes away, slows down or fills up while it serves, and comes back."""

import pytest

from tests.faults.serving import Relay, ask, share, until

pytestmark = pytest.mark.faults

NO_LINK = "/s/AbCdEfGhIjKlMnOpQrStU1/"


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
    for _ in range(3):
        assert statuses(node, NO_LINK, 4) == {404}
        postgres.cut()
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
