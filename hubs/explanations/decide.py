"""Either/or questions, and what their answers say so far, as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from hubs.answers.decide import ON, STOP, DecideForm
from hubs.catalogue.entities import Criterion, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.trades import Question, question_of
from hubs.ranking.preferences import Answered, Learned


@dataclass(frozen=True, slots=True)
class Given:
    """One answer by its number; `alike` where neither was preferred. The hubs are those that have what is named."""

    number: int
    preferred: Criterion
    other: Criterion
    alike: bool
    hub: Hub | None = None
    rival: Hub | None = None


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
    """What was answered. `ending` says why there need be no more questions, "stopped" if the reader wants none.

    `doubtful` are the answers that the others make improbable and that are part of no circle. What the answers come to
    is the `Outcome` of the ranking that they lead to, and nothing else.
    """

    given: tuple[Given, ...]
    circles: tuple[Circle, ...]
    doubtful: tuple[Given, ...]
    ending: str

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
    if form.again:
        return question_of(catalogue, form, form.answered[form.again - 1], form.again)
    stopped = form.go == STOP and form.answered
    finished = learned.ending and form.go != ON
    if learned.question is None or stopped or finished:
        return None
    a, b, here, there = learned.question
    return question_of(catalogue, form, Answered(a, b, "", here, there), len(form.answered) + 1)


def explain_answers(catalogue: Catalogue, form: DecideForm, learned: Learned) -> Decision:
    given = answers_given(catalogue, form.answered)
    circles = tuple(_circle(given, cycle) for cycle in learned.cycles)
    circular = {each.number for circle in circles for each in circle.answers}
    return Decision(
        given=given,
        circles=circles,
        doubtful=tuple(given[place] for place in learned.surprising if place + 1 not in circular),
        ending=learned.ending or "stopped",
    )


def answers_given(catalogue: Catalogue, answered: Iterable[Answered]) -> tuple[Given, ...]:
    return tuple(_given(catalogue, number, each) for number, each in enumerate(answered, 1))


def _given(catalogue: Catalogue, number: int, given: Answered) -> Given:
    sides = [(given.a, given.here), (given.b, given.there)]
    (preferred, hub), (other, rival) = reversed(sides) if given.answer == "b" else sides
    return Given(
        number,
        catalogue.criteria[preferred],
        catalogue.criteria[other],
        given.answer == "same",
        catalogue.hubs.get(hub),
        catalogue.hubs.get(rival),
    )


def _circle(given: tuple[Given, ...], cycle: tuple[int, ...]) -> Circle:
    answers = tuple(given[place] for place in cycle)
    return Circle(tuple(each.preferred for each in answers), answers)
