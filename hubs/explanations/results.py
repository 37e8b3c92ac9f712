"""A ranking explained: bands, points, strengths, what to watch out for, and how much is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.catalogue.frozen import Catalogue, Criterion, Hub, Option, Source
from hubs.drawing import bars, maps
from hubs.explanations.dealbreakers import Reason, reasons
from hubs.explanations.double_counting import DoubleCounted, double_counted
from hubs.explanations.items import Item, telling
from hubs.explanations.stability import stability_of
from hubs.formats import out_of_ten, points
from hubs.ranking.points import apportion
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import HubStability, Stability

STRONG_FITS, STRONG_LEAD = 5, 3
NUMBERED, SHOWN = 5, 6
SOLID, FAIR = 0.6, 0.35
COVERED = ((0.85, "all"), (0.62, "most"), (0.42, "half"), (0.25, "third"), (1e-9, "little"))
WORTH_NAMING, DECENT = 0.005, 0.5


@dataclass(frozen=True, slots=True)
class Priority:
    """A criterion with a weight, and its colour in every chart of this ranking."""

    criterion: Criterion
    options: tuple[Option, ...]
    weight: float
    points: int
    series: int


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One row of a hub's points table."""

    priority: Priority
    points: int
    contribution: float
    track: bars.Track
    similarity: float
    items: int

    @property
    def score(self) -> str:
        return out_of_ten(self.similarity)

    @property
    def missed(self) -> int:
        return self.priority.points - self.points


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a row is: shares in percent, and the middle 80 % of ranks and scores."""

    first: int
    top3: int
    best_rank: int
    worst_rank: int
    low: int
    high: int
    strip: bars.RankStrip

    @property
    def one_rank(self) -> bool:
        return self.best_rank == self.worst_rank


@dataclass(frozen=True, slots=True)
class Row:
    """`low` and `high` are the bounds: what the score could be if all that is unknown went one way."""

    hub: Hub
    rank: int
    score: int
    low: int
    high: int
    coverage: float
    sure: Certainty
    bar: bars.Bar
    lines: tuple[PointsLine, ...]
    strengths: tuple[PointsLine, ...]
    watch_out: PointsLine | None
    telling: tuple[Item, ...]
    unchecked: tuple[Reason, ...]

    @property
    def items(self) -> int:
        return sum(line.items for line in self.lines)

    @property
    def meter(self) -> int:
        """1 thin, 2 fair, 3 solid."""
        return 1 + (self.coverage >= FAIR) + (self.coverage >= SOLID)

    @property
    def covered(self) -> str:
        """How much of what matters is covered: all, most, half, third, little or nothing."""
        return next((word for share, word in COVERED if self.coverage >= share), "nothing")


@dataclass(frozen=True, slots=True)
class Left:
    """A hub that a dealbreaker leaves out."""

    hub: Hub
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    priorities: tuple[Priority, ...]
    tied: tuple[Row, ...]
    strong: tuple[Row, ...]
    rest: tuple[Row, ...]
    excluded: tuple[Left, ...]
    dealbreakers: int
    baseline: int
    doubled: tuple[DoubleCounted, ...]

    @property
    def dots(self) -> tuple[tuple[maps.Dot, Row | None], ...]:
        """The map: every hub, the first five numbered and drawn last, the first on top."""
        first = {row.hub.slug: row for row in self.rows[:NUMBERED]}
        hubs = [row.hub for row in self.rows] + [left.hub for left in self.excluded]
        dots = maps.hub_map(map(place, hubs), tuple(first))
        return tuple((dot, first.get(dot.slug)) for dot in reversed(dots))

    @property
    def points_bar(self) -> bars.Bar:
        """The reader's 100 points as one bar."""
        return bars.bar((priority.weight, True) for priority in self.priorities)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(sorted((*self.tied, *self.strong, *self.rest), key=lambda row: row.rank))

    @property
    def shown(self) -> tuple[Row, ...]:
        """Those too close to call that are shown in full; the others follow in a table."""
        return self.tied[:SHOWN]

    @property
    def as_close(self) -> tuple[Row, ...]:
        return self.tied[SHOWN:]

    @property
    def in_short(self) -> tuple[Row, ...]:
        """All that are not shown in full."""
        return (*self.as_close, *self.rest)

    @property
    def named_sources(self) -> tuple[Source, ...]:
        """Where the statements come from that are quoted for the hubs shown in full, each once."""
        quoted = (item.about.source for row in self.rows for item in row.telling)
        return tuple({source.slug: source for source in quoted}.values())

    @property
    def leader(self) -> Row | None:
        return self.tied[0] if self.tied else None


def place(hub: Hub) -> maps.Place:
    return hub.slug, hub.name, hub.latitude, hub.longitude


