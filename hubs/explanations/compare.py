"""Two to four places side by side, criterion by criterion: who wins where, by how much, and what people say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hubs.catalogue.entities import Criterion, Figure, Option
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import bars
from hubs.explanations.among import Among, judge
from hubs.explanations.cells import alone, figures_on
from hubs.explanations.items import Item, with_effects
from hubs.explanations.rows import Priority, Smaller, own_colour, priorities, smaller
from hubs.explanations.stability import stability_of
from hubs.explanations.standings import Side, Standing, figures_of, sides_of, standings, try_out
from hubs.explanations.winners import Entry, Winner, winner_of, with_gaps
from hubs.formats import decimal, listed
from hubs.ranking.own_place import OWN_PLACE
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import RankedHub

QUOTES_COUNT = 2
STARTING = 3


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One criterion the reader weighs, in points; or one cell without weight, on the 0 to 10 scale.

    What is said for and against shows at once where it is `open`, elsewhere it is folded.
    """

    criterion: Criterion
    option: Option | None
    priority: Priority | None
    entries: tuple[Entry, ...]
    open: bool = False

    @property
    def verdict(self) -> Winner:
        return winner_of(self.entries)

    @property
    def title(self) -> str:
        return self.option.name if self.option else self.criterion.name

    @property
    def worth(self) -> str:
        return decimal(100 * self.priority.weight) if self.priority else ""

    @property
    def prefix(self) -> str:
        """What makes an id of an item its own on a page that shows the item twice."""
        return f"{self.criterion.slug}-{self.option.slug}-" if self.option else f"{self.criterion.slug}-"


