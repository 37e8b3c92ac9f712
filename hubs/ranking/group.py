"""One answer for several people: what they share, what each gives up, and what they differ on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.constraints import Constraint
from hubs.ranking.ranking import Excluded, RankedHub, Ranking

Floats = NDArray[np.float64]

DIGITS = 12  # beyond them the order in which people are added up would be seen
NOT_APART = 0.0005  # of a score: less is no difference that anybody is shown


@dataclass(frozen=True, slots=True)
class GroupHub:
    """One hub for all of the group. All figures are shares of 1.

    Attributes
    ----------
    rank : 1 is first; hubs with equal means share one.
    mean : of everybody's scores.
    least : the lowest of them.
    spread : the highest less the lowest.
    losses : per person, by how much the hub lies below their own first, ``>= 0``.
    """

    rank: int
    slug: str
    mean: float
    least: float
    spread: float
    losses: tuple[float, ...]

    @property
    def sacrifice(self) -> float:
        """What the one gives up who gives up most."""
        return max(self.losses)


@dataclass(frozen=True, slots=True)
class Differing:
    """A criterion that pulls people apart over two hubs.

    Attributes
    ----------
    weights : per person, shares of 1.
    hubs : the two; `apart` is by how much the criterion alone moves the one who it speaks most for away from the
        one who it speaks least for, in the difference between these hubs; a share of 1.
    """

    criterion: str
    weights: tuple[float, ...]
    hubs: tuple[str, str]
    apart: float


@dataclass(frozen=True, slots=True)
class Without:
    """The answer without one person: the first by the mean and the compromise; empty where no hub is left."""

    first: str
    compromise: str


@dataclass(frozen=True, slots=True)
class Group:
    """The answer for several people; what is per person keeps their order.

    Attributes
    ----------
    own : each person's own first; empty where their musts leave no hub.
    hubs : those that no must of anybody leaves out, by the mean.
    excluded : the others, each with the musts that it fails, whosever they are.
    compromise : see `agree`; empty where no hub is left.
    without : the answer without each person; none for one person.
    differing : what pulls them apart most comes first.
    """

    own: tuple[str, ...]
    hubs: tuple[GroupHub, ...]
    excluded: tuple[Excluded, ...]
    compromise: str
    without: tuple[Without, ...]
    differing: tuple[Differing, ...]


def agree(rankings: Sequence[Ranking]) -> Group:
    """The answer for several people, from a ranking of each on the same hubs.

    The compromise is the hub whose largest sacrifice is least: minimax regret, Savage (1951), with regret counted
    against each person's own first. Of hubs with the same largest sacrifice the second largest decides, and so on
    (leximin, Sen 1970), so that no hub is ever chosen that another one beats for somebody and equals for all; where
    all are the same, the one that stands first.

    Parameters
    ----------
    rankings : one a person, at least one, of the same release. A point of one counts as a point of another.

    Raises
    ------
    ValueError
        Without anybody, or for rankings of different hubs.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.profile import Profile
    >>> from hubs.ranking.ranker import Ranker
    >>> hubs = pd.DataFrame({"cost": [0.9, 0.2, 0.7], "safety": [0.1, 0.9, 0.6]}, index=["austin", "bogota", "lima"])
    >>> ranker = Ranker().fit(hubs)
    >>> group = agree([ranker.rank(Profile({"cost": 1})), ranker.rank(Profile({"safety": 1}))])
    >>> group.own, group.compromise, [round(loss, 1) for loss in group.hubs[0].losses]
    (('austin', 'bogota'), 'lima', [0.2, 0.3])
    """
    if not rankings:
        raise ValueError("nobody to agree")
    if len({frozenset(_everywhere(ranking)) for ranking in rankings}) > 1:
        raise ValueError("these rankings are not of the same hubs")
    hubs = _shared(rankings)
    compromise, own = _compromise(hubs), tuple(_first(ranking) for ranking in rankings)
    others = [[*rankings[:i], *rankings[i + 1 :]] for i in range(len(rankings) if len(rankings) > 1 else 0)]
    return Group(
        own=own,
        hubs=hubs,
        excluded=_excluded(rankings),
        compromise=compromise,
        without=tuple(_without(rest) for rest in others),
        differing=_differing(rankings, hubs, {*own, compromise, *(hub.slug for hub in hubs[:1])}),
    )


def _everywhere(ranking: Ranking) -> list[str]:
    return [*ranking.table.slugs, *(hub.slug for hub in ranking.excluded)]


def _first(ranking: Ranking) -> str:
    return ranking.hubs[0].slug if ranking.hubs else ""


def _shared(rankings: Sequence[Ranking]) -> tuple[GroupHub, ...]:
    """The hubs that are open to everybody, by the mean; then by the lowest score, then by the alphabet."""
    tables = [ranking.table for ranking in rankings]
    scores = [dict(zip(table.slugs, table.score.tolist(), strict=True)) for table in tables]
    slugs = sorted(set(scores[0]).intersection(*scores))
    if not slugs:
        return ()
    utility = np.array([[own[slug] for slug in slugs] for own in scores])
    best = np.array([ranking.hubs[0].score for ranking in rankings])
    losses = (best[:, None] - utility).round(DIGITS)
    mean, least = utility.mean(axis=0).round(DIGITS), utility.min(axis=0)
    spread = np.ptp(utility, axis=0).round(DIGITS)
    rank = 1 + (mean[:, None] < mean).sum(axis=1)
    return tuple(
        GroupHub(
            int(rank[i]), slugs[i], float(mean[i]), float(least[i]), float(spread[i]), tuple(losses[:, i].tolist())
        )
        for i in np.lexsort((np.arange(len(slugs)), -least, -mean))
    )


def _compromise(hubs: Sequence[GroupHub]) -> str:
    chosen = min(hubs, key=lambda hub: sorted(hub.losses, reverse=True), default=None)  # else the first of them
    return chosen.slug if chosen else ""


def _without(rest: Sequence[Ranking]) -> Without:
    hubs = _shared(rest)
    return Without(hubs[0].slug if hubs else "", _compromise(hubs))


def _excluded(rankings: Sequence[Ranking]) -> tuple[Excluded, ...]:
    """Which musts a hub fails, in an order that does not tell whose they are."""
    failed: dict[str, set[Constraint]] = {}
    for ranking in rankings:
        for hub in ranking.excluded:
            failed.setdefault(hub.slug, set()).update(hub.failed)
    return tuple(Excluded(slug, tuple(sorted(failed[slug], key=repr))) for slug in sorted(failed))


def _differing(rankings: Sequence[Ranking], hubs: Sequence[GroupHub], at_issue: set[str]) -> tuple[Differing, ...]:
    """What a criterion earns one hub more than another differs from person to person, and by how much at most."""
    among = sorted(at_issue & {hub.slug for hub in hubs})
    places: list[dict[str, RankedHub]] = [{hub.slug: hub for hub in ranking.hubs} for ranking in rankings]
    criteria = sorted({criterion for ranking in rankings for criterion in ranking.weights})
    found = []
    for criterion in criteria:
        earned = np.array([[own[slug].earned.get(criterion, 0.0) for slug in among] for own in places])
        weights = tuple(ranking.weights.get(criterion, 0.0) for ranking in rankings)
        apart = {(a, b): float(np.ptp(earned[:, a] - earned[:, b])) for a, b in combinations(range(len(among)), 2)}
        if apart and max(apart.values()) >= NOT_APART:
            a, b = max(apart, key=lambda pair: apart[pair])
            found.append(Differing(criterion, weights, (among[a], among[b]), round(apart[a, b], DIGITS)))
    return tuple(sorted(found, key=lambda each: -each.apart))
