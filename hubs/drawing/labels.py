"""Room for names on a picture: beside their dots, or further off at the end of a line. Pure geometry."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from random import Random
from threading import Lock

from hubs.drawing.boxes import Box, Line, Point, around, cross, enters

GAPS = (6, 14, 24, 36, 50, 66, 84, 104, 128, 156, 188, 224)  # how far off a name may stand
DIRECTIONS = 36
BESIDE = 12  # a name no further off than this needs no line to its dot
UPWARD, LEFTWARD, WRAPPED, MISTAKEN, CROSSING = 4, 2, 7, 200, 150  # what these cost, in units of distance
NEARER = 2  # by so much a name that needs no line stands nearer to its own dot than to any other
AROUND = 1.5  # what a dot keeps free around itself
PIN_GAP = 5
STEEP = 0.3  # of a direction: so steeply its name stands above or below the dot, not beside it
CHEAP = 20  # whoever pays less stands beside the dot
NOWHERE = 100.0 * CROSSING  # what it costs not to stand at all
ATTEMPTS, FORGET = 8, 0.6
TRIED, PUSHED, ROUNDS = 90, 2, 8  # places that a name tries, others that it pushes away, how often


@dataclass(frozen=True, slots=True)
class Block:
    """A name in lines, and how wide and high it is; a pin without a name has no lines."""

    lines: tuple[str, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot, and the ways in which its name could be written; `pin` is the radius of its numbered pin."""

    at: Point
    radius: float
    blocks: tuple[Block, ...] = ()
    pin: float = 0


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where a name stands. `anchor` is the side of it that is nearest to the dot, `leader` the line from there.

    Each is told apart by itself: what two of them cost each other is asked often, and reckoned once.
    """

    block: Block
    box: Box
    anchor: str
    pin: Point | None
    leader: Line | None
    boxes: tuple[Box, ...]


Layout = dict[int, tuple[float, Placed]]  # where names stand, and what that costs each by itself


def place(marks: Sequence[Mark], picture: Box) -> list[Placed | None]:
    """A place for each mark's name, or None where there is no room: nothing overlaps, nothing leaves the picture.

    One name after the other takes the best place that is left. Who has fared badly so far chooses earlier in the next
    attempt (squeaky wheel optimization: Joslin and Clements, 1999), by dice that fall the same each time; in the best
    attempt names then give way to others where that is better for all.
    """
    dots = tuple(around(mark.at, mark.radius + AROUND) for mark in marks)
    choices = {own: _choices(mark, dots, own, picture) for own, mark in enumerate(marks) if mark.blocks}
    blame, dice = dict.fromkeys(choices, 0.0), Random(1)
    best: Layout = {}
    for _ in range(ATTEMPTS):
        found: Layout = {}
        for own in sorted(choices, key=lambda own: -blame[own] * dice.uniform(0.3, 1)):
            _settle(own, choices, found)
        best = min(best, found, key=lambda layout: _total(layout, choices))
        costs = {own: _cost(own, found) for own in choices}
        if all(cost <= CHEAP for cost in costs.values()):
            break
        blame = {own: FORGET * blame[own] + cost for own, cost in costs.items()}
    best = _improved(best, choices)
    return [best[own][1] if own in best else None for own in range(len(marks))]


@lru_cache(1 << 15)
def _clash(one: Placed, other: Placed) -> float:
    """What it costs that two names stand together: everything where one covers the other or the other's line."""
    if any(box.meets(another) for box in one.boxes for another in other.boxes):
        return math.inf
    for placed, neighbour in ((one, other), (other, one)):
        if placed.leader and any(enters(placed.leader, box) for box in neighbour.boxes):
            return math.inf
    return CROSSING if one.leader and other.leader and cross(one.leader, other.leader) else 0


def _settle(own: int, choices: "dict[int, _Choices]", layout: Layout) -> None:
    """Give a name the cheapest place that the others leave, if they leave any."""
    least = NOWHERE
    for base, placed in choices[own]:
        if base >= least:
            break
        cost = base
        for _, other in layout.values():
            cost += _clash(placed, other)
            if cost >= least:
                break
        else:
            least, settled = cost, (base, placed)
    if least < NOWHERE:
        layout[own] = settled


def _cost(own: int, layout: Layout) -> float:
    if own not in layout:
        return NOWHERE
    base, placed = layout[own]
    return base + sum(_clash(placed, other) for rival, (_, other) in layout.items() if rival != own)


def _total(layout: Layout, choices: "dict[int, _Choices]") -> float:
    return sum(_cost(own, layout) for own in choices)


def _improved(layout: Layout, choices: "dict[int, _Choices]", rounds: int = ROUNDS) -> Layout:
    """Names that pay much, the dearest first, try to push up to two others to places of their second choice."""
    for own in sorted(choices, key=lambda own: -_cost(own, layout)):
        total, dear = _total(layout, choices), _cost(own, layout)
        if dear <= CHEAP:
            break
        for base, placed in islice(choices[own], TRIED):
            rivals = [rival for rival, (_, other) in layout.items() if rival != own and _clash(placed, other)]
            if base < dear and len(rivals) <= PUSHED:
                trial = {rival: at for rival, at in layout.items() if rival not in {own, *rivals}} | {
                    own: (base, placed)
                }
                for rival in rivals:
                    _settle(rival, choices, trial)
                if _total(trial, choices) < total:
                    return _improved(trial, choices, rounds - 1) if rounds else trial
    return layout


