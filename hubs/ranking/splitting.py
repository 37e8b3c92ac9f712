"""The one question whose answer would say most about which of a few hubs is best."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.profile import DECISIVE, MOST_DECISIVE, Profile
from hubs.ranking.ranking import Ranking

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Preferred = tuple[str, Profile]

DRAWS = 1000
MOST_CRITERIA = 6  # pairs are looked for among those that tell the hubs apart most
LEAST_BITS = 0.01  # below this an answer would say nothing


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the two answers: the criterion that it prefers, the profile after it, and the hub that it leads to."""

    prefers: str
    profile: Profile
    leads_to: str


@dataclass(frozen=True, slots=True)
class Split:
    """A question between two criteria, and how many bits its answer tells about which hub is best."""

    answers: tuple[Answer, Answer]
    bits: float


def split(ranker: "Ranker", ranking: Ranking, among: Sequence[str], seed: int) -> Split | None:
    """The pair of weighed criteria whose preference would split these hubs most.

    An answer makes one criterion count a step more and the other a step less. With p and q the chances of each hub
    to be best after the one and the other answer, both equally likely, an answer tells the Jensen-Shannon divergence
    of p and q; Lin (1991), Divergence measures based on the Shannon entropy, IEEE Trans. Inf. Theory 37(1).

    Parameters
    ----------
    ranker, ranking : the ranking must come from the ranker.
    among : slugs of at least two ranked hubs.
    seed : ``>= 0``.

    Returns
    -------
    None if no two answers would bring different hubs of these first among all that are ranked.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.ranker import Ranker
    >>> ranker = Ranker().fit(pd.DataFrame({"cost": [0.4, 0.7], "family": [0.7, 0.4]}, index=["austin", "lima"]))
    >>> question = split(ranker, ranker.rank(Profile({"cost": 2, "family": 2})), ["austin", "lima"], seed=1)
    >>> [(answer.prefers, answer.leads_to) for answer in question.answers], round(question.bits, 1)
    ([('cost', 'lima'), ('family', 'austin')], 1.0)
    """
    profile, rows = ranking.profile, ranker.rows(among)
    weights, mean, variance = ranker.by_criterion(profile)
    criteria = list(ranking.weights)
    ranked = ranking.table.slugs
    everybody = mean[ranker.rows(ranked)]
    mean, variance = mean[rows], variance[rows]
    noise = np.random.default_rng([seed, 2]).standard_normal((DRAWS, len(rows)))
    telling = np.argsort(-weights * np.ptp(mean, axis=0), kind="stable")[:MOST_CRITERIA]
    best: Split | None = None
    for a, b in _preferences(profile, [criteria[place] for place in telling]):
        shares = [_weights(given, criteria) for _, given in (a, b)]
        bits = _divergence(*(_chances(each, mean, variance, noise) for each in shares))
        hubs = [ranked[int((everybody @ each).argmax())] for each in shares]
        if hubs[0] != hubs[1] and set(hubs) <= set(among) and bits > (best.bits if best else LEAST_BITS):
            best = Split((Answer(*a, hubs[0]), Answer(*b, hubs[1])), bits)
    return best


def _preferences(profile: Profile, criteria: Sequence[str]) -> Iterator[tuple[Preferred, Preferred]]:
    """Each two criteria with the answers of those who prefer the one and the other, where both can be given."""
    for a, b in combinations(criteria, 2):
        first, second = shift(profile, a, b), shift(profile, b, a)
        if first and second:
            yield (a, first), (b, second)


def shift(profile: Profile, up: str, down: str) -> Profile | None:
    """The profile with one criterion a step up and another a step down, as far as answers go; None if that is none.

    >>> shift(Profile({"cost": 3, "family": 1}), "family", "cost").importance
    {'cost': 2, 'family': 2}
    """
    importance = dict(profile.importance)
    importance[down] = max(1, importance[down] - 1)
    importance[up] = min(DECISIVE, importance[up] + 1)
    if sum(value == DECISIVE for value in importance.values()) > MOST_DECISIVE:
        importance[up] -= 1
    return None if importance == profile.importance else replace(profile, importance=importance)


def _weights(profile: Profile, criteria: Sequence[str]) -> Floats:
    importance: Mapping[str, int] = profile.importance
    values = np.array([importance[criterion] for criterion in criteria], dtype=np.float64)
    shares: Floats = values / values.sum()
    return shares


def _chances(weights: Floats, mean: Floats, variance: Floats, noise: Floats) -> Floats:
    """How often each hub has the best score, shape (hubs,)."""
    scores = mean @ weights + np.sqrt(variance @ weights**2) * noise
    shares: Floats = np.bincount(scores.argmax(axis=1), minlength=len(mean)) / len(noise)
    return shares


def _divergence(one: Floats, other: Floats) -> float:
    """Of Jensen and Shannon, in bits."""
    return _entropy((one + other) / 2) - (_entropy(one) + _entropy(other)) / 2


def _entropy(chances: Floats) -> float:
    some = chances[chances > 0]
    return float(-(some * np.log2(some)).sum())
