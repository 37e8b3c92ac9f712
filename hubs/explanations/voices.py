"""What people say of a hub: a few for and against it in turn, and where all of it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from hubs.catalogue.entities import Criterion, Evidence, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.items import Item, is_old, item

EACH = 3  # for, and as many against
FIRST_HAND = "first-hand"
MOSTLY = 0.6  # of the words of the shorter of two statements


@dataclass(frozen=True, slots=True)
class Subject:
    """A criterion that people speak of, and how many of them for and against the hub; the rest is mixed."""

    criterion: Criterion
    praise: int
    blame: int
    number: int


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said about the hub or its country: the `first` to be read, and the `subjects` of all."""

    first: tuple[Item, ...]
    subjects: tuple[Subject, ...]
    number: int


def voices(catalogue: Catalogue, hub: Hub) -> Voices:
    said = catalogue.evidence_of(hub.slug)
    return Voices(
        first=tuple(item(catalogue, each) for each in in_turn(catalogue, said)),
        subjects=tuple(
            _subject(criterion, about)
            for slug, criterion in catalogue.criteria.items()
            if (about := [each for each in said if each.criterion == slug])
        ),
        number=len(said),
    )


def _subject(criterion: Criterion, said: Sequence[Evidence]) -> Subject:
    praise, blame = (sum(sign * each.rating > 0 for each in said) for sign in (1, -1))
    return Subject(criterion, praise, blame, len(said))


def in_turn(catalogue: Catalogue, said: Sequence[Evidence]) -> list[Evidence]:
    """Praise and blame in turn, three of each: every one on another criterion, nothing said twice."""
    told: list[Evidence] = []
    for turn in range(2 * EACH):
        sign = -1 if turn % 2 else 1
        side = [each for each in said if sign * each.rating > 0]
        following = _following(catalogue, side, told)
        if following is not None:
            told.append(following)
    return told


def _following(catalogue: Catalogue, side: Sequence[Evidence], told: Sequence[Evidence]) -> Evidence | None:
    """The most telling of one side; on a criterion of the other side only where it has no other."""
    new = [each for each in side if not any(are_twins(each, other) for other in told)]
    for shown in (told, [each for each in told if each in side]):
        subjects = {each.criterion for each in shown}
        left = [each for each in new if each.criterion not in subjects]
        if left:
            return min(left, key=lambda each: _telling(catalogue, each, told))
    return None


def are_twins(one: Evidence, other: Evidence) -> bool:
    """Whether two statements say one thing: of one origin, in the same words, or from one mouth in nearly the same."""
    same_origin = bool(one.origin) and one.origin == other.origin
    return same_origin or _words(one) == _words(other) or (_voice(one) == _voice(other) and _overlap(one, other))


def _overlap(one: Evidence, other: Evidence) -> bool:
    first, second = set(_words(one)), set(_words(other))
    return len(first & second) >= MOSTLY * min(len(first), len(second))


def _words(statement: Evidence) -> list[str]:
    return statement.text.casefold().split()


def _voice(statement: Evidence) -> tuple[str, str]:
    return statement.speaker, statement.source.slug


def _telling(catalogue: Catalogue, statement: Evidence, told: Sequence[Evidence]) -> tuple[bool | float | str, ...]:
    """Of the hub itself, by a new voice, not old, first-hand, strong, word for word, dated: in this order."""
    return (
        not statement.hub,
        _voice(statement) in map(_voice, told),
        is_old(catalogue, statement),
        statement.kind != FIRST_HAND,
        -statement.strength * abs(statement.rating),
        statement.form != "quote",
        not statement.source.date,
        statement.key,
    )
