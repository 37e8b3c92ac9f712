"""The list of all hubs, as data: narrowed down and sorted on the cells, and a card for each hub of one page."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubs.answers.hubs import BY_NAME, Wanted
from hubs.catalogue.entities import Criterion, Figure, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.drawing import maps
from hubs.drawing.boxes import Box
from hubs.explanations.cells import GOOD, MIXED, verdict_of
from hubs.explanations.results import place
from hubs.explanations.shortlist import is_among_worst
from hubs.formats import Printed, out_of_ten

A_PAGE = 60
BEST, DECENT = 3, 0.5
PRICED = {"low": (GOOD, math.inf), "middle": (MIXED, GOOD), "high": (-math.inf, MIXED)}  # cost scores: high is cheap
SAFE = {"mixed": MIXED, "good": GOOD}
CLAUSE = re.compile(r"(?<=\w\w)\s?[;.]\s")

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Score:
    """A criterion of a hub on its card; `share` is how long its bar is."""

    criterion: Criterion
    score: Printed
    verdict: str
    share: str


@dataclass(frozen=True, slots=True)
class HubCard:
    """A hub in the list. `best` and `worst` are where it differs most from the middle of all hubs.

    What everybody should know, and where a hub is among the worst, is the worst before anything else.
    `sorted_by` is the score that the list is sorted by, None where it is unknown or stands on the card anyway.
    """

    hub: Hub
    dot: maps.Dot | None
    best: tuple[Score, ...]
    worst: Score | None
    sorted_by: Score | None
    price: str
    rent: Figure | None

    @property
    def character(self) -> str:
        """The first clause of what the catalogue says of the hub."""
        first = CLAUSE.split(self.hub.summary, maxsplit=1)[0].rstrip(".")
        return f"{first}." if first else ""


@dataclass(frozen=True, slots=True)
class Loosened:
    """A filter without which hubs are left, and how many."""

    name: str
    hubs: int


@dataclass(frozen=True, slots=True)
class HubList:
    """One page of the hubs that were asked for; where none is left, what to loosen."""

    cards: tuple[HubCard, ...]
    found: int
    page: int
    pages: int
    loosen: tuple[Loosened, ...]
    frame: Box

    @property
    def view(self) -> str:
        """The viewBox of the map: as much of it as has hubs."""
        return f"0 {self.frame.top:.0f} 620 {self.frame.bottom - self.frame.top:.0f}"

    @property
    def map(self) -> tuple[maps.Dot, ...]:
        return maps.hub_map((place(card.hub) for card in self.cards), picture=self.frame)


def hub_list(catalogue: Catalogue, wanted: Wanted) -> HubList:
    """The hubs that pass every filter, in order. Only the cards of the page are made: the rest is arrays."""
    table = catalogue.once(_Table)
    passes = table.passes(wanted)
    left = _all(passes.values(), len(table.hubs))
    order = table.order(wanted.sort)
    order = order[left[order]]
    pages = max(1, math.ceil(len(order) / A_PAGE))
    page = min(wanted.page, pages)
    shown = order[A_PAGE * (page - 1) : A_PAGE * page].tolist()
    cards = tuple(table.card(at, wanted.sort) for at in shown)
    loosen = () if len(order) else tuple(_loosened(passes))
    return HubList(cards, len(order), page, pages, loosen, table.frame)


def _loosened(passes: dict[str, Mask]) -> list[Loosened]:
    """Each filter without which somebody is left."""
    left = {name: _all([mask for other, mask in passes.items() if other != name], len(passes[name])) for name in passes}
    return [Loosened(name, int(mask.sum())) for name, mask in left.items() if mask.any()]


def _all(masks: Iterable[Mask], length: int) -> Mask:
    passing: Mask = np.logical_and.reduce([np.ones(length, bool), *masks])
    return passing


class _Table:
    """The hubs by name as the rows of arrays: what is known of each on each criterion that is good or bad for all.

    Made once for a release and a language (`Catalogue.once`): with 10,000 hubs it takes longer than their page.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        cells = catalogue.ranker.cells_
        row = {slug: number for number, slug in enumerate(cells.hubs)}
        self.catalogue, self.hubs = catalogue, tuple(catalogue.hubs.values())
        self._rows = np.array([row[hub.slug] for hub in self.hubs])
        self._criteria = [criterion for criterion in catalogue.criteria.values() if not criterion.options]
        self._columns = {criterion.slug: column for column, criterion in enumerate(self._criteria)}
        self._means = np.stack([self._known(criterion.slug) for criterion in self._criteria], axis=1)
        self._middle = np.array([_median(column) for column in self._means.T])
        self.frame = maps.frame(map(place, self.hubs))

    def _known(self, criterion: str, option: str = "") -> NDArray[np.float64]:
        """The scores of all hubs, NaN where nothing is known."""
        cells = self.catalogue.ranker.cells_
        column = cells.column(criterion, option)
        known: NDArray[np.float64] = np.where(cells.count[:, column] > 0, cells.mean[:, column], np.nan)[self._rows]
        return known

    def passes(self, wanted: Wanted) -> dict[str, Mask]:
        """For each filter that is set, which hubs pass it; what is unknown passes none."""
        masks: dict[str, Mask] = {}
        if wanted.country:
            masks["country"] = np.array([hub.country.code == wanted.country for hub in self.hubs])
        if wanted.language:
            masks["language"] = np.array([wanted.language in hub.country.languages for hub in self.hubs])
        if wanted.price:
            low, high = PRICED[wanted.price]
            cost = self._known("cost")
            masks["price"] = (cost >= low) & (cost < high)
        if wanted.safety:
            masks["safety"] = self._known("safety") >= SAFE[wanted.safety]
        if wanted.specialty:
            masks["specialty"] = self._known("specialty", wanted.specialty) >= DECENT
        return masks

    def order(self, sort: str) -> NDArray[np.int64]:
        """Positions by name, or best first on a criterion with the unknown last."""
        if sort == BY_NAME:
            return np.arange(len(self.hubs))
        best: NDArray[np.int64] = np.argsort(-self._known(sort), kind="stable")
        return best

    def card(self, at: int, sort: str) -> HubCard:
        hub, means = self.hubs[at], self._means[at]
        ahead = means - self._middle
        ranked = [int(column) for column in np.argsort(-ahead, kind="stable") if not np.isnan(ahead[column])]
        best = [column for column in ranked if means[column] >= DECENT][:BEST]
        behind = [column for column in ranked if column not in best]
        weak = [column for column in behind if means[column] < DECENT] or behind
        worst = ([column for column in weak if self._is_grave(hub, column)] or weak)[-1:]
        shown = [self._criteria[column].slug for column in (*best, *worst)]
        dots = maps.dots([place(hub)])
        return HubCard(
            hub=hub,
            dot=dots[0] if dots else None,
            best=tuple(self._score(at, column) for column in best),
            worst=self._score(at, worst[0]) if worst else None,
            sorted_by=None if sort in {BY_NAME, *shown} else self._score_on(at, sort),
            price=self._price(at),
            rent=_rent(self.catalogue, hub),
        )

    def _is_grave(self, hub: Hub, column: int) -> bool:
        criterion = self._criteria[column]
        return criterion.always_warn and is_among_worst(self.catalogue, hub.slug, criterion)

    def _score_on(self, at: int, slug: str) -> Score | None:
        column = self._columns[slug]
        return None if np.isnan(self._means[at, column]) else self._score(at, column)

    def _score(self, at: int, column: int) -> Score:
        mean = float(self._means[at, column])
        return Score(self._criteria[column], out_of_ten(mean), verdict_of(mean), f"{100 * mean:.1f}%")

    def _price(self, at: int) -> str:
        """low, middle, high or unknown."""
        cost = self._means[at, self._columns["cost"]] if "cost" in self._columns else math.nan
        return next((level for level, (low, high) in PRICED.items() if low <= cost < high), "unknown")


def _median(column: NDArray[np.float64]) -> float:
    known = column[~np.isnan(column)]
    return float(np.median(known)) if len(known) else math.nan


def _rent(catalogue: Catalogue, hub: Hub) -> Figure | None:
    """What a flat costs here, if the catalogue has a figure on cost of which people may set a limit."""
    figures = (figure for figure in catalogue.figures_of(hub.slug) if figure.indicator.must)
    return next((figure for figure in figures if figure.indicator.criterion == "cost"), None)


def gaps(catalogue: Catalogue, hub: Hub) -> tuple[Criterion, ...]:
    """The criteria that nothing is known about."""
    ranker = catalogue.ranker
    (row,), known = ranker.rows([hub.slug]), set()
    for column, count in zip(ranker.columns_, ranker.cells_.count[row].tolist(), strict=True):
        if count:
            known.add(column.criterion)
    return tuple(criterion for slug, criterion in catalogue.criteria.items() if slug not in known)
