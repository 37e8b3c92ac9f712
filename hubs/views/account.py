"""Where somebody who has an account changes it, takes along what is kept of it, or deletes it."""

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import ReauthenticateForm
from allauth.decorators import rate_limit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hubs.answers.desk import LeaveForm
from hubs.exports.stored import everything_of
from hubs.web.robots import unlisted

OF_AN_INVITATION = ("title", "sender", "message", "answers", "hubs", "open_until", "limit", "created_at", "closed_at")
OF_A_KEY = ("name", "prefix", "scopes", "created_at", "last_used", "expires", "revoked_at")


@require_safe
@never_cache
@unlisted
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What can be changed: the address, the password, the second factor, and whether there is an account at all."""
    return render(request, "hubs/account.html", {"has_second_factor": is_mfa_enabled(request.user)})


@require_safe
@never_cache
@unlisted
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of somebody and their links, for themselves."""
    assert request.user.is_authenticated
    user, links = request.user, request.user.links.select_related("release").defer("release__payload")
    content = {
        "email": user.email,
        "name": user.get_username(),
        "joined": user.date_joined,
        "last_signed_in": user.last_login,
        "has_second_factor": is_mfa_enabled(user),
        "links": [everything_of(shared) for shared in links],
        "invitations": list(user.invitations.values(*OF_AN_INVITATION)),
        "api_keys": list(user.api_keys.values(*OF_A_KEY)),
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="relocate-account.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@rate_limit(action="reauthenticate")  # type: ignore[untyped-decorator]
def elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session: each is bound to the password as it is stored, which gets a new salt."""
    assert request.user.is_authenticated
    form = ReauthenticateForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.is_valid():
        return render(request, "hubs/account_elsewhere.html", {"form": form}, status=400 if form.errors else 200)
    request.user.set_password(form.cleaned_data["password"])
    request.user.save(update_fields=["password"])
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Wherever else you were signed in, you are signed out."))
    return redirect("hubs:account")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, once it is said what becomes of its links; curators' are left to administrators."""
    assert request.user.is_authenticated
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.user.is_staff or not form.is_valid():
        context = {"form": form, "links": request.user.links.filter(withdrawn_at=None).count()}
        context |= {"invitations": request.user.invitations.count()}
        return render(request, "hubs/account_delete.html", context, status=400 if form.errors else 200)
    _delete(User.objects.get(pk=request.user.pk), ends=form.cleaned_data["links"] == LeaveForm.END)
    logout(request)
    return render(request, "hubs/account_deleted.html")


@transaction.atomic
def _delete(user: User, *, ends: bool) -> None:
    for shared in user.links.filter(withdrawn_at=None) if ends else ():
        shared.withdraw()
    user.delete()
