"""Which interview is worth doing next, for whom, and what to ask there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from hubs.answers.move import without_the_move
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Criterion, Hub, Option
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.impact import PROFILES
from hubs.formats import Printed, decimal
from hubs.models import Criterion as CriterionRow
from hubs.models import SharedRanking
from hubs.ranking.interviews import Interview, Person, Question
from hubs.ranking.interviews import next_interviews as worth_of
from hubs.ranking.profile import Profile

RATED = {CriterionRow.Kind.RATING, CriterionRow.Kind.LABELS}
HUNDRED_PEOPLE = 100 * 100  # points of 100, over a hundred people
MOST_SHARED = 200  # the latest


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to ask: about a criterion, or about one label of it. `points` are those of this answer alone."""

    criterion: Criterion
    label: Option | None
    points: Printed

    @property
    def counts(self) -> bool:
        """Whether there is anything left of the points once they are rounded."""
        return self.points != decimal(0)


@dataclass(frozen=True, slots=True)
class NextInterview:
    """What somebody who lives in `hub` could settle.

    `points` are what a hundred people's choices would gain together, `share` is that over the best interview's,
    `helped` is for how many of the people asked for it would matter.
    """

    hub: Hub
    points: Printed
    share: float
    helped: int
    asked: tuple[Asked, ...]


def people(catalogue: Catalogue) -> list[Person]:
    """The reference people and those of the latest shared rankings, each as often as there are of them."""
    shared = SharedRanking.objects.open().order_by("-created_at").values_list("answers", flat=True)[:MOST_SHARED]
    counted = Counter([*(query for _, query in PROFILES), *shared])
    found = ((_profile(catalogue, query), number) for query, number in counted.items())
    return [Person(profile, number) for profile, number in found if profile]


def _profile(catalogue: Catalogue, query: str) -> Profile | None:
    """Without what the catalogue does not ask, and without the move: no interview tells of somebody's own cells."""
    answers = without_the_move(QueryDict(query))
    for name in set(answers) - set(AnswersForm(None, catalogue).fields):
        del answers[name]
    return AnswersForm(answers, catalogue).valid_profile


def rated(catalogue: Catalogue) -> list[str]:
    """The criteria that people's statements speak to."""
    return [slug for slug, criterion in catalogue.criteria.items() if criterion.kind in RATED]


def find(catalogue: Catalogue, among: Sequence[Person]) -> tuple[Interview, ...]:
    return worth_of(catalogue.ranker, among, rated(catalogue))


def described(catalogue: Catalogue, found: Sequence[Interview]) -> list[NextInterview]:
    """Interviews with the names and the questions of their release, in the active language."""
    return [
        NextInterview(
            hub=catalogue.hubs[each.hub],
            points=decimal(HUNDRED_PEOPLE * each.gain),
            share=each.gain / found[0].gain,
            helped=each.helped,
            asked=tuple(_asked(catalogue, question) for question in each.questions),
        )
        for each in found
    ]


def _asked(catalogue: Catalogue, question: Question) -> Asked:
    criterion = catalogue.criteria[question.column.criterion]
    label = criterion.option(question.column.option) if question.column.option else None
    return Asked(criterion, label, decimal(HUNDRED_PEOPLE * question.gain))
