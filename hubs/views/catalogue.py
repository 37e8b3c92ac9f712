"""What is known, hub by hub: all hubs, one hub, one cell."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from hubs import charts
from hubs.catalogue import Catalogue, Hub
from hubs.explanations import hub as explained
from hubs.explanations.cells import backed, figures_on, sum_of
from hubs.explanations.items import item
from hubs.explanations.outcome import explain, place
from hubs.forms import AnswersForm
from hubs.languages import alphabetical
from hubs.ranking.profile import Profile
from hubs.views.published import HtmxRequest, with_catalogue

SHOWN_QUOTES, SHOWN_CLAIMS = 6, 4


@require_safe
@with_catalogue
def hubs(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Every hub; whatever the filters name and the catalogue does not have is left aside."""
    home = {hub.country.code: hub.country for hub in catalogue.hubs.values()}
    plain = {slug: criterion for slug, criterion in catalogue.criteria.items() if not criterion.options}
    country, sort = request.GET.get("country", ""), request.GET.get("sort", "")
    wanted = explained.Wanted(
        country=country if country in home else "",
        criterion=plain.get(request.GET.get("criterion", "")),
        sort=sort if sort in explained.SORTS else "name",
    )
    context = {
        "catalogue": catalogue,
        "wanted": wanted,
        "countries": sorted(home.values(), key=lambda each: alphabetical(each.name)),
        "criteria": plain.values(),
        "entries": explained.entries(catalogue, wanted),
    }
    return render(request, "hubs/hubs.html", context)


@require_safe
@with_catalogue
def hub(request: HttpRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    town, answers = find_hub(catalogue, slug), Answers(request, catalogue)
    context = answers.context() | {
        "hub": town,
        "catalogue": catalogue,
        "aspects": explained.aspects(catalogue, town),
        "quotes": explained.statements(catalogue, town, "quote", SHOWN_QUOTES),
        "claims": explained.statements(catalogue, town, "claim", SHOWN_CLAIMS),
        "figures": catalogue.figures_of(slug),
        "clock": explained.clock(town, catalogue.date.year),
        "languages": explained.languages(town),
        "locator": charts.locator(charts.project(town.latitude, town.longitude)),
        "dots": charts.hub_map(map(place, catalogue.hubs.values())),
        "yours": _yours(catalogue, answers.profile, town) if answers.profile else None,
    }
    return render(request, "hubs/hub.html", context, status=answers.status)


@require_safe
@vary_on_headers("HX-Request")
@with_catalogue
def evidence(request: HtmxRequest, catalogue: Catalogue, slug: str, criterion: str) -> HttpResponse:
    """What one score rests on: a page, or for htmx the inside of the drawer."""
    town, answers = find_hub(catalogue, slug), Answers(request, catalogue)
    if criterion not in catalogue.criteria:
        raise Http404(_("There is no criterion of this name."))
    asked = catalogue.criteria[criterion]
    cells = backed(catalogue, town, asked, answers.profile)
    counted = {entry.about.key for each in cells for entry in each.items}
    others = [figure for figure in figures_on(catalogue, town, asked) if figure.key not in counted]
    context = answers.context() | {
        "hub": town,
        "catalogue": catalogue,
        "criterion": asked,
        "cells": cells,
        "figures": [item(catalogue, figure) for figure in others],
        "sum": sum_of(catalogue.ranker.rank(answers.profile), town, asked) if answers.profile else None,
        "in_points": answers.profile is not None and criterion in answers.profile.importance,
    }
    template = "hubs/evidence.html#drawer" if request.htmx else "hubs/evidence.html"
    return render(request, template, context, status=answers.status)


class Answers:
    """The reader's answers, where a page about a hub was opened from a ranking."""

    def __init__(self, request: HttpRequest, catalogue: Catalogue) -> None:
        form = AnswersForm(request.GET, catalogue) if request.GET else None
        readable = form is not None and form.is_valid()
        self.profile: Profile | None = form.profile if form and readable else None
        self.query: str = form.query if form and readable else ""
        self.kept = form.kept if form and readable else []
        self.status = 200 if form is None or readable else 400

    def context(self) -> dict[str, Any]:
        return {"answers": self.query, "kept": self.kept, "unreadable": self.status == 400}


def find_hub(catalogue: Catalogue, slug: str) -> Hub:
    try:
        return catalogue.hubs[slug]
    except KeyError:
        raise Http404(_("There is no hub of this name.")) from None


def _yours(catalogue: Catalogue, profile: Profile, town: Hub) -> dict[str, Any]:
    """Where this hub stands in the reader's ranking; no row if a dealbreaker leaves it out."""
    outcome = explain(catalogue, catalogue.ranker.rank(profile))
    rows, left = outcome.rows, [left for left in outcome.excluded if left.hub.slug == town.slug]
    row = next((row for row in rows if row.hub.slug == town.slug), None)
    return {"outcome": outcome, "row": row, "ranked": len(rows), "left": left[0] if left else None}
