"""How it works, shown on the landing page with a real quote, a real score and a real ranking."""

import re
from dataclasses import dataclass

from hubs.catalogue.entities import Evidence, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.cells import Cell, cell
from hubs.explanations.items import Item, item
from hubs.explanations.results import Outcome, explain
from hubs.explanations.rows import Row
from hubs.formats import listed, number
from hubs.ranking.profile import Profile

EXAMPLE = ("family", "cost", "remote")
SHORTEST, LONGEST = 60, 170
THIRD_PERSON = re.compile(r"\b(he|she|his|her|their)\b|^(has|is|was|had)\b", re.IGNORECASE)  # quotes are in English


@dataclass(frozen=True, slots=True)
class Showcase:
    quote: Item | None
    hub: Hub | None
    cell: Cell | None
    outcome: Outcome | None
    statements: str
    figures: str

    @property
    def criteria(self) -> str:
        return listed(priority.criterion.name for priority in self.outcome.priorities) if self.outcome else ""

    @property
    def leaders(self) -> tuple[Row, ...]:
        return tuple(self.outcome.rows[:3]) if self.outcome else ()


def showcase(catalogue: Catalogue) -> Showcase:
    quote = _quote(catalogue)
    hub = catalogue.hubs[quote.hub] if quote else None
    importance = {slug: 1 for slug in EXAMPLE if slug in catalogue.criteria}
    return Showcase(
        quote=item(catalogue, quote) if quote else None,
        hub=hub,
        cell=cell(catalogue, hub, catalogue.criteria[quote.criterion]) if quote and hub else None,
        outcome=explain(catalogue, catalogue.rank(Profile(importance))) if importance else None,
        statements=number(len(catalogue.evidence)),
        figures=number(len(catalogue.figures)),
    )


def _quote(catalogue: Catalogue) -> Evidence | None:
    """The short first-hand quote from the best-documented cell, in the speaker's own voice if there is one."""
    quotes = [
        quote
        for quote in catalogue.evidence.values()
        if quote.form == "quote" and quote.kind == "first-hand" and quote.hub and not quote.label
        if SHORTEST <= len(quote.text) <= LONGEST
    ]
    quotes = [quote for quote in quotes if not _tells_of_its_speaker(quote)] or quotes
    cell_of = catalogue.ranker.cell
    order = [(quote.rating, cell_of(quote.hub, quote.criterion).count, quote.key) for quote in quotes]
    return quotes[order.index(max(order))] if order else None


def _tells_of_its_speaker(quote: Evidence) -> bool:
    """Whether somebody else tells what the speaker said: by name, or as he, she or they."""
    name = quote.speaker.split(",")[0]
    return name in quote.text or bool(THIRD_PERSON.search(quote.text))
