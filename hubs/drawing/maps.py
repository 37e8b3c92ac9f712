"""Places become dots and labels on the map: degrees to map units, and room for names."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# The map: Lambert azimuthal equal-area around 7° N, 86° W, drawn in a box of 620 × 900 (img/map.svg).
CENTRE_LATITUDE, CENTRE_LONGITUDE = math.radians(7), math.radians(-86)
SCALE = 411.20583415
ORIGIN_X, ORIGIN_Y = 239.90969, 419.12591


def unit(value: float) -> str:
    """A coordinate in map units, whatever the reader's language does to decimals."""
    return f"{value:.1f}"


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


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


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, point: Point) -> bool:
        return self.left <= point.x <= self.right and self.top <= point.y <= self.bottom


MAP, ROOM_FOR_LABELS = Box(-40, 30, 660, 870), Box(-20, 30, 620, 870)
DOT, NUMBERED_DOT = 5.6, 16.0
LABEL, NUMBERED_LABEL = 17.0, 24.0
NEIGHBOURHOOD = 90.0


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A hub on the map; `label` is None where there is no room for its name."""

    slug: str
    name: str
    x: str
    y: str
    label: Label | None


Place = tuple[str, str, float, float]


def hub_map(places: Iterable[Place], numbered: Sequence[str] = ()) -> tuple[Dot, ...]:
    """Dots for (slug, name, latitude, longitude). If some are numbered, only those get a label, the first one first."""
    at = {slug: (name, project(latitude, longitude)) for slug, name, latitude, longitude in places}
    at = {slug: named for slug, named in at.items() if MAP.holds(named[1])}
    order = [slug for slug in numbered if slug in at] if numbered else _least_crowded_first(at)
    radius, size = (NUMBERED_DOT, NUMBERED_LABEL) if numbered else (DOT, LABEL)
    taken = [_around(point, radius if slug in numbered else DOT) for slug, (_, point) in at.items()]
    labels: dict[str, Label] = {}
    for slug in order:
        name, point = at[slug]
        for label, box in _candidates(name, point, radius, size):
            if (
                ROOM_FOR_LABELS.left <= box.left
                and box.right <= ROOM_FOR_LABELS.right
                and not any(box.meets(other) for other in taken)
            ):
                labels[slug] = label
                taken.append(box)
                break
    return tuple(Dot(slug, name, unit(point.x), unit(point.y), labels.get(slug)) for slug, (name, point) in at.items())


def _around(point: Point, radius: float) -> Box:
    return Box(point.x - radius, point.y - radius, point.x + radius, point.y + radius)


def _least_crowded_first(at: dict[str, tuple[str, Point]]) -> list[str]:
    def neighbours(slug: str) -> int:
        here = _around(at[slug][1], NEIGHBOURHOOD)
        return sum(here.holds(point) for _, point in at.values())

    return sorted(at, key=lambda slug: (neighbours(slug), slug))


def _candidates(name: str, point: Point, radius: float, size: float) -> Iterator[tuple[Label, Box]]:
    """Where a name could stand, best place first: beside the dot, centred above or below, slantwise."""
    width, gap = 0.52 * size * len(name), radius + 6
    beside, above, below = point.y + 0.35 * size, point.y - gap, point.y + gap + 0.7 * size
    for x, y, anchor in (
        (point.x + gap, beside, "start"),
        (point.x - gap, beside, "end"),
        (point.x, above, "middle"),
        (point.x, below, "middle"),
        (point.x - radius, above, "start"),
        (point.x - radius, below, "start"),
        (point.x + radius, above, "end"),
        (point.x + radius, below, "end"),
    ):
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        yield Label(unit(x), unit(y), anchor), Box(left, y - 0.8 * size, left + width, y + 0.2 * size)


def locator(point: Point) -> str:
    """The viewBox of a hub page's map: the hub to the right of its card."""
    return f"{unit(point.x - 330)} {unit(point.y - 84)} 460 172"
