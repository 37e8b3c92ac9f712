from itertools import combinations
from math import asin, atan2, cos, degrees, hypot, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.drawing import bars, maps
from hubs.drawing.boxes import around
from hubs.drawing.typeface import face
from hubs.templatetags.bars import bar as bar_as_svg
from tests.pages import Page

shares = st.lists(st.floats(0.001, 1), min_size=1, max_size=18).map(lambda raw: [share / sum(raw) for share in raw])


def place(x, y):
    """The degrees of what is drawn at a point of the map."""
    east, north, middle = x - 239.90969, 419.12591 - y, radians(7)
    far = hypot(east, north)
    turn = 2 * asin(far / 2 / 411.20583415)
    latitude = asin(cos(turn) * sin(middle) + north * sin(turn) * cos(middle) / far)
    across = atan2(east * sin(turn), far * cos(middle) * cos(turn) - north * sin(middle) * sin(turn))
    return degrees(latitude), -86 + degrees(across)


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [
        (6.2442, -75.5812, 314.3, 423.7),  # Medellín
        (43.6532, -79.3832, 276.1, 160.0),  # Toronto
        (-31.4201, -64.1888, 380.5, 691.1),  # Córdoba
    ],
)
def test_the_projection_gives_the_published_points(latitude, longitude, x, y):
    point = maps.project(latitude, longitude)
    assert (point.x, point.y) == pytest.approx((x, y), abs=0.2)


def test_the_centre_of_the_map_is_its_origin():
    assert maps.project(7, -86) == maps.Point(239.9, 419.1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "y"),
    [(67, -86, 7.9), (53, 94, -293.1), (-6.99, 94, -403.3), (-7, 94, 1241.5)],
)
def test_the_projection_reaches_the_other_side_of_the_earth(latitude, longitude, y):
    """60 and 120 degrees north of the centre, just before the antipode, and the antipode, which is the whole rim."""
    point = maps.project(latitude, longitude)
    assert (point.x, point.y) == pytest.approx((239.9, y), abs=0.1)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_on_earth_projects_to_finite_numbers(latitude, longitude):
    point = maps.project(latitude, longitude)
    assert abs(point.x) < 1e8
    assert abs(point.y) < 1e8


def test_a_hub_outside_the_americas_is_left_off_the_map():
    assert maps.hub_map([("tokyo", "Tokyo", 35.7, 139.7)]) == ()
    assert maps.hub_map([("antipode", "Antipode", -7.0, 94.0)]) == ()


@pytest.mark.parametrize("where", [(-5, 400), (625, 400), (300, 25), (300, 875)])
def test_a_hub_just_beside_the_map_stands_at_its_edge(where):
    (dot,) = maps.hub_map([("hub", "Hub", *place(*where))])
    assert around(maps.Point(float(dot.x), float(dot.y)), maps.DOT - 0.1).is_within(maps.MAP)


def centres(dots):
    return [(float(dot.x), float(dot.y)) for dot in dots]


def test_dots_that_would_cover_each_other_stand_apart_and_the_first_stays():
    twelve = [(f"h{n}", "Hub", *place(300 + n / 10, 400)) for n in range(12)]
    found = centres(maps.dots(twelve, 5))
    assert found[0] == pytest.approx((300, 400), abs=0.1)
    assert len(found) == 12
    assert min(hypot(x - u, y - v) for (x, y), (u, v) in combinations(found, 2)) >= 10
    assert max(hypot(x - 300, y - 400) for x, y in found) <= 28


def test_dots_with_room_stay_where_they_are():
    assert centres(maps.dots([("a", "A", *place(200, 300)), ("b", "B", *place(211, 300))], 5)) == [
        pytest.approx((200, 300), abs=0.2),
        pytest.approx((211, 300), abs=0.2),
    ]


