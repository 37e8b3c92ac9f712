"""The one question that would split a shortlist most, as two changed sets of answers that a link can apply."""

from dataclasses import dataclass

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Criterion, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.results import Outcome
from hubs.explanations.stability import seed_of
from hubs.ranking.ranking import Ranking
from hubs.ranking.splitting import split


@dataclass(frozen=True, slots=True)
class Preference:
    """More of one criterion for less of another; the answers after it, and the hub that then comes first."""

    more: Criterion
    less: Criterion
    query: str
    leads_to: Hub


def question(catalogue: Catalogue, form: AnswersForm, ranking: Ranking, outcome: Outcome) -> tuple[Preference, ...]:
    """The two answers; none where there is nothing to choose between, or no answer would tell."""
    if len(outcome.shortlist) < 2 or outcome.verdict == "best":
        return ()
    among = [row.hub.slug for row in outcome.shortlist]
    asked = split(catalogue.ranker, ranking, among, seed_of(catalogue, ranking))
    if asked is None:
        return ()
    first, second = asked.answers
    return tuple(
        Preference(
            more=catalogue.criteria[answer.prefers],
            less=catalogue.criteria[other.prefers],
            query=form.query_with(answer.profile),
            leads_to=catalogue.hubs[answer.leads_to],
        )
        for answer, other in ((first, second), (second, first))
    )
