"""Subjects: which place each sentence speaks of, in which part of it, and what kind of evidence that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from hubs.interviews import cues
from hubs.interviews.places import ELSEWHERE, Gazetteer, Mention, Place
from hubs.interviews.sentences import Sentence
from hubs.interviews.words import fold

CLAUSE_WORDS = 4
ARRIVAL_WORDS = 6  # "I came from Lima in 2021"
LEADING_WORDS = 4  # a country named later than that is where something is, not what is spoken of
FIRST_HAND, REPORTED, COMPARISON, PLAN, COUNTRY = "first-hand", "reported", "comparison", "plan", "country-level"


@dataclass(frozen=True)
class Subject:
    """A place and what is said of it: text[start:end] of its sentence; `turn` is -1 where the opposite holds for it."""

    place: Place
    start: int
    end: int
    kind: str
    turn: int = 1
    is_plan: bool = False


class Follower:
    """Follows a text sentence by sentence: what was last spoken of carries on within its paragraph.

    A paragraph is about the place that its heading names, else about where the speaker lives; one that answers a
    question is about the place that was asked about. Of a city that is no hub nothing is told: it is followed so that
    what is said of it is not taken for what is said of a hub.
    """

    def __init__(self, gazetteer: Gazetteer, residence: Place | None = None) -> None:
        self.gazetteer, self.residence = gazetteer, residence
        self.heading: Place | None = None
        self.last: tuple[Place, ...] = ()
        self.before: Sentence | None = None

    def follow(self, sentence: Sentence) -> list[Subject]:
        self._begin(sentence)
        folded = fold(sentence.text)
        mentions = self._mentions(sentence, folded)
        if sentence.is_heading:
            self.heading = next((mention.place for mention in mentions), self.heading)
            return []
        if cues.UNREAL.search(folded) or cues.BIRTHPLACE.search(folded) and not mentions:
            return []
        others = _other_sides(mentions, folded)
        direct = [mention for mention in mentions if mention not in others]
        clauses = _clauses(folded, direct)
        is_short = len(folded.split()) <= ARRIVAL_WORDS and not cues.CONJUNCTION.search(folded)
        if not mentions and is_short and self._comes_from(sentence, folded):
            return []
        if direct and self._carries_on(direct, folded):
            spoken_of = direct[-1:] if clauses else direct
            self.last = tuple(dict.fromkeys(mention.place for mention in spoken_of))
        return [each for each in self._subjects(folded, direct, clauses, others) if each.place != ELSEWHERE]

    def _comes_from(self, sentence: Sentence, folded: str) -> bool:
        """Whether it says where somebody comes from, and hardly more."""
        return any(cues.ORIGIN.search(folded[: each.start]) for each in self.gazetteer.find(sentence.text))

    def _carries_on(self, direct: list[Mention], folded: str) -> bool:
        """Whoever speaks of their own city comes back to it from their country, and from what they only heard."""
        if self.residence is None or self.residence.is_country:
            return True
        return not cues.HEARSAY.search(folded) and not all(mention.place.is_country for mention in direct)

    def _begin(self, sentence: Sentence) -> None:
        before, self.before = self.before, sentence
        if before and before.paragraph != sentence.paragraph and (self.heading or self.residence):
            self.last = self.last if before.is_question else ()

    @property
    def current(self) -> tuple[Place, ...]:
        return self.last or tuple(place for place in (self.heading or self.residence,) if place)

    def _mentions(self, sentence: Sentence, folded: str) -> list[Mention]:
        """What is named, "here" and "the country" among it; countries only where no hub is meant."""
        found = self.gazetteer.find(sentence.text)
        named = [each for each in found if not _is_beside_the_point(each, folded)]
        hubs = [mention for mention in named if not mention.place.is_country]
        hubs += [Mention(place, *match.span()) for place in self._here() for match in cues.HERE.finditer(folded)]
        hubs = self._with_elsewhere(sentence, folded, hubs)
        if hubs:
            return sorted(hubs, key=lambda mention: mention.start)
        if cues.AMONG.search(folded):
            return []
        countries = [mention for mention in named if mention.place.is_country] or list(self._own_country(folded))
        return [mention for mention in countries if _leads(mention, folded) or _other_side(mention, folded)]

    def _with_elsewhere(self, sentence: Sentence, folded: str, hubs: list[Mention]) -> list[Mention]:
        """Where a city that is no hub is spoken of or compared with: a longer name than a hub's goes before it."""
        found: list[Mention] = []
        counts, end = False, 0
        for mention in self.gazetteer.find_elsewhere(sentence.text):
            if not (end and cues.AND.fullmatch(folded[end : mention.start])):  # what is listed is all of one kind
                counts = sentence.is_heading or _is_spoken_of(folded[: mention.start], folded[mention.end :])
            found += [mention] if counts else []
            end = mention.end
        longer = [hub for hub in hubs if any(each.start <= hub.start < each.end for each in found)]
        found = [
            each for each in found if not any(hub.start <= each.start < hub.end for hub in hubs if hub not in longer)
        ]
        return [hub for hub in hubs if hub not in longer] + found

    def _here(self) -> tuple[Place, ...]:
        return (self.residence,) if self.residence else self.current

    def _own_country(self, folded: str) -> Iterator[Mention]:
        match = cues.COUNTRY.search(folded)
        for place in self.current[:1] if match else ():
            country = self.gazetteer.places.get(place.country, place)
            if match and country.is_country:
                yield Mention(country, *match.span())

    def _subjects(
        self, folded: str, direct: list[Mention], clauses: dict[str, tuple[int, int]], others: dict[Mention, int]
    ) -> Iterator[Subject]:
        whole = (0, len(folded))
        for place in dict.fromkeys(mention.place for mention in direct) if direct else self.current:
            start, end = clauses.get(place.key, whole)
            said = folded[start:end]
            yield Subject(place, start, end, self._kind(place, said), is_plan=bool(cues.PLAN.search(said)))
        for mention, turn in others.items():
            kind = COUNTRY if mention.place.is_country else COMPARISON
            yield Subject(mention.place, *whole, kind, turn, bool(cues.PLAN.search(folded)))

    def _kind(self, place: Place, folded: str) -> str:
        if place.is_country:
            return COUNTRY
        if cues.PLAN.search(folded):
            return PLAN
        if cues.HEARSAY.search(folded):
            return REPORTED
        return FIRST_HAND if place == self.residence or cues.FIRST_PERSON.search(folded) else REPORTED


