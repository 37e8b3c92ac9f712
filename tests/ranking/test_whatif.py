"""Invariant 12 of the ranking model, on the exact ranking, and hand-made catalogues with known answers."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hubs.ranking.constraints import AtLeast
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.strength import Column
from hubs.ranking.whatif import Rival, levers, what_would_change
from tests.ranking.making import CRITERIA, OPTIONS, Release, make_items, make_prior, releases

CERTAIN = 1e9  # a strength beside which the prior is nothing: m is s


TWO = (Column("cost"), Column("family"))


def make_ranker(table, columns=TWO):
    """A ranker with known similarities: hub -> one per column, None where unknown."""
    items = [
        {
            "hub": hub,
            "criterion": column.criterion,
            "option": column.option,
            "similarity": s,
            "strength": CERTAIN,
        }
        for hub, row in table.items()
        for column, s in zip(columns, row, strict=True)
        if s is not None
    ]
    release = Release(tuple(table), tuple(columns), make_items(*items), make_prior(columns))
    return release.ranker()


def ask(ranker, profile, hub, **options):
    return what_would_change(ranker, profile, [hub], **options)[0]


def first(ranker, profile):
    return ranker.rank(profile).hubs[0].slug


@st.composite
def answers(draw):
    """A profile as the questionnaire allows it: 1 to 3 each, at most three of them 3."""
    criteria = draw(st.lists(st.sampled_from(CRITERIA), min_size=1, unique=True))
    importance = {criterion: draw(st.integers(1, 2 if i > 2 else 3)) for i, criterion in enumerate(criteria)}
    options = {
        criterion: tuple(draw(st.lists(st.sampled_from(OPTIONS[criterion]), min_size=1, unique=True)))
        for criterion in criteria
        if criterion in OPTIONS
    }
    return Profile(importance, options)


def steps(profile, other):
    criteria = profile.importance.keys() | other.importance.keys()
    return sum(abs(profile.importance.get(c, 0) - other.importance.get(c, 0)) for c in criteria)


def valid(profile):
    levels = list(profile.importance.values())
    return max(levels) <= 3 and levels.count(3) <= 3


def single_levels(profile, criteria):
    """Every profile in which one importance differs."""
    for criterion, level in product(criteria, range(4)):
        changed = {**profile.importance, criterion: level}
        if level != profile.importance.get(criterion, 0) and any(changed.values()):
            candidate = replace(profile, importance=changed)
            if valid(candidate):
                yield candidate


@settings(max_examples=60)
@given(releases(), answers(), st.booleans())
def test_12_every_change_makes_its_hub_first(release, profile, skipped):
    ranker = release.ranker()
    for found in what_would_change(ranker, profile, release.hubs, skipped=skipped):
        assert found.first == (found.slug == first(ranker, profile))
        for changed in (found.answer and found.answer.profile, found.answers):
            if changed is not None:
                assert first(ranker, changed) == found.slug
                assert valid(changed)
        if found.answers and found.answer and not found.answer.option:
            assert steps(profile, found.answers) <= steps(profile, found.answer.profile)
        assert (found.weights is None) == (found.first or bool(found.blocked_by))


@settings(max_examples=60)
@given(releases(), answers(), st.booleans())
def test_12_a_hub_that_is_first_needs_no_change(release, profile, skipped):
    ranker = release.ranker()
    found = ask(ranker, profile, first(ranker, profile), skipped=skipped)
    assert found.first
    assert found.distance == 0
    assert (found.answer, found.weights, found.answers, found.blocked_by) == (None, None, None, ())


@settings(max_examples=40)
@given(releases(), answers())
def test_12_no_smaller_change_of_one_answer_brings_a_hub_first(release, profile):
    """All levels of all criteria, and all further options, by brute force on the exact ranking."""
    ranker = release.ranker()
    plain = [c for c in CRITERIA if c not in OPTIONS or profile.options.get(c)]
    tried = [(steps(profile, candidate), candidate) for candidate in single_levels(profile, plain)]
    for criterion in profile.options:
        for option in set(OPTIONS[criterion]) - set(profile.options[criterion]):
            more = {**profile.options, criterion: (*profile.options[criterion], option)}
            tried.append((1, replace(profile, options=more)))
    fewest = {}
    for count, candidate in tried:
        winner = first(ranker, candidate)
        fewest[winner] = min(count, fewest.get(winner, 99))
    for found in what_would_change(ranker, profile, release.hubs):
        if not found.first:
            expected = fewest.get(found.slug)
            change = found.answer
            assert (change and max(1, abs(change.after - change.before))) == expected


SPECIALISTS = {"austin": (1.0, 0.0), "bogota": (0.0, 1.0), "lima": (0.25, 0.25)}


def test_a_mixture_of_rivals_blocks_a_hub():
    """No single rival is better at both, but half of either is."""
    found = ask(make_ranker(SPECIALISTS), Profile({"cost": 2, "family": 1}), "lima")
    assert {rival.slug: rival.share for rival in found.blocked_by} == pytest.approx(
        {"austin": 0.5, "bogota": 0.5}, abs=0.26
    )
    assert all(0.25 <= rival.share <= 0.75 for rival in found.blocked_by)
    assert (found.weights, found.distance, found.answer, found.answers) == (None, None, None, None)


def test_the_rival_with_the_largest_share_is_named_first():
    """Better on cost takes five eighths of bogota, better on family a quarter of austin."""
    table = {"austin": (0.0, 1.0), "bogota": (1.0, 0.0), "lima": (0.625, 0.25)}
    rivals = ask(make_ranker(table), Profile({"cost": 1, "family": 3}), "lima").blocked_by
    assert [rival.slug for rival in rivals] == ["bogota", "austin"]
    assert 0.625 <= rivals[0].share <= 0.75


def test_a_dominated_hub_names_the_one_that_dominates_it():
    ranker = make_ranker({"austin": (0.75, 0.5), "bogota": (0.5, 0.25), "lima": (0.0, 1.0)})
    assert ask(ranker, Profile({"cost": 1, "family": 1}), "bogota").blocked_by == (Rival("austin", 1.0),)


def test_the_smallest_changes_of_a_known_runner_up():
    """Equal answers are a tie that austin's slug wins, so family must outweigh: 2 : 3 moves less than 0 : 1."""
    profile = Profile({"cost": 2, "family": 1})
    found = ask(make_ranker(SPECIALISTS), profile, "bogota")
    change = found.answer
    assert (change.criterion, change.before, change.after, change.option) == ("family", 1, 3, "")
    assert found.distance == pytest.approx(1 / 3, abs=1e-5)
    assert found.weights == pytest.approx({"cost": 0.5, "family": 0.5}, abs=1e-5)
    assert found.answers.importance == {"cost": 2, "family": 3}


