"""What is known of each hub on each criterion: how much, how old, and whether people disagree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Max, Min, Sum

from hubs.admin.coverage import accepted_statements, items_per_cell
from hubs.explanations.items import OLD_AFTER
from hubs.models import Criterion, Hub

SOME, MUCH = 2, 6  # from so many statements and figures on there is some, and much
UNUSUAL = 0.05  # how seldom people who disagree as usual are as far apart
USUAL_VARIANCE, AS_SURE_AS = 1.0, 20  # of ratings within a cell, as long as few are known: like so many statements


@dataclass
class Known:
    """What is known of one hub on one criterion.

    `items` counts statements and figures, those about the whole country too; `newest` is the year of the latest
    statement, or empty; `is_split` says that some people praise what others criticise.
    """

    hub: Hub
    criterion: Criterion
    items: int = 0
    newest: str = ""
    is_split: bool = False
    is_old: bool = False

    @property
    def level(self) -> str:
        return "none" if not self.items else "one" if self.items < SOME else "some" if self.items < MUCH else "much"


class Row(NamedTuple):
    hub: Hub
    cells: list[Known]


@dataclass
class CoverageMap:
    criteria: list[Criterion]
    rows: list[Row] = field(default_factory=list)


class Opposed(NamedTuple):
    """A hub and a criterion, or one label of it, that some statements praise and others blame.

    `spread` is the sum of the squares by which they miss their mean, in units of the variance that is usual.
    """

    hub: int
    criterion: int
    label: str
    lowest: int
    highest: int
    number: int
    spread: float

    @property
    def is_unusual(self) -> bool:
        """Whether people who disagree as usual would seldom be as far apart: a chi-squared test of the spread."""
        from scipy.special import gammaincc  # takes a while, and the map does without

        return float(gammaincc((self.number - 1) / 2, self.spread / 2)) < UNUSUAL


def coverage_map(hubs: Sequence[Hub], today: date) -> CoverageMap:
    """A row for each of these hubs, with a cell for each criterion that is no draft."""
    criteria = list(Criterion.objects.filter(is_draft=False))
    counts, newest = items_per_cell(), newest_years()
    split = {(each.hub, each.criterion) for each in opposed()}
    found = CoverageMap(criteria)
    for hub in hubs:
        cells = []
        for criterion in criteria:
            key = hub.pk, criterion.pk
            year = newest.get(key, "")
            cells.append(Known(hub, criterion, counts[key], year, key in split, is_old(year, today)))
        found.rows.append(Row(hub, cells))
    return found


def newest_years() -> dict[tuple[int, int], str]:
    """(hub, criterion) -> the year of the latest statement about it or its country; those without a date left out."""
    at_home = defaultdict(list)
    for place, country in Hub.objects.values_list("pk", "country"):
        at_home[country].append(place)
    dated = accepted_statements().exclude(source__date="")
    found: dict[tuple[int, int], str] = {}
    for hub, country, criterion, latest in dated.values_list("hub", "country", "criterion").annotate(
        Max("source__date")
    ):
        for place in [hub] if hub else at_home[country]:
            found[place, criterion] = max(found.get((place, criterion), ""), latest[:4])
    return found


def is_old(year: str, today: date) -> bool:
    return bool(year) and today.year - int(year) > OLD_AFTER


def opposed() -> list[Opposed]:
    """Where of at least two statements about a hub one is good and another bad; most people widest apart first."""
    cells = accepted_statements().filter(hub__isnull=False).values_list("hub", "criterion", "label__name")
    squares = Sum(F("rating") * F("rating"))
    rows = list(cells.annotate(Min("rating"), Max("rating"), Count("pk"), Sum("rating"), squares=squares))
    missed = [squares - total * total / number for *_, number, total, squares in rows]
    freedom = sum(number - 1 for *_, number, _, _ in rows)
    usual = (USUAL_VARIANCE * AS_SURE_AS + sum(missed)) / (AS_SURE_AS + freedom)
    found = [
        Opposed(hub, criterion, label or "", lowest, highest, number, spread / usual)
        for (hub, criterion, label, lowest, highest, number, *_), spread in zip(rows, missed, strict=True)
        if lowest < 0 < highest
    ]
    return sorted(found, key=lambda each: (-each.spread, each.hub, each.criterion, each.label))
