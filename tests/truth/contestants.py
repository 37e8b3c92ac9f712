"""What our model is held against: means, and the model of before calibrations.

Each learns from evidence items and has the cells it believes in (`hubs.ranking.foresight.Model`).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

import numpy as np
import pandas as pd

from hubs.catalogue.contents import Contents
from hubs.ranking.cells import EvidencePooler, locate
from hubs.ranking.foresight import Prediction
from hubs.ranking.prior import Prior
from hubs.ranking.strength import GRID, Column, share_votes
from tests.truth import former


class Contestant:
    """Fills `cells_`, and `noise`, the variance of one statement around the truth of a cell; takes no bias off."""

    def __init__(self, hubs: tuple[str, ...], columns: tuple[Column, ...]) -> None:
        self.hubs, self.columns = hubs, columns

    def believe(self, items: pd.DataFrame, mean: np.ndarray, variance: np.ndarray, noise: np.ndarray) -> None:
        """Cells with these beliefs, which keep what they are made of."""
        even = Prior(self.columns, *((value,) * len(self.columns) for value in (0.5, 0.25, 1.0)))
        cells = EvidencePooler(self.hubs, self.columns, even).fit_transform(items)
        self.cells_ = replace(cells, mean=np.rint(mean * GRID) / GRID, variance=variance)
        self.noise = np.broadcast_to(noise, mean.shape)

    def predict(self, statements: pd.DataFrame) -> Prediction:
        cell = locate(statements, self.hubs, self.columns)
        mean, variance = self.cells_.mean.ravel()[cell], (self.cells_.variance + self.noise).ravel()[cell]
        return Prediction(statements["similarity"].to_numpy(), mean, variance)

    def sums(self, items: pd.DataFrame, *values: np.ndarray) -> list[np.ndarray]:
        """Sums of values over the items of each cell."""
        shape = len(self.hubs), len(self.columns)
        cell = locate(items, self.hubs, self.columns)
        return [np.bincount(cell, value, shape[0] * shape[1]).reshape(shape) for value in values]


class Plain(Contestant):
    """The mean of what is said and measured in a cell, each item alike; the criterion's mean where nothing is."""

    def fit(self, items: pd.DataFrame) -> Self:
        s = items["similarity"].to_numpy()
        n, total, squares = self.sums(items, np.ones(len(s)), s, s**2)
        usual, spread = self.usual(items)
        mean = np.where(n > 0, total / np.maximum(n, 1), usual)
        doubled = n > 1
        within = np.sum((squares - n * mean**2)[doubled]) / max(1, np.sum((n - 1)[doubled]))
        self.believe(items, mean, np.where(n > 0, within / np.maximum(n, 1), spread), np.full(len(usual), within))
        return self

    def usual(self, items: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of the items of each column, else of its criterion, else the middle."""
        s = items["similarity"]
        found = [s[(items["criterion"] == c) & (items["option"] == o)] for c, o in self.columns]
        found = [
            own if len(own) > 1 else s[items["criterion"] == c] for own, (c, _) in zip(found, self.columns, strict=True)
        ]
        return (
            np.array([own.mean() if len(own) else 0.5 for own in found]),
            np.array([own.var(ddof=0) if len(own) else 0.125 for own in found]),
        )


class Alike(Plain):
    """The criterion's mean, whatever the hub."""

    def fit(self, items: pd.DataFrame) -> Self:
        usual, spread = self.usual(items)
        mean = np.broadcast_to(usual, (len(self.hubs), len(self.columns)))
        self.believe(items, mean, np.zeros(mean.shape), spread)
        return self


@dataclass
class Sources:
    """Another model that reads only a part of what people say, source by source; figures are all there."""

    model: Any
    share: float
    seed: int

    def fit(self, items: pd.DataFrame) -> Any:
        return self.model.fit(thinned(items, self.share, self.seed))


def thinned(items: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    sources = np.sort(items.loc[items["form"] != "", "source"].unique())
    kept = np.random.default_rng(seed).permutation(sources)[: round(share * len(sources))]
    return items[(items["form"] == "") | items["source"].isin(kept)]


class Former(Contestant):
    """The model of before calibrations: see `tests.truth.former`."""

    def __init__(self, hubs: tuple[str, ...], columns: tuple[Column, ...], contents: Contents, today: date) -> None:
        super().__init__(hubs, columns)
        self.strengths, self.targets = former.strengths(contents, today), contents.targets

    def fit(self, items: pd.DataFrame) -> Self:
        # It knew no series, no common origin of statements, and no figures that share a vote but those of a target.
        items = items[items["series"] == ""].assign(strength=items["key"].map(self.strengths))
        apart = (items["form"] == "") & ~items["criterion"].isin(self.targets)
        items = share_votes(items.assign(voter=items["voter"].where(~apart, "figures | " + items["key"])))
        prior = former.estimate(items, self.columns, self.targets)
        t, s = items["effective"].to_numpy(), items["similarity"].to_numpy()
        n, ts, tss = self.sums(items, t, t * s, t * s * s)
        mean = (prior.kappa * prior.mean + ts) / (prior.kappa + n)
        square = (prior.kappa * prior.second + tss) / (prior.kappa + n)
        spread = np.maximum(0.0, square - mean**2)
        variance = spread / (prior.kappa + n + 1)
        self.believe(items, mean, variance, spread - variance)
        return self
