"""The ranker of a release: an estimator, fitted once; every profile is then one product and a sort."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hubs.ranking.cells import Cells
from hubs.ranking.constraints import RATHER, Constraint, Paid, judge, pay
from hubs.ranking.neighbors import WeightedNeighbors
from hubs.ranking.profile import Profile, Wanted
from hubs.ranking.ranking import CellEstimate, Excluded, ItemEffect, RankedHub, RankedHubs, Ranking, Table

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Ranker(WeightedNeighbors):
    """Ranks the hubs of one release for a person's priorities, with bounds and reasons.

    The last step of the pipeline evidence items -> cells -> ranking; a profile is a query that
    knows its columns by name.

    Parameters
    ----------
    n_neighbors : as in `WeightedNeighbors`.

    Attributes
    ----------
    cells_, n_features_in_ : as in `WeightedNeighbors`.
    hubs_, columns_, prior_ : of the cells, in the same order.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.cells import EvidencePooler
    >>> from hubs.ranking.prior import Prior
    >>> from hubs.ranking.strength import Column
    >>> from sklearn.pipeline import Pipeline
    >>> prior = Prior((Column("cost"),), (0.5,), (0.25,), (2.0,))
    >>> said = {"key": ["a"], "hub": ["lima"], "criterion": ["cost"], "option": [""],
    ...         "similarity": [1.0], "strength": [2.0], "voter": ["Ana"]}
    >>> pooler = EvidencePooler(["austin", "lima"], [Column("cost")], prior=prior)
    >>> pipeline = Pipeline([("cells", pooler), ("ranker", Ranker())]).fit(pd.DataFrame(said))
    >>> ranker = pipeline["ranker"]
    >>> [(hub.slug, hub.score, hub.low, hub.high) for hub in ranker.rank(Profile({"cost": 1})).hubs]
    [('lima', 0.75, 0.5, 1.0), ('austin', 0.5, 0.0, 1.0)]
    >>> ranker.kneighbors([[1]], n_neighbors=1)
    (array([[0.25]]), array([[1]]))
    >>> ranker.effects(Profile({"cost": 1}), "lima", "cost")[0].effect
    0.25
    """

    def fit(self, X: Cells | ArrayLike, y: object = None, *, attributes: "pd.DataFrame | None" = None) -> Self:
        """Index the hubs.

        Parameters
        ----------
        X, y : as in `WeightedNeighbors.fit`.
        attributes : indexed by hub, with the columns country (a code, or NaN) and languages
            (a tuple of codes, empty if unknown); nothing is known of a hub that it lacks.
            Only constraints look at it.

        Raises
        ------
        ValueError
            As `WeightedNeighbors.fit`.
        """
        import pandas as pd

        super().fit(X)
        self.hubs_, self.columns_, self.prior_ = self.cells_.hubs, self.cells_.columns, self.cells_.prior
        self._middle = np.array(self.prior_.middle)
        self._row = {hub: i for i, hub in enumerate(self.hubs_)}
        attributes = pd.DataFrame(columns=["country", "languages"]) if attributes is None else attributes
        self.attributes_ = attributes.reindex(list(self.hubs_))
        return self

    def rank(self, profile: Profile) -> Ranking:
        """Order the hubs for a profile, with bounds and reasons.

        Scores come from the whole release; constraints only decide who is listed, and soft ones take points off.

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
        wanted = profile.wanted(self.columns_)
        weights, total = wanted.integers(len(self.columns_))
        scores, order = (each[0] for each in self._nearest(weights[None], len(self.hubs_)))
        failed, unknown = judge(profile.constraints, self.attributes_, self.cells_)
        paid = pay(profile.rather, self.attributes_, self.cells_)
        stays = np.fromiter((not each for each in failed), dtype=np.bool_, count=len(failed))[order]
        rows, scores = order[stays], (scores - _cost(paid)[order])[stays]
        best = np.argsort(-scores, kind="stable")  # who scores the same stays in the order of `kneighbors`
        return Ranking(
            profile=profile,
            weights=dict(zip(wanted.criteria, wanted.weights.tolist(), strict=True)),
            baseline=float(weights @ self._middle / total),
            hubs=self._describe(wanted, rows[best], scores[best], unknown, paid),
            excluded=tuple(Excluded(self.hubs_[row], failed[row]) for row in order[~stays].tolist()),
        )

    def rows(self, hubs: Iterable[str]) -> list[int]:
        """The rows of these hubs in ``hubs_``; KeyError if there is no such hub."""
        return [self._row[hub] for hub in hubs]

    def fails(self, constraints: Sequence[Constraint]) -> NDArray[np.bool_]:
        """Which hubs fail one of these constraints, shape (hubs,); ValueError for a column that the release lacks."""
        failed, _ = judge(constraints, self.attributes_, self.cells_)
        return np.array([bool(each) for each in failed])

    def costs(self, rather: Sequence[Constraint]) -> Floats:
        """What soft constraints take off each score, shape (hubs,); ValueError as `fails`."""
        return _cost(pay(rather, self.attributes_, self.cells_))

    def figures(self, indicator: str) -> list[float]:
        """The values of a figure on which a `Limit` may be set, of the hubs that have it; KeyError if there is none."""
        values = self.attributes_[indicator].astype(float)
        return [float(value) for value in values[values.notna()]]

    def by_criterion(self, profile: Profile) -> tuple[Floats, Floats, Floats]:
        """The posterior of every criterion a profile weighs, options averaged.

        Returns
        -------
        weights : shares of 1, shape (criteria,), heaviest first as in `Ranking.weights`.
        mean, variance : of the partial similarities, shape (hubs, criteria). What soft constraints cost a hub is
            taken off each mean: since weights sum to 1, that takes it off the score, however they are drawn.

        Raises
        ------
        ValueError
            As `hubs.ranking.profile.Profile.wanted`.
        """
        wanted = profile.wanted(self.columns_)
        mean = wanted.add(self.cells_.mean[:, wanted.places] * wanted.shares)
        variance = wanted.add(self.cells_.variance[:, wanted.places] * wanted.shares**2)
        return wanted.weights, mean - self.costs(profile.rather)[:, None], variance

    def effects(self, profile: Profile, hub: str, criterion: str | None = None) -> tuple[ItemEffect, ...]:
        """What each evidence item adds to a hub's score through one criterion, or through all of them.

        An item adds ``w strength (s - 1/2) / (kappa + n)``: praise never takes away, criticism never adds.

        Returns
        -------
        One effect per item and wanted option. With `usual` they sum to the contribution of a criterion.
        Empty if the criterion has no weight or the cell no evidence.

        Raises
        ------
        KeyError
            If there is no such hub.
        ValueError
            As `hubs.ranking.profile.Profile.wanted`.
        """
        row, wanted = self._row[hub], profile.wanted(self.columns_)
        return tuple(
            effect
            for each in (wanted.criteria if criterion is None else (criterion,))
            for place, weight in wanted.columns_of(each).items()
            for effect in self._cell_effects(row, place, weight)
        )

    def usual(self, profile: Profile, hub: str, criterion: str) -> float:
        """What the prior adds to a hub's score through one criterion: ``w kappa (mu - 1/2) / (kappa + n)``.

        What rounding m to its grid added (at most w / 2048) is in it. Errors are those of `effects`.
        """
        row, wanted = self._row[hub], profile.wanted(self.columns_)
        parts = wanted.columns_of(criterion).items()
        whole = sum(weight * float(self.cells_.mean[row, place] - self._middle[place]) for place, weight in parts)
        return whole - sum(effect.effect for effect in self.effects(profile, hub, criterion))

    def _items(self, row: int, place: int) -> slice:
        return self.cells_.items.of(row * len(self.columns_) + place)

    def _cell_effects(self, row: int, place: int, weight: float) -> Iterator[ItemEffect]:
        cell, items, here = self._cell(row, place), self.cells_.items, self._items(row, place)
        option, middle = self.columns_[place].option, self.prior_.middle[place]
        for key, s, t in zip(items.keys[here], items.similarity[here], items.strength[here], strict=True):
            yield ItemEffect(key, option, s, t, weight * t * (s - middle) / (cell.kappa + cell.n))

    def cell(self, hub: str, criterion: str, option: str = "") -> CellEstimate:
        """The numbers of one cell; KeyError for an unknown hub, ValueError for an unknown column."""
        return self._cell(self._row[hub], self.cells_.column(criterion, option))

    def measured(self, profile: Profile, hub: str, criterion: str) -> Floats:
        """What the figures that define a criterion say of a hub: one similarity per wanted option, NaN without any.

        KeyError for an unknown hub, ValueError for an unknown column.
        """
        said: Floats = self._measured(profile, criterion)[self._row[hub]]
        return said

    def is_measured(self, profile: Profile, hubs: Iterable[str], criterion: str) -> NDArray[np.bool_]:
        """Of which of these hubs a figure that defines a criterion was published; errors are those of `measured`."""
        said = self._measured(profile, criterion)[self.rows(hubs)]
        known: NDArray[np.bool_] = np.logical_or.reduce(~np.isnan(said), axis=1)
        return known

    def _measured(self, profile: Profile, criterion: str) -> Floats:
        columns = [self.cells_.column(criterion, option) for option in profile.options.get(criterion, ("",))]
        said: Floats = self.cells_.measured[:, columns]
        return said

    def _cell(self, row: int, place: int) -> CellEstimate:
        floor, known = float(self.cells_.floor[row, place]), float(self.cells_.known[row, place])
        return CellEstimate(
            mean=float(self.cells_.mean[row, place]),
            variance=float(self.cells_.variance[row, place]),
            n=float(self.cells_.n[row, place]),
            kappa=self.prior_.kappa[place],
            floor=floor,
            ceiling=floor + 1.0 - known,
            count=int(self.cells_.count[row, place]),
        )

    def _describe(
        self,
        wanted: Wanted,
        rows: Rows,
        scores: Floats,
        unknown: list[tuple[Constraint, ...]],
        paid: list[tuple[Paid, ...]],
    ) -> RankedHubs:
        """The hubs of these rows with these scores, in that order."""
        cells, w = self.cells_, wanted.column_weights
        here = rows[:, None], wanted.places
        mean, coverage = cells.mean[here], (cells.known[here] * w).sum(axis=1)
        low = (cells.floor[here] * w).sum(axis=1)
        variance = (cells.variance[here] * w**2).sum(axis=1)
        earned, similarity = wanted.add(mean * w), wanted.add(mean * wanted.shares)
        table = Table(
            slugs=tuple(self.hubs_[row] for row in rows.tolist()),
            rank=np.searchsorted(-scores, -scores) + 1,  # who scores the same shares a rank
            score=scores,
            contributions=wanted.add((mean - self._middle[wanted.places]) * w),
            evidence=self._evidence(wanted, rows),
        )

        def named(figures: NDArray[Any], place: int) -> dict[str, Any]:
            return dict(zip(wanted.criteria, figures[place].tolist(), strict=True))

        def hub(place: int) -> RankedHub:
            row, floor = int(rows[place]), float(low[place])
            return RankedHub(
                rank=int(table.rank[place]),
                slug=table.slugs[place],
                score=float(scores[place]),
                low=floor - RATHER * len(paid[row]),
                high=floor + 1.0 - float(coverage[place]) - RATHER * sum(each.is_sure for each in paid[row]),
                coverage=float(coverage[place]),
                variance=float(variance[place]),
                contributions=named(table.contributions, place),
                earned=named(earned, place),
                similarity=named(similarity, place),
                evidence=named(table.evidence, place),
                unknown=unknown[row],
                paid=paid[row],
            )

        return RankedHubs(hub, table)

    def _evidence(self, wanted: Wanted, rows: Rows) -> NDArray[np.int64]:
        """Number of evidence items, shape (rows, criteria); one that speaks to several wanted options counts once."""
        counts = self.cells_.count[rows[:, None], wanted.places]
        added = wanted.add(counts)
        for j, places in enumerate(wanted.groups):
            spoken = (self.cells_.count[rows[:, None], list(places)] > 0).sum(axis=1)
            for at in np.flatnonzero(spoken > 1).tolist():
                items = (self._items(int(rows[at]), place) for place in places)
                added[at, j] = len({key for cell in items for key in self.cells_.items.keys[cell]})
        return added


def _cost(paid: list[tuple[Paid, ...]]) -> Floats:
    """What soft constraints take off each score."""
    if not any(paid):
        return np.zeros(len(paid))
    return np.array([sum(each.cost for each in row) for row in paid], dtype=np.float64)
