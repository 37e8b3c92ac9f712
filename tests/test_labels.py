"""Where names stand on a picture: never on each other, never on a dot, never over the edge."""

from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubs.catalogue.loading import read_fixtures
from hubs.drawing import maps
from hubs.drawing.boxes import Box, Point, around, cross, enters
from hubs.drawing.labels import Block, Mark, Placed, place
from hubs.drawing.maps import DOT, MAP, NAME, PIN, PINNED_NAME
from hubs.languages import alphabetical
from tests import makers

RECORDS = [record for _, record in read_fixtures(makers.FIXTURES) if record["type"] == "hub"]


def in_language(name):
    """The hubs (name, latitude, longitude) as a language calls them."""
    hubs = ((hub[name], hub["latitude"], hub["longitude"]) for hub in RECORDS)
    return sorted(hubs, key=lambda hub: alphabetical(str(hub[0])))


HUBS = in_language("name")
LONG = "Santa Fe de la Vera Cruz de los Muy Nobles Caballeros del Río de la Plata"
A_NAME = Block(("Lima",), 40, 20)
PICTURE = Box(0, 0, 400, 400)


def marks_of(hubs, size=NAME, pin=0.0):
    """Hubs (name, latitude, longitude) as marks that stand apart."""
    found = maps._apart(tuple((str(n), *hub) for n, hub in enumerate(hubs)), DOT)
    return [Mark(at, DOT, tuple(maps._blocks(name, size)), pin) for _, name, at in found]


def are_told_apart(marks: Sequence[Mark], placed: Sequence[Placed | None], picture: Box) -> None:
    """What must be true of every picture, whoever is on it."""
    names = [name for name in placed if name]
    boxes = [box for name in names for box in name.boxes]
    assert all(box.is_within(picture) for box in boxes)
    for one, other in permutations(names, 2):
        assert not any(box.meets(another) for box in one.boxes for another in other.boxes)
        assert not any(one.leader and enters(one.leader, box) for box in other.boxes)
    for mark, at in zip(marks, placed, strict=True):
        for dot in (around(other.at, other.radius) for other in marks if at):
            assert at is not None
            assert not at.block.lines or not at.box.meets(dot)
            assert not at.leader or dot == around(mark.at, mark.radius) or not enters(at.leader, dot)
            assert not at.pin or dot == around(mark.at, mark.radius) or not around(at.pin, mark.pin).meets(dot)


@pytest.mark.parametrize("language", ["name", "name_es", "name_pt_br", "name_fr"])
def test_every_hub_of_the_catalogue_has_its_name_on_the_map_and_no_line_crosses_another(language):
    marks = marks_of(in_language(language))
    placed = place(marks, MAP)
    are_told_apart(marks, placed, MAP)
    assert len(placed) == len(HUBS)
    assert all(placed)
    lines = [name.leader for name in placed if name.leader]
    assert not any(cross(one, other) for one, other in combinations(lines, 2))


def test_a_name_by_itself_stands_nearest_to_its_own_dot():
    """Buenos Aires and Colonia are 50 km apart: who reads one name beside the other's dot is misled."""
    marks = marks_of(HUBS)
    for mark, name in zip(marks, place(marks, MAP), strict=True):
        if not name.leader:
            assert min(marks, key=lambda other: _distance(name.box, other.at)) is mark, name.block.lines


def _distance(box: Box, point: Point) -> float:
    near = box.nearest(point)
    return (near.x - point.x) ** 2 + (near.y - point.y) ** 2


@pytest.mark.properties
@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(HUBS), min_size=3, max_size=27, unique=True), st.sampled_from([0.0, PIN]))
def test_any_hubs_of_the_catalogue_are_told_apart(hubs, pin):
    marks = marks_of(hubs, PINNED_NAME if pin else NAME, pin)
    placed = place(marks, MAP)
    are_told_apart(marks, placed, MAP)
    assert pin or all(placed)


@pytest.mark.parametrize("name", ["Lima", "Colonia del Sacramento", LONG])
def test_ten_hubs_in_one_spot_are_told_apart(name):
    marks = marks_of([(name, 19.4, -99.1)] * 10)
    placed = place(marks, MAP)
    are_told_apart(marks, placed, MAP)
    assert len(marks) == 10
    assert name == LONG or sum(at is not None for at in placed) >= 9


def test_a_shortlist_of_neighbours_is_numbered_to_the_last():
    mexico = [hub for hub in HUBS if hub[0] in {"Aguascalientes", "Colima", "Guadalajara", "Querétaro", "Mexico City"}]
    marks = marks_of(mexico, PINNED_NAME, PIN)
    placed = place(marks, MAP)
    are_told_apart(marks, placed, MAP)
    assert all(name and name.pin for name in placed)


def test_a_name_stands_beside_its_dot_where_nothing_is_in_the_way():
    (name,) = place([Mark(Point(200, 200), 5, (A_NAME,))], PICTURE)
    assert (name.anchor, name.leader, name.box.left, name.box.top) == ("start", None, 211, 190)


@pytest.mark.parametrize(("x", "anchor"), [(340, "start"), (360, "end")])
def test_a_name_flips_to_the_side_that_has_room(x, anchor):
    (name,) = place([Mark(Point(x, 200), 5, (A_NAME,))], PICTURE)
    assert name.anchor == anchor


def test_a_name_without_room_beside_its_dot_stands_further_off_at_the_end_of_a_line():
    ring = [Mark(Point(200 + x, 200 + y), 5) for x in (-22, 0, 22) for y in (-22, 0, 22) if (x, y) != (0, 0)]
    name, *_ = place([Mark(Point(200, 200), 5, (A_NAME,)), *ring], PICTURE)
    assert name.leader is not None
    are_told_apart([Mark(Point(200, 200), 5), *ring], [name] + [None] * 8, PICTURE)


def test_a_name_that_fits_nowhere_is_left_out():
    assert place([Mark(Point(200, 200), 5, (Block(("Wide",), 500, 20),))], PICTURE) == [None]


def test_a_name_takes_fewer_lines_where_it_can():
    one, two = Block(("Sao Paulo",), 90, 20), Block(("Sao", "Paulo"), 50, 40)
    assert place([Mark(Point(200, 200), 5, (one, two))], PICTURE)[0].block is one
    assert place([Mark(Point(310, 200), 5, (one, two)), Mark(Point(280, 200), 5)], PICTURE)[0].block is two


def test_a_pin_stands_on_its_own_dot_unless_it_would_cover_another():
    alone, _ = place([Mark(Point(200, 200), 5, (A_NAME,), 18), Mark(Point(200, 300), 5)], PICTURE)
    assert (alone.pin, alone.leader) == (Point(200, 200), None)
    moved, _ = place([Mark(Point(200, 200), 5, (A_NAME,), 18), Mark(Point(200, 212), 5)], PICTURE)
    assert moved.pin != Point(200, 200)
    assert moved.leader[:2] == (200, 200)


def test_the_same_map_is_drawn_the_same_each_time():
    marks = marks_of(HUBS)
    assert place(marks, MAP) == place(marks, MAP)
