"""What is known of one hub, and where it stands in the reader's ranking."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.answers.home import Home
from hubs.catalogue.entities import Hub
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import Mover
from hubs.drawing import maps
from hubs.explanations import climate, facts
from hubs.explanations import hub as explained
from hubs.explanations.move import move_of
from hubs.explanations.results import explain, place
from hubs.explanations.shortlist import by_itself
from hubs.explanations.voices import voices
from hubs.ranking.profile import Profile
from hubs.web.lookups import CarriedAnswers, find_hub
from hubs.web.page_cache import for_everybody
from hubs.web.pinned import PinnedRequest, with_its_catalogue


@require_safe
@for_everybody
@with_its_catalogue
def hub(request: PinnedRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    hub, answers = find_hub(catalogue, slug), CarriedAnswers(request, catalogue)
    aspects = explained.aspects(catalogue, hub)
    context = answers.context() | {
        "hub": hub,
        "catalogue": catalogue,
        "voices": voices(catalogue, hub),
        "groups": facts.groups(catalogue, hub),
        "figures": catalogue.figures_of(slug),
        "years": climate.years(catalogue, hub),
        "aspects": [aspect for aspect in aspects if aspect.is_known],
        "unknown": [aspect.criterion for aspect in aspects if not aspect.is_known],
        "unknown_groups": facts.unknown_groups(catalogue, hub),
        "unknown_months": climate.unknown_by_month(catalogue, hub),
        "clock": explained.clock(hub, catalogue.date.year),
        "languages": explained.languages(hub),
        "locator": maps.locator(place(hub), (place(other) for other in catalogue.hubs.values() if other != hub)),
        "move": move_of(catalogue, answers.home.mover if answers.home else Mover(), hub),
        "yours": _yours(answers.catalogue, answers.profile, answers.home, hub) if answers.profile else None,
    }
    return render(request, "hubs/hub.html", context, status=answers.status)


def _yours(catalogue: Catalogue, profile: Profile, home: Home | None, hub: Hub) -> dict[str, object]:
    """Where this hub stands in the reader's ranking, and why; no row if a dealbreaker leaves it out."""
    ranking = catalogue.rank(profile)
    outcome = explain(catalogue, ranking, home=home)
    ranked = ranking.find(hub.slug)
    row = outcome.row_of(hub)
    left = next((left for left in outcome.excluded if left.hub.slug == hub.slug), None)
    choice = (row and row.choice) or (ranked and by_itself(catalogue, ranking, ranked))
    return {"outcome": outcome, "row": row, "choice": choice, "ranked": len(outcome.rows), "left": left}
