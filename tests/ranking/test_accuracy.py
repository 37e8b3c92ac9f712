"""How wrong the model is: on worlds whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from hubs.ranking.accuracy import agreement, by_criterion, leave_source_out
from hubs.ranking.calibration import Calibration
from hubs.ranking.cells import locate
from hubs.ranking.foresight import Pooled, Prediction
from hubs.ranking.strength import Column

HUBS = tuple(f"hub-{i:02}" for i in range(24))
COUNTRIES = {hub: f"C{i % 3}" for i, hub in enumerate(HUBS)}
COLUMNS = tuple(Column(f"c{j}") for j in range(8))
SIGMA, TAU = 0.12, 0.1
KNOWN = Calibration(
    {column.criterion: {"": 0.5} for column in COLUMNS},
    {column.criterion: SIGMA for column in COLUMNS},
    {column.criterion: TAU for column in COLUMNS},
    {},
    {},
)


@pytest.fixture(scope="module")
def truth():
    return np.random.default_rng(1).normal(0.5, TAU, (len(HUBS), len(COLUMNS))).clip(0, 1)


def said_of(truth, statements=2400, sources=300, seed=2):
    rng = np.random.default_rng(seed)
    hub, column = rng.integers(0, len(HUBS), statements), rng.integers(0, len(COLUMNS), statements)
    source = rng.integers(0, sources, statements)
    similarity = truth[hub, column] + rng.normal(0, SIGMA, statements)
    return pd.DataFrame(
        {
            "key": [f"e{i:04}" for i in range(statements)],
            "hub": np.array(HUBS)[hub],
            "criterion": [COLUMNS[j].criterion for j in column],
            "option": "",
            "similarity": similarity.clip(0, 1),
            "strength": 1.0,
            "voter": [f"voter-{i}" for i in range(statements)],
            "form": "claim",
            "kind": "first-hand",
            "reliability": "high",
            "series": "",
            "source": [f"source-{i}" for i in source],
            "indicator": "",
        }
    )


@pytest.fixture(scope="module")
def said(truth):
    return said_of(truth)


def measured(truth, indicator, column, noise, hubs=HUBS, seed=3, **values):
    """A figure of one column for each hub."""
    rows = [HUBS.index(hub) for hub in hubs]
    similarity = truth[rows, column] + np.random.default_rng(seed).normal(0, noise, len(rows))
    table = {"key": [f"{indicator}-{hub}" for hub in hubs], "hub": hubs, "similarity": similarity.clip(0, 1)}
    fixed = {"criterion": COLUMNS[column].criterion, "option": "", "strength": 2.0, "indicator": indicator}
    rest = {"form": "", "kind": "", "reliability": "", "series": "", "source": "a-dataset"}
    frame = pd.DataFrame(table).assign(**(fixed | rest))
    return frame.assign(voter=frame["key"]).assign(**values)


class Knowing(Pooled):
    """Knows the truth, whatever it reads."""

    def __init__(self, truth, order=None):
        super().__init__(HUBS, COLUMNS, KNOWN)
        self.truth = truth if order is None else truth[order]

    def fit(self, items):
        super().fit(items)
        vars(self.cells_)["mean"] = self.truth
        return self

    def predict(self, statements):
        prediction = super().predict(statements)
        return prediction._replace(variance=np.full(len(statements), SIGMA**2))


def judge(items, model=None, folds=5):
    return leave_source_out(items, HUBS, COLUMNS, COUNTRIES, folds, model)


def floor_of(truth):
    """What noise alone leaves of the spread of statements within a country."""
    country = np.array([COUNTRIES[hub] for hub in HUBS])
    apart = [truth[country == code] - truth[country == code].mean(axis=0) for code in sorted(set(country))]
    return SIGMA / np.hypot(SIGMA, np.concatenate(apart).std())


def test_who_knows_the_truth_errs_by_the_noise_alone(truth, said):
    found = judge(said, Knowing(truth))
    assert found.statements == len(said)
    assert found.ratio == pytest.approx(floor_of(truth), abs=0.01)
    assert found.coverage == pytest.approx(0.8, abs=0.025)


@pytest.fixture(scope="module")
def ours(said):
    """How well the site's own model does, which takes a while."""
    return judge(said)


