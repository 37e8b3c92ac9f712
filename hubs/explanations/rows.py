"""One hub of a ranking explained: its points by priority, how sure they are, what pulls it down."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.catalogue.entities import Criterion, Hub, Option
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import bars
from hubs.explanations.cells import options_of
from hubs.explanations.dealbreakers import Reason, reasons
from hubs.explanations.home import ThanHome
from hubs.explanations.items import Item
from hubs.explanations.move import Move
from hubs.explanations.shortlist import Choice
from hubs.formats import Printed, decimal, listed, out_of_ten, points, tenths
from hubs.ranking.constraints import AtLeast, Paid
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import HubStability

SURELY_OUT = 0.005
SOLID, FAIR = 0.75, 0.5
COVERED = ((0.85, "all"), (0.62, "most"), (0.42, "half"), (0.25, "third"), (1e-9, "little"))
WORTH_NAMING = 0.005


@dataclass(frozen=True, slots=True)
class Priority:
    """A criterion with a weight, and its colour in every chart of this ranking."""

    criterion: Criterion
    options: tuple[Option, ...]
    weight: float
    points: Printed
    series: int


@dataclass(frozen=True, slots=True)
class Smaller:
    """The priorities that have no colour of their own, together."""

    count: int
    points: Printed
    names: str
    series: int


def own_colour(wanted: Sequence[Priority]) -> Sequence[Priority]:
    """The priorities that charts name one by one; a single one more is still named."""
    return wanted if len(wanted) <= bars.COLOURED + 1 else wanted[: bars.COLOURED]


def smaller(wanted: Sequence[Priority]) -> Smaller | None:
    rest = wanted[len(own_colour(wanted)) :]
    if not rest:
        return None
    together = tenths(100 * sum(priority.weight for priority in rest))
    return Smaller(len(rest), together, listed(each.criterion.name for each in rest), rest[0].series)


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One row of a hub's points table; `widest` is the largest weight of the table. Printed when somebody looks."""

    priority: Priority
    earned: float
    contribution: float
    widest: float
    similarity: float
    items: int

    @property
    def points(self) -> Printed:
        return decimal(100 * self.earned)

    @property
    def track(self) -> bars.Track:
        return bars.track(self.priority.weight, self.earned, self.widest)

    @property
    def score(self) -> str:
        return out_of_ten(self.similarity)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What a hub pays for what the reader would rather have, and why; `slug` is the criterion that tells."""

    reason: Reason
    points: Printed
    cost: float
    is_sure: bool
    slug: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a row is: shares in percent, and the middle 80 % of ranks and scores."""

    first: int
    top3: int
    best_rank: int
    worst_rank: int
    low: int
    high: int
    never: bool

    @property
    def one_rank(self) -> bool:
        return self.best_rank == self.worst_rank


@dataclass(frozen=True, slots=True)
class Row:
    """One ranked hub. `low` and `high` are what the score could be if all that is unknown went one way.

    `choice` says why it is on the shortlist, if it is; `regret` what choosing it costs on average, in points;
    `than_home` where it is better and worse than where the reader lives, if they say where; `move` what their money
    and their papers come to there, if they told of them.
    """

    hub: Hub
    rank: int
    score: int
    low: int
    high: int
    coverage: float
    sure: Certainty
    regret: Printed | None
    bar: bars.Bar
    lines: tuple[PointsLine, ...]
    paid: tuple[PaidLine, ...]
    watch_out: PointsLine | None
    unchecked: tuple[Reason, ...]
    unknown: tuple[Criterion, ...]
    choice: Choice | None = None
    than_home: ThanHome | None = None
    move: Move | None = None

    @property
    def has_reservations(self) -> bool:
        """Whether there is more to say than what to watch out for: what it pays, what is not known."""
        return bool(self.paid or self.unchecked or self.unknown)

    @property
    def items(self) -> int:
        return sum(line.items for line in self.lines)

    @property
    def total(self) -> Printed:
        """The printed points of the lines, added up, less what is paid."""
        earned = sum(round(100 * line.earned, 1) for line in self.lines)
        return decimal(earned - sum(round(100 * line.cost, 1) for line in self.paid))

    @property
    def meter(self) -> int:
        """1 a hint, 2 fair, 3 solid; no more than fair where nothing is known of one priority."""
        known = all(line.items for line in self.lines)
        return 1 + (self.coverage >= FAIR) + (self.coverage >= SOLID and known)

    @property
    def covered(self) -> str:
        """How much of what matters is covered: all, most, half, third, little or nothing."""
        return next((word for share, word in COVERED if self.coverage >= share), "nothing")

    @property
    def telling(self) -> tuple[Item, ...]:
        """What best supports why it is on the shortlist, and what speaks against it most."""
        if self.choice is None:
            return ()
        facts = [self.choice.reason.fact, self.choice.against.fact if self.choice.against else None]
        return tuple(fact for fact in facts if fact is not None)


