"""A ranking for those who are told nothing but its order: which hubs, how many points, how clear the first is."""

from dataclasses import dataclass

from hubs.catalogue.entities import Hub
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import maps
from hubs.explanations.results import LISTED, NUMBERED, level_of, place
from hubs.explanations.rows import Certainty, certainty
from hubs.explanations.tiers import tiers_of
from hubs.formats import listed, points
from hubs.ranking.ranking import Ranking
from hubs.ranking.stability import Stability


@dataclass(frozen=True, slots=True)
class Placed:
    """A ranked hub; no bar says what its points are made of."""

    hub: Hub
    rank: int
    score: int
    sure: Certainty
    bar: None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The hubs in order; names as in `Outcome`, so that the same words and the same card serve both."""

    verdict: str
    rows: tuple[Placed, ...]
    shortlist: tuple[Placed, ...]
    level: int
    priorities: tuple[()] = ()
    close: tuple[()] = ()
    dealbreakers: int = 0
    reasons_differ: bool = False

    @property
    def leader(self) -> Placed | None:
        return self.shortlist[0] if self.shortlist else None

    @property
    def names(self) -> str:
        return listed(row.hub.name for row in self.shortlist)

    @property
    def contenders(self) -> int:
        return self.level if self.verdict == "level" else len(self.shortlist)

    @property
    def asked(self) -> int:
        return len(self.rows)

    @property
    def dots(self) -> tuple[tuple[maps.Dot, int | None], ...]:
        numbered = {row.hub.slug: row.rank for row in self.shortlist[:NUMBERED]}
        hubs = [row.hub for row in self.rows[:LISTED]]
        dots = maps.hub_map(map(place, hubs), list(numbered), [])
        return tuple((dot, numbered.get(dot.slug)) for dot in reversed(dots))


def order_of(catalogue: Catalogue, ranking: Ranking, stability: Stability) -> Order:
    tiers = tiers_of(catalogue, ranking, stability)
    how = {sure.slug: certainty(sure) for sure in stability.hubs}
    rows = tuple(Placed(catalogue.hubs[hub.slug], hub.rank, points(hub.score), how[hub.slug]) for hub in ranking.hubs)
    first = {hub.slug for hub in tiers.shortlist}
    return Order(tiers.verdict, rows, tuple(row for row in rows if row.hub.slug in first), level_of(ranking, tiers))
