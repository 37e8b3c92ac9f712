"""How people rate: what is known of simulated statements is found again, and what is frozen stays."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import check_estimator

from hubs.ranking.calibration import UNKNOWN, Calibration, Calibrator
from hubs.ranking.cells import EvidencePooler
from hubs.ranking.likelihood import Likelihood
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.strength import Column, share_votes
from tests.ranking.making import make_items

COST, FAMILY = Column("cost"), Column("family")
LABELS = (Column("specialty", "ai"), Column("specialty", "fintech"), Column("specialty", "biotech"))
HUBS = tuple(f"h{i}" for i in range(80))
TRUTH = Calibration(
    mean={"cost": {"": 0.4}, "family": {"": 0.5}, "traffic": {"": 0.55}},
    sigma={"cost": 0.06, "family": 0.08, "traffic": 0.1},
    tau={"cost": 0.05, "family": 0.07, "traffic": 0.09},
    bias={"kind:official": 0.1, "kind:other": -0.1, "form:quote": 0.04, "form:claim": -0.04},
    level={},
)
COLUMNS = tuple(Column(criterion) for criterion in TRUTH.mean)


def say(*items, **traits):
    """Statements; what is left out is a first-hand claim of medium reliability."""
    said = {"form": "claim", "kind": "first-hand", "reliability": "medium"} | traits
    return make_items(*(said | item for item in items))


def simulate(seed, truth=TRUTH, per_cell=6):
    """Statements as the model has it: half of them are trusted half, and scatter as the others do."""
    rng = np.random.default_rng(seed)
    items = []
    for criterion, mean in truth.mean.items():
        for hub in HUBS:
            m = rng.normal(mean[""], truth.tau[criterion])
            for _ in range(per_cell):
                traits = {"form": rng.choice(["quote", "claim"]), "kind": rng.choice(["official", "other"])}
                bias = sum(truth.bias[f"{name}:{value}"] for name, value in traits.items())
                t = rng.choice([0.5, 1.0])
                s = np.clip(m + bias + rng.normal(0, truth.sigma[criterion]), 0, 1)
                items.append({"hub": hub, "criterion": criterion, "similarity": s, "strength": t, **traits})
    return say(*items)


def fit(items, hubs=HUBS, columns=COLUMNS, calibration=None):
    return Calibrator(hubs, columns, calibration).fit(items).calibration_


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_simulated_noise_and_bias_are_found_again(seed):
    found = fit(simulate(seed))
    for criterion in TRUTH.mean:
        assert found.sigma[criterion] == pytest.approx(TRUTH.sigma[criterion], rel=0.1)
        assert found.tau[criterion] == pytest.approx(TRUTH.tau[criterion], rel=0.25)
        assert found.mean[criterion][""] == pytest.approx(TRUTH.mean[criterion][""], abs=0.04)
    for trait in TRUTH.bias:
        assert found.bias[trait] == pytest.approx(TRUTH.bias[trait], abs=0.02)
    assert found.bias["reliability:medium"] == pytest.approx(0, abs=0.02)


def test_what_is_trusted_less_tells_as_much_of_how_people_rate():
    """Were trust taken for precision, sigma would come out a seventh too small here."""
    items = simulate(3)
    assert fit(items.assign(strength=1.0)) == fit(items)


@given(st.integers(0, 10**6))
def test_the_gradient_is_the_slope_of_the_loss(seed):
    rng = np.random.default_rng(seed)
    items = simulate(seed, per_cell=2)
    problem = Likelihood(share_votes(items[items["hub"].isin(HUBS[:6])]))
    theta = problem.start() + rng.normal(0, 0.2, len(problem.start()))
    slope = approx_fprime(theta, lambda at: problem.loss(at)[0], 1e-7)
    assert problem.loss(theta)[1] == pytest.approx(slope, rel=1e-3, abs=1e-3)


def test_the_loss_is_the_density_of_statements_that_share_their_truth():
    """Against the covariance matrix in full: sigma^2 apart, however trusted, tau^2 together; priors aside.

    What is lost to the mean and the biases, three traits that all statements have, is the restriction.
    """
    problem = Likelihood(share_votes(say({}, {"similarity": 0.25, "strength": 0.5}, {"hub": "austin"})))
    likelihoods = []
    for log_sigma, log_tau in ((-1.0, -2.0), (-1.5, -2.5)):
        theta = np.concatenate([[0.6, log_sigma, log_tau], np.zeros(len(problem.traits))])
        priors = (
            ((0.6 - 0.5) / 0.25) ** 2 + ((log_sigma - np.log(0.25)) / 0.5) ** 2 + ((log_tau - np.log(0.1)) / 0.5) ** 2
        )
        likelihoods.append(problem.loss(theta)[0] - priors / 2)
    expected = []
    for log_sigma, log_tau in ((-1.0, -2.0), (-1.5, -2.5)):
        noise, between = np.exp(2 * log_sigma), np.exp(2 * log_tau)
        cov = np.diag([noise] * 3) + between * np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
        r = np.array([1.0, 0.25, 1.0]) - 0.6
        design, scales = np.ones((3, 4)), np.diag([1 / 0.25**2, *[1 / 0.1**2] * 3])
        restricted = np.linalg.slogdet(design.T @ np.linalg.solve(cov, design) + scales)[1]
        expected.append(0.5 * (np.linalg.slogdet(cov)[1] + r @ np.linalg.solve(cov, r) + restricted))
    assert likelihoods[0] - likelihoods[1] == pytest.approx(expected[0] - expected[1])


def test_criteria_are_as_noisy_as_each_other_but_for_a_third():
    """The loss of two criteria is that of each alone, and what it costs that they differ: 0.3 is usual."""
    both = Likelihood(share_votes(say({}, {"criterion": "family", "similarity": 0.5}, {"hub": "austin"})))
    spent = []
    for apart in (0.0, 0.4):
        sigma, tau = np.log(0.2) + np.array([apart, -apart]), np.log(0.1) + np.array([apart, -apart]) / 2
        theta = np.concatenate([[0.5, 0.5], sigma, tau, np.zeros(len(both.traits))])
        cov = np.diag(np.exp(2 * sigma[[0, 0, 1]]) + np.exp(2 * tau[[0, 0, 1]]))
        design = np.column_stack([np.array([[1, 0], [1, 0], [0, 1]]), np.ones((3, 3))])
        precision = design.T @ np.linalg.solve(cov, design) + np.diag([16.0] * 2 + [100.0] * 3)
        r = np.array([0.5, 0.5, 0.0])
        density = np.linalg.slogdet(cov)[1] + r @ np.linalg.solve(cov, r) + np.linalg.slogdet(precision)[1]
        spent.append(both.loss(theta)[0] - density / 2)
    assert spent[1] - spent[0] == pytest.approx((2 * 0.4**2 + 2 * 0.2**2) / 0.3**2 / 2)


def test_people_who_never_agree_are_half_a_scale_apart_and_no_more():
    quarrel = say(*({"similarity": float(i % 2)} for i in range(400)))
    assert fit(quarrel, ["lima"], [COST]).sigma["cost"] == pytest.approx(0.5, abs=0.005)


def test_who_says_the_same_twice_is_no_second_witness_of_how_little_people_differ():
    """Two halves of one vote agree with each other, which says nothing about two people."""
    once = simulate(10, per_cell=3)
    again = pd.concat([once, once.assign(key=once["key"] + "-again")], ignore_index=True)
    found, twice = fit(once), fit(again)
    assert twice.sigma == pytest.approx(found.sigma, rel=1e-3)
    assert twice.tau == pytest.approx(found.tau, rel=1e-3)


def test_silence_enters_as_the_middle():
    """The same statements among twice as many hubs: mu is half as far from the middle."""
    items = say(*({"hub": hub, "similarity": 0.75 + 0.25 * (i % 2)} for i, hub in enumerate(HUBS)))
    alone, among = fit(items, columns=[COST]), fit(items, [*HUBS, *(f"silent-{hub}" for hub in HUBS)], [COST])
    assert alone.mean["cost"][""] > 0.7
    assert among.mean["cost"][""] - 0.5 == pytest.approx((alone.mean["cost"][""] - 0.5) / 2, abs=1e-6)
    assert (among.sigma, among.tau, among.bias) == (alone.sigma, alone.tau, alone.bias)


def test_a_label_is_silent_where_no_hub_is_named_for_it():
    """AI is said of half of the hubs, fintech of a tenth, biotech of none; the mean is that of the criterion."""
    said = [("ai", hub) for hub in HUBS[:40]] + [("fintech", hub) for hub in HUBS[:8]]
    items = say(*({"hub": hub, "criterion": "specialty", "option": option} for option, hub in said))
    mean = fit(items, columns=LABELS).mean["specialty"]
    assert mean["ai"] > 0.6
    assert mean["fintech"] - 0.5 == pytest.approx((mean["ai"] - 0.5) / 5, abs=1e-5)
    assert mean["biotech"] == 0.5


def test_a_hub_that_two_speak_of_is_no_two_hubs():
    once = say(*({"hub": hub, "similarity": 0.75} for hub in HUBS[:40]))
    twice = say(*({"hub": hub, "similarity": 0.75} for hub in HUBS[:40] * 2))
    assert fit(once, columns=[COST]).mean["cost"][""] == pytest.approx(
        fit(twice, columns=[COST]).mean["cost"][""], abs=0.05
    )
    assert fit(twice, columns=[COST]).mean["cost"][""] < 0.63


def test_only_what_people_say_of_a_place_itself_tells_how_they_rate():
    items = simulate(4, per_cell=2)
    country = say({"hub": "h0", "similarity": 0.0, "strength": 0.25}, kind="country-level")
    figure = make_items({"hub": "h1", "similarity": 0.0, "strength": 6.0})
    more = pd.concat([items, country.assign(key="c"), figure.assign(key="f", form="", kind="", reliability="")])
    assert fit(more) == fit(items)


def test_the_order_of_the_table_does_not_matter():
    items = simulate(5, per_cell=2)
    assert fit(items.sample(frac=1, random_state=1)) == fit(items)


@pytest.mark.parametrize(
    "items",
    [
        say({}),
        say({}, {}),
        say(*({"hub": hub} for hub in HUBS)),
        say(*({"hub": hub, "similarity": 0.5} for hub in HUBS * 3)),
        say(*({"similarity": float(i % 2)} for i in range(40))),
    ],
    ids=["one", "two alike", "praise alone", "all the same", "quarrel"],
)
def test_little_or_strange_evidence_gives_sane_numbers(items):
    """A spread of 0 would make kappa nothing or everything."""
    found = fit(items, ["lima", *HUBS], [COST, FAMILY])
    assert 0.02 <= found.sigma["cost"] <= 0.5
    assert 0.02 <= found.tau["cost"] <= 0.5
    prior = found.prior([COST, FAMILY])
    assert all(0.01 < kappa < 100 for kappa in prior.kappa)


def test_one_statement_says_nothing_about_noise():
    found = fit(say({"similarity": 0.75}), ["lima"], [COST])
    assert found.sigma["cost"] == pytest.approx(0.25, rel=0.2)
    assert found.tau["cost"] == pytest.approx(0.1, rel=0.2)


def test_without_statements_nothing_is_known():
    assert fit(make_items()) == UNKNOWN
    prior = UNKNOWN.prior([COST])
    assert (prior.mean, prior.sigma, prior.kappa) == ((0.5,), (0.25,), (pytest.approx(6.25),))


def test_a_criterion_that_came_later_is_as_noisy_as_the_median():
    known = Calibration(
        {"a": {"": 0.7}, "specialty": {"ai": 0.625}},
        {"a": 0.1, "b": 0.2, "c": 0.4},
        {"a": 0.1, "b": 0.1, "c": 0.05},
        {},
        {},
    )
    prior = known.prior([Column("a"), Column("new"), Column("specialty", "ai"), Column("specialty", "new")])
    assert prior.mean == (717 / 1024, 0.5, 0.625, 0.5)
    assert prior.sigma == (0.1, 0.2, 0.2, 0.2)
    assert prior.kappa == pytest.approx((1, 4, 4, 4))


@pytest.mark.parametrize(
    ("similarity", "bias", "corrected"),
    [
        (0.75, {"kind:first-hand": 0.125, "form:claim": 0.0625}, 0.5625),
        (0.75, {"kind:official": 0.125}, 0.75),
        (0.75, {"kind:first-hand": 0.2, "reliability:medium": 0.2}, 0.51),
        (0.25, {"kind:first-hand": -0.2, "reliability:medium": -0.2}, 0.49),
        (1.0, {"kind:first-hand": -0.1}, 1.0),
        (0.0, {"kind:first-hand": 0.1}, 0.0),
    ],
)
def test_a_rating_loses_its_bias_and_stays_what_it_is(similarity, bias, corrected):
    """Praise stays praise and criticism criticism, however much its kind rates too high or too low."""
    known = replace(UNKNOWN, bias=bias)
    found = Calibrator(HUBS, COLUMNS, known).fit_transform(say({"similarity": similarity}))["similarity"].item()
    assert found == pytest.approx(corrected)
    assert np.sign(found - 0.5) == np.sign(similarity - 0.5)


def test_a_figure_has_no_bias():
    known = replace(UNKNOWN, bias={"kind:": 0.2, "form:claim": 0.2})
    figure = make_items({"similarity": 0.75})
    assert Calibrator(HUBS, COLUMNS, replace(known, bias={"form:claim": 0.2})).fit_transform(figure)[
        "similarity"
    ].tolist() == [0.75]


RENTS = {"h0": 0.9, "h1": 0.7, "h2": 0.5}


def with_series(said=(0.25, 0.5, 0.0), name="rent | PE"):
    """Statements on three places, and rents that order them the other way, twice as far up."""
    statements = say(*({"hub": hub, "similarity": s} for hub, s in zip(RENTS, said, strict=True) for _ in range(3)))
    figures = make_items(*({"key": f"f{hub}", "hub": hub, "similarity": s} for hub, s in RENTS.items()))
    figures = figures.assign(voter="v" + figures["key"], form="", kind="", reliability="", series=name)
    return pd.concat([statements.assign(series=""), figures], ignore_index=True)


def test_a_series_of_one_country_keeps_its_order_and_takes_its_level_from_the_rest():
    items = with_series()
    calibrator = Calibrator(HUBS, COLUMNS).fit(items)
    known, table = calibrator.calibration_, calibrator.transform(items)
    rest = items[items["series"] == ""]
    said = Calibrator(HUBS, COLUMNS, known).fit_transform(rest)
    cells = EvidencePooler(HUBS, COLUMNS, known.prior(COLUMNS)).fit_transform(said)
    expected = cells.mean[:3, 0]
    placed = table[table["series"] != ""].set_index("hub")["similarity"]
    assert placed.mean() == pytest.approx(expected.mean(), abs=1e-6)
    assert placed["h0"] - placed["h1"] == pytest.approx(0.2)
    assert placed["h1"] - placed["h2"] == pytest.approx(0.2)
    assert known.level == {"rent | PE": pytest.approx(expected.mean() - 0.7, abs=1e-6)}


def test_a_series_does_not_place_itself():
    low, high = with_series(), with_series()
    high.loc[high["series"] != "", "similarity"] += 0.1
    first, second = fit(low), fit(high)
    assert second.level["rent | PE"] == pytest.approx(first.level["rent | PE"] - 0.1, abs=1e-6)
    assert (first.mean, first.sigma, first.bias) == (second.mean, second.sigma, second.bias)


def test_a_series_whose_level_is_unknown_is_left_out():
    items = with_series()
    known = fit(items[items["series"] == ""])
    assert known.level == {}
    kept = Calibrator(HUBS, COLUMNS, known).fit_transform(items)
    assert set(kept["series"]) == {""}
    assert len(kept) == 9
    other = replace(known, level={"rent | MX": 0.1})
    assert set(Calibrator(HUBS, COLUMNS, other).fit_transform(items)["series"]) == {""}


def test_a_frozen_calibration_is_not_estimated_again():
    before = fit(simulate(6, per_cell=2))
    assert fit(simulate(7, per_cell=2), calibration=before) is before
    items = simulate(8, per_cell=1)
    alone = Calibrator(HUBS, COLUMNS, before).fit(items).transform(items)
    among = Calibrator(HUBS, COLUMNS, before).fit(simulate(9)).transform(items)
    pd.testing.assert_frame_equal(alone, among)


def test_a_calibrator_is_a_transformer_of_tables():
    """As for the pooler: of scikit-learn's checks those of its constructor are what is left."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(Calibrator(), on_skip=None)
    assert {result["status"] for result in results} <= {"passed", "skipped"}
    calibrator = Calibrator(HUBS, COLUMNS, TRUTH)
    assert clone(calibrator).get_params() == calibrator.get_params()
    assert not hasattr(clone(calibrator.fit(say({"hub": "h0"}))), "calibration_")


def test_in_a_pipeline_it_comes_before_the_cells():
    items = with_series()
    known = fit(items)
    steps = {"calibrate": Calibrator(HUBS, COLUMNS, known), "pool": EvidencePooler(HUBS, COLUMNS, known.prior(COLUMNS))}
    ranker = Pipeline([*steps.items(), ("rank", Ranker())]).fit(items)["rank"]
    cells = steps["pool"].fit_transform(steps["calibrate"].fit_transform(items))
    assert ranker.rank(Profile({"cost": 1})) == Ranker().fit(cells).rank(Profile({"cost": 1}))
    raw = Ranker().fit(EvidencePooler(HUBS, COLUMNS, known.prior(COLUMNS)).fit_transform(items))
    assert ranker.cell("h0", "cost").mean != raw.cell("h0", "cost").mean


def test_impossible_items_are_refused():
    with pytest.raises(ValueError, match="similarity"):
        fit(say({"similarity": 1.5}))
