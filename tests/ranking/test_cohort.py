"""Invariant 14 of the ranking model, and groups with known answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubs.ranking.cells import Column
from hubs.ranking.cohort import BLOCK, NOBODY, cohort, top_of_each
from hubs.ranking.constraints import AtLeast
from hubs.ranking.profile import Profile
from tests.ranking.making import COLUMNS, Release, make_items, make_prior, profiles, releases

MAYBE = st.sampled_from([(), (AtLeast("cost", 0.5),), (AtLeast("cost", 0.9), AtLeast("family", 0.9))])


@st.composite
def crowds(draw):
    return [
        Profile(profile.importance, profile.options, draw(MAYBE))
        for profile in draw(st.lists(profiles(), min_size=1, max_size=6))
    ]


@settings(max_examples=100)
@given(releases(min_hubs=1), crowds(), st.integers(1, 6))
def test_14_a_cohort_is_its_profiles_bit_for_bit(release, crowd, k):
    ranker = release.ranker()
    answer = cohort(ranker, crowd, k)
    for i, profile in enumerate(crowd):
        ranking = ranker.rank(profile)
        everyone = {hub.slug: hub.score for hub in ranker.rank(Profile(profile.importance, profile.options)).hubs}
        assert answer.scores[i].tolist() == [everyone[slug] for slug in ranker.hubs]
        rows = [row for row in answer.top.rows[i].tolist() if row != NOBODY]
        assert [ranker.hubs[row] for row in rows] == [hub.slug for hub in ranking.hubs[:k]]
        assert answer.top.scores[i][: len(rows)].tolist() == [hub.score for hub in ranking.hubs[:k]]
        assert np.isnan(answer.top.scores[i][len(rows) :]).all()
        assert answer.top.rows.shape[1] == min(k, len(ranker.hubs))


def make_crowded(hubs, criteria, seed=0):
    """Many hubs with coarse similarities, so that there are ties."""
    rng = np.random.default_rng(seed)
    columns = [Column(f"c{j}") for j in range(criteria)]
    items = make_items(
        *(
            {
                "hub": f"h{i}",
                "criterion": f"c{j}",
                "similarity": rng.integers(0, 5) / 4,
                "strength": rng.choice([1.0, 2.0]),
            }
            for i, j in np.argwhere(rng.random((hubs, criteria)) < 0.7)
        )
    )
    return Release(tuple(f"h{i}" for i in range(hubs)), tuple(columns), items, make_prior(columns)).ranker()


@pytest.mark.parametrize("hubs", [1, 2, 3, 8, 31, 32, 33])
@pytest.mark.parametrize("largest", [3, 500, 10**6])
def test_the_best_of_many_hubs_in_float32_and_float64(hubs, largest):
    ranker = make_crowded(hubs, 4)
    weights = np.random.default_rng(1).integers(0, largest + 1, (60, 4)) + np.eye(4, dtype=int)[0]
    for k in {1, 2, 3, 7, hubs}:
        top = top_of_each(ranker, weights, k)
        for profile, rows, scores in zip(weights, top.rows, top.scores, strict=True):
            assert rows.tolist() == ranker.top(profile, k).tolist()
            assert scores.tolist() == ranker.scores(profile)[rows].tolist()


def test_more_profiles_than_a_block():
    ranker = make_crowded(5, 3)
    weights = np.tile(np.random.default_rng(2).integers(1, 4, (17, 3)), (BLOCK // 8, 1))
    top, once = top_of_each(ranker, weights, 2), top_of_each(ranker, weights[:17], 2)
    assert len(weights) > 2 * BLOCK
    assert top.rows.tolist() == once.rows.tolist() * (BLOCK // 8)
    assert top.scores.tolist() == once.scores.tolist() * (BLOCK // 8)


def test_a_mask_for_all_profiles():
    ranker = make_crowded(5, 3)
    weights = np.ones((2, 3), dtype=np.int64)
    order = ranker.top(weights[0], 5).tolist()
    allowed = np.ones(5, dtype=bool)
    allowed[order[:4:2]] = False
    rows = top_of_each(ranker, weights, 5, allowed).rows
    assert rows.tolist() == [[order[1], order[3], order[4], NOBODY, NOBODY]] * 2


def test_no_profiles_have_no_top():
    top = top_of_each(make_crowded(5, 3), np.ones((0, 3), dtype=np.int64), 2)
    assert top.rows.shape == top.scores.shape == (0, 2)


@pytest.mark.parametrize(
    ("weights", "k", "message"),
    [
        ([[1, 1, 1]], 0, "k is positive"),
        ([[1, -1, 1]], 1, "not negative"),
        ([[0, 0, 0]], 1, "not all zero"),
        ([[1.0, 1.0, 1.0]], 1, "integers"),
        ([[2**41, 1, 1]], 1, "too large"),
    ],
)
def test_what_cannot_be_ranked_is_refused(weights, k, message):
    with pytest.raises(ValueError, match=message):
        top_of_each(make_crowded(5, 3), np.array(weights), k)


def test_nobody_is_no_cohort():
    with pytest.raises(ValueError, match="at least one"):
        cohort(make_crowded(5, 3), [])


def test_a_group_of_two_with_opposite_wishes():
    """Austin is 1 and 0, bogota 0.5 twice, lima 0 and 1: equal means, but bogota leaves nobody at 0."""
    table = {"austin": (1.0, 0.0), "bogota": (0.5, 0.5), "lima": (0.0, 1.0)}
    items = [
        {"hub": hub, "criterion": criterion, "similarity": s, "strength": 1e9}
        for hub, row in table.items()
        for criterion, s in zip(("cost", "family"), row, strict=True)
    ]
    ranker = Release(columns=COLUMNS, items=make_items(*items)).ranker()
    cheap = Profile({"cost": 1}, constraints=(AtLeast("cost", 0.75),))
    group = cohort(ranker, [cheap, Profile({"family": 2})]).group
    assert [hub.slug for hub in group] == ["bogota", "austin", "lima"]
    assert [(hub.mean, hub.least, hub.disagreement) for hub in group] == [
        (0.5, 0.5, 0.0),
        (0.5, 0.0, 0.5),
        (0.5, 0.0, 0.5),
    ]
    assert [hub.excluded_by for hub in group] == [1, 0, 1]


@given(releases(), crowds())
def test_a_group_between_its_members(release, crowd):
    ranker = release.ranker()
    answer = cohort(ranker, crowd)
    for hub in answer.group:
        scores = answer.scores[:, ranker.hubs.index(hub.slug)]
        assert hub.least == scores.min() <= hub.mean + 1e-12 <= scores.max() + 2e-12
        assert 0 <= hub.disagreement <= 0.5
    assert [hub.mean for hub in answer.group] == sorted((hub.mean for hub in answer.group), reverse=True)
