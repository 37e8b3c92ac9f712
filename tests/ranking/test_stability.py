from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hubs.ranking import draws
from hubs.ranking.constraints import AtLeast
from hubs.ranking.draws import (
    BLOCK,
    STEP,
    TAILS,
    count_ranks,
    draw_blocks,
    draw_normals,
    even_normals,
    find_tails,
    gammas,
    order,
)
from hubs.ranking.profile import Profile
from hubs.ranking.ranges import likeliest
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import DETAILED, DRAWS, HubStability, Stability, estimate_stability, simulate, two_thirds
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
    assert found.p_first.tolist() == pytest.approx([1 - beats, beats], abs=0.015)
    spread = stats.norm(0.52, np.sqrt(2 * 0.25 * 0.002)).ppf([0.1, 0.9])
    assert found.score_range[0] == pytest.approx(spread, abs=0.003)


def test_normals_are_standard_and_independent():
    """Box & Muller make two from one radius: neither they nor their squares may go together."""
    stream = np.random.default_rng(7)
    drawn = np.concatenate([draw_normals(stream, 20) for _ in range(20)])
    assert stats.kstest(drawn.ravel()[::3], "norm").pvalue > 0.01
    first, second = drawn[:, : BLOCK // 2].ravel(), drawn[:, BLOCK // 2 :].ravel()
    for power in (1, 2):
        assert np.corrcoef(first**power, second**power)[0, 1] == pytest.approx(0, abs=0.01)


def test_the_tails_are_those_of_the_sorted_scores():
    scores = np.random.default_rng(8).normal(0.4, 0.1, (1, 10_000)).astype(np.float32)
    assert find_tails(scores[0]) == pytest.approx(np.quantile(scores[0], TAILS), abs=3e-4)
    assert find_tails(np.full(9, 0.4, np.float32)) == pytest.approx([0.4, 0.4], abs=1e-6)


def test_a_tail_is_found_to_a_thousandth_of_the_range():
    """Of scores that are nearly all 0.3, from an outlier at 0 to another at 1."""
    scores = np.repeat(np.array([0.0, 0.3, 1.0], np.float32), [50, 870, 80])
    assert find_tails(scores) == pytest.approx([0.3, 0.3], abs=1 / 1024)


@pytest.mark.parametrize(
    ("hubs", "numbers"), [(1, 64), (62, 64), (63, 128), (126, 128), (127, 192), (254, 256), (900, 256)]
)
def test_up_to_256_numbers_of_a_draw_are_even_in_steps_of_64(monkeypatch, hubs, numbers):
    """Two of weights and one a hub: a few hubs more change no draw, and many do not take long."""
    asked = []
    monkeypatch.setattr(draws, "even_normals", lambda *args: asked.append(args) or even_normals(*args))
    (scores,) = draw_blocks(60 * HALF, (np.full((hubs, 2), 0.5), np.full((hubs, 2), 0.01)), 3, 10)
    assert scores.shape == (hubs, 10)
    assert asked == [(numbers, 1, 3)]


@pytest.mark.parametrize("hubs", [1, 2, 27, 32, 300])
def test_ranks_are_those_of_a_full_sort(hubs):
    """Also below 0 and above 1, where the noise may bring a score."""
    scores = np.random.default_rng(hubs).normal(0.3, 0.6, (hubs, 40)).astype(np.float32)
    ranks = (stats.rankdata(-scores, axis=0) - 1).astype(int)
    expected = [np.bincount(row, minlength=hubs).tolist() for row in ranks]
    found = count_ranks(order(scores), hubs)
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
        first, second = (simulate(HALF, *posterior, seed).regret[0] for seed in (1, 2))
        assert first != second


def test_the_even_numbers_of_a_draw_are_normal_and_independent():
    even = even_normals(STEP, 4, 6)
    assert even.shape == (STEP, DRAWS)
    assert [stats.kstest(row, "norm").pvalue > 0.99 for row in even] == [True] * STEP, "evener than chance"
    for power, most in ((1, 0.06), (2, 0.15)):
        assert np.abs(np.corrcoef(even**power) - np.eye(STEP)).max() < most


def test_gammas_have_the_quantiles_of_the_distribution():
    at = np.array([0.1, 0.5, 0.9])
    for shape in (1.2, 3.0, 18.0):
        drawn = gammas(np.array([shape]), stats.norm.ppf(at)[None].astype(np.float32))
        assert drawn[0] == pytest.approx(stats.gamma(shape).ppf(at), rel=0.04)


def test_even_draws_err_no_more_than_ten_thousand_by_chance():
    """How often a hub comes first and is among three, against half a million draws with numpy's own generators."""
    rng = np.random.default_rng(4)
    weights, mean = np.array([0.4, 0.3, 0.2, 0.1]), rng.uniform(0.4, 0.6, (27, 4))
    variance = rng.uniform(0.001, 0.02, mean.shape)
    truth = by_chance(weights, mean, variance, rng, 500_000)
    even = [simulate(weights, mean, variance, seed) for seed in range(6)]
    chance = [by_chance(weights, mean, variance, rng, 10_000) for _ in range(6)]
    ours, theirs = (np.sqrt(np.mean((np.array([each[:2] for each in found]) - truth) ** 2)) for found in (even, chance))
    assert ours < theirs < 0.005


def by_chance(weights, mean, variance, rng, draws):
    """How often each hub comes first and among the first three, shape (2, hubs)."""
    w = rng.dirichlet(60 * weights, draws)
    scores = w @ mean.T + np.sqrt(w**2 @ variance.T) * rng.standard_normal((draws, len(mean)))
    best = np.argpartition(-scores, 3, axis=1)[:, :3]
    first = np.bincount(scores.argmax(axis=1), minlength=len(mean))
    return np.stack([first, np.bincount(best.ravel(), minlength=len(mean))]) / draws


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


def stability(*p_first):
    hubs = zip("abcdefgh", p_first, strict=False)
    return Stability(tuple(HubStability(slug, p, 1.0, 0.5, (1, 2), (0.5, 0.7)) for slug, p in hubs))


@pytest.mark.parametrize(
    ("p_first", "close"),
    [
        ([1.0], "a"),
        ([0.67, 0.33], "a"),
        ([0.66, 0.34], "ab"),
        ([0.4, 0.1, 0.3, 0.2], "ac"),
        ([2 / 3, 1 / 3], "a"),
        ([1 / 3, 1 / 3, 1 / 3], "ab"),
        ([0.25, 0.25, 0.25, 0.25], "abc"),
        ([0.1, 0.7, 0.2], "ab"),  # the leader is in it, however rarely it comes first
        ([0.0, 0.3, 0.3, 0.4], "abd"),
        ([], ""),
    ],
)
def test_too_close_to_call_is_the_smallest_set_of_two_thirds(p_first, close):
    assert stability(*p_first).close == frozenset(close)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=7).filter(any))
