"""What would change first place, as changed answers that a link can apply."""

from dataclasses import dataclass

from hubs.answers.fields import IMPORTANCE
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue, Criterion, Hub
from hubs.ranking.ranking import Ranking
from hubs.ranking.search import AnswerChange
from hubs.ranking.whatif import levers

RUNNERS_UP = 4
MOST_TIED = 5  # with more as good as the first, hardly anything would not change it


@dataclass(frozen=True, slots=True)
class Lever:
    """The answer that would bring a hub first if it were another one, and the answers with it."""

    hub: Hub
    criterion: Criterion
    before: str
    after: str
    more: bool
    query: str


@dataclass(frozen=True, slots=True)
class Changes:
    leader: Hub | None
    always: bool
    levers: tuple[Lever, ...]


def what_would_change_first(catalogue: Catalogue, form: AnswersForm, ranking: Ranking, close: int) -> Changes:
    """For those right behind the first hub, the one importance that would bring them first.

    What is a fact about the reader, such as the time zone of their team, is no lever, and what they skipped is none.
    """
    hubs = [hub.slug for hub in ranking.hubs[: RUNNERS_UP + 1]]
    if not hubs or close > MOST_TIED:
        return Changes(None, False, ())
    always, found = levers(catalogue.ranker, ranking.profile, hubs[1:])
    possible = (_lever(catalogue, form, slug, found[slug]) for slug in hubs[1:] if slug in found)
    return Changes(catalogue.hubs[hubs[0]], always, tuple(lever for lever in possible if lever is not None))


def _lever(catalogue: Catalogue, form: AnswersForm, hub: str, change: AnswerChange) -> Lever | None:
    if change.criterion in catalogue.targets:
        return None
    words = dict(IMPORTANCE)
    return Lever(
        hub=catalogue.hubs[hub],
        criterion=catalogue.criteria[change.criterion],
        before=str(words[str(change.before)]),
        after=str(words[str(change.after)]),
        more=change.after > change.before,
        query=form.query_with(change.profile),
    )