def test_least_weight_is_moved_of_changes_with_equally_many_steps():
    """From 1 : 1 either 1 : 2 or 0 : 1 will do; the first moves a third, the second all."""
    change = ask(make_ranker(SPECIALISTS), Profile({"cost": 1, "family": 1}), "bogota").answer
    assert (change.criterion, change.after) == ("family", 2)


def test_fewest_steps_count_before_the_weight_moved():
    """Lima leads by family / 2 - cost, and a tie is austin's: family 3 moves half the weight, cost 0 all of it."""
    ranker = make_ranker({"austin": (1.0, 0.0), "lima": (0.0, 0.5)})
    change = ask(ranker, Profile({"cost": 1, "family": 1}), "lima").answer
    assert (change.criterion, change.after) == ("cost", 0)


def test_a_hub_that_wins_whatever_is_weighed():
    ranker = make_ranker({"austin": (0.75, 0.75), "bogota": (0.75, 0.5), "lima": (0.0, 0.5)})
    winner, second, last = what_would_change(ranker, Profile({"cost": 1}), ["austin", "bogota", "lima"])
    assert (winner.always, second.always, last.always) == (True, False, False)
    assert second.blocked_by == last.blocked_by == (Rival("austin", 1.0),)


def test_whatever_is_weighed_means_the_criteria_looked_at():
    ranker = make_ranker({"austin": (0.75, 0.5), "lima": (0.5, 0.75)})
    assert not ask(ranker, Profile({"cost": 1}), "austin").always
    assert ask(ranker, Profile({"cost": 1}), "austin", skipped=False).always
    assert ask(ranker, Profile({"cost": 1}), "lima", skipped=False).blocked_by == (Rival("austin", 1.0),)
    assert ask(ranker, Profile({"cost": 1}), "lima").answer.criterion == "family"


def test_twins_differ_by_their_slugs_only():
    ranker = make_ranker({"austin": (1.0, 0.0), "bogota": (0.0, 1.0), "lima": (0.0, 1.0)})
    upper, lower = what_would_change(ranker, Profile({"cost": 1}), ["bogota", "lima"])
    assert upper.answer is not None
    assert (lower.answer, lower.answers, lower.blocked_by) == (None, None, (Rival("bogota", 1.0),))


