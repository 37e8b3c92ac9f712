import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hubs.ranking.constraints import AtLeast
from hubs.ranking.profile import Profile
from hubs.ranking.stability import (
    BLOCK,
    TAILS,
    HubStability,
    Stability,
    _count_ranks,
    _draw_normals,
    _find_tails,
    estimate_stability,
    simulate,
)
from tests.ranking.making import Release, make_items

HALF = np.array([0.5, 0.5])


@st.composite
def posteriors(draw):
    """Weights, means and variances of a few hubs on a few criteria."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shape = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    return rng.dirichlet(np.ones(shape[1])) + 1e-3, rng.random(shape), rng.random(shape) * 0.05


@settings(max_examples=25)
@given(posteriors(), st.integers(0, 2**64))
def test_13_acceptabilities_sum_to_one_and_the_same_seed_gives_the_same_answer(posterior, seed):
    found = simulate(*posterior, seed, draws=3000)
    assert found.p_first.sum() == pytest.approx(1)
    assert found.p_top3.sum() == pytest.approx(min(3, len(found.p_first)))
    assert (found.p_first <= found.p_top3 + 1e-12).all()
    assert (found.rank_range[:, 0] >= 1).all()
    assert (found.rank_range[:, 0] <= found.rank_range[:, 1]).all()
    assert (found.score_range[:, 0] <= found.score_range[:, 1]).all()
    again = simulate(*posterior, seed, draws=3000)
    assert all((a == b).all() for a, b in zip(found, again, strict=True))


@settings(max_examples=25)
@given(posteriors(), st.integers(0, 100), st.data())
def test_13_twins_are_equal(posterior, seed, data):
    weights, mean, variance = posterior
    twin = data.draw(st.integers(0, len(mean) - 1))
    found = simulate(weights, np.vstack([mean, mean[twin]]), np.vstack([variance, variance[twin]]), seed, draws=2000)
    assert found.p_beats_leader[0] == 0.5
    for array in found:
        assert array[-1] == pytest.approx(array[twin], abs=1e-12)


@settings(max_examples=25)
@given(posteriors(), st.integers(0, 100))
def test_16_certain_weights_and_cells_give_the_point_ranking(posterior, seed):
    weights, mean, _ = posterior
    weights = weights / weights.sum()
    scores = mean @ weights
    found = simulate(weights, mean, np.zeros_like(mean), seed, draws=50, concentration=1e16)
    rank = stats.rankdata(-scores)
    assert found.rank_range.tolist() == np.column_stack([rank, rank]).astype(int).tolist()
    assert found.p_first.tolist() == (rank == 1).tolist()
    assert found.score_range == pytest.approx(np.column_stack([scores, scores]), abs=1e-6)


def test_weights_are_drawn_from_a_dirichlet_distribution():
    """With certain cells 1 and 0 the score is w_1, which is Beta(60 w_1, 60 (1 - w_1))."""
    weights = np.array([0.7, 0.3])
    found = simulate(weights, np.array([[1.0, 0.0]]), np.zeros((1, 2)), 5)
    assert found.score_range[0] == pytest.approx(stats.beta(42, 18).ppf([0.1, 0.9]), abs=0.005)


def test_given_the_weights_a_score_is_normal():
    """Closed form: the difference of the scores is normal with mean 0.04 and variance 2 * 2 * V / 4."""
    mean, variance = np.array([[0.52, 0.52], [0.48, 0.48]]), np.full((2, 2), 0.002)
    found = simulate(HALF, mean, variance, 1, concentration=1e9)
    beats = stats.norm.cdf(-0.04 / np.sqrt(2 * 0.25 * 2 * 0.002))
    assert found.p_beats_leader.tolist() == [0.5, pytest.approx(beats, abs=0.015)]
    assert found.p_first.tolist() == pytest.approx([1 - beats, beats], abs=0.015)
    spread = stats.norm(0.52, np.sqrt(2 * 0.25 * 0.002)).ppf([0.1, 0.9])
    assert found.score_range[0] == pytest.approx(spread, abs=0.003)


def test_normals_are_standard_and_independent():
    """Box & Muller make two from one radius: neither they nor their squares may go together."""
    stream = np.random.default_rng(7)
    drawn = np.concatenate([_draw_normals(stream, 20) for _ in range(20)])
    assert stats.kstest(drawn.ravel()[::3], "norm").pvalue > 0.01
    first, second = drawn[:, : BLOCK // 2].ravel(), drawn[:, BLOCK // 2 :].ravel()
    for power in (1, 2):
        assert np.corrcoef(first**power, second**power)[0, 1] == pytest.approx(0, abs=0.01)


def test_the_tails_are_those_of_the_sorted_scores():
    scores = np.random.default_rng(8).normal(0.4, 0.1, (1, 10_000)).astype(np.float32)
    assert _find_tails(scores[0]) == pytest.approx(np.quantile(scores[0], TAILS), abs=3e-4)
    assert _find_tails(np.full(9, 0.4, np.float32)) == pytest.approx([0.4, 0.4], abs=1e-6)


@pytest.mark.parametrize("hubs", [1, 2, 27, 32, 300])
def test_ranks_are_those_of_a_full_sort(hubs):
    """Also below 0 and above 1, where the noise may bring a score."""
    scores = np.random.default_rng(hubs).normal(0.3, 0.6, (hubs, 40)).astype(np.float32)
    ranks = (stats.rankdata(-scores, axis=0) - 1).astype(int)
    expected = [np.bincount(row, minlength=hubs).tolist() for row in ranks]
    found = _count_ranks(scores)
    assert np.abs(found - expected).sum() <= found.sum() / 1000  # keys are coarser than scores
    assert (found.sum(axis=0) == 40).all()


def test_more_hubs_do_not_change_the_weight_draws():
    """Certain cells, and a third hub that is always last: the first two share as before."""
    mean = np.array([[0.9, 0.1], [0.1, 0.85]])
    two = simulate(HALF, mean, np.zeros((2, 2)), 9)
    three = simulate(HALF, np.vstack([mean, [0.0, 0.0]]), np.zeros((3, 2)), 9)
    assert 0.1 < two.p_first[1] < 0.9
    assert three.p_first.tolist() == [*two.p_first, 0.0]
    assert three.score_range[:2].tolist() == two.score_range.tolist()


def test_draws_come_in_fixed_blocks():
    """Up to the last the draws of a longer run are those of a shorter one: 1,024 is a whole block."""
    mean = np.array([[0.9, 0.1], [0.1, 0.9]])
    short, long = (simulate(HALF, mean, np.full((2, 2), 0.01), 2, draws=n).p_first[0] * n for n in (1024, 1025))
    assert round(long - short, 6) in (0, 1)


def test_a_seed_moves_both_the_weights_and_the_cells():
    certain, equal = np.zeros((2, 2)), np.full((2, 2), 0.5)
    mean, variance = np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([[0.01, 0.01], [0.02, 0.02]])
    for posterior in ((mean, certain), (equal, variance)):
        first, second = (simulate(HALF, *posterior, seed).p_first[0] for seed in (1, 2))
        assert first != second


def test_weights_and_cells_have_streams_apart(monkeypatch):
    make, seeds = np.random.default_rng, []
    monkeypatch.setattr(np.random, "default_rng", lambda seed: seeds.append(tuple(seed)) or make(seed))
    simulate(HALF, np.full((2, 2), 0.5), np.full((2, 2), 0.01), 6, draws=10)
    assert len(set(seeds)) == 2


PROFILE = Profile({"cost": 2, "specialty": 1}, {"specialty": ("ai", "fintech")})
RELEASE = Release(
    items=make_items(
        {"hub": "lima", "strength": 2.0},
        {"hub": "austin", "similarity": 0.0, "strength": 2.0},
        {"hub": "bogota", "similarity": 0.75},
    )
)


def test_a_ranking_gets_its_stability_in_its_own_order():
    ranker = RELEASE.ranker()
    ranking = ranker.rank(PROFILE)
    found = estimate_stability(ranker, ranking, 3)
    assert [hub.slug for hub in found.hubs] == [hub.slug for hub in ranking.hubs] == ["lima", "bogota", "austin"]
    assert found.hubs[0].p_first > found.hubs[1].p_first > found.hubs[2].p_first
    assert found == estimate_stability(ranker, ranking, 3)
    assert hash(found)
    for hub, stable in zip(ranking.hubs, found.hubs, strict=True):
        assert stable.score_range[0] < hub.score < stable.score_range[1]


def test_labels_are_drawn_as_one_criterion():
    """Splitting a criterion over labels must not steady its weight: two known columns, one criterion."""
    said = [
        {"hub": hub, "criterion": "specialty", "option": option, "similarity": s, "strength": 1e9}
        for option in ("ai", "fintech")
        for hub, s in (("lima", 1.0), ("austin", 0.0))
    ]
    known = [{"hub": hub, "similarity": s, "strength": 1e9} for hub, s in (("lima", 0.0), ("austin", 1.0))]
    ranker = Release(hubs=("austin", "lima"), items=make_items(*said, *known)).ranker()
    profile = Profile({"cost": 1, "specialty": 1}, {"specialty": ("ai", "fintech")})
    lima = next(h for h in estimate_stability(ranker, ranker.rank(profile), 3).hubs if h.slug == "lima")
    assert lima.score_range == pytest.approx(stats.beta(30, 30).ppf([0.1, 0.9]), abs=0.005)


def test_excluded_hubs_take_no_part():
    ranker = RELEASE.ranker()
    bound = Profile(PROFILE.importance, PROFILE.options, (AtLeast("cost", 0.5),))
    found = estimate_stability(ranker, ranker.rank(bound), 3)
    assert [hub.slug for hub in found.hubs] == ["lima", "bogota"]
    nobody = Profile(PROFILE.importance, PROFILE.options, (AtLeast("cost", 1.0),))
    assert estimate_stability(ranker, ranker.rank(nobody), 3) == Stability(())


@pytest.mark.parametrize(
    ("p_first", "p_beats", "close"),
    [(0.08, 0.0, True), (0.079, 0.2, False), (0.0, 0.21, True), (0.0, 0.79, True), (0.0, 0.8, False)],
)
def test_too_close_to_call(p_first, p_beats, close):
    assert HubStability("lima", 0.9, 1.0, 0.5, (1, 1), (0.6, 0.7)).close
    assert HubStability("austin", p_first, 1.0, p_beats, (1, 2), (0.5, 0.7)).close == close
