"""Gazetteer: where a text names hubs and countries, by any of their names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hubs.interviews.words import fold


@dataclass(frozen=True)
class Place:
    """A hub by its slug, in its country, or a country by its code; with the names that texts give it."""

    key: str
    names: tuple[str, ...]
    country: str = ""

    @property
    def is_country(self) -> bool:
        return not self.country


@dataclass(frozen=True)
class Mention:
    place: Place
    start: int
    end: int


class Gazetteer:
    """Finds the longest names first; abbreviations such as BH count in capitals only.

    >>> bogota = Place("bogota", ("Bogotá",), "CO")
    >>> [(each.start, each.end) for each in Gazetteer([bogota]).find("Not BOGOTA but bogotá.")]
    [(4, 10), (15, 21)]
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.key: place for place in places}
        self._named = _by_name(self.places.values())
        names = sorted((re.escape(name).replace(r"\ ", r"\s+") for name in self._named), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else None

    def find(self, text: str) -> list[Mention]:
        if self._pattern is None:
            return []
        matches = self._pattern.finditer(fold(text))
        found = (
            (match, self._place(" ".join(match[0].split()), text[match.start() : match.end()])) for match in matches
        )
        return [Mention(place, match.start(), match.end()) for match, place in found if place]

    def _place(self, name: str, written: str) -> Place | None:
        place, abbreviated = self._named[name]
        return None if abbreviated and written.upper() != written else place

    def blank(self, text: str) -> str:
        """The text with spaces where places are named, so that no place teaches what is said of it."""
        characters = list(text)
        for mention in self.find(text):
            characters[mention.start : mention.end] = " " * (mention.end - mention.start)
        return "".join(characters)


def _by_name(places: Iterable[Place]) -> Mapping[str, tuple[Place, bool]]:
    """Folded names with whether they are abbreviations. A name of two places is the country's, or else nobody's."""
    named: dict[str, tuple[Place, bool]] = {}
    ambiguous: set[str] = set()
    for place in sorted(places, key=lambda each: not each.is_country):
        for name in place.names:
            key = fold(name)
            if key in named and named[key][0] != place and not named[key][0].is_country:
                ambiguous.add(key)
            named.setdefault(key, (place, len(name) <= 4 and name.isupper()))
    return {key: value for key, value in named.items() if key not in ambiguous}
