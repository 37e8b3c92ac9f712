"""What a model expects of statements that it has not seen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.calibration import Calibration, Calibrator
from hubs.ranking.cells import Cells, EvidencePooler, locate
from hubs.ranking.strength import Column, share_votes

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

FRAME_DOUBT = 2.0  # statements that a frame needs against it before it is half believed


class Prediction(NamedTuple):
    """What statements say once their bias is off, and what was expected of them: mean and variance."""

    said: Floats
    expected: Floats
    variance: Floats


class Model(Protocol):
    """Whatever learns from evidence items what a statement will say; after `fit` it has ``cells_``."""

    cells_: Cells

    def fit(self, items: "pd.DataFrame") -> Self: ...

    def predict(self, statements: "pd.DataFrame") -> Prediction: ...


class Pooled:
    """The site's own model: what people say is corrected, then pooled.

    Parameters
    ----------
    hubs, columns : as in `EvidencePooler`.
    calibration : a frozen one; without it `fit` estimates it.
    countries : hub -> country. People rate by the standards of their country while figures carry the level between
        countries: what they say is expected around the cell's mean as far off as others there are on that column.
    """

    cells_: Cells

    def __init__(
        self,
        hubs: Sequence[str],
        columns: Sequence[Column],
        calibration: Calibration | None = None,
        countries: Mapping[str, str] | None = None,
    ) -> None:
        self.hubs, self.columns, self.calibration, self.countries = hubs, columns, calibration, countries or {}

    def fit(self, items: "pd.DataFrame") -> Self:
        self.calibrator_ = Calibrator(self.hubs, self.columns, self.calibration).fit(items)
        prior = self.calibrator_.calibration_.prior(self.columns)
        corrected = self.calibrator_.transform(items)
        self.cells_ = EvidencePooler(self.hubs, self.columns, prior).fit_transform(corrected)
        self._country = np.unique([self.countries.get(hub, hub) for hub in self.hubs], return_inverse=True)[1]
        said = share_votes(corrected)
        said = said[(said["form"] != "") & (said["kind"] != "country-level")]
        cell, t = locate(said, self.hubs, self.columns), said["effective"].to_numpy()
        self._frames = self._estimate_frames(said["similarity"].to_numpy(), cell, t)
        n = np.asarray(np.bincount(cell, t, self.cells_.n.size), dtype=np.float64)
        self._variance = self._doubt(n.reshape(self.cells_.n.shape)).ravel()
        return self

    def _estimate_frames(self, similarity: Floats, cell: NDArray[np.int64], t: Floats) -> Floats:
        """By how much people rate a criterion off its cells, and those of one country a column of it, by cell."""
        off = similarity - self.cells_.mean.ravel()[cell]
        row, column = np.divmod(np.arange(self.cells_.mean.size), len(self.columns))
        criterion = np.unique([each.criterion for each in self.columns], return_inverse=True)[1][column]
        country = self._country[row] * len(self.columns) + column
        frames = np.zeros(len(row))
        for frame in (criterion, country):
            weight = np.bincount(frame[cell], t, frame.max() + 1)
            total = np.bincount(frame[cell], t * (off - frames[cell]), frame.max() + 1)
            frames = frames + (total / (weight + FRAME_DOUBT))[frame]
        return frames

    def _doubt(self, n: Floats) -> Floats:
        """The variance of truth and frame together around what is expected of them, shape (hubs, columns).

        Both are linear in what is said and measured, so that it follows from what they are made of: the spread of
        the truth, tau^2, that of the frames of countries, sigma^2 / FRAME_DOUBT, and the noise of either kind.

        Parameters
        ----------
        n : what people's votes on the hubs themselves weigh, by cell; the rest of a cell counts as measured.
        """
        one, together = np.eye(len(self.hubs)), self._country[:, None] == self._country
        doubt = np.empty(n.shape)
        for j, (sigma, kappa) in enumerate(zip(self.cells_.prior.sigma, self.cells_.prior.kappa, strict=True)):
            said, measured = n[:, j], np.maximum(self.cells_.n[:, j] - n[:, j], 0.0)
            whole = kappa + said + measured
            frame = together * said / (together @ said + FRAME_DOUBT)[:, None]
            by_said = np.diag(said / whole) + frame @ (one - np.diag(said / whole))
            by_measured = (one - frame) @ np.diag(measured / whole)
            parts = (
                (by_said + by_measured - one) ** 2 / kappa,
                ((by_said - one) @ together) * (by_said - one) / FRAME_DOUBT,
                by_said**2 * _inverse(said),
                by_measured**2 * _inverse(measured),
            )
            doubt[:, j] = sigma**2 * sum(part.sum(axis=1) for part in parts)
        return doubt

    def predict(self, statements: "pd.DataFrame") -> Prediction:
        """The cell's mean in its frames, with the variance of both and of one statement about a hub, sigma^2."""
        cell = locate(statements, self.hubs, self.columns)
        sigma = np.array(self.cells_.prior.sigma)[cell % len(self.columns)]
        return Prediction(
            said=self.calibrator_.transform(statements)["similarity"].to_numpy(),
            expected=self.cells_.mean.ravel()[cell] + self._frames[cell],
            variance=self._variance[cell] + sigma**2,
        )


def _inverse(weight: Floats) -> Floats:
    """1 / weight, and 0 for nothing."""
    inverse: Floats = np.divide(1.0, weight, out=np.zeros(len(weight)), where=weight > 0)
    return inverse
