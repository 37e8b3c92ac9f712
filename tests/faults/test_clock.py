"""The clock of a node jumps, far ahead and far back, while it serves."""

from pathlib import Path

import pytest

from tests.faults.conftest import missing
from tests.faults.serving import ask, copy, share

pytestmark = pytest.mark.faults

YEARS_BACK, YEARS_AHEAD, RIGHT = "-3000d", "+1000d", "+0"
ACCOUNT = "from django.contrib.auth.models import User; User.objects.create_superuser('ana', password='a right one')"


class Clock:
    """What every process of a node takes for the time, as libfaketime tells it."""

    def __init__(self, file):
        found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            missing("libfaketime")
        self.file = file
        self.settings = {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
        self.jump(RIGHT)

    def jump(self, to):
        self.file.write_text(f"{to}\n", encoding="ascii")


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path / "clock")


def shared(node, title):
    return share(node.port, title).headers["location"]


def year(node):
    return int(ask(node.port, "/robots.txt").headers["date"].split()[3])


def test_links_outlive_a_clock_that_jumps(at, clock, start):
    node = start(at, **clock.settings).ready()
    now, right = year(node), shared(node, "right")
    clock.jump(YEARS_BACK)
    assert year(node) < now - 7
    assert ask(node.port, right).status == 200
    back = shared(node, "back")
    clock.jump(YEARS_AHEAD)
    assert year(node) > now + 1
    assert [ask(node.port, path).status for path in (right, back, "/", "/readyz")] == [410, 410, 200, 200]
    refused = at.run("clean_up", check=False, **clock.settings)
    assert refused.returncode
    assert "say --anyway" in refused.stderr
    clock.jump(RIGHT)
    at.run("clean_up", **clock.settings)
    assert [ask(node.port, path).status for path in (right, back, shared(node, "after"))] == [200] * 3


def test_who_was_stopped_by_a_clock_that_was_ahead_is_not_stopped_for_years(in_a_file, tmp_path, clock, start):
    at = copy(in_a_file, tmp_path / "local")
    at.run("shell", "-c", ACCOUNT)
    node = start(at, BEHIND_PROXY="true", **clock.settings).ready()
    clock.jump(YEARS_AHEAD)
    tried = [sign_in(node, "a wrong one", network) for network in range(12)]
    assert {answer.status for answer in tried} == {200}
    assert sign_in(node, "a right one", 13).status == 200, "too many wrong ones"
    assert sum(share(node.port, f"{number}", CLIENT).status == 302 for number in range(31)) == 30
    clock.jump("+25h")
    assert sign_in(node, "a right one", 14).status == 302
    assert share(node.port, "after", CLIENT).status == 302


CLIENT = {"X-Forwarded-For": "192.0.2.200"}


def sign_in(node, password, network):
    form = ask(node.port, "/account/login/")
    cookie = form.headers["set-cookie"].partition(";")[0]
    token = form.body.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"login": "ana", "password": password, "csrfmiddlewaretoken": token}
    told = {"Cookie": cookie, "X-Forwarded-For": f"198.51.100.{network}"}
    return ask(node.port, "/account/login/", "POST", sent, told)
