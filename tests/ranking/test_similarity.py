import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.similarity import circular_on_target, less_is_better, log_on_target, more_is_better, on_target, rating

ALL = {
    "more": lambda x: more_is_better(x, 1.0, 2.0),
    "less": lambda x: less_is_better(x, 1.0, 2.0),
    "rating": rating,
    "target": lambda x: on_target(x, 1.0, 0.5, 1.0),
    "log": lambda x: log_on_target(x, 1.0, 0.5, 1.0),
    "circular": lambda x: circular_on_target(x, 1.0, 0.5, 1.0),
}


@pytest.mark.parametrize("similarity", ALL.values(), ids=ALL.keys())
def test_unknown_stays_unknown_and_shape_is_kept(similarity):
    result = similarity(np.array([[1.0, np.nan], [np.nan, 2.0]]))
    assert np.isnan(result).tolist() == [[False, True], [True, False]]


@given(st.floats(-1e9, 1e9), st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(1e-3, 1e6))
def test_every_similarity_lies_in_the_unit_interval(x, lower, width, period):
    results = [
        more_is_better(x, lower, lower + width),
        less_is_better(x, lower, lower + width),
        on_target(x, lower, 0.0, width),
        log_on_target(abs(x) + 1, abs(lower) + 1, 0.0, width),
        circular_on_target(x, lower, 0.0, width, period),
    ]
    assert all(0 <= result <= 1 for result in results)


def test_bounds_are_fixed_and_clip():
    assert more_is_better([0, 1, 2, 3, 9], 1, 3).tolist() == [0, 0, 0.5, 1, 1]
    assert less_is_better([0, 1, 2, 3, 9], 1, 3).tolist() == [1, 1, 0.5, 0, 0]
    assert more_is_better([-np.inf, np.inf], 1, 3).tolist() == [0, 1]


def test_ratings_are_five_even_steps():
    assert rating([-2, -1, 0, 1, 2]).tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_parameters_may_differ_per_column():
    x = np.array([[5.0, 5.0], [10.0, 10.0]])
    assert more_is_better(x, [0, 0], [10, 20]).tolist() == [[0.5, 0.25], [1.0, 0.5]]


def test_target_is_flat_then_falls_on_both_sides():
    x = [84, 85, 89, 90, 95, 100, 105, 110, 111, 115, 116]
    expected = [0, 0, 0.8, 1, 1, 1, 1, 1, 0.8, 0, 0]
    assert on_target(x, 100, 10, 5) == pytest.approx(expected, abs=1e-15)


def test_log_target_counts_in_powers_of_ten():
    """Twice the target and half of it are the same distance away: log10(2)."""
    twice, half = log_on_target([2e6, 5e5], 1e6, tolerance=0, reach=1)
    assert twice == pytest.approx(1 - np.log10(2))
    assert half == pytest.approx(twice)


def test_time_zones_are_a_circle():
    """Hand-computed: from UTC+12, UTC-12 is the same hour and UTC-10 is two hours away."""
    assert circular_on_target([12, -12, -10, 10, 0], 12, 0, 4).tolist() == [1, 1, 0.5, 0.5, 0]
    assert circular_on_target([350, 10], 0, 0, 40, period=360).tolist() == [0.75, 0.75]


@given(st.floats(-12, 14), st.floats(-12, 14), st.integers(-3, 3))
def test_going_round_the_circle_changes_nothing(x, target, turns):
    once, again = circular_on_target([x, x + 24 * turns], target, 1, 6)
    assert again == pytest.approx(once, abs=1e-12)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: more_is_better(1, 2, 2),
        lambda: more_is_better(1, np.nan, 2),
        lambda: less_is_better(1, 3, 2),
        lambda: rating(2.5),
        lambda: rating([0, -3]),
        lambda: on_target(1, 1, 0, 0),
        lambda: on_target(1, 1, -1, 1),
        lambda: on_target(1, 1, 0, np.inf),
        lambda: on_target(1, np.inf, 0, 1),
        lambda: log_on_target(0, 1, 0, 1),
        lambda: log_on_target(1, -1, 0, 1),
        lambda: circular_on_target(1, 1, 0, 1, period=0),
        lambda: circular_on_target(1, np.nan, 0, 1),
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must|need|lies"):
        wrong()
