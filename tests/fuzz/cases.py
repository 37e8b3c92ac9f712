"""Hostile cases: how many of each kind, what they are made of, and how long each took beside its own kind."""

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
SHORTER = 60  # how much less the suite tries than make fuzz
TIMES = 20  # as long as the median of its kind, and no longer
FEW = 25  # cases, of which there is no median to speak of
NOTHING = 0.02  # seconds of the processor that nobody minds, whatever the median
AGAIN = 3

VALUES = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "2",
        "9" * 400,
        "NaN",
        "Infinity",
        "1e999",
        "-0.0",
        "1,5",
        "٣",
        "½",
        "true",
        "on",
        "null",
    ),
    *("\x00", "a\x00b", "\r\nX-Injected: 1", "\u202e", "\ufeff", "e\u0301" * 50, "😀", "\ud7ff", "a" * 5_000),
    *(
        "' OR 1=1 --",
        '"; DROP TABLE hubs_hub; --',
        "<script>alert(1)</script>",
        "{{ 7|add:7 }}",
        "{% load x %}",
        "${7*7}",
    ),
    *("../../etc/passwd", "..%2f..%2f", "//elsewhere.example", "https://elsewhere.example/", "javascript:alert(1)"),
    *(
        "=1+1",
        "@SUM(A1)",
        "%s%n%d",
        "{0.__class__}",
        "2026-02-30",
        "0000-00-00",
        "[]",
        "{}",
        "__proto__",
        "lima",
        "cost",
    ),
]
HOSTILE = st.one_of(st.sampled_from(VALUES), st.text(st.characters(codec="utf-8"), max_size=40))


def many(cases: int) -> Any:
    """The settings of a test that tries so many cases in `make fuzz`."""
    return settings(
        max_examples=cases if LONG else max(15, cases // SHORTER),
        deadline=None,
        derandomize=not LONG,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


class Measured:
    """Seconds of the processor by kind; what takes too long is tried again, so that no collector of garbage counts."""

    def __init__(self) -> None:
        self.seconds: dict[Any, list[float]] = defaultdict(list)
        self.slow: list[tuple[float, Any, str]] = []

    @property
    def tried(self) -> int:
        return sum(map(len, self.seconds.values()))

    def run(self, said: str, act: Callable[[], Any]) -> Any:
        """Do it, and note how long it took; what it returns is its kind."""
        kind, took = timed(act)
        known = self.seconds[kind]
        known.append(took)
        if len(known) > FEW and took > self.most(kind):
            took = min(timed(act)[1] for _ in range(AGAIN))
            if took > self.most(kind):
                self.slow.append((took / statistics.median(known), kind, said))
        return kind

    def most(self, kind: Any) -> float:
        return max(NOTHING, TIMES * statistics.median(self.seconds[kind]))


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    kind = act()
    return kind, time.process_time() - start


def none_was_slow(measured: Measured) -> None:
    print(f"{measured.tried} cases of {len(measured.seconds)} kinds")
    assert measured.slow == []


fuzz = pytest.mark.fuzz
