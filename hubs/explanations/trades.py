"""An either/or question as data: what two hubs offer on two criteria, in words and figures."""

from dataclasses import dataclass

from hubs.answers.decide import DecideForm, value_of
from hubs.catalogue.entities import Criterion, Figure, Hub, Option
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.cells import verdict_of
from hubs.formats import Printed, out_of_ten
from hubs.ranking.preferences import Answered
from hubs.ranking.profile import Profile
from hubs.ranking.trades import LEAST_GAP


@dataclass(frozen=True, slots=True)
class Level:
    """What one hub offers on a criterion: a word, a score, and a figure that the other hub has as well, if any says so.

    Without hubs there is the criterion alone.
    """

    criterion: Criterion
    options: tuple[Option, ...]
    verdict: str = ""
    score: Printed | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two places; `value` is the answer that prefers it."""

    value: str
    hub: Hub | None
    plus: Level
    minus: Level
    taken: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Would you give up some of one criterion for some of another? The first side is yes.

    `number` counts from 1; `again` is set where it has been answered before, `taken` where that was "the same";
    `weighed` where another question was about the same two criteria.
    """

    number: int
    again: bool
    weighed: bool
    sides: tuple[Side, Side]
    same: str
    taken: bool

    @property
    def get(self) -> Criterion:
        return self.sides[0].plus.criterion

    @property
    def give_up(self) -> Criterion:
        return self.sides[1].plus.criterion

    @property
    def names_hubs(self) -> bool:
        return self.sides[0].hub is not None


def question_of(catalogue: Catalogue, form: DecideForm, given: Answered, number: int) -> Question:
    """`given` is the trade with the answer that it has so far, if it has one."""
    here, there = catalogue.hubs.get(given.here), catalogue.hubs.get(given.there)
    more_a, less_a = _levels(catalogue, form, given.a, here, there)
    more_b, less_b = _levels(catalogue, form, given.b, there, here)
    yes, no, same = (value_of(given._replace(answer=answer)) for answer in ("a", "b", "same"))
    return Question(
        number=number,
        again=bool(given.answer),
        weighed=any(other.trade.pair == given.trade.pair for other in form.answered[: number - 1]),
        sides=(
            Side(yes, here, more_a, less_b, given.answer == "a"),
            Side(no, there, more_b, less_a, given.answer == "b"),
        ),
        same=same,
        taken=given.answer == "same",
    )


def _levels(
    catalogue: Catalogue, form: DecideForm, slug: str, better: Hub | None, worse: Hub | None
) -> tuple[Level, Level]:
    criterion = catalogue.criteria[slug]
    options = options_in(criterion, form)
    if better is None or worse is None:
        return Level(criterion, options), Level(criterion, options)
    figures = _telling(catalogue, criterion, options, better, worse)
    one, other = (
        Level(criterion, options, verdict_of(mean), out_of_ten(mean), figure)
        for hub, figure in zip((better, worse), figures, strict=True)
        for mean in [_mean(catalogue, hub, criterion, options)]
    )
    return one, other


def options_in(criterion: Criterion, form: DecideForm) -> tuple[Option, ...]:
    """The wanted options of a criterion."""
    return tuple(option for option in criterion.options if option.slug in form.options.get(criterion.slug, ()))


def _mean(catalogue: Catalogue, hub: Hub, criterion: Criterion, options: tuple[Option, ...]) -> float:
    wanted = [option.slug for option in options] or [""]
    return sum(catalogue.ranker.cell(hub.slug, criterion.slug, slug).mean for slug in wanted) / len(wanted)


def _telling(
    catalogue: Catalogue, criterion: Criterion, options: tuple[Option, ...], better: Hub, worse: Hub
) -> tuple[Figure | None, Figure | None]:
    """The two values of the figure that sets these hubs apart most, the same way; one that defines it first."""
    high, low = (_figures(catalogue, criterion, options, hub) for hub in (better, worse))
    shared = {
        slug: (high[slug][0].indicator.role == "defining", high[slug][1] - low[slug][1])
        for slug in high.keys() & low.keys()
        if high[slug][1] - low[slug][1] >= LEAST_GAP and high[slug][0].display != low[slug][0].display
    }
    if not shared:
        return None, None
    best = max(sorted(shared), key=lambda slug: shared[slug])
    return high[best][0], low[best][0]


def _figures(
    catalogue: Catalogue, criterion: Criterion, options: tuple[Option, ...], hub: Hub
) -> dict[str, tuple[Figure, float]]:
    """The figures that count for a hub on a criterion, by indicator, with their similarity."""
    wanted = {criterion.slug: tuple(option.slug for option in options)}
    effects = catalogue.ranker.effects(Profile({criterion.slug: 1}, wanted), hub.slug, criterion.slug)
    counted = [(catalogue.figures[each.key], each.similarity) for each in effects if each.key in catalogue.figures]
    return {figure.indicator.slug: (figure, similarity) for figure, similarity in counted}
