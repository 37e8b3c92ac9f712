"""The files of docs/deployment say what their own tools accept, where these are there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_settings_table import documented

DEPLOYMENT = Path(__file__).parent.parent / "docs" / "deployment"
OF_THEIR_OWN = {"PYTHONDONTWRITEBYTECODE"}


def test_the_units_are_those_that_systemd_takes(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    units = [shutil.copy(file, tmp_path) for file in DEPLOYMENT.glob("relocate*.*")]
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True).stderr
    # What they start is not installed here.
    assert [line for line in told.splitlines() if str(tmp_path) in line or "Unknown" in line] == []
    assert {Path(unit).suffix for unit in units} == {".service", ".socket", ".timer"}


def test_the_proxys_configuration_is_one(tmp_path):
    haproxy = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if not haproxy:
        if os.environ.get("REQUIRE_SERVERS"):
            pytest.fail("haproxy is missing")
        pytest.skip("needs haproxy")
    plain = (
        (DEPLOYMENT / "haproxy.cfg")
        .read_text(encoding="utf-8")
        .replace('ssl crt "${CERTIFICATE}" alpn h2,http/1.1', "")
    )
    (tmp_path / "haproxy.cfg").write_text(plain, encoding="utf-8")
    told = {"HTTP": ":8080", "HTTPS": ":8443", "NODE_ONE": "127.0.0.1:8000", "NODE_TWO": "127.0.0.1:8001"}
    done = subprocess.run([haproxy, "-c", "-f", tmp_path / "haproxy.cfg"], env=os.environ | told, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_containers_are_told_settings_that_there_are():
    compose = (DEPLOYMENT / "compose.yaml").read_text(encoding="utf-8")
    block = compose.partition("environment: &environment\n")[2].partition("  read_only")[0]
    told = set(re.findall(r"^    ([A-Z_]+):", block, re.MULTILINE))
    image = (DEPLOYMENT / "Containerfile").read_text(encoding="utf-8")
    told |= set(re.findall(r"([A-Z_]+)=", re.search(r"^ENV (.*)$", image, re.MULTILINE)[1]))
    assert {"SECRET_KEY", "DATABASE_URL", "CACHE_URL", "BEHIND_PROXY", "BIND"} <= told
    assert told - OF_THEIR_OWN <= documented().keys()


def test_the_image_copies_what_there_is():
    image = (DEPLOYMENT / "Containerfile").read_text(encoding="utf-8")
    copied = [path for line in re.findall(r"^COPY (?!--)(.*) \S+$", image, re.MULTILINE) for path in line.split()]
    assert copied
    assert [path for path in copied if not (DEPLOYMENT.parent.parent / path).exists()] == []
