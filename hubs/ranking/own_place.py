"""A place the release knows nothing about, by its inhabitant's own ratings: the same model without evidence."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.profile import Profile, Wanted
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.similarity import rating

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]

OWN_PLACE = "elsewhere"


def own_place(ranker: "Ranker", profile: Profile, ratings: Mapping[str, int]) -> RankedHub:
    """Score a place from a person's own ratings (ranking model, sections 1 to 3, with kappa = 0 where rated).

    A rated criterion is fully known: ``m = s(r) = (r + 2) / 4`` with ``V = 0``, the same for every
    wanted option. An unrated one is unknown: ``m = mu``, ``V = tau^2``, and bounds from
    0 to its whole weight. Scores are on the scale of `Ranker.rank`, and bit-equal to those of a hub
    with the same partial similarities.

    Parameters
    ----------
    ranker, profile : as for `Ranker.rank`. Constraints only decide which hubs it is ranked among.
    ratings : criterion -> rating from -2 (very bad) to +2 (very good). Criteria without weight
        are passed over.

    Returns
    -------
    The place as if it were a hub: ``rank`` is the one it would take among the ranked hubs,
    ``evidence`` is 1 for a rated criterion and 0 for another, ``unknown`` is empty.

    Raises
    ------
    ValueError
        For a rating outside [-2, 2], and as `hubs.ranking.profile.Profile.wanted`.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [1.0], "family": [np.nan]}, index=["lima"]))
    >>> mine = own_place(ranker, Profile({"cost": 3, "family": 1}), {"cost": 1})
    >>> mine.rank, mine.score, mine.low, mine.high, mine.coverage
    (2, 0.6875, 0.5625, 0.8125, 0.75)
    """
    wanted = profile.wanted(ranker.columns_)
    cells, w = _cells(ranker, wanted, ratings), wanted.column_weights
    integers, total = wanted.integers(len(ranker.columns_))
    score = float(integers[wanted.places] @ cells.mean / total)  # exact: mu and s(r) are on the 1/1024 grid
    low, coverage = float(w @ (cells.known * cells.mean)), float(w @ cells.known)
    return RankedHub(
        rank=_place(ranker.rank(profile), score),
        slug=OWN_PLACE,
        score=score,
        low=low,
        high=low + 1.0 - coverage,
        coverage=coverage,
        variance=float(cells.variance @ w**2),
        contributions=wanted.named(((cells.mean - np.array(ranker.prior_.middle)[wanted.places]) * w)[None])[0],
        earned=wanted.named((cells.mean * w)[None])[0],
        similarity=wanted.named((cells.mean * wanted.shares)[None])[0],
        evidence={criterion: int(criterion in ratings) for criterion in wanted.criteria},
        unknown=(),
    )


def own_posterior(ranker: "Ranker", profile: Profile, ratings: Mapping[str, int]) -> tuple[Floats, Floats]:
    """Mean and variance of the place's partial similarities, as a row of `Ranker.by_criterion`.

    Parameters
    ----------
    ranker, profile, ratings : as for `own_place`.

    Returns
    -------
    mean, variance : shape (criteria,), heaviest first; the variance of a rated criterion is 0.

    Raises
    ------
    ValueError
        As `own_place`.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [1.0], "family": [np.nan]}, index=["lima"]))
    >>> mean, variance = own_posterior(ranker, Profile({"cost": 3, "family": 1}), {"cost": 1})
    >>> mean.tolist(), variance.tolist()
    ([0.75, 0.5], [0.0, 0.0625])
    """
    wanted = profile.wanted(ranker.columns_)
    cells = _cells(ranker, wanted, ratings)
    mean = wanted.add((cells.mean * wanted.shares)[None])
    return mean[0], wanted.add((cells.variance * wanted.shares**2)[None])[0]


class _Cells(NamedTuple):
    """One value per wanted column."""

    known: Floats
    mean: Floats
    variance: Floats


def _cells(ranker: "Ranker", wanted: Wanted, ratings: Mapping[str, int]) -> _Cells:
    sizes = [len(group) for group in wanted.groups]
    rated = np.repeat(rating([ratings.get(criterion, np.nan) for criterion in wanted.criteria]), sizes)
    known = ~np.isnan(rated)
    usual = (ranker.prior_.mean, ranker.prior_.sigma, ranker.prior_.kappa)
    mu, sigma, kappa = (np.array(each)[wanted.places] for each in usual)
    return _Cells(known.astype(float), np.where(known, rated, mu), np.where(known, 0.0, sigma**2 / kappa))


def _place(ranking: Ranking, score: float) -> int:
    """The rank a place takes; it shares that of a hub with its score."""
    return 1 + int((ranking.table.score > score).sum())
