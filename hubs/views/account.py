"""Where somebody who has an account changes it."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hubs.web.robots import unlisted


@require_safe
@never_cache
@unlisted
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What can be changed: the address, the password, the second factor, and whether there is an account at all."""
    return render(request, "hubs/account.html", {"has_second_factor": is_mfa_enabled(request.user)})
