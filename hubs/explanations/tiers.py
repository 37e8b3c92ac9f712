"""The ranked hubs by how surely they are among the best, and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hubs.catalogue.entities import Criterion
from hubs.catalogue.frozen import Catalogue
from hubs.ranking.profile import DECISIVE
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import Stability

LONGEST_SHORTLIST = 5
GOOD_FITS = 5
DECENT = 0.5
FEWEST_ITEMS = 2  # on a decisive priority; below that a hub cannot be told
HEAVY = 0.4  # a share of the weights from which a priority decides, whatever it was called
MATTERS = 2  # an importance of which something must be known of a hub that is said to fit best


@dataclass(frozen=True, slots=True)
class Tiers:
    """The verdict, and the ranked hubs by how surely they are among the best; names as in `Outcome`.

    `unknown` are, by hub, the priorities that decide and on which too little speaks of it.
    """

    verdict: str
    shortlist: tuple[RankedHub, ...]
    close: tuple[RankedHub, ...]
    good: tuple[RankedHub, ...]
    rest: tuple[RankedHub, ...]
    unsure: tuple[RankedHub, ...]
    sure: float
    unknown: Mapping[str, tuple[Criterion, ...]]


def tiers_of(catalogue: Catalogue, ranking: Ranking, stability: Stability) -> Tiers:
    """Where one hub is clearly first, its runner-up stands beside it; else whoever is too close to call."""
    unknown = {hub.slug: too_little(catalogue, ranking, hub) for hub in ranking.hubs}
    unsure = tuple(hub for hub in ranking.hubs if unknown[hub.slug])
    told = Stability(tuple(sure for sure in stability.hubs if not unknown[sure.slug]))
    hubs = [hub for hub in ranking.hubs if not unknown[hub.slug]]
    is_level = len({hub.rank for hub in hubs[:2]}) < len(hubs[:2])  # and then nobody is the winner
    contenders = told.close
    clear = told.is_clear and not is_level and _is_known(ranking, hubs[0])
    close = hubs[:2] if clear else [hub for hub in hubs if hub.slug in contenders]
    likely = {sure.slug: sure.p_first for sure in told.hubs}
    # Of more than five the likeliest, in the order of the ranking; the first always.
    likeliest = sorted(close[1:], key=lambda hub: -likely[hub.slug])[: LONGEST_SHORTLIST - 1]
    on_it = {hub.slug for hub in (*close[:1], *likeliest)}
    chosen = tuple(hub for hub in close if hub.slug in on_it)
    near = {hub.slug for hub in close}
    behind = [hub for hub in hubs if hub.slug not in near]
    good = [hub for hub in behind[:GOOD_FITS] if hub.score >= max(DECENT, _mean(hubs))]
    return Tiers(
        verdict=_verdict(ranking.hubs, chosen, clear),
        shortlist=chosen,
        close=tuple(hub for hub in close if hub.slug not in on_it),
        good=tuple(good),
        rest=tuple(behind[len(good) :]),
        unsure=unsure,
        sure=sum(likely[hub.slug] for hub in chosen),
        unknown=unknown,
    )


def _is_known(ranking: Ranking, hub: RankedHub) -> bool:
    """Whether something is known of a hub on everything that matters."""
    return all(hub.evidence[slug] for slug, importance in ranking.profile.importance.items() if importance >= MATTERS)


def _mean(hubs: Sequence[RankedHub]) -> float:
    return sum(hub.score for hub in hubs) / len(hubs)


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
    importance = ranking.profile.importance
    thin = [slug for slug in ranking.weights if importance[slug] == DECISIVE and hub.evidence[slug] < FEWEST_ITEMS]
    silent = [slug for slug, weight in ranking.weights.items() if weight >= HEAVY and not hub.evidence[slug]]
    named = [slug for slug in dict.fromkeys((*thin, *silent)) if not _is_measured(catalogue, ranking, hub.slug, slug)]
    return tuple(catalogue.criteria[slug] for slug in named)


def _is_measured(catalogue: Catalogue, ranking: Ranking, hub: str, slug: str) -> bool:
    """Whether a figure that defines the criterion was published for a hub."""
    return not np.isnan(catalogue.ranker.measured(ranking.profile, hub, slug)).all()
