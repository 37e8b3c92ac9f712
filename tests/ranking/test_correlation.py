from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from hubs.ranking.cells import known_cells
from hubs.ranking.correlation import Correlation, correlate
from hubs.ranking.strength import Column


def make_cells(*rows, known=None, columns=None):
    """Cells with these means, one row per column; known everywhere unless said otherwise."""
    mean = np.array(rows, dtype=float).T
    n = np.ones_like(mean) if known is None else np.array(known, dtype=float).T
    columns = columns or tuple(Column(f"c{j}") for j in range(mean.shape[1]))
    hubs = tuple(f"h{i:02}" for i in range(len(mean)))
    made = known_cells(mean)
    numbers = {"mean": mean, "n": n, "known": n / (2 + n), "count": n.astype(int)}
    return replace(made, hubs=hubs, columns=columns, **numbers)


def noisy(seed, hubs=27):
    rng = np.random.default_rng(seed)
    x = rng.random(hubs)
    return x, 0.7 * x + 0.3 * rng.random(hubs)


def test_r_and_its_interval_are_scipys():
    x, y = noisy(0)
    found = correlate(make_cells(x, y))[0]
    expected = stats.pearsonr(x, y)
    interval = expected.confidence_interval(0.95)
    assert found.r == pytest.approx(expected.statistic)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.hubs == 27
    assert found.counts_twice


def test_galtons_interval():
    """By hand: r = 0.5 over 28 hubs is tanh(0.5493 +- 1.96 / 5), that is 0.156 to 0.736."""
    z = np.random.default_rng(1).standard_normal((2, 28))
    x, e = np.linalg.qr((z - z.mean(axis=1, keepdims=True)).T)[0].T
    found = correlate(make_cells(x, 0.5 * x + np.sqrt(0.75) * e))[0]
    assert (found.r, found.low, found.high) == pytest.approx((0.5, 0.156, 0.736), abs=1e-3)


def test_only_hubs_with_evidence_on_both_count():
    x, y = noisy(2, 12)
    known = np.ones((2, 12))
    known[0, 0], known[1, 1] = 0, 0
    x[0], y[1] = 50.0, -50.0
    found = correlate(make_cells(x, y, known=known))[0]
    assert found.hubs == 10
    assert found.r == pytest.approx(stats.pearsonr(x[2:], y[2:]).statistic)


@pytest.mark.parametrize(("hubs", "pairs"), [(7, 0), (8, 1)])
def test_fewer_than_eight_hubs_say_nothing(hubs, pairs):
    assert len(correlate(make_cells(*noisy(3, hubs)))) == pairs


def test_labels_of_one_criterion_are_not_compared():
    x, y = noisy(4)
    columns = (Column("specialty", "ai"), Column("specialty", "biotech"), Column("cost"))
    found = correlate(make_cells(x, y, x + y, columns=columns))
    assert {(c.a.option, c.b.criterion) for c in found} == {("ai", "cost"), ("biotech", "cost")}


def test_a_column_without_differences_has_no_correlation():
    x, _ = noisy(5)
    assert correlate(make_cells(x, np.full(27, 0.1))) == ()


def test_perfect_correlation():
    x, _ = noisy(6)
    found = correlate(make_cells(x, 1 - x))[0]
    assert (found.r, found.low, found.high) == pytest.approx((-1.0, -1.0, -1.0))
    assert not found.counts_twice


def test_the_strongest_come_first():
    x, y = noisy(7)
    rs = [abs(c.r) for c in correlate(make_cells(x, y, -(y**3), np.random.default_rng(8).random(27)))]
    assert len(rs) == 6
    assert rs == sorted(rs, reverse=True)


@pytest.mark.parametrize(
    ("r", "low", "high", "twice"),
    [
        (0.6, 0.01, 0.8, True),
        (0.59, 0.01, 0.8, False),
        (0.6, 0.0, 0.8, False),
        (-0.6, -0.8, -0.31, False),
    ],
)
def test_what_counts_twice(r, low, high, twice):
    assert Correlation(Column("a"), Column("b"), r, 20, low, high).counts_twice == twice
