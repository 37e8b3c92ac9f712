"""A ranking for somebody who may not see all that was required: it stays what it is, and keeps reasons to itself."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hubs.ranking.constraints import Check, Constraint, Paid
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import Excluded, RankedHub, Ranking

if TYPE_CHECKING:
    import pandas as pd

    from hubs.ranking.cells import Cells


@dataclass(frozen=True)
class Untold:
    """What constraints together did, without what they were.

    Attributes
    ----------
    fails : the hubs that they leave out.
    likely : hub -> how many soft constraints it fails, in expectation; those that it surely passes are not in it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> untold = Untold(frozenset({"lima"}), (("austin", 1.5),))
    >>> cells = SimpleNamespace(hubs=("lima", "austin", "quito"))
    >>> [check.value for check in untold.check(None, cells)], untold.odds(cells)
    (['fail', 'unknown', 'pass'], [0.0, 1.5, 0.0])
    """

    fails: frozenset[str] = frozenset()
    likely: tuple[tuple[str, float], ...] = ()

    def check(self, attributes: "pd.DataFrame", cells: "Cells") -> list[Check]:
        """Checks as in `Constraint`."""
        likely = dict(self.likely)
        return [
            Check.FAIL if hub in self.fails else Check.UNKNOWN if hub in likely else Check.PASS for hub in cells.hubs
        ]

    def odds(self, cells: "Cells") -> list[float]:
        """As of `AtLeast`; above 1 where several stand behind it."""
        likely = dict(self.likely)
        return [likely.get(hub, 0.0) for hub in cells.hubs]


def keep_untold(ranking: Ranking, told: Profile) -> tuple[Ranking, Profile]:
    """A ranking without the constraints that ``told`` lacks, and the profile that ranks like the whole one.

    Parameters
    ----------
    ranking : with all its constraints.
    told : the same priorities, with those of its constraints that may be seen.

    Returns
    -------
    The ranking with the same hubs, ranks and scores: it does not list what only untold constraints leave out, and what
    untold soft ones cost a hub is one `Untold`. And ``told`` with `Untold` in place of what it lacks.
    """
    hubs = tuple(_seen(hub, told) for hub in ranking.hubs)
    excluded = [Excluded(out.slug, _both(out.failed, told.constraints)) for out in ranking.excluded]
    kept_out = frozenset(out.slug for out in excluded if not out.failed)
    costs = tuple((hub.slug, paid.odds) for hub in hubs for paid in hub.paid if isinstance(paid.constraint, Untold))
    listed = tuple(out for out in excluded if out.failed)
    profile = replace(
        told,
        constraints=(*told.constraints, Untold(fails=kept_out)) if kept_out else told.constraints,
        rather=(*told.rather, Untold(likely=costs)) if costs else told.rather,
    )
    return replace(ranking, profile=told, hubs=hubs, excluded=listed), profile


def _seen(hub: RankedHub, told: Profile) -> RankedHub:
    paid = [each for each in hub.paid if each.constraint in told.rather]
    untold = sum(each.odds for each in hub.paid if each.constraint not in told.rather)
    if untold:
        paid.append(Paid(Untold(likely=((hub.slug, untold),)), untold, is_sure=False))
    return replace(hub, unknown=_both(hub.unknown, told.constraints), paid=tuple(paid))


def _both(these: tuple[Constraint, ...], those: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
    return tuple(each for each in these if each in those)
