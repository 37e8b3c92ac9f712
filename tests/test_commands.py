import json
import os
import subprocess
import sys
import threading
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from hubs.catalogue import publishing
from hubs.catalogue.records import MODELS
from hubs.management.commands import prepare
from hubs.models import Evidence, Hub, Loaded, Release
from tests import makers

pytestmark = pytest.mark.django_db

MANIFEST = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
ANSWERS = "family=3&cost=2&specialty=fintech"


@pytest.fixture
def ranked(capsys):
    def run(answers=ANSWERS):
        call_command("rank", answers=answers, as_json=True)
        return json.loads(capsys.readouterr().out)

    makers.make_release()
    return run


def test_rank_prints_the_whole_outcome(ranked):
    outcome = ranked()
    asked, made = {"weights", "points", "options", "basis"}, {"release", "date", "sha256"}
    told = {"verdict", "shortlist", "unsure"}
    assert set(outcome) == asked | made | told | {"baseline", "hubs", "excluded", "rather"}
    assert (outcome["release"], outcome["date"]) == (1, "2026-11-22")
    assert outcome["points"] == {slug: round(100 * weight, 1) for slug, weight in outcome["weights"].items()}
    assert sum(outcome["points"].values()) == pytest.approx(100, abs=0.15)
    assert [hub["rank"] for hub in outcome["hubs"]] == [1, 2, 3]
    for hub in outcome["hubs"]:
        assert {"slug", "score", "low", "high", "coverage", "contributions", "evidence"} <= set(hub)
        assert hub["score"] == pytest.approx(outcome["baseline"] + sum(hub["contributions"].values()), abs=1e-9)
        assert 0 <= hub["low"] <= hub["score"] <= hub["high"] <= 1
        assert hub["high"] - hub["low"] == pytest.approx(1 - hub["coverage"])
        assert set(hub["contributions"]) == set(hub["evidence"]) == {"family", "cost", "specialty"}


def test_rank_prints_the_evidence_where_it_is_asked_for(ranked, capsys):
    plain = ranked()
    call_command("rank", answers=ANSWERS, as_json=True, evidence=True)
    full = json.loads(capsys.readouterr().out)
    assert {item["hub"] for item in full.pop("evidence")} == {"lima", "cusco", "toronto"}
    assert [source["slug"] for source in full.pop("sources")] == ["an-article"]
    assert set(full.pop("usual")) == {"lima", "cusco", "toronto"}
    assert full == plain


def test_rank_is_zero_where_nothing_is_known(ranked):
    cusco = next(hub for hub in ranked()["hubs"] if hub["slug"] == "cusco")
    assert cusco["evidence"]["specialty"] == 0
    assert cusco["contributions"]["specialty"] == 0


def test_rank_says_who_is_excluded_and_why(ranked):
    outcome = ranked(ANSWERS + "&country=CA")
    assert [hub["slug"] for hub in outcome["hubs"]] == ["toronto"]
    assert {hub["slug"] for hub in outcome["excluded"]} == {"lima", "cusco"}
    assert all(hub["reason"] == "Not in a country that is allowed." for hub in outcome["excluded"])


@pytest.mark.parametrize(
    ("dealbreaker", "slug", "reason"),
    [
        ("language=fr", "lima", "French is not an official language there."),
        ("must=cost", "toronto", "Cost is surely less than decent: 2.5 of 10 by the evidence."),
    ],
)
def test_rank_words_each_dealbreaker(ranked, dealbreaker, slug, reason):
    reasons = {hub["slug"]: hub["reason"] for hub in ranked(f"{ANSWERS}&{dealbreaker}")["excluded"]}
    assert reasons[slug] == reason


def test_rank_takes_a_question_mark_in_front(ranked):
    assert ranked("?" + ANSWERS) == ranked(ANSWERS)


def test_rank_without_json_is_a_table(ranked, capsys):
    call_command("rank", answers=ANSWERS + "&country=CA")
    printed = capsys.readouterr().out
    assert "Toronto" in printed
    assert "Lima: Not in a country that is allowed." in printed


