import json

import pytest
from django.core.management import CommandError, call_command

from hubs.catalogue import records
from hubs.models import Country, Criterion, Entry, Evidence, Figure, Hub, Indicator, Option, Permit
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


def test_what_was_deleted_together_with_what_it_belonged_to_stays_away(fixtures):
    """A hub with its country, an option with its criterion."""
    makers.make_catalogue()
    criterion = {name: f"A {name}" for name in ("name", "question", "help_text", "low", "high")}
    write(
        fixtures / "c.jsonl",
        {"type": "criterion", "slug": "food", "kind": "labels", "icon": "banknote", **criterion},
        {"type": "option", "criterion": "food", "slug": "vegan", "name": "Vegan"},
    )
    load(fixtures)
    Criterion.objects.get(slug="food").delete()
    for model in (Evidence, Figure, Hub, Country):
        model.objects.all().delete()
    load(fixtures)
    assert not Hub.objects.exists()
    assert not Country.objects.exists()
    assert not Option.objects.filter(slug="vegan").exists()


# Fixtures that came before, and fixtures that are gone

FORMER = [
    {"type": "kind", "slug": "first-hand", "name": "First-hand", "meaning": "Lived.", "strength": 1.0},
    {
        "type": "criterion",
        "slug": "cost",
        "name": "Cost",
        "question": "Cheap?",
        "help_text": "-",
        "low": "Dear",
        "high": "Cheap",
        "kind": "rating",
        "icon": "banknote",
    },
    {
        "type": "indicator",
        "slug": "rent",
        "name": "Rent",
        "unit": "US$",
        "criterion": "cost",
        "shape": "less",
        "lower": 0.0,
        "upper": 5000.0,
    },
    {"type": "source", "slug": "a", "kind": "article", "title": "A", "date": "2026", "language": "en"},
    {
        "type": "evidence",
        "slug": "said",
        "hub": "lima",
        "form": "claim",
        "criterion": "cost",
        "rating": 1,
        "text": "It is cheap.",
        "speaker": "Ana",
        "source": "a",
        "kind": "first-hand",
    },
    {
        "type": "figure",
        "slug": "rent-lima",
        "hub": "lima",
        "indicator": "rent",
        "value": 500.0,
        "scope": "city",
        "source": "a",
    },
]
DIGESTS = {
    "kind": "3f4d42b88eb52ac0102995fcd6d13bb213096ff98dbfff199a50c98e5bd383e5",
    "criterion": "f0bae861b7c545e5b0c16b1a6cfa46475065422525edfb8d6374aa45b315b6af",
    "indicator": "b6d51898637ca9c917ea80f766f8d0a981d8b3e9d91acb7de31a31aed48963a0",
    "source": "ed7b8e1e99fc7596dcd91a7414687c382d4134b4c336e6b371980a01a907a767",
    "evidence": "4d98054d8c0e849bdf6bc3bbad090fc963c383aa7d990c98f48187f8432ab92e",
    "figure": "57e77bf4318543e63aba1574ac8f9a095d68f5373d015459de8b8f57b2ef2374",
}


@pytest.fixture
def former(fixtures):
    """What a site had loaded before figures had roles, with the digests that it stored then."""
    load(fixtures)
    for record in map(records.complete, FORMER):
        values = records.References().values(record)
        records.model_of(record).objects.create(seed_digest=DIGESTS[record["type"]], **values)
    write(fixtures / "c.jsonl", *(row | {"role": "defining"} if row["type"] == "indicator" else row for row in FORMER))
    return fixtures


@pytest.mark.parametrize("record", FORMER, ids=lambda record: record["type"])
def test_a_digest_stays_what_it_was_before_the_later_fields(record):
    assert records.digest(records.complete(record)) == DIGESTS[record["type"]]


def test_what_a_later_field_says_is_part_of_the_digest():
    told = {"role": "defining", "step": 1.25, "within_country": True, "must": True, "label": "ai"}
    rent = next(record for record in FORMER if record["type"] == "indicator")
    digests = {records.digest(records.complete(rent | {name: value})) for name, value in told.items()}
    assert len(digests | {DIGESTS["indicator"]}) == len(told) + 1


def test_rows_of_the_former_fixtures_are_no_edits(former, capsys):
    capsys.readouterr()
    load(former)
    assert "0 created, 1 updated, 8 unchanged, 0 kept, 0 removed" in capsys.readouterr().out
    assert Indicator.objects.get().role == "defining"


