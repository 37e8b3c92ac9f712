"""docs/settings.md names every setting that the code reads, with the default that it has there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| `([A-Z_]+)` \|.*\| (?:`([^`]*)`|–) \|$", re.MULTILINE)
READERS = {"flag", "number", "text", "choice", "path", "words", "os.environ.get"}
OF_OTHERS = {"GUNICORN_PID", "DJANGO_SETTINGS_MODULE", "OPENBLAS_NUM_THREADS", "LISTEN_PID"}


def documented():
    return dict(ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def read():
    """Each setting with what is written as its default in the code; empty if nothing or no constant is."""
    found = {}
    for file in (ROOT / "relocate").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = setting(node)
            if name and name not in OF_OTHERS:
                found[name] = max(found.get(name, ""), default(node), key=len)
    return found


def setting(node):
    """The variable that a call reads, such as flag("DEBUG") or os.environ.get("BIND")."""
    if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
        return None
    called = ast.unparse(node.func).removeprefix("environment.")
    name = node.args[0].value
    return name if called in READERS and re.fullmatch(r"[A-Z][A-Z_]+", str(name)) else None


def default(node):
    if len(node.args) < 2:
        return ""
    expression = ast.Expression(node.args[1])
    return str(eval(compile(expression, "default", "eval")))


def test_every_setting_stands_in_the_table_and_no_other():
    assert read().keys() == documented().keys()


def test_every_default_is_the_one_of_the_code():
    flags = {"ADMIN_NEEDS_SECOND_FACTOR", "DEBUG", "HSTS_SUBDOMAINS", "HSTS_PRELOAD", "BEHIND_PROXY", "SHARE_PORT"}
    told = {name: "" if name in flags and value == "false" else value for name, value in documented().items()}
    told["HTTPS"] = ""  # depends on DEBUG: tests/test_environment.py
    assert told == read()
