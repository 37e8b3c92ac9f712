"""A shortlist to act on: for each hub why, what it costs, which papers it takes, and what to find out there."""

from dataclasses import dataclass

from hubs.catalogue.entities import Criterion
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import Mover
from hubs.explanations.move import Move, move_of
from hubs.explanations.results import Outcome
from hubs.explanations.rows import Row

MOST_QUESTIONS = 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """One hub of the shortlist. `ask` are the priorities to ask people there about, the least known first."""

    row: Row
    move: Move
    ask: tuple[Criterion, ...]


def memo(catalogue: Catalogue, outcome: Outcome, mover: Mover) -> tuple[Chosen, ...]:
    """The shortlist, best first."""
    return tuple(Chosen(row, move_of(catalogue, mover, row.hub), _ask(row)) for row in outcome.shortlist)


def _ask(row: Row) -> tuple[Criterion, ...]:
    lines = sorted(row.lines, key=lambda line: (line.items > 0, line.similarity))
    return tuple(line.priority.criterion for line in lines[:MOST_QUESTIONS])
