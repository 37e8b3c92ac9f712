"""Which weights bring a hub first, over plain arrays (ranking model, section 5).

Arrays hold one row per hub and one column per criterion. Where two hubs have equal scores
the one with more coverage comes first, then the upper row: rows are in the order of slugs.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MARGIN = 1e-6  # eps: the lead that makes a hub first, in score; a tenth of a thousandth of a point
PENALTY = 1e4  # for each unit by which a rival stays ahead: leads down to 2 / PENALTY are found at once
TIE = 1e-8  # a lead below this is rounding
TOLERANCE = 1e-10  # the solver's
START = 32  # rivals that the first programme looks at


class Nearest(NamedTuple):
    """The nearest weights that bring a hub first, or the rivals in its way.

    Attributes
    ----------
    weights : shares of 1, shape (criteria,); None if no weights give it the highest score.
    distance : ``sum |w' - w|``, in [0, 2]; NaN without weights.
    mixture : shape (hubs,), sum 1, all zero with weights: this average of the rivals is at
        least as good as the hub on every criterion.
    """

    weights: Floats | None
    distance: float
    mixture: Floats


def precedence(mean: Floats, known: Floats) -> Mask:
    """Who comes before whom whatever the weights: ``[k, x]`` is True if k always precedes x.

    That is so if and only if k comes before x on every single criterion: then no weights
    can make up a lead of x, and what is equal stays equal.

    Parameters
    ----------
    mean, known : partial similarities and ``n / (kappa + n)``, shape (hubs, criteria).

    Examples
    --------
    >>> mean = np.array([[0.5, 0.5], [0.5, 0.75], [1.0, 0.0]])
    >>> precedence(mean, np.zeros((3, 2))).tolist()
    [[False, False, False], [False, False, False], [False, False, False]]
    >>> precedence(mean, np.array([[0.0, 0.0], [0.5, 0.0], [0.0, 0.0]]))[1].tolist()
    [True, False, False]
    """
    known = known.round(9)
    lead, cover = mean[:, None] - mean, known[:, None] - known
    row = np.arange(len(mean))
    upper = (row[:, None] < row)[:, :, None]
    before: Mask = ((lead > 0) | ((lead == 0) & ((cover > 0) | ((cover == 0) & upper)))).all(axis=2)
    return before


def preceded_by(mean: Floats, known: Floats, row: int) -> Mask:
    """One row of `precedence`, in time that grows with the hubs alone.

    Examples
    --------
    >>> preceded_by(np.array([[0.5, 0.25], [0.75, 0.5], [1.0, 0.0]]), np.zeros((3, 2)), 1).tolist()
    [True, False, False]
    """
    known = known.round(9)
    lead, cover = mean[row] - mean, known[row] - known
    later = (row < np.arange(len(mean)))[:, None]
    behind: Mask = ((lead > 0) | ((lead == 0) & ((cover > 0) | ((cover == 0) & later)))).all(axis=1)
    return behind


def nearest_weights(mean: Floats, known: Floats, weights: Floats, hubs: Sequence[int]) -> list[Nearest]:
    """The weights nearest to ``weights`` that give a hub the highest score, for several hubs.

    One linear programme for all: ``min |w' - w|_1 + PENALTY t`` subject to ``w' >= 0``,
    ``sum w' = 1``, ``t >= 0`` and ``(m_x - m_k) w' + t >= MARGIN`` for every rival k. Rivals
    enter when they are violated (constraint generation); those that another or the hub itself
    always precedes never do. If t stays positive, the dual values are a mixture of rivals that
    is at least as good everywhere (Farkas' lemma).

    Parameters
    ----------
    mean, known : shape (hubs, criteria).
    weights : shares of 1, shape (criteria,), ``>= 0``.
    hubs : rows.

    Returns
    -------
    One answer per entry of ``hubs``.

    Examples
    --------
    >>> mean = np.array([[1.0, 0.0], [0.0, 1.0], [0.25, 0.25]])
    >>> first, second = nearest_weights(mean, np.ones((3, 2)), np.array([0.75, 0.25]), [1, 2])
    >>> first.weights.round(3).tolist(), round(first.distance, 3)
    ([0.5, 0.5], 0.5)
    >>> second.weights, second.mixture.round(3).tolist()
    (None, [0.5, 0.5, 0.0])
    """
    before = precedence(mean, known)
    unbeaten = np.flatnonzero(~before.any(axis=0))
    answers: dict[int, Nearest] = {}
    programmes = []
    for x in dict.fromkeys(hubs):
        if len(ahead := np.flatnonzero(before[:, x])):
            answers[x] = Nearest(None, np.nan, np.eye(len(mean))[ahead[np.argmax(mean[ahead] @ weights)]])
            continue
        programme = _Programme(mean, unbeaten[unbeaten != x], weights, x)
        if (answer := programme.nearest()) is not None:
            answers[x] = answer
        else:
            programmes.append(programme)
    while programmes:
        _solve(programmes)
        answers |= {programme.hub: answer for programme in programmes if (answer := programme.answer())}
        programmes = [programme for programme in programmes if programme.hub not in answers]
    return [answers[x] for x in hubs]


class _Programme:
    """The linear programme of one hub, and the rivals in it so far."""

    def __init__(self, mean: Floats, rivals: NDArray[np.int64], weights: Floats, hub: int) -> None:
        lead = mean[hub] - mean[rivals]
        order = np.argsort(lead @ weights, kind="stable")
        self.hub, self.weights = hub, weights
        self.margin, self.slack, self.cost = MARGIN, np.inf, 1.0
        self._hubs, self._rivals, self._lead = len(mean), rivals[order], lead[order]
        self._in = np.arange(len(rivals)) < START
        self._w, self._t, self._dual = weights, 0.0, np.zeros(0)

    @property
    def lead(self) -> Floats:
        """m_x - m_k of the rivals in the programme."""
        lead: Floats = self._lead[self._in]
        return lead

    def keep(self, change: Floats, t: float, dual: Floats) -> None:
        """Keep a solution: the change of the weights, the slack, and the rivals' dual values."""
        w = np.maximum(self.weights + change, 0.0)
        self._w, self._t, self._dual = w / w.sum(), t, dual

    def nearest(self) -> Nearest | None:
        """The weights kept, if they bring the hub ahead of all rivals."""
        if (self._lead @ self._w).min(initial=np.inf) < self.margin / 2:  # not 0: a tie may be off by rounding
            return None
        return Nearest(self._w, float(np.abs(self._w - self.weights).sum()), np.zeros(self._hubs))

    def answer(self) -> Nearest | None:
        """The answer if the solution settles it; None to solve once more."""
        if self.cost and (found := self.nearest()) is not None:
            return found
        if self._dual.sum() > 0:
            shares = self._dual / self._dual.sum()
            if (shares @ self.lead).max() <= TIE:
                mixture = np.zeros(self._hubs)
                mixture[self._rivals[self._in]] = shares
                return Nearest(None, np.nan, mixture)
        violated = ~self._in & (self._lead @ self._w + self._t < self.margin - TIE)
        self._in |= violated
        if not violated.any():
            self._ask_again()
        return None

    def _ask_again(self) -> None:
        """A lead too small for the penalty: first ask for the largest there is, then firmly for half of it."""
        if self.cost:
            self.cost, self._in[:] = 0.0, True
        else:
            self.cost, self.slack, self.margin = 1.0, 0.0, min(MARGIN, (self.margin - self._t) / 2)


def _solve(programmes: Sequence[_Programme]) -> None:
    """One linear programme of independent blocks: the overhead of a solver's call is paid once."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    # A block's variables: what is added to each weight, what is taken away (|w' - w| is their sum), and t.
    lead = np.concatenate([programme.lead for programme in programmes])
    sizes, blocks, criteria = [len(programme.lead) for programme in programmes], len(programmes), lead.shape[1]
    width, block = 2 * criteria + 1, np.repeat(np.arange(blocks), sizes)
    upper = np.empty((blocks, width))
    upper[:, :criteria], upper[:, criteria:-1] = 1.0, programmes[0].weights  # no more is taken than there is
    upper[:, -1] = [programme.slack for programme in programmes]
    margin = np.array([programme.margin for programme in programmes])
    cost = np.full((blocks, width), PENALTY)
    cost[:, :-1] = np.array([[programme.cost] for programme in programmes])
    total = np.repeat([1.0, -1.0, 0.0], [criteria, criteria, 1])  # sum w' = 1: as much is added as is taken

    # Every row has the entries of its own block alone, and all of them, so that the sparse matrix can be written down
    # directly: scipy's block_diag takes thirty times as long.
    def matrix(entries: Floats, block: NDArray[np.int64]) -> csr_array:
        columns = block[:, None] * width + np.arange(width)
        starts = np.arange(len(block) + 1) * width
        return csr_array((entries.ravel(), columns.ravel(), starts), shape=(len(block), blocks * width))

    solution = linprog(
        cost.ravel(),
        A_ub=matrix(np.hstack([-lead, lead, -np.ones((len(lead), 1))]), block),
        b_ub=lead @ programmes[0].weights - margin[block],
        A_eq=matrix(np.tile(total, blocks), np.arange(blocks)),
        b_eq=np.zeros(blocks),
        bounds=np.stack([np.zeros(upper.size), upper.ravel()], axis=1),
        method="highs-ds",
        # The programmes are too small for presolve to pay; without the tight tolerances a lead of MARGIN is noise.
        options={"presolve": False, "primal_feasibility_tolerance": TOLERANCE, "dual_feasibility_tolerance": TOLERANCE},
    )
    # An inequality's price is not positive here; what rounding leaves above 0 is none.
    duals = np.split(np.maximum(-solution.ineqlin.marginals, 0.0), np.cumsum(sizes)[:-1])
    for programme, x, dual in zip(programmes, solution.x.reshape(blocks, width), duals, strict=True):
        programme.keep(x[:criteria] - x[criteria:-1], float(x[-1]), dual)
