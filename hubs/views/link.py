"""What the sender of a shared ranking sees and may change, without an account: whoever has the address may."""

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.home import HOME
from hubs.answers.move import HOUSEHOLD, MOVE
from hubs.answers.shared import LANGUAGE, ShareForm
from hubs.exports.stored import everything_of, tell_less
from hubs.models import SharedRanking
from hubs.web.expired import comes_back, has_expired
from hubs.web.robots import unlisted

TOLD = ("sender", "title", "note", "open_until", "shows")
WITHDRAW, CLAIM = "withdraw", "claim"


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The link to pass on, how often it was opened, what goes with it, how long it is open, and its end."""
    shared = get_object_or_404(SharedRanking.objects.defer("outcome", "release__payload"), key=key)
    is_end, is_claim = WITHDRAW in request.POST, CLAIM in request.POST
    form = _form(shared, request.POST if request.method == "POST" and not (is_end or is_claim) else None)
    if request.method == "POST" and not shared.withdrawn_at and not has_expired(request):
        if is_end:
            shared.withdraw()
            return redirect(request.path)
        if is_claim and request.user.is_authenticated:
            SharedRanking.objects.filter(pk=shared.pk, owner=None).update(owner=request.user)
            return redirect(request.path)
        if form.is_valid():
            kept = tell_less(shared, form.told) | form.words
            SharedRanking.objects.filter(pk=shared.pk, withdrawn_at=None).update(**kept)
            return redirect(request.path)
    context = {
        "shared": shared,
        "words": form,
        "address": request.build_absolute_uri(shared.get_absolute_url()),
        "may_claim": shared.owner_id is None,
        "is_own": shared.owner_id is not None and shared.owner_id == request.user.pk,
        "openings": shared.openings.all(),
    }
    return render(request, "hubs/link.html", context, status=400 if form.errors else 200)


def _form(shared: SharedRanking, sent: QueryDict | None) -> ShareForm:
    """What may be changed; of who is moving and where they live, that it is no longer told."""
    told = {name: getattr(shared, name) for name in TOLD}
    personal = {HOUSEHOLD: True, HOME: True, MOVE: True, LANGUAGE: shared.tells_language}
    return ShareForm(sent, QueryDict(shared.answers), initial=told | personal)


@require_safe
@never_cache
@unlisted
def link_data(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is stored of a link, for its sender to take along."""
    shared = get_object_or_404(SharedRanking.objects.select_related("release").defer("release__payload"), key=key)
    response = JsonResponse(everything_of(shared), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="relocate-shared-link.json"'
    return response