def test_rows_need_not_be_in_the_order_of_slugs():
    ranker = make_ranker({"lima": (0.0, 1.0), "bogota": (0.0, 1.0), "austin": (1.0, 0.0)})
    found = what_would_change(ranker, Profile({"cost": 1}), ["lima", "austin", "bogota"])
    assert [hub.slug for hub in found] == ["lima", "austin", "bogota"]
    assert [hub.first for hub in found] == [False, True, False]
    assert found[0].blocked_by == (Rival("bogota", 1.0),)


def test_a_tie_that_the_slug_decides_can_still_be_reached_by_an_answer():
    """No weights give aarhus a higher score than both, but at 1 : 1 all three are equal and its slug is first."""
    table = {"aarhus": (0.5, 0.5), "bogota": (1.0, 0.0), "lima": (0.0, 1.0)}
    found = ask(make_ranker(table), Profile({"cost": 2, "family": 1}), "aarhus")
    assert [rival.slug for rival in found.blocked_by] == ["bogota", "lima"]
    assert found.weights is None
    assert found.answer.profile.importance == found.answers.importance == {"cost": 1, "family": 1}


def test_a_tie_that_is_lost_needs_the_least_of_changes():
    """Equal scores now: any weight moved will do, but some must be moved."""
    found = ask(make_ranker(SPECIALISTS), Profile({"cost": 1, "family": 1}), "bogota")
    assert 0 < found.distance < 1e-5


def test_excluded_hubs_are_no_rivals():
    ranker = make_ranker({"austin": (1.0, 0.25), "bogota": (0.5, 0.5), "lima": (0.25, 1.0)})
    free, bound = Profile({"cost": 1}), Profile({"cost": 1}, constraints=(AtLeast("family", 0.5),))
    assert not ask(ranker, free, "bogota").first
    assert ask(ranker, bound, "bogota").first
    assert ask(ranker, free, "bogota", skipped=False).blocked_by == (Rival("austin", 1.0),)
    assert ask(ranker, bound, "lima", skipped=False).blocked_by == (Rival("bogota", 1.0),)
    assert first(ranker, ask(ranker, bound, "lima").answers) == "lima"
    with pytest.raises(ValueError, match="does not list"):
        ask(ranker, bound, "austin")
    nobody = Profile({"cost": 1}, constraints=(AtLeast("family", 1.0), AtLeast("cost", 1.0)))
    assert what_would_change(ranker, nobody, []) == ()


LABELS = (Column("cost"), Column("specialty", "ai"), Column("specialty", "biotech"), Column("specialty", "fintech"))
LABELLED = {"austin": (0.75, 0.5, 0.5, 0.0), "lima": (0.25, 0.5, 0.5, 1.0)}


def test_an_option_added_is_a_change_of_one_answer():
    """Raising specialty says nothing between the two; fintech does: (0.5 + 1) / 2 against 0.25 for equal weights."""
    ranker, profile = make_ranker(LABELLED, LABELS), Profile({"cost": 1, "specialty": 3}, {"specialty": ("ai",)})
    change = ask(ranker, profile, "lima").answer
    assert (change.criterion, change.before, change.after, change.option) == ("specialty", 3, 3, "fintech")
    assert change.profile.options == {"specialty": ("ai", "fintech")}
    assert first(ranker, change.profile) == "lima"


def test_an_option_of_a_target_takes_the_place_of_another():
    profile = Profile({"cost": 1, "specialty": 3}, {"specialty": ("ai",)})
    change = ask(make_ranker(LABELLED, LABELS), profile, "lima", targets=["specialty"]).answer
    assert change.profile.options == {"specialty": ("fintech",)}


def test_an_option_is_one_step_like_any_other():
    """Either family or fintech will do in one step; family moves less weight."""
    ranker = make_ranker(
        {"austin": (0.75, 0.5, 0.0, 0.0), "lima": (0.25, 0.5, 1.0, 1.0)},
        (Column("cost"), Column("specialty", "ai"), Column("specialty", "fintech"), Column("family")),
    )
    profile = Profile({"cost": 1, "specialty": 3}, {"specialty": ("ai",)})
    change = ask(ranker, profile, "lima").answer
    assert (change.criterion, change.option, change.after) == ("family", "", 1)


def test_criteria_without_their_options_are_not_raised():
    ranker, profile = make_ranker(LABELLED, LABELS), Profile({"cost": 1})
    assert ask(ranker, profile, "lima").blocked_by == (Rival("austin", 1.0),)
    chosen = Profile({"cost": 1}, {"specialty": ("fintech",)})
    assert set(ask(ranker, chosen, "lima").weights) == {"cost", "specialty"}
    assert ask(ranker, chosen, "lima").answer.criterion == "specialty"


