"""What the site says and how it is translated, read without any tool: from the sources and from hubs/locale."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, NamedTuple

from django.template import Context, Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import to_locale

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "hubs" / "locale"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".svg"})
MODULES = sorted(path for folder in ("hubs", "relocate") for path in (ROOT / folder).rglob("*.py"))
# Each function of gettext with the places of its context, message and plural among its arguments.
FUNCTIONS = {"gettext": (None, 0, None), "ngettext": (None, 0, 1), "pgettext": (0, 1, None), "npgettext": (0, 1, 2)}
IN_A_FILTER = re.compile(r"""_\((["'])(.*?)\1\)""")
PLACEHOLDER = re.compile(r"%\((\w+(?:\.\w+)*)\)[sd]|%[sd]")


class Message(NamedTuple):
    """What is looked up: its context, its text, and its text for many."""

    context: str
    text: str
    plural: str = ""


class Entry(NamedTuple):
    """A message as a translator's file has it: one translation, or one for each plural form."""

    message: Message
    translations: tuple[str, ...]
    fuzzy: bool


# The messages of the sources


@cache
def said() -> frozenset[Message]:
    """Every message of the templates and the code."""
    in_templates = (message for path in TEMPLATES for message in of_template(path.read_text(encoding="utf-8")))
    in_code = (message for path in MODULES for message in of_code(path.read_text(encoding="utf-8")))
    return frozenset({*in_templates, *in_code})


def of_template(source: str) -> Iterator[Message]:
    for _quote, text in IN_A_FILTER.findall(source):
        yield Message("", text)
    nodes: Any = Engine.get_default().from_string(source).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        yield Message(_context(node), node.filter_expression.var.literal.replace("%", "%%"))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        text, plural = (node.render_token_list(tokens or [])[0] for tokens in (node.singular, node.plural))
        yield Message(_context(node), text, plural)


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    return node.message_context.resolve(Context()) if node.message_context else ""


def of_code(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) in FUNCTIONS:
            places = FUNCTIONS[names[node.func.id]]
            yield Message(*("" if place is None else ast.literal_eval(node.args[place]) for place in places))


# The translators' files


def locale_of(code: str) -> Path:
    return LOCALE / to_locale(code) / "LC_MESSAGES"


@cache
def translated(code: str) -> dict[Message, Entry]:
    """The entries of one language; the header is the entry without a text."""
    blocks = (locale_of(code) / "django.po").read_text(encoding="utf-8").split("\n\n")
    entries = (_entry(block) for block in blocks if "msgid" in block)
    return {entry.message: entry for entry in entries}


def _entry(block: str) -> Entry:
    parts: dict[str, str] = {}
    name, fuzzy = "", False
    for line in block.splitlines():
        if line.startswith("#"):
            fuzzy = fuzzy or line.startswith("#,") and "fuzzy" in line
            continue
        if not line.startswith('"'):
            name, line = line.split(" ", 1)
        parts[name] = parts.get(name, "") + ast.literal_eval(line)
    message = Message(parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""))
    return Entry(message, tuple(text for name, text in parts.items() if name.startswith("msgstr")), fuzzy)


def compiled(code: str) -> dict[tuple[str, int], str]:
    """What the compiled file of a language holds: each message, with its context, and its plural form."""
    with (locale_of(code) / "django.mo").open("rb") as file:
        catalogue = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key if isinstance(key, tuple) else (key, 0): text for key, text in catalogue.items()}


def placeholders(text: str) -> set[str]:
    return {found[0] for found in PLACEHOLDER.finditer(text)}
