"""Django's cache for what may not be lost: counters and used codes in the database, where every process sees them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, transaction
from django.utils import timezone

LONGEST = timedelta(days=1)  # what was noted by a clock that was ahead shuts nobody out for years
PATIENCE = 250  # milliseconds that counting waits for whoever else is writing into the same file


class Notes(BaseCache):
    """Values are plain JSON, and each is kept until a time: nothing here is a program, or for ever."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        note = self._standing(key, version).first()
        return default if note is None else note.value

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        values = {"value": value, "until": self._until(timeout)}
        self._model.objects.update_or_create(key=self.make_and_validate_key(key, version), defaults=values)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name, values = self.make_and_validate_key(key, version), {"value": value, "until": self._until(timeout)}
        with transaction.atomic():
            self._model.objects.filter(key=name).exclude(**self._now).delete()
            return bool(self._model.objects.get_or_create(key=name, defaults=values)[1])

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """One of several at once waits for the others; what is not there is a ValueError, as with any cache."""
        with transaction.atomic():
            note = self._standing(key, version).select_for_update().first()
            if note is None:
                raise ValueError(key)
            note.value += delta
            note.save(update_fields=["value"])
        return int(note.value)

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._model.objects.filter(key=self.make_and_validate_key(key, version)).delete()[0])

    def clear(self) -> None:
        self._model.objects.all().delete()

    @property
    def _model(self) -> Any:
        from hubs.models import Note  # settings name this class before there are models

        return Note

    def _standing(self, key: str, version: int | None) -> Any:
        return self._model.objects.filter(key=self.make_and_validate_key(key, version), **self._now)

    @property
    def _now(self) -> dict[str, datetime]:
        now = timezone.now()
        return {"until__gt": now, "until__lte": now + LONGEST}

    def _until(self, timeout: float | None) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        if seconds is None or seconds > LONGEST.total_seconds():  # nobody would see it
            raise ValueError("a note is kept until a time, and for a day at most")
        return timezone.now() + timedelta(seconds=seconds)


def impatiently(act: Callable[[], int]) -> int:
    """Do something small in the database, or fail soon: a count is not worth waiting until a long import is through."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            return act()
    patience = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        with transaction.atomic():
            return act()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
