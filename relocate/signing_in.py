"""Signing in to the admin: so many passwords an hour from one network, and no more are looked at."""

from math import ceil
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from hubs.web.limits import PASSWORDS_AN_HOUR, seconds_to_wait


class LimitedLoginForm(AdminAuthenticationForm):
    """Counts before a password is looked at, which is what costs; `wait` is how many seconds are to be waited."""

    wait = 0

    def clean(self) -> dict[str, Any]:
        assert self.request is not None
        self.wait = seconds_to_wait(self.request, "password", PASSWORDS_AN_HOUR)
        if self.wait:
            minutes = ceil(self.wait / 60)
            told = ngettext(
                "Too many passwords were tried from your network. Try again in %d minute.",
                "Too many passwords were tried from your network. Try again in %d minutes.",
                minutes,
            )
            raise ValidationError(told % minutes)
        return super().clean()
