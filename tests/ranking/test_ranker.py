"""Hand-made catalogues: what the model must do where others go wrong."""

import pickle
import subprocess
import sys

import pytest

from hubs.ranking.profile import Profile
from tests.ranking.making import COLUMNS, Release, make_items, make_prior

PROFILE = Profile({"cost": 3, "family": 2, "traffic": 1})


def say(hub, **similarities):
    return [{"hub": hub, "criterion": c, "similarity": s} for c, s in similarities.items()]


def ranker(*items, hubs=("austin", "bogota", "lima"), **overrides):
    return Release(hubs=hubs, items=make_items(*items), **overrides).ranker()


def order(ranking):
    return [hub.slug for hub in ranking.hubs]


def of(ranking, slug):
    return next(hub for hub in ranking.hubs if hub.slug == slug)


def test_a_ranking_known_in_every_number():
    """Hand-computed with kappa 2 and mu 1/2. Lima: cost (1 + 2) / 4 = 0.75, family (1 + 0) / 4 = 0.25."""
    fitted = ranker(
        {"hub": "lima", "strength": 2.0},
        {"hub": "lima", "criterion": "family", "similarity": 0.0, "strength": 2.0},
    )
    ranking = fitted.rank(Profile({"family": 1, "cost": 3}))
    lima = of(ranking, "lima")
    assert list(ranking.weights.items()) == [("cost", 0.75), ("family", 0.25)]
    assert (ranking.baseline, lima.rank, lima.score) == (0.5, 1, 0.625)
    assert (lima.low, lima.high, lima.coverage) == (0.375, 0.875, 0.5)
    assert lima.contributions == {"cost": 0.1875, "family": -0.0625}
    assert lima.earned == {"cost": 0.5625, "family": 0.0625}
    assert lima.similarity == {"cost": 0.75, "family": 0.25}
    assert lima.evidence == {"cost": 1, "family": 1}
    # V = 0.25^2 / (2 + 2) in both cells
    assert lima.variance == pytest.approx((0.75**2 + 0.25**2) * 0.0625 / 4)


def test_a_dominated_newcomer_reverses_nothing():
    """The case that turns TOPSIS and min-max sums around: an extreme hub stretches their scale."""
    said = say("austin", cost=1.0, family=0.25) + say("lima", cost=0.25, family=1.0)
    before = ranker(*said, hubs=("austin", "lima")).rank(Profile({"cost": 10, "family": 9}))
    worst = say("bogota", cost=0.0, family=0.0)
    after = ranker(*said, *worst).rank(Profile({"cost": 10, "family": 9}))
    assert order(before) == ["austin", "lima"]
    assert order(after) == ["austin", "lima", "bogota"]
    assert [hub.score for hub in after.hubs[:2]] == [hub.score for hub in before.hubs]


def test_silence_is_neither_praise_nor_blame():
    ranking = ranker(*say("austin", cost=1.0), *say("lima", cost=0.0)).rank(PROFILE)
    silent = of(ranking, "bogota")
    assert order(ranking) == ["austin", "bogota", "lima"]
    assert silent.score == ranking.baseline
    assert set(silent.contributions.values()) == {0.0}
    assert (silent.low, silent.high, silent.coverage) == (0, 1, 0)


def test_one_glowing_quote_does_not_beat_a_well_attested_hub():
    glowing = {"hub": "lima", "similarity": 1.0, "strength": 0.5}
    solid = [{"hub": "austin", "criterion": c, "similarity": 0.75} for c in ("cost", "family", "traffic")] * 4
    ranking = ranker(glowing, *solid).rank(PROFILE)
    assert order(ranking)[0] == "austin"


def test_twins_differ_in_their_names_only():
    twins = [item for hub in ("lima", "austin") for item in say(hub, cost=0.75, family=0.25)]
    first, second = ranker(*twins, hubs=("lima", "austin")).rank(PROFILE).hubs
    assert (first.slug, second.slug) == ("austin", "lima")
    assert (first.score, first.low, first.high) == (second.score, second.low, second.high)


def test_of_equal_scores_the_better_known_comes_first():
    attested = say("lima", cost=0.5, family=0.5)
    assert order(ranker(*attested).rank(PROFILE))[0] == "lima"


def test_who_scores_the_same_shares_a_rank():
    said = [item for hub in ("austin", "lima") for item in say(hub, cost=1.0)] + say("quito", cost=0.0)
    hubs = ("austin", "bogota", "lima", "quito", "santiago")
    ranking = ranker(*said, hubs=hubs).rank(Profile({"cost": 1}))
    assert [(hub.rank, hub.slug) for hub in ranking.hubs] == [
        (1, "austin"),
        (1, "lima"),
        (3, "bogota"),
        (3, "santiago"),
        (5, "quito"),
    ]


def test_only_wanted_labels_count():
    praise = {"hub": "lima", "criterion": "specialty", "option": "ai"}
    fitted = ranker(praise)
    wanted, other = (fitted.rank(Profile({"specialty": 1}, {"specialty": (o,)})) for o in ("ai", "biotech"))
    assert of(wanted, "lima").score > wanted.baseline
    assert of(other, "lima").score == other.baseline


def test_two_target_levels_mean_their_average_and_an_item_counts_once():
    figure = {"hub": "lima", "criterion": "size", "key": "census", "voter": "census"}
    items = [
        {**figure, "option": "small", "similarity": 0.0},
        {**figure, "option": "large", "similarity": 1.0},
    ]
    lima = of(ranker(*items).rank(Profile({"size": 1}, {"size": ("small", "large")})), "lima")
    # (1 + 0) / 3 and (1 + 1) / 3 on the grid: 341 and 683 of 1024
    assert lima.similarity == {"size": 0.5}
    assert lima.evidence == {"size": 1}


