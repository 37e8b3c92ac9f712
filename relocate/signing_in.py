"""Signing in, for curators and everybody else: one way in, and so many passwords an hour from one network."""

import logging
from collections.abc import Iterable
from math import ceil
from typing import Any

from allauth.account import urls as of_accounts
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed
from allauth.account.stages import EmailVerificationStage
from allauth.mfa import urls as of_second_factors
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from hubs.web.limits import PASSWORDS_AN_HOUR, client_of, seconds_to_wait
from hubs.web.published import View
from hubs.web.robots import unlisted
from hubs.web.telling import lead_to_our_port

LOG = logging.getLogger(__name__)
# Of what django-allauth offers, the screens that an account with an address and a password needs.
SCREENS = {
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate"),
    *("account_email", "account_email_verification_sent", "account_confirm_email"),
    *("account_change_password", "account_set_password", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
}


class LimitedLoginForm(LoginForm):
    """Counts before a password is looked at, which is what costs; `wait` is how many seconds are to be waited."""

    wait = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or user name")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""  # the page itself has this link

    def clean(self) -> dict[str, Any]:
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


class Adapter(DefaultAccountAdapter):
    """Knows clients as the rest of the site does, and says errors in its words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        name: _("There is no account with this name and password.")
        for name in ("email_password_mismatch", "username_password_mismatch")
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_of(request) or "unknown"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for an account, by whichever of its names; in allauth's is the host and port that a request says.

        What is no account takes as many queries, and so as long.
        """
        name = str(credentials.get("email") or credentials.get("username", ""))
        users = User.objects.filter(Q(email__iexact=name) | Q(username__iexact=name))
        found = users.order_by("pk").values_list("pk", flat=True).first()
        return name.upper().casefold() if found is None else f"account {found}"

    def get_login_stages(self) -> list[str]:
        stages: list[str] = super().get_login_stages()
        own = f"{__name__}.{ConfirmedAddress.__name__}"
        of_allauth = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__name__}"
        return [own if stage == of_allauth else stage for stage in stages]


class ConfirmedAddress(EmailVerificationStage):
    """Curators' accounts are made by administrators, who know them: nothing has to be confirmed."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user and self.login.user.is_staff:
            return None, True
        stage: tuple[HttpResponse | None, bool] = super().handle()
        return stage


class SecondFactorAdapter(DefaultMFAAdapter):
    """The QR code as a part of the page: our policy has no pictures that stand in an address."""

    def build_totp_svg(self, url: str) -> str:
        declared: str = super().build_totp_svg(url)
        return mark_safe(declared.partition("?>")[2])


@receiver(authenticator_added)
def _note_second_factor(
    request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **kwargs: object
) -> None:
    """Who has just set one up has shown it in this session, and in no other; its first code has counted."""
    record_authentication(request, user, "mfa")
    if authenticator.type == Authenticator.Type.TOTP:
        authenticator.wrap().validate_code(request.POST.get("code", ""))


@receiver(authentication_step_completed)
def _renew_session(request: HttpRequest, **kwargs: object) -> None:
    """Who says their password or a code again leaves behind whoever has a copy of the old cookie."""
    if kwargs.get("reauthenticated"):
        request.session.cycle_key()


@receiver(user_logged_in)
def _note_signed_in(user: AbstractBaseUser, **kwargs: object) -> None:
    """By its number alone: no log tells a name or an address."""
    LOG.info("Account %s signed in.", user.pk)


@receiver(user_login_failed)
def _note_refused(**kwargs: object) -> None:
    LOG.warning("A password or name was wrong at signing in.")


@receiver(authentication_failed)
def _note_wrong_code(user: AbstractBaseUser, **kwargs: object) -> None:
    LOG.warning("A code of the second factor of account %s was wrong.", user.pk)


def name_of(user: AbstractBaseUser) -> str:
    """What a person is called on pages and in mails: the address that they sign in with."""
    return getattr(user, User.EMAIL_FIELD) or user.get_username()


def _guarded(view: View) -> View:
    """Send letters that lead here, and answer 429 to who has tried too many passwords."""

    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        lead_to_our_port(request)
        response = view(request, *args, **kwargs)
        form = (response.context_data or {}).get("form") if isinstance(response, TemplateResponse) else None
        if isinstance(form, LimitedLoginForm) and form.wait:
            response.status_code, response["Retry-After"] = 429, str(form.wait)
        return response

    return answered


def _ours(pattern: URLPattern) -> URLPattern:
    return URLPattern(pattern.pattern, never_cache(unlisted(_guarded(pattern.callback))), name=pattern.name)


def _all_ours(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """All of them and what is included in them, unlisted and kept by nobody."""
    return [
        URLResolver(each.pattern, _all_ours(each.url_patterns)) if isinstance(each, URLResolver) else _ours(each)
        for each in patterns
    ]


urlpatterns = [
    *_all_ours(pattern for pattern in of_accounts.urlpatterns if pattern.name in SCREENS),
    path("second-factor/", include(_all_ours(of_second_factors.urlpatterns))),
]
