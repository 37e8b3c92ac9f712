"""All hubs, narrowed down and sorted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.catalogue.frozen import Catalogue
from hubs.explanations.hubs import SORTS, HubFilter, listed_hubs
from hubs.languages import alphabetical
from hubs.web.published import with_catalogue


@require_safe
@with_catalogue
def hubs(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Every hub; whatever the filters name and the catalogue does not have is left aside."""
    home = {hub.country.code: hub.country for hub in catalogue.hubs.values()}
    plain = {slug: criterion for slug, criterion in catalogue.criteria.items() if not criterion.options}
    country, sort = request.GET.get("country", ""), request.GET.get("sort", "")
    chosen = HubFilter(
        country=country if country in home else "",
        criterion=plain.get(request.GET.get("criterion", "")),
        sort=sort if sort in SORTS else "name",
    )
    context = {
        "catalogue": catalogue,
        "filter": chosen,
        "countries": sorted(home.values(), key=lambda each: alphabetical(each.name)),
        "criteria": plain.values(),
        "listed_hubs": listed_hubs(catalogue, chosen),
    }
    return render(request, "hubs/hubs.html", context)
