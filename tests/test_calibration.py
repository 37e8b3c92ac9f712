"""How people rate: estimated by command or in the admin with its accuracy, shipped with the fixtures, frozen."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command

from hubs.catalogue import publishing, releases
from hubs.catalogue.fitting import accuracy
from hubs.catalogue.loading import CALIBRATION, read_calibration
from hubs.models import Calibration
from tests import makers

TABLES = ("sigma", "tau", "bias", "level")
KEYS = {"number", "date", "statements", "mean", "sigma", "tau", "bias", "level", "accuracy"}


def shipped():
    return read_calibration(makers.FIXTURES)


@pytest.fixture
def many_say(db):
    """Four towns of one country, and enough sources to leave some out."""
    cost = makers.make_criterion("cost")
    for number in range(4):
        hub = makers.make_hub(f"town-{number}")
        for said in range(6):
            source = makers.make_source(f"source-{number}-{said}")
            makers.make_evidence(hub, cost, (number + said) % 3 - 1, source=source)


# The seed


@makers.once
def written():
    """What the command writes beside the fixtures, and what it says; its tests may not touch the database."""
    with TemporaryDirectory() as name:
        folder, said = Path(name), StringIO()
        for file in makers.FIXTURES.glob("*.jsonl"):
            (folder / file.name).symlink_to(file)
        call_command("calibrate", write=folder / CALIBRATION, stdout=said)
        return read_calibration(folder), said.getvalue()


def test_what_is_shipped_is_what_the_fixtures_say():
    """When this fails: manage.py calibrate --write fixtures/calibration.json."""
    (anew, _said), seed = written(), shipped()
    assert set(seed) == KEYS
    assert (seed["number"], seed["statements"]) == (1, anew["statements"])
    for table in TABLES:
        assert seed[table] == pytest.approx(anew[table], abs=1e-3)
    assert set(seed["mean"]) == set(anew["mean"])
    for criterion, means in anew["mean"].items():
        assert seed["mean"][criterion] == pytest.approx(means, abs=1e-3)
    assert seed["accuracy"]["statements"] == anew["accuracy"]["statements"]
    # A statement more or less within the range, or two cells that change places, are the arithmetic of another machine.
    assert seed["accuracy"]["ratio"] == pytest.approx(anew["accuracy"]["ratio"], abs=1e-3)
    assert seed["accuracy"]["coverage"] == pytest.approx(anew["accuracy"]["coverage"], abs=5e-3)
    assert seed["accuracy"]["agreement"] == pytest.approx(anew["accuracy"]["agreement"], abs=2e-2)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "countries.jsonl").write_text('{"type": "country", "code": "PE", "name": "Peru", "languages": "es"}\n')
    return tmp_path


def put(folder, data):
    (folder / CALIBRATION).write_text(data if isinstance(data, str) else json.dumps(data))


@pytest.mark.django_db
class TestLoading:
    def test_a_new_database_begins_with_the_seed(self, folder):
        put(folder, shipped())
        call_command("load_catalogue", folder, verbosity=0)
        (calibration,) = Calibration.objects.all()
        assert (calibration.number, calibration.data) == (1, shipped())
        assert calibration.date.isoformat() == shipped()["date"]

    def test_one_that_is_there_stays(self, folder):
        put(folder, shipped())
        call_command("load_catalogue", folder, verbosity=0)
        put(folder, shipped() | {"statements": 7})
        call_command("load_catalogue", folder, verbosity=0)
        assert Calibration.objects.get().data == shipped()

    def test_a_second_number_joins_it(self, folder):
        for number in (1, 2):
            put(folder, shipped() | {"number": number})
            call_command("load_catalogue", folder, verbosity=0)
        assert [calibration.number for calibration in Calibration.objects.all()] == [2, 1]

    def test_fixtures_without_one_load(self, folder):
        call_command("load_catalogue", folder, verbosity=0)
        assert not Calibration.objects.exists()

    @pytest.mark.parametrize(
        ("content", "said"),
        [("{", "calibration.json: Expecting"), ("7", "calibration.json: "), ({"number": 1}, "lacks bias, date")],
    )
    def test_a_bad_one_is_refused_and_nothing_loaded(self, folder, content, said):
        put(folder, content)
        with pytest.raises(CommandError, match=f"nothing was loaded:\n.*{said}"):
            call_command("load_catalogue", folder, verbosity=0)
        assert not makers.Country.objects.exists()

    def test_the_first_release_takes_the_seed(self, folder):
        put(folder, shipped())
        call_command("load_catalogue", folder, verbosity=0)
        release = makers.make_release(note="the first")
        assert release.payload["calibration"] == shipped()
        assert releases.current().accuracy == shipped()["accuracy"]


# The command


def test_the_command_says_how_often_it_is_wrong_and_keeps_it(many_say, capsys):
    call_command("calibrate")
    said, data = capsys.readouterr().out, Calibration.objects.get().data
    assert data["accuracy"]["statements"] == 24
    assert f"24 statements foreseen without their source: error {data['accuracy']['ratio']:.3f} times" in said
    assert f"held {100 * data['accuracy']['coverage']:.1f} %" in said


def test_a_preview_says_so_too_and_keeps_nothing(many_say, capsys):
    call_command("calibrate", preview=True)
    assert "24 statements foreseen" in capsys.readouterr().out
    assert not Calibration.objects.exists()


@pytest.mark.django_db
def test_too_little_evidence_has_no_accuracy(capsys):
    makers.make_catalogue()
    call_command("calibrate")
    assert "Too little evidence to tell how often it is wrong." in capsys.readouterr().out
    assert "accuracy" not in Calibration.objects.get().data


def test_the_seed_is_written_from_the_fixtures_beside_it_and_touches_no_database():
    anew, said = written()
    assert anew["sigma"] == pytest.approx(shipped()["sigma"], abs=1e-3)
    assert set(anew) == KEYS
    assert f"agreement with figures left out, cost: {anew['accuracy']['agreement']['cost']:.2f}" in said


def test_there_is_no_seed_of_nothing(tmp_path):
    with pytest.raises(CommandError, match="at least one hub"):
        call_command("calibrate", write=tmp_path / CALIBRATION)
    assert not (tmp_path / CALIBRATION).exists()


# The admin, and what a release makes of it


def test_the_admin_measures_what_it_keeps_and_only_that(many_say, admin_client, monkeypatch):
    asked = []
    monkeypatch.setattr(publishing, "accuracy", lambda *args: asked.append(args) or accuracy(*args))
    shown = admin_client.get("/admin/hubs/calibration/calibrate/").context["shown"]
    assert not asked
    admin_client.post("/admin/hubs/calibration/calibrate/", {"shown": shown})
    assert len(asked) == 1
    assert Calibration.objects.get().data["accuracy"]["statements"] == 24


def test_a_release_without_accuracy_says_nothing_of_it(many_say):
    makers.make_release()
    assert releases.current().accuracy is None
