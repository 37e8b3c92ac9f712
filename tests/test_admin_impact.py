"""What publishing would change, and for whom."""

import dataclasses
from types import SimpleNamespace

import pytest

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import publishing, releases
from hubs.catalogue.records import accepted
from hubs.explanations import changes, impact, previews
from hubs.models import Criterion, Evidence, EvidenceKind, Figure, Hub, Indicator, Source
from tests import makers

PERU = {"type": "country", "code": "PE", "name": "Peru", "languages": "es"}
FINTECH = {"type": "option", "criterion": "specialty", "slug": "fintech", "name": "Fintech", "targets": {}}
SAID = {"type": "evidence", "slug": "said", "text": "It is cheap.", "rating": 1, "strength": 0.5}


def test_nothing_differs_between_equal_records():
    assert changes.compare([PERU, FINTECH, SAID], [SAID, PERU, FINTECH]) == ()


def test_records_are_told_apart_by_their_natural_keys():
    added = {**FINTECH, "slug": "ai", "name": "AI"}
    found = changes.compare([PERU, FINTECH], [FINTECH, added])
    assert [(change.outcome, change.type, change.key, change.about) for change in found] == [
        ("added", "option", "specialty/ai", "AI"),
        ("removed", "country", "PE", "Peru"),
    ]


def test_a_changed_record_names_its_fields_before_and_after():
    (change,) = changes.compare([PERU, SAID], [PERU, SAID | {"rating": -2, "text": "It is dear."}])
    assert change.outcome == "changed"
    assert set(change.fields) == {("text", "It is cheap.", "It is dear."), ("rating", 1, -2)}


def test_a_strength_is_derived_and_no_change():
    assert changes.compare([SAID], [SAID | {"strength": 0.25}]) == ()


def test_targets_are_shown_as_they_are_written():
    (change,) = changes.compare([FINTECH], [FINTECH | {"targets": {"population": 5}}])
    assert change.fields == (("targets", "{}", '{"population": 5}'),)


@pytest.fixture
def catalogue(db):
    makers.make_catalogue()


def preview():
    return previews.preview(makers.TODAY)


def test_before_the_first_release_everything_is_added(catalogue):
    found = preview()
    assert found.newest is None
    assert found.totals == {"added": len(list(accepted()))}
    assert all(impact.before == () for impact in found.impacts)


def test_after_publishing_nothing_is_left(catalogue):
    makers.make_release()
    found = preview()
    assert (found.changes, found.unchanged, found.problem) == ((), True, "")
    assert not any(impact.changes_the_top or impact.moves for impact in found.impacts)


def test_the_preview_is_of_the_very_release_that_publishing_makes(catalogue):
    makers.make_release()
    Evidence.objects.filter(hub__slug="lima").update(rating=-2)
    assert preview().sha == makers.make_release().sha256


def test_an_edit_moves_the_profiles_it_matters_to(catalogue):
    makers.make_release()
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=-2)
    found = preview()
    (change,) = found.changes
    assert change.fields == (("rating", 2, -2),)
    by_name = {impact.profile: impact for impact in found.impacts}
    cheap, fintech = by_name["Cheap and safe above all"], by_name["Fintech engineer who wants meetups"]
    assert cheap.before[0] == "Lima"
    assert cheap.after[0] == "Cusco"
    assert cheap.changes_the_top
    assert (cheap.moves[0].hub, cheap.moves[0].points[0]) == ("Lima", "\N{MINUS SIGN}")
    assert not fintech.changes_the_top
    assert fintech.moves == ()


def test_moves_are_the_difference_between_the_two_rankings(catalogue):
    makers.make_release()
    before = impact.ranked(releases.current(), "cost=3")
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=-2)
    found = preview()
    makers.make_release()
    after = impact.ranked(releases.current(), "cost=3")
    move = next(impact for impact in found.impacts if impact.profile.startswith("Cheap")).moves[0]
    assert (move.before, move.after) == (before["lima"].score, after["lima"].score)


def test_the_biggest_moves_come_first_up_or_down(catalogue):
    makers.make_release()
    about_cost = Evidence.objects.filter(criterion__slug="cost")
    about_cost.filter(hub__slug="toronto").update(rating=2)
    about_cost.filter(hub__slug="lima").update(rating=1)
    moves = next(impact for impact in preview().impacts if impact.profile.startswith("Cheap")).moves
    assert (moves[0].hub, moves[0].points[0]) == ("Toronto", "+")
    sizes = [abs(move.after - move.before) for move in moves]
    assert sizes == sorted(sizes, reverse=True)