def priorities(catalogue: Catalogue, ranking: Ranking) -> tuple[Priority, ...]:
    return tuple(
        Priority(criterion, options_of(criterion, ranking.profile), weight, tenths(100 * weight), bars.series(position))
        for position, (slug, weight) in enumerate(ranking.weights.items())
        for criterion in [catalogue.criteria[slug]]
    )


def certainty(how: HubStability) -> Certainty:
    (best, worst), (low, high) = how.rank_range, how.score_range
    first, top3 = points(how.p_first), points(how.p_top3)
    return Certainty(first, top3, best, worst, points(low), points(high), how.p_first < SURELY_OUT)


def explain_hub(
    catalogue: Catalogue,
    ranking: Ranking,
    wanted: Sequence[Priority],
    ranked: RankedHub,
    how: HubStability,
    unknown: tuple[Criterion, ...],
    choice: Choice | None,
) -> Row:
    """One hub's row; `unknown` is what too little is known of."""
    lines = points_table(wanted, ranked)
    return Row(
        hub=catalogue.hubs[ranked.slug],
        rank=ranked.rank,
        score=points(ranked.score),
        low=points(ranked.low),
        high=points(ranked.high),
        coverage=ranked.coverage,
        sure=certainty(how),
        regret=None if how.regret is None else decimal(100 * how.regret),
        bar=score_bar(ranking, ranked, how),
        lines=lines,
        paid=tuple(_paid(catalogue, ranked.slug, each) for each in ranked.paid),
        watch_out=watch_out([line for line in lines if line.priority.criterion not in unknown]),
        unchecked=reasons(catalogue, ranked.unknown),
        unknown=unknown,
        choice=choice,
    )


def score_bar(ranking: Ranking, ranked: RankedHub, how: HubStability) -> bars.Bar:
    """What a hub earns, priority by priority, shortened in proportion by what it pays."""
    earned = sum(ranked.earned.values())
    left = max(0.0, 1 - ranked.cost / earned) if earned else 1.0
    parts = ((left * ranked.earned[slug], bool(ranked.evidence[slug])) for slug in ranking.weights)
    return bars.bar(parts, *how.score_range)


def _paid(catalogue: Catalogue, hub: str, paid: Paid) -> PaidLine:
    return PaidLine(
        reason=reasons(catalogue, (paid.constraint,), hub)[0],
        points=decimal(-100 * paid.cost),
        cost=paid.cost,
        is_sure=paid.is_sure,
        slug=paid.constraint.criterion if isinstance(paid.constraint, AtLeast) else "",
    )


def points_table(wanted: Sequence[Priority], ranked: RankedHub) -> tuple[PointsLine, ...]:
    widest = max(priority.weight for priority in wanted)
    return tuple(
        PointsLine(
            priority=priority,
            earned=ranked.earned[slug],
            contribution=ranked.contributions[slug],
            widest=widest,
            similarity=ranked.similarity[slug],
            items=ranked.evidence[slug],
        )
        for priority in wanted
        for slug in [priority.criterion.slug]
    )


def watch_out(lines: Sequence[PointsLine]) -> PointsLine | None:
    """The known criterion that drags a hub down most; none if it is decent on all that is known."""
    weak = [line for line in lines if line.items and line.contribution < -WORTH_NAMING]
    return min(weak, key=lambda line: line.contribution, default=None)
