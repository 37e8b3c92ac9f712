from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedMemory(Generic[K, V]):
    """What this process keeps, up to so many bytes: what has not been asked for longest goes first."""

    def __init__(self, most_bytes: int, size: Callable[[V], int]) -> None:
        self.most_bytes, self.size = most_bytes, size
        self.bytes = 0
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def __getitem__(self, key: K) -> V:
        with self._lock:
            self._kept.move_to_end(key)
            return self._kept[key]

    def get(self, key: K) -> V | None:
        try:
            return self[key]
        except KeyError:
            return None

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            self._remove(key)
            self._kept[key] = value
            self.bytes += self.size(value)
            while self.bytes > self.most_bytes:
                self._remove(next(iter(self._kept)))

    def __iter__(self) -> Iterator[K]:
        """The keys, the latest asked for first."""
        with self._lock:
            return iter(list(reversed(self._kept)))

    def __len__(self) -> int:
        return len(self._kept)

    def keep_only(self, is_wanted: Callable[[K], bool]) -> None:
        with self._lock:
            for key in [key for key in self._kept if not is_wanted(key)]:
                self._remove(key)

    def clear(self) -> None:
        self.keep_only(lambda key: False)

    def _remove(self, key: K) -> None:
        if key in self._kept:
            self.bytes -= self.size(self._kept.pop(key))