def test_our_model_comes_near_the_noise_and_knows_how_sure_it_is(truth, ours):
    assert floor_of(truth) < ours.ratio < floor_of(truth) + 0.05
    assert ours.coverage == pytest.approx(0.8, abs=0.025)


def test_who_takes_one_hub_for_another_is_no_better_than_all_alike(truth, said):
    order = np.random.default_rng(5).permutation(len(HUBS))
    assert judge(said, Knowing(truth, order)).ratio > 1.0


def test_a_model_that_knows_nothing_is_as_good_as_all_alike(truth, said):
    assert judge(said, Knowing(np.full_like(truth, 0.5))).ratio == pytest.approx(1.0)


def test_statements_with_hardly_a_truth_behind_them_make_our_model_no_worse_than_all_alike(truth):
    """Centred across fits it would come out well above 1: whoever is left out lowers what is expected of himself."""
    found = judge(said_of(0.5 + (truth - 0.5) / 5))
    assert found.ratio == pytest.approx(1.0, abs=0.02)


class Listening(Pooled):
    """Notes what it was fitted on and what it was asked."""

    def __init__(self):
        super().__init__(HUBS, COLUMNS, KNOWN)
        self.heard, self.asked = [], []

    def fit(self, items):
        self.heard.append(items)
        return super().fit(items)

    def predict(self, statements) -> Prediction:
        self.asked.append(statements)
        return super().predict(statements)


def test_a_source_is_heard_or_asked_never_both(said):
    country = said.head(40).assign(kind="country-level", key=[f"country-{i}" for i in range(40)], voter="the country")
    ear = Listening()
    judge(pd.concat([said, country]), ear, folds=4)
    assert len(ear.heard) == 4
    assert sorted(key for asked in ear.asked for key in asked["key"]) == sorted(said["key"])
    for heard, asked in zip(ear.heard, ear.asked, strict=True):
        assert not set(heard["source"]) & set(asked["source"])


def test_who_repeats_a_statistic_that_is_asked_is_not_heard_and_figures_stay(truth, said):
    repeated = said.assign(voter=np.where(said.index % 50 == 0, "a-survey", said["voter"]))
    figures = measured(truth, "price", 0, 0.05)
    ear = Listening()
    judge(pd.concat([repeated, figures]), ear)
    for heard, asked in zip(ear.heard, ear.asked, strict=True):
        assert not set(heard["voter"]) & set(asked["voter"])
        assert set(figures["key"]) <= set(heard["key"])


def test_the_order_of_the_items_is_nothing(said, ours):
    assert judge(said.sample(frac=1, random_state=1)) == ours


def test_there_is_nothing_to_judge_by_one_source_or_in_countries_of_one_hub(said):
    assert judge(said[said["source"] == "source-1"]) is None
    assert judge(said.iloc[:0]) is None
    assert leave_source_out(said, HUBS, COLUMNS, {hub: hub for hub in HUBS}, model=Listening()) is None
    assert judge(said.assign(similarity=0.7), Pooled(HUBS, COLUMNS, KNOWN)) is None


def test_what_differs_by_a_thousandth_can_be_judged(truth, said):
    fine = said.assign(similarity=0.5 + 0.001 * (said.index % 2))
    assert judge(fine, Knowing(truth)).ratio > 1.0


def test_it_is_fitted_anew_five_times_unless_told_otherwise(said):
    ear = Listening()
    leave_source_out(said, HUBS, COLUMNS, COUNTRIES, model=ear)
    assert len(ear.heard) == 5


def test_fewer_sources_than_folds_will_do(said):
    few = said.assign(source=np.where(said.index % 2, "one", "other"))
    assert judge(few).statements == len(said)


# Figures that are left out


def agree(*items):
    return agreement(pd.concat(items), Pooled(HUBS, COLUMNS, KNOWN))


