import psycopg
import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse, StreamingHttpResponse

from hubs.catalogue import releases
from relocate.middleware import without_body_middleware
from tests import makers

pytestmark = pytest.mark.django_db
PATHS = ["/livez", "/readyz"]


@pytest.mark.parametrize("path", PATHS)
def test_a_load_balancer_is_answered_by_address_and_over_http(client, settings, path):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["relocate.example"]
    makers.make_release()
    response = client.get(path, headers={"host": "10.0.0.7"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_without_a_release_the_site_lives_but_is_not_ready(client):
    assert [client.get(path).status_code for path in PATHS] == [200, 503]


def test_without_its_database_the_site_lives_but_is_not_ready(client, monkeypatch):
    def gone():
        raise DatabaseError("gone")

    monkeypatch.setattr(releases, "current", gone)
    assert [client.get(path).status_code for path in PATHS] == [200, 503]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a database in a file has no server that can end a connection"
)
def test_nobody_notices_that_the_server_has_ended_every_connection(client):
    makers.make_release()
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    connection.close()
    with psycopg.connect(dbname=connection.settings_dict["NAME"], **server(), autocommit=True) as operator:
        operator.execute(others, [connection.settings_dict["NAME"]])
    assert [client.get("/hubs/").status_code for _ in range(3)] == [200, 200, 200]


def server():
    settings = connection.settings_dict
    return {name: settings[name.upper()] for name in ("user", "password", "host", "port")}


@pytest.mark.parametrize(("method", "body"), [("HEAD", b""), ("GET", b"a page")])
def test_the_answer_to_head_has_the_headers_of_the_page_and_no_body(rf, method, body):
    whole = HttpResponse(b"a page", headers={"Content-Length": "6"})
    response = without_body_middleware(lambda request: whole)(rf.generic(method, "/"))
    assert (response.content, response["Content-Length"]) == (body, "6")


def test_a_stream_is_not_sent_to_head_either(rf):
    whole = StreamingHttpResponse([b"one", b"two"])
    response = without_body_middleware(lambda request: whole)(rf.head("/"))
    assert b"".join(response) == b""


@pytest.mark.parametrize("place", [0, 1])
def test_bodies_are_dropped_and_health_is_answered_before_anything_else(settings, place):
    first = ["relocate.middleware.without_body_middleware", "hubs.web.health.health_middleware"]
    assert settings.MIDDLEWARE[place] == first[place]
