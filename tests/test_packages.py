"""What the site is built of: locked for every Python it runs on, listed, audited, and no secret beside it."""

import json
import re
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PYTHONS = ["3.11.0", "3.11.2", "3.11.7", "3.12.0", "3.13.0", "3.14.0"]
PINNED = re.compile(r"^([a-z0-9][\w.-]*)==(\S+)(?: ; (.*))? \\$", re.MULTILINE)
OF_NO_PYTHON_HERE = {"async-timeout", "colorama", "pyyaml-ft"}  # so not installed, and nothing to read


def pinned(lock):
    """Each package of a lock with its version and the condition under which it is installed."""
    return {name: (version, when) for name, version, when in PINNED.findall((ROOT / lock).read_text(encoding="utf-8"))}


def environment(python):
    return {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "platform_machine": "x86_64",
        "os_name": "posix",
        "extra": "",
    }


def applies(condition, python, extras=("",)):
    marker = Requirement(f"x ; {condition}").marker if condition else None
    return marker is None or any(marker.evaluate(environment(python) | {"extra": extra}) for extra in extras)


def installed(lock, python):
    return {name: version for name, (version, when) in pinned(lock).items() if applies(when, python)}


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("python", PYTHONS)
def test_what_a_locked_package_needs_on_a_python_is_locked_for_it(lock, python):
    there, extras, lacking = installed(lock, python), {}, []
    known = {name: found for name in there if (found := metadata(name))}
    assert len(known) >= len(there) - len(OF_NO_PYTHON_HERE)
    for requirement in needs(lock, known, python, extras):
        version = there.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            lacking.append(f"{requirement} is locked as {version}")
    assert lacking == []


def metadata(name):
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def needs(lock, known, python, extras):
    """What the project and all known packages ask for, with the extras that any of them asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if "dev" in lock else [])
    found = [Requirement(each) for each in asked]
    seen = set()
    while found:
        requirement = found.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        yield requirement
        name = canonicalize_name(requirement.name)
        if name in known:
            wanted = ("", *requirement.extras)
            for text in known[name].requires or ():
                each = Requirement(text)
                if each.marker is None or any(
                    each.marker.evaluate(environment(python) | {"extra": extra}) for extra in wanted
                ):
                    each.marker = None
                    found.append(each)


@pytest.mark.parametrize("python", PYTHONS)
def test_every_locked_package_says_that_it_runs_on_each_python(python):
    refused = []
    for name, version in installed(LOCKS[1], python).items():
        found = metadata(name)
        said = found.metadata["Requires-Python"] if found else None
        if said and not SpecifierSet(said).contains(python):
            refused.append(f"{name}=={version} needs Python {said}")
    assert refused == []


def test_the_locks_agree_and_have_a_hash_for_every_package():
    runtime, development = map(pinned, LOCKS)
    assert runtime
    assert {name: development.get(name) for name in runtime} == runtime
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        assert [block[:40] for block in blocks if PINNED.match(block) and "--hash=sha256:" not in block] == []
        assert "://" not in text


# The list of them


def of_make(name):
    """A variable of the Makefile, as words."""
    return re.search(rf"^{name} := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()


def test_the_list_of_packages_is_valid_and_names_every_locked_one(tmp_path):
    tool, *options = of_make("SBOM")
    out = tmp_path / "sbom.json"
    subprocess.run([BIN / tool, *options, "--output-file", out, LOCKS[0]], cwd=ROOT, check=True, capture_output=True)
    listed = json.loads(out.read_text(encoding="utf-8"))  # the tool checks it against the schema before it writes
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert listed["metadata"]["component"]["name"] == "relocate"
    assert {each["name"]: each["version"] for each in listed["components"]} == {
        name: version for name, (version, _when) in pinned(LOCKS[0]).items()
    }
    assert all(each["purl"].startswith("pkg:pypi/") for each in listed["components"])


# Their known weaknesses


class Advisories(BaseHTTPRequestHandler):
    """A database of advisories that knows of one weakness, or of none."""

    weak = ""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = [WEAKNESS] if asked["package"]["name"] == self.weak else []
        body = json.dumps({"vulns": known}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said):
        pass


WEAKNESS = {
    "id": "PYSEC-0000-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "Made up for this test.",
    "affected": [
        {
            "package": {"name": "asgiref", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
        }
    ],
}


@pytest.fixture
def advisories():
    server = HTTPServer(("127.0.0.1", 0), Advisories)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


def audit(address, tmp_path):
    tool, *options = of_make("AUDIT")
    asked = ["-s", "osv", "--osv-url", address, "--cache-dir", tmp_path, "--requirement", LOCKS[0]]
    return subprocess.run([BIN / tool, *options, *asked], cwd=ROOT, capture_output=True, text=True)


def test_packages_without_a_known_weakness_pass(advisories, tmp_path):
    assert audit(advisories, tmp_path).returncode == 0


def test_a_package_with_a_known_weakness_fails(advisories, tmp_path, monkeypatch):
    monkeypatch.setattr(Advisories, "weak", "asgiref")
    done = audit(advisories, tmp_path)
    assert done.returncode != 0
    assert "PYSEC-0000-1" in done.stdout


def test_an_audit_that_reaches_no_database_fails(tmp_path):
    done = audit("http://127.0.0.1:9/v1/query", tmp_path)
    assert done.returncode != 0
    assert "No known vulnerabilities" not in done.stdout + done.stderr


def test_what_could_not_be_looked_up_counts_as_a_failure():
    assert "--strict" in of_make("AUDIT")


# No secrets


def test_a_secret_in_a_file_is_found(tmp_path):
    planted = tmp_path / "settings.py"
    planted.write_text(f'TOKEN = "ghp_{"0123456789" * 3}abcdef"\n', encoding="utf-8")
    done = looked_through(planted)
    assert done.returncode == 1
    assert "GitHub Token" in done.stdout


def test_settings_of_the_repository_have_no_secret():
    files = [ROOT / "relocate" / "settings.py", ROOT / "docs" / "settings.md", ROOT / ".ci" / "run"]
    done = looked_through(*(file.relative_to(ROOT) for file in files))
    assert done.returncode == 0, done.stdout


def looked_through(*files):
    tool = [BIN / "detect-secrets-hook", "--baseline", ".secrets.baseline"]
    return subprocess.run([*tool, *files], cwd=ROOT, capture_output=True, text=True)


def test_no_file_of_keys_is_in_the_repository():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert tracked
    kept_out = re.compile(r"(^|/)(local/|\.env(\.|$)|secret_key)|\.(pem|key|p12|pfx|sqlite3)$")
    assert [path for path in tracked if kept_out.search(path)] == []