def test_a_figure_of_the_truth_agrees_and_one_of_nothing_does_not(truth, said):
    noise = np.random.default_rng(8).uniform(0, 1, truth.shape)
    good, bad = agree(said, measured(truth, "good", 0, 0.02), measured(noise, "noise", 1, 0.0))
    assert (good.indicator, good.criterion, good.places) == ("good", "c0", len(HUBS))
    assert good.correlation > 0.75
    assert abs(bad.correlation) < 0.45


def test_it_is_left_out_itself_and_other_figures_are_not(truth):
    silent = said_of(truth, 24)  # so that people speak of every column
    alone = agree(silent, measured(truth, "alone", 0, 0.0))
    seconded = agree(silent, measured(truth, "alone", 0, 0.0), measured(truth, "second", 0, 0.0, strength=100.0))
    assert alone[0].correlation < 0.6
    assert seconded[0].correlation > 0.9


def test_the_mean_of_a_criterion_counts_once_whatever_its_figures(truth, said):
    found = agree(said, *(measured(truth, f"i{j}", j // 2, 0.02 + j, seed=j) for j in range(4)))
    assert by_criterion(found) == pytest.approx(
        {
            "c0": (found[0].correlation + found[1].correlation) / 2,
            "c1": (found[2].correlation + found[3].correlation) / 2,
        }
    )


def test_a_figure_of_a_country_is_one_observation(truth, said):
    whole = measured(truth, "whole", 0, 0.0)
    shared = whole.assign(
        key="whole-" + whole["hub"].map(COUNTRIES), similarity=whole["hub"].map(COUNTRIES).map(ord_of)
    )
    assert agree(said, shared.assign(voter="country")) == ()  # three countries are too few
    pairs = whole.assign(key=[f"pair-{i // 2}" for i in range(len(HUBS))])
    pairs["similarity"] = pairs.groupby("key")["similarity"].transform("mean")
    (found,) = agree(said, pairs.assign(voter=pairs["key"]))
    assert found.places == len(HUBS) // 2
    assert found.correlation > 0.7


def ord_of(code):
    return int(code[1:]) / 4


def test_a_series_orders_the_places_of_a_country_among_themselves(truth, said):
    """However far apart the levels of its countries are, and in whatever order."""
    series = measured(truth, "rent", 0, 0.0)
    level = series["hub"].map(COUNTRIES).map({"C0": 0.0, "C1": -0.35, "C2": 0.3})
    series = series.assign(similarity=(series["similarity"] + level).clip(0, 1))
    series["series"] = "rent | " + series["hub"].map(COUNTRIES)
    (found,) = agree(said, series)
    assert found.places == len(HUBS)
    assert found.correlation > 0.7


def test_a_country_of_one_place_says_nothing_in_a_series(truth, said):
    series = measured(truth, "rent", 0, 0.0, hubs=[hub for hub in HUBS if COUNTRIES[hub] == "C0"] + ["hub-01"])
    (found,) = agree(said, series.assign(series="rent | " + series["hub"].map(COUNTRIES)))
    assert found.places == 8


def test_fewer_than_eight_figures_are_no_test_and_criteria_without_words_have_none(truth, said):
    assert agree(said, measured(truth, "few", 0, 0.0, hubs=HUBS[:7])) == ()
    assert agree(said[said["criterion"] != "c0"], measured(truth, "wordless", 0, 0.0)) == ()


def test_cells_that_are_all_alike_agree_with_nothing(truth, said):
    flat = Knowing(np.full_like(truth, 0.5))
    (found,) = agreement(pd.concat([said, measured(truth, "flat", 0, 0.0)]), flat)
    assert found.correlation == 0.0


def test_the_prediction_takes_the_bias_off_and_doubts_a_weak_statement_no_more(said):
    biased = Calibration(KNOWN.mean, KNOWN.sigma, KNOWN.tau, {"kind:first-hand": 0.1}, {})
    asked = said.head(2).assign(strength=[1.0, 0.5], similarity=0.6, hub="hub-00", criterion="c0")
    model = Pooled(HUBS, COLUMNS, biased).fit(said.iloc[2:])
    said_, expected, variance = model.predict(asked)
    cell = locate(asked, HUBS, COLUMNS)
    assert said_ == pytest.approx([0.5, 0.5])
    assert expected == pytest.approx(model.cells_.mean.ravel()[cell], abs=SIGMA)
    assert variance[0] > SIGMA**2
    assert variance[1] == variance[0]


def test_a_frame_that_few_have_told_of_is_doubted(truth):
    """Twelve countries with frames of their own, of which three statements a column tell, beside figures.

    Were their frames known for sure, the 80 % range would hold .76.
    """
    countries = {hub: f"C{i % 12}" for i, hub in enumerate(HUBS)}
    figures = [
        measured(truth, f"figure-{j}", j, SIGMA / 6**0.5, seed=30 + j, strength=6.0) for j in range(len(COLUMNS))
    ]
    found = []
    for seed in range(6):
        said = said_of(truth, 12 * 8 * 4, sources=384, seed=seed)
        frame = np.random.default_rng(seed).normal(0, SIGMA / np.sqrt(2), (12, len(COLUMNS)))
        where = said["hub"].map(countries).str[1:].astype(int), said["criterion"].str[1:].astype(int)
        framed = said.assign(similarity=(said["similarity"] + frame[where]).clip(0, 1))
        model = Pooled(HUBS, COLUMNS, KNOWN, countries)
        found.append(leave_source_out(pd.concat([framed, *figures]), HUBS, COLUMNS, countries, 4, model).coverage)
    assert np.mean(found) == pytest.approx(0.8, abs=0.015)


def test_two_statements_are_believed_by_half(said):
    """Two of a country say 0.3 less than is measured: half of it is everybody's frame, half of the rest their own."""
    flat = np.full((len(HUBS), len(COLUMNS)), 0.5)
    gloomy = said.head(2).assign(hub=["hub-00", "hub-03"], criterion="c0", similarity=0.2)
    model = Pooled(HUBS, COLUMNS, KNOWN, COUNTRIES).fit(pd.concat([gloomy, measured(flat, "m", 0, 0.0, strength=1e9)]))
    expected = model.predict(said.head(3).assign(hub=["hub-00", "hub-06", "hub-01"], criterion="c0")).expected
    assert expected == pytest.approx([0.5 - 0.225, 0.5 - 0.225, 0.5 - 0.15], abs=1e-3)


def test_within_countries_a_level_that_their_people_rate_by_is_nothing(truth, said):
    """People of one country rate low where figures are high: worse than nothing across countries, and right within."""
    low = said["hub"].map(COUNTRIES) == "C1"
    framed = said.assign(similarity=(said["similarity"] - 0.4 * low).clip(0, 1))
    figure = measured(truth, "good", 0, 0.02)
    figure["similarity"] = (figure["similarity"] + 0.3 * (figure["hub"].map(COUNTRIES) == "C1")).clip(0, 1)
    items = pd.concat([framed, figure])
    (across,) = agreement(items, Pooled(HUBS, COLUMNS, KNOWN))
    (within,) = agreement(items, Pooled(HUBS, COLUMNS, KNOWN), COUNTRIES)
    assert across.correlation < 0.2
    assert within.correlation > 0.75


def test_what_people_say_is_expected_in_their_own_countrys_frame(truth, said):
    """Figures put places on one scale; people of one country rate all of theirs lower than that."""
    gloomy = said["hub"].map(COUNTRIES) == "C1"
    framed = said.assign(similarity=(said["similarity"] - 0.3 * gloomy).clip(0, 1))
    figures = [measured(truth, f"figure-{j}", j, 0.0, strength=1000.0) for j in range(len(COLUMNS))]
    model = Pooled(HUBS, COLUMNS, KNOWN, COUNTRIES).fit(pd.concat([framed, *figures]))
    expected = model.predict(framed).expected - model.cells_.mean.ravel()[locate(framed, HUBS, COLUMNS)]
    assert expected[gloomy.to_numpy()].mean() == pytest.approx(-0.29, abs=0.02)
    assert expected[~gloomy.to_numpy()].mean() == pytest.approx(0.0, abs=0.02)
