"""Sentences of a text, each with where it stands and in which paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

LANGUAGES = ("en", "es", "pt")
HEADING_WORDS = 8
LONGEST = 1000  # characters: what goes on without a full stop for longer is no sentence
PARAGRAPH = re.compile(r"[^\n](?:[^\n]|\n(?![^\S\n]*\n|#|[-*•]\s))*")
MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*•]\s+|>\s*|\d{1,2}[.)]\s+)")
ENDS_A_SENTENCE = (".", "!", "?", "…", ":", ";", ",")
CLOSING = '”"»)*_ \n\t'
# What is quoted at length has sentences of its own, which a splitter takes for one.
WITHOUT_QUOTATION_MARKS = str.maketrans("“”«»", "    ")


@dataclass(frozen=True)
class Sentence:
    """`text` is what the document has from `start` on, character by character."""

    text: str
    start: int
    paragraph: int
    is_heading: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_question(self) -> bool:
        return self.text.rstrip(CLOSING).endswith("?")


def split(text: str, language: str = "en") -> list[Sentence]:
    """Paragraphs are parted by empty lines, a short one without a full stop is a heading.

    >>> [(each.text, each.is_heading) for each in split("Bogotá\\n\\nI live here. It rains.")]
    [('Bogotá', True), ('I live here.', False), ('It rains.', False)]
    """
    return [
        sentence
        for number, match in enumerate(PARAGRAPH.finditer(text))
        for sentence in _sentences(match[0], match.start(), number, language)
    ]


def _sentences(paragraph: str, start: int, number: int, language: str) -> Iterator[Sentence]:
    if _is_heading(paragraph):
        yield _stripped(paragraph, start, number, is_heading=True)
        return
    for begin, end in _boundaries(paragraph, language):
        if paragraph[begin:end].strip() and end - begin <= LONGEST:
            yield _stripped(paragraph[begin:end], start + begin, number)


def _boundaries(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    for boundary in get_sentence_boundaries(language, paragraph.translate(WITHOUT_QUOTATION_MARKS)):
        yield boundary["start_index"], boundary["end_index"]


def _is_heading(paragraph: str) -> bool:
    words = paragraph.split()
    return (
        paragraph.startswith("#")
        or len(words) <= HEADING_WORDS
        and not paragraph.rstrip(CLOSING).endswith(ENDS_A_SENTENCE)
    )


def _stripped(text: str, start: int, paragraph: int, *, is_heading: bool = False) -> Sentence:
    mark = MARKS.match(text)
    begin = mark.end() if mark else len(text) - len(text.lstrip())
    return Sentence(text[begin:].rstrip(), start + begin, paragraph, is_heading)
