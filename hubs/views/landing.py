"""The first page, and its quick start."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from hubs.answers import quick_start
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import maps
from hubs.explanations.landing import showcase
from hubs.explanations.results import place
from hubs.languages import active, preferred
from hubs.web.page_cache import for_everybody
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_safe
@for_everybody
@vary_on_headers("Accept-Language")
@with_catalogue
def landing(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    context = _landing(catalogue) | {"also_in": _also_in(request)}
    return render(request, "hubs/landing.html", context)


def _also_in(request: HttpRequest) -> str | None:
    """The language that the visitor's browser prefers to the page's, if it is one of ours."""
    language = preferred(request.headers.get("Accept-Language", ""))
    return language if language != active() else None


@require_safe
@unlisted
@with_catalogue
def start(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Turn up to three intents and a specialty into explicit answers."""
    chosen, specialty = request.GET.getlist("intent"), request.GET.get("specialty", "")
    try:
        answers = quick_start.answers(catalogue, chosen, specialty)
    except quick_start.Unusable as problem:
        context = _landing(catalogue) | {"problem": problem, "chosen": chosen, "specialty": specialty}
        return render(request, "hubs/landing.html", context, status=400)
    return redirect(f"{reverse('hubs:results')}?{urlencode(answers)}")


def _landing(catalogue: Catalogue) -> dict[str, object]:
    return {
        "catalogue": catalogue,
        "intents": quick_start.offered(catalogue),
        "most_intents": quick_start.MOST_INTENTS,
        "map": maps.hub_map(map(place, catalogue.hubs.values())),
        "showcase": showcase(catalogue),
        "specialties": catalogue.criteria["specialty"].options if "specialty" in catalogue.criteria else (),
    }