def _is_beside_the_point(mention: Mention, folded: str) -> bool:
    """Whether a place is where somebody comes from, or lends its name to another one."""
    before, after = folded[: mention.start], folded[mention.end :]
    is_title = cues.LIKE_A_TITLE.search(before) and cues.TITLE_OF.match(after)
    return bool(is_title or cues.CALLED_AFTER.search(before) or cues.ORIGIN.search(before))


def _leads(mention: Mention, folded: str) -> bool:
    before = folded[: mention.start]
    return len(before.split()) <= LEADING_WORDS or bool(cues.THROUGHOUT.search(before))


def _is_spoken_of(before: str, after: str) -> bool:
    """Whether a city that is no hub is where something is or what is compared, and not where one goes or comes from."""
    return bool(
        cues.WITHIN.search(before)
        or cues.OTHER_SIDE.search(before)
        or cues.ALIKE.search(before)
        or cues.WHERE.match(after)
        or cues.BEGINS.search(before)
    )


def _other_sides(mentions: Iterable[Mention], folded: str) -> dict[Mention, int]:
    """What is compared with, and what is listed beside it."""
    others: dict[Mention, int] = {}
    before: Mention | None = None
    for mention in mentions:
        turn = _other_side(mention, folded)
        if not turn and before and before in others and cues.AND.fullmatch(folded[before.end : mention.start]):
            turn = others[before]
        if turn:
            others[mention] = turn
        before = mention
    return others


def _other_side(mention: Mention, folded: str) -> int:
    """-1 for the other side of a comparison, 1 for what something is likened to, 0 for what is spoken of itself."""
    before = folded[: mention.start]
    return -1 if cues.OTHER_SIDE.search(before) else 1 if cues.ALIKE.search(before) else 0


def _clauses(folded: str, mentions: Iterable[Mention]) -> dict[str, tuple[int, int]]:
    """Where a sentence contrasts places, the clause of each: "X is cheap, while Y is safe"."""
    cuts = [0, *(match.start() for match in cues.CONTRAST.finditer(folded)), len(folded)]
    clauses: dict[str, tuple[int, int]] = {}
    for start, end in pairwise(cuts):
        places = {mention.place.key for mention in mentions if start <= mention.start < end}
        if len(places) > 1 or places & clauses.keys() or places and len(folded[start:end].split()) < CLAUSE_WORDS:
            return {}
        clauses |= dict.fromkeys(places, (start, end))
        if not places and clauses:
            last = next(reversed(clauses))
            clauses[last] = clauses[last][0], end
    return clauses if len(clauses) > 1 else {}
