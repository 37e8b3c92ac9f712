"""What somebody with an account asks others to rank hubs for. Nobody reads another's: theirs are not found."""

from math import ceil

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.invitation import InvitationForm
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.group import explain_group
from hubs.explanations.replies import Answered, read_replies
from hubs.exports.files import CSV
from hubs.exports.spreadsheets import table
from hubs.languages import active
from hubs.models import Invitation
from hubs.models.invitation import Invitations
from hubs.web.expired import comes_back, has_expired
from hubs.web.limits import INVITATIONS_AN_HOUR, seconds_to_wait
from hubs.web.published import with_catalogue
from hubs.web.robots import unlisted

BEST = 5
COLUMNS: list[object] = [
    *("name", "shows"),
    *(name for place in range(1, BEST + 1) for name in (f"hub_{place}", f"points_{place}")),
    *("priorities", "household", "home", "language"),
]
CLOSE, OPEN, DELETE = "close", "open", "delete"


@require_safe
@never_cache
@unlisted
@login_required
def invitations(request: HttpRequest) -> HttpResponse:
    """All of one's own, the latest first."""
    return render(request, "hubs/invitations.html", {"invitations": _own(request)})


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@with_catalogue
def invite(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """A new one."""
    form = InvitationForm(request.POST if request.method == "POST" else None, catalogue)
    if not form.is_valid() or has_expired(request):
        return _ask(request, form, status=400 if form.errors else 200)
    if wait := seconds_to_wait(request, "invite", INVITATIONS_AN_HOUR):
        response = _ask(request, form, status=429, minutes=ceil(wait / 60), most=INVITATIONS_AN_HOUR)
        response["Retry-After"] = str(wait)
        return response
    return redirect(Invitation.objects.create(owner_id=_account(request), language=active(), **form.stored))


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@with_catalogue
def edit(request: HttpRequest, catalogue: Catalogue, key: str) -> HttpResponse:
    """What it says and presets, how long and for how many it is open."""
    invitation = get_object_or_404(_own(request), key=key)
    form = InvitationForm(request.POST if request.method == "POST" else None, catalogue, invitation)
    if not form.is_valid() or has_expired(request):
        return _ask(request, form, status=400 if form.errors else 200, invitation=invitation)
    Invitation.objects.filter(pk=invitation.pk).update(**form.stored)
    return redirect(invitation)


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@with_catalogue
def invitation(request: HttpRequest, catalogue: Catalogue, key: str) -> HttpResponse:
    """The link to pass on, and the answers as far as those who gave them agreed; closed, opened again or deleted."""
    found = get_object_or_404(_own(request), key=key)
    if request.method == "POST" and not has_expired(request):
        return _act(request, found)
    context = {
        "invitation": found,
        "address": request.build_absolute_uri(reverse("hubs:invited", args=[found.token])),
        "read": read_replies(catalogue, found),
        "in_question": [catalogue.hubs[slug] for slug in found.hubs_in_question if slug in catalogue.hubs],
        "catalogue": catalogue,
    }
    return render(request, "hubs/invitation.html", context)


@require_safe
@never_cache
@unlisted
@login_required
@with_catalogue
def answers(request: HttpRequest, catalogue: Catalogue, key: str) -> HttpResponse:
    """The answers that may be shown as a file, with no more than their page tells."""
    found = get_object_or_404(_own(request), key=key)
    rows = [COLUMNS, *(_row(answered) for answered in read_replies(catalogue, found).answers)]
    response = HttpResponse(table(rows), content_type=CSV)
    response["Content-Disposition"] = 'attachment; filename="relocate-answers.csv"'
    return response


def _row(answered: Answered) -> list[object]:
    best = [value for each in answered.hubs[:BEST] for value in (each.hub.name, each.points)]
    weighed = "; ".join(f"{each.criterion.name} {each.points}" for each in answered.priorities)
    told = [weighed, answered.household, answered.home, answered.language]
    return [answered.name, answered.reply.shows, *best, *[None] * (2 * BEST - len(best)), *told]


@require_safe
@never_cache
@unlisted
@login_required
@with_catalogue
def team(request: HttpRequest, catalogue: Catalogue, key: str) -> HttpResponse:
    """One answer for all whose answers may be shown; never an order of people."""
    found = get_object_or_404(_own(request), key=key)
    read = read_replies(catalogue, found)
    enough = len(read.members) > 1
    group = explain_group(catalogue, read.members, found.hubs_in_question) if enough else None
    context = {"invitation": found, "group": group, "read": read, "catalogue": catalogue}
    return render(request, "hubs/team.html", context)


def _account(request: HttpRequest) -> int:
    assert request.user.pk is not None, "who has not signed in never gets here"
    return request.user.pk


def _own(request: HttpRequest) -> Invitations:
    return Invitation.objects.counted().filter(owner_id=_account(request))


def _act(request: HttpRequest, found: Invitation) -> HttpResponse:
    if DELETE in request.POST:
        found.delete()
        return redirect("hubs:invitations")
    if CLOSE in request.POST or OPEN in request.POST:
        closed_at = timezone.now() if CLOSE in request.POST else None
        Invitation.objects.filter(pk=found.pk).update(closed_at=closed_at)
    return redirect(found)


def _ask(request: HttpRequest, form: InvitationForm, status: int, **more: object) -> HttpResponse:
    return render(request, "hubs/invite.html", {"form": form} | more, status=status)