class _Choices:
    """The places of one name on the picture that cover no dot, with their costs; looked for once, as far as needed."""

    def __init__(self, mark: Mark, dots: tuple[Box, ...], own: int, picture: Box) -> None:
        self._known: list[tuple[float, Placed]] = []
        self._others = [dot for at, dot in enumerate(dots) if at != own]
        self._dot, self._picture = dots[own], picture
        self._rest = self._look(mark)
        self._lock = Lock()

    def __iter__(self) -> Iterator[tuple[float, Placed]]:
        at = 0
        while True:
            if at == len(self._known) and not self._looks_beyond(at):
                return
            yield self._known[at]
            at += 1

    def _looks_beyond(self, at: int) -> bool:
        """Whether there is a place more than these; two threads may ask at once."""
        with self._lock:
            if at == len(self._known) and (choice := next(self._rest, None)):
                self._known.append(choice)
            return at < len(self._known)

    def _look(self, mark: Mark) -> Iterator[tuple[float, Placed]]:
        for cost, placed in _candidates(mark):
            if all(box.is_within(self._picture) for box in placed.boxes) and self._leaves_dots_free(placed):
                yield cost + self._confusion(placed), placed

    def _confusion(self, placed: Placed) -> float:
        """What a name costs that stands by itself and as near to another dot."""
        if placed.leader or placed.pin:
            return 0
        own = _distance(placed.box, self._dot)
        return MISTAKEN * sum(_distance(placed.box, dot) <= own + NEARER for dot in self._others)

    def _leaves_dots_free(self, placed: Placed) -> bool:
        """A pin may stand on its own dot, a name may not; a line leads past the others."""
        for box in placed.boxes:
            left, top, right, bottom = box.left, box.top, box.right, box.bottom
            for dot in self._others:
                if left < dot.right and dot.left < right and top < dot.bottom and dot.top < bottom:
                    return False
        if placed.leader and any(enters(placed.leader, dot) for dot in self._others):
            return False
        return not placed.block.lines or not placed.box.meets(self._dot)


@lru_cache(128)
def _choices(mark: Mark, dots: tuple[Box, ...], own: int, picture: Box) -> _Choices:
    """The same dots and the same name stand on many maps."""
    return _Choices(mark, dots, own, picture)


def _distance(one: Box, other: Box) -> float:
    across = max(0, one.left - other.right, other.left - one.right)
    return math.hypot(across, max(0, one.top - other.bottom, other.top - one.bottom))


@cache
def _offsets() -> tuple[tuple[float, float, float, float], ...]:
    """Cost, direction and distance of all places around a dot, the cheapest first: to the right of it."""
    turns = [2 * math.pi * step / DIRECTIONS for step in range(DIRECTIONS)]
    return tuple(
        sorted(
            (gap + UPWARD * abs(math.sin(turn)) + LEFTWARD * (math.cos(turn) < 0), math.cos(turn), math.sin(turn), gap)
            for gap in GAPS
            for turn in turns
        )
    )


def _candidates(mark: Mark) -> Iterator[tuple[float, Placed]]:
    """Where a name could stand and what that costs, about the cheapest first."""
    if mark.pin:
        for block in mark.blocks:
            for anchor in ("start", "end"):
                yield WRAPPED * (len(block.lines) - 1.0), _pinned(mark, block, mark.at, anchor)
    for cost, across, down, gap in _offsets():
        for block in mark.blocks:
            dear = cost + WRAPPED * max(0, len(block.lines) - 1)
            if mark.pin:
                far = mark.pin + mark.radius + gap
                pin = Point(mark.at.x + across * far, mark.at.y + down * far)
                yield dear, _pinned(mark, block, pin, "end" if across < -STEEP else "start")
            else:
                yield dear, _beside(mark, block, (across, down), gap)


def _pinned(mark: Mark, block: Block, pin: Point, anchor: str) -> Placed:
    """A pin, on its dot or at the end of a line, with its name to the right (start) or left (end) of it."""
    disc = around(pin, mark.pin)
    left = disc.right + PIN_GAP if anchor == "start" else disc.left - PIN_GAP - block.width
    box = Box(left, pin.y - block.height / 2, left + block.width, pin.y + block.height / 2)
    leader = None if pin == mark.at else (mark.at.x, mark.at.y, pin.x, pin.y)
    return Placed(block, box, anchor, pin, leader, (disc, box) if block.lines else (disc,))


def _beside(mark: Mark, block: Block, direction: tuple[float, float], gap: float) -> Placed:
    """A name by itself, with a line to its dot where it stands further off."""
    across, down = direction
    far = mark.radius + gap
    x = mark.at.x + across * far + max(-1, min(1, 1.6 * across)) * block.width / 2
    y = mark.at.y + down * far + max(-1, min(1, 1.6 * down)) * block.height / 2
    box = Box(x - block.width / 2, y - block.height / 2, x + block.width / 2, y + block.height / 2)
    anchor = "middle" if abs(across) < STEEP else "start" if across > 0 else "end"
    end = box.nearest(mark.at)
    leader = (mark.at.x, mark.at.y, end.x, end.y) if gap > BESIDE else None
    return Placed(block, box, anchor, None, leader, (box,))
