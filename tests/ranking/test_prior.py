import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hubs.ranking.prior import Prior, anova, estimate_prior
from hubs.ranking.strength import Column
from tests.ranking.making import COLUMNS, CRITERIA, make_items, make_prior, releases

COST = [Column("cost")]


def test_without_evidence_the_prior_is_uniform():
    prior = estimate_prior(make_items(), COLUMNS)
    assert prior == make_prior(COLUMNS, kappa=2.0)


def test_every_hub_counts_once_and_an_even_one_with_them():
    """Hand-computed: Lima is all at level 1, Austin all at 0, the even hub 1/5 everywhere."""
    items = make_items({}, {}, {}, {"hub": "austin", "similarity": 0.0, "strength": 0.25})
    prior = estimate_prior(items, COST)
    assert prior.levels[0] == pytest.approx([0.4, 1 / 15, 1 / 15, 1 / 15, 0.4])
    assert prior.mean == (0.5,)


def test_within_a_hub_items_count_by_their_shared_strength():
    """Hand-computed: Ana's two votes of 1 count 1/2 each, Bea's counts 1: 3/4 at 0, 1/4 at 1."""
    said = [{"voter": "Ana", "similarity": s} for s in (0.0, 1.0)] + [{"voter": "Bea", "similarity": 0.0}]
    levels = np.array(estimate_prior(make_items(*said), COST).levels[0])
    assert levels * 2 - 0.2 == pytest.approx([0.75, 0, 0, 0, 0.25])


@given(st.floats(0, 1))
def test_a_similarity_between_two_levels_is_split_and_keeps_the_mean(similarity):
    prior = estimate_prior(make_items({"similarity": similarity}), COST)
    of_hub = np.array(prior.levels[0]) * 2 - 0.2
    assert of_hub @ np.linspace(0, 1, 5) == pytest.approx(similarity)
    assert np.count_nonzero(of_hub > 1e-12) <= 2
    assert of_hub.sum() == pytest.approx(1)


def test_labels_share_one_prior_and_target_levels_have_their_own():
    def said(criterion, low, high):
        return [{"criterion": criterion, "option": option, "similarity": s} for option, s in ((low, 0.0), (high, 1.0))]

    items = make_items(*said("specialty", "ai", "fintech"), *said("size", "small", "large"))
    prior = estimate_prior(items, COLUMNS, targets={"size"})
    mean = dict(zip(COLUMNS, prior.mean, strict=True))
    assert {mean[column] for column in COLUMNS if column.criterion == "specialty"} == {0.5}
    assert mean["size", "small"] == 0.25
    assert mean["size", "large"] == 0.75


@given(releases())
def test_moments_are_those_of_the_levels_on_the_grid(release):
    prior = estimate_prior(release.items, COLUMNS, targets={"size"})
    levels, s = np.array(prior.levels), np.linspace(0, 1, 5)
    mean, second = np.array(prior.mean), np.array(prior.second)
    assert levels.sum(axis=1) == pytest.approx(1)
    assert (levels > 0).all()
    assert np.abs(mean - levels @ s).max() <= 1 / 2048 + 1e-15
    assert (mean * 1024 == np.rint(mean * 1024)).all()
    variance = levels @ s**2 - (levels @ s) ** 2
    assert second - mean**2 == pytest.approx(variance)
    assert all(0.5 <= kappa <= 8 for kappa in prior.kappa)
    by_criterion = {c: {k for column, k in zip(COLUMNS, prior.kappa, strict=True) if column[0] == c} for c in CRITERIA}
    assert all(len(kappas) == 1 for kappas in by_criterion.values())


@given(releases())
def test_the_round_trip_through_json_is_bit_identical(release):
    prior = estimate_prior(release.items, COLUMNS, targets={"size"})
    assert Prior.from_dict(json.loads(json.dumps(prior.to_dict()))) == prior


@given(releases(), st.randoms(use_true_random=False))
def test_order_of_items_and_columns_does_not_matter(release, random):
    columns = random.sample(COLUMNS, len(COLUMNS))
    shuffled = release.items.sample(frac=1, random_state=random.randrange(1000))
    assert estimate_prior(shuffled, columns, {"size"}).take(COLUMNS) == estimate_prior(release.items, COLUMNS, {"size"})


def test_an_item_outside_the_columns_is_refused():
    with pytest.raises(ValueError, match="family"):
        estimate_prior(make_items({"criterion": "family"}), COST)


# Analysis of variance


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 10**6))
def test_anova_agrees_with_scipy_on_balanced_groups(groups, size, seed):
    """F = MSB / MSW = 1 + size * between / within."""
    values = np.random.default_rng(seed).normal(size=(groups, size))
    within, between, df = anova(np.repeat(np.arange(groups), size), values.ravel(), np.ones(groups * size))
    assert 1 + size * between / within == pytest.approx(stats.f_oneway(*values).statistic)
    assert df == pytest.approx(1 / (1 / (groups * (size - 1)) + 1 / (groups - 1)))


