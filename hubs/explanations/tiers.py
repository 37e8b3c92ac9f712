"""The ranked hubs by how surely they are among the best, and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubs.catalogue.entities import Criterion
from hubs.catalogue.frozen import Catalogue
from hubs.ranking.lazily import Lazily
from hubs.ranking.profile import DECISIVE
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import Stability, leads, too_close

LONGEST_SHORTLIST = 5
GOOD_FITS = 5
DECENT = 0.5
FEWEST_ITEMS = 2  # on a decisive priority; below that a hub cannot be told
HEAVY = 0.4  # a share of the weights from which a priority decides, whatever it was called
MATTERS = 2  # an importance of which something must be known of a hub that is said to fit best


@dataclass(frozen=True, slots=True)
class Tiers:
    """The verdict, and the ranked hubs by how surely they are among the best; names as in `Outcome`.

    The keys of a tier are places in the ranking. `unknown` are, by hub, the priorities that decide and on which too
    little speaks of it; who is not in it is known well enough.
    """

    verdict: str
    shortlist: Lazily[int, RankedHub]
    close: Lazily[int, RankedHub]
    good: Lazily[int, RankedHub]
    rest: Lazily[int, RankedHub]
    unsure: Lazily[int, RankedHub]
    sure: float
    unknown: Mapping[str, tuple[Criterion, ...]]


def tiers_of(catalogue: Catalogue, ranking: Ranking, stability: Stability) -> Tiers:
    """Where one hub is clearly first, its runner-up stands beside it; else whoever is too close to call."""
    table, hubs = ranking.table, ranking.hubs
    missing = _missing(catalogue, ranking, table.slugs, table.evidence)
    is_told = ~missing.any(axis=1)
    told, unsure = np.flatnonzero(is_told), np.flatnonzero(~is_told)
    likely, score = stability.p_first[told], table.score[told]
    is_level = len(set(table.rank[told[:2]].tolist())) < len(told[:2])  # and then nobody is the winner
    clear = len(told) > 0 and leads(float(likely[0])) and not is_level and _is_known(ranking, hubs[told[0]])
    close = list(range(min(2, len(told)))) if clear else too_close(likely)  # these are places among the told
    # Of more than five the likeliest, in the order of the ranking; the first always.
    on_it = sorted({*close[:1], *sorted(close[1:], key=lambda place: -likely[place])[: LONGEST_SHORTLIST - 1]})
    behind = np.delete(np.arange(len(told)), close)
    enough = max(DECENT, float(score.mean())) if len(told) else DECENT
    good = [place for place in behind[:GOOD_FITS].tolist() if score[place] >= enough]

    def tier(places: Sequence[int] | NDArray[np.int64]) -> Lazily[int, RankedHub]:
        return Lazily(hubs.__getitem__, told[list(places)].tolist())

    chosen = tier(on_it)
    return Tiers(
        verdict=_verdict(hubs, chosen, clear),
        shortlist=chosen,
        close=tier([place for place in close if place not in on_it]),
        good=tier(good),
        rest=tier(behind[len(good) :]),
        unsure=Lazily(hubs.__getitem__, unsure.tolist()),
        sure=sum(likely[on_it].tolist()),
        unknown={table.slugs[place]: _named(catalogue, ranking, missing[place]) for place in unsure.tolist()},
    )


def _is_known(ranking: Ranking, hub: RankedHub) -> bool:
    """Whether something is known of a hub on everything that matters."""
    return all(hub.evidence[slug] for slug, importance in ranking.profile.importance.items() if importance >= MATTERS)


def _verdict(ranked: Sequence[RankedHub], chosen: Sequence[RankedHub], is_clear: bool) -> str:
    if not ranked:
        return "none"
    if len(ranked) == len(chosen) == 1:
        return "only"
    if is_clear:
        return "best"
    return "level" if len(chosen) > 1 and len({hub.rank for hub in chosen}) == 1 else "shortlist"


def too_little(catalogue: Catalogue, ranking: Ranking, hub: RankedHub) -> tuple[Criterion, ...]:
    """The priorities that decide and on which too little speaks of a hub.

    No figure and fewer than two items on a decisive one; nothing at all on one that has two fifths of the weight.
    """
    evidence = np.array([[hub.evidence[slug] for slug in ranking.weights]])
    return _named(catalogue, ranking, _missing(catalogue, ranking, (hub.slug,), evidence)[0])


def _missing(
    catalogue: Catalogue, ranking: Ranking, slugs: Sequence[str], evidence: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Of which hub too little is known on which of the weighed criteria, shape (hubs, criteria)."""
    importance = ranking.profile.importance
    missing = np.zeros(evidence.shape, dtype=np.bool_)
    for column, (slug, weight) in enumerate(ranking.weights.items()):
        fewest = FEWEST_ITEMS if importance[slug] == DECISIVE else 1 if weight >= HEAVY else 0
        thin = np.flatnonzero(evidence[:, column] < fewest)
        if len(thin):
            named = [slugs[place] for place in thin.tolist()]
            missing[thin, column] = ~catalogue.ranker.is_measured(ranking.profile, named, slug)
    return missing


def _named(catalogue: Catalogue, ranking: Ranking, missing: NDArray[np.bool_]) -> tuple[Criterion, ...]:
    return tuple(
        catalogue.criteria[slug] for slug, is_missing in zip(ranking.weights, missing, strict=True) if is_missing
    )
