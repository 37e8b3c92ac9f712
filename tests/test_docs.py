"""The documents speak of this code: their paths exist, their names are defined, their numbers and layers are right."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from allauth.account import app_settings as allauth_settings
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve
from django.utils import translation

from hubs import languages
from hubs.answers import questionnaire
from hubs.catalogue import corrections
from hubs.interviews import texts
from hubs.models import invitation
from hubs.models.evidence import QUOTE_WORDS
from hubs.sheets import profiles
from hubs.views import keys
from hubs.web import limits
from relocate import middleware

ROOT = Path(__file__).parent.parent
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / ".github").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "fixtures" / "README.md",
]
SOME = re.compile(r"<\w+>")  # as in templates/hubs/<page>.html
QUOTED = re.compile(r"`([^`\s]+)`")
LINKED = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"([\w.*-]+/[\w.*/-]*|\w[\w*-]*\.(?:py|md|toml|html|css|svg|jsonl|lock)|Makefile)(?::([\w.]+))?")
ADDRESS = re.compile(r"[a-z]+:|#")
LAYER = re.compile(r"^\| (\d+) \| `([\w.]+)` \|", re.MULTILINE)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def text_of(document):
    return document.read_text(encoding="utf-8")


def paths_of(text):
    """The paths between back quotes, each with the name that is said to be defined there, or none."""
    found = (PATH.fullmatch(SOME.sub("*", quoted)) for quoted in QUOTED.findall(text))
    return [(path[1], path[2] or "") for path in found if path]


def missing(document):
    """The paths of a document that lead nowhere, from the root or from its own folder."""
    paths = [path for path, _name in paths_of(text_of(document))]
    return [path for path in paths if not any(any(folder.glob(path)) for folder in (ROOT, document.parent))]


@cache
def names_of(path):
    """What a module defines, with the attributes of its classes as Class.attribute."""
    return set(_defined(ast.parse(text_of(ROOT / path)).body))


def _defined(body, prefix=""):
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body, f"{prefix}{node.name}.")
        for target in [*getattr(node, "targets", ()), getattr(node, "target", None)]:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (prefix + name.id for name in names if isinstance(name, ast.Name))


def layers():
    """Each module of the first import contract with the number of its layer, the highest first."""
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    ordered = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [(str(number), module) for number, layer in enumerate(ordered, 1) for module in layer.split(" | ")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document):
    assert missing(document) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(document):
    linked = [link for link in LINKED.findall(text_of(document)) if not ADDRESS.match(link)]
    assert [link for link in linked if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_name_that_a_document_gives_with_a_path_is_defined_there(document):
    named = [(path, name) for path, name in paths_of(text_of(document)) if name]
    assert [f"{path}:{name}" for path, name in named if name not in names_of(path)] == []


def test_paths_are_told_from_what_else_stands_between_back_quotes():
    text = "`hubs/x.py:A.b`, `templates/<number>.html`, `Makefile`; `make run`, `/admin/`, `es`, `.po`, `hubs.web`"
    assert paths_of(text) == [("hubs/x.py", "A.b"), ("templates/*.html", ""), ("Makefile", "")]


def test_the_layers_are_those_of_the_import_contract():
    assert LAYER.findall(text_of(CONTRIBUTING)) == layers()


def test_every_make_target_is_explained():
    said = text_of(CONTRIBUTING) + text_of(ROOT / "README.md")
    targets = set(TARGET.findall(text_of(ROOT / "Makefile"))) - {"help", "clean", "format"}
    assert targets
    assert [target for target in sorted(targets) if not re.search(rf"make {target}\b", said)] == []


COMMAND = re.compile(r"manage\.py (\w+)([^`\n]*)")
MADE = re.compile(r"`make ([a-z-]+)")
SETTING = re.compile(r"`([A-Z]{2,}(?:_[A-Z]+)+)(?:=[^`]*)?`")
ADDRESS_HERE = re.compile(r"`(/[\w./-]*)(?:\?[^`]*)?`")
OF_A_SERVER = re.compile("/(srv|var|etc)/")
SERVED_BEFORE = {"/livez", "/readyz", "/metrics"}  # by middleware: tests/test_health.py, tests/test_observed.py
SECURITY = ROOT / ".github" / "SECURITY.md"
LIMIT = re.compile(r"(\d+)\D*? \(`([A-Z_]+)`\)")
LIMITED = (limits, corrections, invitation, profiles, keys, middleware, questionnaire, texts, settings)
FOR_ROLES = [ROOT / "docs" / f"{name}.md" for name in ("developer", "recruiter", "curator", "operator", "tour")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_there_with_its_options(document):
    for name, rest in COMMAND.findall(text_of(document)):
        assert name in get_commands(), name
        known = load_command_class(get_commands()[name], name).create_parser("manage.py", name)._option_string_actions
        options = re.findall(r"(?<=\s)--[a-z-]+", rest)
        assert [option for option in options if option not in known] == [], name


@pytest.mark.parametrize("document", FOR_ROLES, ids=lambda path: path.name)
def test_a_guide_names_targets_settings_and_addresses_that_there_are(document):
    text = text_of(document)
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert [name for name in MADE.findall(text) if name not in targets] == []
    told = text_of(ROOT / "docs" / "settings.md")
    assert [name for name in SETTING.findall(text) if f"| `{name}` |" not in told] == []
    assert [path for path in ADDRESS_HERE.findall(text) if not (is_served(path) or OF_A_SERVER.match(path))] == []


def is_served(path):
    try:
        with translation.override(translation.get_language_from_path(path) or languages.ENGLISH):
            return path in SERVED_BEFORE or bool(resolve(path))
    except Resolver404:
        return False


def test_the_limits_that_are_told_are_those_of_the_code():
    section = text_of(SECURITY).partition("## Limits")[2].partition("## ")[0]
    told = {name: int(number) for number, name in LIMIT.findall(section)}
    code = {name: getattr(module, name) for module in LIMITED for name in told if hasattr(module, name)}
    assert told == code
    assert [name for name in dir(limits) if re.search("_AN_HOUR|_WITH_A_KEY", name) and name not in told] == []


def test_how_long_a_session_lasts_is_told_as_it_is():
    days = settings.SESSION_COOKIE_AGE // (24 * 60 * 60)
    assert f"A session lasts {days} days from signing in (`SESSION_COOKIE_AGE`)" in text_of(SECURITY)
    assert "after five minutes" in text_of(SECURITY)
    assert allauth_settings.REAUTHENTICATION_TIMEOUT == 5 * 60
    assert not settings.SESSION_SAVE_EVERY_REQUEST


def test_every_guide_is_linked_from_the_readme():
    linked = set(LINKED.findall(text_of(ROOT / "README.md")))
    assert {f"docs/{path.name}" for path in FOR_ROLES} | {"docs/asvs.md"} <= linked


def test_the_length_of_a_quote_is_the_one_that_is_enforced():
    assert re.findall(r"at most (\d+) words", text_of(CONTRIBUTING)) == [str(QUOTE_WORDS)]


def test_every_language_is_named():
    assert [code for code in languages.OTHERS if f"(`{code}`)" not in text_of(CONTRIBUTING)] == []
