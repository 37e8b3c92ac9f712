"""Sequences of which only what somebody looks at is made."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")
K = TypeVar("K")


class Lazily(Sequence[T], Generic[K, T]):
    """What a function makes of each of the keys, when it is asked for; a part of it is as lazy.

    >>> made = []
    >>> squares = Lazily(lambda number: made.append(number) or number**2, range(10_000))
    >>> squares[3], tuple(squares[:2]), len(squares), made
    (9, (0, 1), 10000, [3, 0, 1])
    """

    def __init__(self, make: Callable[[K], T], keys: Iterable[K]) -> None:
        self.make, self.keys = make, tuple(keys)

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> "Lazily[K, T]": ...

    def __getitem__(self, place: int | slice) -> "T | Lazily[K, T]":
        if isinstance(place, slice):
            return Lazily(self.make, self.keys[place])
        return self.make(self.keys[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self.keys)
