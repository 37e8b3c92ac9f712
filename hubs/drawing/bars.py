"""Numbers become the geometry of bars and strips: percentages, which fit any width without a style attribute."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

COLOURED = 6
GREYS = 3
RANK_MARGIN, STRIP_MARGIN = 0.02, 0.03


def percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def series(position: int) -> int:
    """The colour of the criterion in this place of the reader's weight order: six colours, then greys."""
    return position + 1 if position < COLOURED else COLOURED + 1 + (position - COLOURED) % GREYS


class Segment(NamedTuple):
    series: int
    x: str
    width: str
    unknown: bool


class Bar(NamedTuple):
    """A contribution bar from 0 to 100 with its range and its score below."""

    segments: tuple[Segment, ...]
    score: str
    low: str
    high: str


def bar(earned: Iterable[tuple[float, bool]], low: float = 0.0, high: float = 0.0) -> Bar:
    """`earned` holds, in the reader's weight order, what each criterion earns and whether anything is known."""
    segments, x = [], 0.0
    for position, (width, known) in enumerate(earned):
        segments.append(Segment(series(position), percent(x), percent(width), not known))
        x += width
    return Bar(tuple(segments), percent(x), percent(low), percent(high))


class Track(NamedTuple):
    """Its length is the weight, its fill what was earned."""

    length: str
    fill: str


def track(weight: float, earned: float, widest: float) -> Track:
    return Track(percent(weight / widest), percent(earned / widest))


@dataclass(frozen=True, slots=True)
class RankStrip:
    """All ranks from the first to the last: where a hub stands and where it could."""

    here: str
    best: str
    worst: str


def rank_strip(rank: int, best: int, worst: int, ranked: int) -> RankStrip:
    def at(place: int) -> str:
        return percent(RANK_MARGIN + (1 - 2 * RANK_MARGIN) * (place - 1) / max(ranked - 1, 1))

    return RankStrip(at(rank), at(best), at(worst))


@dataclass(frozen=True, slots=True)
class Strip:
    """One criterion from weak to strong: this hub, its range, and every other hub as a dot."""

    here: str
    low: str
    high: str
    others: tuple[str, ...]


def strip(here: float, low: float, high: float, others: Iterable[float]) -> Strip:
    def place(value: float) -> str:
        return percent(STRIP_MARGIN + (1 - 2 * STRIP_MARGIN) * value)

    return Strip(place(here), place(low), place(high), tuple(place(other) for other in others))
