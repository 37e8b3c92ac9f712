"""A release that is corrupt, and a database that is migrated for the next version while this one serves."""

import pytest

from tests.faults.serving import SIGNED_IN, ask, load, share, until

pytestmark = pytest.mark.faults

CORRUPT = """
from django.utils import timezone
from hubs.models import Release
Release.objects.create(number=2, sha256="0" * 64, date=timezone.now().date(), payload={"records": []})
"""


def test_the_last_good_release_serves_and_the_desk_says_that_the_newest_is_corrupt(at, start):
    node = start(at).ready()
    cookie = {"Cookie": f"sessionid={at.run('shell', '-v', '0', '-c', SIGNED_IN).stdout.split()[-1]}"}
    with load(node.port, "/hubs/no-hub-{}/") as pages:
        at.run("shell", "-c", CORRUPT)
        until(lambda: "cannot be served" in node.told(), "it has been looked at")
        told = "The newest release cannot be served."
        assert told in ask(node.port, "/admin/", headers=cookie).body
        assert "release 1" in ask(node.port, "/method/").body.lower()
        node.stop()
        again = start(at, node.port).ready()
        assert "release 1" in ask(again.port, "/method/").body.lower()
        assert told in ask(again.port, "/admin/", headers=cookie).body
        assert share(again.port, "after").status == 302
    assert {page.status for page in pages if page} == {404}


def test_this_version_serves_and_stores_while_the_next_one_migrates(at, start):
    node = start(at, BEHIND_PROXY="true").ready()
    with load(node.port, "/hubs/no-hub-{}/", links=True) as (pages, links):
        until(lambda: len(links) > 2, "there is load")
        at.run("migrate", "hubs", "--verbosity=0", DJANGO_SETTINGS_MODULE="tests.faults.next_version.settings")
        seen = len(links)
        until(lambda: len(links) > seen + 5, "it goes on")
    assert (
        "[X] 9999_expand"
        in at.run("showmigrations", "hubs", DJANGO_SETTINGS_MODULE="tests.faults.next_version.settings").stdout
    )
    assert {page and page.status for page in pages} == {404}
    assert {link and link.status for link in links} == {302}
    assert {ask(node.port, link.headers["location"]).status for link in links} == {200}
