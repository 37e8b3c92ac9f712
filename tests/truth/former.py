"""The model of before calibrations, as far as it takes to hold ours against it (commit 9a47cef).

Strength by kind and age; a prior from the levels of what is said; kappa by a clipped analysis of variance.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from hubs.catalogue.contents import Contents
from hubs.ranking.strength import VOTE, Column

KINDS = {"first-hand": 1.0, "plan": 0.25, "country-level": 0.25}  # others 1/2
SCOPES = {"city": 2.0, "metro": 2.0, "state": 1.0, "country": 0.5}
HALF_LIFE = 8.0  # years; undated counts as so old
LEVELS = np.linspace(0.0, 1.0, 5)
KAPPAS = (0.5, 8.0)
SHRINKAGE = 8.0  # degrees of freedom


class Prior(NamedTuple):
    """By column."""

    mean: np.ndarray
    second: np.ndarray
    kappa: np.ndarray


def strengths(contents: Contents, today: date) -> dict[str, float]:
    """What every statement and figure counted for, by key."""
    said = {
        key: KINDS.get(each.kind, 0.5)
        * (0.5 if each.reliability == "low" else 1.0)
        * 0.5 ** (_age(each.source.date, today) / HALF_LIFE)
        for key, each in contents.evidence.items()
    }
    measured = {
        key: SCOPES[figure.scope] * contents.criteria[figure.indicator.criterion].figure_factor
        for key, figure in contents.figures.items()
        if figure.is_ranked and figure.indicator.criterion
    }
    return said | measured


def _age(printed: str, today: date) -> float:
    if not printed:
        return HALF_LIFE
    year, month, day = (*printed.split("-"), "07", "15")[:3] if "-" in printed else (printed, "07", "01")
    return max(0.0, (today - date(int(year), int(month), int(day))).days / 365.25)


def estimate(items: pd.DataFrame, columns: Sequence[Column], targets: Collection[str]) -> Prior:
    """From items whose votes are shared."""
    kappas, median = _kappas(items)
    levels = np.array([_levels(_speaking_to(items, *column, column[0] in targets)) for column in columns])
    mean = levels @ LEVELS
    kappa = np.array([kappas.get(criterion, median) for criterion, _ in columns])
    return Prior(mean, levels @ LEVELS**2, kappa)


def _speaking_to(items: pd.DataFrame, criterion: str, option: str, by_option: bool) -> pd.DataFrame:
    return items[(items["criterion"] == criterion) & ((items["option"] == option) | (not by_option))]


def _levels(own: pd.DataFrame) -> np.ndarray:
    """Every hub's distribution over the levels, and an even one, averaged."""
    step = own["similarity"].to_numpy() * 4
    below = np.minimum(step.astype(int), 3)
    hub, row = np.unique(own["hub"].to_numpy(), return_inverse=True)
    counts = np.zeros((len(hub), 5))
    t = own["effective"].to_numpy()
    np.add.at(counts, (row, below), t * (below + 1 - step))
    np.add.at(counts, (row, below + 1), t * (step - below))
    levels: np.ndarray = ((counts / counts.sum(axis=1, keepdims=True)).sum(axis=0) + 0.2) / (len(hub) + 1)
    return levels


def _kappas(items: pd.DataFrame) -> tuple[dict[str, float], float]:
    votes = items.assign(weighted=items["effective"] * items["similarity"])
    votes = votes.groupby(VOTE, as_index=False)[["effective", "weighted"]].sum()
    found, trust = {}, {}
    for name, own in votes.groupby("criterion"):
        criterion, weight = str(name), own["effective"].to_numpy()
        group = own.groupby(["hub", "option"]).ngroup().to_numpy()
        within, between, df = _anova(group, own["weighted"].to_numpy() / weight, weight)
        if df > 0:
            found[criterion] = np.log(np.clip(within / between if between > 0 else np.inf, *KAPPAS))
            trust[criterion] = df / (df + SHRINKAGE)
    median = float(np.median(list(found.values()))) if found else np.log(2.0)
    return {c: float(np.exp(median + trust[c] * (found[c] - median))) for c in found}, float(np.exp(median))


def _anova(group: np.ndarray, value: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """Variance within and between (Searle, Casella & McCulloch, 1992, section 3.6), and how well they are known."""
    size = np.bincount(group, weight)
    inner, outer = len(value) - len(size), len(size) - 1
    if inner < 1 or outer < 1:
        return 0.0, 0.0, 0.0
    mean, total = np.bincount(group, weight * value) / size, size.sum()
    within = float(np.sum(weight * (value - mean[group]) ** 2) / inner)
    spread = float(np.sum(size * (mean - size @ mean / total) ** 2))
    return within, (spread - outer * within) / float(total - size @ size / total), inner * outer / (inner + outer)
