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
from hubs.explanations.cells import backed, figures_on
from hubs.explanations.items import item
from hubs.explanations.outcome import explain
from hubs.forms import AnswersForm
from hubs.ranking.profile import Profile
from hubs.views.published import with_catalogue

SHOWN_QUOTES, SHOWN_CLAIMS = 6, 4


@require_safe
@with_catalogue
def hubs(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Every hub; whatever the filters name and the catalogue does not have is left aside."""
    country, sort = request.GET.get("country", ""), request.GET.get("sort", "name")
    criterion = catalogue.criteria.get(request.GET.get("criterion", ""))
    plain = [each for each in catalogue.criteria.values() if not each.options]
    home = {hub.country.code: hub.country for hub in catalogue.hubs.values()}
    context = {
        "catalogue": catalogue,
        "countries": sorted(home.values(), key=lambda each: each.name),
        "criteria": plain,
        "country": country if country in home else "",
        "criterion": criterion if criterion in plain else None,
        "sort": sort if sort in explained.SORTS else "name",
    }
    chosen = context["country"], context["criterion"], context["sort"]
    return render(request, "hubs/hubs.html", context | {"entries": explained.entries(catalogue, *chosen)})


@require_safe
@with_catalogue
def hub(request: HttpRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    place, answers = _hub(catalogue, slug), Answers(request, catalogue)
    quotes, claims = (explained.statements(catalogue, place, form) for form in ("quote", "claim"))
    context = answers.context() | {
        "hub": place,
        "catalogue": catalogue,
        "aspects": explained.aspects(catalogue, place),
        "quotes": explained.split(quotes, SHOWN_QUOTES),
        "claims": explained.split(claims, SHOWN_CLAIMS),
        "figures": catalogue.figures_of(slug),
        "clock": explained.clock(place, catalogue.date.year),
        "languages": explained.languages(place),
        "here": charts.project(place.latitude, place.longitude),
        "dots": charts.hub_map((each.slug, each.name, each.latitude, each.longitude) for each in catalogue.hubs.values()),
    }
    context["locator"] = charts.locator(context["here"])
    if answers.profile:
        context["yours"] = _yours(catalogue, answers.profile, place)
    return render(request, "hubs/hub.html", context, status=answers.status)
