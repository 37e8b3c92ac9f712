"""Numbers become the geometry of bars and strips: percentages, which fit any width without a style attribute."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

COLOURED = 6
STRIP_MARGIN = 0.03


def percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def series(position: int) -> int:
    """The colour of the criterion in this place of the reader's weight order: six colours, then one grey for all."""
    return min(position, COLOURED) + 1


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
    """`earned` holds, in the reader's weight order, what each criterion earns and whether anything is known.

    What has no colour of its own is one segment, or two where something is unknown.
    """
    segments, x = [], 0.0
    for position, (width, known) in enumerate(_merged(tuple(earned))):
        segments.append(Segment(series(position), percent(x), percent(width), not known))
        x += width
    return Bar(tuple(segments), percent(x), percent(low), percent(high))


def _merged(earned: tuple[tuple[float, bool], ...]) -> Iterator[tuple[float, bool]]:
    yield from earned[:COLOURED]
    smaller = earned[COLOURED:]
    for known in (True, False):
        widths = [width for width, is_known in smaller if is_known == known]
        if widths:
            yield sum(widths), known


class Column(NamedTuple):
    """One of several columns side by side: percent across, pixels down. Its number stands `above` it."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    above: str


COLUMN_WIDTH = 0.62  # of the room that each has
LEAST_COLUMN, ABOVE = 1.0, 4.0  # pixels: what nothing looks like, and from a column to its number


def columns(values: Sequence[float], lowest: float, highest: float, top: float, height: float) -> tuple[Column, ...]:
    """Columns that stand on zero, or hang from it, in a box below `top` that reaches from highest to lowest."""
    step, scale = 1 / len(values), height / (highest - lowest)
    found = []
    for place, value in enumerate(values):
        upper, lower = (top + scale * (highest - edge) for edge in (max(value, 0.0), min(value, 0.0)))
        found.append(
            Column(
                x=percent(step * (place + (1 - COLUMN_WIDTH) / 2)),
                y=f"{upper:.1f}",
                width=percent(step * COLUMN_WIDTH),
                height=f"{max(lower - upper, LEAST_COLUMN):.1f}",
                middle=percent(step * (place + 0.5)),
                above=f"{upper - ABOVE:.1f}",
            )
        )
    return tuple(found)


class Track(NamedTuple):
    """Its length is the weight, its fill what was earned."""

    length: str
    fill: str


def track(weight: float, earned: float, widest: float) -> Track:
    return Track(percent(weight / widest), percent(earned / widest))


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
