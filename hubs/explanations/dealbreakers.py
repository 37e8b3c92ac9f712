"""Dealbreakers in words, and what loosening one of them would bring back, as answers that a link can apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Figure, Hub, with_unit
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import STAY, is_past
from hubs.formats import out_of_ten
from hubs.languages import language_name
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, Limit, OwnCheck, WorkingLanguage
from hubs.ranking.ranking import Ranking
from hubs.ranking.untold import Untold


@dataclass(frozen=True, slots=True)
class Reason:
    """A constraint as the words need it.

    `kind` is country, language, least, stay, buys, untold, or most and no-less of a figure; `value` is what the hub
    has of it, printed, and `is_old` whether that is a price of more than a year ago.
    """

    kind: str
    name: str
    bound: str = ""
    value: str = ""
    is_old: bool = False


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


def reasons(
    catalogue: Catalogue, constraints: Sequence[Constraint], hub: str = "", on: date | None = None
) -> tuple[Reason, ...]:
    """What constraints say of a hub, and whether its prices are old on a day: today, where none is named."""
    return tuple(_reason(catalogue, constraint, hub, on or timezone.now().date()) for constraint in constraints)


def _reason(catalogue: Catalogue, constraint: Constraint, hub: str, on: date) -> Reason:
    match constraint:
        case AllowedCountries():
            return Reason("country", "")
        case WorkingLanguage(code):
            return Reason("language", language_name(code))
        case AtLeast(criterion):
            value = out_of_ten(catalogue.ranker.cell(hub, criterion).mean) if hub else ""
            return Reason("least", catalogue.criteria[criterion].name, value=value)
        case OwnCheck(name):
            words = _("Six months without an employer") if name == STAY else _("What the income buys")
            return Reason("stay" if name == STAY else "buys", words)
        case Limit(slug, bound, most):
            indicator = catalogue.indicators[slug]
            figure, bounded = _figure_of(catalogue, hub, slug), with_unit(bound, indicator)
            value = figure.display if figure else ""
            is_old = figure is not None and is_past(figure, on)
            return Reason("most" if most else "no-less", indicator.name, bounded, value, is_old)
        case Untold():
            return Reason("untold", "")
    raise TypeError(f"no words for {constraint!r}")


def must_name(constraint: Constraint) -> str:
    """The question that a must answers, by its name in the address; of what must be decent, the criterion."""
    match constraint:
        case AllowedCountries():
            return "country"
        case WorkingLanguage():
            return "language"
        case AtLeast(criterion):
            return criterion
        case OwnCheck(name):
            return name
        case Limit(slug, _, most):
            return f"{'most' if most else 'least'}_{slug}"
        case Untold():
            return "untold"
    raise TypeError(f"no name for {constraint!r}")


def _figure_of(catalogue: Catalogue, hub: str, indicator: str) -> Figure | None:
    figures = catalogue.figures_of(hub) if hub else ()
    return next((figure for figure in figures if figure.indicator.slug == indicator), None)
