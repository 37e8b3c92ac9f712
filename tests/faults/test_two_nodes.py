"""Two nodes behind the proxy of the documented deployment, on one PostgreSQL and one Redis."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import pytest

from hubs.web import following
from relocate.headers import HEADERS
from tests.faults.serving import ask, load, share, until

pytestmark = pytest.mark.faults

SMALL = "from tests import makers; makers.make_release()"
MIGRATE = """
from django.core.management import call_command
from hubs.management.commands.prepare import alone
with alone(): call_command("migrate", verbosity=0)
"""
EDIT = "from hubs.models import Hub; hub = Hub.objects.first(); hub.name += ' II'; hub.save(); "
PUBLISH = EDIT + "from hubs.catalogue.publishing import publish; publish(note='Edited')"


@pytest.fixture
def nodes(on_postgres, redis, start):
    shared = on_postgres._replace(environment=on_postgres.environment | {"CACHE_URL": redis, "BEHIND_PROXY": "true"})
    return shared, [start(shared).ready() for _ in range(2)]


def test_what_one_publishes_the_other_shows_within_a_second(nodes):
    at, (one, two) = nodes
    assert following.PAUSE + following.BEFOREHAND < 1, "what a follower waits, at most"
    at.run("shell", "-c", PUBLISH)
    for node in (one, two):
        until(lambda node=node: "release 2" in ask(node.port, "/method/").body.lower(), "release 2 is shown")


def test_a_node_that_dies_under_load_costs_no_page_and_no_link(nodes, behind_proxy):
    at, (one, two) = nodes
    port = behind_proxy(one.port, two.port)
    links = []
    with load(port, "/hubs/no-hub-{}/") as pages:
        until(lambda: len(pages) > 20, "there is load")
        links += [share(port, f"before {number}") for number in range(3)]
        one.kill()
        links += [share(port, f"after {number}") for number in range(3)]
        seen = len(pages)
        until(lambda: len(pages) > seen + 20, "the other one goes on")
    assert {page and page.status for page in pages} == {404}
    stored = [link.headers["location"] for link in links if link and link.status == 302]
    assert len(stored) >= 3
    assert {ask(port, path).status for path in stored} == {200}


def test_nodes_are_restarted_one_after_the_other_and_nobody_notices(nodes, behind_proxy, start):
    at, running = nodes
    port = behind_proxy(*(node.port for node in running))
    with load(port, "/hubs/no-hub-{}/") as pages:
        for node in running:
            node.stop()
            start(at, node.port).ready()
        seen = len(pages)
        until(lambda: len(pages) > seen + 10, "the new ones answer")
    assert {page and page.status for page in pages} == {404}


def test_two_starts_at_once_both_serve(on_postgres, postgres, start, tmp_path):
    postgres.ask("DROP DATABASE copied WITH (FORCE)")
    postgres.ask("CREATE DATABASE copied")
    with ThreadPoolExecutor(2) as both:
        ended = list(both.map(lambda _: on_postgres.run("shell", "-c", MIGRATE, check=False), range(2)))
    assert [each.returncode for each in ended] == [0, 0], ended[0].stderr + ended[1].stderr
    on_postgres.run("shell", "-c", SMALL)
    assert [start(on_postgres).ready().process.poll() for _ in range(2)] == [None, None]


def test_who_sends_half_a_request_or_slowly_stops_nobody_behind_the_proxy(nodes, behind_proxy):
    at, running = nodes
    port = behind_proxy(*(node.port for node in running))
    with half_sent(port, 40) as half:
        for number in range(10):
            for each in half[::4]:
                with suppress(OSError):  # the proxy waits for nobody's whole request for long
                    each.sendall(b"x")
            assert ask(port, f"/hubs/no-hub-{number}/", timeout=10).status == 404


def test_without_the_proxy_as_many_as_there_are_threads_stop_a_node_until_they_leave(in_a_file, start):
    node = start(in_a_file, THREADS="2").ready()
    with half_sent(node.port, 1):
        assert ask(node.port, "/hubs/no-hub/").status == 404
    with half_sent(node.port, 2):
        assert ask(node.port, "/hubs/no-hub/", timeout=3) is None
    until(lambda: ask(node.port, "/hubs/no-hub/"), "they have left")
    with half_sent(node.port, 2, b""):
        assert ask(node.port, "/hubs/no-hub/").status == 404, "who sends nothing is sent away"


@contextmanager
def half_sent(port, number, head=b"POST /share/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"):
    """Clients who do not send their request to its end, every other one not even all of its head."""
    with ExitStack() as held:
        half = [held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(number)]
        for place, each in enumerate(half):
            each.sendall(head if place % 2 or not head else head + b"\r\nansw")
        time.sleep(0.5)  # they have arrived
        yield half


def test_who_opens_many_connections_gets_no_more_of_them(nodes, behind_proxy):
    """Before the proxy has read anything: a request that never ends is never counted."""
    at, running = nodes
    port = behind_proxy(*(node.port for node in running))
    half = [socket.create_connection(("127.0.0.1", port)) for _ in range(75)]
    for each in half:
        with suppress(OSError):
            each.sendall(b"POST /share/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nansw")
    try:
        until(lambda: sum(map(is_cut_off, half)) >= 15, "what is too much is refused")
        assert sum(map(is_cut_off, half)) == 15
    finally:
        for each in half:
            each.close()


def is_cut_off(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_who_sends_much_and_slowly_stops_nobody_behind_the_proxy(nodes, behind_proxy):
    """What is more than the proxy holds reaches a thread before its end."""
    at, running = nodes
    port = behind_proxy(*(node.port for node in running))
    half = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    for each in half:
        each.sendall(b"POST /share/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n" + b"a" * 40_000)
    try:
        for number in range(5):
            assert ask(port, f"/hubs/no-hub-{number}/", timeout=5).status == 404
    finally:
        for each in half:
            each.close()


def test_what_the_proxy_itself_answers_has_every_header_too(nodes, behind_proxy):
    at, running = nodes
    port = behind_proxy(*(node.port for node in running))
    for path, headers, status in (("/metrics", {}, 404), ("/", {"X-Long": "x" * 13_000}, 431)):
        answer = ask(port, path, headers=headers)
        assert answer.status == status
        assert {name.lower() for name in HEADERS} <= answer.headers.keys()


def test_the_proxy_hands_on_its_own_word_alone(nodes, behind_proxy):
    at, running = nodes
    port = behind_proxy(*(node.port for node in running))
    forged = {"X-Request-ID": "forged-request", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    answer = ask(port, "/robots.txt", headers=forged)
    assert answer.headers["x-request-id"] != "forged-request"
    assert "http://localhost/sitemap.xml" in answer.body
    for path in ("/metrics", "/%6detrics", "/relocate/metrics"):
        assert "x-request-id" not in ask(port, path).headers, "the proxy answers itself"
    assert 'lang="es"' in ask(port, "/es/nosuch/", headers={"SCRIPT_NAME": "/es"}).body
