from dataclasses import dataclass
from math import ceil

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hubs import releases
from hubs.catalogue import Catalogue, Hub
from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.outcome import explain
from hubs.explanations.words import points
from hubs.forms import AnswersForm
from hubs.models import SharedRanking
from hubs.outcomes import restore, stability_of, store
from hubs.ranking.ranking import Ranking
from hubs.ranking.stability import Stability
from hubs.views.limits import SHARES_AN_HOUR, seconds_to_wait
from hubs.views.published import with_catalogue
from hubs.views.questionnaire import ask_again
from hubs.views.unlisted import unlisted


@dataclass(frozen=True, slots=True)
class Standing:
    rank: int
    score: int


@dataclass(frozen=True, slots=True)
class Move:
    """A hub that stood elsewhere when the ranking was shared; None where it was not, or is no longer, ranked."""

    hub: Hub
    before: Standing | None
    after: Standing | None


@require_POST
@unlisted
@with_catalogue
def share(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Keep a ranking under a link that nobody can guess."""
    form = AnswersForm(QueryDict(request.POST.get("answers", "")), catalogue)
    if not form.is_valid() or form.profile is None:
        return ask_again(request, form, catalogue)
    if wait := seconds_to_wait(request, "share", SHARES_AN_HOUR):
        return too_many(request, form, wait)
    ranking = catalogue.ranker.rank(form.profile)
    outcome = store(ranking, stability_of(ranking, catalogue))
    return redirect(SharedRanking.objects.create(release_id=catalogue.pk, answers=form.query, outcome=outcome))


def too_many(request: HttpRequest, form: AnswersForm, wait: int) -> HttpResponse:
    context = {"answers": form.query, "most": SHARES_AN_HOUR, "minutes": ceil(wait / 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


@dataclass(frozen=True, slots=True)
class Opened:
    """A shared ranking with the release it is pinned to."""

    shared: SharedRanking
    catalogue: Catalogue
    form: AnswersForm
    ranking: Ranking
    stability: Stability


def opened(token: str) -> Opened:
    """What is stored under a token, as it was stored; a wrong one is not found."""
    kept = get_object_or_404(SharedRanking.objects.select_related("release").defer("release__payload"), token=token)
    pinned = releases.get(kept.release.number)
    form = AnswersForm(QueryDict(kept.answers), pinned)
    form.is_valid()
    assert form.profile is not None, "these answers were valid on this very release when they were stored"
    return Opened(kept, pinned, form, *restore(kept.outcome, form.profile))


@require_safe
@unlisted
@with_catalogue
def shared(request: HttpRequest, catalogue: Catalogue, token: str) -> HttpResponse:
    """A ranking as it was when it was shared, with what has moved since."""
    kept = opened(token)
    pinned, form, ranking = kept.catalogue, kept.form, kept.ranking
    outcome = explain(pinned, ranking, kept.stability)
    context = {"shared": kept.shared, "form": form, "catalogue": pinned, "outcome": outcome}
    context |= {
        "address": request.build_absolute_uri(kept.shared.get_absolute_url()),
        "relaxations": relaxations(pinned, form, ranking),
    }
    context |= {"newest": catalogue, "moves": moves(kept.shared, pinned, catalogue)}
    response = render(request, "hubs/shared.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def moves(kept: SharedRanking, pinned: Catalogue, newest: Catalogue) -> list[Move]:
    """The hubs whose rank or score is another one on the newest release, for the same answers."""
    form = AnswersForm(QueryDict(kept.answers), newest)
    if pinned.number == newest.number or not form.is_valid() or form.profile is None:
        return []
    before = {row["slug"]: Standing(row["rank"], points(row["score"])) for row in kept.outcome["hubs"]}
    after = {hub.slug: Standing(hub.rank, points(hub.score)) for hub in newest.ranker.rank(form.profile).hubs}
    hubs = pinned.hubs | newest.hubs
    return [
        Move(hubs[slug], before.get(slug), after.get(slug))
        for slug in (*after, *sorted(before.keys() - after.keys()))
        if before.get(slug) != after.get(slug)
    ]
