"""Django's cache as a convenience that may fail: without it a page is slower, never missing."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.connection import ConnectionProxy

from hubs.web.notes import impatiently

T = TypeVar("T")
log = logging.getLogger(__name__)

PAUSE = 5.0  # seconds that a cache is left alone once it has not answered
_asked_again_at: dict[str, float] = {}
cache = cast(BaseCache, ConnectionProxy(caches, "pages"))


def remembered(key: str, make: Callable[[], T], seconds: int) -> T:
    """What was made under this key before, or is made now."""
    known: T | None = recall(key)
    if known is not None:
        return known
    made = make()
    remember(key, made, seconds)
    return made


def recall(key: str) -> Any:
    """What any process remembers under this key; None if nobody does or the cache is gone."""
    return _tried(lambda: cache.get(key))


def remember(key: str, value: object, seconds: int) -> None:
    _tried(lambda: cache.set(key, value, seconds))


def is_shared() -> bool:
    """Whether other processes see what this one remembers."""
    return bool(settings.CACHES["pages"]["BACKEND"] != f"{LocMemCache.__module__}.LocMemCache")


def counted(key: str, seconds: int, *, lightly: bool = False) -> int:
    """How often this has been counted, this time included, since it was first.

    By all processes: in the cache that they share, if there is one that answers, else in the database, unless that
    would cost more than what is counted. Whatever these have dropped, and where neither answers, at least by this
    process.
    """
    return max(_one_more(caches["counters"], key, seconds), _counted_by_all(key, seconds, lightly) or 0)


def _counted_by_all(key: str, seconds: int, lightly: bool) -> int | None:
    times = _tried(lambda: _one_more(cache, key, seconds)) if is_shared() else None
    if times is None and not lightly:
        times = _tried(lambda: impatiently(lambda: _one_more(caches["default"], key, seconds)), "the database")
    return times


def _one_more(where: BaseCache, key: str, seconds: int) -> int:
    where.add(key, 0, seconds)
    return where.incr(key)


def _tried(act: Callable[[], T], whom: str = "the cache") -> T | None:
    """What is answered. Who did not is left alone for a while: nobody waits for it in vain."""
    if monotonic() < _asked_again_at.get(whom, 0.0):
        return None
    try:
        return act()
    except Exception as problem:  # whatever a backend raises when its server is gone
        _asked_again_at[whom] = monotonic() + PAUSE
        log.warning("%s did not answer: %r", whom, problem)
        return None


def ask_again() -> None:
    """Give a cache that did not answer another chance at once."""
    _asked_again_at.clear()
