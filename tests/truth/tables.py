"""Plain tables, and the targets that were met or missed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH = 12


@dataclass
class Report:
    """Prints as it goes; `missed` names the targets that were missed."""

    contestants: Sequence[str]
    missed: list[str] = field(default_factory=list)
    judged: int = 0

    def head(self, title: str, note: str = "", columns: Sequence[str] = ()) -> None:
        print(f"\n{title}" + (f"\n  {note}" if note else ""))
        print(" " * 44 + "".join(f"{name:>{WIDTH}}" for name in columns or self.contestants))

    def row(
        self,
        name: str,
        values: Sequence[float | str | None],
        target: tuple[float, float] | None = None,
        digits: int = 3,
    ) -> None:
        """A line of values, ours first; with a target (lowest, highest) it is judged by ours."""
        printed = (f"{_printed(value, digits):>{WIDTH}}" for value in values)
        verdict = self._judge(name, values[0], target, digits) if target else ""
        print(f"  {name:42}{''.join(printed)}{verdict}")

    def _judge(self, name: str, value: float | str | None, target: tuple[float, float], digits: int) -> str:
        low, high = target
        wanted = (
            f">= {low:g}" if high == float("inf") else f"<= {high:g}" if low == -float("inf") else f"{low:g}-{high:g}"
        )
        met = isinstance(value, int | float) and low <= value <= high
        self.judged += 1
        if not met:
            self.missed.append(f"{name}: {_printed(value, digits)}, wanted {wanted}")
        return f"   {'met   ' if met else 'MISSED'} ({wanted})"


def at_least(low: float) -> tuple[float, float]:
    return low, float("inf")


def at_most(high: float) -> tuple[float, float]:
    return -float("inf"), high


def _printed(value: float | str | None, digits: int) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else f"{value:.{digits}f}"
