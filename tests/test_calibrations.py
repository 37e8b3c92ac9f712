"""Calibrations as records: releases name the one they use, publishing never renews it."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hubs.catalogue import publishing, releases
from hubs.catalogue.records import accepted
from hubs.explanations import previews
from hubs.exports.stored import restore
from hubs.models import Calibration, Criterion, Evidence, Figure, Hub, Indicator, Release, SharedRanking
from tests import makers
from tests.pages import Page
from tests.test_admin import sign_in

pytestmark = pytest.mark.django_db

CALIBRATE = "/admin/hubs/calibration/calibrate/"
KINDS = ("first-hand", "official", "reported")


def say(hub, count, dice, country=None):
    """Statements on anything, by anybody."""
    criteria = list(Criterion.objects.exclude(kind__in=["target", "less"]))
    for _ in range(count):
        criterion = dice.choice(criteria)
        about = {"country": country} if country else {"kind": makers.make_kind(dice.choice(KINDS))}
        if criterion.kind == "labels":
            about["label"] = dice.choice(list(criterion.options.all()))
        makers.make_evidence(hub, criterion, dice.randint(-2, 2), reliability=dice.choice(["low", "high"]), **about)


@pytest.fixture
def rich():
    make_rich()
    return Release.objects.get()


@makers.made_once
def make_rich():
    """The small catalogue with more statements and a series of one country, published on its own calibration."""
    makers.make_catalogue()
    dice = random.Random(1)
    for hub in Hub.objects.all():
        say(hub, 12, dice)
    cost = Criterion.objects.get(slug="cost")
    rent = makers.make_indicator("rent", criterion=cost, within_country=True, lower=0.0, upper=1000.0)
    for slug, value in (("lima", 500.0), ("cusco", 300.0)):
        makers.make_figure(Hub.objects.get(slug=slug), rent, value)
    publishing.publish(today=makers.TODAY)


QUERIES = (
    "cost=1",
    "family=3&cost=1",
    "specialty=fintech&specialty=ai&family=1",
    "size=2&size_to=large&airport=3&cost=2",
    "cost=2&family=1&basis=people",
    "airport=1&must=cost&language=es",
)


def everything(catalogue):
    """Every number of every hub for each question, but for its place among the others."""
    found = {}
    for query in QUERIES:
        form = makers.answers(query, catalogue)
        assert form.is_valid(), form.errors
        ranking = form.catalogue.rank(form.profile)
        found |= {(query, hub.slug): replace(hub, rank=0) for hub in ranking.hubs}
        found |= {(query, hub.slug): hub for hub in ranking.excluded}
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("code", ["PE", "CO"])
def test_a_hub_that_is_added_moves_no_other(rich, seed, code):
    """Neither by its statements, nor by figures, nor by what is said of its country, if nobody else is there."""
    before, dice = everything(releases.current()), random.Random(seed)
    country = makers.make_country(code=code, name="Colombia")
    added = makers.make_hub("bogota", country=country)
    say(added, dice.randint(1, 20), dice)
    if code == "CO":
        say(None, 3, dice, country)
    for slug, value in (("airport-distance", 20.0), ("population", 8e6), ("rent", 100.0)):
        makers.make_figure(added, Indicator.objects.get(slug=slug), value * dice.random())
    second = publishing.publish(today=makers.TODAY)
    after = everything(releases.current())
    assert second.number == 2
    assert {slug for _, slug in after} - {slug for _, slug in before} == {"bogota"}
    assert {key: after[key] for key in before} == before
    assert second.payload["calibration"] == rich.payload["calibration"]


def test_a_hub_that_is_gone_moves_no_other(rich):
    before = everything(releases.current())
    Hub.objects.filter(slug="toronto").update(is_draft=True)
    publishing.publish(today=makers.TODAY)
    after = everything(releases.current())
    assert after
    assert after == {key: before[key] for key in after}


def test_a_place_of_another_country_is_not_ranked_by_a_series_whose_level_nobody_knows(rich):
    dear = makers.make_hub("bogota", country=makers.make_country(code="CO", name="Colombia"))
    makers.make_figure(dear, Indicator.objects.get(slug="rent"), 900.0)
    publishing.publish(today=makers.TODAY)
    ranker = releases.current().ranker
    assert (ranker.cell("bogota", "cost").count, ranker.cell("bogota", "cost").n) == (0, 0)
    known = releases.current().ranker.effects(makers_profile("cost=1"), "lima", "cost")
    assert "rent | PE" in rich.payload["calibration"]["level"]
    assert Figure.objects.get(hub__slug="lima", indicator__slug="rent").slug in {effect.key for effect in known}


def makers_profile(query):
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    return form.profile


@pytest.mark.parametrize("days", [0, 1, 4000])
def test_the_same_evidence_on_another_day_is_no_new_release(rich, days):
    later = makers.TODAY + timedelta(days=days)
    assert publishing.publish(today=later) == rich
    assert Release.objects.count() == 1
    assert previews.preview(later).unchanged


def test_a_clock_that_is_behind_publishes_nothing(rich, capsys):
    Evidence.objects.filter(hub__slug="lima").update(rating=0)
    with pytest.raises(publishing.NothingToPublish, match="2026-11-22: the clock is behind it"):
        publishing.publish(today=makers.TODAY - timedelta(days=1))
    assert Release.objects.count() == 1
    assert publishing.publish(today=makers.TODAY).number == 2


def test_a_clock_that_is_behind_is_said_in_the_admin(admin_client):
    makers.make_catalogue()
    publishing.publish(today=makers.TODAY + timedelta(days=36_500))
    Evidence.objects.filter(hub__slug="lima").update(rating=0)
    page = admin_client.get("/admin/hubs/release/publish/")
    shown = page.context["form"].initial | {"note": "Later"}
    response = admin_client.post("/admin/hubs/release/publish/", shown, follow=True)
    assert response.status_code == 200
    assert "the clock is behind it" in " ".join(map(str, response.context["messages"]))
    assert Release.objects.count() == 1


def test_the_first_release_makes_the_first_calibration(rich):
    kept = Calibration.objects.get()
    assert (kept.number, str(kept.date)) == (1, "2026-11-22")
    assert rich.payload["calibration"] == kept.data
    assert kept.data["statements"] == Evidence.objects.count()
    assert set(kept.data["sigma"]) == {"cost", "family", "specialty"}
    assert str(kept) == "Calibration 1"


def test_the_next_release_names_the_newest_calibration(rich):
    Evidence.objects.filter(hub__slug="lima").update(rating=2)
    fresh = publishing.fresh_calibration(accepted(), makers.TODAY)
    assert fresh["number"] == 2
    assert Calibration.objects.count() == 1, "it is not kept yet"
    publishing.store_calibration(fresh)
    second = publishing.publish(today=makers.TODAY)
    assert second.payload["calibration"] == fresh
    assert fresh["mean"] != rich.payload["calibration"]["mean"]
    assert Release.objects.get(number=1).payload["calibration"]["number"] == 1


def test_a_new_calibration_is_a_new_release_of_the_same_records(rich):
    publishing.store_calibration({**rich.payload["calibration"], "number": 2})
    second = publishing.publish(today=makers.TODAY)
    assert (second.number, second.payload["records"]) == (2, rich.payload["records"])


# The command


def run(capsys, *args):
    call_command("calibrate", *args)
    return capsys.readouterr().out


def edit():
    Evidence.objects.filter(hub__slug="toronto", criterion__slug="cost").update(rating=2)


def test_calibrate_says_what_it_would_move_and_keeps_nothing_in_a_preview(rich, capsys):
    edit()
    printed = run(capsys, "--preview")
    assert "mu cost: " in printed
    assert "Cheap and safe above all: " in printed
    assert "Nothing was kept." in printed
    assert Calibration.objects.count() == 1


def test_calibrate_keeps_what_the_next_release_uses(rich, capsys):
    edit()
    printed = run(capsys)
    assert "Calibration 2: used from the next release on" in printed
    assert Calibration.objects.count() == 2
    assert releases.current().number == 1, "nothing is published by it"
    second = publishing.publish(today=makers.TODAY)
    assert second.payload["calibration"] == Calibration.objects.get(number=2).data


def test_calibrate_without_a_change_finds_the_same(rich, capsys):
    first, found = rich.payload["calibration"], previews.recalibrate(makers.TODAY)
    assert found.estimates == ()
    assert all(not each.moves for each in found.impacts)
    assert {**found.data, "number": 1} == first


def test_calibrate_before_there_is_anything_says_so():
    with pytest.raises(CommandError, match="at least one hub"):
        call_command("calibrate")


def contradict():
    Indicator.objects.filter(slug="airport-distance").update(upper=0.0)


def test_calibrate_says_that_records_contradict_each_other(rich):
    contradict()
    with pytest.raises(CommandError, match="contradict each other"):
        call_command("calibrate")
    assert Calibration.objects.count() == 1


# The admin


def test_who_may_not_calibrate_is_refused(client, rich):
    sign_in(client, "view_calibration")
    assert client.get(CALIBRATE).status_code == 403
    assert client.post(CALIBRATE).status_code == 403
    assert Calibration.objects.count() == 1
    assert client.get("/admin/hubs/calibration/").status_code == 200
    client.logout()
    assert client.get(CALIBRATE).status_code == 302


def test_the_admin_shows_first_what_calibrating_moves(admin_client, rich):
    edit()
    page = Page(admin_client.get(CALIBRATE))
    assert "mu cost" in page
    assert "Cheap and safe above all" in page
    assert Calibration.objects.count() == 1
    assert CALIBRATE in Page(admin_client.get("/admin/hubs/calibration/")).links()


def test_the_admin_keeps_it_on_request_and_names_who_did(admin_client, admin_user, rich):
    edit()
    (shown,) = Page(admin_client.get(CALIBRATE)).values('input[name="shown"]', "value")
    response = admin_client.post(CALIBRATE, {"shown": shown}, follow=True)
    kept = Calibration.objects.get(number=2)
    assert kept.made_by == admin_user
    assert response.redirect_chain[-1][0].endswith("/admin/hubs/release/publish/")
    assert "Calibration 2 is used from the next release on." in " ".join(map(str, response.context["messages"]))
    rows = Page(admin_client.get("/admin/hubs/calibration/"))
    assert "Calibration 1" in rows
    assert "Calibration 2" in rows


def test_the_admin_keeps_only_what_was_shown(admin_client, rich):
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=-2)
    (shown,) = Page(admin_client.get(CALIBRATE)).values('input[name="shown"]', "value")
    edit()
    response = admin_client.post(CALIBRATE, {"shown": shown})
    assert Calibration.objects.count() == 1
    assert "has changed since" in " ".join(map(str, response.context["messages"]))
    assert Page(response).values('input[name="shown"]', "value") != [shown]
    assert admin_client.post(CALIBRATE).status_code == 200, "nothing was shown"
    assert Calibration.objects.count() == 1


def test_the_admin_does_not_change_or_delete_a_calibration(admin_client, rich):
    kept = Calibration.objects.get()
    assert admin_client.get(f"/admin/hubs/calibration/{kept.pk}/change/").status_code == 200
    assert admin_client.post(f"/admin/hubs/calibration/{kept.pk}/change/", {"number": 9}).status_code == 403
    assert admin_client.post(f"/admin/hubs/calibration/{kept.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get("/admin/hubs/calibration/add/").status_code == 403


def test_the_admin_says_why_it_cannot_calibrate(admin_client):
    response = admin_client.get(CALIBRATE, follow=True)
    assert "at least one hub" in " ".join(map(str, response.context["messages"]))


def test_the_admin_says_that_records_contradict_each_other(admin_client, rich):
    contradict()
    response = admin_client.get(CALIBRATE, follow=True)
    assert "contradict each other" in " ".join(map(str, response.context["messages"]))


# Releases from before


@pytest.fixture
def old():
    """A release and shared rankings as they were stored before there were calibrations."""
    stored = json.loads((Path(__file__).parent / "release_before_calibrations.json").read_text(encoding="utf-8"))
    payload, sha = stored["payload"], releases.fingerprint(stored["payload"])
    release = Release.objects.create(number=1, sha256=sha, date=makers.TODAY, payload=payload)
    return [SharedRanking.objects.create(release=release, **shared) for shared in stored["shared"]]


def test_an_old_release_ranks_as_it_did(old):
    """Scores, bounds and what is unknown to the last bit; how sure they are is told differently now."""
    for shared in old:
        form = makers.answers(shared.answers)
        assert form.is_valid(), form.errors
        ranking = releases.current().rank(form.profile)
        ranked = {hub.slug: hub for hub in ranking.hubs}
        assert ranking.baseline == shared.outcome["baseline"]
        for stored in shared.outcome["hubs"]:
            hub = ranked[stored["slug"]]
            assert hub.score == stored["score"]
            assert [hub.low, hub.high, hub.coverage] == pytest.approx([stored[n] for n in ("low", "high", "coverage")])
            assert dict(hub.earned) == pytest.approx(stored["earned"])
            assert dict(hub.evidence) == stored["evidence"]
            assert dict(hub.contributions) == pytest.approx(stored["contributions"], abs=1e-12)


def test_an_old_outcome_is_restored_as_it_was(old, client):
    for shared in old:
        form = makers.answers(shared.answers)
        assert form.is_valid()
        ranking, stability = restore(shared.outcome, form.profile)
        assert [(hub.slug, hub.score) for hub in ranking.hubs] == [
            (hub["slug"], hub["score"]) for hub in shared.outcome["hubs"]
        ]
        assert ranking.baseline == shared.outcome["baseline"] != 0.5
        assert [hub.regret for hub in stability.hubs] == [None] * len(ranking.hubs)
        page = client.get(shared.get_absolute_url())
        assert page.status_code == 200
        assert "Lima" in Page(page)
        assert client.get(f"{shared.get_absolute_url()}ranking.json").json()["hubs"][0]["slug"] == "lima"


def test_the_release_after_an_old_one_brings_a_calibration(old):
    makers.make_catalogue()
    assert not previews.preview(makers.TODAY).unchanged
    second = publishing.publish(today=makers.TODAY)
    assert second.number == 2
    assert second.payload["calibration"] == Calibration.objects.get().data
    assert "prior" not in second.payload


@pytest.fixture
def overtaken(monkeypatch):
    """While one curator's calibration is being judged, another one keeps theirs."""
    judged = publishing.with_accuracy

    def overtake(data, records):
        monkeypatch.undo()
        publishing.store_calibration(data)
        return judged(data, records)

    monkeypatch.setattr(publishing, "with_accuracy", overtake)
    monkeypatch.setattr("hubs.management.commands.calibrate.with_accuracy", overtake)


def test_the_second_of_two_who_calibrate_at_once_is_told(client, rich, overtaken):
    sign_in(client, "view_calibration", "add_calibration", "add_release")
    edit()
    kept = Calibration.objects.count()
    shown = Page(client.get(CALIBRATE)).values('input[name="shown"]', "value")[0]
    response = client.post(CALIBRATE, {"shown": shown})
    assert response.status_code == 200
    assert "Somebody else has just calibrated." in Page(response).words
    assert Calibration.objects.count() == kept + 1
    assert "Nothing: it would come out as it is." in Page(response)


def test_the_second_command_of_two_says_so(rich, overtaken):
    with pytest.raises(CommandError, match="Somebody else has just calibrated"):
        call_command("calibrate")
