"""What would change first place, as changed answers that a link can apply."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.answers.questionnaire import IMPORTANCE, AnswersForm
from hubs.catalogue.frozen import Catalogue, Criterion, Hub, Option
from hubs.formats import listed
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import Ranking
from hubs.ranking.whatif import WhatIf, what_would_change

RUNNERS_UP = 4
FEW = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One answer changed: its importance, or the option it aims at."""

    criterion: Criterion
    before: str
    after: str
    option: Option | None
    instead: Option | None


@dataclass(frozen=True, slots=True)
class Change:
    """What would bring a hub first: the steps and the answers after them, or the rivals that block it."""

    hub: Hub
    steps: tuple[Step, ...]
    query: str
    rivals: tuple[Hub, ...]

    @property
    def rival_names(self) -> str:
        return listed(rival.name for rival in self.rivals)


@dataclass(frozen=True, slots=True)
class Changes:
    leader: Hub | None
    always: bool
    possible: tuple[Change, ...]
    blocked: tuple[Change, ...]


def what_would_change_first(catalogue: Catalogue, form: AnswersForm, ranking: Ranking) -> Changes:
    """For the first hub and those right behind it; the fewest steps first."""
    hubs = [hub.slug for hub in ranking.hubs[: RUNNERS_UP + 1]]
    if not hubs:
        return Changes(None, False, (), ())
    leader, *rivals = what_would_change(
        catalogue.ranker, ranking.profile, hubs, targets=catalogue.targets, shortest=True
    )
    changes = [_change(catalogue, form, ranking.profile, rival) for rival in rivals]
    possible = [change for change in changes if 0 < len(change.steps) <= FEW]
    return Changes(
        leader=catalogue.hubs[leader.slug],
        always=leader.always,
        possible=tuple(sorted(possible, key=lambda change: len(change.steps))),
        blocked=tuple(change for change in changes if change.rivals and not change.steps),
    )


def _change(catalogue: Catalogue, form: AnswersForm, profile: Profile, what_if: WhatIf) -> Change:
    after = what_if.answer.profile if what_if.answer else what_if.answers
    return Change(
        hub=catalogue.hubs[what_if.slug],
        steps=steps(catalogue, profile, after) if after else (),
        query=form.query_with(after) if after else "",
        rivals=tuple(catalogue.hubs[rival.slug] for rival in what_if.blocked_by),
    )


def steps(catalogue: Catalogue, before: Profile, after: Profile) -> tuple[Step, ...]:
    """Every answer in which two profiles differ, in questionnaire order."""
    return tuple(
        Step(criterion, _word(before, slug), _word(after, slug), *_options(criterion, before, after))
        for slug, criterion in catalogue.criteria.items()
        if _answer(before, slug) != _answer(after, slug)
    )


def _answer(profile: Profile, slug: str) -> tuple[int, Sequence[str]]:
    importance = profile.importance.get(slug, 0)
    return importance, sorted(profile.options.get(slug, ())) if importance else ()


def _word(profile: Profile, slug: str) -> str:
    return str(dict(IMPORTANCE)[str(profile.importance.get(slug, 0))])


def _options(criterion: Criterion, before: Profile, after: Profile) -> tuple[Option | None, Option | None]:
    """The option that comes in, and the one whose place it takes, if any."""
    old, new = set(before.options.get(criterion.slug, ())), set(after.options.get(criterion.slug, ()))
    added, dropped = new - old, old - new
    return criterion.option(min(added)) if added else None, criterion.option(min(dropped)) if dropped else None