def test_rank_refuses_bad_answers(ranked):
    with pytest.raises(CommandError, match="cost: .*9 is not one of"):
        call_command("rank", answers="cost=9")


def test_rank_without_a_release_says_what_to_do():
    with pytest.raises(CommandError, match="run publish_release"):
        call_command("rank", answers=ANSWERS)


def test_publish_release_says_whether_something_changed(capsys):
    makers.make_catalogue()
    call_command("publish_release", note="The first")
    assert "Release 1 published" in capsys.readouterr().out
    call_command("publish_release", note="Again")
    assert "Release 1 is unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(("is_terminal", "seen"), [(True, True), (False, False)])
@pytest.mark.django_db
def test_what_may_take_minutes_shows_its_progress_on_a_terminal(monkeypatch, is_terminal, seen):
    makers.make_hub("lima")
    makers.make_criterion("cost")
    screen = StringIO()
    screen.isatty = lambda: is_terminal
    monkeypatch.setattr(sys, "stderr", screen)
    call_command("publish_release", note="The first", verbosity=0)
    assert ("Publishing" in screen.getvalue()) == seen


def test_publish_release_needs_a_note():
    makers.make_release()
    with pytest.raises(CommandError, match="say what changed"):
        call_command("publish_release")


def test_publish_release_says_that_somebody_else_publishes(monkeypatch):
    def meanwhile(**options):
        raise publishing.PublishedMeanwhile

    monkeypatch.setattr("hubs.management.commands.publish_release.publish", meanwhile)
    with pytest.raises(CommandError, match="try again"):
        call_command("publish_release", note="Mine")


def test_publish_release_first_never_publishes_an_admins_unpublished_edit(capsys):
    makers.make_catalogue()
    call_command("publish_release", first=True)
    Evidence.objects.update(rating=0)
    call_command("publish_release", first=True)
    assert Release.objects.count() == 1
    assert "is being served" in capsys.readouterr().out


def test_publish_release_without_hubs_fails():
    with pytest.raises(CommandError, match="at least one hub"):
        call_command("publish_release", note="Again")


def test_rank_prints_its_table_in_columns(ranked, capsys):
    Hub.objects.filter(slug="toronto").update(name="Toronto la Grande")
    makers.make_release()
    outcome = ranked()
    call_command("rank", answers=ANSWERS)
    title, empty, head, *rows = capsys.readouterr().out.splitlines()
    assert title.startswith(f"Release 2, {outcome['verdict']}: Lima")
    assert empty == ""
    assert head == "    hub                score   could be  covered"
    for line, hub in zip(rows, outcome["hubs"], strict=True):
        figures = [f"{100 * hub[name]:.0f}" for name in ("low", "high", "coverage")]
        assert line[:4] == f"{hub['rank']:>3} "
        assert line[4:22].rstrip() == hub["name"]
        assert line[22:].split() == [f"{100 * hub['score']:.1f}", figures[0], "to", figures[1], f"{figures[2]}%"]
        assert len(line) == len(head)


def test_rank_without_any_hub_left_still_prints_its_head(ranked, capsys):
    call_command("rank", answers="cost=1&country=CA&language=es")
    assert capsys.readouterr().out.splitlines()[2] == "    hub  score   could be  covered"


def test_rank_prints_letters_as_they_are(ranked, capsys):
    Hub.objects.filter(slug="lima").update(name="Límac")
    makers.make_release()
    call_command("rank", answers=ANSWERS, as_json=True)
    assert '"Límac"' in capsys.readouterr().out


@pytest.mark.parametrize(("command", "option"), [("rank", "--answers"), ("verify_quotes", "--texts")])
def test_a_command_says_which_option_it_cannot_do_without(command, option):
    with pytest.raises(CommandError, match=f"required: {option}"):
        call_command(command)


