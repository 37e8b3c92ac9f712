"""Answers of others that ours must equal where everything is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.methods import SPOTIS
from sklearn.neighbors import NearestNeighbors

from hubs.ranking.neighbors import WeightedNeighbors
from hubs.ranking.profile import Profile
from hubs.ranking.similarity import less_is_better, more_is_better, on_target
from hubs.ranking.strength import Column
from tests.ranking.making import Release, make_items, make_prior

DEZERT = np.array([[10.5, -3.1, 1.7], [-4.7, 0, 3.4], [8.1, 0.3, 1.3], [3.2, 7.3, -5.3]])
DEZERT_BOUNDS = np.array([[-5.0, 12.0], [-6.0, 10.0], [-8.0, 5.0]])


def test_published_spotis_example():
    """Dezert, Tchamova, Han & Tacnet (2020), The SPOTIS rank reversal free method, FUSION 2020.

    The example as pymcdm's documentation quotes it: distances to the ideal solution. Ours are off by the grid's
    half step at most.
    """
    lower, upper = DEZERT_BOUNDS.T
    more, less = more_is_better(DEZERT, lower, upper), less_is_better(DEZERT, lower, upper)
    distances, rows = WeightedNeighbors(4).fit(np.where([True, False, True], more, less)).kneighbors([[2, 3, 5]])
    assert rows.tolist() == [[0, 2, 1, 3]]
    assert distances[0] == pytest.approx([0.1989, 0.3063, 0.3705, 0.7491], abs=1 / 2048 + 5e-5)


@st.composite
def problems(draw):
    """A matrix whose similarities are on the grid, with ideals that are more, less, or a target on a bound."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    hubs, features = draw(st.integers(2, 12)), draw(st.integers(1, 8))
    lower = rng.uniform(-100, 100, features)
    upper = lower + rng.uniform(0.1, 100, features)
    x = lower + rng.integers(0, 1025, (hubs, features)) / 1024 * (upper - lower)
    return x, lower, upper, rng.integers(-1, 2, features), rng.integers(1, 9, features)


@given(problems())
def test_the_distance_to_the_ideal_is_that_of_pymcdm_spotis_and_sklearn_nearest_neighbors(problem):
    x, lower, upper, kind, weights = problem
    target = on_target(x, upper, 0.0, upper - lower)
    by_kind = [kind > 0, kind < 0]
    similarity = np.select(by_kind, [more_is_better(x, lower, upper), less_is_better(x, lower, upper)], target)
    distances, rows = WeightedNeighbors(len(x)).fit(similarity).kneighbors(weights[None])
    spotis = SPOTIS(np.column_stack([lower, upper]), esp=np.where(kind < 0, lower, upper))
    shares = weights / weights.sum()
    theirs = spotis(x, shares, np.ones(len(weights)), validation=False)
    assert distances[0] == pytest.approx(theirs[rows[0]], abs=1e-12)
    neighbors = NearestNeighbors(
        n_neighbors=len(x), algorithm="brute", metric="minkowski", p=1, metric_params={"w": shares}
    ).fit(similarity)
    assert distances[0] == pytest.approx(neighbors.kneighbors(np.ones((1, x.shape[1])))[0][0], abs=1e-12)


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
    ).fit(ranker.cells_.mean)
    distances, order = neighbors.kneighbors(np.ones((1, 4)))
    ranked = {hub.slug: hub.score for hub in ranker.rank(Profile(importance)).hubs}
    assert [1 - ranked[hubs[i]] for i in order[0]] == pytest.approx(distances[0].tolist(), abs=1e-12)