def test_anova_on_unequal_weighted_groups():
    """Hand-computed. Groups {0 (weight 1), 3 (2)} and {6 (1)}; means 2 and 6, grand mean 3.

    SSW = 1*4 + 2*1 = 6 on 1 degree; SSB = 3*1 + 1*9 = 12 on 1; n0 = 4 - (9 + 1) / 4 = 1.5.
    """
    within, between, df = anova(np.array([0, 0, 1]), np.array([0.0, 3.0, 6.0]), np.array([1.0, 2.0, 1.0]))
    assert (within, between, df) == pytest.approx((6, (12 - 6) / 1.5, 0.5))


@given(st.integers(0, 10**6))
def test_anova_recovers_the_variances_it_was_given(seed):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 400, 4000)
    group = np.unique(group, return_inverse=True)[1]
    weight = rng.choice([0.25, 0.5, 1.0, 2.0], len(group))
    value = rng.normal(0, 0.3, 400)[group] + rng.normal(0, 0.5, len(group)) / np.sqrt(weight)
    within, between, _ = anova(group, value, weight)
    assert within == pytest.approx(0.25, rel=0.15)
    assert between == pytest.approx(0.09, rel=0.35)


@pytest.mark.parametrize("group", [[0, 0, 0], [0, 1, 2]])
def test_anova_needs_two_groups_and_a_group_of_two(group):
    assert anova(np.array(group), np.arange(3.0), np.ones(3))[2] == 0


# Kappa


def agreeing(criterion, *hub_ratings):
    """Two voters per hub who say what is given."""
    return [
        {"criterion": criterion, "hub": f"hub{i}", "similarity": s, "voter": f"{criterion}{v}"}
        for i, ratings in enumerate(hub_ratings)
        for v, s in enumerate(ratings)
    ]


def kappas(*items, columns=COLUMNS):
    prior = estimate_prior(make_items(*items), columns, targets={"size"})
    return {column.criterion: kappa for column, kappa in zip(columns, prior.kappa, strict=True)}


def test_voters_who_agree_make_a_weak_prior_and_those_who_do_not_a_strong_one():
    agreed = agreeing("cost", (0.0, 0.0), (1.0, 1.0), (0.5, 0.5))
    differed = agreeing("family", (0.0, 1.0), (1.0, 0.0), (0.5, 0.5))
    found = kappas(*agreed, *differed)
    assert 0.5 < found["cost"] < 2 < found["family"] < 8
    assert kappas(*agreed)["cost"] == pytest.approx(0.5)
    assert kappas(*differed)["family"] == pytest.approx(8)


def test_kappa_is_within_over_between():
    """Hand-computed: within 0.03125, between (0.5 - 0.03125) / 2; the ratio is clipped to 0.5.

    With (0, 1/2), (1/2, 1): within 1/8, MSB 1/4, between 1/16, kappa 2.
    """
    assert kappas(*agreeing("cost", (0.0, 0.5), (0.5, 1.0)))["cost"] == pytest.approx(2)


def test_kappa_shrinks_to_the_median_by_its_degrees_of_freedom():
    """Hand-computed: logs of 2, 8 and 0.5 have the median log 2; df = 1 / (1/2 + 1/1) = 2/3."""
    middle, high, low = ((0.0, 0.5), (0.5, 1.0)), ((0.0, 1.0), (1.0, 0.0)), ((0.0, 0.0), (1.0, 1.0))
    found = kappas(*agreeing("cost", *middle), *agreeing("family", *high), *agreeing("traffic", *low))
    trust = (2 / 3) / (2 / 3 + 8)
    assert found["cost"] == pytest.approx(2)
    assert found["family"] == pytest.approx(2 * 4**trust)
    assert found["traffic"] == pytest.approx(2 * 0.25**trust)
    assert found["specialty"] == pytest.approx(2)


def test_kappa_counts_votes_not_items():
    """One voter who repeats himself is not agreement."""
    once = agreeing("cost", (0.0, 0.5), (0.5, 1.0))
    assert kappas(*once, *once)["cost"] == pytest.approx(kappas(*once)["cost"])


def test_kappa_weighs_votes_by_their_strength():
    """Hand-computed, as the unequal groups above at a sixth of their size: (6 / 36) / (4 / 36)."""
    said = [{"similarity": 0.0}, {"similarity": 0.5, "strength": 2.0}, {"hub": "austin", "similarity": 1.0}]
    assert kappas(*said)["cost"] == pytest.approx(1.5)
