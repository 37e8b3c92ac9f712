"""Either/or questions, and what their answers say so far, as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from hubs.answers.decide import ON, STOP, DecideForm
from hubs.catalogue.frozen import Catalogue, Criterion, Hub, Option
from hubs.drawing import bars
from hubs.explanations.results import Priority
from hubs.ranking.preferences import MOST_QUESTIONS, TOP, Answered, Learned
from hubs.ranking.ranking import Ranking

HEAVIEST = 5
LIKELY = 0.5
HALF_A_POINT = 0.005


@dataclass(frozen=True, slots=True)
class Quality:
    """One thing that a place is good or bad at, in the criterion's own words."""

    criterion: Criterion
    options: tuple[Option, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the two places; `value` is the answer that prefers it."""

    value: str
    plus: Quality
    minus: Quality
    taken: bool


@dataclass(frozen=True, slots=True)
class Question:
    """`number` counts from 1; `again` is set where it has been answered before, `taken` where that was "the same"."""

    number: int
    again: bool
    sides: tuple[Alternative, Alternative]
    same: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Given:
    """One answer by its number; `alike` where neither was preferred."""

    number: int
    preferred: Criterion
    other: Criterion
    alike: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """Criteria each preferred to the next, and the last to the first, with the answers that say so."""

    criteria: tuple[Criterion, ...]
    answers: tuple[Given, ...]

    @property
    def names(self) -> str:
        return ", ".join(criterion.name for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known so far. `top` follows the weights; `rounded` is the top three of the four-step answers.

    `doubtful` are the answers that the others make improbable and that are part of no circle.
    """

    priorities: tuple[Priority, ...]
    given: tuple[Given, ...]
    circles: tuple[Circle, ...]
    doubtful: tuple[Given, ...]
    top: tuple[Hub, ...]
    rounded: tuple[Hub, ...]
    candidates: int
    p_top: float
    settled: bool

    @property
    def points_bar(self) -> bars.Bar:
        return bars.bar((priority.weight, True) for priority in self.priorities)

    @property
    def heaviest(self) -> tuple[Priority, ...]:
        return self.priorities[:HEAVIEST]

    @property
    def lighter(self) -> tuple[Priority, ...]:
        return self.priorities[HEAVIEST:]

    @property
    def shared_by_lighter(self) -> int:
        return sum(priority.points for priority in self.lighter)

    @property
    def confidence(self) -> str:
        if self.settled:
            return "settled"
        return "likely" if self.p_top >= LIKELY else "open"

    @property
    def tenths(self) -> int:
        """Of ten ways to read the answers, how many put exactly these hubs first."""
        return round(10 * self.p_top)

    @property
    def is_narrow(self) -> bool:
        """Whether so few hubs are left that they are the top three whatever the answers."""
        return self.candidates <= TOP

    @property
    def rounding_matters(self) -> bool:
        return set(self.top) != set(self.rounded)

    @property
    def names(self) -> str:
        return _names(self.top)

    @property
    def rounded_names(self) -> str:
        return _names(self.rounded)

    @property
    def circular(self) -> tuple[Given, ...]:
        """The answers that make up the circles, each once."""
        parts = {given.number: given for circle in self.circles for given in circle.answers}
        return tuple(parts[number] for number in sorted(parts))

    @property
    def doubts(self) -> int:
        return len(self.circles) + len(self.doubtful)


def next_question(catalogue: Catalogue, form: DecideForm, learned: Learned) -> Question | None:
    """The one to put next; None when it is time for the result."""
    pair = _pair(form, learned)
    if pair is None:
        return None
    a, b = pair
    before = form.answered[form.again - 1].answer if form.again else ""
    first, second = _alternative(catalogue, form, a, b, "a", before), _alternative(catalogue, form, b, a, "b", before)
    number = form.again or len(form.answered) + 1
    return Question(number, bool(form.again), (first, second), f"{a}.{b}.same", before == "same")


def _pair(form: DecideForm, learned: Learned) -> tuple[str, str] | None:
    if form.again:
        return form.answered[form.again - 1][:2]
    stopped = form.go == STOP and form.answered
    finished = (learned.settled and form.go != ON) or len(form.answered) == MOST_QUESTIONS
    return None if stopped or finished else learned.question


def _alternative(catalogue: Catalogue, form: DecideForm, good: str, poor: str, answer: str, before: str) -> Alternative:
    a, b = (good, poor) if answer == "a" else (poor, good)
    plus, minus = catalogue.criteria[good], catalogue.criteria[poor]
    return Alternative(
        value=f"{a}.{b}.{answer}",
        plus=Quality(plus, _options(plus, form), plus.high),
        minus=Quality(minus, _options(minus, form), minus.low),
        taken=before == answer,
    )


def _options(criterion: Criterion, form: DecideForm) -> tuple[Option, ...]:
    return tuple(option for option in criterion.options if option.slug in form.options.get(criterion.slug, ()))


def explain_answers(catalogue: Catalogue, form: DecideForm, learned: Learned, rounded: Ranking) -> Decision:
    """`rounded` is the ranking that the closest four-step answers give."""
    given = answers_given(catalogue, form.answered)
    circles = tuple(_circle(catalogue, cycle, given) for cycle in learned.cycles)
    circular = {each.number for circle in circles for each in circle.answers}
    return Decision(
        priorities=_priorities(catalogue, form, learned),
        given=given,
        circles=circles,
        doubtful=tuple(given[place] for place in learned.surprising if place + 1 not in circular),
        top=tuple(catalogue.hubs[slug] for slug in learned.top),
        rounded=tuple(catalogue.hubs[ranked.slug] for ranked in rounded.hubs[:TOP]),
        candidates=len(rounded.hubs),
        p_top=learned.p_top,
        settled=learned.settled,
    )


def answers_given(catalogue: Catalogue, answered: Iterable[Answered]) -> tuple[Given, ...]:
    given = []
    for number, (a, b, answer) in enumerate(answered, 1):
        preferred, other = (b, a) if answer == "b" else (a, b)
        given.append(Given(number, catalogue.criteria[preferred], catalogue.criteria[other], answer == "same"))
    return tuple(given)


def _priorities(catalogue: Catalogue, form: DecideForm, learned: Learned) -> tuple[Priority, ...]:
    """Heaviest first, without what is worth less than half a point."""
    weighed = [slug for slug, weight in learned.weights.items() if weight >= HALF_A_POINT]
    weighed.sort(key=lambda slug: (-learned.points[slug], -learned.weights[slug]))
    return tuple(
        Priority(
            criterion=catalogue.criteria[slug],
            options=_options(catalogue.criteria[slug], form),
            weight=learned.weights[slug],
            points=learned.points[slug],
            series=bars.series(position),
        )
        for position, slug in enumerate(weighed)
    )


def _circle(catalogue: Catalogue, cycle: tuple[str, ...], given: tuple[Given, ...]) -> Circle:
    by_pair = {frozenset((each.preferred.slug, each.other.slug)): each for each in given}
    edges = zip(cycle, (*cycle[1:], cycle[0]), strict=True)
    return Circle(tuple(catalogue.criteria[slug] for slug in cycle), tuple(by_pair[frozenset(edge)] for edge in edges))


def _names(hubs: tuple[Hub, ...]) -> str:
    return ", ".join(hub.name for hub in hubs)
