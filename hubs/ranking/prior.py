"""What a release assumes where nothing is known: estimated once, at publication, then frozen."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.strength import GRID, VOTE, Column, share_votes

if TYPE_CHECKING:
    import pandas as pd

LEVELS = np.linspace(0.0, 1.0, 5)  # s(k) of the K = 5 rating levels
Floats = NDArray[np.float64]
KAPPA_RANGE = (0.5, 8.0)
KAPPA_DEFAULT = 2.0  # the middle of the range on the log scale, if no criterion can be estimated
IMAGINARY_HUBS = 1.0  # evenly spread over the levels, so that a criterion known for one hub does not claim to know all
SHRINKAGE_DF = 8.0  # the pull of the median, in degrees of freedom: log kappas differ by about 1/2


@dataclass(frozen=True)
class Prior:
    """The frozen prior of a release; every sequence is aligned with ``columns``.

    Attributes
    ----------
    columns : the release's columns.
    levels : pi, per column five probabilities that sum to 1.
    mean : mu in [0, 1], a multiple of 1/1024.
    second : E[s^2] under the prior, in [0, 1]; at least ``mean ** 2``.
    kappa : the prior's strength, in [0.5, 8] evidence items.
    """

    columns: tuple[Column, ...]
    levels: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...]
    second: tuple[float, ...]
    kappa: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data; `from_dict` gives a bit-identical prior back.

        Examples
        --------
        >>> import json
        >>> prior = Prior((Column("cost"),), ((0.2,) * 5,), (0.5,), (0.375,), (2.0,))
        >>> Prior.from_dict(json.loads(json.dumps(prior.to_dict()))) == prior
        True
        """
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The prior that `to_dict` wrote; KeyError or TypeError if it did not."""
        return cls(
            columns=tuple(Column(*column) for column in data["columns"]),
            levels=tuple(tuple(map(float, row)) for row in data["levels"]),
            mean=tuple(map(float, data["mean"])),
            second=tuple(map(float, data["second"])),
            kappa=tuple(map(float, data["kappa"])),
        )

    def take(self, columns: Sequence[Column]) -> "Prior":
        """The prior of ``columns``, in their order; ValueError if it lacks one of them.

        Examples
        --------
        >>> Prior((Column("cost"),), ((0.2,) * 5,), (0.5,), (0.375,), (2.0,)).take([Column("family")])
        Traceback (most recent call last):
        ValueError: the prior has no column Column(criterion='family', option='')
        """
        position = {column: j for j, column in enumerate(self.columns)}
        for column in columns:
            if column not in position:
                raise ValueError(f"the prior has no column {column}")
        chosen = [position[column] for column in columns]
        rows = (self.columns, self.levels, self.mean, self.second, self.kappa)
        return Prior(*(tuple(row[j] for j in chosen) for row in rows))  # type: ignore[arg-type]


def estimate_prior(items: "pd.DataFrame", columns: Sequence[Column], targets: Collection[str] = ()) -> Prior:
    """Estimate pi, its moments and kappa for every column from a release's evidence.

    The labels of a criterion share one pi; the levels of a target criterion (``targets``)
    have one each; both share the criterion's kappa.

    - pi: every hub with evidence counts once (its items by effective strength), and one more,
      imaginary hub is spread evenly over the levels. With no evidence at all it gives the
      uniform prior with mean 0.5. A similarity between two levels is split linearly between
      them, which keeps the mean.
    - mean: sum pi s, rounded to 1/1024; the second moment keeps pi's variance around it.
    - kappa: within / between variance of a one-way ANOVA of the votes, clipped to [0.5, 8]
      (no difference between hubs: 8; no difference within: 0.5), then on the log scale
      shrunk to the median over criteria with weight ``df / (df + 8)``, where
      ``1 / df = 1 / df_within + 1 / df_between``. A criterion without degrees of freedom
      gets the median.

    Parameters
    ----------
    items : evidence items as in `share_votes`.
    columns : the release's columns; every item must speak to one of them.
    targets : slugs of the criteria whose options are target levels.

    Returns
    -------
    The prior, aligned with ``columns``; independent of the order of items and columns.

    Raises
    ------
    ValueError
        As `share_votes`; also for an item outside ``columns``.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.strength import ITEM
    >>> said = [("a", "lima", "cost", "", 1.0, 1.0, "Ana")]
    >>> prior = estimate_prior(pd.DataFrame(said, columns=ITEM), [Column("cost"), Column("safety")])
    >>> prior.levels[0], prior.mean, prior.kappa
    ((0.1, 0.1, 0.1, 0.1, 0.6), (0.75, 0.5), (2.0, 2.0))
    """
    items = share_votes(items)
    spoken = set(zip(items["criterion"], items["option"], strict=True))
    if strangers := spoken - set(columns):
        raise ValueError(f"items speak to unknown columns: {sorted(strangers)}")
    kappas, median = _kappas(items)
    by_criterion = dict(iter(items.groupby("criterion")))
    levels = []
    for criterion, option in columns:
        own_items = by_criterion.get(criterion, items.iloc[:0])
        levels.append(_levels(own_items[own_items["option"] == option] if criterion in targets else own_items))
    mean = [float(np.rint(pi @ LEVELS * GRID) / GRID) for pi in levels]
    variance = [float(pi @ (LEVELS - pi @ LEVELS) ** 2) for pi in levels]
    return Prior(
        columns=tuple(Column(*column) for column in columns),
        levels=tuple(tuple(pi.tolist()) for pi in levels),
        mean=tuple(mean),
        second=tuple(v + mu**2 for v, mu in zip(variance, mean, strict=True)),
        kappa=tuple(kappas.get(criterion, median) for criterion, _ in columns),
    )


def _levels(own_items: "pd.DataFrame") -> Floats:
    """pi: every hub's own distribution over the levels, and an even one, averaged."""
    step = own_items["similarity"].to_numpy(dtype=np.float64) * (len(LEVELS) - 1)
    below = np.minimum(step.astype(int), len(LEVELS) - 2)
    effective = own_items["effective"].to_numpy(dtype=np.float64)
    hub_names = own_items["hub"].tolist()
    row = {hub: i for i, hub in enumerate(dict.fromkeys(hub_names))}
    at = np.array([row[hub] for hub in hub_names], dtype=int)
    counts = np.zeros((len(row), len(LEVELS)))
    np.add.at(counts, (at, below), effective * (below + 1 - step))
    np.add.at(counts, (at, below + 1), effective * (step - below))
    hubs = (counts / counts.sum(axis=1, keepdims=True)).sum(axis=0)
    pi: Floats = (hubs + IMAGINARY_HUBS / len(LEVELS)) / (len(row) + IMAGINARY_HUBS)
    return pi


