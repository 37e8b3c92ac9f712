"""Soft constraints: who fails one stays and pays for it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.constraints import RATHER, AllowedCountries, AtLeast, Limit, WorkingLanguage
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import estimate_stability
from hubs.ranking.whatif import what_would_change
from tests.ranking.making import profiles, releases
from tests.ranking.test_constraints import ATTRIBUTES, cells_of

RATHERS = st.lists(
    st.builds(AtLeast, st.sampled_from(["cost", "family", "traffic"]), st.floats(0, 1))
    | st.sampled_from([AllowedCountries(frozenset({"PE"})), WorkingLanguage("en"), WorkingLanguage("es")]),
    unique=True,
    max_size=3,
).map(tuple)


def by_slug(ranking):
    return {hub.slug: hub for hub in ranking.hubs}


@given(releases(), profiles(), RATHERS)
def test_it_never_raises_nor_excludes_a_hub_and_the_points_add_up(release, profile, rather):
    ranker = release.ranker()
    plain, soft = by_slug(ranker.rank(profile)), ranker.rank(replace(profile, rather=rather))
    assert not soft.excluded
    assert set(by_slug(soft)) == set(plain)
    for hub in soft.hubs:
        assert hub.score == pytest.approx(plain[hub.slug].score - hub.cost, abs=1e-12)
        assert sum(hub.earned.values()) - hub.cost == pytest.approx(hub.score, abs=1e-12)
        assert soft.baseline + sum(hub.contributions.values()) - hub.cost == pytest.approx(hub.score, abs=1e-12)
        assert hub.low - 1 / 2048 <= hub.score <= hub.high + 1 / 2048
        assert all(0 <= paid.cost <= RATHER for paid in hub.paid)
    scores = [hub.score for hub in soft.hubs]
    assert scores == sorted(scores, reverse=True)


@given(releases(), profiles(), RATHERS)
def test_made_hard_it_removes_those_that_paid_in_full(release, profile, rather):
    ranker = release.ranker()
    soft, hard = ranker.rank(replace(profile, rather=rather)), ranker.rank(replace(profile, constraints=rather))
    in_full = {hub.slug for hub in soft.hubs if any(paid.is_sure for paid in hub.paid)}
    assert {out.slug for out in hard.excluded} == in_full
    unsure = {hub.slug: {paid.constraint for paid in hub.paid} for hub in soft.hubs if hub.slug not in in_full}
    assert unsure == {hub.slug: set(hub.unknown) for hub in hard.hubs}


def rank(profile, *items, attributes=ATTRIBUTES):
    return by_slug(Ranker().fit(cells_of(*items), attributes=attributes).rank(profile))


def test_who_fails_pays_in_full_and_who_cannot_be_told_by_how_likely_it_fails():
    """Hand-computed: without evidence m = 0.5 and sd = 0.25 / sqrt(2), so that P(m < 0.6) = Phi(0.5657) = 0.7142."""
    hubs = rank(
        Profile({"family": 1}, rather=(AtLeast("cost", 0.6),)), {"hub": "austin"}, {"hub": "lima", "similarity": 0.0}
    )
    assert hubs["austin"].paid == ()
    assert (hubs["lima"].cost, hubs["lima"].score) == (0.08, pytest.approx(0.42))
    (open_,) = hubs["nowhere"].paid
    assert not open_.is_sure
    assert open_.odds == pytest.approx(0.7142, abs=1e-4)


def test_where_nothing_was_published_half_is_paid():
    attributes = ATTRIBUTES.assign(homicides=[4.0, 50.0, np.nan])
    hubs = rank(Profile({"cost": 1}, rather=(Limit("homicides", 10, most=True),)), attributes=attributes)
    assert {slug: hub.cost for slug, hub in hubs.items()} == {"austin": 0.0, "lima": 0.08, "nowhere": 0.04}
    assert hubs["lima"].high == pytest.approx(1 - 0.08)
    assert (hubs["nowhere"].low, hubs["nowhere"].high) == (pytest.approx(-0.08), pytest.approx(1.0))


def table(**columns):
    return pd.DataFrame(columns, index=["austin", "lima"])


RANKER = Ranker().fit(
    table(cost=[0.75, 0.6875], family=[0.5, 0.5], safety=[0.25, 0.75]),
    attributes=table(country=["US", "PE"], languages=[("en",), ("es",)]),
)
RATHER_PERU = (AllowedCountries(frozenset({"PE"})),)


def test_what_is_known_for_sure_fails_for_sure_however_near_it_lies():
    assert AtLeast("cost", 0.69).odds(RANKER.cells_) == [0.0, 1.0]
    assert AtLeast("cost", 0.6874).odds(RANKER.cells_) == [0.0, 0.0]


def test_the_order_its_stability_and_what_would_change_it_follow_what_is_paid():
    asked = Profile({"cost": 3, "family": 1})
    for profile, first in ((asked, "austin"), (replace(asked, rather=RATHER_PERU), "lima")):
        ranking = RANKER.rank(profile)
        assert ranking.hubs[0].slug == first
        leader = estimate_stability(RANKER, ranking, 1).hubs[0]
        assert (leader.slug, leader.p_first > 0.9) == (first, True)
        assert leader.score_range[0] - 0.02 <= ranking.hubs[0].score <= leader.score_range[1] + 0.02
        found = {each.slug: each for each in what_would_change(RANKER, profile, ["austin", "lima"], skipped=False)}
        assert found[first].first
        for each in found.values():
            if each.answers:
                assert RANKER.rank(each.answers).hubs[0].slug == each.slug
