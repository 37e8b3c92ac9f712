"""Where countries lie, as far as time zones tell: to notice a hub that is entered under the wrong one."""

import math
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

MARGIN = 6.0  # degrees around a country's places that may still be its own
FAR_NEARER = 5.0  # so many times nearer to another country's place is too near
EARTH = 6371.0  # km
DEGREES = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


class Place(NamedTuple):
    """A point in a country, in degrees; `zone` is its time zone, where it is the city that the zone is named after."""

    country: str
    latitude: float
    longitude: float
    zone: str = ""


@cache
def zone_places() -> tuple[Place, ...]:
    """The cities after which time zones are named, with their countries: tzdata's own table."""
    lines = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(Place(code, *_degrees(coordinates), zone) for code, coordinates, zone, *_comments in rows)


def _degrees(coordinates: str) -> tuple[float, float]:
    """
    >>> _degrees("-1630-06809"), _degrees("+340308-1181434")[1] < -118.2
    ((-16.5, -68.15), True)
    """
    found = DEGREES.fullmatch(coordinates)
    assert found, f"tzdata has {coordinates!r} for a place"
    return _signed(*found.group(1, 2, 3, 4)), _signed(*found.group(5, 6, 7, 8))


def _signed(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    return float(f"{sign}1") * (int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600)


def lies_outside(code: str, latitude: float, longitude: float, others: Iterable[Place] = ()) -> bool:
    """Whether a point is hardly in a country, by what is known of where that country's places are.

    Parameters
    ----------
    code : of the country, ISO 3166.
    latitude, longitude : in degrees.
    others : further places that are known, such as the other hubs.

    Examples
    --------
    >>> lies_outside("CR", 9.9, -84.1), lies_outside("CR", -16.5, -68.1), lies_outside("UY", -34.5, -57.8)
    (False, True, False)
    """
    places = [*zone_places(), *others]
    own = [place for place in places if place.country == code]
    if not own:
        return False
    in_the_box = all(
        min(values) - MARGIN <= value <= max(values) + MARGIN
        for value, values in ((latitude, [p.latitude for p in own]), (longitude, [p.longitude for p in own]))
    )
    here = Place(code, latitude, longitude)
    nearest_own = min(distance(here, place) for place in own)
    nearest = min(distance(here, place) for place in places)
    return not in_the_box or nearest_own > FAR_NEARER * max(nearest, 20.0)


def distance(one: Place, other: Place) -> float:
    """Kilometres along the earth.

    >>> round(distance(Place("", 0, 0), Place("", 0, 1)))
    111
    """
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    haversine = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, haversine)))
