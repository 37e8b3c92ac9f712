"""Gazetteer: where a text names hubs and countries, by any of their names, and cities that are no hub."""

import re
from collections.abc import Iterable, Iterator, Mapping
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


ELSEWHERE = Place("", (), "elsewhere")  # every city that is no hub
LONGEST = 4  # words of a city's name
WORD = re.compile(r"[^\W\d_]+")
# Names that are words as well: "su fortaleza", "la colonia", "una familia argentina".
ORDINARY = {"argentina", "colonia", "ensenada", "fortaleza", "lima", "recife"}
WITHIN_A_NAME = re.compile(r"[ '’.-]{1,2}")
# "La Roma" and "barrio Palermo" are no cities.
PART_OF_A_CITY = re.compile(
    r"(?:the|la|el|los|las|da|do|colonia|barrio|bairro|calle|avenida|rua|street|distrito|district|hotel|universidad|"
    r"universidade|university|plaza|parque|metro|estacion|estacao)$"
)


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

    def __init__(self, places: Iterable[Place], elsewhere: frozenset[str] = frozenset()) -> None:
        self.places = {place.key: place for place in places}
        self._named = _by_name(self.places.values())
        self.elsewhere = elsewhere - self._named.keys()
        names = sorted((re.escape(name).replace(r"\ ", r"\s+") for name in self._named), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else None

    def find(self, text: str) -> list[Mention]:
        if self._pattern is None:
            return []
        matches = self._pattern.finditer(fold(text))
        found = ((match, self._place(" ".join(match[0].split()), text, match)) for match in matches)
        return [Mention(place, match.start(), match.end()) for match, place in found if place]

    def find_elsewhere(self, text: str) -> list[Mention]:
        """Cities that are no hub, by names with a capital that are no part of a longer one.

        >>> [(each.start, each.end) for each in Gazetteer([], frozenset({"roma"})).find_elsewhere("Roma, la Roma")]
        [(0, 4)]
        """
        words = list(WORD.finditer(text)) if self.elsewhere else []
        found: list[Mention] = []
        for first, word in enumerate(words):
            if word[0][0].isupper() and not (found and word.start() < found[-1].end):
                found += self._longest(text, words, first)
        return found

    def _longest(self, text: str, words: list[re.Match[str]], first: int) -> Iterator[Mention]:
        start = words[first].start()
        for last in reversed(range(first, min(first + LONGEST, len(words)))):
            end = words[last].end()
            if " ".join(fold(text[start:end]).split()) in self.elsewhere:
                if not _belongs_to_a_name(text, words, first, last):
                    yield Mention(ELSEWHERE, start, end)
                return

    def _place(self, name: str, text: str, match: re.Match[str]) -> Place | None:
        place, abbreviated = self._named[name]
        written = text[match.start() : match.end()]
        is_word = name in ORDINARY and (written.islower() or _begins_a_name(name, text[match.end() :]))
        return None if is_word or abbreviated and written.upper() != written else place

    def blank(self, text: str) -> str:
        """The text with spaces where places are named, so that no place teaches what is said of it."""
        characters = list(text)
        for mention in self.find(text):
            characters[mention.start : mention.end] = " " * (mention.end - mention.start)
        return "".join(characters)


def _begins_a_name(name: str, after: str) -> bool:
    """Whether this is a part of a city, named by what follows: "Colonia Americana"."""
    follows = re.match(r" (\w)", after)
    return bool(PART_OF_A_CITY.match(name) and follows and follows[1].isupper())


def _belongs_to_a_name(text: str, words: list[re.Match[str]], first: int, last: int) -> bool:
    """Whether another name stands right before or after: "Palermo Soho", "Avenida Córdoba"."""
    if first:
        before = words[first - 1]
        touches = WITHIN_A_NAME.fullmatch(text[before.end() : words[first].start()])
        is_name = first > 1 and before[0][0].isupper()
        if touches and (is_name or PART_OF_A_CITY.match(fold(before[0]))):
            return True
    if last + 1 < len(words):
        after = words[last + 1]
        return bool(after[0][0].isupper() and WITHIN_A_NAME.fullmatch(text[words[last].end() : after.start()]))
    return False


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
