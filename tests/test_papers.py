"""Papers as records: entry by passport and permits to stay, from the table to the release and back."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from hubs.catalogue import releases
from hubs.catalogue.passports import by_passport
from hubs.catalogue.records import accepted
from hubs.models import Country, Entry, Permit
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def peru():
    makers.make_catalogue()
    return Country.objects.get(code="PE")


@pytest.fixture(scope="module")
def catalogue():
    return releases.catalogue_of(makers.real_payload(), 1, "0" * 64)


def test_every_country_of_a_hub_has_its_entries(catalogue):
    homes = {hub.country.code for hub in catalogue.hubs.values()}
    assert set(catalogue.entries) == homes
    for code, found in catalogue.entries.items():
        assert found.of(code) == "own"
        assert len(by_passport(found.requirements)) == 199
        assert set(by_passport(found.requirements)) <= set(catalogue.countries)
        assert found.of("ZZ") == ""
        assert found.source.licence == "MIT"


def test_the_table_is_small_in_a_release():
    records = makers.real_payload()["records"]
    assert len(json.dumps([each for each in records if each["type"] == "entry"])) < 10_000


def test_papers_are_frozen_in_the_readers_language(peru):
    Permit.objects.update(name_es="Visa de nómada")
    makers.make_release(note="papers")
    english, spanish = (releases.newest()[language] for language in ("en", "es"))
    assert english.entries["PE"].of("DE") == "90"
    assert english.permits["pe-permit"].name == "Nomad visa"
    assert spanish.permits["pe-permit"].name == "Visa de nómada"
    assert english.permits["pe-permit"].source.licence == "MIT"


def test_a_release_from_before_holds_none_and_is_what_it_was(peru):
    release = makers.make_release()
    assert releases.fingerprint(release.payload) == release.sha256
    old = {**release.payload, "records": [dict(each) for each in release.payload["records"]]}
    old["records"] = [each for each in old["records"] if each["type"] not in {"entry", "permit"}]
    for record in old["records"]:
        record.pop("currency", None)
    found = releases.catalogue_of(old, 1, "0" * 64)
    assert found.entries == found.permits == {}
    assert {country.currency for country in found.countries.values()} == {""}


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        ({}, "at least one"),
        ({"often": "DE"}, "neither days"),
        ({"400": "DE"}, "neither days"),
        ({"0": "DE"}, "neither days"),
        ({"90": "de"}, "country codes"),
        ({"90": ["DE"]}, "country codes"),
        ({"90": "DE", "e-visa": "DE"}, "more than once: DE"),
    ],
)
def test_an_entry_that_is_none_is_refused(peru, requirements, message):
    made = Entry(slug="e", country=peru, requirements=requirements, checked="2026", source=makers.make_source())
    with pytest.raises(ValidationError, match=message):
        made.full_clean()


@pytest.mark.parametrize("wrong", [{"income": None}, {"currency": ""}, {"currency": "usd"}, {"income": 0}])
def test_a_permit_that_is_none_is_refused(peru, wrong):
    found = Permit.objects.get()
    for name, value in wrong.items():
        setattr(found, name, value)
    with pytest.raises(ValidationError):
        found.full_clean()


# The command


def read(tmp_path, text, **options):
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    call_command("read_passports", str(file), checked="2026-11-01", source="a-table", **options)


def test_the_table_is_read_anew(peru, tmp_path, capsys):
    old = Entry.objects.get()
    read(tmp_path, "Passport,Destination,Requirement\nPE,PE,-1\nDE,PE,183\nAF,PE,visa required\nDE,FR,visa free\n")
    out = capsys.readouterr().out
    assert "PE: 2 changed" in out
    assert "BR: 90 -> nothing" in out
    assert "DE: 90 -> 183" in out
    old.refresh_from_db()
    assert old.requirements == {"183": "DE", "own": "PE", "visa required": "AF"}
    assert old.checked == "2026-11-01"
    assert old.history.first().history_change_reason == "Read from table.csv"
    assert Entry.objects.count() == 1, "no record of a country without a hub"


@pytest.mark.parametrize(("needs", "kept"), [("90", True), ("183", False)])
def test_a_note_outlives_no_change_of_what_it_speaks_of(peru, tmp_path, needs, kept):
    Entry.objects.update(note="Germans: by air.", note_es="Alemania: por aire.", note_fr="Par avion.", note_pt_br="Só.")
    read(tmp_path, f"passport,country,requirement\nBR,PE,90\nDE,PE,{needs}\nPE,PE,-1\nAF,PE,visa required\n")
    entry = Entry.objects.get()
    notes = [entry.note, entry.note_es, entry.note_fr, entry.note_pt_br]
    assert [bool(note) for note in notes] == [kept] * 4


def test_a_dry_run_writes_nothing(peru, tmp_path, capsys):
    read(tmp_path, "passport,country,requirement\nDE,PE,183\n", dry_run=True)
    assert "Nothing was written." in capsys.readouterr().out
    assert Entry.objects.get().checked == "2026-02-17"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("passport,requirement\nDE,183\n", "no column country"),
        ("passport,country,requirement\nDE,PE,sometimes\n", "PE: .*sometimes"),
        ("passport,country,requirement\nDE,FR,90\n", "names no country that has a hub"),
    ],
)
def test_a_table_that_cannot_be_read_changes_nothing(peru, tmp_path, text, message):
    with pytest.raises(CommandError, match=message):
        read(tmp_path, text)
    assert Entry.objects.get().requirements["90"] == "BR DE"


def test_an_unknown_source_is_asked_for(peru, tmp_path):
    with pytest.raises(CommandError, match="there is no source"):
        call_command("read_passports", str(tmp_path / "table.csv"), checked="2026", source="nobody")


# The desk


def test_what_is_older_than_a_year_is_marked_on_the_desk(admin_client, peru):
    this_year = date.today().year
    Entry.objects.update(checked=f"{this_year - 2}-01-31")
    Permit.objects.update(checked=f"{this_year}-01")
    assert "over a year ago" in Page(admin_client.get("/admin/hubs/entry/"))
    assert "over a year ago" not in Page(admin_client.get("/admin/hubs/permit/"))
    assert "Peru" in Page(admin_client.get("/admin/hubs/entry/?age=old")).part("#changelist").words
    assert not Page(admin_client.get("/admin/hubs/permit/?age=old")).all("#result_list tbody tr")


def test_entries_travel_as_a_table_and_back(admin_client, peru):
    response = admin_client.get("/admin/hubs/entry/export/csv/")
    table = b"".join(response.streaming_content if response.streaming else [response.content]).decode()
    assert "90: BR DE; own: PE; visa required: AF" in table
    assert {"entry", "permit"} <= {record["type"] for record in accepted()}


def test_a_table_of_entries_is_imported(peru, tmp_path):
    file = tmp_path / "entries.csv"
    file.write_text('slug,requirements\nentry-pe,"183: DE; own: PE"\n', encoding="utf-8")
    call_command("import_catalogue", "entry", str(file))
    assert Entry.objects.get().requirements == {"183": "DE", "own": "PE"}
    file.write_text("slug,requirements\nentry-pe,183 DE\n", encoding="utf-8")
    with pytest.raises(CommandError, match="with a colon between"):
        call_command("import_catalogue", "entry", str(file))
