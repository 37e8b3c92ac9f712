import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.similarity import (
    circular_on_target,
    less_is_better,
    log_on_target,
    more_is_better,
    on_scale,
    on_target,
    rating,
)

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


@pytest.mark.parametrize(
    ("scale", "step", "values", "scaled"),
    [
        ("linear", None, [-3.0, 0.0, 7.0], [-3.0, 0.0, 7.0]),
        ("linear", 5.0, [-3.0, 2.4, 2.6, 7.6], [-5.0, 0.0, 5.0, 10.0]),
        ("log10", None, [1.0, np.e], [0.0, 1.0]),
        ("log10", 2.0, [1.0, 1.4, 1.5, 3.0, 0.6], [0.0, 0.0, np.log(2), np.log(4), -np.log(2)]),
        ("log1p", None, [0.0, np.e - 1], [0.0, 1.0]),
        ("log1p", 2.0, [0.0, 0.4, 0.5, 3.0], [0.0, 0.0, np.log(2), np.log(4)]),
    ],
)
def test_values_are_compared_on_their_scale_and_in_steps(scale, step, values, scaled):
    assert on_scale(values, scale, step).tolist() == pytest.approx(scaled)
    assert np.isnan(on_scale(np.nan, scale, step)), "unknown stays unknown"


@given(st.floats(1, 1e6), st.sampled_from(["linear", "log10", "log1p"]), st.floats(1.05, 4))
def test_a_step_moves_a_value_by_half_of_it_at_most(value, scale, step):
    width = step if scale == "linear" else np.log(step)
    exact, rounded = on_scale(value, scale), on_scale(value, scale, step)
    assert abs(rounded - exact) <= width / 2 + 1e-9
    assert rounded / width == pytest.approx(np.rint(rounded / width))


@pytest.mark.parametrize(
    ("value", "scale", "message"),
    [
        (0.0, "log10", "positive"),
        (-1.0, "log10", "positive"),
        (-0.1, "log1p", "negative"),
        (1.0, "cubic", "no scale 'cubic'"),
    ],
)
def test_a_value_that_a_scale_does_not_have_is_refused(value, scale, message):
    with pytest.raises(ValueError, match=message):
        on_scale(value, scale)
