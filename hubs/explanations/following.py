"""How the shortlist of a shared ranking went on, release by release."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.entities import Hub
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.stability import stability_of
from hubs.explanations.tiers import tiers_of
from hubs.formats import listed
from hubs.models import Release, SharedRanking

MOST = 5  # of the releases since, the newest: each has to be restored once

Shortlist = tuple[str, ...]
Recalled = Callable[[str, Callable[[], Shortlist]], Shortlist]


@dataclass(frozen=True, slots=True)
class Turn:
    """A release with which a shortlist became another one; `is_asked`: whether it asks the questions still."""

    number: int
    at: datetime
    names: str
    came: str
    went: str
    is_asked: bool


def turns(shared: SharedRanking, pinned: Catalogue, first: Shortlist, recalled: Recalled) -> list[Turn]:
    """The releases since that changed the shortlist, newest first; `recalled` may know what each makes of them."""
    later = Release.objects.identified().filter(number__gt=pinned.number).order_by("number")
    found, before, known = [], first, dict(pinned.hubs)
    for release in list(later)[-MOST:]:
        try:
            catalogue = releases.get(release.number)
        except releases.NoRelease:
            continue  # a bad one moves nothing
        known |= catalogue.hubs
        now = recalled(f"{shared.pk}-{release.sha256}-{shared.answers}", partial(shortlist, catalogue, shared.answers))
        if set(now) != set(before):
            all_of, came, went = (_names(known, each) for each in (now, _without(now, before), _without(before, now)))
            found.append(Turn(release.number, release.published_at, all_of, came, went, is_asked=bool(now)))
        before = now
    return found[::-1]


def _names(hubs: dict[str, Hub], slugs: Iterable[str]) -> str:
    return listed(hubs[slug].name for slug in slugs)


def _without(one: Shortlist, other: Shortlist) -> Shortlist:
    return tuple(slug for slug in one if slug not in other)


def shortlist(catalogue: Catalogue, answers: str) -> Shortlist:
    """The slugs of what a release would put on the shortlist; none where it no longer asks these questions."""
    form = AnswersForm(QueryDict(answers), catalogue)
    profile = form.valid_profile
    if profile is None:
        return ()
    ranking = form.catalogue.rank(profile)
    return tuple(hub.slug for hub in tiers_of(form.catalogue, ranking, stability_of(form.catalogue, ranking)).shortlist)
