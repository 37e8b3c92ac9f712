"""Numbers to geometry. Positions are percentages, so that an SVG fits any width without a style attribute."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COLOURED = 6
GREYS = 3


def percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def series(position: int) -> int:
    """The colour of the criterion in this place of the reader's weight order: six colours, then greys."""
    return position + 1 if position < COLOURED else COLOURED + 1 + (position - COLOURED) % GREYS


@dataclass(frozen=True, slots=True)
class Segment:
    series: int
    x: str
    width: str
    unknown: bool


@dataclass(frozen=True, slots=True)
class Bar:
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


@dataclass(frozen=True, slots=True)
class Track:
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


STRIP_MARGIN = 0.03


def strip(here: float, low: float, high: float, others: Iterable[float]) -> Strip:
    def place(value: float) -> str:
        return percent(STRIP_MARGIN + (1 - 2 * STRIP_MARGIN) * value)

    return Strip(place(here), place(low), place(high), tuple(place(other) for other in others))


# The map: Lambert azimuthal equal-area around 7° N, 86° W, drawn in a box of 620 × 900 (img/map.svg).
CENTRE_LATITUDE, CENTRE_LONGITUDE = math.radians(7), math.radians(-86)
SCALE = 411.20583415
ORIGIN_X, ORIGIN_Y = 239.90969, 419.12591


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


def project(latitude: float, longitude: float) -> Point:
    """Degrees to map units; the antipode of the centre has no place on the map and raises ValueError."""
    phi, turn = math.radians(latitude), math.radians(longitude) - CENTRE_LONGITUDE
    cosine = math.sin(CENTRE_LATITUDE) * math.sin(phi) + math.cos(CENTRE_LATITUDE) * math.cos(phi) * math.cos(turn)
    if cosine <= -1 + 1e-12:
        raise ValueError("the antipode of the map's centre cannot be drawn")
    spread = SCALE * math.sqrt(2 / (1 + cosine))
    east = math.cos(phi) * math.sin(turn)
    north = math.cos(CENTRE_LATITUDE) * math.sin(phi) - math.sin(CENTRE_LATITUDE) * math.cos(phi) * math.cos(turn)
    return Point(round(ORIGIN_X + spread * east, 1), round(ORIGIN_Y - spread * north, 1))


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


MAP = Box(-40, 30, 640, 870)


def around(point: Point, radius: float) -> Box:
    return Box(point.x - radius, point.y - radius, point.x + radius, point.y + radius)


def place_labels(
    named: Sequence[tuple[str, Point]], radius: float = 6, size: float = 17, wanted: int | None = None
) -> tuple[Label | None, ...]:
    """A label for each of the first `wanted` points that has room for one beside it, and None for the others."""
    taken = [around(point, radius) for _, point in named]
    labels: list[Label | None] = []
    for index, (name, point) in enumerate(named):
        label, box = None, None
        if wanted is None or index < wanted:
            label, box = _first_free(name, point, radius, size, taken)
        if box is not None:
            taken.append(box)
        labels.append(label)
    return tuple(labels)


def _first_free(
    name: str, point: Point, radius: float, size: float, taken: Sequence[Box]
) -> tuple[Label | None, Box | None]:
    width, gap = 0.54 * size * len(name), radius + 5
    candidates = (
        (Label(point.x + gap, point.y + 0.35 * size, "start"), point.x + gap),
        (Label(point.x - gap, point.y + 0.35 * size, "end"), point.x - gap - width),
        (Label(point.x, point.y - gap, "middle"), point.x - width / 2),
        (Label(point.x, point.y + gap + 0.7 * size, "middle"), point.x - width / 2),
    )
    for label, left in candidates:
        box = Box(left, label.y - 0.8 * size, left + width, label.y + 0.2 * size)
        inside = MAP.left <= box.left and box.right <= MAP.right
        if inside and not any(box.meets(other) for other in taken):
            return label, box
    return None, None


def locator(point: Point) -> str:
    """The viewBox of a hub page's map: the hub to the right of its card."""
    return f"{point.x - 330:.1f} {point.y - 84:.1f} 460 172"


def apportion(shares: Sequence[float], total: int, ceilings: Sequence[int] | None = None) -> tuple[int, ...]:
    """Shares of 1 as whole points that add up to `total` (largest remainder), none above its ceiling."""
    points = [math.floor(100 * share + 1e-9) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (points[i] - 100 * shares[i], i))
    for i in by_remainder:
        if sum(points) >= total:
            break
        if ceilings is None or points[i] < ceilings[i]:
            points[i] += 1
    return tuple(points)
