"""Partial similarity: a figure or a rating becomes a number in [0, 1] on FIXED bounds.

The bounds belong to the criterion and never to the sample, so that adding a hub cannot
move another hub. All functions take arrays (or scalars) of any shape, broadcast their
parameters against ``x``, and pass NaN through: an unknown stays unknown.
Formulas: ranking model, section 1.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def _require(condition: ArrayLike, message: str) -> None:
    if not np.all(condition):
        raise ValueError(message)


def more_is_better(x: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Floats:
    """Similarity of ``x`` to an ideal of plus infinity: ``(x - L) / (U - L)``, clipped.

    Parameters
    ----------
    x : array of any shape, in the criterion's unit; NaN is unknown.
    lower, upper : fixed bounds in the same unit, ``lower < upper``.

    Returns
    -------
    Array of the shape of ``x`` in [0, 1]; NaN where ``x`` is NaN.

    Raises
    ------
    ValueError
        Unless ``lower < upper``.

    Examples
    --------
    >>> more_is_better([-5.0, 25.0, 200.0], 0.0, 100.0).tolist()
    [0.0, 0.25, 1.0]
    """
    x, lower, upper = (np.asarray(a, dtype=np.float64) for a in (x, lower, upper))
    _require(lower < upper, "lower must be below upper")
    return np.clip((x - lower) / (upper - lower), 0.0, 1.0)


def on_scale(x: ArrayLike, scale: str, step: float | None = None) -> Floats:
    """Values as they are compared: on their scale, and rounded to steps below which differences are noise.

    Parameters
    ----------
    x : array of any shape; NaN is unknown.
    scale : linear, log10 (positive values) or log1p (values from 0).
    step : a difference in the unit of ``x``, on a logarithmic scale a factor; None for no rounding.

    Returns
    -------
    Array of the shape of ``x``: x, its natural logarithm, or that of 1 + x.

    Raises
    ------
    ValueError
        For a value that the scale does not have, or an unknown scale.

    Examples
    --------
    >>> on_scale([1000.0, 1100.0, 1600.0], "log10", step=1.25).round(2).tolist()
    [6.92, 6.92, 7.36]
    """
    values = np.asarray(x, dtype=np.float64)
    if scale == "linear":
        scaled = values
    elif scale == "log10":
        _require(~(values <= 0), "a logarithmic scale needs positive values")
        scaled = np.log(values)
    elif scale == "log1p":
        _require(~(values < 0), "a count is not negative")
        scaled = np.log1p(values)
    else:
        raise ValueError(f"there is no scale {scale!r}")
    if step is None:
        return scaled
    width = step if scale == "linear" else np.log(step)
    rounded: Floats = np.rint(scaled / width) * width
    return rounded


def less_is_better(x: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Floats:
    """Similarity of ``x`` to an ideal of minus infinity: "more" read on ``-x``.

    Equal to ``1 - more_is_better(x, lower, upper)``. Parameters, result and errors are
    those of `more_is_better`.

    Examples
    --------
    >>> less_is_better([0.0, 25.0], 0.0, 100.0).tolist()
    [1.0, 0.75]
    """
    x, lower, upper = (np.asarray(a, dtype=np.float64) for a in (x, lower, upper))
    return more_is_better(-x, -upper, -lower)


def rating(r: ArrayLike) -> Floats:
    """Similarity of an interview rating: ``(r + 2) / 4``.

    Parameters
    ----------
    r : array of ratings from -2 (very bad) to +2 (very good); NaN is unknown.

    Returns
    -------
    Array of the shape of ``r`` in [0, 1]; NaN where ``r`` is NaN.

    Raises
    ------
    ValueError
        If a rating lies outside [-2, 2].

    Examples
    --------
    >>> rating([-2, -1, 0, 1, 2]).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    ratings = np.asarray(r, dtype=np.float64)
    _require(~(np.abs(ratings) > 2), "a rating lies between -2 and 2")
    return more_is_better(ratings, -2.0, 2.0)


