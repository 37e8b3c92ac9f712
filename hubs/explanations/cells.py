"""One cell, hub by criterion, as pages show it: a score, its range, the other hubs and the items behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.catalogue.entities import Criterion, Figure, Hub, Option
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import bars
from hubs.explanations.items import Item, with_effects
from hubs.formats import Printed, decimal, out_of_ten, signed, tenths
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import Ranking

STANDOUT, GOOD, MIXED = 0.8, 0.65, 0.45
POINTS, OUT_OF_TEN = 100, 10
FEWEST_TO_LEAD = 3  # items, before a hub is called higher than all others


@dataclass(frozen=True, slots=True)
class Cell:
    """`verdict` is standout, good, mixed, weak or unknown; `above` counts the other known hubs with a lower score."""

    criterion: Criterion
    option: Option | None
    mean: float
    score: str
    low: str
    high: str
    verdict: str
    strip: bars.Strip
    above: int
    others: int
    count: int

    @property
    def is_highest(self) -> bool:
        return self.count >= FEWEST_TO_LEAD and self.above == self.others > 0

    @property
    def is_better_than_most(self) -> bool:
        return 2 * self.above > self.others

    @property
    def is_weak(self) -> bool:
        return self.verdict == "weak"

    @property
    def is_good(self) -> bool:
        return self.verdict in {"good", "standout"}


@dataclass(frozen=True, slots=True)
class Backed:
    """A cell with its items, and how many of them speak for and against."""

    cell: Cell
    items: tuple[Item, ...]

    def _tally(self, tone: str) -> int:
        return sum(entry.tone == tone for entry in self.items)

    @property
    def up(self) -> int:
        return self._tally("up")

    @property
    def mixed(self) -> int:
        return self._tally("mixed")

    @property
    def down(self) -> int:
        return self._tally("down")


@dataclass(frozen=True, slots=True)
class Sum:
    """The points of one criterion, printed so that they add up: the middle, the items, what is usual, and the whole.

    What was rounded on the way is in the usual.
    """

    worth: Printed
    middle: Printed
    added: Printed
    usual: Printed
    earned: Printed


def sum_of(catalogue: Catalogue, ranking: Ranking, hub: Hub, criterion: Criterion) -> Sum | None:
    """None where the criterion has no weight, or a dealbreaker leaves the hub out."""
    row = ranking.find(hub.slug)
    if row is None or criterion.slug not in ranking.weights:
        return None
    worth, earned = 100 * ranking.weights[criterion.slug], round(100 * row.earned[criterion.slug], 1)
    middle = round(worth / 2, 1)
    effects = catalogue.ranker.effects(ranking.profile, hub.slug, criterion.slug)
    added = sum(round(entry.size * POINTS, 1) for entry in with_effects(catalogue, effects, POINTS))
    return Sum(tenths(worth), decimal(middle), signed(added), signed(earned - middle - added), decimal(earned))


def cell(catalogue: Catalogue, hub: Hub, criterion: Criterion, option: Option | None = None) -> Cell:
    slug = option.slug if option else ""
    numbers = catalogue.ranker.cell(hub.slug, criterion.slug, slug)
    others = _other_means(catalogue, hub, criterion.slug, slug)
    return Cell(
        criterion=criterion,
        option=option,
        mean=numbers.mean,
        score=out_of_ten(numbers.mean),
        low=out_of_ten(numbers.floor),
        high=out_of_ten(numbers.ceiling),
        verdict=verdict_of(numbers.mean) if numbers.count else "unknown",
        strip=bars.strip(numbers.mean, numbers.floor, numbers.ceiling, others),
        above=sum(numbers.mean > other for other in others),
        others=len(others),
        count=numbers.count,
    )


def _other_means(catalogue: Catalogue, hub: Hub, criterion: str, option: str) -> list[float]:
    """The scores of the other hubs that anything is known about."""
    cells = catalogue.ranker.cells_
    column = cells.column(criterion, option)
    means, counts = cells.mean[:, column].tolist(), cells.count[:, column].tolist()
    return [mean for slug, mean, count in zip(cells.hubs, means, counts, strict=True) if count and slug != hub.slug]


def verdict_of(mean: float) -> str:
    if mean >= STANDOUT:
        return "standout"
    if mean >= GOOD:
        return "good"
    return "mixed" if mean >= MIXED else "weak"


def options_of(criterion: Criterion, profile: Profile | None) -> tuple[Option, ...]:
    """The options the reader wants; without answers, every label and no target level."""
    if profile and (wanted := profile.options.get(criterion.slug)):
        return tuple(option for option in criterion.options if option.slug in wanted)
    return criterion.options if criterion.is_labels else ()


def backed(catalogue: Catalogue, hub: Hub, criterion: Criterion, profile: Profile | None) -> tuple[Backed, ...]:
    """The cells of one criterion with their items: in points if the reader weighs it, else on the 0 to 10 scale."""
    weighed = profile is not None and criterion.slug in profile.importance
    options: Sequence[Option | None] = options_of(criterion, profile)
    if not criterion.options:
        options = (None,)
    every = []
    for option in options:
        weighing = profile if weighed else alone(criterion, option)
        assert weighing is not None
        effects = [
            effect
            for effect in catalogue.ranker.effects(weighing, hub.slug, criterion.slug)
            if effect.option == (option.slug if option else "")
        ]
        items = with_effects(catalogue, effects, POINTS if weighed else OUT_OF_TEN)
        every.append(Backed(cell(catalogue, hub, criterion, option), tuple(items)))
    known = [each for each in every if each.items]
    return tuple(known or every[:1])


def alone(criterion: Criterion, option: Option | None) -> Profile:
    """The answers of somebody to whom this one cell is everything."""
    return Profile({criterion.slug: 1}, {criterion.slug: (option.slug,)} if option else {})


def figures_on(catalogue: Catalogue, hub: Hub, criterion: Criterion) -> tuple[Figure, ...]:
    return tuple(figure for figure in catalogue.figures_of(hub.slug) if figure.indicator.criterion == criterion.slug)
