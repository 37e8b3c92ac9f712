"""Invariant 12 of the ranking model, over plain arrays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hubs.ranking.counterfactuals import MARGIN, START, nearest_weights, preceded_by, precedence

EVEN = np.array([0.5, 0.5])


@st.composite
def matrices(draw):
    """Similarities on coarse or fine grids, so that ties and domination occur, and weights, some of them 0."""
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    shape, grid = (draw(st.integers(2, 9)), draw(st.integers(1, 6))), draw(st.sampled_from([2, 4, 1024]))
    importance = rng.integers(0, 4, shape[1])
    importance[rng.integers(shape[1])] += 1
    return rng.integers(0, grid + 1, shape) / grid, importance / importance.sum(), rng


def lead_of(mean, hub):
    return mean[hub] - np.delete(mean, hub, axis=0)


@settings(max_examples=200)
@given(matrices())
def test_12_the_nearest_weights_bring_the_hub_first_and_are_no_longer_than_random_ones(problem):
    mean, weights, rng = problem
    found = nearest_weights(mean, np.ones_like(mean), weights, range(len(mean)))
    before = precedence(mean, np.ones_like(mean))
    tried = np.vstack([np.eye(len(weights)), rng.dirichlet(np.full(len(weights), 0.5), 300)])
    for hub, nearest in enumerate(found):
        lead = lead_of(mean, hub)
        first = tried[(tried @ lead.T).min(axis=1) > MARGIN]
        if nearest.weights is None:
            assert len(first) == 0
            continue
        assert nearest.weights.min() >= 0
        assert nearest.weights.sum() == pytest.approx(1)
        behind = np.delete(before[hub], hub)
        assert (lead[~behind] @ nearest.weights > 0).all()
        assert (lead[behind] @ nearest.weights >= -1e-12).all()
        assert nearest.distance == pytest.approx(np.abs(nearest.weights - weights).sum())
        assert nearest.distance <= np.abs(first - weights).sum(axis=1).min(initial=np.inf) + 1e-8


@settings(max_examples=200)
@given(matrices())
def test_12_infeasible_implies_a_dominating_mixture(problem):
    mean, weights, _ = problem
    for hub, nearest in enumerate(nearest_weights(mean, np.ones_like(mean), weights, range(len(mean)))):
        if nearest.weights is None:
            assert np.isnan(nearest.distance)
            assert nearest.mixture[hub] == 0
            assert nearest.mixture.min() >= 0
            assert nearest.mixture.sum() == pytest.approx(1)
            assert (nearest.mixture @ mean >= mean[hub] - 2e-8).all()
        else:
            assert not nearest.mixture.any()


@given(matrices())
def test_12_nothing_changes_for_a_hub_that_is_first(problem):
    mean, weights, _ = problem
    scores = mean @ weights
    leader = int(scores.argmax())
    if np.sort(scores)[-2] < scores[leader] - MARGIN:
        nearest = nearest_weights(mean, np.ones_like(mean), weights, [leader])[0]
        assert nearest.weights.tolist() == weights.tolist()
        assert nearest.distance == 0


def plainly(mean, weights, hub, margin):
    """The same programme in its textbook form: w' and |w' - w| as variables, all rivals at once."""
    criteria, lead, one = len(weights), lead_of(mean, hub), np.eye(len(weights))
    rows = [np.hstack([-lead, 0 * lead]), np.hstack([one, -one]), np.hstack([-one, -one])]
    return linprog(
        np.repeat([0.0, 1.0], criteria),
        A_ub=np.vstack(rows),
        b_ub=np.concatenate([np.full(len(lead), -margin), weights, -weights]),
        A_eq=np.repeat([1.0, 0.0], criteria)[None],
        b_eq=[1.0],
    )


def assert_textbook(mean, weights, hub, nearest):
    """Between the distances without a margin and with all of it: rivals may come within half of it."""
    widest = plainly(mean, weights, hub, MARGIN)
    assert (nearest.weights is None) == (widest.status == 2)
    if nearest.weights is not None:
        assert plainly(mean, weights, hub, 0.0).fun - 1e-7 <= nearest.distance <= widest.fun + 1e-7


@settings(max_examples=60)
@given(matrices())
def test_the_distance_is_that_of_the_textbook_programme(problem):
    mean, weights, _ = problem
    mean = np.unique(mean, axis=0)  # of equal rows the upper one precedes, which the textbook does not know
    for hub, nearest in enumerate(nearest_weights(mean, np.ones_like(mean), weights, range(len(mean)))):
        if not precedence(mean, np.ones_like(mean))[hub].any():
            assert_textbook(mean, weights, hub, nearest)


@given(matrices(), st.integers(0, 1))
def test_one_row_of_who_precedes_whom_is_that_of_all(problem, known):
    mean, _, _ = problem
    cover = np.full_like(mean, known)
    rows = [preceded_by(mean, cover, row).tolist() for row in range(len(mean))]
    assert rows == precedence(mean, cover).tolist()


def test_rivals_enter_when_they_are_violated():
    """More hubs than the first programme looks at, each of them best at something."""
    rng = np.random.default_rng(0)
    mean, weights = rng.dirichlet(np.full(6, 0.3), 4 * START), np.full(6, 1 / 6)
    hubs = np.argsort(mean @ weights)[-12:]
    found = nearest_weights(mean, np.ones_like(mean), weights, hubs)
    assert {nearest.weights is None for nearest in found} == {True, False}
    for hub, nearest in zip(hubs, found, strict=True):
        assert_textbook(mean, weights, hub, nearest)
        assert nearest.weights is not None or (nearest.mixture @ mean >= mean[hub] - 2e-8).all()


@pytest.mark.parametrize("lead", [1e-3, 1e-4, 1e-5, 1e-7])
def test_a_lead_however_small_is_found(lead):
    """Two specialists, and a hub just better than their average: first only near equal weights."""
    mean = np.array([[1.0, 0.0], [0.0, 1.0], [0.5 + lead, 0.5 + lead]])
    nearest = nearest_weights(mean, np.ones((3, 2)), np.array([0.9, 0.1]), [2])[0]
    assert nearest.weights == pytest.approx(EVEN, abs=2 * lead)
    assert (lead_of(mean, 2) @ nearest.weights).min() > 0
    assert nearest.distance == pytest.approx(0.8, abs=4 * lead)


def test_hubs_that_hardly_differ():
    """The lead grows by a hundred-thousandth of the weight moved: moving it costs more than the penalty."""
    mean = np.array([[0.5, 0.5], [0.50001, 0.49999]])
    nearest = nearest_weights(mean, np.ones((2, 2)), np.array([0.45, 0.55]), [1])[0]
    assert (lead_of(mean, 1) @ nearest.weights).min() > 0
    assert 0.1 < nearest.distance <= 0.2 + 1e-6  # to 0.5 : 0.5, and MARGIN / 0.00001 = 0.1 beyond


def test_of_hubs_that_hardly_differ_the_nearest_weights_too():
    """The lead is (w1 - w2 + 4 w3) / 100,000: half a MARGIN takes 0.03 from the second to the third."""
    mean = np.vstack([np.full(3, 0.5), 0.5 + np.array([1e-5, -1e-5, 4e-5])])
    nearest = nearest_weights(mean, np.ones((2, 3)), np.array([0.45, 0.55, 0.0]), [1])[0]
    assert 0.04 < nearest.distance <= 0.06 + 1e-6


def test_the_dual_values_are_the_mixture():
    mean = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.25, 0.5, 0.25], [0.75, 0.0, 1.0]])
    nearest = nearest_weights(mean, np.ones((4, 3)), np.array([0.9, 0.1, 0.0]), [2])[0]
    assert nearest.weights is None
    assert (nearest.mixture @ mean >= mean[2]).all()


def test_a_hub_that_is_exactly_the_average_of_two_is_blocked_by_them():
    mean = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    nearest = nearest_weights(mean, np.ones((3, 2)), np.array([0.9, 0.1]), [2])[0]
    assert nearest.weights is None
    assert nearest.mixture == pytest.approx([0.5, 0.5, 0.0])


def test_a_dominating_hub_is_named_alone():
    """Both others are better everywhere; the one with the higher score is named."""
    mean = np.array([[0.5, 0.75], [1.0, 0.75], [0.25, 0.5]])
    nearest = nearest_weights(mean, np.ones((3, 2)), EVEN, [2])[0]
    assert nearest.mixture.tolist() == [0.0, 1.0, 0.0]


def test_a_hub_without_rivals_is_first():
    assert nearest_weights(np.ones((1, 2)), np.ones((1, 2)), EVEN, [0])[0].distance == 0
    assert nearest_weights(np.ones((0, 2)), np.ones((0, 2)), EVEN, []) == []


def test_twins():
    """The upper row of two equal ones, or the one with more coverage, always precedes the other."""
    mean = np.array([[1.0, 0.0], [0.5, 0.75], [0.5, 0.75]])
    upper, lower = nearest_weights(mean, np.ones((3, 2)), np.array([1.0, 0.0]), [1, 2])
    assert upper.weights == pytest.approx([0.6, 0.4], abs=1e-4)
    assert lower.mixture.tolist() == [0.0, 1.0, 0.0]
    covered = np.array([[1.0, 1.0], [0.5, 0.5], [0.75, 0.75]])
    upper, lower = nearest_weights(mean, covered, np.array([1.0, 0.0]), [1, 2])
    assert upper.mixture.tolist() == [0.0, 0.0, 1.0]
    assert lower.weights == pytest.approx([0.6, 0.4], abs=1e-4)


@settings(max_examples=100)
@given(matrices(), st.booleans())
def test_precedence_is_an_order_that_no_weights_change(problem, covered):
    mean, _, rng = problem
    known = rng.integers(0, 3, mean.shape) / 4 if covered else np.ones_like(mean)
    before = precedence(mean, known)
    assert not (before & before.T).any()
    tried = np.vstack([np.eye(mean.shape[1], dtype=int), rng.integers(0, 4, (200, mean.shape[1]))])
    always = np.ones_like(before)
    for weights in tried[tried.any(axis=1)]:
        order = np.lexsort((np.arange(len(mean)), -(known @ weights).round(9), -(mean * 1024 @ weights)))
        place = np.argsort(order)
        always &= place[:, None] < place
    assert before.tolist() == always.tolist()
