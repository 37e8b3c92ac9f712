"""Run as a process of its own: an act is killed at one writing statement after another; what is stored is compared."""

import hashlib
import os
import signal
import traceback
from itertools import chain, count
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client

from hubs import backups
from hubs.catalogue.publishing import publish
from hubs.models import Hub

WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP")
BEFORE_MANY, BEFORE_SOME = "0011", "0017"  # migrations; each start takes seconds
COMMIT, AFTER_COMMIT = 0, -1


def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)


def act_and_die(act, point):
    """In a child: killed before the statement of this number that writes, before all of it is kept, or right after."""
    written = 0

    def dies_in_time(execute, sql, params, many, context):
        nonlocal written
        written += sql.lstrip('( "').upper().startswith(WRITES)
        if written == point > COMMIT:
            die()
        return execute(sql, params, many, context)

    if point == COMMIT:
        connection.commit = die
    if point == AFTER_COMMIT:
        commit = connection.commit
        connection.commit = lambda: (commit(), written and die())
    with connection.execute_wrapper(dies_in_time):
        act()


def stored():
    _, *rows = backups._lines()
    return hashlib.sha256(b"".join(rows)).hexdigest()


def part():
    """Leave the database, so that a child may open it: neither shares a connection with another process."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def is_killed(act, point):
    """Whether a child came so far; one that did not has done the act."""
    part()
    child = os.fork()
    if not child:
        try:
            act_and_die(act, point)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended) or ended == 0, "the act itself failed"
    return os.WIFSIGNALED(ended)


def all_or_nothing(act, seen=stored, *, commits=True):
    """Kill the act at its end and at its first, second, fourth, eighth writing statement ...; then let it live."""
    before = seen()
    for point in chain([COMMIT] if commits else [], (2**power for power in count())):
        if not is_killed(act, point):
            break
        assert seen() == before, f"killed at {point}, something was left behind"
    assert seen() != before, "the act does nothing"
    assert point > 1, "nothing was killed"


def share():
    reader = Client(SERVER_NAME="localhost")

    def act():
        answer = reader.post("/share/", {"answers": "cost=2&family=1", "title": "killed"})
        assert answer.status_code == 302

    reader.get("/share/?cost=2&family=1")  # the release is loaded once, not by each child
    all_or_nothing(act, commits=False)  # one statement, which is kept at once


def publish_release():
    Hub.objects.filter(slug="lima").update(name="Lima II")
    all_or_nothing(lambda: publish(note="Edited"))


def import_catalogue(folder):
    file = Path(folder) / "hubs.csv"
    call_command("export_catalogue", "hub", file)
    edit(file)
    all_or_nothing(lambda: call_command("import_catalogue", "hub", file))


def load_catalogue(folder):
    file = Path(folder) / "all.jsonl"
    with file.open("w", encoding="utf-8") as written:
        call_command("export_catalogue", stdout=written)
    edit(file)
    all_or_nothing(lambda: call_command("load_catalogue", folder, overwrite=True))


def edit(file):
    file.write_text(file.read_text(encoding="utf-8").replace("America/Lima", "America/Bogota"), encoding="utf-8")


def migrate():
    """Each migration is whole or not there; the next start goes on with the first that is not.

    Killed right after it has kept something, it goes on as well: what is kept is noted with it.
    """
    last, act = [], lambda: call_command("migrate", verbosity=0)

    def applied():
        found = backups.migrations()
        assert set(last) <= set(found)
        last[:] = found
        return "done" if found == whole else "begun"

    whole = backups.migrations()
    call_command("migrate", "hubs", BEFORE_MANY, verbosity=0)
    last[:] = backups.migrations()
    all_or_nothing(act, applied)
    call_command("migrate", "hubs", BEFORE_SOME, verbosity=0)
    missing = len(whole) - len(backups.migrations())
    assert sum(iter(lambda: is_killed(act, AFTER_COMMIT), False)) >= missing > 1
    assert backups.migrations() == whole
