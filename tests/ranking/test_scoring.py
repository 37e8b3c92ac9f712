import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.scoring import Scorer, weighted_similarity


def brute_force(mean, known, slugs, weights):
    """The order by its definition, in exact arithmetic for the score."""
    scores = (np.rint(mean * 1024).astype(int) * weights).sum(axis=1)
    coverage = np.round((known * weights).sum(axis=1) / weights.sum(), 9)
    return sorted(range(len(slugs)), key=lambda i: (-scores[i], -coverage[i], slugs[i]))


@given(st.integers(0, 10**6), st.integers(1, 3000), st.integers(1, 20), st.sampled_from([2, 9, 1025]))
def test_the_best_are_the_first_of_the_whole_order(seed, hubs, k, steps):
    """Few steps make many ties, some of them only the slug decides."""
    rng = np.random.default_rng(seed)
    mean = rng.integers(0, steps, (hubs, 3)) / (steps - 1)
    mean, known = np.rint(mean * 1024) / 1024, rng.integers(0, 3, (hubs, 3)) / 4
    slugs = [f"h{i}" for i in rng.permutation(hubs)]
    weights = rng.integers(1, 9, 3)
    top = Scorer(mean, known, slugs).top(weights, k)
    assert top.tolist() == brute_force(mean, known, slugs, weights)[:k]


def test_order_is_by_score_then_coverage_then_slug():
    mean, known = np.array([[0.5], [0.5], [0.5], [1.0]]), np.array([[0.25], [0.5], [0.25], [0.0]])
    scorer = Scorer(mean, known, ["b", "c", "a", "d"])
    assert scorer.top(np.array([3]), 4).tolist() == [3, 1, 2, 0]


def test_scores_are_weighted_means():
    scorer = Scorer(np.array([[1.0, 0.0], [0.25, 0.5]]), np.zeros((2, 2)), ["a", "b"])
    assert scorer.scores(np.array([1, 3])).tolist() == [0.25, 0.4375]
    assert scorer.scores(np.array([[1, 3], [1, 0]])).tolist() == [[0.25, 0.4375], [1.0, 0.25]]
    assert weighted_similarity(np.eye(2), np.array([1.0, 2.0]), 4.0).tolist() == [0.25, 0.5]


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2], [0.5, 0.5], [[1, 1], [0, 0]]])
def test_weights_that_mean_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Scorer(np.eye(2), np.eye(2), ["a", "b"]).scores(np.array(weights))


def test_shapes_and_k_must_fit():
    with pytest.raises(ValueError, match="same hubs"):
        Scorer(np.eye(2), np.eye(2), ["a"])
    with pytest.raises(ValueError, match="k is positive"):
        Scorer(np.eye(2), np.eye(2), ["a", "b"]).top(np.array([1, 1]), 0)
