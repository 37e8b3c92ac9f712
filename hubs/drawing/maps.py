"""Places become dots and labels on the map: degrees to map units, dots that stand apart, and room for names."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from hubs.drawing.boxes import Box, Point, around
from hubs.drawing.labels import Block, Mark, Placed
from hubs.drawing.labels import place as place_labels
from hubs.drawing.typeface import face, printable, wrap

# The map: Lambert azimuthal equal-area around 7° N, 86° W, drawn in a box of 620 × 900 (img/map.svg).
CENTRE_LATITUDE, CENTRE_LONGITUDE = math.radians(7), math.radians(-86)
SCALE = 411.20583415
ORIGIN_X, ORIGIN_Y = 239.90969, 419.12591

MARGIN = 48
MAP = Box(4, 34, 616, 866)  # what pages and cards show of it
DOT, PIN = 4.8, 18.0
NAME, PINNED_NAME = 22.0, 25.0  # in map units: on a screen of 320 pixels the map is half as large
WIDEST, MOST_LINES = 11.0, 3  # a name, in letter heights and in lines if it can be broken into so few
LINE, ASCENT, BLANK = 1.12, 0.88, 0.4  # in letter heights; the blank is left free beside a name, half at each end
ROOMIER = 1.12  # than the regular typeface: names are heavier, and a browser may have to do with Arial
APART, REACH = 0.6, 26  # how far a dot stands from the next, and how far it may be moved for that
CROWD = 64  # so many hubs are neither moved nor named: room for 100 names took 4 s to find
RING, NEIGHBOUR, LOCATED_NAME = 14.0, 2.5, 8.5  # of a hub page's own map
FREE = Box(-52, -52, 124, 26)  # around the hub: what neither its card nor a phone's edge covers


def unit(value: float) -> str:
    """A coordinate in map units, whatever the reader's language does to decimals."""
    return f"{value:.1f}"


def project(latitude: float, longitude: float) -> Point:
    """Degrees to map units; what is not in the Americas falls outside the box."""
    phi, turn = math.radians(latitude), math.radians(longitude) - CENTRE_LONGITUDE
    cosine = math.sin(CENTRE_LATITUDE) * math.sin(phi) + math.cos(CENTRE_LATITUDE) * math.cos(phi) * math.cos(turn)
    if 1 + cosine < 1e-12:  # the antipode of the centre is the whole rim
        return Point(ORIGIN_X, ORIGIN_Y + 2 * SCALE)
    spread = SCALE * math.sqrt(2 / (1 + cosine))
    east = math.cos(phi) * math.sin(turn)
    north = math.cos(CENTRE_LATITUDE) * math.sin(phi) - math.sin(CENTRE_LATITUDE) * math.cos(phi) * math.cos(turn)
    return Point(round(ORIGIN_X + spread * east, 1), round(ORIGIN_Y - spread * north, 1))


class Label(NamedTuple):
    """A name in lines from the baseline `y` on; `pin` is where its number stands, `leader` the line from the dot."""

    x: str
    y: str
    anchor: str
    lines: tuple[str, ...]
    pin: tuple[str, str] | None
    leader: tuple[str, ...] | None


class Dot(NamedTuple):
    """A hub on the map; `label` is None where there is no room for its name, or it has none.

    A tuple, as its label is: pages look up by it what they have drawn before, and its hash takes a tenth of the time.
    """

    slug: str
    name: str
    x: str
    y: str
    label: Label | None = None


Place = tuple[str, str, float, float]


def frame(places: Iterable[Place]) -> Box:
    """As much of the map, in its whole width, as these places and their names need."""
    heights = [project(latitude, longitude).y for _, _, latitude, longitude in places]
    top, bottom = min(heights) - MARGIN, max(heights) + MARGIN
    return Box(MAP.left, max(MAP.top, min(top, MAP.bottom)), MAP.right, min(MAP.bottom, max(bottom, MAP.top)))


def dots(places: Iterable[Place], radius: float = DOT) -> tuple[Dot, ...]:
    """Dots for (slug, name, latitude, longitude), the first one exactly in its place."""
    return tuple(Dot(slug, name, unit(at.x), unit(at.y)) for slug, name, at in _apart(tuple(places), radius))


def hub_map(
    places: Iterable[Place], first: Sequence[str] = (), close: Sequence[str] = (), picture: Box = MAP
) -> tuple[Dot, ...]:
    """Dots with their names. If some come first, only those are named: they and the close ones get numbered pins."""
    rank = {slug: position for position, slug in enumerate((*first, *close))}
    ordered = sorted(places, key=lambda place: rank.get(place[0], len(rank)))
    if len(ordered) > CROWD:
        return _hub_map(tuple(ordered), tuple(first), tuple(close), picture)
    # Where all have room no dot moves from one ranking to the next, so that their names find room as before.
    found = {dot.slug: dot for dot in _hub_map(tuple(sorted(ordered)), tuple(first), tuple(close), picture)}
    return tuple(found[slug] for slug, *_ in ordered if slug in found)


