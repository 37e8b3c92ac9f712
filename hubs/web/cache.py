"""Django's cache as a convenience that may fail: without it a page is slower, never missing."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

T = TypeVar("T")
log = logging.getLogger(__name__)


def remembered(key: str, make: Callable[[], T], seconds: int) -> T:
    """What was made under this key before, or is made now."""
    known: T | None = _tried(lambda: cache.get(key))
    if known is not None:
        return known
    made = make()
    _tried(lambda: cache.set(key, made, seconds))
    return made


def counted(key: str, seconds: int) -> int:
    """How often this has been counted, this time included, since it was first; 0 if nobody knows."""
    _tried(lambda: cache.add(key, 0, seconds))
    return _tried(lambda: cache.incr(key)) or 0


def _tried(act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Exception as problem:  # whatever a backend raises when its server is gone
        log.warning("the cache did not answer: %r", problem)
        return None
