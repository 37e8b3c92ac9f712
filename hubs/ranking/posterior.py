"""What binary answers say about weights: a logistic likelihood, a normal prior, and weights from 0."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONVERGED = 1e-8  # of the gradient
ENOUGH = 1e-4  # of the decrease that the gradient promises (Armijo)
SHORTEST = 1e-10  # step; below it the objective changes by rounding only


class Posterior(NamedTuple):
    """Laplace's approximation.

    Attributes
    ----------
    mode : the most probable weights, shape (criteria,), ``>= 0``.
    covariance : the inverse Hessian there, shape (criteria, criteria), the bound aside.
    """

    mode: Floats
    covariance: Floats


def logistic(x: Floats) -> Floats:
    """``1 / (1 + exp(-x))``, without overflow.

    Examples
    --------
    >>> logistic(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    probability: Floats = 0.5 + 0.5 * np.tanh(0.5 * x)
    return probability


def estimate(x: Floats, y: Floats, prior: Floats, spread: float) -> Posterior:
    """Most probable weights: ``P(y = 1) = logistic(x w)``, ``w ~ N(prior, spread^2 I)``, ``w >= 0``.

    Projected Newton: Bertsekas (1982), Projected Newton methods for optimization problems
    with simple constraints, SIAM J. Control Optim. 20(2). With prior 0 and weights above 0 it
    is sklearn's ``LogisticRegression(fit_intercept=False, C=spread**2)``.

    Parameters
    ----------
    x : shape (answers, criteria).
    y : shape (answers,), in [0, 1]; a fraction counts partly for either side.
    prior : shape (criteria,), ``>= 0``.
    spread : ``> 0``.

    Examples
    --------
    >>> estimate(np.array([[2.0, -2.0]]), np.array([1.0]), np.ones(2), 1.0).mode.round(3).tolist()
    [1.37, 0.63]
    """
    w = prior.copy()
    while True:
        p = logistic(x @ w)
        gradient = (w - prior) / spread**2 + x.T @ (p - y)
        hessian = np.eye(len(w)) / spread**2 + (x.T * (p * (1 - p))) @ x
        free = (w > 0) | (gradient < 0)
        if np.abs(gradient[free]).max(initial=0.0) < CONVERGED:
            break
        direction = np.zeros_like(w)
        direction[free] = -np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
        following = _descend(x, y, prior, spread, w, gradient, direction)
        if following is None:
            break
        w = following
    return Posterior(w, np.asarray(np.linalg.inv(hessian), dtype=np.float64))


def _descend(
    x: Floats, y: Floats, prior: Floats, spread: float, w: Floats, gradient: Floats, direction: Floats
) -> Floats | None:
    """The longest of the steps 1, 1/2, 1/4, ... that descends enough; None if none does."""

    def loss(w: Floats) -> float:
        u = x @ w
        return float(((w - prior) ** 2).sum() / (2 * spread**2) + (np.logaddexp(0.0, u) - y * u).sum())

    here, length = loss(w), 1.0
    while length > SHORTEST:
        following: Floats = np.maximum(w + length * direction, 0.0)
        if loss(following) < here + ENOUGH * float(gradient @ (following - w)):
            return following
        length /= 2
    return None
