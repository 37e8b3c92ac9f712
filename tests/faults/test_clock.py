"""The machine's clock leaps ahead and back while a node serves: what it shuts is open again once it is right."""

import os
import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.utils import timezone

from tests.faults.conftest import missing
from tests.faults.serving import SIGNED_IN, ask, load, networks, share, until

pytestmark = pytest.mark.faults

# libfaketime of Debian 12 takes the leap also from what a thread sleeps by the clock that never leaps.
SLEEP = "import select, time; time.sleep = lambda seconds: select.select([], [], [], seconds) and None"
LEAP = 400  # days: over the end of every link and session
EDIT = "from hubs.models import Hub; hub = Hub.objects.first(); hub.name += ' II'; hub.save()"


class Clock:
    """What processes that are started with `settings` take for the time of day; how long they wait stays as it is."""

    def __init__(self, library, file):
        self.file = file
        self.leap(0)
        self.settings = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1"}
        self.settings |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "PYTHONPATH": str(file.parent)}
        (file.parent / "sitecustomize.py").write_text(SLEEP, encoding="ascii")

    def leap(self, days):
        """So many days from the true time, for all of them at once."""
        whole = self.file.with_suffix(".new")
        whole.write_text(f"{days:+}d\n", encoding="ascii")
        os.replace(whole, self.file)
        self.days = days

    def is_told_by(self, node):
        told = parsedate_to_datetime(ask(node.port, "/livez").headers["date"])
        return abs(told - timezone.now() - timedelta(self.days)) < timedelta(1)


@pytest.fixture
def clock(tmp_path):
    found = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        missing("faketime")
    return Clock(found[0], tmp_path / "clock")


def statuses(node, *paths):
    return [ask(node.port, path).status for path in paths]


def shared(node, number):
    """The address that readers have of a new link; its sender's stays open when it has ended."""
    answer = share(node.port, f"{number}", networks(number))
    assert answer.status == 302, answer.body
    return re.search(r"/s/[\w-]{22}/", ask(node.port, answer.headers["location"]).body)[0]


def test_a_clock_that_leaps_loses_nothing_and_shuts_nobody_out_for_good(at, start, clock):
    node = start(at, BEHIND_PROXY="true", **clock.settings).ready()
    cookie = {"Cookie": f"sessionid={at.run('shell', '-v', '0', '-c', SIGNED_IN).stdout.split()[-1]}"}
    with load(node.port, "/hubs/no-hub-{}/", links=True) as (pages, links):
        before = shared(node, 101)

        clock.leap(LEAP)
        until(lambda: clock.is_told_by(node), "the clock is ahead")
        ahead = shared(node, 102)
        assert statuses(node, "/", "/results/?cost=2", before, ahead, "/readyz") == [200, 200, 410, 200, 200]
        assert ask(node.port, "/admin/", headers=cookie).status == 302
        told = at.run("clean_up", check=False, **clock.settings)
        assert "Nothing was deleted" in told.stderr

        clock.leap(-LEAP)
        until(lambda: clock.is_told_by(node), "the clock is behind")
        behind = shared(node, 103)
        assert statuses(node, "/", "/results/?cost=3", before, ahead, behind, "/readyz") == [200] * 6
        at.run("shell", "-c", EDIT)
        told = at.run("publish_release", "--note=Behind", check=False, **clock.settings)
        assert "the clock is behind it" in told.stderr
        at.run("clean_up", **clock.settings)

        clock.leap(0)
        until(lambda: clock.is_told_by(node), "the clock is right")
        after = shared(node, 104)
        assert statuses(node, "/", before, ahead, behind, after) == [200] * 5
        assert ask(node.port, "/admin/", headers=cookie).status == 200
        at.run("publish_release", "--note=Right", **clock.settings)
        until(lambda: "release 2" in ask(node.port, "/method/").body.lower(), "release 2 is shown")
    assert {page and page.status for page in pages} == {404}
    assert {link and link.status for link in links} == {302}
    assert set(statuses(node, *(link.headers["location"] for link in links))) == {200}
