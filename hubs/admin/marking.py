"""A text cut into the parts that a curator reads, each beside what it suggests, with the words that carry it marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hubs.models import Suggestion

PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
MARKS = re.compile(r"^\s*#{1,6}\s+")
Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Run:
    """A piece of text that is marked alike: `said` is part of a suggested sentence, `carries` one of its words."""

    text: str
    said: bool
    carries: bool


@dataclass(frozen=True)
class Part:
    """A paragraph, or a piece of one that begins with a suggested sentence."""

    runs: list[Run]
    suggestions: list[Suggestion]
    is_heading: bool


def parts(text: str, suggestions: Sequence[Suggestion]) -> list[Part]:
    """All of the text, in its order; every suggestion stands in exactly one part, the one that its sentence begins."""
    begins = {match.end() for match in PARAGRAPH_END.finditer(text)} | {each.start for each in suggestions}
    cuts = sorted({0, *begins, len(text)})
    found = (_part(text, start, end, suggestions) for start, end in pairwise(cuts))
    return [part for part in found if part.suggestions or any(run.text.strip() for run in part.runs)]


def _part(text: str, start: int, end: int, suggestions: Sequence[Suggestion]) -> Part:
    mark = MARKS.match(text[start:end])
    here = [each for each in suggestions if each.start < end and start < each.end]
    said = [(each.start, each.end) for each in here]
    carrying = [(first, last) for each in here for first, last in each.words]
    begun = [each for each in suggestions if start <= each.start < end]
    return Part(list(runs(text, start + (mark.end() if mark else 0), end, said, carrying)), begun, mark is not None)


def runs(text: str, start: int, end: int, said: Spans, carrying: Spans) -> Iterable[Run]:
    """text[start:end] cut wherever a span begins or ends.

    >>> [(run.text, run.carries) for run in runs("Rents are high.", 0, 15, [(0, 15)], [(10, 14)])]
    [('Rents are ', False), ('high', True), ('.', False)]
    """
    said, carrying = list(said), list(carrying)
    edges = {edge for span in (*said, *carrying) for edge in span if start < edge < end}
    for first, last in pairwise(sorted({start, *edges, end})):
        yield Run(text[first:last], _within(first, said), _within(first, carrying))


def _within(place: int, spans: Spans) -> bool:
    return any(start <= place < end for start, end in spans)
