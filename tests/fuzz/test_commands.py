"""Every command, given arguments that nobody would give: it does its work or says in a line why not."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests import makers
from tests.fuzz.cases import HOSTILE, fuzz, many
from tests.fuzz.test_readers import files

pytestmark = [pytest.mark.django_db, fuzz]
# These two take no argument that could be hostile, and minutes: `prepare` has tests of its own, `fit_reader` as well.
LEFT_OUT = {"prepare", "fit_reader"}
OURS = sorted({name for name, app in get_commands().items() if app == "hubs"} - LEFT_OUT)


def arguments(data, name, folder):
    """Arguments of the command's own, each with something known, a hostile word or a hostile file."""
    parser, given_ = load_command_class("hubs", name).create_parser("manage.py", name), []
    for action in parser._actions:
        own = not (set(action.option_strings) & {"-h", "--help", "--version", "-v", "--settings", "--pythonpath"})
        shared = {"--traceback", "--no-color", "--force-color", "--skip-checks"}
        if not own or set(action.option_strings) & shared:
            continue
        if action.option_strings and not action.required and data.draw(st.booleans()):
            continue
        given_ += action.option_strings[-1:]
        if action.nargs != 0:
            given_.append(value(data, action, folder))
    return given_


def value(data, action, folder):
    known = [str(each) for each in action.choices or ()] or ["lima", "2026-02-17", "cost=2", "owner"]
    text = HOSTILE.filter(lambda word: "\x00" not in word and not word.startswith("-"))
    if action.type is Path:
        file = folder / data.draw(st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a.docx", "a.json", "a"]))
        file.write_bytes(data.draw(files()))
        return str(
            data.draw(st.sampled_from([file, file, file, folder, folder / "nowhere" / "a.csv", folder / "fresh.csv"]))
        )
    return data.draw(st.one_of(st.sampled_from(known), text))


def run(name, given_):
    out = io.StringIO()
    try:
        with transaction.atomic(), redirect_stdout(out), redirect_stderr(out):
            try:
                call_command(name, *given_, stdout=out, stderr=out)
            finally:
                transaction.set_rollback(True)
    except CommandError:
        return name, "refused"
    except SystemExit as ended:
        return name, f"ended with {ended.code}"
    return name, "done"


def test_every_command_does_its_work_or_says_why_not(tmp_path, measured):
    makers.make_release()

    @many(600)
    @given(st.data())
    def holds(data):
        name = data.draw(st.sampled_from(OURS))
        given_ = arguments(data, name, tmp_path)
        measured.run(f"{name} {given_}", lambda: run(name, given_))

    holds()


def test_the_commands_are_ours():
    assert {"rank", "import_catalogue", "restore"} <= set(OURS)
