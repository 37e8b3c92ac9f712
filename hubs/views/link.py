"""What the sender of a shared ranking sees and may change, without an account: whoever has the address may."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hubs.answers.shared import ShareForm
from hubs.models import SharedRanking
from hubs.web.expired import comes_back, has_expired
from hubs.web.robots import unlisted

TOLD = ("sender", "title", "note", "open_until")
WITHDRAW = "withdraw"


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The link to pass on, how often it was opened, what goes with it, how long it is open, and its end."""
    shared = get_object_or_404(SharedRanking.objects.defer("outcome", "release__payload"), key=key)
    is_end, told = WITHDRAW in request.POST, {name: getattr(shared, name) for name in TOLD}
    form = ShareForm(request.POST if request.method == "POST" and not is_end else None, initial=told)
    if request.method == "POST" and not shared.withdrawn_at and not has_expired(request):
        if is_end:
            shared.withdraw()
            return redirect(request.path)
        if form.is_valid():
            SharedRanking.objects.filter(pk=shared.pk, withdrawn_at=None).update(**form.cleaned_data)
            return redirect(request.path)
    context = {
        "shared": shared,
        "words": form,
        "address": request.build_absolute_uri(shared.get_absolute_url()),
        "openings": shared.openings.all(),
    }
    return render(request, "hubs/link.html", context, status=400 if form.errors else 200)
