from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hubs.answers.compare import FEWEST, ComparisonForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.compare import Comparison, compare_places
from hubs.ranking.own_place import OWN_PLACE
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted_with_answers


@require_safe
@unlisted_with_answers
@with_catalogue
def compare(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Two to four places side by side; without answers, or with unreadable ones, in no points."""
    form = ComparisonForm(request.GET, catalogue)
    valid = form.is_valid()
    context = {
        "form": form,
        "catalogue": catalogue,
        "answers": form.answers.query if form.answers and form.profile else "",
        "elsewhere": form.data.get("here") == OWN_PLACE,
        "comparison": _compared(form) if valid else None,
    }
    return render(request, "hubs/compare.html", context, status=200 if valid and form.readable else 400)


def _compared(form: ComparisonForm) -> Comparison | None:
    """The comparison; the reader's own place is rated first, and left aside while nothing says what matters."""
    here = form.home if form.home != OWN_PLACE or form.ratings else ""
    unrated = form.home == OWN_PLACE and form.profile is not None and not form.ratings
    if unrated or len(form.hubs) + (here == OWN_PLACE) < FEWEST:
        return None
    return compare_places(form.catalogue, form.hubs, here, form.profile, form.ratings)
