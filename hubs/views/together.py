"""Shared links put together: one answer for a couple, or for a few friends."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hubs.answers.shared import LANGUAGE, SHARED
from hubs.answers.together import MOST, TogetherForm, answers_today
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.group import Member, explain_group
from hubs.models import SharedRanking
from hubs.models.sharing import Shows
from hubs.web.pinned import unreferred
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted


@require_safe
@never_cache
@unlisted
@with_catalogue
def together(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """What suits all of them, on the newest data; without two links the form that asks for them."""
    form = TogetherForm(request.GET)
    if not form.is_begun:
        return _answer(request, form, catalogue)
    if not form.is_valid():
        return _answer(request, form, catalogue, status=400)
    if form.typed != form.tokens:  # addresses were pasted, or fields left empty
        return unreferred(redirect(f"{request.path}?{urlencode([(SHARED, token) for token in form.tokens])}"))
    members = [_member(shared, number, catalogue) for number, shared in enumerate(form.found, start=1)]
    for number, member in enumerate(members, start=1):
        if member is None:
            wrong = _("The answers behind link %(number)d are too old to be ranked on today’s data.")
            form.add_error(None, wrong % {"number": number})
    if form.errors:
        return _answer(request, form, catalogue, status=400)
    return _answer(request, form, catalogue, group=explain_group(catalogue, [each for each in members if each]))


def _member(shared: SharedRanking, number: int, catalogue: Catalogue) -> Member | None:
    answers = answers_today(shared.answers, catalogue)
    name = shared.sender or _("Person %(number)d") % {"number": number}
    if answers is None:
        return None
    tells_language = shared.tells_language or not answers.cleaned_data.get(LANGUAGE)
    shows_everything = shared.shows == Shows.EVERYTHING and tells_language
    shows_priorities = shared.shows == Shows.EVERYTHING or (shared.shows == Shows.PRIORITIES and not answers.is_own)
    return Member(name, answers, shows_priorities, shows_everything)


def _answer(
    request: HttpRequest, form: TogetherForm, catalogue: Catalogue, status: int = 200, **more: object
) -> HttpResponse:
    context = {"form": form, "catalogue": catalogue, "most": MOST} | more
    return unreferred(render(request, "hubs/together.html", context, status=status))
