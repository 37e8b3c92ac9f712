"""The file of the database is made on purpose alone, and missed when it is gone."""

from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from relocate import environment
from relocate.file_database.base import may_be_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "relocate.sqlite3"


@pytest.fixture
def opened(file):
    """A database with one row."""
    connections = ConnectionHandler({"default": environment.sqlite(file)})
    with may_be_made(), connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word)")
        cursor.execute("INSERT INTO kept VALUES ('one')")
    return connections["default"]


def words(database):
    with database.cursor() as cursor:
        return [word for (word,) in cursor.execute("SELECT word FROM kept").fetchall()]


def next_request(database):
    database.close_if_unusable_or_obsolete()


def test_no_file_is_made_by_whoever_looks_for_one(file):
    database = ConnectionHandler({"default": environment.sqlite(file)})["default"]
    with pytest.raises(OperationalError, match=r"relocate\.sqlite3 is gone\. Put it back"):
        database.ensure_connection()
    assert not file.exists()


def test_an_empty_file_is_no_database(file):
    file.touch()
    with pytest.raises(OperationalError, match=r"relocate\.sqlite3 is empty"):
        ConnectionHandler({"default": environment.sqlite(file)})["default"].ensure_connection()
    assert file.stat().st_size == 0


def test_a_file_is_missed_at_the_next_request_and_found_again(opened, file, tmp_path):
    file.rename(tmp_path / "away")
    next_request(opened)
    with pytest.raises(OperationalError, match="is gone"):
        words(opened)
    (tmp_path / "away").rename(file)
    next_request(opened)
    assert words(opened) == ["one"]


def test_nobody_is_told_that_something_is_kept_which_went_into_a_file_that_is_gone(opened, file, tmp_path, monkeypatch):
    monkeypatch.setattr("django.db.transaction.get_connection", lambda using=None: opened)

    def write(word):
        with transaction.atomic(), opened.cursor() as cursor:
            cursor.execute("INSERT INTO kept VALUES (%s)", [word])
            if word == "lost":
                file.rename(tmp_path / "away")

    write("two")
    with pytest.raises(OperationalError, match="was deleted or moved meanwhile"):
        write("lost")
    assert words(opened)[:2] == ["one", "two"]


def test_a_connection_to_a_file_that_is_gone_leaves_the_log_of_its_successor_alone(opened, file, tmp_path):
    for part in list(tmp_path.iterdir()):
        part.unlink()
    successor = ConnectionHandler({"default": environment.sqlite(file)})["default"]
    with may_be_made(), successor.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word)")
    log = file.with_name(f"{file.name}-wal")
    assert log.stat().st_size
    opened.close()
    assert log.stat().st_size
    successor.close()
    assert not log.exists(), "closed as usual"


def test_a_database_that_was_here_is_not_begun_anew(settings, file, tmp_path, monkeypatch):
    settings.LOCAL_DIR = tmp_path
    (tmp_path / "database").write_text(str(file), encoding="utf-8")
    here = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": file})
    monkeypatch.setattr("hubs.management.commands.migrate.connection", here)
    with pytest.raises(CommandError, match="was here and is gone"):
        call_command("migrate")
    assert not file.exists()
