"""How often the model is wrong: about statements it has not seen, and against figures that are left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.cells import locate
from hubs.ranking.foresight import Model, Pooled
from hubs.ranking.strength import Column

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

FOLDS = 5
RANGE = 1.2815515655446004  # standard deviations on either side of the middle 80 % of a normal distribution
FEWEST = 8  # places or countries that a rank correlation needs
NOTHING = 1e-12  # a sum of squares of what is equal, but for rounding


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well statements were foreseen that the model had not seen.

    Attributes
    ----------
    statements : how many were held out.
    ratio : root mean square error within a country and column, against that of "all hubs of a country are alike";
        1 is no better. Noise alone keeps it well above 0.
    coverage : share of the statements within the middle 80 % of what was expected.
    """

    statements: int
    ratio: float
    coverage: float


def leave_source_out(
    items: "pd.DataFrame",
    hubs: Sequence[str],
    columns: Sequence[Column],
    countries: Mapping[str, str],
    folds: int = FOLDS,
    model: Model | None = None,
) -> Accuracy | None:
    """Foresee every statement about a hub without its source.

    The sources are dealt into folds. For each fold the model is fitted anew on the rest: all that the fold's sources
    say is left out, and also what others say with the same voter, as whoever repeats the same statistic does;
    figures stay. What the fold's statements say is then compared with what the model expects.

    For the ratio both are centred by country and column over the same statements. What is expected is centred within
    the fit that expects it: across fits, who says more than others lowers what is expected of himself, since he was
    left out, and even a good model would look worse than none.

    Parameters
    ----------
    items : evidence items as in `hubs.ranking.calibration.Calibrator.fit`, with the column source.
    hubs, columns : of the cells.
    countries : hub -> country.
    folds : ``>= 2``; no more than there are sources are used.
    model : what is judged; by default the site's own.

    Returns
    -------
    The accuracy, or None if there are fewer than two sources, or no country with two hubs of which people differ.
    """
    from sklearn.model_selection import GroupKFold

    asked = items[(items["form"] != "") & (items["kind"] != "country-level")].sort_values("key", ignore_index=True)
    folds = min(folds, asked["source"].nunique())
    if folds < 2:
        return None
    judged = Pooled(hubs, columns, countries=countries) if model is None else model
    group = asked.assign(country=asked["hub"].map(countries)).groupby(["country", "criterion", "option"]).ngroup()
    place, together = locate(asked, hubs, columns), _Groups(group.to_numpy())
    said, expected, variance, apart = (np.empty(len(asked)) for _ in range(4))
    for _, held in GroupKFold(folds).split(asked, groups=asked["source"]):
        unseen = asked.iloc[held]
        fitted = judged.fit(_without(items, unseen))
        said[held], expected[held], variance[held] = fitted.predict(unseen)
        apart[held] = together.centred(fitted.cells_.mean.ravel()[place])[held]
    sizes = Counter(countries.values())
    shared = asked["hub"].map(lambda hub: sizes[countries[hub]] > 1).to_numpy()
    within = np.abs(said - expected) <= RANGE * np.sqrt(variance)
    said = together.centred(said)[shared]
    alike = float(np.sum(said**2))
    if alike < NOTHING:
        return None
    ratio = float(np.sqrt(np.sum((said - apart[shared]) ** 2) / alike))
    return Accuracy(len(asked), ratio, float(within.mean()))


def _without(items: "pd.DataFrame", unseen: "pd.DataFrame") -> "pd.DataFrame":
    """The items less all that the sources of these statements say, and less what the same people say elsewhere."""
    known = items[~(items["source"].isin(unseen["source"]) & (items["form"] != ""))]
    return known[~known["voter"].isin(unseen["voter"])]


class _Groups:
    """Which values belong together."""

    def __init__(self, group: NDArray[np.integer]) -> None:
        self._group, self._size = group, np.bincount(group)

    def centred(self, values: Floats) -> Floats:
        """The values less the mean of their group."""
        mean = np.bincount(self._group, values) / self._size
        centred: Floats = values - mean[self._group]
        return centred


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rank correlation of a figure that was left out with the cells that do without it.

    Attributes
    ----------
    criterion, option, indicator : what was left out, and where.
    correlation : Spearman's, in [-1, 1]; 0 if the cells are all alike.
    places : over how many figures.
    """

    criterion: str
    option: str
    indicator: str
    correlation: float
    places: int


def agreement(items: "pd.DataFrame", model: Model, within: Mapping[str, str] | None = None) -> tuple[Agreement, ...]:
    """Leave out one indicator after the other, and see whether the rest orders the places as it does.

    Only criteria of which people speak are asked. A figure of a whole country is one observation, held against the
    mean of its hubs' cells: it is one measurement, however many hubs the country has. An indicator that is comparable
    only within a country (a series) orders the places of each country among themselves: its figures and their cells
    are taken less their country's mean.

    Parameters
    ----------
    items : evidence items with the columns form, series and indicator.
    model : with a frozen calibration: only the pooling is done anew.
    within : hub -> country; with it every indicator orders the places of each country among themselves.

    Returns
    -------
    One correlation per indicator and column with at least eight figures, in the order of the names.
    """
    spoken = set(items.loc[items["form"] != "", "criterion"])
    figures = items[(items["indicator"] != "") & items["criterion"].isin(spoken)]
    found = []
    for indicator, own in sorted(figures.groupby("indicator"), key=lambda group: str(group[0])):
        cells = model.fit(items[items["indicator"] != indicator]).cells_
        place = locate(own, cells.hubs, cells.columns)
        table = own.assign(cell=cells.mean.ravel()[place])
        if within is not None:
            table = table.assign(series=table["hub"].map(within))
        for (criterion, option), here in table.groupby(["criterion", "option"]):
            correlation, places = _correlate(here)
            if places >= FEWEST:
                found.append(Agreement(str(criterion), str(option), str(indicator), correlation, places))
    return tuple(sorted(found, key=lambda each: (each.criterion, each.option, each.indicator)))


def _correlate(here: "pd.DataFrame") -> tuple[float, int]:
    """Spearman's correlation of the figures with the cells, and over how many figures."""
    from scipy.stats import rankdata

    by_figure = here.groupby(["key", "series"], as_index=False)[["similarity", "cell"]].mean()
    series = by_figure.groupby("series")
    places = by_figure[(by_figure["series"] == "") | (series["key"].transform("size") > 1)]
    means = places.groupby("series")[["similarity", "cell"]].transform("mean")
    # Rounded, so that what differs by the order of a sum alone shares a rank.
    apart = (places[["similarity", "cell"]] - means).round(9)
    if len(apart) < 2 or (apart.nunique() < 2).any():
        return 0.0, len(apart)
    return float(np.corrcoef(rankdata(apart["similarity"]), rankdata(apart["cell"]))[0, 1]), len(apart)


def by_criterion(found: Sequence[Agreement]) -> dict[str, float]:
    """The mean correlation of each criterion that has one."""
    criteria = sorted({each.criterion for each in found})
    return {
        criterion: float(np.mean([each.correlation for each in found if each.criterion == criterion]))
        for criterion in criteria
    }
