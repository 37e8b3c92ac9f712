from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.answers.compare import FEWEST, MOST, ComparisonForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.compare import Comparison, compare_places, starting_with
from hubs.explanations.move import Move, move_to
from hubs.ranking.own_place import OWN_PLACE
from hubs.web.pinned import PinnedRequest, with_its_catalogue
from hubs.web.robots import unlisted_with_answers


@require_safe
@unlisted_with_answers
@with_its_catalogue
def compare(request: PinnedRequest, catalogue: Catalogue) -> HttpResponse:
    """Two to four places side by side; without answers, or with unreadable ones, in no points."""
    form = ComparisonForm(request.GET, catalogue, request.pinned.form if request.pinned else None)
    valid = form.is_valid()
    started = starting_with(catalogue, form.profile, form.home) if valid and not form.chosen else ()
    hubs = started or form.typed
    context = {
        "form": form,
        "catalogue": catalogue,
        "answers": form.answers.query if form.profile or form.is_shared else "",
        "elsewhere": form.home == OWN_PLACE,
        "comparison": _compared(form, started) if valid else None,
        "moves": _moves(catalogue, form, started) if valid else (),
        "started": started,
        "selected": [*hubs, *[""] * (MOST - len(hubs))],
    }
    return render(request, "hubs/compare.html", context, status=200 if valid and form.readable else 400)


def _compared(form: ComparisonForm, started: Sequence[str]) -> Comparison | None:
    """The comparison; the reader's own place is rated first, and left aside while nothing says what matters."""
    hubs = (*form.hubs, *started)
    here = form.home if form.home != OWN_PLACE or form.ratings else ""
    unrated = form.home == OWN_PLACE and form.profile is not None and not form.ratings
    if unrated or len(hubs) + (here == OWN_PLACE) < FEWEST:
        return None
    return compare_places(form.catalogue, hubs, here, form.profile, form.ratings)


def _moves(catalogue: Catalogue, form: ComparisonForm, started: Sequence[str]) -> list[Move]:
    """The reader's own move to each of the hubs, if they told of one."""
    named = dict.fromkeys((*form.hubs, *started))
    found = (move_to(catalogue, form.answers.mover, catalogue.hubs[slug]) for slug in named)
    return [move for move in found if move and not move.is_home]
