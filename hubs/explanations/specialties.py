"""The labels of a criterion as boxes to tick, with how many hubs anything is known of in each."""

from dataclasses import dataclass

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Criterion
from hubs.catalogue.frozen import Catalogue

SPECIALTY = "specialty"


@dataclass(frozen=True, slots=True)
class Specialty:
    """A field to work in; `is_thin` where something is known of it in fewer than half of the hubs."""

    slug: str
    name: str
    chosen: bool
    known: int
    hubs: int

    @property
    def is_thin(self) -> bool:
        return 2 * self.known < self.hubs


def specialties(form: AnswersForm) -> tuple[Specialty, ...]:
    criterion = form.catalogue.criteria.get(SPECIALTY)
    if criterion is None:
        return ()
    chosen, hubs = set(form.data.getlist(SPECIALTY)), len(form.catalogue.hubs)
    return tuple(
        Specialty(
            option.slug, option.name, option.slug in chosen, known_in(form.catalogue, criterion, option.slug), hubs
        )
        for option in criterion.options
    )


def known_in(catalogue: Catalogue, criterion: Criterion, label: str) -> int:
    """How many hubs have any statement or figure on a label."""
    return sum(catalogue.ranker.cell(hub, criterion.slug, label).count > 0 for hub in catalogue.hubs)
