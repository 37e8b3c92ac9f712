"""What was changed since the newest release, and by whom: from the history of every model."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hubs.admin.links import link_to, may
from hubs.catalogue.records import MODELS
from hubs.models import Release
from hubs.models.base import CatalogueRecord

LATEST = 12
TYPES = {"+": "added", "~": "changed", "-": "removed"}


class Done(NamedTuple):
    """How often somebody added, changed or removed rows of a model."""

    model: str
    url: str
    type: str
    number: int


class Change(NamedTuple):
    """One of the latest changes, with the page of its history; empty for a row that is gone."""

    when: datetime
    who: str
    type: str
    model: str
    record: str
    url: str


@dataclass(slots=True)
class Changes:
    """By name of the user what they did, and the latest changes of all; a change by a command has no user."""

    by_whom: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))
    latest: list[Change] = field(default_factory=list)


def changes_since(request: HttpRequest, newest: Release | None) -> Changes:
    """What this user may see of it. Before there is a release nothing is a change of it."""
    found = Changes()
    if newest is None:
        return found
    for model in (each for each in MODELS.values() if may(request, "view", each)):
        history = model.history.filter(history_date__gt=newest.published_at)
        _count(found, model, history)
        latest = history.select_related("history_user").order_by("-history_date", "-history_id")[:LATEST]
        found.latest += [_change(model, row) for row in latest]
    found.by_whom = dict(sorted(found.by_whom.items()))
    found.latest = sorted(found.latest, key=lambda change: change.when, reverse=True)[:LATEST]
    return found


def _count(found: Changes, model: type[CatalogueRecord], history: Any) -> None:
    counted = history.order_by().values_list("history_user__username", "history_type").annotate(Count("pk"))
    for who, kind, number in sorted(counted, key=lambda row: "+~-".index(row[1])):
        url = link_to(model, "changelist", query="changed=yes") if kind != "-" else ""
        done = Done(capfirst(str(model._meta.verbose_name_plural)), url, TYPES[kind], number)
        found.by_whom[who or _("a command")].append(done)


def _change(model: type[CatalogueRecord], row: Any) -> Change:
    is_there = row.history_type != "-"
    return Change(
        when=row.history_date,
        who=row.history_user.get_username() if row.history_user else _("a command"),
        type=TYPES[row.history_type],
        model=str(model._meta.verbose_name),
        record=_called(row),
        url=link_to(model, "history", row.id) if is_there else "",
    )


def _called(row: Any) -> str:
    """What a past version was called, without asking for what it referred to: that may be gone."""
    return next(str(found) for name in ("name", "title", "slug") if (found := getattr(row, name, "")))
