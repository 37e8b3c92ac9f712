"""The list of all hubs, as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hubs.catalogue.frozen import Catalogue, Criterion, Hub
from hubs.explanations.cells import Cell, cell
from hubs.languages import alphabetical


@dataclass(frozen=True, slots=True)
class ListedHub:
    """A line of the list of hubs. `gaps` are the criteria nothing is known about."""

    hub: Hub
    quotes: int
    claims: int
    figures: int
    gaps: tuple[Criterion, ...]
    cell: Cell | None

    @property
    def statements(self) -> int:
        return self.quotes + self.claims


@dataclass(frozen=True, slots=True)
class HubFilter:
    """What the list is narrowed down to, and its order; empty and None are everything."""

    country: str
    criterion: Criterion | None
    sort: str


def _by_score(listed: ListedHub) -> tuple[bool, float, str]:
    known = listed.cell is not None and listed.cell.count > 0
    return not known, -listed.cell.mean if listed.cell else 0.0, alphabetical(listed.hub.name)


SORTS: dict[str, Callable[[ListedHub], Any]] = {
    "name": lambda listed: alphabetical(listed.hub.name),
    "country": lambda listed: (alphabetical(listed.hub.country.name), alphabetical(listed.hub.name)),
    "evidence": lambda listed: (-listed.statements, alphabetical(listed.hub.name)),
    "gaps": lambda listed: (-len(listed.gaps), alphabetical(listed.hub.name)),
    "score": _by_score,
}


def listed_hubs(catalogue: Catalogue, chosen: HubFilter) -> tuple[ListedHub, ...]:
    hubs = (hub for hub in catalogue.hubs.values() if chosen.country in {"", hub.country.code})
    return tuple(sorted((_listed(catalogue, hub, chosen.criterion) for hub in hubs), key=SORTS[chosen.sort]))


def _listed(catalogue: Catalogue, hub: Hub, criterion: Criterion | None) -> ListedHub:
    statements = catalogue.evidence_of(hub.slug)
    return ListedHub(
        hub=hub,
        quotes=sum(about.form == "quote" for about in statements),
        claims=sum(about.form == "claim" for about in statements),
        figures=len(catalogue.figures_of(hub.slug)),
        gaps=gaps(catalogue, hub),
        cell=cell(catalogue, hub, criterion) if criterion else None,
    )


def gaps(catalogue: Catalogue, hub: Hub) -> tuple[Criterion, ...]:
    ranker = catalogue.ranker
    row, known = ranker.hubs_.index(hub.slug), set()
    for column, count in zip(ranker.columns_, ranker.cells_.count[row].tolist(), strict=True):
        if count:
            known.add(column.criterion)
    return tuple(criterion for slug, criterion in catalogue.criteria.items() if slug not in known)
