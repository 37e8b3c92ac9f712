from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubs.ranking.answer_space import AnswerSpace, allowed, by_distance
from hubs.ranking.constraints import AtLeast
from hubs.ranking.profile import Profile
from tests.ranking.making import Release, make_items

SHARES = st.lists(st.integers(0, 30), min_size=1, max_size=5).filter(any)
MANY = st.lists(st.integers(0, 100), min_size=1, max_size=25).filter(any)


@settings(max_examples=60)
@given(SHARES)
def test_the_closest_answers_are_the_closest_of_all(counts):
    weights = np.array(counts) / sum(counts)
    every = np.array([a for a in product(range(4), repeat=len(weights)) if any(a) and a.count(3) <= 3])
    distance = np.abs(every / every.sum(axis=1, keepdims=True) - weights).sum(axis=1)
    found = by_distance(weights)[0]
    assert allowed(found[None])[0]
    assert np.abs(found / found.sum() - weights).sum() == pytest.approx(distance.min(), abs=1e-9)
    assert found.sum() == every[distance < distance.min() + 1e-9].sum(axis=1).min()


@given(MANY)
def test_the_closest_answers_can_be_given(counts):
    found = by_distance(np.array(counts) / sum(counts))[0]
    assert found.min() >= 0
    assert found.max() <= 3
    assert allowed(found[None])[0]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([1.0, 0.0], [1, 0]),
        ([0.75, 0.25], [3, 1]),
        ([0.25] * 4, [1] * 4),
        ([3 / 13, 3 / 13, 3 / 13, 3 / 13, 1 / 13], [2, 2, 2, 2, 1]),  # a fourth cannot be decisive
    ],
)
def test_known_closest_answers(weights, expected):
    assert by_distance(np.array(weights))[0].tolist() == expected


RANKER = Release(
    hubs=("lima", "austin"),
    items=make_items({"hub": "lima", "strength": 2.0}, {"hub": "lima", "criterion": "specialty", "option": "ai"}),
).ranker()


def test_a_questionnaire_averages_options_and_sorts_hubs():
    space = AnswerSpace(RANKER, ["specialty", "cost"], {"specialty": ("ai", "biotech"), "size": ("small",)})
    assert space.criteria == ("cost", "specialty")
    assert space.slugs == ("austin", "lima")
    assert space.mean == pytest.approx(np.array([[0.5, 0.5], [0.75, (2 / 3 + 0.5) / 2]]), abs=1e-3)
    assert space.known == pytest.approx(np.array([[0, 0], [0.5, (1 / 3) / 2]]))


def test_its_weights_are_those_of_the_profile():
    options = {"specialty": ("ai", "biotech"), "size": ("small", "large")}
    space = AnswerSpace(RANKER, ["specialty", "cost", "size"], options)
    profile = Profile({"specialty": 3, "cost": 1}, options)
    importances = space.importances(profile)
    weights, expected = space.columns(importances[None])[0], profile.column_weights(RANKER.columns_)[0]
    assert importances.tolist() == [1, 3, 0]
    assert (weights / weights.sum()).tolist() == (expected / expected.sum()).tolist()
    assert [space.slugs[row] for row in space.first(weights[None])] == ["lima"]


def test_excluded_hubs_are_not_asked_about():
    space = AnswerSpace(RANKER, ["cost"], {}, (AtLeast("cost", 0.95),))
    assert space.slugs == ("austin",)  # unknown is kept
    assert space.first(np.eye(8, dtype=int)[:1]).tolist() == [0]
    assert AnswerSpace(RANKER, ["cost"], {}, ()).first(np.eye(8, dtype=int)[:1]).tolist() == [1]