def test_no_smaller_set_comes_first_as_often(counts):
    p_first = [count / sum(counts) for count in counts]
    found = two_thirds(p_first)
    places = range(len(counts))
    enough = [
        c for size in places for c in combinations(places, size + 1) if 3 * sum(counts[i] for i in c) >= 2 * sum(counts)
    ]
    assert len(found) == len(enough[0])
    best = max(sum(p_first[i] for i in c) for c in enough if len(c) == len(found))
    assert sum(p_first[place] for place in found) == pytest.approx(best), "and of the smallest, the surest"


def test_two_thirds_to_the_draw_are_two_thirds():
    """22 of 33, which binary fractions make a little less."""
    assert two_thirds([count / 33 for count in (11, 9, 2, *[1] * 11)]) == {0, 1, 2}


@pytest.mark.parametrize(
    ("p_first", "clear"), [([0.5, 0.5], True), ([0.499, 0.501], False), ([1.0], True), ([], False)]
)
def test_a_hub_leads_that_comes_first_every_second_time(p_first, clear):
    assert stability(*p_first).is_clear == clear


@settings(max_examples=25)
@given(posteriors(), st.integers(0, 100))
def test_regret_is_what_the_best_of_each_draw_is_ahead(posterior, seed):
    """By brute force on the same draws."""
    weights, mean, variance = posterior
    scores = np.concatenate(list(draw_blocks(60 * weights, (mean, variance), seed, 1500)), axis=1).astype(float)
    brute = [sum(scores[:, i].max() - scores[hub, i] for i in range(1500)) / 1500 for hub in range(len(mean))]
    found = simulate(weights, mean, variance, seed, draws=1500)
    assert found.regret == pytest.approx(brute, abs=1e-6)
    assert (found.regret >= 0).all()


