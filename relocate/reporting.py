"""Errors told to a server of Sentry's kind, without what readers answered, sent or are."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.types import Event, Hint

from relocate import logs

TOLD = {"method", "url"}  # of a request


def start(address: str, **options: Any) -> None:
    """Report from now on. No local variables: they hold answers."""
    sentry_sdk.init(
        dsn=address,
        integrations=[DjangoIntegration(middleware_spans=False)],
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=scrubbed,
        **options,
    )


def scrubbed(event: Event, hint: Hint) -> Event:
    """An event with the method and the address of its request, both without answers and tokens, and with its id."""
    event.pop("user", None)
    event.pop("breadcrumbs", None)
    asked = event.get("request") or {}
    event["request"] = {name: asked[name] for name in TOLD & asked.keys()}
    event["tags"] = {"request_id": logs.request_id.get()}
    event.pop("extra", None)
    hidden: Event = _hidden(event)
    return hidden


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return logs.hide(value)
    if isinstance(value, dict):
        return {name: _hidden(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(each) for each in value]
    return value
