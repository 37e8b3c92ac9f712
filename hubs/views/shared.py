from math import ceil

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.questionnaire import AnswersForm
from hubs.answers.shared import ShareForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.moves import since
from hubs.explanations.results import explain
from hubs.exports.stored import keep_shared
from hubs.web.answered import ask_again
from hubs.web.expired import comes_back, has_expired
from hubs.web.limits import SHARES_AN_HOUR, seconds_to_wait
from hubs.web.pinned import find_shared, unreferred
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
@with_catalogue
def share(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Ask what a ranking is shared for; then keep it under a link that nobody can guess."""
    sent = request.method == "POST"
    asked = AnswersForm(QueryDict(request.POST.get("answers", "")) if sent else request.GET, catalogue)
    form = asked if asked.is_valid() or not sent else AnswersForm(asked.fitting, catalogue)
    if form.valid_profile is None:
        return ask_again(request, catalogue, asked)
    words = ShareForm(request.POST if sent else None, QueryDict(form.query))
    if not words.is_valid() or form is not asked or has_expired(request):
        return _ask(request, form, words, status=400 if sent else 200, asked=asked)
    if wait := seconds_to_wait(request, "share", SHARES_AN_HOUR):
        return too_many(request, form, words, wait)
    shared = keep_shared(form, words, request.user if request.user.is_authenticated else None)
    return redirect(reverse("hubs:link", args=[shared.key]))


def _ask(request: HttpRequest, form: AnswersForm, words: ShareForm, status: int, **more: object) -> HttpResponse:
    """What the ranking is shared for, with all that was typed."""
    assert form.profile is not None
    outcome = explain(form.catalogue, form.catalogue.rank(form.profile))
    context = {"form": form, "words": words, "outcome": outcome} | more
    return render(request, "hubs/share.html", context, status=status)


def too_many(request: HttpRequest, form: AnswersForm, words: ShareForm, wait: int) -> HttpResponse:
    """The form once more, to send again later."""
    response = _ask(request, form, words, 429, most=SHARES_AN_HOUR, minutes=ceil(wait / 60))
    response["Retry-After"] = str(wait)
    return response


@require_safe
@unlisted
@with_catalogue
def shared(request: HttpRequest, catalogue: Catalogue, token: str) -> HttpResponse:
    """A ranking as it was when it was shared, for the one who gets it, with what has moved since."""
    pinned = find_shared(token)
    if request.method == "GET":
        pinned.shared.count_opening()
    context = {
        "shared": pinned.shared,
        "form": pinned.form,
        "catalogue": pinned.catalogue,
        "outcome": pinned.outcome,
        "newest": catalogue,
        "since": since(pinned.catalogue, catalogue, pinned.shared),
        "weights": pinned.form.weights_on(catalogue),
    }
    return unreferred(render(request, "hubs/shared.html", context))
