"""What each of a few places comes to in the reader's points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import pgettext

from hubs.catalogue.entities import Criterion, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import bars
from hubs.explanations.dealbreakers import Reason, reasons
from hubs.explanations.tiers import too_little
from hubs.formats import listed, of_hundred, points
from hubs.ranking.own_place import OWN_PLACE, own_place, own_posterior
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import Draws, Stability, simulate


@dataclass(frozen=True, slots=True)
class Side:
    """A place that is compared; without a hub it is the reader's own, by their own ratings."""

    slug: str
    name: str
    hub: Hub | None
    here: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One side in points. `rank` is None where a dealbreaker leaves it out of the ranking.

    `low` and `high` are the middle 80 % of its scores, `first` how often in 100 tries it comes first of
    these sides, `gain` how many points it has more than where the reader lives (None there). `unknown` are the
    priorities that decide and on which too little speaks of it.
    """

    side: Side
    rank: int | None
    ranked: int
    score: int
    low: int
    high: int
    first: int
    gain: int | None
    bar: bars.Bar
    failed: tuple[Reason, ...]
    unchecked: tuple[Reason, ...]
    unknown: tuple[Criterion, ...]

    @property
    def unknown_names(self) -> str:
        return listed(criterion.name for criterion in self.unknown)

    @property
    def loss(self) -> int:
        return max(0, -(self.gain or 0))


def sides_of(catalogue: Catalogue, hubs: Sequence[str], here: str) -> tuple[Side, ...]:
    own = [Side(OWN_PLACE, pgettext("where the reader lives", "home"), None, True)] if here == OWN_PLACE else []
    named = [catalogue.hubs[slug] for slug in hubs]
    return (*own, *(Side(hub.slug, hub.name, hub, hub.slug == here) for hub in named))


def figures_of(
    catalogue: Catalogue, profile: Profile, sides: Sequence[Side], ratings: Mapping[str, int]
) -> dict[str, RankedHub]:
    """What every side scores, whatever the dealbreakers say; the best one first."""
    slugs = {side.slug for side in sides}
    everywhere = catalogue.rank(replace(profile, constraints=()))
    figures = [hub for hub in map(everywhere.find, slugs) if hub]
    if OWN_PLACE in slugs:
        figures.append(own_place(catalogue.ranker, profile, ratings))
    return {hub.slug: hub for hub in sorted(figures, key=lambda hub: (-hub.score, -hub.coverage, hub.slug))}


def standings(
    catalogue: Catalogue,
    ranking: Ranking,
    stability: Stability,
    sides: Sequence[Side],
    figures: Mapping[str, RankedHub],
    draws: Draws,
) -> tuple[Standing, ...]:
    """The sides in points, the best one first; the stability is that of the ranking, `draws` those of the figures."""
    # A ranked hub shows the range that its ranking shows.
    ranges = dict(zip(figures, draws.score_range.tolist(), strict=True))
    places = {slug: place for place, slug in enumerate(ranking.table.slugs) if slug in ranges}
    ranges |= {slug: stability.hubs[place].score_range for slug, place in places.items()}
    first = dict(zip(figures, of_hundred(draws.p_first.tolist()), strict=True))
    home = next((points(figures[side.slug].score) for side in sides if side.here), None)
    of = {side.slug: side for side in sides}
    return tuple(
        _standing(catalogue, ranking, of[slug], hub, first[slug], ranges[slug], home) for slug, hub in figures.items()
    )


def try_out(
    catalogue: Catalogue, profile: Profile, figures: Mapping[str, RankedHub], ratings: Mapping[str, int]
) -> Draws:
    """How these places fare when weights and evidence are a little other than they seem, in their order."""
    ranker = catalogue.ranker
    weights, mean, variance = ranker.by_criterion(profile)
    cells = {slug: (mean[row], variance[row]) for row, slug in enumerate(ranker.hubs_)}
    cells[OWN_PLACE] = own_posterior(ranker, profile, ratings)
    compared = [np.stack(row) for row in zip(*(cells[slug] for slug in figures), strict=True)]
    return simulate(weights, compared[0], compared[1], seed=0)


def _standing(
    catalogue: Catalogue,
    ranking: Ranking,
    side: Side,
    figures: RankedHub,
    first: int,
    score_range: tuple[float, float],
    home: int | None,
) -> Standing:
    failed = {out.slug: out.failed for out in ranking.excluded}
    ranked = ranking.find(side.slug) if side.hub else figures
    low, high = score_range
    return Standing(
        side=side,
        rank=ranked.rank if ranked else None,
        ranked=len(ranking.hubs),
        score=points(figures.score),
        low=points(low),
        high=points(high),
        first=first,
        gain=None if home is None or side.here else points(figures.score) - home,
        bar=bars.bar(((figures.earned[slug], bool(figures.evidence[slug])) for slug in ranking.weights), low, high),
        failed=reasons(catalogue, failed.get(side.slug, ()), side.slug if side.hub else ""),
        unchecked=reasons(catalogue, ranked.unknown if ranked else ()),
        unknown=too_little(catalogue, ranking, ranked) if ranked and side.hub else (),
    )
