"""Tables of any size by command: the same errors, all or nothing, and who did it."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from hubs.catalogue.records import MODELS
from hubs.models import Country
from hubs.sheets import importing
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    makers.make_catalogue()


@pytest.fixture
def table(tmp_path):
    def write(content, name="rows.csv"):
        file = tmp_path / name
        file.write_bytes(content)
        return str(file)

    return write


CHILE = b"code,name\nCL,Chile\nCA,Kanada\nPE,Peru\n"


@pytest.mark.parametrize("ending", ["csv", "semicolons.csv", "xlsx"])
@pytest.mark.parametrize("kind", MODELS)
def test_what_the_command_exports_it_imports_as_no_change(catalogue, tmp_path, capsys, kind, ending):
    file = str(tmp_path / f"rows.{ending}")
    call_command("export_catalogue", kind, file)
    call_command("import_catalogue", kind, file)
    assert f"Imported: 0 new, 0 changed, {MODELS[kind].objects.count()} unchanged" in capsys.readouterr().out


def test_a_dry_run_says_what_would_change_and_changes_nothing(catalogue, table, capsys):
    call_command("import_catalogue", "country", table(CHILE), dry_run=True)
    assert "It would be: 1 new, 1 changed, 1 unchanged" in capsys.readouterr().out
    assert not Country.objects.filter(name__in=("Chile", "Kanada")).exists()


def test_an_import_is_signed(catalogue, table, capsys):
    makers.make_release()
    user = User.objects.create_user("curator")
    call_command("import_catalogue", "country", table(CHILE, "mine.csv"), user="curator")
    told = capsys.readouterr()
    assert "Imported: 1 new, 1 changed, 1 unchanged" in told.out
    assert "publish_release" in told.out
    for code in ("CL", "CA"):
        written = Country.history.filter(code=code).first()
        assert (written.history_user, written.history_change_reason) == (user, "Imported from mine.csv")
    assert Country.history.filter(code="PE").count() == 1


def test_every_error_of_every_row_is_told_and_nothing_written(catalogue, table, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = b"code,name,is_draft\nCL,Chile,false\nBO,,perhaps\nCO,Colombia,false\nUY,Uruguay,false\nCO,Colombia,x\n"
    with pytest.raises(CommandError) as refused:
        call_command("import_catalogue", "country", table(rows))
    told = str(refused.value).splitlines()
    assert told[0] == "nothing was imported:"
    assert [line.partition(":")[0] for line in told[1:]] == [
        "Line 3, name",
        "Line 3, is_draft",
        "Line 6, code",
        "Line 6, is_draft",
    ]
    assert Country.objects.count() == 2


def test_a_table_larger_than_the_admin_takes_is_imported(catalogue, table, settings, capsys):
    settings.IMPORT_ROWS = settings.IMPORT_BYTES = 1
    call_command("import_catalogue", "country", table(CHILE))
    assert Country.objects.filter(code="CL").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("country", "/nowhere.csv"), "No such file"),
        (("country", "{folder}"), "directory"),
        (("country", "{file}", "--user", "nobody"), "no account nobody"),
        (("hub", "{file}"), "Unknown columns: code"),
        (("rumour", "{file}"), "invalid choice"),
    ],
)
def test_what_cannot_be_imported_is_said(catalogue, table, tmp_path, arguments, said):
    known = {"file": table(CHILE), "folder": str(tmp_path)}
    with pytest.raises(CommandError, match=said):
        call_command("import_catalogue", *(argument.format(**known) for argument in arguments))
    assert Country.objects.count() == 2


@pytest.mark.parametrize("arguments", [("hub",), ("hub", "rows.pdf"), ("hub", "rows"), ("hub", "/nowhere/rows.csv")])
def test_a_table_needs_a_file_that_can_be_written(catalogue, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError):
        call_command("export_catalogue", *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_template_is_written_by_command_as_well(catalogue, tmp_path):
    file = tmp_path / "hubs.csv"
    call_command("export_catalogue", "hub", str(file), template=True)
    header, *notes = file.read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith("slug,name,")
    assert all(note.startswith(('"# ', "# ")) for note in notes if note.startswith(("#", '"#')))
    assert "cusco" in notes[-1]


def test_progress_is_told_row_by_row(catalogue, tmp_path, monkeypatch):
    steps = []
    monkeypatch.setattr("tqdm.std.tqdm.update", lambda bar, number: steps.append((bar.total, number)))
    file = str(tmp_path / "rows.csv")
    call_command("export_catalogue", "hub", file)
    call_command("import_catalogue", "hub", file)
    assert steps == [(3, 1), (3, 1), (3, 1), (3, 3)]