@lru_cache(maxsize=256)
def _hub_map(
    places: tuple[Place, ...], first: tuple[str, ...], close: tuple[str, ...], picture: Box
) -> tuple[Dot, ...]:
    found = _apart(places, DOT)
    all_named = not first and len(places) <= CROWD
    marks = {slug: _mark(at, name, slug in first, slug in close, all_named) for slug, name, at in found}
    # A crowd covers the map: there pins and names make room for each other alone, not for every dot.
    in_the_way = {slug: mark for slug, mark in marks.items() if mark.blocks or len(places) <= CROWD}
    labels = dict(zip(in_the_way, place_labels(list(in_the_way.values()), picture), strict=True))
    size = PINNED_NAME if first else NAME
    return tuple(
        Dot(slug, name, unit(at.x), unit(at.y), _label(label, size) if (label := labels.get(slug)) else None)
        for slug, name, at in found
    )


@lru_cache(maxsize=16)
def _apart(places: tuple[Place, ...], radius: float) -> list[tuple[str, str, Point]]:
    """Each hub as near to its place as no dot covers another; in a crowd whoever finds its place taken is left off."""
    reach = REACH if len(places) <= CROWD else 0
    side = 2 * radius + APART
    taken: dict[tuple[int, int], list[Point]] = {}
    found = []
    for slug, name, latitude, longitude in places:
        true = project(latitude, longitude)
        for across, down in _steps(reach):
            point = Point(true.x + across, true.y + down)
            if around(point, radius).is_within(MAP) and _is_free(taken, point, side):
                taken.setdefault(_cell(point, side), []).append(point)
                found.append((slug, name, point))
                break
    return found


def _cell(point: Point, side: float) -> tuple[int, int]:
    return int(point.x // side), int(point.y // side)


def _is_free(taken: dict[tuple[int, int], list[Point]], point: Point, side: float) -> bool:
    column, row = _cell(point, side)
    near = (taken.get((column + across, row + down), ()) for across in (-1, 0, 1) for down in (-1, 0, 1))
    return all(math.hypot(point.x - other.x, point.y - other.y) >= side for points in near for other in points)


@cache
def _steps(reach: int) -> tuple[tuple[float, float], ...]:
    """Where a dot may be moved to, nearest first."""
    turns = [math.pi * step / 8 for step in range(16)]
    rings = ((far * math.cos(turn), far * math.sin(turn)) for far in range(1, reach + 1) for turn in turns)
    return ((0.0, 0.0), *rings)


def _mark(at: Point, name: str, is_first: bool, is_close: bool, all_named: bool) -> Mark:
    if is_first:
        return Mark(at, DOT, _blocks(name, PINNED_NAME), PIN)
    if is_close:
        return Mark(at, DOT, (Block((), 0, 0),), PIN)
    return Mark(at, DOT, _blocks(name, NAME) if all_named else ())


@lru_cache(maxsize=512)
def _blocks(name: str, size: float) -> tuple[Block, ...]:
    """A name in one, two or three lines as even as can be, with room for a typeface that is wider than ours."""
    return tuple(_in_lines(name, size))


def _in_lines(name: str, size: float) -> Iterator[Block]:
    width = face("regular").width
    words = printable(name).split(" ")
    longest = min(WIDEST * size, max(width(word, size) for word in words))
    runs = {width(" ".join(words[begin:end]), size) for end in range(len(words) + 1) for begin in range(end)}
    by_number: dict[int, list[str]] = {}
    for room in sorted({longest, *(run for run in runs if longest < run <= WIDEST * size)}):
        lines = wrap(name, room, size)
        by_number.setdefault(len(lines), lines)
    fewest = min(by_number)
    for number in sorted(number for number in by_number if number <= max(MOST_LINES, fewest)):
        across = max(width(line, size) for line in by_number[number])
        yield Block(tuple(by_number[number]), ROOMIER * across + BLANK * size, LINE * size * number)


def _label(placed: Placed, size: float) -> Label:
    box = placed.box
    blank = BLANK * size / 2
    x = {"start": box.left + blank, "middle": (box.left + box.right) / 2, "end": box.right - blank}[placed.anchor]
    pin = (unit(placed.pin.x), unit(placed.pin.y)) if placed.pin else None
    leader = tuple(map(unit, placed.leader)) if placed.leader else None
    return Label(unit(x), unit(box.top + ASCENT * size), placed.anchor, placed.block.lines, pin, leader)


@dataclass(frozen=True, slots=True)
class Locator:
    """The map behind a hub's card: what it shows (a viewBox), the hub, and the others."""

    view: str
    here: Dot
    others: tuple[Dot, ...]


def locator(here: Place, others: Iterable[Place]) -> Locator:
    """The hub to the right of its card, its name where it covers no other hub."""
    (slug, name, at), *rest = _apart((here, *others), NEIGHBOUR)
    marks = [Mark(at, RING, _blocks(name, LOCATED_NAME)), *(Mark(point, NEIGHBOUR) for _, _, point in rest)]
    free = Box(at.x + FREE.left, at.y + FREE.top, at.x + FREE.right, at.y + FREE.bottom)
    label = place_labels(marks, free)[0]
    return Locator(
        view=f"{unit(at.x - 330)} {unit(at.y - 84)} 460 172",
        here=Dot(slug, name, unit(at.x), unit(at.y), _label(label, LOCATED_NAME) if label else None),
        others=tuple(Dot(slug, name, unit(point.x), unit(point.y)) for slug, name, point in rest),
    )
