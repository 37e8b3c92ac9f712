"""A ranker in which some cells are one person's own: what living costs them, how easy it is for them to stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.cells import Cells, Items
from hubs.ranking.prior import MIDDLE, Prior, on_grid
from hubs.ranking.strength import GRID, Column

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)

SPREAD = 0.25  # standard deviation of what is usual, where the cells of fewer than two hubs can be told
NOTHING = 2.0**-40  # what is usual weighs beside what a person's own cell says


@dataclass(frozen=True, slots=True)
class OwnCell:
    """What a hub is to one person on one criterion.

    Attributes
    ----------
    key : the item that says so.
    low, mid, high : the partial similarity with what it may as well be, in [0, 1].
    variance : of it.
    """

    key: str
    low: float
    mid: float
    high: float
    variance: float


def with_own(ranker: "Ranker", own: Mapping[str, Mapping[str, OwnCell]]) -> "Ranker":
    """The ranker with a person's own cells in the place of a criterion's, or beside the others for a new one.

    A hub whose cell is not named is unknown: it counts as what is usual among those that are.

    Parameters
    ----------
    ranker : of a release; it stays as it is.
    own : criterion -> hub -> cell. Each criterion has no options.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.profile import Profile
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [1.0, 0.5]}, index=["austin", "lima"]))
    >>> mine = with_own(ranker, {"cost": {"lima": OwnCell("mine", 0.5, 0.75, 1.0, 0.01)}})
    >>> [(hub.slug, hub.score, hub.low, hub.high) for hub in mine.rank(Profile({"cost": 1})).hubs]
    [('lima', 0.75, 0.5, 1.0), ('austin', 0.75, 0.0, 1.0)]
    """
    cells = ranker.cells_
    for criterion, named in own.items():
        cells = _with(cells, Column(criterion), named)
    return type(ranker)(ranker.n_neighbors).fit(cells, attributes=ranker.attributes_)


def _with(cells: Cells, column: Column, own: Mapping[str, OwnCell]) -> Cells:
    """The cells with one column more, or another one in its place."""
    here = [own.get(hub) for hub in cells.hubs]
    known = np.array([each is not None for each in here])
    told = [each for each in here if each]
    mid = np.rint(np.array([each.mid for each in told], dtype=np.float64) * GRID) / GRID
    usual = on_grid(float(mid.mean())) if told else MIDDLE
    spread = float(mid.std()) if len(told) > 1 else SPREAD

    def filled(values: Sequence[float], unknown: float) -> Floats:
        array = np.full(len(here), unknown)
        array[known] = values
        return array

    low, high = (np.array([getattr(each, side) for each in told], dtype=np.float64) for side in ("low", "high"))
    place = cells.columns.index(column) if column in cells.columns else len(cells.columns)
    columns = (*cells.columns[:place], column, *cells.columns[place + 1 :])

    def put(table: NDArray[Number], values: NDArray[Number]) -> NDArray[Number]:
        return np.column_stack([table[:, :place], values, table[:, place + 1 :]])

    return replace(
        cells,
        columns=columns,
        mean=put(cells.mean, filled(mid.tolist(), usual)),
        variance=put(cells.variance, filled([each.variance for each in told], spread**2)),
        n=put(cells.n, known.astype(np.float64)),
        known=put(cells.known, filled((1.0 - (high - low)).tolist(), 0.0)),
        floor=put(cells.floor, filled(low.tolist(), 0.0)),
        count=put(cells.count, known.astype(np.int64)),
        measured=put(cells.measured, filled(mid.tolist(), np.nan)),
        prior=_prior(cells.prior, columns, place, usual, spread),
        items=_items(cells, place, here),
    )


def _prior(prior: Prior, columns: tuple[Column, ...], place: int, usual: float, spread: float) -> Prior:
    """What is assumed of the others, and of this column next to nothing."""
    means, sigmas, kappas, middles = (
        (*row[:place], value, *row[place + 1 :])
        for row, value in (
            (prior.mean, usual),
            (prior.sigma, spread * NOTHING**0.5),
            (prior.kappa, NOTHING),
            (prior.middle, MIDDLE),
        )
    )
    return Prior(columns, means, sigmas, kappas, middles)


def _items(cells: Cells, place: int, own: Sequence[OwnCell | None]) -> Items:
    """The items with one of each own cell in the place of those of its column."""
    before, width = cells.items, len(cells.columns)
    start, keys, similarity, strength = [0], [], [], []  # type: list[int], list[str], list[float], list[float]
    for row, mine in enumerate(own):
        for column in range(max(width, place + 1)):
            if column == place:
                if mine:
                    keys.append(mine.key)
                    similarity.append(float(np.rint(mine.mid * GRID) / GRID))
                    strength.append(1.0)
            else:
                here = before.of(row * width + column)
                keys += before.keys[here]
                similarity += before.similarity[here]
                strength += before.strength[here]
            start.append(len(keys))
    return Items(start, keys, similarity, strength)
