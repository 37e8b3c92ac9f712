"""Dealbreakers in words, and what loosening one of them would bring back, as answers that a link can apply."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue, Hub
from hubs.languages import language_name
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, WorkingLanguage
from hubs.ranking.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Reason:
    """A constraint as the words need it: `kind` is country, language or least."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One dealbreaker dropped: the hubs it brings back, best first, and the answers without it."""

    reason: Reason
    hubs: tuple[Hub, ...]
    query: str


def relaxations(catalogue: Catalogue, form: AnswersForm, ranking: Ranking) -> tuple[Relaxation, ...]:
    """One per dealbreaker that leaves somebody out, the most helpful first."""
    relaxed = [_without(catalogue, form, ranking, constraint) for constraint in ranking.profile.constraints]
    return tuple(sorted((each for each in relaxed if each.hubs), key=lambda each: -len(each.hubs)))


def _without(catalogue: Catalogue, form: AnswersForm, ranking: Ranking, dropped: Constraint) -> Relaxation:
    return Relaxation(
        reason=reasons(catalogue, (dropped,))[0],
        hubs=tuple(catalogue.hubs[out.slug] for out in ranking.excluded if set(out.failed) == {dropped}),
        query=form.query_without(dropped),
    )


def reasons(catalogue: Catalogue, constraints: Sequence[Constraint]) -> tuple[Reason, ...]:
    return tuple(_reason(catalogue, constraint) for constraint in constraints)


def _reason(catalogue: Catalogue, constraint: Constraint) -> Reason:
    match constraint:
        case AllowedCountries():
            return Reason("country", "")
        case WorkingLanguage(code):
            return Reason("language", language_name(code))
        case AtLeast(criterion):
            return Reason("least", catalogue.criteria[criterion].name)
    raise TypeError(f"no words for {constraint!r}")
