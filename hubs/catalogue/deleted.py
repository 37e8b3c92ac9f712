"""What was deleted, and how it comes back: a record together with all that went with it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils.translation import gettext as _
from simple_history.signals import pre_create_historical_record

from hubs.catalogue.loading import GONE
from hubs.catalogue.records import MODELS, Field, fields_of
from hubs.models.base import CatalogueRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 200
TOGETHER = "deleted together "

_together: ContextVar[str] = ContextVar("together", default="")


@contextmanager
def together() -> Iterator[None]:
    """What is deleted within it is one deletion: it comes back as one."""
    token = _together.set(f"{TOGETHER}{uuid4().hex}")
    try:
        yield
    finally:
        _together.reset(token)


@receiver(pre_create_historical_record)
def _mark(history_instance: Any, **kwargs: object) -> None:
    if history_instance.history_type == "-" and _together.get():
        history_instance.history_change_reason = _together.get()


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record that is no more: its last version, and how many others went with it."""

    id: int
    name: str
    when: datetime
    who: "User | None"
    others: int


def deleted(model: type[CatalogueRecord]) -> list[Deleted]:
    """The records of a model that somebody deleted, the latest first, at most `MOST`."""
    past = _last_versions(model).select_related("history_user", *_relations(model))[:MOST]
    reasons = [each.history_change_reason for each in past if _is_marked(each)]
    counts: dict[str, int] = {}
    for other in MODELS.values():
        for reason in other.history.filter(history_change_reason__in=reasons).values_list(
            "history_change_reason", flat=True
        ):
            counts[reason] = counts.get(reason, 0) + 1
    return [
        Deleted(
            each.history_id,
            _name(each),
            each.history_date,
            each.history_user,
            counts.get(each.history_change_reason, 1) - 1,
        )
        for each in past
    ]


def _last_versions(model: type[CatalogueRecord]) -> Any:
    gone = model.history.filter(history_type="-").exclude(id__in=model._default_manager.values("pk"))
    gone = gone.exclude(history_change_reason=GONE, history_change_reason__isnull=False)
    return gone.order_by(F("history_date").desc(), "-history_id")


def _relations(model: type[CatalogueRecord]) -> list[str]:
    return [field.name for field in fields_of(model) if field.is_relation]


def _is_marked(past: Any) -> bool:
    return (past.history_change_reason or "").startswith(TOGETHER)


def _name(past: Any) -> str:
    """A past version in words. What it referred to may be gone as well."""
    for name in ("text", "title", "name"):
        if words := getattr(past, name, ""):
            return str(words)
    return str(past.slug)


@transaction.atomic
def bring_back(model: type[CatalogueRecord], history_id: int) -> list[CatalogueRecord]:
    """The record of a deletion and all that went with it; ValidationError with the reason if one cannot come back.

    DoesNotExist if there is no such deletion, or its record is there again.
    """
    past = _last_versions(model).get(history_id=history_id)
    rows = [past] if not _is_marked(past) else list(_of_the_deletion(past.history_change_reason))
    return [_bring_back(row) for row in rows]


def models_of(model: type[CatalogueRecord], history_id: int) -> set[type[CatalogueRecord]]:
    """Of which models records would come back."""
    past = model.history.filter(history_id=history_id).first()
    rows: Iterable[Any] = _of_the_deletion(past.history_change_reason) if past and _is_marked(past) else ()
    return {model, *(row.instance_type for row in rows)}


def _of_the_deletion(reason: str) -> Iterator[Any]:
    """Its records, what is referred to first."""
    for model in MODELS.values():
        yield from _last_versions(model).filter(history_change_reason=reason)


def _bring_back(past: Any) -> CatalogueRecord:
    row = cast(CatalogueRecord, past.instance)
    row._state.adding = True
    for field in fields_of(type(row)):
        if field.is_relation and not _is_there(field, row):
            raise ValidationError(
                _("%(name)s cannot come back before the %(other)s that it belongs to.")
                % {"name": _name(past), "other": field.verbose_name}
            )
    row.validate_unique()
    row.validate_constraints()
    row.save(force_insert=True)
    return row


def _is_there(field: Field, row: CatalogueRecord) -> bool:
    pk = getattr(row, field.attname)
    related = cast(type[CatalogueRecord], field.related_model)
    return pk is None or related._default_manager.filter(pk=pk).exists()
