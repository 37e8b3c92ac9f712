"""What a candidate sees: the invitation, what to send of their own answers, and how to take it back. No account."""

from math import ceil
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.invitation import ReplyForm
from hubs.answers.invited import INVITATION
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.results import explain
from hubs.models import Invitation, Reply
from hubs.models.invitation import NotOpen
from hubs.web.answered import ask_again
from hubs.web.expired import comes_back, has_expired
from hubs.web.limits import REPLIES_AN_HOUR, seconds_to_wait
from hubs.web.pinned import TOKEN, Ended, unreferred
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted
from hubs.web.telling import tell_of_a_reply

WITHDRAW = "withdraw"


@require_safe
@never_cache
@unlisted
@with_catalogue
def invited(request: HttpRequest, catalogue: Catalogue, token: str) -> HttpResponse:
    """Who asks, what for and until when; what is preset leads into the questionnaire."""
    invitation = _open(token)
    preset = AnswersForm(QueryDict(invitation.answers), catalogue, is_finished=False).fitting
    context = {
        "invitation": invitation,
        "begin": "&".join(filter(None, [preset.urlencode(), urlencode({INVITATION: token})])),
        "in_question": [catalogue.hubs[slug] for slug in invitation.hubs_in_question if slug in catalogue.hubs],
    }
    return unreferred(render(request, "hubs/invited.html", context))


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@with_catalogue
def send(request: HttpRequest, catalogue: Catalogue, token: str) -> HttpResponse:
    """After the whole ranking: what of it is sent, if anything."""
    invitation, answers = _open(token), AnswersForm(request.GET, catalogue)
    if answers.valid_profile is None:
        return ask_again(request, catalogue, answers)
    sent = request.method == "POST"
    form = ReplyForm(request.POST if sent else None, answers)
    if not form.is_valid() or has_expired(request):
        return _ask(request, invitation, form, status=400 if sent else 200)
    if wait := seconds_to_wait(request, "reply", REPLIES_AN_HOUR):
        response = _ask(request, invitation, form, status=429, minutes=ceil(wait / 60), most=REPLIES_AN_HOUR)
        response["Retry-After"] = str(wait)
        return response
    try:
        reply = invitation.receive(**form.stored)
    except NotOpen:
        raise Ended from None
    tell_of_a_reply(request, invitation)
    return redirect(reply)


def _open(token: str) -> Invitation:
    """The invitation of a token; gone once it is closed, over or full."""
    if not TOKEN.fullmatch(token):
        raise Http404
    invitation = get_object_or_404(Invitation.objects.select_related("owner"), token=token)
    if not invitation.is_open:
        raise Ended
    return invitation


def _ask(request: HttpRequest, invitation: Invitation, form: ReplyForm, status: int, **more: object) -> HttpResponse:
    answers = form.answers
    assert answers.profile is not None
    outcome = explain(answers.catalogue, answers.catalogue.rank(answers.profile), in_brief=True)
    context = {
        "invitation": invitation,
        "form": form,
        "answers": answers.query,
        "uninvited": answers.query_leaving_out(),
        "outcome": outcome,
    }
    return render(request, "hubs/send.html", context | more, status=status)


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """What was sent, to whom and when that was agreed to; and its end. Whoever has the address may."""
    found = get_object_or_404(Reply.objects.select_related("invitation"), key=key)
    if request.method == "POST" and not has_expired(request):
        if WITHDRAW in request.POST and not found.withdrawn_at:
            found.withdraw()
        return redirect(found)
    return render(request, "hubs/reply.html", {"reply": found})
