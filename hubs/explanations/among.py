"""Which of a few places fits best: what the ranking of all hubs says, said of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hubs.catalogue.frozen import Catalogue
from hubs.explanations.standings import Side, Standing
from hubs.explanations.tiers import Tiers, tiers_of
from hubs.formats import listed
from hubs.ranking.ranking import Ranking
from hubs.ranking.stability import Stability, two_thirds


@dataclass(frozen=True, slots=True)
class Among:
    """The verdict about a few places: the `best` may fit best, the `beaten` do not. Of which too little is known is in
    neither.

    `kind` is best (one is, clearly), close (who is not beaten may be), better (the same where the ranking has none of
    these among its best), level or equal (nobody is beaten, at one score or not), or open (fewer than two can be told).
    """

    kind: str
    best: tuple[Side, ...]
    beaten: tuple[Side, ...]
    is_behind: bool

    @property
    def best_names(self) -> str:
        return listed(side.name for side in self.best)

    @property
    def beaten_names(self) -> str:
        return listed(side.name for side in self.beaten)


def judge(
    catalogue: Catalogue,
    ranking: Ranking,
    stability: Stability,
    standings: Sequence[Standing],
    p_first: Mapping[str, float],
) -> Among:
    """The verdict on these standings, the best one first; `p_first` is how often each comes first of them.

    Hubs of the ranking are as good as the ranking says, whoever else is compared. A place outside of it (the reader's
    own, or one that a dealbreaker leaves out) is held against them as a whole.
    """
    tiers = tiers_of(catalogue, ranking, stability)
    rank = dict(zip(ranking.table.slugs, ranking.table.rank.tolist(), strict=True))
    known = [standing.side for standing in standings if not tiers.unknown.get(standing.side.slug)]
    ranked = [side.slug for side in known if side.slug in rank]
    outside = [side.slug for side in known if side.slug not in rank]
    first = [slug for slug in ranked if slug in _first(ranking, tiers)]
    best = _with_those_outside(ranked, first or _likeliest(ranked, p_first), outside, p_first)
    chosen, beaten = (tuple(side for side in known if (side.slug in best) == is_best) for is_best in (True, False))
    is_behind = bool(ranked) and not first
    is_clear = is_behind or tiers.verdict == "best" or best <= set(outside)
    is_level = len({rank.get(slug) for slug in best}) == 1 and not best & set(outside)
    return Among(_kind(chosen, beaten, is_level, is_clear, is_behind), chosen, beaten, is_behind)


def _kind(best: Sequence[Side], beaten: Sequence[Side], is_level: bool, is_clear: bool, is_behind: bool) -> str:
    if len(best) + len(beaten) < 2:
        return "open"
    if not beaten:
        return "level" if is_level else "equal"
    if len(best) == 1 and is_clear:
        return "best"
    return "better" if is_behind else "close"


def _first(ranking: Ranking, tiers: Tiers) -> set[str]:
    """The hubs that the ranking calls best: its clear first, or else its shortlist, what is as close, and equals."""
    if tiers.verdict == "best":
        return {tiers.shortlist[0].slug}
    close = (*tiers.shortlist, *tiers.close)
    ranks, table = {hub.rank for hub in close}, ranking.table
    return {slug for slug, rank in zip(table.slugs, table.rank.tolist(), strict=True) if rank in ranks}


def _likeliest(slugs: Sequence[str], p_first: Mapping[str, float]) -> list[str]:
    """Of hubs in their order, those that come first two thirds of the times that any of them does, and the first."""
    likely = two_thirds([p_first[slug] for slug in slugs]) | {0} if slugs else set()
    return [slug for place, slug in enumerate(slugs) if place in likely]


def _with_those_outside(
    ranked: Sequence[str], best: Sequence[str], outside: Sequence[str], p_first: Mapping[str, float]
) -> set[str]:
    """Who is left when places outside of the ranking are held against all of these hubs together."""
    together = sum(p_first[slug] for slug in ranked)
    likely = two_thirds([together, *(p_first[slug] for slug in outside)])
    return {slug for place, slug in enumerate(outside, 1) if place in likely} | set(best if 0 in likely else ())
