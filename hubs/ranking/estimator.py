"""The weighted similarity as a scikit-learn estimator, built on the functions the site uses."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from hubs.ranking.scoring import weighted_similarity
from hubs.ranking.similarity import less_is_better, more_is_better, on_target

Floats = NDArray[np.float64]


class WeightedSimilarity(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Similarity of samples to an ideal, on fixed bounds, as a weighted mean over features.

    With everything known, ``1 - score_samples(X)`` is the weighted Manhattan distance to the
    ideal between similarities. An unknown value (NaN) counts as the mean similarity of the
    samples seen in `fit`, or 0.5 for a feature that had none.

    Parameters
    ----------
    ideal : None or array of shape (n_features,)
        +inf is "more is better", -inf "less is better", a finite number a target.
        None is +inf everywhere.
    lower, upper : float or array of shape (n_features,)
        Fixed bounds in the unit of the feature, for ideals that are not finite.
    tolerance, reach : float or array of shape (n_features,)
        As in `hubs.ranking.similarity.on_target`, for finite ideals.
    weights : None or array of shape (n_features,)
        Not negative, not all zero; None weighs all features alike.

    Attributes
    ----------
    prior_mean_ : array of shape (n_features,), in [0, 1], frozen by `fit`.
    n_features_in_ : int.

    Examples
    --------
    >>> model = WeightedSimilarity(ideal=[np.inf, 20.0], upper=100.0, reach=10.0, weights=[3, 1])
    >>> X = [[100.0, 20.0], [50.0, np.nan], [0.0, 25.0]]
    >>> model.fit(X).transform(X).tolist()
    [[1.0, 1.0], [0.5, 0.75], [0.0, 0.5]]
    >>> model.score_samples(X).tolist(), model.rank(X).tolist()
    ([1.0, 0.5625, 0.125], [0, 1, 2])
    """

    def __init__(
        self,
        ideal: ArrayLike | None = None,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = 1.0,
        tolerance: ArrayLike = 0.0,
        reach: ArrayLike = 1.0,
        weights: ArrayLike | None = None,
    ) -> None:
        self.ideal = ideal
        self.lower = lower
        self.upper = upper
        self.tolerance = tolerance
        self.reach = reach
        self.weights = weights

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Learn what an unknown value counts.

        Parameters
        ----------
        X : array of shape (n_samples, n_features), in the features' units; NaN is unknown.
        y : ignored.

        Raises
        ------
        ValueError
            If a parameter does not fit the number of features or is out of range.
        """
        similarity = self._similarity(validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan"))
        known = ~np.isnan(similarity)
        count = known.sum(axis=0)
        total = np.where(known, similarity, 0.0).sum(axis=0)
        self.prior_mean_ = np.where(count, total / np.maximum(count, 1), 0.5)
        self._weights()
        return self

    def transform(self, X: ArrayLike) -> Floats:
        """Partial similarities in [0, 1], shape (n_samples, n_features), unknown at the prior mean."""
        check_is_fitted(self)
        checked = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        similarity = self._similarity(checked)
        return np.where(np.isnan(similarity), self.prior_mean_, similarity)

    def score_samples(self, X: ArrayLike) -> Floats:
        """The weighted similarity S in [0, 1] of every sample, shape (n_samples,)."""
        similarity, weights = self.transform(X), self._weights()
        return weighted_similarity(similarity, weights, weights.sum())

    def rank(self, X: ArrayLike) -> NDArray[np.int64]:
        """Rows of X, best first; equal scores keep their order."""
        return np.argsort(-self.score_samples(X), kind="stable")

    def __sklearn_tags__(self) -> Tags:
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _weights(self) -> Floats:
        weights = self._per_feature(1.0 if self.weights is None else self.weights)
        if not (np.isfinite(weights).all() and weights.min() >= 0 and weights.max() > 0):
            raise ValueError("weights are finite, not negative, and not all zero")
        return weights

    def _similarity(self, x: Floats) -> Floats:
        ideal = self._per_feature(np.inf if self.ideal is None else self.ideal)
        more, less = ideal == np.inf, ideal == -np.inf
        target = ~(more | less)
        bounds = self._per_feature(self.lower), self._per_feature(self.upper)
        shape = self._per_feature(self.tolerance), self._per_feature(self.reach)
        similarity = np.empty_like(x)
        similarity[:, more] = more_is_better(x[:, more], *(bound[more] for bound in bounds))
        similarity[:, less] = less_is_better(x[:, less], *(bound[less] for bound in bounds))
        similarity[:, target] = on_target(x[:, target], ideal[target], *(part[target] for part in shape))
        return similarity

    def _per_feature(self, parameter: ArrayLike) -> Floats:
        return np.broadcast_to(np.asarray(parameter, dtype=np.float64), (self.n_features_in_,))
