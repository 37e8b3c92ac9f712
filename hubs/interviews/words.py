"""Tokens of a text and the features that classifiers see of them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

FORMAT = 2  # raised when features change: a reader that was fitted to others is not used
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[$€£%]")
STEMS = (3, 4, 5, 6, 7)
NEGATED_WORDS = 4
NEGATIONS = re.compile(
    r"not|no|never|without|nor|none|nobody|neither|hardly|barely|cannot|\w+n't|"
    r"sin|nunca|ni|ningun[oa]?|jamas|nada|nadie|tampoco|sem|nao|nenhuma?|jamais|nem|ninguem"
)
# How words begin that praise or blame whatever they are said of: statements are too few to teach all of them.
PRAISE = """
    good great best excell safe cheap affordab easy easi quiet strong grow livel friendl clean fast reliab efficien love
    enjoy beauti welcom better improv low light walkab
    segur barat facil tranquil fuerte crec amab limpi rapid confiab lind bell hermos acoged mejor bajo buen increib
    boa bom otim melhor forte cresc amiga limp confiav encanta acolhed baix asequib acessiv incrivel
"""
BLAME = """
    bad worst poor expensiv dear danger unsafe crim rob theft murder homicid violen jam slow lack few weak hard
    difficult gridlock congest pollut outage corrup insecur costly high worse fear
    insegur peligr car[oa] carisim robo asalt lent falta escas debil dificil embotell contamin miedo peor alt[oa] mal
    perig roubo assalt pouc frac engarraf poluic medo pior ruim
"""


def _beginnings(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words.split())})\w*")


JUDGED = {"GOOD": _beginnings(PRAISE), "BAD": _beginnings(BLAME)}
JUDGED_AS_WORDS = 3  # how often a judgement is counted beside the word that makes it


def _fold(character: str) -> str:
    if character in "‘’":
        return "'"
    return unicodedata.normalize("NFKD", character)[0].lower()[0]


class _Folded(dict[int, str]):
    """Each character once it was met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Lower case without accents, as many characters as before.

    >>> fold("São Paulo’s cafés")
    "sao paulo's cafes"
    """
    return text.translate(_FOLDED)


def tokens(text: str) -> list[str]:
    return WORD.findall(fold(text))


@lru_cache(maxsize=16384)
def _stems(word: str, lengths: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{word[:length]}*" for length in lengths if len(word) > length)


def located(words: list[str], lengths: tuple[int, ...] = STEMS) -> Iterator[tuple[str, int]]:
    """Every feature with the place of its (first) word: the word, its beginnings, and the word with the next one.

    >>> list(located(["cheap", "rents"], (4,)))
    [('cheap', 0), ('chea*', 0), ('cheap rents', 0), ('rents', 1), ('rent*', 1)]
    """
    last = len(words) - 1
    for place, word in enumerate(words):
        yield word, place
        for stem in _stems(word, lengths):
            yield stem, place
        if place < last:
            yield f"{word} {words[place + 1]}", place


def topic_features(text: str) -> list[str]:
    return [feature for feature, _ in located(tokens(text))]


def sign_features(document: str) -> list[str]:
    """Features of "criterion<tab>text": each also together with the criterion, and marked where it is negated.

    >>> [feature for feature in sign_features("cost\\tnot cheap") if "cheap" in feature]
    ['not cheap', 'cheap', 'NOT_cheap', 'cost|not cheap', 'cost|cheap', 'cost|NOT_cheap']
    >>> sorted({feature for feature in sign_features("cost\\tnot cheap") if "GOOD" in feature})
    ['NOT_GOOD', 'cost|NOT_GOOD']
    """
    criterion, _, text = document.partition("\t")
    words = tokens(text)
    features = [feature for feature, _ in located(words)] + list(_negated(words)) + list(_judged(words))
    return [*features, *(f"{criterion}|{feature}" for feature in features), criterion]


def _negated(words: list[str]) -> Iterator[str]:
    left = 0
    for word in words:
        if NEGATIONS.fullmatch(word):
            left = NEGATED_WORDS
        elif left:
            yield from (f"NOT_{word}", *(f"NOT_{stem}" for stem in _stems(word, (5,))))
            left -= 1


@lru_cache(maxsize=16384)
def _judgement(word: str) -> str:
    return next((name for name, pattern in reversed(JUDGED.items()) if pattern.fullmatch(word)), "")


def _judged(words: list[str]) -> Iterator[str]:
    left = 0
    for word in words:
        if NEGATIONS.fullmatch(word):
            left = NEGATED_WORDS
            continue
        if judgement := _judgement(word):
            yield from [f"NOT_{judgement}" if left else judgement] * JUDGED_AS_WORDS
        left -= left > 0
