"""What is assumed where nothing is known, column by column; frozen, so that no hub can move another one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from hubs.ranking.strength import GRID, Column

MIDDLE = 0.5  # neither good nor bad: where every explanation begins, and what silence counts for


@dataclass(frozen=True)
class Prior:
    """What a release takes as usual; every sequence is aligned with ``columns``.

    Attributes
    ----------
    columns : the release's columns.
    mean : mu in [0, 1], a multiple of 1/1024.
    sigma : standard deviation of one statement around the truth, ``>= 0``.
    kappa : sigma^2 / tau^2, with tau the standard deviation between hubs: how many statements the prior is worth.
    middle : where explanations begin: 1/2, and mu for releases from before calibrations.
    """

    columns: tuple[Column, ...]
    mean: tuple[float, ...]
    sigma: tuple[float, ...]
    kappa: tuple[float, ...]
    middle: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.middle:
            object.__setattr__(self, "middle", (MIDDLE,) * len(self.columns))

    @classmethod
    def from_moments(cls, data: dict[str, Any]) -> Self:
        """The prior of a release from before calibrations: mu, kappa and E[s^2] over hubs and statements together.

        Since sigma^2 = kappa tau^2 and sigma^2 + tau^2 = E[s^2] - mu^2, sigma^2 = (E[s^2] - mu^2) kappa / (kappa + 1).

        Examples
        --------
        >>> old = {"columns": [["cost", ""]], "mean": [0.5], "second": [0.375], "kappa": [1.0]}
        >>> Prior.from_moments(old)
        Prior(columns=(Column(criterion='cost', option=''),), mean=(0.5,), sigma=(0.25,), kappa=(1.0,), middle=(0.5,))
        """
        mean, second, kappa = (np.array(data[name], dtype=np.float64) for name in ("mean", "second", "kappa"))
        sigma = np.sqrt(np.maximum(0.0, second - mean**2) * kappa / (kappa + 1))
        columns = tuple(Column(*column) for column in data["columns"])
        mu = tuple(mean.tolist())
        return cls(columns, mu, tuple(sigma.tolist()), tuple(kappa.tolist()), middle=mu)

    def take(self, columns: Sequence[Column]) -> "Prior":
        """The prior of ``columns``, in their order; ValueError if it lacks one of them.

        Examples
        --------
        >>> Prior((Column("cost"),), (0.5,), (0.25,), (2.0,)).take([Column("family")])
        Traceback (most recent call last):
        ValueError: the prior has no column Column(criterion='family', option='')
        """
        position = {column: j for j, column in enumerate(self.columns)}
        for column in columns:
            if column not in position:
                raise ValueError(f"the prior has no column {column}")
        chosen = [position[column] for column in columns]
        rows = (self.columns, self.mean, self.sigma, self.kappa, self.middle)
        return Prior(*(tuple(row[j] for j in chosen) for row in rows))  # type: ignore[arg-type]


def on_grid(mean: float) -> float:
    """A mean as a multiple of 1/1024, so that every weighted sum of cells is exact."""
    return float(np.rint(mean * GRID) / GRID)
