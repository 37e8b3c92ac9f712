"""The best hubs for each of many people: one product for all who rule out the same."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hubs.ranking.constraints import Constraint
from hubs.ranking.profile import Profile

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Best = tuple[tuple[str, float], ...]


def rank_many(ranker: "Ranker", profiles: Sequence[Profile], k: int) -> list[Best]:
    """The k best hubs of each profile with their scores, in the order that `Ranker.rank` gives them.

    Who rules out the same hubs is ranked in one batch. A profile with soft constraints is ranked by itself: what they
    cost is no part of the product.

    Parameters
    ----------
    profiles : of the ranker's release.
    k : ``> 0``.

    Raises
    ------
    ValueError
        As `Ranker.rank`.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.5, 0.75], "family": [1.0, 0.25]}, index=["austin", "lima"]))
    >>> rank_many(ranker, [Profile({"cost": 1}), Profile({"family": 2})], 1)
    [(('lima', 0.75),), (('austin', 1.0),)]
    """
    best: list[Best] = [()] * len(profiles)
    alike: dict[tuple[Constraint, ...], list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        if profile.rather:
            best[place] = tuple((hub.slug, hub.score) for hub in ranker.rank(profile).hubs[:k])
        else:
            alike[profile.constraints].append(place)
    for constraints, places in alike.items():
        among = np.flatnonzero(~ranker.fails(constraints))
        weights = np.array([profiles[place].column_weights(ranker.columns_)[0] for place in places])
        if len(among):
            distances, rows = ranker.kneighbors(weights, k, among=among)
            for place, near, here in zip(places, distances.tolist(), rows.tolist(), strict=True):
                best[place] = tuple(
                    (ranker.hubs_[row], 1.0 - distance) for row, distance in zip(here, near, strict=True)
                )
    return best
