"""What has moved since a ranking was shared: in one sentence, and hub by hub."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Hub
from hubs.catalogue.frozen import Catalogue
from hubs.formats import listed, points
from hubs.models import SharedRanking

FIRST = 3


@dataclass(frozen=True, slots=True)
class RankAndScore:
    rank: int
    score: int


@dataclass(frozen=True, slots=True)
class Move:
    """A hub that stood elsewhere when the ranking was shared; None where it was not, or is no longer, ranked."""

    hub: Hub
    before: RankAndScore | None
    after: RankAndScore | None


@dataclass(frozen=True, slots=True)
class Since:
    """A shared ranking against the newest release.

    `kind` is changed (the questions are no longer asked), nothing, same (the first three), reordered or other; `first`
    are those that come first now. `new` and `gone` count the hubs that one release has and the other has not.
    """

    kind: str
    first: tuple[Hub, ...] = ()
    moves: tuple[Move, ...] = ()
    new: int = 0
    gone: int = 0

    @property
    def names(self) -> str:
        return listed(hub.name for hub in self.first)


def since(pinned: Catalogue, newest: Catalogue, shared: SharedRanking) -> Since | None:
    """What another release makes of the same answers; None while the ranking's own is the newest."""
    if pinned.number == newest.number:
        return None
    form = AnswersForm(QueryDict(shared.answers), newest)
    profile = form.valid_profile
    if profile is None:
        return Since("changed")
    before = {row["slug"]: RankAndScore(row["rank"], points(row["score"])) for row in shared.outcome["hubs"]}
    after = {hub.slug: RankAndScore(hub.rank, points(hub.score)) for hub in form.catalogue.rank(profile).hubs}
    moves = _moves(pinned.hubs | newest.hubs, before, after)
    new, gone = len(newest.hubs.keys() - pinned.hubs.keys()), len(pinned.hubs.keys() - newest.hubs.keys())
    kind = _kind(list(before), list(after)) if moves or new or gone else "nothing"
    return Since(kind, tuple(newest.hubs[slug] for slug in list(after)[:FIRST]), moves, new, gone)


def _kind(before: Sequence[str], after: Sequence[str]) -> str:
    if before[:FIRST] == after[:FIRST]:
        return "same"
    return "reordered" if set(before[:FIRST]) == set(after[:FIRST]) else "other"


def _moves(hubs: dict[str, Hub], before: dict[str, RankAndScore], after: dict[str, RankAndScore]) -> tuple[Move, ...]:
    """The hubs whose rank or score is another one."""
    return tuple(
        Move(hubs[slug], before.get(slug), after.get(slug))
        for slug in (*after, *sorted(before.keys() - after.keys()))
        if before.get(slug) != after.get(slug)
    )
