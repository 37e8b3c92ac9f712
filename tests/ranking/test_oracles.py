"""Answers of others that ours must equal where everything is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.methods import SPOTIS
from sklearn.neighbors import NearestNeighbors

from hubs.ranking.cells import Column
from hubs.ranking.estimator import WeightedSimilarity
from hubs.ranking.profile import Profile
from tests.ranking.making import Release, make_items, make_prior

DEZERT = np.array([[10.5, -3.1, 1.7], [-4.7, 0, 3.4], [8.1, 0.3, 1.3], [3.2, 7.3, -5.3]])
DEZERT_BOUNDS = np.array([[-5.0, 12.0], [-6.0, 10.0], [-8.0, 5.0]])


def test_published_spotis_example():
    """Dezert, Tchamova, Han & Tacnet (2020), The SPOTIS rank reversal free method, FUSION 2020.

    The example as pymcdm's documentation quotes it: distances to the ideal solution.
    """
    lower, upper = DEZERT_BOUNDS.T
    model = WeightedSimilarity(ideal=(np.inf, -np.inf, np.inf), lower=lower, upper=upper, weights=(0.2, 0.3, 0.5))
    distances = 1 - model.fit(DEZERT).score_samples(DEZERT)
    assert distances.round(4).tolist() == [0.1989, 0.3705, 0.3063, 0.7491]
    assert model.rank(DEZERT).tolist() == [0, 2, 1, 3]


@st.composite
def problems(draw):
    """A matrix within random bounds, with ideals that are more, less, or a target between them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    hubs, features = draw(st.integers(2, 12)), draw(st.integers(1, 8))
    lower = rng.uniform(-100, 100, features)
    upper = lower + rng.uniform(0.1, 100, features)
    kind = rng.integers(-1, 2, features)
    target = rng.uniform(lower, upper)
    weights = rng.dirichlet(np.ones(features))
    return rng.uniform(lower, upper, (hubs, features)), lower, upper, kind, target, weights


@given(problems())
def test_the_distance_to_the_ideal_is_pymcdm_spotis(problem):
    x, lower, upper, kind, target, weights = problem
    ideal = np.select([kind > 0, kind < 0], [np.inf, -np.inf], target)
    model = WeightedSimilarity(ideal, lower, upper, reach=upper - lower, weights=weights).fit(x)
    expected_solution_point = np.select([kind > 0, kind < 0], [upper, lower], target)
    spotis = SPOTIS(np.column_stack([lower, upper]), esp=expected_solution_point)
    distances = spotis(x, weights, np.ones(len(weights)), validation=False)
    assert 1 - model.score_samples(x) == pytest.approx(distances, abs=1e-12)


@given(problems())
def test_the_distance_to_the_ideal_is_that_of_sklearn_nearest_neighbors(problem):
    x, lower, upper, kind, _, weights = problem
    ideal = np.where(kind < 0, -np.inf, np.inf)
    model = WeightedSimilarity(ideal, lower, upper, weights=weights).fit(x)
    neighbors = NearestNeighbors(
        n_neighbors=len(x), algorithm="brute", metric="minkowski", p=1, metric_params={"w": weights}
    ).fit(model.transform(x))
    distances, order = neighbors.kneighbors(np.ones((1, x.shape[1])))
    assert 1 - model.score_samples(x)[order[0]] == pytest.approx(distances[0], abs=1e-12)


@given(st.integers(0, 10**6))
def test_a_ranker_that_knows_everything_is_nearest_neighbors_to_the_ideal(seed):
    rng = np.random.default_rng(seed)
    hubs, columns = [f"h{i}" for i in range(6)], [Column(c) for c in "abcd"]
    said = [
        {"hub": hub, "criterion": c, "similarity": rng.integers(0, 5) / 4, "strength": 1e12}
        for hub in hubs
        for c in "abcd"
    ]
    release = Release(tuple(hubs), tuple(columns), make_items(*said), make_prior(columns))
    importance = {c: int(rng.integers(1, 9)) for c in "abcd"}
    ranker = release.ranker()
    weights = np.array(list(importance.values())) / sum(importance.values())
    neighbors = NearestNeighbors(
        n_neighbors=6, algorithm="brute", metric="minkowski", p=1, metric_params={"w": weights}
    ).fit(ranker.cells.mean)
    distances, order = neighbors.kneighbors(np.ones((1, 4)))
    ranked = {hub.slug: hub.score for hub in ranker.rank(Profile(importance)).hubs}
    assert [1 - ranked[hubs[i]] for i in order[0]] == pytest.approx(distances[0].tolist(), abs=1e-12)
