from math import ceil

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.dealbreakers import relaxations
from hubs.explanations.moves import moves
from hubs.explanations.results import explain
from hubs.explanations.stability import stability_of
from hubs.exports.stored import store
from hubs.models import SharedRanking
from hubs.web.answered import ask_again
from hubs.web.limits import SHARES_AN_HOUR, seconds_to_wait
from hubs.web.lookups import find_shared
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_POST
@unlisted
@with_catalogue
def share(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Keep a ranking under a link that nobody can guess."""
    form = AnswersForm(QueryDict(request.POST.get("answers", "")), catalogue)
    profile = form.valid_profile
    if profile is None:
        return ask_again(request, catalogue, form)
    if wait := seconds_to_wait(request, "share", SHARES_AN_HOUR):
        return too_many(request, form, wait)
    ranking = catalogue.rank(profile)
    outcome = store(ranking, stability_of(catalogue, ranking))
    return redirect(SharedRanking.objects.create(release_id=catalogue.pk, answers=form.query, outcome=outcome))


def too_many(request: HttpRequest, form: AnswersForm, wait: int) -> HttpResponse:
    context = {"answers": form.query, "most": SHARES_AN_HOUR, "minutes": ceil(wait / 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


@require_safe
@unlisted
@with_catalogue
def shared(request: HttpRequest, catalogue: Catalogue, token: str) -> HttpResponse:
    """A ranking as it was when it was shared, with what has moved since."""
    pinned = find_shared(token)
    context = {
        "shared": pinned.shared,
        "form": pinned.form,
        "catalogue": pinned.catalogue,
        "outcome": explain(pinned.catalogue, pinned.ranking, pinned.stability),
        "address": request.build_absolute_uri(pinned.shared.get_absolute_url()),
        "relaxations": relaxations(pinned.catalogue, pinned.form, pinned.ranking),
        "newest": catalogue,
        "moves": moves(pinned.catalogue, catalogue, pinned.shared),
    }
    response = render(request, "hubs/shared.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
