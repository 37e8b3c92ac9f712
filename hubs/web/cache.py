"""Django's cache as a convenience that may fail: without it a page is slower, never missing."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

T = TypeVar("T")
log = logging.getLogger(__name__)

PAUSE = 5.0  # seconds that a cache is left alone once it has not answered
_asked_again_at = 0.0


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
    return bool(settings.CACHES["default"]["BACKEND"] != f"{LocMemCache.__module__}.LocMemCache")


def counted(key: str, seconds: int) -> int:
    """How often this has been counted, this time included, since it was first.

    By all processes that share a cache; if it is gone, or has dropped the counter, at least by this one.
    """
    return max(_one_more(caches["counters"], key, seconds), _tried(lambda: _one_more(cache, key, seconds)) or 0)


def _one_more(where: BaseCache, key: str, seconds: int) -> int:
    where.add(key, 0, seconds)
    return where.incr(key)


def _tried(act: Callable[[], T]) -> T | None:
    """What the cache answers. One that did not is left alone for a while: nobody waits for it in vain."""
    global _asked_again_at
    if monotonic() < _asked_again_at:
        return None
    try:
        return act()
    except Exception as problem:  # whatever a backend raises when its server is gone
        _asked_again_at = monotonic() + PAUSE
        log.warning("the cache did not answer: %r", problem)
        return None


def ask_again() -> None:
    """Give a cache that did not answer another chance at once."""
    global _asked_again_at
    _asked_again_at = 0.0