def _kappas(items: "pd.DataFrame") -> tuple[dict[str, float], float]:
    """Shrunk kappa per criterion that can be estimated, and the median for the others."""
    items = items.assign(weighted=items["effective"] * items["similarity"])
    votes = items.groupby(VOTE, as_index=False)[["effective", "weighted"]].sum()
    log_kappa, trust = {}, {}
    for criterion, own_items in votes.groupby("criterion"):
        group = own_items.groupby(["hub", "option"]).ngroup().to_numpy()
        weight = own_items["effective"].to_numpy()
        within, between, df = anova(group, own_items["weighted"].to_numpy() / weight, weight)
        if df > 0:
            ratio = within / between if between > 0 else np.inf
            log_kappa[str(criterion)] = float(np.log(np.clip(ratio, *KAPPA_RANGE)))
            trust[str(criterion)] = df / (df + SHRINKAGE_DF)
    median = float(np.median(list(log_kappa.values()))) if log_kappa else float(np.log(KAPPA_DEFAULT))
    shrunk = {c: float(np.exp(median + trust[c] * (log_kappa[c] - median))) for c in log_kappa}
    return shrunk, float(np.exp(median))


def anova(group: NDArray[np.integer], value: Floats, weight: Floats) -> tuple[float, float, float]:
    """Variance within and between groups by a weighted one-way analysis of variance.

    A value's variance within its group is ``within / weight``. The moment estimator for
    unequal groups (Searle, Casella & McCulloch, Variance Components, 1992, section 3.6),
    with sums of weights in the place of group sizes.

    Parameters
    ----------
    group : shape (values,), the group of each value as 0, 1, 2, ... without gaps.
    value, weight : shape (values,); weights ``> 0``.

    Returns
    -------
    within, between : the two variances; ``between`` can be negative.
    df : ``1 / (1 / df_within + 1 / df_between)``; 0 if there is nothing to estimate from,
        and then both variances are NaN.

    Examples
    --------
    >>> anova(np.array([0, 0, 1, 1]), np.array([1.0, 3.0, 5.0, 7.0]), np.ones(4))
    (2.0, 7.0, 0.6666666666666666)
    """
    size = np.bincount(group, weights=weight)
    within_df, between_df = len(value) - len(size), len(size) - 1
    if within_df < 1 or between_df < 1:
        return np.nan, np.nan, 0.0
    mean = np.bincount(group, weights=weight * value) / size
    total = size.sum()
    within = float(np.sum(weight * (value - mean[group]) ** 2) / within_df)
    spread = float(np.sum(size * (mean - size @ mean / total) ** 2))
    between = (spread - between_df * within) / float(total - size @ size / total)
    return within, between, within_df * between_df / (within_df + between_df)
