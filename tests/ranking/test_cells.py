import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from hubs.ranking.cells import EvidencePooler, known_cells
from hubs.ranking.strength import Column
from tests.ranking.making import COLUMNS, make_items, make_prior, releases

COST = (Column("cost"),)
HUBS = ("austin", "lima")


def pool(items, hubs, columns, prior):
    return EvidencePooler(hubs, columns, prior=prior).fit_transform(items)


def cells_of(*items, prior=None):
    return pool(make_items(*items), HUBS, COST, prior or make_prior(COST))


def test_a_cell_known_in_every_number():
    """Hand-computed, kappa 2 and mu 1/2: a vote of 1 for 1.0, of 1/2 for 0.5, of 1/2 for 0.0.

    n = 2, sum ts = 1.25, m = (1 + 1.25) / 4 = 0.5625, V = 0.0625 / 4, floor = 1.25 / 4.
    """
    cells = cells_of({}, {"similarity": 0.5, "strength": 0.5}, {"similarity": 0.0, "strength": 0.5})
    numbers = (cells.n, cells.mean, cells.variance, cells.known, cells.floor, cells.count)
    assert [array[1, 0] for array in numbers] == pytest.approx([2, 0.5625, 0.015625, 0.5, 0.3125, 3])


def test_unknown_is_the_prior_mean_exactly_and_uncertain():
    prior = make_prior(COST, mean=0.7, kappa=3.7)
    cells = cells_of({}, prior=prior)
    assert cells.mean[0, 0] == prior.mean[0] == 717 / 1024
    assert [cells.n[0, 0], cells.known[0, 0], cells.floor[0, 0], cells.count[0, 0]] == [0, 0, 0, 0]
    assert cells.variance[0, 0] == pytest.approx(0.25**2 / 3.7)
    assert cells.variance[0, 0] > cells.variance[1, 0]


def test_one_voter_who_repeats_himself_counts_once():
    loud = cells_of(*({"voter": "Ana"} for _ in range(50)))
    quiet = cells_of({"voter": "Ana"})
    assert loud.mean.tolist() == quiet.mean.tolist()
    assert loud.n == pytest.approx(quiet.n)
    assert loud.count[1, 0] == 50


@given(releases())
def test_cells_follow_the_formulas_of_section_2(release):
    cells = pool(release.items, release.hubs, COLUMNS, release.prior)
    for i, hub in enumerate(release.hubs):
        for j, (criterion, option) in enumerate(COLUMNS):
            items = release.items
            said = items[(items["hub"] == hub) & (items["criterion"] == criterion) & (items["option"] == option)]
            votes = [vote for _, vote in said.groupby("voter")]
            t = [s * v["strength"].max() / v["strength"].sum() for v in votes for s in v["strength"]]
            s = [s for v in votes for s in v["similarity"]]
            kappa, mu, sigma = (row[j] for row in (release.prior.kappa, release.prior.mean, release.prior.sigma))
            n = sum(t)
            mean = (kappa * mu + np.dot(t, s)) / (kappa + n)
            assert cells.n[i, j] == pytest.approx(n)
            assert cells.mean[i, j] == pytest.approx(mean, abs=1 / 2048 + 1e-12)
            assert cells.variance[i, j] == pytest.approx(sigma**2 / (kappa + n), abs=1e-12)
            assert cells.floor[i, j] == pytest.approx(np.dot(t, s) / (kappa + n))
            assert cells.known[i, j] == pytest.approx(n / (kappa + n))
            assert cells.count[i, j] == len(said)


@given(releases())
def test_means_are_on_a_grid_that_float32_holds(release):
    mean = pool(release.items, release.hubs, COLUMNS, release.prior).mean
    assert (mean * 1024 == np.rint(mean * 1024)).all()
    assert (mean.astype(np.float32) == mean).all()


def test_cells_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        cells_of({}).mean[0, 0] = 1


