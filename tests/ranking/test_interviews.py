"""What one more statement is worth: the closed form against simulation, and the properties that it keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.constraints import AllowedCountries
from hubs.ranking.interviews import Person, _draws, gain, next_interviews
from hubs.ranking.profile import Profile
from hubs.ranking.strength import Column
from tests.ranking.making import CRITERIA, OPTIONS, Release, make_items, make_prior

RATED = ("cost", "family", "traffic", "specialty")
SIZES = st.floats(0, 1)


def worth(ranker, *profiles, criteria=RATED):
    """(hub, column) -> gain."""
    found = next_interviews(ranker, [Person(profile) for profile in profiles], criteria)
    return {(each.hub, question.column): question.gain for each in found for question in each.questions}


def interviews(ranker, *profiles, criteria=RATED):
    return {each.hub: each for each in next_interviews(ranker, [Person(each) for each in profiles], criteria)}


@given(SIZES, st.floats(0.001, 1))
def test_the_gain_is_what_a_simulation_finds(gap, spread):
    moved = np.random.default_rng(1).normal(0, spread, 200_000)
    assert gain(np.array(gap), np.array(spread)) == pytest.approx(
        np.maximum(moved - gap, 0).mean(), abs=5 * spread / np.sqrt(200_000)
    )


@given(SIZES, SIZES, SIZES)
def test_more_doubt_is_worth_more_and_a_wider_gap_less(gap, spread, more):
    here = gain(np.array(gap), np.array(spread))
    assert here >= 0
    assert gain(np.array(gap), np.array(spread + more)) >= here - 1e-15
    assert gain(np.array(gap + more), np.array(spread)) <= here + 1e-15
    assert gain(np.array(gap), np.array(0.0)) == 0


def test_a_cell_without_weight_is_worth_nothing():
    assert {column.criterion for _, column in worth(Release().ranker(), Profile({"cost": 1}))} == {"cost"}


def test_a_cell_that_is_surely_known_is_worth_nothing():
    sure = Release(prior=make_prior(sigma=[0.0, *[0.25] * 7])).ranker()
    assert {column.criterion for _, column in worth(sure, Profile({"cost": 1, "family": 1}))} == {"family"}
    assert next_interviews(Release(prior=make_prior(sigma=0.0)).ranker(), [Person(Profile({"cost": 1}))], RATED) == ()


@given(st.integers(1, 30), st.integers(1, 30))
def test_the_less_is_known_the_more_an_answer_is_worth(few, more):
    """Neutral statements leave every hub where it is: only the doubt differs."""
    said = [{"hub": "lima", "similarity": 0.5} for _ in range(few)]
    said += [{"hub": "bogota", "similarity": 0.5} for _ in range(few + more)]
    found = worth(Release(items=make_items(*said)).ranker(), Profile({"cost": 1}))
    cost = Column("cost")
    assert found["austin", cost] > found["lima", cost] > found["bogota", cost] > 0


@given(st.integers(1, 3), st.integers(1, 3))
def test_what_weighs_more_is_worth_more(less, more):
    found = worth(Release().ranker(), Profile({"cost": less + more, "family": less}))
    assert found["lima", Column("cost")] > found["lima", Column("family")] > 0


def test_an_answer_that_cannot_change_who_is_best_is_worth_next_to_nothing():
    said = [{"hub": hub, "similarity": s} for hub, s in (("lima", 1.0), ("austin", 0.0)) for _ in range(200)]
    said += [{"hub": "bogota", "similarity": 1.0} for _ in range(150)]
    found = worth(Release(items=make_items(*said)).ranker(), Profile({"cost": 1}))
    cost = Column("cost")
    assert found.get(("austin", cost), 0.0) < 1e-12 < found["lima", cost] < found["bogota", cost] * 1.5


def test_only_who_fails_no_constraint_is_asked_about():
    ranker = Release().ranker()
    nobody = Profile({"cost": 1}, constraints=(AllowedCountries(("PE",)),))
    assert next_interviews(ranker, [Person(nobody)], RATED) == ()


def test_nobody_to_settle_anything_for():
    assert next_interviews(Release().ranker(), [], RATED) == ()
    assert next_interviews(Release(hubs=("lima",)).ranker(), [Person(Profile({"cost": 1}))], RATED) == ()


def test_figures_are_not_asked_for():
    found = interviews(Release().ranker(), Profile({"size": 3, "cost": 1}, OPTIONS))
    assert {question.column.criterion for each in found.values() for question in each.questions} == {"cost"}


def test_people_count_as_often_as_they_are():
    ranker = Release(items=make_items({"hub": "lima", "similarity": 0.75})).ranker()
    cost, family = Profile({"cost": 1}), Profile({"family": 1})
    twice = next_interviews(ranker, [Person(cost, 2), Person(family)], RATED)
    three = next_interviews(ranker, [Person(cost), Person(cost), Person(family)], RATED)
    assert [(each.hub, each.helped) for each in twice] == [(each.hub, each.helped) for each in three]
    assert [each.gain for each in twice] == pytest.approx([each.gain for each in three])
    assert next_interviews(ranker, [Person(cost, 0)], RATED) == ()


def test_an_interview_is_worth_at_least_its_best_question_and_asks_at_most_six():
    everything = Profile(dict.fromkeys(CRITERIA, 1), OPTIONS)
    for each in interviews(Release().ranker(), everything, criteria=CRITERIA).values():
        assert len(each.questions) == 6
        assert each.gain >= max(question.gain for question in each.questions)
        assert [question.gain for question in each.questions] == sorted(
            (question.gain for question in each.questions), reverse=True
        )


@given(st.permutations(("austin", "bogota", "lima")))
def test_2_permuting_hubs_permutes_the_answer(hubs):
    said = make_items({"hub": "lima", "similarity": 0.75}, {"hub": "austin", "similarity": 0.5})
    profile = Profile({"cost": 2, "family": 1})
    found, again = (interviews(Release(hubs=order, items=said).ranker(), profile) for order in (hubs, sorted(hubs)))
    assert list(found) == list(again)
    assert [each.gain for each in found.values()] == pytest.approx([each.gain for each in again.values()])


@pytest.mark.parametrize(("strength", "helped"), [(180, 1), (230, 0)])
def test_an_answer_helps_somebody_from_a_twentieth_of_a_point_on(strength, helped):
    """Two equal hubs: an answer moves the score by about sigma / (kappa + n), and is worth 0.4 of that."""
    said = [{"hub": hub, "similarity": 0.5, "strength": strength} for hub in ("austin", "lima")]
    ranker = Release(hubs=("austin", "lima"), items=make_items(*said)).ranker()
    found = interviews(ranker, Profile({"cost": 1}))["lima"]
    assert (found.gain >= 0.0005) == bool(helped)
    assert found.gain == pytest.approx(0.399 * 0.25 / (2 + strength), rel=0.01)
    assert found.helped == helped


def test_many_hubs_and_people_get_fewer_draws():
    assert [_draws(numbers) for numbers in (1, 1_000_000, 20_000_000)] == [64, 20, 8]
