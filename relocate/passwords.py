"""One password is hashed a try, whether or not there is an account: nobody learns by waiting who has one."""

import re

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse


class OneHash(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Who is found by address and by name is asked once; there is one of these for each try."""

    def __init__(self) -> None:
        self._asked: dict[object, AbstractBaseUser | None] = {}

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if user is None:
            return None
        if user.pk not in self._asked:
            self._asked[user.pk] = super()._check_password(user, password)
        return self._asked[user.pk]


class OneHashForm(SignupForm):  # type: ignore[misc]
    """An address that is taken costs what a new one costs, and is told by a letter alone."""

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[AbstractBaseUser | None, HttpResponse | None] = super().try_save(request)
        return saved


class OwnWords(CommonPasswordValidator):
    """Refuses this site's own words, with whatever digits and signs around them: they are tried first."""

    WORDS = frozenset({"relocate", "relocation", "relocatehub", "relocatehubs", "techhub", "techhubs"})

    def __init__(self) -> None:
        pass  # Django's has a file of words

    def validate(self, password: str, user: object = None) -> None:
        if re.sub(r"[^a-z]", "", password.lower()) in self.WORDS:
            raise ValidationError(self.get_error_message(), code="password_too_common")
