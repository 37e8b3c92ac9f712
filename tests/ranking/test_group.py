"""One answer for several people: known answers, and what holds whoever they are."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.constraints import AllowedCountries, AtLeast
from hubs.ranking.group import agree
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from tests.ranking.making import profiles, releases

COUNTRIES = pd.DataFrame({"country": ["US", "CO", "PE"], "languages": [("en",), ("es",), ("es",)]})
ABOUT = {"austin": [0.9, 0.1, 0.5], "bogota": [0.2, 0.9, 0.5], "lima": [0.7, 0.6, 0.5]}
COST, SAFETY, BOTH = Profile({"cost": 1}), Profile({"safety": 1}), Profile({"cost": 1, "safety": 1})


def ranker(about=ABOUT):
    names = ["cost", "safety", "health"][: len(next(iter(about.values())))]
    known = pd.DataFrame(about, index=names).T
    return Ranker().fit(known, attributes=COUNTRIES.set_index(known.index) if len(known) == 3 else None)


def answer(*people, about=ABOUT):
    fitted = ranker(about)
    return agree([fitted.rank(profile) for profile in people])


def hub_of(group, slug):
    return next(hub for hub in group.hubs if hub.slug == slug)


def close(values):
    return pytest.approx(values, abs=1 / 1024)


# Known answers


def test_a_hub_has_its_mean_its_lowest_score_how_far_they_lie_apart_and_what_each_gives_up():
    lima = hub_of(answer(COST, SAFETY), "lima")
    assert (lima.mean, lima.least, lima.spread) == close((0.65, 0.6, 0.1))
    assert lima.losses == close((0.2, 0.3))
    assert lima.sacrifice == max(lima.losses)


def test_average_and_least_misery_are_those_of_the_textbook():
    """Masthoff (2004), Group modeling, UMUAI 14: how John, Adam and Mary rate the clips A to J, of 10."""
    john, adam, mary = "10 4 3 6 10 9 6 8 10 8", "1 9 8 9 7 9 6 9 3 8", "10 5 2 7 9 8 5 6 7 6"
    rated = pd.DataFrame({name: map(float, line.split()) for name, line in zip("jam", (john, adam, mary), strict=True)})
    fitted = Ranker().fit((rated / 10).set_axis(list("ABCDEFGHIJ")))
    group = agree([fitted.rank(Profile({name: 1})) for name in "jam"])
    mean, least = ({hub.slug: 10 * getattr(hub, name) for hub in group.hubs} for name in ("mean", "least"))
    textbook = [7.0, 6.0, 4.3, 7.3, 8.7, 8.7, 5.7, 7.7, 6.7, 7.3]
    assert [round(mean[clip], 1) for clip in "ABCDEFGHIJ"] == pytest.approx(textbook, abs=0.11)
    assert [round(least[clip]) for clip in "ABCDEFGHIJ"] == [1, 4, 2, 6, 7, 8, 5, 6, 3, 6]
    assert [hub.slug for hub in group.hubs][:3] == ["F", "E", "H"], "of equal means the higher lowest score"
    assert group.compromise == "F"


def test_the_compromise_asks_least_of_the_one_who_gives_up_most():
    group = answer(COST, SAFETY)
    assert group.own == ("austin", "bogota")
    assert group.compromise == "lima"
    assert {hub.slug: round(hub.sacrifice, 1) for hub in group.hubs} == {"austin": 0.8, "bogota": 0.7, "lima": 0.3}


def test_of_two_that_ask_the_same_the_next_sacrifice_decides():
    about = {"austin": [1.0, 0.5, 0.25], "bogota": [0.5, 1.0, 0.5], "lima": [0.0, 0.0, 1.0]}
    people = COST, SAFETY, Profile({"health": 1})
    losses = {hub.slug: sorted(hub.losses) for hub in answer(*people, about=about).hubs}
    assert (losses["austin"], losses["bogota"]) == ([0, 0.5, 0.75], [0, 0.5, 0.5])
    about["austin"] = [0.75, 0.5, 0.5]
    about["lima"] = [1.0, 0.0, 1.0]
    group = answer(*people, about=about)
    assert sorted(hub_of(group, "austin").losses) == [0.25, 0.5, 0.5]
    assert sorted(hub_of(group, "bogota").losses) == [0, 0.5, 0.5]
    assert group.compromise == "bogota"


def test_a_must_of_one_leaves_a_hub_out_for_all_and_says_of_what_kind_it_is():
    only_here, decent = AllowedCountries(frozenset({"CO", "PE"})), AtLeast("safety", 0.5)
    one, other = Profile({"cost": 1}, constraints=(only_here,)), Profile({"safety": 1}, constraints=(decent,))
    group = answer(one, other)
    assert {hub.slug for hub in group.hubs} == {"bogota", "lima"}
    (out,) = group.excluded
    assert (out.slug, set(out.failed)) == ("austin", {only_here, decent})
    assert group.excluded == answer(other, one).excluded


def test_what_is_given_up_counts_from_the_first_that_ones_own_musts_leave():
    out = AllowedCountries(frozenset({"PE"}))
    group = answer(COST, Profile({"safety": 1}, constraints=(out,)))
    assert [hub.slug for hub in group.hubs] == ["lima"]
    assert group.own == ("austin", "lima")
    assert group.hubs[0].losses == close((0.2, 0.0))


def test_musts_that_leave_nothing_leave_no_compromise():
    one = Profile({"cost": 1}, constraints=(AllowedCountries(frozenset({"PE"})),))
    other = Profile({"cost": 1}, constraints=(AllowedCountries(frozenset({"US"})),))
    group = answer(one, other)
    assert (group.hubs, group.compromise, group.differing) == ((), "", ())
    assert {hub.slug for hub in group.excluded} == set(ABOUT)
    assert [(each.first, each.compromise) for each in group.without] == [("austin", "austin"), ("lima", "lima")]
    assert answer(Profile({"cost": 1}, constraints=(AllowedCountries(frozenset({"AR"})),))).own == ("",)


def test_without_one_person_the_others_answer_and_their_musts_alone_count():
    group = answer(COST, Profile({"safety": 1}, constraints=(AllowedCountries(frozenset({"PE"})),)))
    assert [each.first for each in group.without] == ["lima", "austin"]
    assert answer(COST).without == ()


def test_they_differ_on_what_moves_the_hubs_in_question_and_not_on_what_only_weighs_differently():
    people = Profile({"cost": 2, "health": 2}), Profile({"safety": 2, "health": 1})
    group = answer(*people)
    assert [each.criterion for each in group.differing] == ["safety", "cost"], "health is the same everywhere"
    safety, cost = group.differing
    assert (safety.weights, cost.weights) == ((0.0, 2 / 3), (0.5, 0.0))
    assert (cost.hubs, cost.apart) == (("austin", "bogota"), close(0.35))
    assert (safety.hubs, safety.apart) == (("austin", "bogota"), close(0.8 * 2 / 3))


@pytest.mark.parametrize(("steps", "named"), [(1, []), (2, ["health"])])
def test_what_moves_hubs_by_less_than_anybody_is_shown_is_no_difference(steps, named):
    """A step of the grid, by half of the weight, is 0.0005 of a score."""
    about = {"austin": [0.5, 0.5, 0.5], "bogota": [0.5, 0.5, 0.5 + steps / 1024], "lima": [0.5, 0.5, 0.5]}
    group = answer(Profile({"cost": 1}), Profile({"cost": 1, "health": 1}), about=about)
    assert [each.criterion for each in group.differing] == named


def test_who_agrees_differs_on_nothing():
    assert answer(BOTH, BOTH).differing == ()


def test_nobody_and_rankings_of_other_hubs_are_refused():
    with pytest.raises(ValueError, match="nobody"):
        agree([])
    other = ranker({"austin": [0.5, 0.5], "recife": [0.1, 0.9]})
    with pytest.raises(ValueError, match="same hubs"):
        agree([ranker().rank(COST), other.rank(COST)])


# What holds whoever they are


@st.composite
def people(draw, least=1):
    release = draw(releases())
    fitted = release.ranker()
    asked = draw(st.lists(profiles(), min_size=least, max_size=4))
    floors = draw(st.lists(st.sampled_from([None, 0.3, 0.5]), min_size=len(asked), max_size=len(asked)))
    musts = [() if floor is None else (AtLeast("cost", floor),) for floor in floors]
    return [
        fitted.rank(Profile(p.importance, p.options, constraints)) for p, constraints in zip(asked, musts, strict=True)
    ]


@pytest.mark.properties
@given(people(least=2), st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(rankings, random):
    order = random.choice(list(permutations(range(len(rankings)))))
    one, other = agree(rankings), agree([rankings[i] for i in order])
    assert (one.compromise, one.excluded) == (other.compromise, other.excluded)
    assert [each.criterion for each in one.differing] == [each.criterion for each in other.differing]
    assert [one.without[i] for i in order] == list(other.without)
    for a, b in zip(one.hubs, other.hubs, strict=True):
        assert (a.rank, a.slug, a.mean, a.least, a.spread) == (b.rank, b.slug, b.mean, b.least, b.spread)
        assert tuple(a.losses[i] for i in order) == b.losses


@pytest.mark.properties
@given(people(), st.integers(1, 7))
def test_people_who_are_alike_have_their_own_ranking(rankings, count):
    own = rankings[0]
    group = agree([own] * count)
    assert {hub.slug: hub.rank for hub in group.hubs} == {hub.slug: hub.rank for hub in own.hubs}
    assert [hub.mean for hub in group.hubs] == pytest.approx([hub.score for hub in own.hubs])
    assert all(hub.spread == 0 and hub.least == pytest.approx(hub.mean) for hub in group.hubs)
    assert {out.slug for out in group.excluded} == {out.slug for out in own.excluded}
    assert group.differing == ()
    if own.hubs:
        assert hub_of(group, group.compromise).rank == 1


@pytest.mark.properties
@given(people())
def test_somebody_who_is_like_one_of_them_changes_only_the_mean(rankings):
    one, other = agree(rankings), agree([*rankings, rankings[0]])
    assert {hub.slug: (hub.least, hub.spread, hub.sacrifice) for hub in one.hubs} == {
        hub.slug: (hub.least, hub.spread, hub.sacrifice) for hub in other.hubs
    }
    assert one.excluded == other.excluded
    if one.compromise:
        assert hub_of(one, one.compromise).sacrifice == hub_of(one, other.compromise).sacrifice


@pytest.mark.properties
@given(people())
def test_nobody_gains_over_their_own_first(rankings):
    group = agree(rankings)
    for hub in group.hubs:
        assert min(hub.losses) >= 0
        assert hub.least <= hub.mean + 1e-9
        assert hub.mean <= hub.least + hub.spread + 1e-9
    for i, slug in enumerate(group.own):
        if slug in {hub.slug for hub in group.hubs}:
            assert hub_of(group, slug).losses[i] == 0


@pytest.mark.properties
@given(people(least=2))
def test_no_hub_is_better_for_somebody_and_as_good_for_all_than_the_compromise(rankings):
    group = agree(rankings)
    if group.compromise:
        chosen = np.array(hub_of(group, group.compromise).losses)
        for hub in group.hubs:
            losses = np.array(hub.losses)
            assert losses.max() >= chosen.max()
            assert not ((losses <= chosen).all() and (losses < chosen).any())


@pytest.mark.properties
@given(people(least=2))
def test_a_must_of_anybody_leaves_out_and_nothing_else_does(rankings):
    group = agree(rankings)
    out = {hub.slug for ranking in rankings for hub in ranking.excluded}
    assert {hub.slug for hub in group.excluded} == out
    assert {hub.slug for hub in group.hubs} == {hub.slug for hub in rankings[0].hubs} - out


@pytest.mark.properties
@given(people(least=2))
def test_what_two_differ_on_adds_up_to_how_far_they_are_apart(rankings):
    """Over two hubs, what the criteria pull apart is never less than what the scores are apart."""
    group = agree(rankings[:2])
    shared = {hub.slug for hub in group.hubs}
    a, b = group.own
    if a in shared and b in shared and a != b:
        score = [{hub.slug: hub.score for hub in ranking.hubs} for ranking in rankings[:2]]
        apart = abs((score[0][a] - score[0][b]) - (score[1][a] - score[1][b]))
        assert sum(each.apart for each in group.differing) >= apart - 0.01
