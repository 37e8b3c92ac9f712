"""A cache whose server is gone."""

from typing import Any

from django.core.cache.backends.base import BaseCache

GONE = {"default": {"BACKEND": "tests.broken_cache.BrokenCache"}}


class BrokenCache(BaseCache):
    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no cache")

    get = set = add = incr = delete = touch = clear = _refuse
