"""What would bring a hub first: one answer, the nearest weights, the nearest answers, or nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hubs.ranking.answer_space import AnswerSpace
from hubs.ranking.counterfactuals import Nearest, nearest_weights, preceded_by, precedence
from hubs.ranking.profile import Profile
from hubs.ranking.search import AnswerChange, AnswerSearch

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker


@dataclass(frozen=True, slots=True)
class Rival:
    """A hub in the way, and its share of the mixture that is at least as good everywhere."""

    slug: str
    share: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would bring one hub first.

    First means first in the order of the ranking. A hub that is first needs no change: all
    that would change it is None, and its distance is 0.

    Attributes
    ----------
    first : whether it is first now.
    always : whether it is first whatever the weights of the criteria looked at.
    answer : the smallest change of one answer; None if no single one suffices.
    weights, distance : the nearest weights, criterion -> share of 1, and ``sum |w' - w|``;
        None if no weights give it the highest score.
    answers : the nearest answers found, 0 to 3 and at most three of them 3; None if none were
        found. They need no more steps than ``answer`` where that changes an importance.
    blocked_by : if there are no weights, the mixture of rivals that is at least as good on
        every criterion, largest share first. At a tie with all of them coverage may still
        decide, so ``answer`` and ``answers`` can exist.
    """

    slug: str
    first: bool
    always: bool
    answer: AnswerChange | None
    weights: Mapping[str, float] | None
    distance: float | None
    answers: Profile | None
    blocked_by: tuple[Rival, ...]


def what_would_change(
    ranker: "Ranker",
    profile: Profile,
    hubs: Sequence[str],
    *,
    skipped: bool = True,
    targets: Collection[str] = (),
) -> tuple[WhatIf, ...]:
    """What would bring each of these hubs first (ranking model, section 5).

    Parameters
    ----------
    ranker : the release.
    profile : with importances from 0 to 3. Hubs that fail its constraints are no rivals.
    hubs : slugs of hubs that fail none of its constraints.
    skipped : whether criteria that the profile skips may be raised, too; of those with
        options only the ones whose options it gives.
    targets : criteria that take one option only: another one takes its place.

    Returns
    -------
    One answer per entry of ``hubs``.

    Raises
    ------
    ValueError
        As `hubs.ranking.profile.Profile.wanted`; for an importance above 3; for a hub that
        the ranking does not list.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.5, 0.75], "family": [0.625, 0.5]}, index=["austin", "lima"]))
    >>> austin, = what_would_change(ranker, Profile({"cost": 1, "family": 1}), ["austin"])
    >>> austin.answer.criterion, austin.answer.before, austin.answer.after, round(austin.distance, 4)
    ('family', 1, 2, 0.3333)
    """
    search = AnswerSearch(ranker, profile, skipped)
    space = search.space
    if strangers := set(hubs) - set(space.slugs):
        raise ValueError(f"the ranking does not list {sorted(strangers)}")
    rows = [space.slugs.index(hub) for hub in hubs]
    single = search.single_changes(targets)
    others = [row for row in dict.fromkeys(rows) if row != search.winner]
    solved = nearest_weights(space.mean, space.known, search.shares, others)
    nearest = dict(zip(others, solved, strict=True))
    answers = search.nearest_answers({row: near.weights for row, near in nearest.items()}, single)
    behind = precedence(space.mean, space.known).sum(axis=1).tolist()
    return tuple(
        WhatIf(
            slug=hub,
            first=row == search.winner,
            always=behind[row] == len(space.slugs) - 1,
            answer=single.get(row),
            answers=answers.get(row),
            **(_nearest(space, nearest[row]) if row in nearest else _unchanged(row == search.winner)),
        )
        for hub, row in zip(hubs, rows, strict=True)
    )


def levers(ranker: "Ranker", profile: Profile, hubs: Sequence[str]) -> tuple[bool, dict[str, AnswerChange]]:
    """Which single importance of what a profile weighs would bring each of these hubs first.

    Parameters
    ----------
    ranker, profile : as in `what_would_change`.
    hubs : slugs of hubs that fail no constraint.

    Returns
    -------
    Whether the first hub is first however these criteria are weighed; and slug -> the smallest change of one answer,
    for those hubs that have one.

    Raises
    ------
    ValueError
        As `what_would_change`.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.5, 0.75], "family": [0.625, 0.5]}, index=["austin", "lima"]))
    >>> always, found = levers(ranker, Profile({"cost": 1, "family": 1}), ["austin"])
    >>> always, found["austin"].criterion, found["austin"].after
    (False, 'family', 2)
    """
    search = AnswerSearch(ranker, profile, skipped=False)
    space, single = search.space, search.single_changes(())
    ahead = preceded_by(space.mean, space.known, search.winner).sum()
    named = {space.slugs[row]: change for row, change in single.items() if space.slugs[row] in hubs}
    return bool(ahead == len(space.slugs) - 1), {slug: change for slug, change in named.items() if not change.option}


def _unchanged(first: bool) -> dict[str, Any]:
    return {"weights": None, "distance": 0.0 if first else None, "blocked_by": ()}


def _nearest(space: AnswerSpace, nearest: Nearest) -> dict[str, Any]:
    """Weights, distance and rivals of a `WhatIf`."""
    if nearest.weights is None:
        mixture = zip(space.slugs, nearest.mixture.tolist(), strict=True)
        rivals = sorted((Rival(slug, share) for slug, share in mixture if share), key=lambda r: (-r.share, r.slug))
        return {"weights": None, "distance": None, "blocked_by": tuple(rivals)}
    weights = dict(zip(space.criteria, nearest.weights.tolist(), strict=True))
    return {"weights": weights, "distance": nearest.distance, "blocked_by": ()}
