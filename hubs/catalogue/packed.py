"""Statements and figures, of which only what somebody looks at is made: a release may hold a hundred thousand.

The records are kept once, compressed in groups, whatever the number of languages. Each language makes the objects of
a group when one of them is looked at, and keeps those of the groups that were looked at last.
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from functools import lru_cache
from heapq import merge
from typing import Generic, Protocol, Self, TypeVar

from hubs.catalogue.records import Record, text

GROUP = 16  # records: about what is known of one hub of a large catalogue
QUICKLY = 1  # zlib's level: what it packs is a fifth larger than by default, in a third of the time
KEPT = 256  # groups of each language, so all of some 4,000 statements: of more, those that were looked at last


class AboutAPlace(Protocol):
    @property
    def hub(self) -> str: ...
    @property
    def country(self) -> str: ...


T = TypeVar("T", bound=AboutAPlace)


class Packed:
    """Records of one type by slug, in the order of their slugs."""

    def __init__(self, records: Iterable[Record]) -> None:
        ordered = sorted(records, key=lambda record: text(record, "slug"))
        self.groups = [_pack(ordered[start : start + GROUP]) for start in range(0, len(ordered), GROUP)]
        self.group_of = {once(text(record, "slug")): at // GROUP for at, record in enumerate(ordered)}
        self.at: dict[str, list[str]] = {}  # slugs by the hub or country that they are about
        for slug, record in zip(self.group_of, ordered, strict=True):
            place = once(str(record["hub"] or record["country"] or ""))
            self.at.setdefault(place, []).append(slug)

    def unpack(self, group: int) -> list[Record]:
        records: list[Record] = json.loads(zlib.decompress(self.groups[group]))
        return records


def once(text: str) -> str:
    """Equal texts are kept once, as releases and languages repeat each other.

    And as a copy: a text that stays where its record was read keeps all the memory around it from being given back.
    """
    return sys.intern(text.encode().decode())


def _pack(records: list[Record]) -> bytes:
    return zlib.compress(json.dumps(records, ensure_ascii=False).encode(), QUICKLY)


class Unpacked(Mapping[str, T], Generic[T]):
    """What is made of packed records, by slug; some may be left out or have others in their place."""

    def __init__(self, packed: Packed, make: Callable[[Record], T]) -> None:
        self._packed, self._left_out = packed, frozenset[str]()
        self._own, self._own_at = dict[str, T](), dict[str, list[T]]()
        self._made = lru_cache(KEPT)(
            lambda group: {text(record, "slug"): make(record) for record in packed.unpack(group)}
        )

    def amended(self, own: Mapping[str, T], left_out: Iterable[str] = ()) -> Self:
        """The same without some and with others."""
        found = copy(self)
        left = set(left_out)
        found._left_out = self._left_out.union(left, own)
        found._own = {slug: each for slug, each in self._own.items() if slug not in left} | dict(own)
        found._own_at = {}
        for each in found._own.values():
            found._own_at.setdefault(each.hub or each.country, []).append(each)
        return found

    def at(self, place: str) -> Iterator[T]:
        """What is about a hub, or about a country as a whole."""
        for slug in self._packed.at.get(place, ()):
            if slug not in self._left_out:
                yield self[slug]
        yield from self._own_at.get(place, ())

    def __getitem__(self, slug: str) -> T:
        if slug in self._own:
            return self._own[slug]
        if slug in self._left_out:
            raise KeyError(slug)
        return self._made(self._packed.group_of[slug])[slug]

    def __iter__(self) -> Iterator[str]:
        return merge((slug for slug in self._packed.group_of if slug not in self._left_out), sorted(self._own))

    def __len__(self) -> int:
        return sum(slug not in self._left_out for slug in self._packed.group_of) + len(self._own)
