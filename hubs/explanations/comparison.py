"""Two to four places side by side, criterion by criterion: who wins where, by how much, and what people say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hubs import charts
from hubs.catalogue import Catalogue, Criterion, Figure, Hub, Option
from hubs.explanations.items import Item, with_effects
from hubs.explanations.outcome import Priority, Reason, priorities, reasons
from hubs.explanations.words import points, signed
from hubs.outcomes import stability_of
from hubs.ranking.own_place import OWN_PLACE, own_place, own_posterior
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import RankedHub, Ranking
from hubs.ranking.stability import CLOSE_BEATS, Draws, simulate

ABOUT_EQUAL = 0.5
POINTS, OUT_OF_TEN = 100, 10


@dataclass(frozen=True, slots=True)
class Side:
    """A place that is compared; without a hub it is the reader's own, by their own ratings."""

    slug: str
    name: str
    hub: Hub | None
    here: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a side comes to in points; `rank` is None where a dealbreaker leaves it out of the ranking.

    `low` and `high` are the middle 80 % of scores, `first` how often in 100 tries it comes first of these sides,
    `gain` its points more or less than where the reader lives, or empty.
    """

    side: Side
    rank: int | None
    ranked: int
    score: int
    low: int
    high: int
    first: int
    gain: str
    bar: charts.Bar
    failed: tuple[Reason, ...]
    unchecked: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One side on one criterion; `rating` is the reader's own, `behind` what a known side lacks to the best one."""

    side: Side
    value: float
    shown: str
    items: int
    track: charts.Track | None
    rating: int | None = None
    telling: Item | None = None
    figures: tuple[Figure, ...] = ()
    behind: str = ""

    @property
    def known(self) -> bool:
        return self.items > 0


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion, or one option of it. `leaders` are the known sides within half a point of the best one.

    `verdict` is wins, equal (all that are known), shared (the best ones are), alone (only one side is known),
    unknown, or taste: figures that are good or bad only for somebody.
    """

    criterion: Criterion
    option: Option | None
    priority: Priority | None
    worth: str
    entries: tuple[Entry, ...]
    verdict: str
    leaders: tuple[Side, ...]
    second: Side | None
    margin: str

    @property
    def unknown(self) -> tuple[Side, ...]:
        return tuple(entry.side for entry in self.entries if not entry.known)

    @property
    def title(self) -> str:
        return self.option.name if self.option else self.criterion.name


@dataclass(frozen=True, slots=True)
class Wins:
    side: Side
    on: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`lines` are in the reader's weight order, `others` have no weight; without answers there are only others.

    `tied` are the sides that may as well be the best one, itself among them; empty without answers.
    """

    sides: tuple[Side, ...]
    standings: tuple[Standing, ...]
    tied: tuple[Standing, ...]
    lines: tuple[Line, ...]
    others: tuple[Line, ...]
    left_out: str
    weights: tuple[Priority, ...] = ()

    @property
    def names(self) -> str:
        return listed(side.name for side in self.sides)

    @property
    def best(self) -> Standing | None:
        return self.tied[0] if self.tied else None

    @property
    def tied_names(self) -> str:
        return listed(standing.side.name for standing in self.tied)

    @property
    def beaten_names(self) -> str:
        return listed(standing.side.name for standing in self.standings if standing not in self.tied)

    @property
    def wins(self) -> tuple[Wins, ...]:
        """Where each side wins, in the order of the lines."""
        won = [(line.leaders[0], line.title) for line in self.lines or self.others if line.verdict == "wins"]
        found = ((side, [title for winner, title in won if winner == side]) for side in self.sides)
        return tuple(Wins(side, listed(titles)) for side, titles in found if titles)

    def _titles(self, *verdicts: str) -> str:
        return listed(line.title for line in self.lines if line.verdict in verdicts)

    @property
    def equal(self) -> str:
        return self._titles("equal", "shared")

    @property
    def undecided(self) -> str:
        return self._titles("alone", "unknown")


