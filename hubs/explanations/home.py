"""Every hub as better or worse than where the reader lives now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hubs.answers.home import Home
from hubs.catalogue.entities import Criterion, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.formats import points
from hubs.ranking.own_place import own_place
from hubs.ranking.ranking import RankedHub, Ranking

NAMED = 2


@dataclass(frozen=True, slots=True)
class LivedIn:
    """Where the reader lives, in points; without a hub it is a place that they rated themselves.

    `rank` is None where a dealbreaker leaves it out.
    """

    hub: Hub | None
    score: int
    rank: int | None
    ranked: int
    figures: RankedHub


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion, in whole points more than at home, or less."""

    criterion: Criterion
    points: int

    @property
    def size(self) -> int:
        return abs(self.points)


@dataclass(frozen=True, slots=True)
class ThanHome:
    """Where a hub is most clearly better than home, then where worse; only what is known of both is compared."""

    gaps: tuple[Gap, ...]
    is_home: bool


def lived_in(catalogue: Catalogue, ranking: Ranking, home: Home) -> LivedIn | None:
    """Where the reader lives, among the ranked hubs; None if they have not said it, or not how good it is there."""
    if not home.is_told:
        return None
    figures = _figures(catalogue, ranking, home)
    left_out = figures.slug in {out.slug for out in ranking.excluded}
    rank = None if left_out else figures.rank
    return LivedIn(catalogue.hubs.get(home.slug), points(figures.score), rank, len(ranking.hubs), figures)


def _figures(catalogue: Catalogue, ranking: Ranking, home: Home) -> RankedHub:
    if home.is_elsewhere:
        return own_place(catalogue.ranker, ranking.profile, home.ratings)
    everywhere = replace(ranking.profile, constraints=())
    found = ranking.find(home.slug) or catalogue.rank(everywhere).find(home.slug)
    assert found is not None, "a hub of the release is ranked where nothing is required"
    return found


def than_home(criteria: Mapping[str, Criterion], home: LivedIn, hub: RankedHub) -> ThanHome:
    """What a hub earns more than home, and what less."""
    there, here = hub.earned, home.figures.earned
    known = [slug for slug in there if hub.evidence[slug] and home.figures.evidence[slug]]
    gaps = sorted(
        (Gap(criteria[slug], round(100 * (there[slug] - here[slug]))) for slug in known), key=lambda g: -g.size
    )
    better, worse = [gap for gap in gaps if gap.points > 0], [gap for gap in gaps if gap.points < 0]
    return ThanHome((*better[:NAMED], *worse[:NAMED]), hub.slug == home.figures.slug)
