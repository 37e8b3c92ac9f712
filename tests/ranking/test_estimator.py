import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks

from hubs.ranking.estimator import WeightedSimilarity
from hubs.ranking.scoring import Scorer

X = np.array([[0.0, 10.0, 3.0], [5.0, np.nan, 4.0], [10.0, 30.0, 9.0]])
IDEAL = (np.inf, -np.inf, 3.0)


def make_model(**overrides):
    return WeightedSimilarity(
        **{"ideal": IDEAL, "lower": (0, 10, 0), "upper": (10, 50, 1), "reach": 2, "weights": (2, 1, 1)} | overrides
    )


@parametrize_with_checks([WeightedSimilarity()])
def test_15_scikit_learn_estimator_checks(estimator, check):
    check(estimator)


def test_15_clone_pickle_and_parameters():
    model = make_model().fit(X)
    again = pickle.loads(pickle.dumps(model))
    assert again.score_samples(X).tolist() == model.score_samples(X).tolist()
    assert clone(model).get_params() == model.get_params()
    assert not hasattr(clone(model), "prior_mean_")
    reweighted = clone(model).set_params(weights=(0, 0, 1)).fit(X)
    assert reweighted.score_samples(X).tolist() == [1.0, 0.5, 0.0]


def test_15_works_in_a_pipeline():
    pipeline = make_pipeline(FunctionTransformer(lambda x: x * 2), make_model(upper=(20, 50, 1), weights=None))
    assert pipeline.fit(X).score_samples(X).tolist() == pipeline[-1].score_samples(2 * X).tolist()
    assert pipeline.transform(X).shape == X.shape
    assert list(pipeline[-1].get_feature_names_out()) == ["x0", "x1", "x2"]


def test_each_feature_has_its_own_ideal():
    expected = [[0, 1, 1], [0.5, 0.75, 0.5], [1, 0.5, 0]]
    assert make_model().fit(X).transform(X).tolist() == expected


def test_unknown_is_the_mean_similarity_seen_in_fit_and_then_frozen():
    model = make_model().fit(X)
    assert model.prior_mean_.tolist() == [0.5, 0.75, 0.5]
    assert model.transform(np.array([[np.nan, 10.0, np.nan]])).tolist() == [[0.5, 1.0, 0.5]]
    blank = make_model().fit(np.full((2, 3), np.nan))
    assert blank.prior_mean_.tolist() == [0.5, 0.5, 0.5]


def test_rank_is_best_first_and_stable():
    assert make_model().fit(X).rank(X[[0, 2, 2, 1]]).tolist() == [1, 2, 3, 0]


def test_scores_are_those_of_the_site():
    rng = np.random.default_rng(0)
    grid, weights = rng.integers(0, 1025, (40, 5)) / 1024, rng.integers(1, 9, 5)
    site = Scorer(grid, np.zeros_like(grid), [f"h{i:02}" for i in range(40)])
    model = WeightedSimilarity(weights=weights).fit(grid)
    assert model.score_samples(grid) == pytest.approx(site.scores(weights), abs=1e-15)
    assert model.rank(grid).tolist() == site.top(weights, 40).tolist()


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": (1, -1, 1)},
        {"weights": 0},
        {"weights": (1, 1)},
        {"weights": (1, 1, np.inf)},
        {"lower": 60},
        {"reach": 0},
        {"tolerance": -1},
        {"ideal": (1, 2)},
        {"ideal": np.nan},
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        make_model(**wrong).fit(X)
