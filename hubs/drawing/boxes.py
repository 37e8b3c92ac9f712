"""Points, boxes and lines on a picture, and whether they touch."""

from dataclasses import dataclass

Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


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

    def is_within(self, other: "Box") -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def nearest(self, point: Point) -> Point:
        return Point(min(max(point.x, self.left), self.right), min(max(point.y, self.top), self.bottom))


def around(point: Point, radius: float) -> Box:
    return Box(point.x - radius, point.y - radius, point.x + radius, point.y + radius)


def enters(line: Line, box: Box) -> bool:
    """Whether any of a line lies within a box (Liang and Barsky, 1984).

    >>> box = Box(1, 1, 2, 2)
    >>> enters((0, 0, 4, 4), box), enters((0, 0, 4, 0), box), enters((0, 0, 0.9, 0.9), box)
    (True, False, False)
    """
    x1, y1, x2, y2 = line
    if (x1 <= box.left >= x2) or (x1 >= box.right <= x2) or (y1 <= box.top >= y2) or (y1 >= box.bottom <= y2):
        return False  # most lines are far away
    begin, end = 0.0, 1.0
    for step, room in (
        (x1 - x2, x1 - box.left),
        (x2 - x1, box.right - x1),
        (y1 - y2, y1 - box.top),
        (y2 - y1, box.bottom - y1),
    ):
        if step == 0:
            if room <= 0:
                return False
        elif step < 0:
            begin = max(begin, room / step)
        else:
            end = min(end, room / step)
    return begin < end


def cross(one: Line, other: Line) -> bool:
    """Whether two lines cross.

    >>> cross((0, 0, 2, 2), (0, 2, 2, 0)), cross((0, 0, 2, 2), (3, 0, 3, 9))
    (True, False)
    """
    return _side(one, *other[:2]) != _side(one, *other[2:]) and _side(other, *one[:2]) != _side(other, *one[2:])


def _side(line: Line, x: float, y: float) -> bool:
    x1, y1, x2, y2 = line
    return (x2 - x1) * (y - y1) > (y2 - y1) * (x - x1)
