from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hubs import releases
from hubs.catalogue import Catalogue
from hubs.forms import AnswersForm
from hubs.models import SharedRanking
from hubs.outcomes import restore, store


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Keep a ranking under a link that nobody can guess."""
    catalogue = releases.current()
    form = AnswersForm(QueryDict(request.POST.get("answers", "")), catalogue)
    if not form.is_valid() or form.profile is None:
        return render(request, "hubs/priorities.html", {"form": form, "catalogue": catalogue}, status=400)
    shared = SharedRanking.objects.create(
        release_id=catalogue.pk, answers=form.query, outcome=store(catalogue.ranker.rank(form.profile))
    )
    return redirect(shared)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A ranking as it was when it was shared, with what has moved since."""
    kept = get_object_or_404(SharedRanking.objects.select_related("release").defer("release__payload"), token=token)
    pinned, now = releases.get(kept.release.number), releases.current()
    form = AnswersForm(QueryDict(kept.answers), pinned)
    form.is_valid()
    assert form.profile is not None, "answers were valid on this very release when they were stored"
    ranking = restore(kept.outcome, form.profile)
    context = {"shared": kept, "catalogue": pinned, "ranking": ranking, "form": form, "current_number": now.number}
    context |= {"is_current": pinned.number == now.number, "moves": _moves(kept, pinned, now)}
    response = render(request, "hubs/shared.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _moves(kept: SharedRanking, pinned: Catalogue, now: Catalogue) -> list[dict[str, Any]]:
    """The hubs whose rank or score differs on today's release, for the same answers."""
    form = AnswersForm(QueryDict(kept.answers), now)
    if pinned.number == now.number or not form.is_valid() or form.profile is None:
        return []
    before = {row["slug"]: row for row in kept.outcome["hubs"]}
    after = {hub.slug: hub for hub in now.ranker.rank(form.profile).hubs}
    moves = []
    for slug in sorted(before | after, key=lambda slug: after[slug].rank if slug in after else len(after) + 1):
        old, new = before.get(slug), after.get(slug)
        was, is_now = (
            (old["rank"], round(100 * old["score"])) if old else None,
            (new.rank, round(100 * new.score)) if new else None,
        )
        if was != is_now:
            hub = now.hubs.get(slug) or pinned.hubs[slug]
            moves.append({"hub": hub, "before": was, "after": is_now})
    return moves