@pytest.fixture
def site(settings, tmp_path):
    """A folder with fixtures of its own, as a new site finds it."""
    settings.BASE_DIR, settings.STATIC_ROOT, settings.LOCAL_DIR = tmp_path, tmp_path / "static", tmp_path / "local"
    (tmp_path / "fixtures").mkdir()
    makers.make_catalogue()
    with (tmp_path / "fixtures" / "all.jsonl").open("w", encoding="utf-8") as file:
        call_command("export_catalogue", stdout=file)
    for model in reversed(MODELS.values()):
        model.objects.all().delete()
        model.history.all().delete()
    return tmp_path


def test_prepare_brings_everything_up_to_date_without_a_question_and_publishes_once(site, capsys):
    call_command("prepare")
    assert (site / "static" / "hubs" / "css" / "site.css").is_file()
    assert Release.objects.count() == 1
    first = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in first] == ["Catalogue", "Release 1 published"]
    Hub.objects.filter(slug="lima").update(name="Changed here")
    (site / "fixtures" / "more.jsonl").write_text("", encoding="utf-8")
    call_command("prepare")
    assert Release.objects.count() == 1
    kept, catalogue, served = capsys.readouterr().out.splitlines()
    assert kept == "kept as edited here: hub lima"
    assert catalogue.startswith("Catalogue: 0 created, 0 updated, ")
    assert served == "Release 1 of " + f"{Release.objects.get().date} is being served."


def test_of_two_starts_at_once_the_second_waits_until_the_first_is_done():
    entered = threading.Event()

    def second():
        with prepare.alone():
            entered.set()
        connection.close()

    start = threading.Thread(target=second)
    with prepare.alone():
        start.start()
        assert not entered.wait(0.3)
    assert entered.wait(10)
    start.join()


# What a command writes, and to whom
MANAGE = settings.BASE_DIR / "manage.py"


def piped(arguments, **environment):
    return subprocess.Popen(
        [sys.executable, str(MANAGE), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("locale", ["latin-1", "ascii", "cp1252"])
def test_a_command_writes_utf_8_whatever_the_locale(locale):
    command = "from hubs.management.commands import rank; rank.Command().stdout.write('Bogotá ’ → 東京')"
    process = piped(["shell", "--no-imports", "-c", command], PYTHONIOENCODING=locale)
    printed, complaint = process.communicate(timeout=60)
    assert printed.decode("utf-8") == "Bogotá ’ → 東京\n"
    assert (process.returncode, complaint) == (0, b"")


def test_a_command_ends_quietly_when_nobody_reads_on():
    process = piped(["shell", "--no-imports", "-c", "for line in range(100_000): print(line, flush=line % 100 == 0)"])
    assert process.stdout.readline() == b"0\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_prepare_does_nothing_twice(site, capsys, monkeypatch, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": MANIFEST}
    call_command("prepare")
    capsys.readouterr()
    (site / "static" / "hubs" / "css" / "site.css").unlink()  # collecting would put it back
    monkeypatch.setattr("hubs.management.commands.load_catalogue.load", None)
    call_command("prepare")
    assert capsys.readouterr().out.startswith("Catalogue: the fixtures are loaded already.\n")
    assert not (site / "static" / "hubs" / "css" / "site.css").exists()


def test_prepare_loads_into_a_database_that_is_new(site, capsys):
    call_command("prepare")
    for model in (Loaded, Release, *reversed(MODELS.values())):
        model.objects.all().delete()
    for model in MODELS.values():
        model.history.all().delete()
    call_command("prepare")
    assert Hub.objects.count() == 3


@pytest.mark.parametrize("lost", ["static/staticfiles.json", "local/collected"])
def test_prepare_collects_static_files_again_where_they_are_gone_or_changed(site, lost, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": MANIFEST}
    call_command("prepare")
    sheet = site / "static" / "hubs" / "css" / "site.css"
    sheet.unlink()
    (site / lost).write_text("of another day") if lost.startswith("local") else (site / lost).unlink()
    call_command("prepare")
    assert sheet.is_file()