@dataclass(frozen=True, slots=True)
class Taste:
    """Figures that are good or bad only for somebody: each side with its own."""

    criterion: Criterion
    figures: tuple[tuple[Side, tuple[Figure, ...]], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`lines` follow the reader's weights; `others` and `tastes` have none.

    Without answers there are no standings and no verdict, and nothing but others and tastes. `left_out` names the
    criteria that cannot be compared with a place of the reader's own.
    """

    sides: tuple[Side, ...]
    standings: tuple[Standing, ...]
    priorities: tuple[Priority, ...]
    lines: tuple[ComparedLine, ...]
    others: tuple[ComparedLine, ...]
    tastes: tuple[Taste, ...]
    left_out: str
    verdict: Among | None = None

    @property
    def telling(self) -> tuple[ComparedLine, ...]:
        """The lines of which one can say who is better; without priorities those of whole criteria."""
        return tuple(line for line in self._whole if line.verdict.is_decided)

    @property
    def level(self) -> tuple[ComparedLine, ...]:
        return tuple(line for line in self._whole if not line.verdict.is_decided)

    @property
    def _whole(self) -> tuple[ComparedLine, ...]:
        return self.lines or tuple(line for line in self.others if not line.option)

    @property
    def by_option(self) -> tuple[ComparedLine, ...]:
        return tuple(line for line in self.others if line.option)

    @property
    def coloured(self) -> Sequence[Priority]:
        return own_colour(self.priorities)

    @property
    def smaller(self) -> Smaller | None:
        return smaller(self.priorities)

    @property
    def names(self) -> str:
        return listed(side.name for side in self.sides)

    @property
    def cards(self) -> tuple[Standing, ...]:
        """The standings in the order in which the reader named the places."""
        return tuple(sorted(self.standings, key=lambda standing: self.sides.index(standing.side)))

    @property
    def wins(self) -> list[tuple[Side, str]]:
        """Where each side wins, in the order of the lines."""
        won: dict[Side, list[str]] = {side: [] for side in self.sides}
        for line in self.telling:
            verdict = line.verdict
            if verdict.kind == "wins":
                won[verdict.leaders[0]].append(line.title)
        return [(side, listed(titles)) for side, titles in won.items() if titles]

    @property
    def equal(self) -> str:
        return self._titles("equal", "shared")

    @property
    def undecided(self) -> str:
        return self._titles("alone", "unknown")

    def _titles(self, *kinds: str) -> str:
        return listed(line.title for line in self.lines if line.verdict.kind in kinds)


def compare_places(
    catalogue: Catalogue, hubs: Sequence[str], here: str, profile: Profile | None, ratings: Mapping[str, int]
) -> Comparison:
    """Compare hubs with each other, and with `here` if that is the reader's own place by their own ratings."""
    sides = sides_of(catalogue, hubs, here)
    others, tastes = _without_weight(catalogue, [side for side in sides if side.hub], profile)
    if profile is None:
        return Comparison(sides, (), (), (), others, tastes, "")
    left_out = _left_out(catalogue, profile, ratings) if here == OWN_PLACE else ()
    weighed = replace(profile, importance={s: i for s, i in profile.importance.items() if s not in left_out})
    ranking, figures = catalogue.rank(weighed), figures_of(catalogue, weighed, sides, ratings)
    wanted, stability = priorities(catalogue, ranking), stability_of(catalogue, ranking)
    draws = try_out(catalogue, weighed, figures, ratings)
    compared = standings(catalogue, ranking, stability, sides, figures, draws)
    if left_out:  # the verdict is still that of the reader's whole ranking
        ranking = catalogue.rank(profile)
        stability = stability_of(catalogue, ranking)
    p_first = dict(zip(figures, draws.p_first.tolist(), strict=True))
    return Comparison(
        sides=sides,
        standings=compared,
        priorities=wanted,
        lines=_opened(tuple(_lines(catalogue, weighed, wanted, sides, figures, ratings))),
        others=others,
        tastes=tastes,
        left_out=listed(catalogue.criteria[slug].name for slug in left_out),
        verdict=judge(catalogue, ranking, stability, compared, p_first),
    )


def starting_with(catalogue: Catalogue, profile: Profile | None, besides: str) -> tuple[str, ...]:
    """The hubs to compare while none is chosen: the reader's first three, or else the three that most is said about.

    Of those each is in another country. What dealbreakers leave out comes after everything else.
    """
    if profile:
        ranked = catalogue.rank(profile).table.slugs
        everywhere = catalogue.rank(replace(profile, constraints=())).table.slugs
        return tuple(slug for slug in dict.fromkeys((*ranked, *everywhere)) if slug != besides)[:STARTING]
    hubs = sorted(catalogue.hubs.values(), key=lambda hub: -len(catalogue.evidence_of(hub.slug)))
    others = [hub for hub in hubs if hub.slug != besides]
    of_country: dict[str, str] = {}
    for hub in others:
        of_country.setdefault(hub.country.code, hub.slug)
    return tuple(dict.fromkeys([*of_country.values(), *(hub.slug for hub in others)]))[:STARTING]


def _left_out(catalogue: Catalogue, profile: Profile, ratings: Mapping[str, int]) -> tuple[str, ...]:
    """Unrated target criteria: what is usual among the hubs says nothing about a place off the map."""
    return tuple(s for s in profile.importance if catalogue.criteria[s].is_target and s not in ratings)


def _lines(
    catalogue: Catalogue,
    profile: Profile,
    wanted: Sequence[Priority],
    sides: Sequence[Side],
    figures: Mapping[str, RankedHub],
    ratings: Mapping[str, int],
) -> Iterator[ComparedLine]:
    widest = max(priority.weight for priority in wanted)
    for priority in wanted:
        slug = priority.criterion.slug
        entries = [
            Entry(
                side=side,
                value=round(100 * figures[side.slug].earned[slug], 1),
                items=figures[side.slug].evidence[slug],
                track=bars.track(priority.weight, figures[side.slug].earned[slug], widest),
                said=_said(catalogue, profile, side, slug),
                rating=None if side.hub else ratings.get(slug),
            )
            for side in sides
        ]
        yield ComparedLine(priority.criterion, None, priority, with_gaps(entries))


def _opened(lines: tuple[ComparedLine, ...]) -> tuple[ComparedLine, ...]:
    """The heaviest line of which one can say who is better, open; if there is none, the heaviest of all."""
    first = next((line for line in lines if line.verdict.is_decided), lines[0]) if lines else None
    return tuple(replace(line, open=line is first) for line in lines)


def _said(catalogue: Catalogue, profile: Profile, side: Side, slug: str) -> tuple[Item, ...]:
    effects = catalogue.ranker.effects(profile, side.slug, slug) if side.hub else ()
    return for_and_against(with_effects(catalogue, effects, 100))


def for_and_against(items: Sequence[Item]) -> tuple[Item, ...]:
    """What speaks most for a place and what most against it, or else what is mixed.

    A statement goes before a figure, and a quote counts double.
    """

    def pull(item: Item) -> tuple[bool, float]:
        return item.form != "figure", abs(item.size) * (QUOTES_COUNT if item.form == "quote" else 1)

    tones = [[item for item in items if item.tone == tone] for tone in ("up", "down")]
    return tuple(max(of_tone, key=pull) for of_tone in tones if of_tone) or tuple(sorted(items, key=pull)[-1:])


def _without_weight(
    catalogue: Catalogue, sides: Sequence[Side], profile: Profile | None
) -> tuple[tuple[ComparedLine, ...], tuple[Taste, ...]]:
    """What two hubs or more can be compared on although it counts for nothing; quoted where nothing else is."""
    weighed = profile.importance if profile else {}
    criteria = [criterion for slug, criterion in catalogue.criteria.items() if slug not in weighed]
    if len(sides) < 2:
        return (), ()
    lines = (
        line for each in criteria if not each.is_target for line in _cells(catalogue, each, sides, profile is None)
    )
    return tuple(lines), tuple(_taste(catalogue, each, sides) for each in criteria if each.is_target)


def _cells(catalogue: Catalogue, criterion: Criterion, sides: Sequence[Side], quoted: bool) -> Iterator[ComparedLine]:
    """One line per cell; of the options only those that anything is known about."""
    for option in criterion.options or (None,):
        entries = [_cell(catalogue, criterion, option, side, quoted) for side in sides]
        if option is None or any(entry.known for entry in entries):
            yield ComparedLine(criterion, option, None, with_gaps(entries))


def _cell(catalogue: Catalogue, criterion: Criterion, option: Option | None, side: Side, quoted: bool) -> Entry:
    cell = catalogue.ranker.cell(side.slug, criterion.slug, option.slug if option else "")
    effects = catalogue.ranker.effects(alone(criterion, option), side.slug, criterion.slug) if quoted else ()
    return Entry(
        side=side,
        value=round(10 * cell.mean, 1),
        items=cell.count,
        track=bars.track(1.0, cell.mean, 1.0),
        said=for_and_against(with_effects(catalogue, effects, 10)),
    )


def _taste(catalogue: Catalogue, criterion: Criterion, sides: Sequence[Side]) -> Taste:
    figures = (figures_on(catalogue, catalogue.hubs[side.slug], criterion) for side in sides)
    return Taste(criterion, tuple(zip(sides, figures, strict=True)))
