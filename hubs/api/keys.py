"""Who a program acts for: the key that it shows, and what that may do."""

from typing import cast

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from hubs.api.problems import Problem
from hubs.models import ApiKey
from hubs.models.api_key import Scope

BEARER = "bearer "


class Asked(HttpRequest):
    """A request of a program; `api_key` is the key that it shows, if it shows one."""

    api_key: ApiKey | None


def shown_secret(request: HttpRequest) -> str | None:
    """What a program shows as its key; None if it shows nothing."""
    shown = request.headers.get("Authorization", "")
    return shown[len(BEARER) :].strip() if shown.lower().startswith(BEARER) else None


class Key(HttpBearer):
    """Opens what its scope names, to a key that has it. The secret itself was looked at before."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiKey:
        return self.authenticate(cast(Asked, request), "")

    def authenticate(self, request: Asked, token: str) -> ApiKey:  # type: ignore[override]
        if request.api_key is None:
            raise AuthenticationError
        if self.scope not in request.api_key.scopes:
            raise Problem(403, f"This key lacks the scope {self.scope.value}.")
        return request.api_key