def test_effects_name_what_moves_a_score():
    """Hand-computed: with kappa 2 and two votes of 1, an item adds (s - 1/2) / 4."""
    fitted = ranker({"key": "praise"}, {"key": "blame", "similarity": 0.0})
    effects = {e.key: e for e in fitted.effects(Profile({"cost": 1}), "lima", "cost")}
    assert {key: effect.effect for key, effect in effects.items()} == {"praise": 0.125, "blame": -0.125}
    assert (effects["praise"].similarity, effects["praise"].strength, effects["praise"].option) == (
        1.0,
        1.0,
        "",
    )


def test_without_a_criterion_effects_are_those_of_all():
    fitted = ranker({"key": "cheap"}, {"key": "calm", "criterion": "family"}, {"key": "loud", "criterion": "traffic"})
    profile = Profile({"family": 1, "cost": 2})
    assert [e.key for e in fitted.effects(profile, "lima")] == ["cheap", "calm"]
    assert fitted.effects(profile, "lima") == tuple(
        effect for criterion in ("cost", "family") for effect in fitted.effects(profile, "lima", criterion)
    )


def test_what_rounding_adds_is_part_of_what_is_usual():
    """Hand-computed, kappa 2: m = (1 + 1.5) / 3.5 = 731.43 / 1024, rounded to 731; the items add 0.75 / 3.5."""
    fitted = ranker({"strength": 1.0}, {"strength": 0.5})
    strong, weak = fitted.effects(Profile({"cost": 1}), "lima", "cost")
    assert (strong.strength, weak.strength) == (1.0, 0.5)
    assert [strong.effect, weak.effect] == pytest.approx([0.5 / 3.5, 0.25 / 3.5], abs=1e-15)
    usual = fitted.usual(Profile({"cost": 1}), "lima", "cost")
    assert usual == pytest.approx((731 - 512) / 1024 - 0.75 / 3.5, abs=1e-15)


def test_what_is_usual_stands_beside_the_items():
    """Hand-computed, kappa 2 and mu 3/4: m = (1.5 + 0) / 3 = 1/2, the item takes 1/6 and what is usual gives it."""
    fitted = ranker({"similarity": 0.0}, prior=make_prior(mean=0.75))
    profile = Profile({"cost": 1})
    (blame,) = fitted.effects(profile, "lima", "cost")
    assert blame.effect == pytest.approx(-1 / 6)
    assert fitted.usual(profile, "lima", "cost") == pytest.approx(1 / 6)
    assert fitted.usual(profile, "austin", "cost") == 0.25
    assert of(fitted.rank(profile), "austin").contributions == {"cost": 0.25}


def test_no_weight_or_no_evidence_has_no_effects():
    fitted = ranker({})
    assert fitted.effects(PROFILE, "lima", "specialty") == ()
    assert fitted.effects(PROFILE, "austin", "cost") == ()
    with pytest.raises(KeyError):
        fitted.effects(PROFILE, "atlantis", "cost")


def test_a_cell_shows_its_numbers():
    prior = make_prior(mean=666 / 1024, kappa=3.0)
    cell = ranker({"hub": "lima", "criterion": "specialty", "option": "ai"}, prior=prior).cell(
        "lima", "specialty", "ai"
    )
    assert (cell.n, cell.kappa, cell.count) == (1.0, 3.0, 1)
    assert (cell.floor, cell.ceiling) == (0.25, 1.0)
    assert cell.mean == pytest.approx((3 * 666 / 1024 + 1) / 4, abs=1 / 2048)


def test_criteria_are_averaged_over_their_options():
    fitted = ranker({"hub": "lima", "criterion": "specialty", "option": "ai"})
    weights, mean, variance = fitted.by_criterion(
        Profile({"cost": 1, "specialty": 3}, {"specialty": ("ai", "fintech")})
    )
    known, unknown = fitted.cell("lima", "specialty", "ai"), fitted.cell("lima", "specialty", "fintech")
    assert weights.tolist() == [0.75, 0.25]
    assert mean[2].tolist() == [(known.mean + unknown.mean) / 2, 0.5]
    assert variance[2, 0] == pytest.approx((known.variance + unknown.variance) / 4)


def test_a_fitted_ranker_pickles():
    fitted = ranker({})
    assert pickle.loads(pickle.dumps(fitted)).rank(PROFILE) == fitted.rank(PROFILE)


def test_the_top_is_the_head_of_the_ranking():
    fitted = ranker(*say("lima", cost=0.75), *say("bogota", family=0.25))
    distances, rows = fitted.kneighbors([PROFILE.column_weights(COLUMNS)[0]], 2)
    ranking = fitted.rank(PROFILE)
    assert [fitted.hubs_[row] for row in rows[0]] == order(ranking)[:2]
    assert (1 - distances[0]).tolist() == [hub.score for hub in ranking.hubs[:2]]


def test_what_only_names_the_ranker_loads_nothing_slow():
    """Pages, forms and commands import these at once; scikit-learn takes a second, and comes with the first release."""
    names = ["answer_space", "correlation", "own_place", "preferences", "search", "stability", "whatif"]
    code = f"import sys; from hubs.ranking import {', '.join(names)}; "
    code += "print({'pandas', 'sklearn', 'scipy', 'django'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"
