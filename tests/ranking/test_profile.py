import pickle

import numpy as np
import pytest
from hypothesis import given

from hubs.ranking.profile import Profile
from tests.ranking.making import COLUMNS, profiles


def weights(importance, **options):
    found, total = Profile(importance, options).column_weights(COLUMNS)
    assert total == found.sum()
    return found.tolist()


def test_zeros_and_empty_choices_are_dropped():
    assert Profile({"cost": 2, "family": 0}, {"size": ()}) == Profile({"cost": 2})


def test_a_criterion_divides_its_weight_among_its_options():
    assert weights({"cost": 2, "family": 1}) == [2, 1, 0, 0, 0, 0, 0, 0]
    assert weights({"specialty": 3}, specialty=("fintech",)) == [0, 0, 0, 0, 0, 3, 0, 0]
    assert weights({"cost": 1, "specialty": 1}, specialty=("ai", "fintech")) == [2, 0, 0, 1, 0, 1, 0, 0]


def test_several_option_criteria_stay_integers():
    """Hand-computed: the least common multiple of 3 labels and 2 levels is 6."""
    chosen = {"specialty": ("ai", "biotech", "fintech"), "size": ("small", "large")}
    assert weights({"cost": 1, "specialty": 1, "size": 1}, **chosen) == [6, 0, 0, 2, 2, 2, 3, 3]


def test_choosing_twice_is_choosing_once():
    assert weights({"specialty": 1}, specialty=("ai", "ai")) == weights({"specialty": 1}, specialty=("ai",))


@given(profiles())
def test_shares_are_those_of_the_integer_weights(profile):
    found, total = profile.column_weights(COLUMNS)
    wanted = profile.wanted(COLUMNS)
    shares = np.zeros(len(COLUMNS))
    shares[wanted.places] = wanted.column_weights
    assert shares == pytest.approx(found / total)
    assert wanted.weights.tolist() == sorted(wanted.weights, reverse=True)
    for criterion, weight in zip(wanted.criteria, wanted.weights, strict=True):
        columns = wanted.columns_of(criterion)
        assert sum(columns.values()) == pytest.approx(weight)
        assert {COLUMNS[place].criterion for place in columns} == {criterion}


@pytest.mark.parametrize(
    ("importance", "options", "message"),
    [
        ({}, {}, "no criterion"),
        ({"cost": 0}, {}, "no criterion"),
        ({"beaches": 1}, {}, "unknown criterion 'beaches'"),
        ({"cost": 1}, {"beaches": ("long",)}, "unknown criterion 'beaches'"),
        ({"specialty": 1}, {}, "choose an option of 'specialty'"),
        ({"specialty": 1}, {"specialty": ("magic",)}, "unknown option 'magic'"),
        ({"cost": 1}, {"cost": ("low",)}, "unknown option 'low'"),
        ({"cost": 2**40 + 1}, {}, "too large"),
        ({"cost": 2**39, "family": 2**39 + 1}, {}, "too large"),
    ],
)
def test_what_the_release_does_not_have_is_refused(importance, options, message):
    with pytest.raises(ValueError, match=message):
        Profile(importance, options).column_weights(COLUMNS)


def test_importances_up_to_two_to_the_fortieth_are_exact():
    assert sum(weights({"cost": 2**40 - 1, "family": 1})) == 2**40


@pytest.mark.parametrize("importance", [-1, 1.5, "3", None])
def test_an_importance_is_a_whole_number(importance):
    with pytest.raises(ValueError, match="whole number"):
        Profile({"cost": importance})


def test_a_profile_pickles():
    profile = Profile({"specialty": 2}, {"specialty": ("ai",)})
    assert pickle.loads(pickle.dumps(profile)) == profile
