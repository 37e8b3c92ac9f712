import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.prior import Prior, on_grid
from hubs.ranking.strength import Column
from tests.ranking.making import COLUMNS, make_prior, priors


def moments(**changes):
    """A prior as releases froze it before calibrations; the levels in it are of no use any more."""
    old = {"columns": [["cost", ""], ["size", "large"]], "levels": [[0.2] * 5, [0.2] * 5]}
    return old | {"mean": [0.5, 0.75], "second": [0.375, 0.5625], "kappa": [2.0, 4.0]} | changes


def test_a_prior_of_moments_keeps_mean_and_kappa_and_finds_sigma():
    """Hand-computed: (0.375 - 0.25) * 2 / 3 and, without any variance, 0."""
    prior = Prior.from_moments(moments())
    assert prior.columns == (Column("cost"), Column("size", "large"))
    assert (prior.mean, prior.kappa) == ((0.5, 0.75), (2.0, 4.0))
    assert prior.sigma == pytest.approx([(0.125 * 2 / 3) ** 0.5, 0.0])


@given(st.floats(0, 1), st.floats(0.01, 0.5), st.floats(0.1, 12))
def test_the_variance_of_moments_is_that_within_and_between(mean, sigma, kappa):
    second = mean**2 + sigma**2 * (1 + 1 / kappa)
    prior = Prior.from_moments(moments(mean=[mean] * 2, second=[second] * 2, kappa=[kappa] * 2))
    assert prior.sigma[0] == pytest.approx(sigma)


def test_a_second_moment_below_the_square_of_a_rounded_mean_is_no_variance():
    assert Prior.from_moments(moments(mean=[0.5, 0.75], second=[0.2499, 0.5])).sigma == (0.0, 0.0)


@given(priors(), st.permutations(COLUMNS), st.integers(1, len(COLUMNS)))
def test_columns_are_taken_in_any_order_with_all_that_is_theirs(prior, columns, size):
    taken = prior.take(columns[:size])
    assert taken.columns == tuple(columns[:size])
    for j, column in enumerate(taken.columns):
        place = prior.columns.index(column)
        for name in ("mean", "sigma", "kappa"):
            assert getattr(taken, name)[j] == getattr(prior, name)[place]


def test_a_column_that_it_lacks_is_named():
    with pytest.raises(ValueError, match="family"):
        make_prior([Column("cost")]).take([Column("family")])


@given(st.floats(0, 1))
def test_a_mean_on_the_grid_is_the_nearest_of_1024(mean):
    found = on_grid(mean)
    assert found * 1024 == int(found * 1024)
    assert abs(found - mean) <= 1 / 2048
