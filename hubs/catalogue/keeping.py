"""What was made is kept as long as there is room, by its weight: a cache for things of very different size."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """A function that remembers its results, the last used ones that together weigh no more than `most`.

    >>> squares = Kept(lambda number: number**2, most=30, weigh=lambda square: square)
    >>> [squares(5), squares(2), squares(1), len(squares)]
    [25, 4, 1, 3]
    >>> squares(3), len(squares)
    (9, 3)
    """

    def __init__(self, make: Callable[..., T], most: int, weigh: Callable[[T], int]) -> None:
        self._make, self._most, self._weigh = make, most, weigh
        self._kept: OrderedDict[tuple[Hashable, ...], T] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def __call__(self, *key: Hashable) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._make(*key)
        with self._lock:
            self._kept[key] = made
            self._make_room()
        return made

    def _make_room(self) -> None:
        """What was just made stays, however heavy it is."""
        weight = sum(map(self._weigh, self._kept.values()))
        while weight > self._most and len(self._kept) > 1:
            _key, dropped = self._kept.popitem(last=False)
            weight -= self._weigh(dropped)

    def cache_clear(self) -> None:
        with self._lock:
            self._kept.clear()
