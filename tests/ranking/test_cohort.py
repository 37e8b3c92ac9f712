"""Many people at once are each of them by themselves."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.cohort import rank_many
from hubs.ranking.constraints import AllowedCountries, AtLeast
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from tests.ranking.making import profiles, releases

WISHES = [AtLeast("cost", 0.5), AtLeast("family", 0.75), AllowedCountries(frozenset({"PE"}))]


@st.composite
def people(draw):
    asked = draw(st.lists(profiles(), min_size=1, max_size=6))
    wishes = st.lists(st.sampled_from(WISHES), max_size=2, unique=True)
    return [Profile(p.importance, p.options, tuple(draw(wishes)), tuple(draw(wishes))) for p in asked]


@pytest.mark.properties
@given(releases(), people(), st.integers(1, 7))
def test_a_cohort_is_its_people(release, asked, k):
    ranker = release.ranker()
    for profile, best in zip(asked, rank_many(ranker, asked, k), strict=True):
        alone = ranker.rank(profile).hubs[:k]
        assert [slug for slug, _ in best] == [hub.slug for hub in alone]
        assert [score for _, score in best] == pytest.approx([hub.score for hub in alone])


def test_who_rules_out_everything_has_nothing_and_the_others_have_theirs():
    ranker = Ranker().fit(
        pd.DataFrame({"cost": [0.5, 0.75]}, index=["austin", "lima"]),
        attributes=pd.DataFrame({"country": ["US", "PE"], "languages": [(), ()]}, index=["austin", "lima"]),
    )
    nowhere = Profile({"cost": 1}, constraints=(AllowedCountries(frozenset({"CA"})),))
    assert rank_many(ranker, [nowhere, Profile({"cost": 1})], 5) == [(), (("lima", 0.75), ("austin", 0.5))]
    assert rank_many(ranker, [], 5) == []
