"""A release, fitted once: every profile is then one matrix-vector product and a sort."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.cells import locate, pool
from hubs.ranking.constraints import Constraint, judge
from hubs.ranking.prior import Prior
from hubs.ranking.profile import Profile, Wanted
from hubs.ranking.ranking import CellEstimate, Excluded, ItemEffect, RankedHub, Ranking
from hubs.ranking.scoring import Scorer
from hubs.ranking.strength import Column, share_votes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CellEstimate", "Excluded", "ItemEffect", "RankedHub", "Ranker", "Ranking"]

Floats = NDArray[np.float64]


class Ranker:
    """Ranks the hubs of one release.

    Parameters
    ----------
    hubs : unique slugs.
    columns : unique columns: one per criterion, or one per label or target level of it.
    items : evidence items as in `hubs.ranking.strength.share_votes`.
    prior : the release's frozen prior.
    attributes : indexed by hub, with the columns country (a code, or NaN) and languages
        (a tuple of codes, empty if unknown). Only constraints look at it.

    Attributes
    ----------
    hubs, columns, prior, cells : as fitted, in the same order; not to be changed.

    Raises
    ------
    ValueError
        As `hubs.ranking.cells.pool`.

    Examples
    --------
    >>> import pandas as pd
    >>> prior = Prior((Column("cost"),), ((0.2,) * 5,), (0.5,), (0.375,), (2.0,))
    >>> said = {"key": ["a"], "hub": ["lima"], "criterion": ["cost"], "option": [""],
    ...         "similarity": [1.0], "strength": [2.0], "voter": ["Ana"]}
    >>> attributes = pd.DataFrame({"country": ["US", "PE"], "languages": [("en",), ("es",)]},
    ...                           index=["austin", "lima"])
    >>> ranker = Ranker(["austin", "lima"], [Column("cost")], pd.DataFrame(said), prior, attributes)
    >>> [(hub.slug, hub.score, hub.low, hub.high) for hub in ranker.rank(Profile({"cost": 1})).hubs]
    [('lima', 0.75, 0.5, 1.0), ('austin', 0.5, 0.0, 1.0)]
    >>> ranker.effects(Profile({"cost": 1}), "lima", "cost")[0].effect
    0.25
    """

    def __init__(
        self,
        hubs: Sequence[str],
        columns: Sequence[Column],
        items: "pd.DataFrame",
        prior: Prior,
        attributes: "pd.DataFrame",
    ) -> None:
        self.cells: Final = pool(items, hubs, columns, prior)
        self.hubs: Final = self.cells.hubs
        self.columns: Final = self.cells.columns
        self.prior: Final = prior.take(self.columns)
        self._mu = np.array(self.prior.mean)
        self._attributes = attributes.reindex(list(self.hubs))
        self._scorer = Scorer(self.cells.mean, self.cells.known, self.hubs)
        self._row = {hub: i for i, hub in enumerate(self.hubs)}
        self._index(share_votes(items))

    def _index(self, items: "pd.DataFrame") -> None:
        """Keep the items cell by cell; cell c holds the items start[c] to start[c + 1]."""
        cell = locate(items, self.hubs, self.columns)
        order = np.argsort(cell, kind="stable")
        self._start = np.searchsorted(cell[order], np.arange(self.cells.n.size + 1)).tolist()
        self._keys = items["key"].to_numpy(dtype=object)[order].tolist()
        self._similarity = items["similarity"].to_numpy(dtype=np.float64)[order].tolist()
        self._strength = items["effective"].to_numpy(dtype=np.float64)[order].tolist()

    def _items(self, row: int, place: int) -> slice:
        cell = row * len(self.columns) + place
        return slice(self._start[cell], self._start[cell + 1])

    def scores(self, weights: NDArray[np.integer]) -> Floats:
        """Scores of all hubs for integer weights, as `hubs.ranking.scoring.Scorer.scores`."""
        return self._scorer.scores(weights)

    def top(self, weights: NDArray[np.integer], k: int) -> NDArray[np.int64]:
        """Rows of the k best hubs in order, as `hubs.ranking.scoring.Scorer.top`."""
        return self._scorer.top(weights, k)

    def rank(self, profile: Profile) -> Ranking:
        """Order the hubs for a profile, with bounds and reasons.

        Scores come from the whole release; constraints only decide who is listed.

        Parameters
        ----------
        profile : a profile whose criteria and options the release has.

        Returns
        -------
        The ranking; hubs that fail a constraint are in its ``excluded``.

        Raises
        ------
        ValueError
            As `hubs.ranking.profile.Profile.column_weights`, and for a constraint on a
            column that the release lacks.
        """
        wanted = profile.wanted(self.columns)
        weights, total = wanted.integers(len(self.columns))
        order = self._scorer.top(weights, len(self.hubs)).tolist()
        failed, unknown = judge(profile.constraints, self._attributes, self.cells)
        kept = [row for row in order if not failed[row]]
        return Ranking(
            profile=profile,
            weights=dict(zip(wanted.criteria, wanted.weights.tolist(), strict=True)),
            baseline=float(weights @ self._mu / total),  # exact, and so the score of a hub nothing is known about
            hubs=self._describe(wanted, self._scorer.scores(weights), kept, unknown),
            excluded=tuple(Excluded(self.hubs[row], failed[row]) for row in order if failed[row]),
        )

    def fails(self, constraints: Sequence[Constraint]) -> NDArray[np.bool_]:
        """Which hubs fail one of these constraints, shape (hubs,); ValueError for a column that the release lacks."""
        failed, _ = judge(constraints, self._attributes, self.cells)
        return np.array([bool(each) for each in failed])

    def by_criterion(self, profile: Profile) -> tuple[Floats, Floats, Floats]:
        """The posterior of every criterion a profile weighs, options averaged.

        Returns
        -------
        weights : shares of 1, shape (criteria,), heaviest first as in `Ranking.weights`.
        mean, variance : of the partial similarities, shape (hubs, criteria).

        Raises
        ------
        ValueError
            As `hubs.ranking.profile.Profile.wanted`.
        """
        wanted = profile.wanted(self.columns)
        mean = wanted.add(self.cells.mean[:, wanted.places] * wanted.shares)
        variance = wanted.add(self.cells.variance[:, wanted.places] * wanted.shares**2)
        return wanted.weights, mean, variance

    def effects(self, profile: Profile, hub: str, criterion: str | None = None) -> tuple[ItemEffect, ...]:
        """What each evidence item adds to a hub's score through one criterion, or through all of them.

        An item adds ``w (s - mu) strength / (kappa + n)``; what rounding m to its grid added
        to the cell is spread over its items in proportion to strength (at most w / 2048).

        Returns
        -------
        One effect per item and wanted option; those of a criterion sum to its contribution.
        Empty if the criterion has no weight or the cell no evidence.

        Raises
        ------
        KeyError
            If there is no such hub.
        ValueError
            As `hubs.ranking.profile.Profile.wanted`.
        """
        row, wanted = self._row[hub], profile.wanted(self.columns)
        return tuple(
            effect
            for each in (wanted.criteria if criterion is None else (criterion,))
            for place, weight in wanted.columns_of(each).items()
            for effect in self._cell_effects(row, place, weight)
        )

    def _cell_effects(self, row: int, place: int, weight: float) -> Iterator[ItemEffect]:
        cell, here = self._cell(row, place), self._items(row, place)
        if not cell.count:
            return
        rounding = cell.mean - (cell.floor + (cell.ceiling - cell.floor) * cell.prior_mean)
        option = self.columns[place].option
        for key, s, t in zip(self._keys[here], self._similarity[here], self._strength[here], strict=True):
            effect = weight * t * ((s - cell.prior_mean) / (cell.kappa + cell.n) + rounding / cell.n)
            yield ItemEffect(key, option, s, t, effect)

    def cell(self, hub: str, criterion: str, option: str = "") -> CellEstimate:
        """The numbers of one cell; KeyError for an unknown hub, ValueError for an unknown column."""
        return self._cell(self._row[hub], self.cells.column(criterion, option))

    def _cell(self, row: int, place: int) -> CellEstimate:
        floor, known = float(self.cells.floor[row, place]), float(self.cells.known[row, place])
        return CellEstimate(
            mean=float(self.cells.mean[row, place]),
            variance=float(self.cells.variance[row, place]),
            n=float(self.cells.n[row, place]),
            prior_mean=self.prior.mean[place],
            kappa=self.prior.kappa[place],
            floor=floor,
            ceiling=floor + 1.0 - known,
            count=int(self.cells.count[row, place]),
        )

    def _describe(
        self, wanted: Wanted, scores: Floats, rows: list[int], unknown: list[tuple[Constraint, ...]]
    ) -> tuple[RankedHub, ...]:
        """The hubs of ``rows``, in that order."""
        cells, w = self.cells, wanted.column_weights
        here = np.array(rows, dtype=int)[:, None], wanted.places
        mean, coverage = cells.mean[here], (cells.known[here] * w).sum(axis=1)
        low = (cells.floor[here] * w).sum(axis=1)
        variance = (cells.variance[here] * w**2).sum(axis=1)
        figures = np.stack([scores[rows], low, low + 1.0 - coverage, coverage, variance], axis=1).tolist()
        contributions = wanted.named((mean - self._mu[wanted.places]) * w)
        earned, similarity = wanted.named(mean * w), wanted.named(mean * wanted.shares)
        evidence = self._evidence(wanted, rows, here)
        return tuple(
            RankedHub(
                rank=i + 1,
                slug=self.hubs[row],
                score=score,
                low=floor,
                high=ceiling,
                coverage=covered,
                variance=spread,
                contributions=contributions[i],
                earned=earned[i],
                similarity=similarity[i],
                evidence=evidence[i],
                unknown=unknown[row],
            )
            for i, (row, (score, floor, ceiling, covered, spread)) in enumerate(zip(rows, figures, strict=True))
        )

    def _evidence(self, wanted: Wanted, rows: list[int], here: Any) -> list[dict[str, int]]:
        """Number of evidence items; one that speaks to several wanted options counts once."""
        counts = wanted.named(self.cells.count[here])
        for criterion, places in zip(wanted.criteria, wanted.groups, strict=True):
            if len(places) > 1:
                for row, count in zip(rows, counts, strict=True):
                    items = (self._items(row, place) for place in places)
                    count[criterion] = len({key for cell in items for key in self._keys[cell]})
        return counts
