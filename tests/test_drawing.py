import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.drawing import bars, maps
from hubs.ranking.points import apportion

shares = st.lists(st.floats(0.001, 1), min_size=1, max_size=18).map(lambda raw: [share / sum(raw) for share in raw])


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


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_on_earth_projects_to_finite_numbers(latitude, longitude):
    point = maps.project(latitude, longitude)
    assert abs(point.x) < 1e8
    assert abs(point.y) < 1e8


def test_a_hub_outside_the_americas_is_left_off_the_map():
    assert maps.hub_map([("tokyo", "Tokyo", 35.7, 139.7)]) == ()
    assert maps.hub_map([("antipode", "Antipode", -7.0, 94.0)]) == ()


def test_a_new_hub_shows_at_once_with_its_name():
    (dot,) = maps.hub_map([("lima", "Lima", -12.04, -77.03)])
    assert (dot.name, dot.label.anchor) == ("Lima", "start")
    assert float(dot.label.x) > float(dot.x)


def test_labels_never_cover_a_dot_or_each_other():
    towns = [(f"t{i}", "Same name", 20 + i % 3, -100 + i // 3) for i in range(9)]
    dots = maps.hub_map(towns)
    assert len(dots) == 9
    assert any(dot.label is None for dot in dots)
    upper, lower = maps.hub_map([("upper", "Upper town", 20.0, -100.0), ("lower", "Lower town", 18.9, -100.0)])
    assert {upper.label.anchor, lower.label.anchor} == {"start", "end"}


def test_only_numbered_hubs_are_labelled_when_some_are():
    dots = maps.hub_map([("lima", "Lima", -12.0, -77.0), ("cusco", "Cusco", -20.0, -60.0)], ["cusco"])
    assert [dot.label is not None for dot in dots] == [False, True]


def test_a_bar_stacks_what_is_earned_and_ends_at_the_score():
    drawn = bars.bar([(0.3, True), (0.2, False)], 0.25, 0.75)
    assert [(part.x, part.width, part.unknown) for part in drawn.segments] == [
        ("0.00%", "30.00%", False),
        ("30.00%", "20.00%", True),
    ]
    assert (drawn.score, drawn.low, drawn.high) == ("50.00%", "25.00%", "75.00%")


def test_six_criteria_are_coloured_and_the_rest_are_grey():
    assert [bars.series(position) for position in range(11)] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 7, 8]


def test_a_track_is_as_long_as_its_weight_and_filled_by_what_was_earned():
    assert bars.track(0.2, 0.1, 0.4) == bars.Track("50.00%", "25.00%")


def test_a_strip_keeps_a_margin_at_both_ends():
    drawn = bars.strip(0.5, 0, 1, [0.25])
    assert (drawn.low, drawn.here, drawn.high) == ("3.00%", "50.00%", "97.00%")
    assert drawn.others == ("26.50%",)


@given(shares)
def test_weights_are_apportioned_to_exactly_100_points(weights):
    points = apportion(weights, 100)
    assert sum(points) == 100
    assert all(abs(point - 100 * weight) < 1 for point, weight in zip(points, weights, strict=True))


@given(shares, st.data())
def test_earned_points_add_up_to_the_score_and_never_exceed_their_worth(weights, data):
    ceilings = apportion(weights, 100)
    earned = [weight * data.draw(st.floats(0, 1)) for weight in weights]
    points = apportion(earned, round(100 * sum(earned)), ceilings)
    assert all(
        0 <= point <= max(ceiling, int(100 * e + 1e-6))
        for point, ceiling, e in zip(points, ceilings, earned, strict=True)
    )
    assert abs(sum(points) - 100 * sum(earned)) <= 1


def test_the_locator_frames_the_hub():
    assert maps.locator(maps.Point(314.1, 423.8)) == "-15.9 339.8 460 172"
