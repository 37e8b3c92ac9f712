"""What the site says and how it is translated, read without any tool: from the sources and from hubs/locale."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.template import Context, Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import to_locale

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "hubs" / "locale"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".svg", ".txt"})
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
        alias.asname or alias.name: alias.name.removesuffix("_lazy").removesuffix("_noop")
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
    """The entries of one language."""
    return {_message(entry): _entry(entry) for entry in polib.pofile(str(locale_of(code) / "django.po"))}


def _message(entry: Any) -> Message:
    return Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural)


def _entry(entry: Any) -> Entry:
    translations = tuple(entry.msgstr_plural.values()) or (entry.msgstr,)
    return Entry(_message(entry), translations, "fuzzy" in entry.flags)


def compiled(code: str) -> dict[Message, tuple[str, ...]]:
    """What the compiled file of a language holds."""
    return {_message(entry): _entry(entry).translations for entry in polib.mofile(str(locale_of(code) / "django.mo"))}


def plural_forms(code: str, suffix: str = "po") -> int:
    """How many forms of a plural a file says that its language has."""
    read = polib.pofile if suffix == "po" else polib.mofile
    said = re.match(r"nplurals=(\d);", read(str(locale_of(code) / f"django.{suffix}")).metadata["Plural-Forms"])
    assert said
    return int(said[1])


def placeholders(text: str) -> set[str]:
    return {found[0] for found in PLACEHOLDER.finditer(text)}