def test_an_edited_row_of_the_former_fixtures_is_kept(former, capsys):
    Indicator.objects.update(upper=9000.0)
    load(former)
    assert "kept as edited here: indicator rent" in capsys.readouterr().out
    assert (Indicator.objects.get().role, Indicator.objects.get().upper) == ("", 9000.0)


def drop(folder, *slugs):
    for file in folder.glob("*.jsonl"):
        write(file, *(r for r in map(json.loads, file.read_text().splitlines()) if r.get("slug") not in slugs))


def test_what_is_gone_from_the_fixtures_is_removed(former, capsys):
    load(former)
    drop(former, "said", "rent-lima", "rent", "cusco")
    capsys.readouterr()
    load(former)
    assert "0 kept, 4 removed" in capsys.readouterr().out
    assert not Evidence.objects.exists()
    assert not Figure.objects.exists()
    assert not Indicator.objects.exists()
    assert Hub.objects.get().slug == "lima"


def test_what_is_gone_and_comes_back_is_loaded_again(former):
    load(former)
    whole = (former / "c.jsonl").read_text()
    drop(former, "said")
    load(former)
    (former / "c.jsonl").write_text(whole)
    load(former)
    assert Evidence.objects.get().slug == "said"
    Evidence.objects.get().delete()
    load(former)
    assert not Evidence.objects.exists(), "now an admin deleted it"


def test_what_is_gone_stays_where_an_admin_edited_it(former, capsys):
    load(former)
    Evidence.objects.update(rating=-1)
    drop(former, "said")
    load(former)
    assert Evidence.objects.get().rating == -1


def test_what_an_admin_made_is_never_removed(former):
    load(former)
    makers.make_hub("quito", country=Country.objects.get())
    load(former)
    assert Hub.objects.filter(slug="quito").exists()


@pytest.mark.parametrize("gone", ["cost", "a", "first-hand", "rent", "lima"])
def test_what_is_gone_and_still_needed_is_kept(former, capsys, gone):
    """An admin's own statement and figure hang on it: neither may go with it."""
    load(former)
    Evidence.objects.update(rating=-1)
    Figure.objects.update(value=700.0)
    drop(former, gone, "said", "rent-lima")
    load(former)
    assert f" {gone}" in capsys.readouterr().out
    assert Evidence.objects.get().rating == -1
    assert Figure.objects.get().value == 700.0


def test_what_was_removed_is_said_to_need_publishing(former, capsys):
    load(former)
    makers.make_kind("figure-defining", 6.0)
    makers.make_release()
    drop(former, "said")
    load(former)
    assert "Pages show this once it is published" in capsys.readouterr().out


def test_the_order_of_keys_within_a_field_is_no_edit(fixtures):
    """PostgreSQL keeps them in an order of its own: what nobody touched is brought up to date there as well."""
    source = {"type": "source", "slug": "a-table", "kind": "dataset", "title": "A table"}
    entry = {"type": "entry", "slug": "entry-pe", "country": "PE", "checked": "2026-02-17", "source": "a-table"}
    entry["requirements"] = {"180": "US", "30": "DE", "e-visa": "CA", "own": "PE"}
    write(fixtures / "c.jsonl", source, entry)
    load(fixtures)
    Entry.objects.update(requirements={"30": "DE", "180": "US", "own": "PE", "e-visa": "CA"})
    write(fixtures / "c.jsonl", source, entry | {"note": "Read again."})
    load(fixtures)
    assert Entry.objects.get().note == "Read again."


def test_a_permit_from_before_agreements_is_as_it_was_loaded(fixtures):
    source = {"type": "source", "slug": "a-table", "kind": "dataset", "title": "A table"}
    permit = {"type": "permit", "slug": "pe-permit", "country": "PE", "name": "Nomad visa", "status": "open"}
    permit |= {"checked": "2026-07-26", "source": "a-table"}
    write(fixtures / "c.jsonl", source, permit)
    load(fixtures)
    record = {name: value for name, value in records.to_record(Permit.objects.get()).items() if name != "passports"}
    Permit.objects.update(seed_digest=records.digest(record))
    write(fixtures / "c.jsonl", source, permit | {"note": "Read again."})
    load(fixtures)
    assert Permit.objects.get().note == "Read again."