FOUR = tuple(Column(name) for name in ("cost", "family", "safety", "traffic"))


def test_no_fourth_answer_becomes_decisive():
    """Lima leads by (3 traffic - 2 safety) / 32: with safety at 3 a decisive traffic would do, if it may be."""
    ranker = make_ranker({"austin": (0.5, 0.5, 0.5, 0.0), "lima": (0.5, 0.5, 0.4375, 0.09375)}, FOUR)
    two = ask(ranker, Profile({"cost": 3, "family": 2, "safety": 3}), "lima")
    assert (two.answer.criterion, two.answer.after) == ("traffic", 3)
    profile = Profile({"cost": 3, "family": 3, "safety": 3})
    three = ask(ranker, profile, "lima")
    assert three.answer is None
    assert valid(three.answers)
    assert steps(profile, three.answers) == 3  # safety 2 and traffic 2
    assert first(ranker, three.answers) == "lima"


def test_nearest_answers_may_change_several():
    """No single answer will do: 3 safety against 1 traffic keeps austin first, and without safety it wins on cost."""
    ranker = make_ranker({"austin": (0.75, 0.5, 1.0, 0.5), "lima": (0.5, 0.5, 0.25, 1.0)}, FOUR)
    profile = Profile({"cost": 3, "safety": 3})
    found = ask(ranker, profile, "lima")
    assert found.answer is None
    assert valid(found.answers)
    assert first(ranker, found.answers) == "lima"
    # Lima leads by (2 traffic - cost - 3 safety) / 4.
    assert found.answers.importance == {"cost": 3, "traffic": 2}


def test_the_answers_found_have_nearly_always_the_fewest_steps_there_are():
    """Against every answer that can be given, in sixty catalogues: those tried are few, and well chosen."""
    given = np.array([each for each in product(range(4), repeat=4) if sum(each) > 0 and each.count(3) <= 3])
    rng, steps_more = np.random.default_rng(7), []
    for table, now in ((rng.integers(0, 17, (5, 4)) / 16, rng.integers(0, 4, 4)) for _ in range(60)):
        ranker = Ranker().fit(pd.DataFrame(table, index=list("vwxyz"), columns=list("abcd")))
        best = (given @ table.T).argmax(axis=1)
        if now.any() and (given == now).all(axis=1).any():
            profile = Profile({name: level for name, level in zip("abcd", now.tolist(), strict=True) if level})
            for found in what_would_change(ranker, profile, "vwxyz"):
                if found.answers:
                    fewest = np.abs(given[best == "vwxyz".index(found.slug)] - now).sum(axis=1).min()
                    steps_more.append(steps(profile, found.answers) - fewest)
    assert len(steps_more) >= 140
    assert sum(more == 0 for more in steps_more) >= 139


def test_answers_are_found_where_rounding_finds_none():
    """First only in a narrow cone of weights, which is reached step by step."""
    table = {"austin": (0.625, 0.375, 0.75), "lima": (0.625, 0.5, 0.5), "tampa": (1.0, 0.625, 0.0)}
    ranker, profile = make_ranker(table, FOUR[:3]), Profile({"family": 1})
    found = ask(ranker, profile, "lima")
    assert first(ranker, found.answers) == "lima"
    assert found.answers.importance == {"family": 3, "safety": 1}


@given(releases(), answers())
def test_levers_are_the_single_answers_about_what_is_weighed(release, profile):
    ranker = release.ranker()
    hubs = [hub.slug for hub in ranker.rank(profile).hubs]
    always, found = levers(ranker, profile, hubs[1:])
    in_full = {each.slug: each for each in what_would_change(ranker, profile, hubs, skipped=False)}
    single = {slug: each.answer for slug, each in in_full.items() if each.answer and not each.answer.option}
    assert always == in_full[hubs[0]].always
    assert {slug: change for slug, change in found.items() if slug in single} == single
    for slug, change in found.items():
        assert first(ranker, change.profile) == slug


def test_importances_beyond_the_questionnaire_are_refused():
    with pytest.raises(ValueError, match="from 0 to 3"):
        ask(make_ranker(SPECIALISTS), Profile({"cost": 4}), "lima")


@settings(max_examples=25)
@given(releases(), answers())
def test_the_same_question_gets_the_same_answer(release, profile):
    assume(len(release.hubs) > 2)
    ranker = release.ranker()
    assert what_would_change(ranker, profile, release.hubs) == what_would_change(ranker, profile, release.hubs)
