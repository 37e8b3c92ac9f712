"""Shares of 1 as whole points, printed so that the parts add up to the whole."""

import math
from collections.abc import Sequence


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