def test_in_a_crowd_whoever_finds_its_place_taken_is_left_off_and_nobody_is_named():
    crowd = [(f"h{n}", "Hub", -20 + n % 100 / 5, -70 + n // 100 / 5) for n in range(10_000)]
    dots = maps.hub_map(crowd)
    assert 100 < len(dots) < 2000
    assert not any(dot.label for dot in dots)
    assert min(hypot(x - u, y - v) for (x, y), (u, v) in combinations(centres(dots)[:200], 2)) >= 2 * maps.DOT


def test_a_hub_is_named_beside_its_dot():
    (dot,) = maps.hub_map([("lima", "Lima", -12.04, -77.03)])
    assert (dot.name, dot.label.lines, dot.label.anchor, dot.label.leader) == ("Lima", ("Lima",), "start", None)
    assert float(dot.label.x) > float(dot.x)


def test_only_those_who_come_first_are_named_and_they_and_the_close_ones_are_numbered():
    places = [("lima", "Lima", -12.0, -77.0), ("cusco", "Cusco", -20.0, -60.0), ("quito", "Quito", 0.0, -70.0)]
    cusco, lima, quito = maps.hub_map(places, ["cusco"], ["lima"])
    assert (cusco.label.lines, cusco.label.pin) == (("Cusco",), (cusco.x, cusco.y))
    assert (lima.label.lines, lima.label.pin) == ((), (lima.x, lima.y))
    assert quito.label is None


def test_a_long_name_is_broken_between_words_into_even_lines():
    lines = [block.lines for block in maps._blocks("San Francisco Bay Area", 22)]
    assert lines == [("San Francisco Bay Area",), ("San Francisco", "Bay Area"), ("San", "Francisco", "Bay Area")]
    assert [block.lines for block in maps._blocks("Guadalajara", 22)] == [("Guadalajara",)]


def test_a_word_longer_than_any_line_is_broken_too():
    (block,) = maps._blocks("W" * 40, 22)
    assert block.width < 300
    assert "".join(block.lines) == "W" * 40


def test_a_bar_stacks_what_is_earned_and_ends_at_the_score():
    drawn = bars.bar([(0.3, True), (0.2, False)], 0.25, 0.75)
    assert [(part.x, part.width, part.unknown) for part in drawn.segments] == [
        ("0.00%", "30.00%", False),
        ("30.00%", "20.00%", True),
    ]
    assert (drawn.score, drawn.low, drawn.high) == ("50.00%", "25.00%", "75.00%")


def test_six_criteria_are_coloured_and_the_rest_are_one_grey():
    assert [bars.series(position) for position in range(9)] == [1, 2, 3, 4, 5, 6, 7, 7, 7]


def test_no_two_segments_side_by_side_look_alike():
    drawn = bars.bar([(0.1, True)] * 6 + [(0.05, True), (0.1, False), (0.05, True)])
    assert [(part.series, part.width, part.unknown) for part in drawn.segments[6:]] == [
        (7, "10.00%", False),
        (7, "10.00%", True),
    ]
    assert drawn.score == "80.00%"


def test_a_track_is_as_long_as_its_weight_and_filled_by_what_was_earned():
    assert bars.track(0.2, 0.1, 0.4) == bars.Track("50.00%", "25.00%")


def test_a_strip_keeps_a_margin_at_both_ends():
    drawn = bars.strip(0.5, 0, 1, [0.25])
    assert (drawn.low, drawn.here, drawn.high) == ("3.00%", "50.00%", "97.00%")
    assert drawn.others == ("26.50%",)


def test_the_locator_frames_the_hub_and_names_it_where_its_card_leaves_room():
    here = ("medellin", "Medellín", 6.2442, -75.5812)
    near = ("bello", "Bello", 6.33, -75.56)
    shown = maps.locator(here, [near])
    assert shown.view == "-15.9 339.7 460 172"
    assert (shown.here.x, shown.here.y) == ("314.1", "423.7")
    assert shown.here.label.lines == ("Medellín",)
    assert hypot(float(shown.others[0].x) - 314.1, float(shown.others[0].y) - 423.7) >= 2 * maps.NEIGHBOUR


def test_the_name_on_a_locator_keeps_clear_of_the_edge_and_of_the_rings():
    for name in ("Colonia del Sacramento", "Santa Fe de la Vera Cruz de los Muy Nobles Caballeros", "Ab"):
        shown = maps.locator(("hub", name, *place(400, 500)), [])
        label = shown.here.label
        width = max(face("regular").width(line, maps.LOCATED_NAME) for line in label.lines)
        assert float(label.x) >= 400 + maps.RING
        assert float(label.x) + 1.08 * width <= 400 + maps.FREE.right


def test_a_bar_has_a_gap_between_its_parts_and_its_range_where_it_is_wanted():
    three = bars.bar([(0.3, True), (0.2, False), (0.1, True)], 0.25, 0.75)
    plain, ranged = Page(bar_as_svg(three, 30, 12)), Page(bar_as_svg(three, 30, 12, 22))
    gaps = plain.all("line.segment-gap")
    assert [(gap.attributes["x1"], gap.attributes["y1"], gap.attributes["y2"]) for gap in gaps] == [
        ("30.00%", "2", "14"),
        ("50.00%", "2", "14"),
    ]
    assert plain.values("rect.segment", "y") == ["2", "2", "2"]
    assert not plain.all(".range-line, .range-point")
    assert ranged.values(".range-line", "y1") == ranged.values(".range-line", "y2") == ["22"]
    assert ranged.values(".range-point", "cy") == ["22"]


def test_in_a_crowd_pins_make_room_for_each_other_alone(monkeypatch):
    crowd = [(f"hub-{n}", f"Hub {n}", -30 + n % 40, -80 + n // 40 * 1.5) for n in range(maps.CROWD * 4)]
    first, asked = ["hub-1", "hub-20", "hub-90"], []
    place = maps.place_labels
    monkeypatch.setattr(maps, "place_labels", lambda marks, picture: asked.append(len(marks)) or place(marks, picture))
    dots = {dot.slug: dot for dot in maps.hub_map(crowd, first, ["hub-200"])}
    assert asked == [4]
    assert [slug for slug, dot in dots.items() if dot.label] == [*first, "hub-200"]
