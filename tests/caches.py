"""Caches for tests: one whose server is gone, and one that shares its server with other runs."""

from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache

GONE = {
    "pages": {"BACKEND": "tests.caches.BrokenCache"},
    "default": {"BACKEND": "hubs.web.notes.Notes"},
    "counters": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counters"},
}


class BrokenCache(BaseCache):
    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no cache")

    get = set = add = incr = delete = touch = clear = _refuse


class OwnKeysCache(RedisCache):
    """Clears only what this process has put there: another one may be in the middle of a test."""

    def clear(self) -> None:
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*"):
            client.delete(key)
