"""What is written about the API holds: every example of its page and of docs/api.md is run, and so is the client."""

import html
import re
import shlex
import sys
from importlib import util
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hubs.api.openapi import operations
from hubs.api.paging import MOST
from hubs.models import ApiKey, Invitation, SharedRanking
from hubs.models.api_key import Scope
from tests import makers
from tests.pages import Page

DOCS = Path(__file__).parent.parent / "docs"
TEXT = (DOCS / "api.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^curl .+$", TEXT, re.MULTILINE)
(PROGRAM,) = re.findall(r"```python\n(.+?)```", TEXT, re.DOTALL)


def make_key():
    return ApiKey.objects.make(User.objects.create_user("ana"), "A program", Scope.values, None)[1]


def make_link(key):
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "before"}
    body = {"answers": {"cost": 2}}
    return Client().post("/api/v1/links", body, "application/json", headers=headers).json()["token"]


def run(command, key):
    """What a command of curl would get."""
    values = {"$SITE": "http://testserver", "$RELOCATE_KEY": key}
    if "$TOKEN" in command:
        values["$TOKEN"] = make_link(key)
    for name, value in values.items():
        command = command.replace(name, value)
    words = iter(shlex.split(command.replace("\\\n", "")))
    assert next(words) == "curl"
    method, address, headers, body = "GET", "", {}, None
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            method, body = "POST", next(words)
        else:
            address = word
    assert "$" not in address
    path = address.removeprefix("http://testserver")
    kind = headers.pop("Content-Type", "application/json")
    response = Client().generic(method, path, body or "", kind, headers=headers)
    assert b"".join(response) or response.status_code == 204
    return response


@pytest.fixture
def release():
    return makers.make_release()


@pytest.mark.django_db
def test_the_page_describes_every_endpoint_and_each_example_works(client, release):
    found = re.findall(r'<code class="example">(.+?)</code>', client.get("/api/").content.decode(), re.DOTALL)
    assert len(found) == len(list(operations()))
    key = make_key()
    token = make_link(key)
    Invitation.objects.create(owner=User.objects.get(), title="Which?", sender="Ana", token=token)
    for example in map(html.unescape, found):
        command = example if "DELETE" in example else example.replace("$TOKEN", token)
        assert run(command, key).status_code in {200, 201, 204}, example


@pytest.mark.django_db
def test_the_page_asks_nobody_else_and_has_no_inline_code(client, release):
    response = client.get("/api/")
    page = Page(response)
    assert page.inline_code == []
    asked = page.values("script[src]", "src") + page.values("link", "href") + page.values("img", "src")
    assert {urlsplit(each).netloc for each in asked} <= {"", "testserver"}
    assert str(MOST) in page.words
    assert f"{1000:,}" in page.words


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/es", "/pt-br", "/fr"])
def test_the_page_is_there_in_each_language(client, release, prefix):
    assert client.get(f"{prefix}/api/").status_code == 200


@pytest.mark.django_db
def test_every_command_of_the_documentation_works():
    makers.make_real_release()
    key = make_key()
    for command in COMMANDS:
        assert run(command, key).status_code in {200, 201, 204}, command
    assert len(COMMANDS) >= 10


@pytest.fixture
def client_module(monkeypatch):
    found = util.spec_from_file_location("client", DOCS / "client.py")
    module = util.module_from_spec(found)
    found.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "client", module)
    return module


@pytest.fixture
def served(transactional_db, live_server):
    makers.make_real_release()
    return live_server.url


def test_the_program_of_the_documentation_runs(served, client_module, capsys):
    exec(compile(PROGRAM, "docs/api.md", "exec"), {"SITE": served})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "422"]


def test_the_client_reads_everything_there_is(served, client_module):
    relocate = client_module.Client(served)
    hubs = list(relocate.hubs())
    assert len(hubs) == len({hub["slug"] for hub in hubs}) > 20
    assert all(item["source"] for item in relocate.evidence("medellin", "cost"))
    with pytest.raises(client_module.Refused) as refused:
        list(relocate.links())
    assert refused.value.status == 401


def test_the_client_makes_lists_and_withdraws_a_link(served, client_module):
    relocate = client_module.Client(served, key=make_key())
    link = relocate.share({"family": 3, "cost": 2}, "mine", title="For us two")
    assert relocate.share({"family": 3, "cost": 2}, "mine", title="For us two") == link
    assert [each["title"] for each in relocate.links()] == ["For us two"]
    assert relocate.shared(link["token"])["release"] == 1
    relocate.withdraw(link["token"])
    with pytest.raises(client_module.Refused, match="410"):
        relocate.shared(link["token"])
    assert SharedRanking.objects.get().withdrawn_at


def test_the_client_is_short_and_needs_nothing():
    lines = (DOCS / "client.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
