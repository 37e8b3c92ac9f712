"""The invariants of the ranking model, by their numbers there."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.similarity import circular_on_target, less_is_better, log_on_target, more_is_better, on_target
from hubs.ranking.strength import Column
from tests.ranking.making import COLUMNS, SIMILARITIES, STRENGTHS, Release, make_items, make_prior, profiles, releases

HALF_STEP = 1 / 2048
EXACT = {"abs": 1e-12, "rel": 0}
FIGURES = ("score", "low", "high", "coverage")


def figures(ranking, names=FIGURES):
    return {hub.slug: [getattr(hub, name) for name in names] for hub in ranking.hubs}


def slugs(ranking):
    return [hub.slug for hub in ranking.hubs]


def prior_of(ranker, profile):
    """The columns that a profile asks about with their mu."""
    wanted = profile.wanted(ranker.columns_)
    return [(ranker.columns_[place], ranker.prior_.mean[place]) for place in wanted.places]


def scaled(profile, factor):
    return replace(profile, importance={c: factor * i for c, i in profile.importance.items()})


@given(releases(), profiles(), st.integers(2, 10_000))
def test_1_scaling_all_weights_changes_nothing(release, profile, factor):
    once, scaled_up = release.ranker().rank(profile), release.ranker().rank(scaled(profile, factor))
    assert slugs(scaled_up) == slugs(once)
    assert [hub.score for hub in scaled_up.hubs] == [hub.score for hub in once.hubs]
    assert figures(scaled_up) == {slug: pytest.approx(row, **EXACT) for slug, row in figures(once).items()}


@given(releases(), profiles(), st.randoms(use_true_random=False))
def test_2_permuting_hubs_criteria_and_items_permutes_the_answer(release, profile, random):
    hubs, columns = random.sample(release.hubs, len(release.hubs)), random.sample(COLUMNS, len(COLUMNS))
    importance = dict(random.sample(sorted(profile.importance.items()), len(profile.importance)))
    items = release.items.sample(frac=1, random_state=random.randrange(1000))
    shuffled = release.ranker(hubs=tuple(hubs), columns=tuple(columns), items=items)
    once, again = release.ranker().rank(profile), shuffled.rank(replace(profile, importance=importance))
    assert slugs(again) == slugs(once)
    assert [hub.score for hub in again.hubs] == [hub.score for hub in once.hubs]
    for before, after in zip(once.hubs, again.hubs, strict=True):
        assert after.contributions == pytest.approx(before.contributions, **EXACT)
        assert after.evidence == before.evidence
        assert [after.low, after.high] == pytest.approx([before.low, before.high], **EXACT)


@given(releases(), profiles(), st.integers(1, 9), st.integers(1, 9))
def test_3_splitting_a_criterion_into_equal_copies_changes_nothing(release, profile, first, second):
    copied = release.items[release.items["criterion"] == "cost"].assign(criterion="copy")
    prior = release.prior.take([*COLUMNS, Column("cost")])
    columns = (*COLUMNS, Column("copy"))
    prior = replace(prior, columns=columns)
    ranker = release.ranker(columns=columns, items=pd.concat([release.items, copied]), prior=prior)
    whole = replace(profile, importance={**profile.importance, "cost": first + second})
    split = replace(profile, importance={**profile.importance, "cost": first, "copy": second})
    assert [h.score for h in ranker.rank(split).hubs] == [h.score for h in ranker.rank(whole).hubs]
    expected = figures(ranker.rank(whole))
    assert figures(ranker.rank(split)) == {slug: pytest.approx(row, **EXACT) for slug, row in expected.items()}


@given(releases(), profiles())
def test_4_contributions_and_baseline_make_the_score(release, profile):
    ranker = release.ranker()
    ranking = ranker.rank(profile)
    assert sum(ranking.weights.values()) == pytest.approx(1, **EXACT)
    assert ranking.baseline == 0.5
    for hub in ranking.hubs:
        assert 0 <= hub.score <= 1
        assert ranking.baseline + sum(hub.contributions.values()) == pytest.approx(hub.score, **EXACT)
        assert sum(hub.earned.values()) == pytest.approx(hub.score, **EXACT)
        weighted = sum(ranking.weights[c] * hub.similarity[c] for c in ranking.weights)
        assert weighted == pytest.approx(hub.score, **EXACT)
        for criterion, items in hub.evidence.items():
            if not items:
                usual = [mu for column, mu in prior_of(ranker, profile) if column.criterion == criterion]
                assert hub.similarity[criterion] == pytest.approx(np.mean(usual), **EXACT)
        if not any(hub.evidence.values()):
            assert hub.coverage == 0


@given(releases())
def test_4_without_evidence_a_cell_is_what_is_usual(release):
    cells = release.ranker().cells_
    silent = cells.count == 0
    mu, sigma, kappa = (np.array(row) for row in (release.prior.mean, release.prior.sigma, release.prior.kappa))
    assert (np.where(silent, cells.mean, mu) == mu).all(), "to the last bit"
    assert np.where(silent, cells.variance, sigma**2 / kappa) == pytest.approx(
        np.tile(sigma**2 / kappa, (len(silent), 1))
    )
    assert (np.where(silent, cells.known, 0) == 0).all()


@given(releases(), profiles(), st.floats(0, 1))
def test_5_the_score_lies_within_bounds_as_wide_as_what_is_not_covered(release, profile, truth):
    ranker = release.ranker()
    for hub in ranker.rank(profile).hubs:
        assert hub.low - HALF_STEP <= hub.score <= hub.high + HALF_STEP
        assert hub.high - hub.low == pytest.approx(1 - hub.coverage, **EXACT)
        assert -1e-12 <= hub.low <= hub.low + (1 - hub.coverage) * truth <= hub.high + 1e-12 <= 1 + 2e-12


@given(releases(), profiles(), SIMILARITIES, STRENGTHS, st.data())
def test_5_intervals_nest_as_cells_become_known(release, profile, similarity, strength, data):
    ranker = release.ranker()
    row, place = data.draw(st.sampled_from(np.argwhere(ranker.cells_.n == 0).tolist()))
    hub, column = release.hubs[row], COLUMNS[place]
    news = {"hub": hub, **column._asdict(), "similarity": similarity, "strength": strength}
    (low, high), (inner_low, inner_high) = (
        figures(r.rank(profile), ("low", "high"))[hub] for r in (ranker, release.ranker(items=release.with_items(news)))
    )
    assert low - 1e-12 <= inner_low <= inner_high <= high + 1e-12


@given(releases(), profiles(), st.data())
def test_6_better_evidence_never_lowers_a_score(release, profile, data):
    better = data.draw(st.lists(st.floats(0, 1), min_size=len(release.items), max_size=len(release.items)))
    items = release.items.assign(similarity=np.maximum(release.items["similarity"], better))
    before, after = (figures(r.rank(profile)) for r in (release.ranker(), release.ranker(items=items)))
    assert all(after[hub][0] >= before[hub][0] for hub in release.hubs)


@given(releases(), profiles(), st.data())
def test_6_a_dominating_hub_is_never_below(release, profile, data):
    similarities = st.lists(SIMILARITIES, min_size=len(COLUMNS), max_size=len(COLUMNS))
    worse, gain = data.draw(similarities), data.draw(similarities)
    better = np.maximum(worse, gain).tolist()
    items = make_items(
        *({"hub": "worse", **c._asdict(), "similarity": s} for c, s in zip(COLUMNS, worse, strict=True)),
        *({"hub": "better", **c._asdict(), "similarity": s} for c, s in zip(COLUMNS, better, strict=True)),
    )
    scores = figures(release.ranker(hubs=("worse", "better"), items=items).rank(profile))
    assert scores["better"][0] >= scores["worse"][0]


@given(releases(), profiles(), SIMILARITIES)
def test_7_a_criterion_without_weight_has_no_effect(release, profile, similarity):
    idle = [column for column in COLUMNS if column.criterion not in profile.importance]
    news = [{"hub": release.hubs[0], **column._asdict(), "similarity": similarity} for column in idle]
    before, after = release.ranker(), release.ranker(items=release.with_items(*news))
    assert after.rank(profile).hubs == before.rank(profile).hubs


@given(releases(min_hubs=3), profiles())
def test_8_removing_a_hub_changes_no_other_score_or_order(release, profile):
    gone, *kept = release.hubs
    items = release.items[release.items["hub"] != gone]
    before = release.ranker().rank(profile)
    after = release.ranker(hubs=tuple(kept), items=items).rank(profile)
    expected = [replace(hub, rank=0) for hub in before.hubs if hub.slug != gone]
    assert [replace(hub, rank=0) for hub in after.hubs] == expected


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3), st.floats(1e-3, 1e6))
def test_9_the_target_is_the_peak(target, tolerance, reach):
    x = target + np.linspace(-2 * reach, 2 * reach, 9)
    similarity = on_target(x, target, tolerance, reach)
    assert on_target(target, target, tolerance, reach) == 1 == similarity.max()
    assert circular_on_target(target, target, tolerance, reach) == 1
    assert log_on_target(abs(target) + 1, abs(target) + 1, tolerance, reach) == 1


@given(st.lists(st.floats(-1e6, 1e6)), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_10_less_is_more_of_the_negative(x, lower, width):
    x = np.array(x)
    negative = less_is_better(-x, -(lower + width), -lower)
    assert negative.tolist() == more_is_better(x, lower, lower + width).tolist()
    one_minus = 1 - more_is_better(x, lower, lower + width)
    assert less_is_better(x, lower, lower + width) == pytest.approx(one_minus, abs=1e-9)


@given(releases(), profiles())
def test_11_quotes_and_what_is_usual_sum_to_the_score(release, profile):
    ranker = release.ranker()
    ranking = ranker.rank(profile)
    for hub in ranking.hubs:
        effects = {c: ranker.effects(profile, hub.slug, c) for c in hub.contributions}
        for criterion, contribution in hub.contributions.items():
            total = sum(effect.effect for effect in effects[criterion]) + ranker.usual(profile, hub.slug, criterion)
            assert total == pytest.approx(contribution, **EXACT)
            assert len({effect.key for effect in effects[criterion]}) == hub.evidence[criterion]
        points = sum(effect.effect for found in effects.values() for effect in found)
        points += sum(ranker.usual(profile, hub.slug, criterion) for criterion in effects)
        assert ranking.baseline + points == pytest.approx(hub.score, **EXACT)


@given(releases(), profiles())
def test_11_what_is_usual_is_worth_the_priors_share(release, profile):
    """w kappa (mu - 1/2) / (kappa + n), and what rounding to the grid adds."""
    ranker, shares = release.ranker(), {}
    weights = ranker.rank(profile).weights
    for column, _ in prior_of(ranker, profile):
        shares.setdefault(column.criterion, []).append(column.option)
    for hub in release.hubs:
        for criterion, options in shares.items():
            cells = [(ranker.cell(hub, criterion, option), prior_mean(ranker, criterion, option)) for option in options]
            share = np.mean([cell.kappa * (mu - 0.5) / (cell.kappa + cell.n) for cell, mu in cells])
            rounding = weights[criterion] * HALF_STEP + 1e-12
            usual = ranker.usual(profile, hub, criterion)
            assert usual == pytest.approx(weights[criterion] * share, abs=rounding)


def prior_mean(ranker, criterion, option=""):
    return ranker.prior_.mean[ranker.cells_.column(criterion, option)]


@given(releases(), profiles())
def test_11_praise_never_takes_away_and_criticism_never_adds(release, profile):
    ranker = release.ranker()
    for hub in release.hubs:
        for effect in ranker.effects(profile, hub):
            assert effect.effect >= 0 if effect.similarity >= 0.5 else effect.effect <= 0
            assert (effect.effect == 0) == (effect.similarity == 0.5) or abs(effect.similarity - 0.5) < 1e-300


@given(releases(), profiles(), st.floats(0, 1), STRENGTHS, st.data())
def test_11_good_news_never_hurts(release, profile, gain, strength, data):
    hub, column = data.draw(st.sampled_from(release.hubs)), data.draw(st.sampled_from(COLUMNS))
    before = release.ranker()
    cell = before.cell(hub, *column)
    exact = cell.floor + (cell.ceiling - cell.floor) * prior_mean(before, *column)
    news = {"hub": hub, **column._asdict(), "similarity": min(1.0, exact + gain), "strength": strength}
    after = release.ranker(items=release.with_items(news))
    assert figures(after.rank(profile))[hub][0] >= figures(before.rank(profile))[hub][0]


@given(releases(), st.lists(profiles(), min_size=1, max_size=5))
def test_14_a_cohort_equals_its_members_bit_for_bit(release, members):
    ranker = release.ranker()
    weights = np.array([profile.column_weights(COLUMNS)[0] for profile in members])
    cohort = ranker.similarities(weights)
    for row, profile in zip(cohort, members, strict=True):
        (single,) = ranker.similarities([profile.column_weights(COLUMNS)[0]])
        assert row.tobytes() == single.tobytes()
        ranked = {hub.slug: hub.score for hub in ranker.rank(profile).hubs}
        assert [ranked[hub] for hub in release.hubs] == single.tolist()


def test_14_holds_beyond_float32():
    """A sum of weights above 2**14 would be rounded in float32."""
    rng = np.random.default_rng(3)
    prior = make_prior(COLUMNS, mean=rng.random(len(COLUMNS)))
    ranker = Release(prior=prior).ranker()
    weights = rng.integers(1, 2**30, size=(50, len(COLUMNS)))
    exact = [sum(int(w) * int(m * 1024) for w, m in zip(row, prior.mean, strict=True)) for row in weights]
    expected = [total / (1024 * int(row.sum())) for total, row in zip(exact, weights, strict=True)]
    assert ranker.similarities(weights)[:, 0].tolist() == pytest.approx(expected, rel=1e-15)
    one_by_one = np.concatenate([ranker.similarities(row[None]) for row in weights])
    assert ranker.similarities(weights).tobytes() == one_by_one.tobytes()
