"""The likelihood of what people say, restricted: what is lost to estimated means and biases counts as noise."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.prior import MIDDLE
from hubs.ranking.strength import VOTE

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

TRAITS = ("form", "kind", "reliability")
SIGMA, TAU = 0.25, 0.1  # where the search begins, and what holds without evidence
ALIKE = 0.3  # standard deviation of log sigma and log tau between criteria
SMALL = 0.1  # standard deviation of a bias
ROOM = 0.25  # of a mean around the middle
LOOSE = 0.5  # standard deviation of the common level of log sigma, and of log tau: a few statements tell neither
LEAST, MOST = np.log(0.02), np.log(0.5)  # of log sigma and log tau: people who all say the same still may be wrong


class Likelihood:
    """The penalised likelihood of votes; parameters are mean, log sigma and log tau by criterion, and biases.

    One vote is one observation, the mean of what one voter says of a cell: who says the same twice of a place does not
    show that people agree. What is trusted less counts in full here, since it is measured to scatter no more.

    Means and biases are normal around the middle and around 0. Integrated out, which is exact, they add half the
    log determinant of their precision to the loss: restricted maximum likelihood (Searle, Casella & McCulloch, 1992,
    section 6.6). Without it sigma comes out too small, as a variance does that is divided by n.

    Parameters
    ----------
    said : statements with the traits, in the order of `hubs.ranking.strength.share_votes`.

    Attributes
    ----------
    criteria, traits : what the parameters are of, in their order.
    """

    def __init__(self, said: "pd.DataFrame") -> None:
        self.criteria = sorted(set(said["criterion"]))
        self.traits = sorted({f"{trait}:{value}" for trait in TRAITS for value in said[trait]})
        j = len(self.criteria)
        first, vote = np.unique(said.groupby(VOTE).ngroup(), return_index=True, return_inverse=True)[1:]
        share = 1 / np.bincount(vote)[vote]
        self._y = np.bincount(vote, share * said["similarity"])
        self._design = np.zeros((len(first), j + len(self.traits)))
        place = {name: k for k, name in enumerate((*self.criteria, *self.traits))}
        for names in (said["criterion"], *(f"{trait}:" + said[trait] for trait in TRAITS)):
            np.add.at(self._design, (vote, names.map(place).to_numpy()), share)
        self._of_vote = said["criterion"].map(place).to_numpy()[first]
        self._cell = np.unique(said.groupby(VOTE[:-1]).ngroup().to_numpy()[first], return_inverse=True)[1]
        self._of_cell = np.zeros(self._cell.max() + 1, dtype=int)
        self._of_cell[self._cell] = self._of_vote
        self._n = np.bincount(self._cell)
        self._in_cell = np.zeros((len(self._n), self._design.shape[1]))
        np.add.at(self._in_cell, self._cell, self._design)
        self._scales = np.repeat([ROOM, SMALL], [j, len(self.traits)])

    def start(self) -> Floats:
        """Where a search may begin."""
        j = len(self.criteria)
        level = [MIDDLE] * j + [np.log(SIGMA)] * j + [np.log(TAU)] * j
        return np.array(level + [0.0] * len(self.traits))

    def bounds(self) -> list[tuple[float | None, float | None]]:
        """Lowest and highest value of each parameter."""
        j = len(self.criteria)
        free: list[tuple[float | None, float | None]] = [(None, None)]
        return free * j + [(LEAST, MOST)] * (2 * j) + free * len(self.traits)

    def parts(self, theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Mean, log sigma and log tau by criterion, and biases."""
        j = len(self.criteria)
        return theta[:j], theta[j : 2 * j], theta[2 * j : 3 * j], theta[3 * j :]

    def loss(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the log of the density of the votes, and its gradient, both with their penalties."""
        mean, log_sigma, log_tau, bias = self.parts(theta)
        v, between = np.exp(2 * log_sigma)[self._of_cell], np.exp(2 * log_tau)[self._of_cell]
        likelihood, by_located, by_cell = self._fit(np.concatenate([mean, bias]), v, between)
        restriction, by_restricted = self._restrict(v, between)
        penalty, by_penalty = _penalise(mean, log_sigma, log_tau, bias)
        of_cells = [np.bincount(self._of_cell, each, len(mean)) for each in by_cell]
        gradient = np.concatenate([by_located[: len(mean)], *of_cells, by_located[len(mean) :]])
        gradient[len(mean) : 3 * len(mean)] += by_restricted
        return likelihood + restriction + penalty, gradient + by_penalty

    def _fit(self, located: Floats, v: Floats, between: Floats) -> tuple[float, Floats, tuple[Floats, Floats]]:
        """The likelihood; its slope by means and biases, and cell by cell by log sigma and by log tau.

        The votes of one cell share their hub's truth, so that their covariance is a diagonal matrix plus a constant,
        whose determinant and inverse have a closed form.
        """
        n, r = self._n, self._y - self._design @ located
        centre = np.bincount(self._cell, r) / n
        apart = r - centre[self._cell]
        squares, total = np.bincount(self._cell, apart**2), v + n * between
        loss = 0.5 * float(np.sum(n * np.log(v) + np.log(total / v) + squares / v + n * centre**2 / total))
        pull = apart / v[self._cell] + (centre / total)[self._cell]
        shrink = n * centre**2 / total**2
        by_sigma = n - squares / v - n * between / total - shrink * v
        by_tau = n * between / total - shrink * n * between
        return loss, -self._design.T @ pull, (by_sigma, by_tau)

    def _restrict(self, v: Floats, between: Floats) -> tuple[float, Floats]:
        """Half the log determinant of the precision of means and biases; its slope by log sigma and log tau."""
        total, j = v + self._n * between, len(self.criteria)
        weight = 1 / v[self._cell]
        precision = self._design.T @ (weight[:, None] * self._design)
        precision -= self._in_cell.T @ ((between / (v * total))[:, None] * self._in_cell)
        precision += np.diag(1 / self._scales**2)
        covariance = np.linalg.inv(precision)
        of_vote = weight * np.einsum("ip,pq,iq->i", self._design, covariance, self._design, optimize=True)
        of_cell = between / total**2 * np.einsum("ip,pq,iq->i", self._in_cell, covariance, self._in_cell, optimize=True)
        by_sigma = np.bincount(self._of_cell, of_cell * (total / v + 1), j) - np.bincount(self._of_vote, of_vote, j)
        by_tau = -np.bincount(self._of_cell, of_cell, j)
        return 0.5 * float(np.linalg.slogdet(precision)[1]), np.concatenate([by_sigma, by_tau])


def _penalise(mean: Floats, log_sigma: Floats, log_tau: Floats, bias: Floats) -> tuple[float, Floats]:
    """What it costs to be far from the middle, from the other criteria and from 0, and its slope.

    The common level of log sigma and of log tau is almost free; what a criterion is apart from it costs.
    """
    off = [(mean - MIDDLE) / ROOM, _around(log_sigma) / ALIKE, _around(log_tau) / ALIKE, bias / SMALL]
    levels = (log_sigma.mean() - np.log(SIGMA)) / LOOSE, (log_tau.mean() - np.log(TAU)) / LOOSE
    loss = 0.5 * float(sum(np.sum(part**2) for part in (*off, *levels)))
    scales = (ROOM, ALIKE, ALIKE, SMALL)
    gradient = np.concatenate([part / scale for part, scale in zip(off, scales, strict=True)])
    by_level = np.repeat([0.0, levels[0], levels[1]], len(mean)) / (LOOSE * len(mean))
    gradient[: len(by_level)] += by_level
    return loss, gradient


def _around(values: Floats) -> Floats:
    centred: Floats = values - values.mean()
    return centred
