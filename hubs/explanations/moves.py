"""What has moved since a ranking was shared."""

from dataclasses import dataclass

from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue, Hub
from hubs.formats import points
from hubs.models import SharedRanking


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


def moves(pinned: Catalogue, newest: Catalogue, shared: SharedRanking) -> list[Move]:
    """The hubs whose rank or score is another one on the newest release, for the same answers."""
    form = AnswersForm(QueryDict(shared.answers), newest)
    profile = form.valid_profile
    if pinned.number == newest.number or profile is None:
        return []
    before = {row["slug"]: RankAndScore(row["rank"], points(row["score"])) for row in shared.outcome["hubs"]}
    after = {hub.slug: RankAndScore(hub.rank, points(hub.score)) for hub in newest.rank(profile).hubs}
    hubs = pinned.hubs | newest.hubs
    return [
        Move(hubs[slug], before.get(slug), after.get(slug))
        for slug in (*after, *sorted(before.keys() - after.keys()))
        if before.get(slug) != after.get(slug)
    ]
