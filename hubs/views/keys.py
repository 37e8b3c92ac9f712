"""The keys of an account: made, shown once, and revoked."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hubs.answers.keys import KeyForm
from hubs.models import ApiKey
from hubs.web.expired import comes_back, has_expired
from hubs.web.robots import unlisted

MOST_KEYS = 20
REVOKE = "revoke"


@comes_back
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """One's own keys. The secret of a new one stands on this page once, and nowhere after."""
    assert isinstance(request.user, User)
    is_end = REVOKE in request.POST
    form = KeyForm(request.POST if request.method == "POST" and not is_end else None)
    if is_end and not has_expired(request):
        number = request.POST[REVOKE]
        get_object_or_404(request.user.api_keys, pk=number if number.isascii() and number.isdigit() else 0).revoke()
        return redirect(request.path)
    made = secret = None
    if form.is_bound and not has_expired(request) and form.is_valid():
        raise_if_reauthentication_required(request, app="account")  # who has only found a session open makes none
        if ApiKey.objects.usable().filter(user=request.user).count() >= MOST_KEYS:
            form.add_error(None, _full())
        else:
            made, secret = ApiKey.objects.make(request.user, **form.cleaned_data)
    shown = KeyForm() if made else form
    context = {"form": shown, "keys": request.user.api_keys.all(), "made": made, "secret": secret}
    return render(request, "hubs/keys.html", context, status=400 if shown.errors else 200)


def _full() -> str:
    message = ngettext(
        "You have %(most)d open key already: revoke one first.",
        "You have %(most)d open keys already: revoke one first.",
        MOST_KEYS,
    )
    return message % {"most": MOST_KEYS}
