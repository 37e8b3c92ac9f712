"""Worlds whose truth is known: drawn from the fitted model, told by the same items, and ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hubs.ranking.calibration import MOST_BIAS, Calibration
from hubs.ranking.cells import Cells, locate
from hubs.ranking.foresight import Model
from hubs.ranking.likelihood import TRAITS
from hubs.ranking.profile import Profile, Wanted
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import CONCENTRATION, estimate_stability
from hubs.ranking.strength import share_votes

WORLDS = 60
BINS = np.linspace(0.0, 1.0, 11)
FEW = 200  # cases that a bin needs to be judged


@dataclass
class Held:
    """How often what the model says of itself was true, over all worlds and people."""

    in_range: list[float] = field(default_factory=list)
    in_set: list[float] = field(default_factory=list)
    p_first: list[float] = field(default_factory=list)
    was_first: list[float] = field(default_factory=list)

    @property
    def bins(self) -> Iterator[tuple[float, float, int]]:
        """Mean of P(first), how often they came first, and how many they are; bins of a tenth."""
        said, true = np.array(self.p_first), np.array(self.was_first)
        place = np.clip(np.digitize(said, BINS) - 1, 0, len(BINS) - 2)
        for each in np.unique(place):
            yield float(said[place == each].mean()), float(true[place == each].mean()), int((place == each).sum())

    @property
    def worst_bin(self) -> float:
        return max((abs(said - true) for said, true, cases in self.bins if cases >= FEW), default=0.0)


def told(
    items: pd.DataFrame, truth: np.ndarray, known: Calibration, cells: Cells, rng: np.random.Generator
) -> pd.DataFrame:
    """The same items as this truth would have them: with noise and bias of their own.

    Every row has noise of its own, as the model has it, also those of one figure that stands for a whole country.
    What is said of a place scatters alike, however far it is trusted.
    """
    of_places = (items["form"] != "") & (items["kind"] != "country-level")
    trust = items["strength"]
    items = share_votes(items.assign(trust=trust, strength=trust.where(~of_places, 1.0)))
    place = locate(items, cells.hubs, cells.columns)
    sigma = np.array(cells.prior.sigma)[place % len(cells.columns)]
    biases = [items[trait].map(lambda value, t=trait: known.bias.get(f"{t}:{value}", 0.0)) for trait in TRAITS]
    bias = np.sum(biases, axis=0)
    level = items["series"].map(lambda series: known.level.get(series, 0.0))
    noise = rng.normal(0.0, 1.0, len(items)) * sigma / np.sqrt(items["effective"])
    similarity = truth.ravel()[place] + bias.clip(-MOST_BIAS, MOST_BIAS) - level + noise
    told_so = items.assign(similarity=similarity.clip(0.0, 1.0), strength=items["trust"])
    return told_so.drop(columns=["effective", "trust"])


def simulate(
    items: pd.DataFrame, known: Calibration, ours: Model, models: Mapping[str, Model], people: Mapping[str, Profile]
) -> dict[str, Held]:
    """Draw worlds from our model, and ask every model for every person."""
    cells = ours.fit(items).cells_
    prior = cells.prior
    tau = np.array(prior.sigma) / np.sqrt(prior.kappa)
    held = {name: Held() for name in models}
    for world in range(WORLDS):
        rng = np.random.default_rng([2, world])
        truth = rng.normal(prior.mean, tau, cells.mean.shape).clip(0.0, 1.0)
        said = told(items, truth, known, cells, rng)
        rankers = {name: Ranker().fit(model.fit(said).cells_) for name, model in models.items()}
        for profile in people.values():
            score = _true_scores(truth, profile.wanted(cells.columns), rng)
            for name, ranker in rankers.items():
                _compare(held[name], ranker, profile, score, world)
    return held


def _true_scores(truth: np.ndarray, wanted: Wanted, rng: np.random.Generator) -> np.ndarray:
    """By weights as near to what the person said as the model takes them to be."""
    return wanted.add(truth[:, wanted.places] * wanted.shares) @ rng.dirichlet(CONCENTRATION * wanted.weights)


def _compare(held: Held, ranker: Ranker, profile: Profile, score: np.ndarray, seed: int) -> None:
    stability = estimate_stability(ranker, ranker.rank(profile), seed)
    rank = dict(zip(ranker.hubs_, (1 + (score > each).sum() for each in score), strict=True))
    for hub in stability.hubs:
        held.in_range.append(hub.rank_range[0] <= rank[hub.slug] <= hub.rank_range[1])
        held.p_first.append(hub.p_first)
        held.was_first.append(rank[hub.slug] == 1)
    held.in_set.append(any(rank[slug] == 1 for slug in stability.close))