def test_the_regret_of_two_hubs_in_closed_form():
    """The gap is normal with mean d = 0.04 and sd s: the leader's regret is s phi(d / s) - d (1 - Phi(d / s))."""
    mean, variance = np.array([[0.52, 0.52], [0.48, 0.48]]), np.full((2, 2), 0.002)
    found = simulate(HALF, mean, variance, 1, concentration=1e9)
    d, s = 0.04, np.sqrt(0.002)
    leader = s * stats.norm.pdf(d / s) - d * stats.norm.sf(d / s)
    assert found.regret == pytest.approx([leader, leader + d], abs=1e-3)


def test_of_many_hubs_the_far_ones_have_ranges_in_closed_form():
    """Beside the sorted draws; and every hub counts for who comes first, however far off it is."""
    rng, hubs = np.random.default_rng(3), DETAILED + 300
    weights, mean = np.array([0.5, 0.3, 0.2]), rng.uniform(0.3, 0.7, (hubs, 3))
    mean = mean[np.argsort(-mean @ weights)]
    variance = rng.uniform(0.0, 0.02, mean.shape)
    found = simulate(weights, mean, variance, 1, draws=4096)
    scores = np.concatenate(list(draw_blocks(60 * weights, (mean, variance), 1, 4096)), axis=1)
    ranks = stats.rankdata(-scores, axis=0)
    assert found.p_first.tolist() == pytest.approx(((ranks == 1).mean(axis=1)).tolist(), abs=1e-3)
    assert found.score_range == pytest.approx(np.quantile(scores, TAILS, axis=1).T, abs=0.01)
    near, far = np.split(found.rank_range - np.quantile(ranks, TAILS, axis=1).T, [DETAILED])
    assert np.abs(near).max() <= 1
    assert np.abs(far).mean() < hubs / 100
    assert np.abs(far).max() < hubs / 25


def many(hubs, seed=3):
    """Hubs of which little is known, in the order of their scores: so that many could come first."""
    rng, weights = np.random.default_rng(seed), np.array([0.5, 0.3, 0.2])
    mean = rng.normal(0.5, 0.1, (hubs, 3)).clip(0, 1)
    mean = mean[np.argsort(-mean @ weights)]
    return weights, mean, rng.uniform(0.0, 0.03, mean.shape)


def test_of_thousands_of_hubs_those_that_can_matter_fare_as_if_all_were_drawn(monkeypatch):
    weights, mean, variance = many(3000)
    found = simulate(weights, mean, variance, 1)
    monkeypatch.setattr("hubs.ranking.stability.DRAWN", 3000)
    whole = simulate(weights, mean, variance, 1)
    assert found.p_first.sum() == pytest.approx(1)
    assert np.abs(found.p_first - whole.p_first).max() < 0.02
    assert np.abs(found.regret - whole.regret)[:DETAILED].max() < 0.01
    assert np.abs(found.score_range - whole.score_range).max() < 0.02
    assert np.abs(found.rank_range - whole.rank_range)[:DETAILED].mean() < 3000 / 50


def test_who_is_not_drawn_comes_first_seldom_and_no_oftener_than_said(monkeypatch):
    weights, mean, variance = many(3000)
    monkeypatch.setattr("hubs.ranking.stability.DRAWN", 3000)
    whole = simulate(weights, mean, variance, 1)
    best = float((mean @ weights)[0] + whole.regret[0])  # how much the best of a draw scores, on average
    rows = likeliest(weights, 60.0, (mean, variance), best, DETAILED, 512)
    scores = np.concatenate(list(draw_blocks(60 * weights, (mean, variance), 1, 4096)), axis=1)
    drawn, left = scores[rows].max(axis=0), np.delete(scores, rows, axis=0)
    bounds = [(drawn < t).mean() + (left > t).mean(axis=1).sum() for t in np.quantile(drawn, [0.05, 0.25, 0.5])]
    assert len(rows) == 512
    assert 0 < 1 - whole.p_first[rows].sum() < min(0.06, *bounds)


def test_the_work_does_not_grow_with_the_number_of_hubs(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "hubs.ranking.stability.draw_blocks", lambda *given: drawn.append(len(given[1][0])) or draw_blocks(*given)
    )
    for hubs in (3, 512, 3000):
        release = known(np.linspace(0.1, 0.9, hubs))
        estimate_stability(release, release.rank(Profile({"cost": 1})), 1)
    assert drawn == [3, 512, 512]


def known(similarity):
    names = [f"hub-{at:04}" for at in range(len(similarity))]
    return Ranker().fit(pd.DataFrame({"cost": similarity}, index=names))
