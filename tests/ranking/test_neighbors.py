"""Invariants 14 and 15 of the ranking model, and the order by its definition."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from hubs.ranking.cells import EvidencePooler, known_cells
from hubs.ranking.neighbors import QUERIES, WeightedNeighbors, weighted_similarity
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.strength import Column
from tests.ranking.making import COLUMNS, Release, make_items, make_prior, profiles, releases


@parametrize_with_checks([WeightedNeighbors(), Ranker()])
def test_15_scikit_learn_estimator_checks(estimator, check):
    check(estimator)


def test_15_clone_pickle_and_parameters():
    model = Ranker(n_neighbors=2).fit([[0.5, 1.0], [1.0, 0.5], [0.0, 0.0]])
    again = pickle.loads(pickle.dumps(model))
    assert [each.tolist() for each in again.kneighbors([[1, 2]])] == [
        each.tolist() for each in model.kneighbors([[1, 2]])
    ]
    assert clone(model).get_params() == {"n_neighbors": 2}
    assert not hasattr(clone(model), "cells_")
    assert model.set_params(n_neighbors=1).kneighbors([[1, 2]], return_distance=False).tolist() == [[0]]


def test_15_works_in_a_pipeline():
    """Evidence items -> cells -> similarities and neighbours, as the site fits it."""
    items, prior = make_items({}, {"hub": "austin", "similarity": 0.25}), make_prior()
    pooler = EvidencePooler(("austin", "lima"), COLUMNS, prior=prior)
    attributes = pd.DataFrame({"country": ["US", "PE"], "languages": [("en",), ("es",)]}, index=["austin", "lima"])
    pipeline = Pipeline([("cells", pooler), ("ranker", Ranker())]).fit(items, ranker__attributes=attributes)
    assert pipeline[-1].rank(Profile({"cost": 1})) == Release(("austin", "lima"), items=items).ranker().rank(
        Profile({"cost": 1})
    )
    weights = [Profile({"cost": 1}).column_weights(COLUMNS)[0]]
    similarities = pipeline[-1].similarities(weights)
    assert similarities.tolist() == [pipeline[:-1].transform(items).mean[:, 0].tolist()]
    assert clone(pipeline).fit(items)[-1].similarities(weights).tolist() == similarities.tolist()


def test_before_fit_nothing_is_answered():
    for ask in (Ranker().kneighbors, Ranker().similarities):
        with pytest.raises(NotFittedError, match="Ranker is not fitted"):
            ask([[1, 1]])


def fit(mean, known, slugs):
    cells = known_cells(mean, pd.DataFrame(mean, index=slugs))
    object.__setattr__(cells, "known", known)
    return WeightedNeighbors().fit(cells)


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
    rows = fit(mean, known, slugs).kneighbors([weights], k, return_distance=False)[0]
    assert rows.tolist() == brute_force(mean, known, slugs, weights)[:k]


def test_order_is_by_score_then_coverage_then_slug():
    mean, known = np.array([[0.5], [0.5], [0.5], [1.0]]), np.array([[0.25], [0.5], [0.25], [0.0]])
    model = fit(mean, known, ["b", "c", "a", "d"])
    for queries in ([[3]], [[3], [5]]):
        assert model.kneighbors(queries, 4, return_distance=False)[0].tolist() == [3, 1, 2, 0]


def test_similarities_are_weighted_means():
    model = WeightedNeighbors().fit([[1.0, 0.0], [0.25, 0.5]])
    assert model.similarities([[1, 3], [1, 0]]).tolist() == [[0.25, 0.4375], [1.0, 0.25]]
    assert weighted_similarity(np.eye(2), np.array([[1.0, 2.0]]), np.array([[4.0]])).tolist() == [[0.25, 0.5]]


@settings(max_examples=100)
@given(releases(min_hubs=1), st.lists(profiles(), min_size=1, max_size=6), st.integers(1, 6))
def test_14_a_batch_is_its_profiles_bit_for_bit(release, crowd, k):
    ranker = release.ranker()
    distances, rows = ranker.kneighbors([profile.column_weights(COLUMNS)[0] for profile in crowd], k)
    assert rows.shape == distances.shape == (len(crowd), min(k, len(ranker.hubs_)))
    for profile, named, far in zip(crowd, rows.tolist(), distances.tolist(), strict=True):
        best = ranker.rank(profile).hubs[:k]
        assert [ranker.hubs_[row] for row in named] == [hub.slug for hub in best]
        assert far == [1 - hub.score for hub in best]


def make_crowded(hubs, criteria, seed=0):
    """Many hubs with coarse similarities, so that there are ties."""
    rng = np.random.default_rng(seed)
    columns = [Column(f"c{j}") for j in range(criteria)]
    items = make_items(
        *(
            {
                "hub": f"h{i}",
                "criterion": f"c{j}",
                "similarity": rng.integers(0, 5) / 4,
                "strength": rng.choice([1.0, 2.0]),
            }
            for i, j in np.argwhere(rng.random((hubs, criteria)) < 0.7)
        )
    )
    return Release(tuple(f"h{i}" for i in range(hubs)), tuple(columns), items, make_prior(columns)).ranker()


@pytest.mark.parametrize("hubs", [1, 2, 3, 8, 31, 32, 33])
@pytest.mark.parametrize("largest", [3, 500, 10**6])
def test_the_best_of_many_hubs_in_float32_and_float64(hubs, largest):
    ranker = make_crowded(hubs, 4)
    weights = np.random.default_rng(1).integers(0, largest + 1, (60, 4)) + np.eye(4, dtype=int)[0]
    for k in {1, 2, 3, 7, hubs}:
        distances, rows = ranker.kneighbors(weights, k)
        for i, query in enumerate(weights):
            one = ranker.kneighbors(query[None], k)
            assert (distances[[i]].tolist(), rows[[i]].tolist()) == (one[0].tolist(), one[1].tolist())


def test_more_queries_than_a_block():
    ranker = make_crowded(5, 3)
    weights = np.tile(np.random.default_rng(2).integers(1, 4, (17, 3)), (QUERIES // 8, 1))
    many, once = ranker.kneighbors(weights, 2), ranker.kneighbors(weights[:17], 2)
    assert len(weights) > 2 * QUERIES
    for whole, part in zip(many, once, strict=True):
        assert whole.tolist() == part.tolist() * (QUERIES // 8)


def test_among_some_hubs_only_they_are_named():
    ranker = make_crowded(5, 3)
    weights = np.ones((2, 3), dtype=np.int64)
    order = ranker.kneighbors(weights[:1], 5, return_distance=False)[0].tolist()
    some = np.array(sorted(order[1::2] + order[4:]))
    for queries in (weights[:1], weights):
        rows = ranker.kneighbors(queries, 5, return_distance=False, among=some)
        assert rows.tolist() == [[order[1], order[3], order[4]]] * len(queries)


def test_no_queries_have_no_neighbours():
    distances, rows = make_crowded(5, 3).kneighbors(np.ones((0, 3), dtype=np.int64), 2)
    assert rows.shape == distances.shape == (0, 2)


@pytest.mark.parametrize(
    ("weights", "k", "message"),
    [
        ([[1, 1, 1]], 0, "n_neighbors is positive"),
        ([[1, -1, 1]], 1, "not negative"),
        ([[0, 0, 0]], 1, "not all zero"),
        ([[1, 1, 1], [0, 0, 0]], 1, "not all zero"),
        ([[1.0, 1.0, 1.0]], 1, "integers"),
        ([1, 1, 1], 1, "a row for each query"),
        ([[2**41, 1, 1], [1, 1, 1]], 1, "too large"),
    ],
)
def test_what_cannot_be_ranked_is_refused(weights, k, message):
    with pytest.raises(ValueError, match=message):
        make_crowded(5, 3).kneighbors(weights, k)