def listed(names: Iterable[str]) -> str:
    """One, two and three."""
    *most, last = list(names) or [""]
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def compare(
    catalogue: Catalogue, hubs: Sequence[str], here: str, profile: Profile | None, ratings: Mapping[str, int]
) -> Comparison:
    """Compare hubs, and `here` if it is the reader's own place; without a profile on the 0 to 10 scale."""
    sides = _sides(catalogue, hubs, here)
    others = tuple(_unweighed(catalogue, [side for side in sides if side.hub], profile))
    if profile is None:
        return Comparison(sides, (), (), (), others, "")
    left_out = _left_out(catalogue, profile, ratings) if here == OWN_PLACE else ()
    profile = replace(profile, importance={s: i for s, i in profile.importance.items() if s not in left_out})
    ranking = catalogue.ranker.rank(profile)
    wanted, ranked = priorities(catalogue, ranking), _ranked(catalogue, profile, sides, ratings)
    standings, tied = _standings(catalogue, ranking, sides, ranked, _draws(catalogue, profile, ranked, ratings))
    lines = tuple(_weighed(catalogue, profile, priority, sides, ranked, ratings) for priority in wanted)
    names = listed(catalogue.criteria[slug].name for slug in left_out)
    return Comparison(sides, standings, tied, lines, others, names, wanted)


def can_rate(catalogue: Catalogue, profile: Profile, ratings: Mapping[str, int]) -> bool:
    """Whether an own place can be compared: something is rated."""
    return any(slug in profile.importance for slug in ratings)


def _left_out(catalogue: Catalogue, profile: Profile, ratings: Mapping[str, int]) -> tuple[str, ...]:
    """Unrated target criteria: what an unknown hub would get says nothing about a place off the map."""
    return tuple(s for s in profile.importance if catalogue.criteria[s].kind == "target" and s not in ratings)


def _sides(catalogue: Catalogue, hubs: Sequence[str], here: str) -> tuple[Side, ...]:
    own = [Side(OWN_PLACE, _("Your own place"), None, True)] if here == OWN_PLACE else []
    named = [catalogue.hubs[slug] for slug in hubs]
    return (*own, *(Side(hub.slug, hub.name, hub, hub.slug == here) for hub in named))


def _ranked(
    catalogue: Catalogue, profile: Profile, sides: Sequence[Side], ratings: Mapping[str, int]
) -> dict[str, RankedHub]:
    """The figures of every side, whatever the dealbreakers say; the best one first."""
    everyone = catalogue.ranker.rank(replace(profile, constraints=())).hubs
    found = [hub for hub in everyone if hub.slug in {side.slug for side in sides}]
    if not all(side.hub for side in sides):
        found.append(own_place(catalogue.ranker, profile, ratings))
    return {hub.slug: hub for hub in sorted(found, key=lambda hub: (-hub.score, -hub.coverage, hub.slug))}


def _draws(
    catalogue: Catalogue, profile: Profile, ranked: Mapping[str, RankedHub], ratings: Mapping[str, int]
) -> Draws:
    """How the sides fare against each other with slightly other weights and evidence."""
    ranker = catalogue.ranker
    weights, mean, variance = ranker.by_criterion(profile)
    own = np.array(own_posterior(ranker, profile, ratings))
    cells = [
        own if slug == OWN_PLACE else np.array([mean[row], variance[row]])
        for slug in ranked
        for row in [-1 if slug == OWN_PLACE else ranker.hubs.index(slug)]
    ]
    stacked = np.stack(cells, axis=1)
    return simulate(weights, stacked[0], stacked[1], seed=catalogue.number)


def _standings(
    catalogue: Catalogue, ranking: Ranking, sides: Sequence[Side], ranked: Mapping[str, RankedHub], draws: Draws
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """All standings in the order of the sides, and those that may as well be the best."""
    # A hub of the ranking shows the range that the ranking shows.
    known = {hub.slug: hub.score_range for hub in stability_of(ranking, catalogue).hubs}
    drawn = dict(zip(ranked, draws.score_range.tolist(), strict=True))
    first = dict(zip(ranked, draws.p_first.tolist(), strict=True))
    home = next((ranked[side.slug] for side in sides if side.here), None)
    standings = {
        side.slug: _standing(
            catalogue, ranking, side, ranked[side.slug], known.get(side.slug, drawn[side.slug]), first[side.slug], home
        )
        for side in sides
    }
    close = [slug for slug, beats in zip(ranked, draws.p_beats_leader, strict=True) if beats > CLOSE_BEATS[0]]
    return tuple(standings.values()), tuple(standings[slug] for slug in close)
