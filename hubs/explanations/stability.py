"""How sure a ranking is, by the same draws for every question."""

import hashlib
from typing import TYPE_CHECKING

from hubs.catalogue.frozen import Catalogue

if TYPE_CHECKING:
    from hubs.ranking.ranking import Ranking
    from hubs.ranking.stability import Stability


def stability_of(catalogue: Catalogue, ranking: "Ranking") -> "Stability":
    """How sure a ranking is; the same for the same answers on the same release."""
    from hubs.ranking.stability import estimate_stability

    return estimate_stability(catalogue.ranker, ranking, seed=0)


def seed_of(catalogue: Catalogue, ranking: "Ranking") -> int:
    """The seed of a question: of its release, its weights and its options."""
    question = (catalogue.sha, sorted(ranking.weights.items()), sorted(ranking.profile.options.items()))
    return int.from_bytes(hashlib.sha256(repr(question).encode()).digest()[:8])
