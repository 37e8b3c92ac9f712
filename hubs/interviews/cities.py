"""Cities that are no hub: what is said of them is said of no place of ours.

`cities.csv` has names, latitudes and longitudes from GeoNames (https://www.geonames.org, CC BY 4.0): cities from 50,000
people in Latin America and Iberia, 100,000 in the United States and Canada, 250,000 elsewhere, the best known of them
with their Spanish and Portuguese names; without names that are words of a language that is read
or better known as a state or a district.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from hubs.interviews.words import fold

FILE = Path(__file__).with_name("cities.csv")
NEARBY = 0.6  # degrees, about 65 km: what lies nearer to a hub is a part of it


@cache
def _cities() -> tuple[tuple[str, ...], np.ndarray]:
    with FILE.open(encoding="utf-8", newline="") as file:
        names, latitudes, longitudes = zip(*csv.reader(file, delimiter=";"), strict=True)
    return tuple(map(fold, names)), np.array([latitudes, longitudes], dtype=float)


def elsewhere(hubs: Iterable[tuple[float, float]]) -> frozenset[str]:
    """Folded names of cities, without those of which one lies near a hub, by the hubs' latitudes and longitudes."""
    names, (latitudes, longitudes) = _cities()
    near = np.zeros(len(names), dtype=bool)
    for latitude, longitude in hubs:
        east = (longitudes - longitude) * np.cos(np.radians(latitude))
        near |= np.hypot(latitudes - latitude, east) < NEARBY
    return frozenset(names) - {name for name, is_near in zip(names, near, strict=True) if is_near}
