"""One file of everything: the same rows again on an empty database, of either kind."""

import gzip
import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from hubs import backups
from hubs.models import Hub, Release, SharedRanking
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def used():
    """A site in use: a release, a shared ranking, people, history in microseconds, translated texts."""
    makers.make_release()
    User.objects.create_superuser("ana", password="correct horse")
    Client().post("/share/", {"answers": "cost=2&family=1", "title": "Für uns — «dos»"})
    hub = Hub.objects.get(slug="lima")
    hub.name_fr = "Lima (Pérou)"
    hub.save()
    assert SharedRanking.objects.count() == 1


def lines(path):
    with gzip.open(path) as packed:
        return [json.loads(line) for line in packed]


def rows(path):
    return lines(path)[1:-1]


def emptied():
    backups._clear()
    assert backups.is_empty()


def test_what_is_restored_is_what_was_backed_up(used, tmp_path):
    exported = export()
    call_command("backup", tmp_path / "one.gz", stdout=StringIO())
    emptied()
    call_command("restore", tmp_path / "one.gz", stdout=StringIO())
    call_command("backup", tmp_path / "two.gz", stdout=StringIO())
    assert rows(tmp_path / "one.gz") == rows(tmp_path / "two.gz")
    assert {"hubs.Hub", "hubs.Release", "hubs.SharedRanking", "hubs.HistoricalHub", "auth.User_groups"} <= {
        model._meta.label for model in backups.stored_models()
    }
    assert export() == exported
    assert Client().login(username="ana", password="correct horse")


def export():
    told = StringIO()
    call_command("export_catalogue", stdout=told)
    return told.getvalue()


def test_what_is_made_after_a_restore_gets_a_number_of_its_own(used, tmp_path):
    backups.write(tmp_path / "one.gz")
    highest = User.objects.latest("pk").pk
    emptied()
    backups.restore(tmp_path / "one.gz")
    assert User.objects.create(username="ben").pk > highest


def test_nobody_is_signed_in_by_a_file(used, tmp_path):
    Client().force_login(User.objects.get())
    backups.write(tmp_path / "one.gz")
    assert not [row for row in rows(tmp_path / "one.gz") if row["table"].startswith("sessions")]


def test_a_file_is_for_its_owner_alone_and_has_its_name_once_it_is_whole(used, tmp_path, monkeypatch):
    backups.write(tmp_path / "one.gz")
    assert (tmp_path / "one.gz").stat().st_mode & 0o777 == 0o600

    def full():
        yield b"{}\n"
        raise OSError(28, "No space left on device")

    before = (tmp_path / "one.gz").read_bytes()
    monkeypatch.setattr(backups, "_lines", full)
    with pytest.raises(CommandError, match="one.gz cannot be written: No space left on device"):
        call_command("backup", tmp_path / "one.gz")
    assert (tmp_path / "one.gz").read_bytes() == before


def test_a_database_in_use_is_not_overwritten(used, tmp_path):
    backups.write(tmp_path / "one.gz")
    with pytest.raises(CommandError, match="in use"):
        call_command("restore", tmp_path / "one.gz")
    assert Release.objects.count() == 1


def cut(packed):
    return packed[: len(packed) // 2]


def flipped(packed):
    return packed[:-200] + bytes([packed[-200] ^ 1]) + packed[-199:]


def without_a_row(packed):
    found = gzip.decompress(packed).splitlines(keepends=True)
    return gzip.compress(b"".join(found[:20] + found[21:]))


def of_another_version(packed):
    head, *others = gzip.decompress(packed).splitlines(keepends=True)
    told = json.loads(head)
    told["migrations"].append("hubs.9999_later")
    return gzip.compress(b"".join([json.dumps(told).encode() + b"\n", *others]))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (cut, "damaged"),
        (flipped, "damaged"),
        (without_a_row, "damaged or cut off"),
        (lambda packed: b"no backup", "damaged or no backup"),
        (lambda packed: gzip.compress(b'{"hub": 1}\n'), "no backup"),
        (of_another_version, "another version of Relocate.*hubs.9999_later"),
    ],
)
def test_a_damaged_file_is_refused_before_anything_is_written(used, tmp_path, damage, told):
    path = tmp_path / "one.gz"
    backups.write(path)
    path.write_bytes(damage(path.read_bytes()))
    emptied()
    with pytest.raises(CommandError, match=told):
        call_command("restore", path)
    assert backups.is_empty()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.gz cannot be read: No such file"):
        call_command("restore", tmp_path / "none.gz")


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_one_moment_while_others_write(used, tmp_path, monkeypatch):
    """A hub that somebody adds in the middle is not in it, and its writer does not wait."""
    whole = backups._lines

    def interrupted():
        for number, line in enumerate(whole()):
            if number == 1:
                elsewhere("Hub.objects.filter(slug='lima').update(name_fr='Meanwhile')")
            yield line

    monkeypatch.setattr(backups, "_lines", interrupted)
    backups.write(tmp_path / "one.gz")
    (lima,) = [row for row in rows(tmp_path / "one.gz") if row["table"] == "hubs.Hub" and row["slug"] == "lima"]
    assert lima["name_fr"] == "Lima (Pérou)"
    assert Hub.objects.get(slug="lima").name_fr == "Meanwhile"


def elsewhere(statement):
    """Run in another process, on this test's database."""
    named = connection.settings_dict["NAME"]
    code = (
        "import django; from django.conf import settings as s; s.DATABASES['default']['NAME'] = "
        f"{str(named)!r}; django.setup(); from hubs.models import Hub; {statement}"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        timeout=60,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