def explain(catalogue: Catalogue, ranking: Ranking, stability: Stability | None = None) -> Outcome:
    """Explain a ranking; a shared one brings the stability that was stored with it."""
    wanted = priorities(catalogue, ranking)
    how = (stability or stability_of(catalogue, ranking)).hubs
    in_full = {
        hub.slug for hub in (*[h for h in how if h.close][:SHOWN], *[h for h in how if not h.close][:STRONG_FITS])
    }
    rows = [
        explain_hub(catalogue, ranking, wanted, ranked, hub, in_full=hub.slug in in_full)
        for ranked, hub in zip(ranking.hubs, how, strict=True)
    ]
    behind = [row for row, hub in zip(rows, how, strict=True) if not hub.close]
    strong = [row for row in behind[:STRONG_FITS] if row.score >= points(ranking.baseline) + STRONG_LEAD]
    return Outcome(
        priorities=wanted,
        tied=tuple(row for row, hub in zip(rows, how, strict=True) if hub.close),
        strong=tuple(strong),
        rest=tuple(behind[len(strong) :]),
        excluded=tuple(Left(catalogue.hubs[out.slug], reasons(catalogue, out.failed)) for out in ranking.excluded),
        dealbreakers=len(ranking.profile.constraints),
        baseline=points(ranking.baseline),
        doubled=double_counted(catalogue, ranking.weights),
    )


def certainty(how: HubStability, rank: int, ranked: int) -> Certainty:
    (best, worst), (low, high) = how.rank_range, how.score_range
    strip = bars.rank_strip(rank, best, worst, ranked)
    return Certainty(points(how.p_first), points(how.p_top3), best, worst, points(low), points(high), strip)


def priorities(catalogue: Catalogue, ranking: Ranking) -> tuple[Priority, ...]:
    shares = apportion(list(ranking.weights.values()), 100)
    return tuple(
        Priority(criterion, _options(criterion, ranking), weight, share, bars.series(position))
        for position, ((slug, weight), share) in enumerate(zip(ranking.weights.items(), shares, strict=True))
        for criterion in [catalogue.criteria[slug]]
    )


def _options(criterion: Criterion, ranking: Ranking) -> tuple[Option, ...]:
    return tuple(criterion.option(slug) for slug in ranking.profile.options.get(criterion.slug, ()))


def explain_hub(
    catalogue: Catalogue,
    ranking: Ranking,
    wanted: Sequence[Priority],
    ranked: RankedHub,
    how: HubStability,
    *,
    in_full: bool,
) -> Row:
    """One hub's row; items are quoted only where it is shown in full."""
    lines = points_table(wanted, ranked)
    return Row(
        hub=catalogue.hubs[ranked.slug],
        rank=ranked.rank,
        score=points(ranked.score),
        low=points(ranked.low),
        high=points(ranked.high),
        coverage=ranked.coverage,
        sure=certainty(how, ranked.rank, len(ranking.hubs)),
        bar=bars.bar(
            ((ranked.earned[slug], bool(ranked.evidence[slug])) for slug in ranking.weights), *how.score_range
        ),
        lines=lines,
        strengths=strengths(lines),
        watch_out=watch_out(lines),
        telling=telling(catalogue, ranking.profile, ranked.slug) if in_full else (),
        unchecked=reasons(catalogue, ranked.unknown),
    )


def points_table(wanted: Sequence[Priority], ranked: RankedHub) -> tuple[PointsLine, ...]:
    slugs = [priority.criterion.slug for priority in wanted]
    earned = apportion(
        [ranked.earned[slug] for slug in slugs], points(ranked.score), [priority.points for priority in wanted]
    )
    widest = max(priority.weight for priority in wanted)
    return tuple(
        PointsLine(
            priority=priority,
            points=share,
            contribution=ranked.contributions[slug],
            track=bars.track(priority.weight, ranked.earned[slug], widest),
            similarity=ranked.similarity[slug],
            items=ranked.evidence[slug],
        )
        for priority, slug, share in zip(wanted, slugs, earned, strict=True)
    )


def strengths(lines: Sequence[PointsLine]) -> tuple[PointsLine, ...]:
    """At most two criteria that lift the hub most above an unknown place, and earn half of what they are worth."""
    lifting = (line for line in lines if line.contribution > WORTH_NAMING and line.similarity >= DECENT)
    return tuple(sorted(lifting, key=lambda line: -line.contribution)[:2])


def watch_out(lines: Sequence[PointsLine]) -> PointsLine | None:
    """What a candid friend would name: the worst known drag, else the heaviest unknown, else the most points missed.

    Nothing where all that is weighed has been named as a strength.
    """
    drag = min(lines, key=lambda line: line.contribution)
    if drag.contribution < -WORTH_NAMING:
        return drag
    unknown, best = [line for line in lines if not line.items], strengths(lines)
    others = unknown or [line for line in lines if line not in best]
    return max(others, key=lambda line: line.missed, default=None)
