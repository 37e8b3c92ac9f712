"""What one score rests on."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from hubs.catalogue.entities import Criterion, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.cells import backed, figures_on, sum_of
from hubs.explanations.items import item
from hubs.explanations.move import move_to
from hubs.web.lookups import CarriedAnswers, find_hub
from hubs.web.page_cache import for_everybody
from hubs.web.pinned import PinnedRequest, with_its_catalogue
from hubs.web.published import HtmxRequest
from hubs.web.robots import unlisted

COST = "cost"  # the criterion that somebody's own money speaks to


class Request(PinnedRequest, HtmxRequest):
    """A request of a reader or of htmx, maybe from a shared ranking."""


@require_safe
@for_everybody
@vary_on_headers("HX-Request")
@with_its_catalogue
def evidence(request: Request, catalogue: Catalogue, slug: str, criterion: str) -> HttpResponse:
    """What one score rests on: a page, or for htmx the inside of the drawer."""
    hub, answers = find_hub(catalogue, slug), CarriedAnswers(request, catalogue)
    if criterion not in answers.catalogue.criteria:
        raise Http404(_("There is no criterion of this name."))
    # What is weighed by one reader's papers is no page for others: neither to be found, nor to be corrected.
    show = _show if criterion in catalogue.criteria else unlisted(_show)
    return show(request, answers, hub, answers.catalogue.criteria[criterion], is_own=show is not _show)


def _show(request: Request, answers: CarriedAnswers, hub: Hub, about: Criterion, *, is_own: bool) -> HttpResponse:
    catalogue, criterion = answers.catalogue, about.slug
    cells = backed(catalogue, hub, about, answers.profile)
    counted = {entry.about.key for each in cells for entry in each.items}
    others = [figure for figure in figures_on(catalogue, hub, about) if figure.key not in counted]
    context = answers.context() | {
        "hub": hub,
        "catalogue": catalogue,
        "criterion": about,
        "is_own": is_own,
        "cells": cells,
        "figures": [item(catalogue, figure) for figure in others],
        "sum": sum_of(catalogue, catalogue.rank(answers.profile), hub, about) if answers.profile else None,
        "move": move_to(catalogue, answers.home.mover, hub) if answers.home and criterion == COST else None,
        "in_points": answers.profile is not None and criterion in answers.profile.importance,
    }
    template = "hubs/evidence.html#drawer" if request.htmx else "hubs/evidence.html"
    return render(request, template, context, status=answers.status)