def _fall_off(distance: Floats, tolerance: ArrayLike, reach: ArrayLike) -> Floats:
    """1 within ``tolerance``, then a straight line that meets 0 after another ``reach``."""
    tolerance, reach = np.asarray(tolerance, dtype=np.float64), np.asarray(reach, dtype=np.float64)
    _require(np.isfinite(tolerance) & (tolerance >= 0), "tolerance must be finite and not negative")
    _require(np.isfinite(reach) & (reach > 0), "reach must be finite and positive")
    similarity: Floats = np.maximum(0.0, 1.0 - np.maximum(0.0, distance - tolerance) / reach)
    return similarity


def on_target(x: ArrayLike, target: ArrayLike, tolerance: ArrayLike, reach: ArrayLike) -> Floats:
    """Similarity to a finite ideal: ``max(0, 1 - max(0, |x - t| - tolerance) / reach)``.

    Parameters
    ----------
    x : array of any shape, in the criterion's unit; NaN is unknown.
    target : the ideal value, same unit.
    tolerance : how far from the target is still perfect, ``>= 0``.
    reach : how much further until the similarity is 0, ``> 0``.

    Returns
    -------
    Array of the shape of ``x`` in [0, 1]; 1 at the target; NaN where ``x`` is NaN.

    Raises
    ------
    ValueError
        If tolerance is negative, reach not positive, or one of the three not finite.

    Examples
    --------
    >>> on_target([20.0, 22.0, 27.0, 40.0], target=20.0, tolerance=2.0, reach=10.0).tolist()
    [1.0, 1.0, 0.5, 0.0]
    """
    x, target = np.asarray(x, dtype=np.float64), np.asarray(target, dtype=np.float64)
    _require(np.isfinite(target), "target must be finite")
    return _fall_off(np.abs(x - target), tolerance, reach)


def log_on_target(x: ArrayLike, target: ArrayLike, tolerance: ArrayLike, reach: ArrayLike) -> Floats:
    """`on_target` in powers of ten, for quantities such as population.

    Parameters
    ----------
    x, target : positive values in the criterion's unit; NaN in ``x`` is unknown.
    tolerance, reach : as in `on_target`, in log10 units (1.0 is a factor of ten).

    Returns
    -------
    Array of the shape of ``x`` in [0, 1]; NaN where ``x`` is NaN.

    Raises
    ------
    ValueError
        As `on_target`; also if ``x`` or ``target`` is not positive.

    Examples
    --------
    >>> log_on_target([1e6, 1e5, 1e4], target=1e6, tolerance=0.0, reach=2.0).tolist()
    [1.0, 0.5, 0.0]
    """
    x, target = np.asarray(x, dtype=np.float64), np.asarray(target, dtype=np.float64)
    _require(~(x <= 0) & (target > 0), "a logarithmic scale needs positive values")
    return on_target(np.log10(x), np.log10(target), tolerance, reach)


def circular_on_target(
    x: ArrayLike, target: ArrayLike, tolerance: ArrayLike, reach: ArrayLike, period: float = 24.0
) -> Floats:
    """`on_target` on a circle, for time zones: the distance is the shorter way round.

    Parameters
    ----------
    x, target, tolerance, reach : as in `on_target`, for time zones in hours from UTC.
    period : length of the circle in the same unit, ``> 0``.

    Returns
    -------
    Array of the shape of ``x`` in [0, 1]; NaN where ``x`` is NaN.

    Raises
    ------
    ValueError
        As `on_target`; also if period is not positive and finite.

    Examples
    --------
    >>> circular_on_target([11.0, -11.0, 5.0], target=12.0, tolerance=0.0, reach=4.0).tolist()
    [0.75, 0.75, 0.0]
    """
    _require(np.isfinite(period) and period > 0, "period must be finite and positive")
    x, target = np.asarray(x, dtype=np.float64), np.asarray(target, dtype=np.float64)
    _require(np.isfinite(target), "target must be finite")
    around = np.abs(x - target) % period
    return _fall_off(np.minimum(around, period - around), tolerance, reach)