def test_a_hub_that_is_new_can_enter_the_top_without_a_move(catalogue):
    makers.make_release()
    makers.make_evidence(makers.make_hub("quito"), Criterion.objects.get(slug="cost"), 2)
    found = next(impact for impact in preview().impacts if impact.profile.startswith("Cheap"))
    assert "Quito" in found.after
    assert "Quito" not in [move.hub for move in found.moves]


def test_a_day_later_nothing_has_changed(catalogue):
    makers.make_release()
    found = previews.preview(makers.TODAY.replace(year=2027))
    assert (found.changes, found.unchanged) == ((), True)


def test_a_new_calibration_is_no_change_of_a_record_and_yet_not_the_same(catalogue):
    makers.make_release()
    publishing.store_calibration(makers.PLAIN | {"number": 2, "mean": {"cost": {"": 0.75}}})
    found = preview()
    assert (found.changes, found.unchanged) == ((), False)
    cheap = next(impact for impact in found.impacts if impact.profile.startswith("Cheap"))
    assert [move.points[0] for move in cheap.moves] == ["+", "+", "+"]


@pytest.mark.django_db
def test_what_cannot_be_published_says_why():
    assert "at least one hub" in preview().problem


@pytest.mark.parametrize(
    "contradict",
    [
        lambda: EvidenceKind.objects.get(slug="figure-defining").delete(),
        lambda: Figure.objects.filter(indicator__slug="population").update(value=None),
        lambda: Indicator.objects.filter(slug="airport-distance").update(upper=0.0),
        lambda: makers.make_figure(
            Hub.objects.get(slug="lima"),
            makers.make_indicator("area", criterion=Criterion.objects.get(slug="size"), shape="target"),
        ),
    ],
    ids=["no kind for a figure", "a ranked figure without a number", "bounds upside down", "a target nobody set"],
)
def test_records_that_contradict_each_other_are_a_problem_and_no_crash(catalogue, contradict):
    makers.make_release()
    contradict()
    found = preview()
    assert "contradict each other" in found.problem
    assert found.changes
    assert found.impacts == ()


def test_a_profile_that_cannot_be_asked_has_no_ranking(catalogue):
    makers.make_release()
    assert impact.ranked(releases.current(), "climate=3&climate_to=warm") == {}


def test_questions_the_catalogue_does_not_ask_are_left_out(catalogue):
    makers.make_release()
    catalogue = releases.current()
    assert impact.ranked(catalogue, "cost=3&safety=3") == impact.ranked(catalogue, "cost=3")


def test_every_profile_can_be_asked_of_the_seed_catalogue(seed_catalogue):
    from django.http import QueryDict

    for name, query in impact.PROFILES:
        form = AnswersForm(QueryDict(query), seed_catalogue)
        assert form.is_valid(), (name, form.errors)
        assert len(impact.ranked(seed_catalogue, query)) == Hub.objects.count()


@pytest.fixture
def seed_catalogue(db, settings):
    from hubs.catalogue.loading import load, read_fixtures

    load(read_fixtures(settings.BASE_DIR / "fixtures"))
    assert Source.objects.exists()
    publishing.publish(today=makers.TODAY)
    return releases.current()


def a_hub(slug, score):
    return SimpleNamespace(slug=slug, score=score, contributions={})


def test_a_move_is_named_if_it_prints_as_one(catalogue, monkeypatch):
    after = makers.make_release() and releases.current()
    steps = {"lima": 0.0006, "cusco": -0.0006, "toronto": 0.0004}
    before = dataclasses.replace(after)
    shown = {True: {slug: a_hub(slug, 0.5 + step) for slug, step in steps.items()}}
    shown[False] = {slug: a_hub(slug, 0.5) for slug in steps}
    monkeypatch.setattr(impact, "both", lambda before, after, query: (shown[False], shown[True]))
    moves = impact.impacts(before, after)[0].moves
    assert {move.hub: move.points for move in moves} == {"Lima": "+0.1", "Cusco": "\N{MINUS SIGN}0.1"}


def test_three_hubs_and_three_moves_are_named(catalogue):
    makers.make_hub("quito")
    makers.make_hub("bogota")
    for hub in Hub.objects.all():
        makers.make_evidence(hub, Criterion.objects.get(slug="cost"), 0)
    makers.make_release()
    Evidence.objects.filter(criterion__slug="cost").update(rating=-2)
    cheap = next(impact for impact in preview().impacts if impact.profile.startswith("Cheap"))
    assert [len(cheap.before), len(cheap.after), len(cheap.moves)] == [3, 3, 3]
