import json

import pytest
from django.core.management import CommandError, call_command

from hubs.models import Evidence, Release
from tests import makers

pytestmark = pytest.mark.django_db

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
    asked, made = {"weights", "points", "options"}, {"release", "date", "sha256"}
    assert set(outcome) == asked | made | {"baseline", "hubs", "excluded"}
    assert (outcome["release"], outcome["date"]) == (1, "2026-11-22")
    assert sum(outcome["points"].values()) == 100
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
    assert full == plain


def test_rank_is_zero_where_nothing_is_known(ranked):
    cusco = next(hub for hub in ranked()["hubs"] if hub["slug"] == "cusco")
    assert cusco["evidence"]["specialty"] == 0
    assert cusco["contributions"]["specialty"] == 0


def test_rank_says_who_is_excluded_and_why(ranked):
    outcome = ranked(ANSWERS + "&country=CA")
    assert [hub["slug"] for hub in outcome["hubs"]] == ["toronto"]
    assert {hub["slug"] for hub in outcome["excluded"]} == {"lima", "cusco"}
    assert all(hub["reason"] == "It is not in a country you allow." for hub in outcome["excluded"])


@pytest.mark.parametrize(
    ("dealbreaker", "slug", "reason"),
    [
        ("language=fr", "lima", "French is not an official language there."),
        ("must=cost", "toronto", "Cost is less than decent by the evidence."),
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
    assert "Lima: It is not in a country you allow." in printed


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
    call_command("publish_release")
    assert "Release 1 is unchanged" in capsys.readouterr().out


def test_publish_release_first_never_publishes_an_admins_unpublished_edit(capsys):
    makers.make_catalogue()
    call_command("publish_release", first=True)
    Evidence.objects.update(rating=0)
    call_command("publish_release", first=True)
    assert Release.objects.count() == 1
    assert "is being served" in capsys.readouterr().out


def test_publish_release_without_hubs_fails():
    with pytest.raises(CommandError, match="at least one hub"):
        call_command("publish_release")
