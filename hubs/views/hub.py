"""What is known of one hub, and where it stands in the reader's ranking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.catalogue.frozen import Catalogue, Hub
from hubs.drawing import maps
from hubs.explanations import hub as explained
from hubs.explanations.results import explain, place
from hubs.ranking.profile import Profile
from hubs.web.lookups import CarriedAnswers, find_hub
from hubs.web.published import with_catalogue

SHOWN_QUOTES, SHOWN_CLAIMS = 6, 4


@require_safe
@with_catalogue
def hub(request: HttpRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    hub, answers = find_hub(catalogue, slug), CarriedAnswers(request, catalogue)
    context = answers.context() | {
        "hub": hub,
        "catalogue": catalogue,
        "aspects": explained.aspects(catalogue, hub),
        "quotes": explained.statements(catalogue, hub, "quote", SHOWN_QUOTES),
        "claims": explained.statements(catalogue, hub, "claim", SHOWN_CLAIMS),
        "figures": catalogue.figures_of(slug),
        "clock": explained.clock(hub, catalogue.date.year),
        "languages": explained.languages(hub),
        "locator": maps.locator(maps.project(hub.latitude, hub.longitude)),
        "dots": maps.hub_map(map(place, catalogue.hubs.values())),
        "yours": _yours(catalogue, answers.profile, hub) if answers.profile else None,
    }
    return render(request, "hubs/hub.html", context, status=answers.status)


def _yours(catalogue: Catalogue, profile: Profile, hub: Hub) -> dict[str, object]:
    """Where this hub stands in the reader's ranking; no row if a dealbreaker leaves it out."""
    outcome = explain(catalogue, catalogue.rank(profile))
    rows, left = outcome.rows, [left for left in outcome.excluded if left.hub.slug == hub.slug]
    row = next((row for row in rows if row.hub.slug == hub.slug), None)
    return {"outcome": outcome, "row": row, "ranked": len(rows), "left": left[0] if left else None}
