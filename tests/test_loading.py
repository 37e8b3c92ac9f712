import json

import pytest
from django.core.management import CommandError, call_command

from hubs.models import Evidence, Hub
from tests import makers

pytestmark = pytest.mark.django_db


def load(folder, **options):
    call_command("load_catalogue", folder, **options)


@pytest.fixture
def fixtures(tmp_path):
    """One country and two hubs, as a folder of fixtures."""
    country = {"type": "country", "code": "PE", "name": "Peru", "languages": "es"}
    hub = {"type": "hub", "country": "PE", "latitude": -12.0, "longitude": -77.0, "timezone": "America/Lima"}
    write(tmp_path / "b.jsonl", country)
    write(tmp_path / "a.jsonl", hub | {"slug": "lima", "name": "Lima"}, hub | {"slug": "cusco", "name": "Cusco"})
    return tmp_path


def write(file, *records):
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def change(folder, slug, /, **values):
    file = folder / "a.jsonl"
    records = [json.loads(line) for line in file.read_text().splitlines()]
    write(file, *(record | values if record["slug"] == slug else record for record in records))


def test_loads_in_the_order_of_references_whatever_the_files_are_called(fixtures):
    load(fixtures)
    assert Hub.objects.get(slug="lima").country.name == "Peru"


def test_loading_twice_changes_nothing(fixtures, capsys):
    load(fixtures)
    before = list(Hub.history.values_list("history_id", flat=True))
    load(fixtures)
    assert "0 created, 0 updated, 3 unchanged, 0 kept" in capsys.readouterr().out
    assert list(Hub.history.values_list("history_id", flat=True)) == before


def test_a_changed_fixture_updates_an_untouched_row(fixtures):
    load(fixtures)
    change(fixtures, "lima", name="Lima Metropolitana")
    load(fixtures)
    assert Hub.objects.get(slug="lima").name == "Lima Metropolitana"
    assert Hub.objects.get(slug="cusco").name == "Cusco"


def test_an_admins_edit_stays_and_is_named(fixtures, capsys):
    load(fixtures)
    edit = Hub.objects.get(slug="lima")
    edit.name = "Lima, the capital"
    edit.save()
    change(fixtures, "lima", name="Lima Metropolitana")
    load(fixtures)
    assert Hub.objects.get(slug="lima").name == "Lima, the capital"
    assert "kept as edited here: hub lima" in capsys.readouterr().out


def test_a_row_that_an_admin_deleted_stays_away(fixtures, capsys):
    load(fixtures)
    Hub.objects.get(slug="lima").delete()
    load(fixtures)
    assert not Hub.objects.filter(slug="lima").exists()
    assert "kept as edited here: hub lima" in capsys.readouterr().out


def test_overwrite_brings_the_fixtures_back(fixtures):
    load(fixtures)
    Hub.objects.filter(slug="lima").update(name="Edited")
    Hub.objects.get(slug="cusco").delete()
    load(fixtures, overwrite=True)
    assert sorted(Hub.objects.values_list("name", flat=True)) == ["Cusco", "Lima"]


def test_a_row_an_admin_made_under_the_same_key_is_kept(fixtures):
    makers.make_hub("lima", name="Mine")
    load(fixtures)
    assert Hub.objects.get(slug="lima").name == "Mine"


@pytest.mark.parametrize(
    ("slug", "values", "complaint"),
    [
        ("lima", {"latitude": 91.0}, "a.jsonl:1: .*90"),
        ("cusco", {"timezone": "Mars/Olympus"}, "a.jsonl:2: .*IANA"),
        ("cusco", {"country": "XX"}, "a.jsonl:2: no country .'XX'"),
        ("cusco", {"slug": "lima"}, "a.jsonl:2: stands in a.jsonl:1 already"),
        ("cusco", {"mayor": "somebody"}, "a.jsonl:2: unknown field mayor"),
        ("cusco", {"type": "village"}, "a.jsonl:2: unknown record type 'village'"),
        ("cusco", {"latitude": "north"}, "a.jsonl:2: .*float"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_loaded(fixtures, slug, values, complaint):
    change(fixtures, slug, **values)
    with pytest.raises(CommandError, match=complaint):
        load(fixtures)
    assert not Hub.objects.exists()


def test_a_line_that_is_not_json_is_named(fixtures):
    (fixtures / "c.jsonl").write_text("{\n")
    with pytest.raises(CommandError, match="c.jsonl:1"):
        load(fixtures)


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        load(tmp_path / "nowhere")


def test_an_export_loads_into_the_same_catalogue(tmp_path, capsys):
    makers.make_catalogue()
    call_command("export_catalogue")
    exported = capsys.readouterr().out
    (tmp_path / "all.jsonl").write_text(exported, encoding="utf-8")
    Evidence.objects.all().delete()
    load(tmp_path, overwrite=True)
    capsys.readouterr()
    call_command("export_catalogue")
    assert capsys.readouterr().out == exported


def test_the_export_leaves_out_drafts_and_what_hangs_on_them(capsys):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(is_draft=True)
    call_command("export_catalogue")
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {record["slug"] for record in records if record["type"] == "hub"} == {"cusco", "toronto"}
    assert not [record for record in records if record.get("hub") == "lima"]


def test_exported_evidence_says_what_it_counts_for(capsys):
    makers.make_catalogue()
    call_command("export_catalogue")
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    country_level = next(record for record in records if record.get("kind") == "country-level")
    assert country_level["hub"] is None
    assert country_level["country"] == "PE"
    assert 0.2 < country_level["strength"] <= 0.25