@pytest.mark.parametrize(
    ("hubs", "columns"),
    [(["austin"], COST), (HUBS, [Column("family")]), (["lima", "lima"], COST), (HUBS, [*COST, *COST])],
)
def test_items_hubs_and_columns_must_fit(hubs, columns):
    with pytest.raises(ValueError, match="unknown|unique|no column"):
        pool(make_items({}), hubs, columns, make_prior())


def test_a_column_is_found_by_name():
    cells = pool(make_items(), HUBS, COLUMNS, make_prior())
    assert cells.column("specialty", "fintech") == 5
    with pytest.raises(ValueError, match="unknown column 'specialty'"):
        cells.column("specialty")


def test_15_the_pooler_is_a_transformer_of_tables():
    """Its input is no array of numbers, so that of scikit-learn's checks those of its constructor are what is left."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(EvidencePooler(), on_skip=None)
    assert {result["status"] for result in results} <= {"passed", "skipped"}
    pooler = EvidencePooler(HUBS, COST, prior=make_prior(COST))
    assert clone(pooler).get_params() == pooler.get_params()
    assert not hasattr(clone(pooler.fit(make_items({}))), "prior_")


def test_a_pooler_estimates_nothing_and_needs_a_prior():
    with pytest.raises(ValueError, match="needs a prior"):
        EvidencePooler(HUBS, COST).fit(make_items({}))
    fitted = EvidencePooler(HUBS, COST, make_prior(kappa=range(1, 9))).fit(make_items({}))
    assert fitted.prior_ == make_prior(COST, kappa=1.0), "its own columns of it"
    assert fitted.transform(make_items({"similarity": 0.0})).prior == fitted.prior_


def test_figures_that_define_a_criterion_are_averaged_by_what_they_count():
    """Hand-computed: Ana aside, 0.25 counts 1 and 1.0 counts 3."""
    figures = [{"similarity": 0.25}, {"similarity": 1.0, "strength": 3.0}]
    cells = cells_of({"similarity": 0.0, "defining": False}, *(figure | {"defining": True} for figure in figures))
    assert cells.measured[1, 0] == pytest.approx((0.25 + 3) / 4)
    assert np.isnan(cells.measured[0, 0])
    assert np.isnan(cells_of({}).measured).all(), "items that do not say so are no figures"


def test_an_array_is_known_for_sure_or_not_at_all():
    table = pd.DataFrame(
        {"cost": [0.5, np.nan, 2.0], ("size", "large"): [-1.0, 0.25, 0.2501]}, index=["lima", "austin", "bogota"]
    )
    cells = known_cells(table.to_numpy(dtype=float), table)
    assert cells.hubs == ("lima", "austin", "bogota")
    assert cells.columns == (Column("cost"), Column("size", "large"))
    assert cells.mean.tolist() == [[0.5, 0.0], [0.75, 0.25], [1.0, 0.25]]  # clipped, on the grid, unknown at the mean
    assert cells.known.tolist() == cells.n.tolist() == [[1, 1], [0, 1], [1, 1]]
    assert cells.variance.tolist() == [[0, 0], [0.0625 / 2, 0], [0, 0]]
    assert cells.floor.tolist() == [[0.5, 0.0], [0.0, 0.25], [1.0, 0.25]]
    assert cells.prior.mean[0] == 0.75
    sigma, kappa = np.array(cells.prior.sigma), np.array(cells.prior.kappa)
    for column, spread in enumerate((np.var([0.5, 1.0]), np.var([0.0, 0.25, 0.25]))):
        assert sigma[column] ** 2 / kappa[column] == pytest.approx(spread / 2, abs=1e-5), "of a hub without a word"
    nothing = known_cells(np.full((2, 1), np.nan))
    assert nothing.mean.tolist() == [[0.5], [0.5]]
    assert nothing.variance.tolist() == [[np.var([0, 0.25, 0.5, 0.75, 1]) / 2]] * 2


def test_names_of_a_table_are_unique():
    with pytest.raises(ValueError, match="unique"):
        known_cells(np.eye(2), pd.DataFrame(np.eye(2), index=["lima", "lima"]))
