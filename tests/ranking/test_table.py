"""A ranking as arrays, and its hubs as somebody looks at them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubs.ranking import ranker as module
from hubs.ranking.constraints import AllowedCountries
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.ranking import RankedHub
from hubs.ranking.stability import StableHubs, estimate_stability

HUBS = [f"hub-{number:03}" for number in range(300)]


@pytest.fixture(scope="module")
def ranker():
    dice = np.random.default_rng(5)
    known = pd.DataFrame(dice.integers(0, 5, (300, 3)) / 4, index=HUBS, columns=["cost", "family", "safety"])
    countries = pd.DataFrame({"country": ["PE", "US"] * 150, "languages": [("es",)] * 300}, index=HUBS)
    return Ranker().fit(known.mask(dice.random((300, 3)) < 0.2), attributes=countries)


PROFILE = Profile({"cost": 3, "family": 2, "safety": 1})
PICKY = replace(PROFILE, constraints=(AllowedCountries(frozenset({"PE"})),))
RATHER = replace(PROFILE, rather=(AllowedCountries(frozenset({"PE"})),))


def test_a_hub_is_made_when_somebody_looks_at_it_and_once(ranker, monkeypatch):
    made = []
    monkeypatch.setattr(module, "RankedHub", lambda **figures: made.append(figures["slug"]) or RankedHub(**figures))
    ranking = ranker.rank(PROFILE)
    assert (len(ranking.hubs), ranking.table.slugs[0], made) == (300, ranking.table.slugs[0], [])
    assert ranking.hubs[7] is ranking.hubs[5:][2] is ranking.find(ranking.table.slugs[7])
    assert made == [ranking.table.slugs[7]]


@pytest.mark.parametrize("profile", [PROFILE, PICKY, RATHER], ids=["all", "must", "rather"])
def test_the_arrays_say_what_the_hubs_say(ranker, profile):
    ranking = ranker.rank(profile)
    hubs = replace(ranking, hubs=tuple(ranking.hubs))  # as a shared link brings them back
    for ours, theirs in zip(ranking.table, hubs.table, strict=True):
        assert np.array_equal(ours, theirs)
    assert list(ranking.weights) == list(ranking.hubs[0].contributions)


@pytest.mark.parametrize("profile", [PROFILE, PICKY, RATHER], ids=["all", "must", "rather"])
def test_ranks_follow_scores_and_are_shared_by_equal_ones(ranker, profile):
    hubs = ranker.rank(profile).hubs
    assert [hub.rank for hub in hubs] == [1 + sum(other.score > hub.score for other in hubs) for hub in hubs]
    assert all(a.score >= b.score for a, b in zip(hubs, hubs[1:], strict=False))
    assert len({hub.rank for hub in hubs}) < len(hubs)


def test_who_is_left_out_is_not_found(ranker):
    ranking = ranker.rank(PICKY)
    assert (ranking.find("hub-001"), ranking.find("atlantis"), len(ranking.excluded)) == (None, None, 150)
    assert ranking.find("hub-000").slug == "hub-000"


def test_no_hub_at_all_has_a_table(ranker):
    ranking = ranker.rank(replace(PROFILE, constraints=(AllowedCountries(frozenset()),)))
    assert (len(ranking.hubs), ranking.table.evidence.shape) == (0, (0, 3))
    assert replace(ranking, hubs=()).table.contributions.shape == (0, 3)
    assert estimate_stability(ranker, ranking, 0).close == frozenset()


def test_how_sure_a_hub_is_is_made_when_somebody_looks_at_it(ranker):
    stability = estimate_stability(ranker, ranker.rank(PROFILE), seed=0)
    assert isinstance(stability.hubs, StableHubs)
    assert stability.p_first.tolist() == [hub.p_first for hub in stability.hubs]
    assert stability.hubs[3] is stability.hubs[3]
    kept = type(stability)(tuple(stability.hubs))
    assert (kept.close, kept.is_clear) == (stability.close, stability.is_clear)
    assert kept.p_first.tolist() == stability.p_first.tolist()


def test_an_item_that_speaks_to_several_wanted_options_counts_once():
    from sklearn.pipeline import Pipeline

    from hubs.ranking.cells import EvidencePooler
    from hubs.ranking.prior import Prior
    from hubs.ranking.strength import Column

    columns = [Column("trade", "ai"), Column("trade", "games"), Column("cost")]
    prior = Prior(tuple(columns), (0.5,) * 3, (0.25,) * 3, (2.0,) * 3)
    said = {
        "key": ["a", "a", "b", "c"],
        "hub": ["lima"] * 3 + ["quito"],
        "criterion": ["trade", "trade", "trade", "trade"],
        "option": ["ai", "games", "games", "ai"],
        "similarity": [1.0, 1.0, 0.5, 0.5],
        "strength": [1.0] * 4,
        "voter": ["Ana", "Ana", "Eva", "Ivo"],
    }
    pipeline = Pipeline([("cells", EvidencePooler(["lima", "quito", "cusco"], columns, prior=prior)), ("r", Ranker())])
    ranking = pipeline.fit(pd.DataFrame(said))["r"].rank(Profile({"trade": 2, "cost": 1}, {"trade": ("ai", "games")}))
    counted = {hub.slug: hub.evidence["trade"] for hub in ranking.hubs}
    assert counted == {"lima": 2, "quito": 1, "cusco": 0}
