"""Speed of the ranking core against its peers, as ratios: ``python -m tests.bench``.

Ours is timed as the site uses it: fitted once, then one call per profile. A peer gets its
most favourable setting: matrix and objects ready-made outside the clock, no validation.
Everybody has one thread; the contestants of one table take turns, and their medians count.
"""

import timeit
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from pymcdm.methods import TOPSIS as PymcdmTopsis
from skcriteria import mkdm
from skcriteria.agg.topsis import TOPSIS as SkcriteriaTopsis
from sklearn.neighbors import NearestNeighbors
from tqdm import tqdm

from hubs.ranking.calibration import UNKNOWN
from hubs.ranking.cells import EvidencePooler
from hubs.ranking.neighbors import WeightedNeighbors
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import DRAWS, simulate
from hubs.ranking.strength import Column

CRITERIA = 20
TOP = 10
ROUNDS = 9
PEERS = 10.0  # at 28 hubs, at least so many times as fast as every peer
FLOOR = 1.5  # at 100,000 places, at most so many passes over the matrix
PRODUCTS = 50.0  # stability, at most so many bare products
LOOPS = 100.0  # stability, at least so many times as fast as a loop of scikit-criteria
LOOP = 20  # draws of that loop that are timed
Contestants = dict[str, Callable[[], object]]


def run() -> list[str]:
    """Print three tables; the targets that were missed."""
    rng = np.random.default_rng(0)
    weights = rng.integers(1, 6, CRITERIA)
    return [*bench_hubs(rng, weights), *bench_places(rng, weights), *bench_stability(rng, weights)]


def bench_hubs(rng: np.random.Generator, weights: np.ndarray) -> list[str]:
    """The site's own size."""
    ranker, profile = make_ranker(rng, 28), Profile({f"c{j}": int(w) for j, w in enumerate(weights)})
    x = ranker.cells_.mean.astype(np.float32)
    against = peers(ranker.cells_.mean, weights)
    times = compare(
        f"Rank 28 hubs, {CRITERIA} criteria, top {TOP}",
        {
            "ours: scores, order, top": lambda: ranker.kneighbors(weights[None], TOP),
            "ours, rank(profile): also bounds, contributions, evidence": lambda: ranker.rank(profile),
            "floor: X.sum(), float32": x.sum,
            **against,
        },
    )
    ours = next(iter(times.values()))
    return [f"{name} takes {times[name] / ours:.1f} times ours" for name in against if times[name] < PEERS * ours]


def bench_places(rng: np.random.Generator, weights: np.ndarray) -> list[str]:
    """A world of places, where memory is the limit."""
    mean = rng.integers(0, 1025, (100_000, CRITERIA)) / 1024
    model = WeightedNeighbors(TOP).fit(mean)
    x = mean.astype(np.float32)
    times = compare(
        f"Rank 100,000 places, {CRITERIA} criteria, top {TOP}",
        {
            "ours: scores, order, top": lambda: model.kneighbors(weights[None]),
            "floor: X.sum(), float32, one pass over the same matrix": x.sum,
            **peers(mean, weights),
        },
    )
    ours, floor, *_ = times.values()
    return [f"100,000 places take {ours / floor:.2f} times the floor"] if ours > FLOOR * floor else []


def bench_stability(rng: np.random.Generator, weights: np.ndarray) -> list[str]:
    """SMAA, beside the one product that it cannot do without, and the loop that it spares."""
    mean, draws = rng.random((28, CRITERIA)), rng.random((DRAWS, CRITERIA))
    shares, variance = weights / weights.sum(), rng.random(mean.shape) / 50
    mean32, draws32, topsis = mean.astype(np.float32), draws.astype(np.float32), SkcriteriaTopsis()

    def loop() -> object:
        return [topsis.evaluate(mkdm(mean, [max] * CRITERIA, weights=w)).rank_ for w in draws[:LOOP]]

    looped = f"peer: a loop of scikit-criteria TOPSIS ({LOOP} draws timed, times {DRAWS // LOOP})"
    times = compare(
        f"Stability of 28 hubs, {CRITERIA} criteria, {DRAWS:,} draws",
        {
            "ours": lambda: simulate(shares, mean, variance, 1),
            "floor: a bare matmul of the shape, float64": lambda: draws @ mean.T,
            "the same, float32": lambda: draws32 @ mean32.T,
            looped: loop,
        },
        {looped: DRAWS / LOOP},
    )
    ours, floor, _, peer = times.values()
    missed = [f"stability takes {ours / floor:.1f} bare products"] if ours > PRODUCTS * floor else []
    return missed + ([f"{looped} takes {peer / ours:.0f} times ours"] if peer < LOOPS * ours else [])


def peers(x: np.ndarray, weights: np.ndarray) -> Contestants:
    """The same question, put to others; all see the whole matrix known."""
    table, ideal = pd.DataFrame(x), np.ones((1, CRITERIA))
    shares, types = weights / weights.sum(), np.ones(CRITERIA)
    decision = mkdm(x, [max] * CRITERIA, weights=shares)
    pymcdm, skcriteria = PymcdmTopsis(), SkcriteriaTopsis()
    neighbors = NearestNeighbors(n_neighbors=TOP, p=1, metric_params={"w": weights})
    return {
        "peer: scikit-criteria TOPSIS": lambda: skcriteria.evaluate(decision).rank_,
        "peer: pymcdm TOPSIS": lambda: np.argsort(-pymcdm(x, shares, types, validation=False))[:TOP],
        "peer: scikit-learn NearestNeighbors, fit and query": lambda: neighbors.fit(x).kneighbors(ideal),
        "peer: pandas": lambda: (table * shares).sum(axis=1).nlargest(TOP),
    }


def make_ranker(rng: np.random.Generator, hubs: int) -> Ranker:
    """A ranker with about five items a cell."""
    slugs, columns = [f"hub-{i:02}" for i in range(hubs)], [Column(f"c{j}") for j in range(CRITERIA)]
    many = 5 * hubs * CRITERIA
    items = pd.DataFrame(
        {
            "key": [f"item-{i}" for i in range(many)],
            "hub": rng.choice(slugs, many),
            "criterion": rng.choice([column.criterion for column in columns], many),
            "option": "",
            "similarity": rng.integers(0, 5, many) / 4,
            "strength": rng.choice([0.25, 0.5, 1.0], many),
            "voter": [f"voter-{i}" for i in rng.integers(0, 500, many)],
        }
    )
    attributes = pd.DataFrame({"country": "US", "languages": [("en",)] * hubs}, index=slugs)
    pooler = EvidencePooler(slugs, columns, UNKNOWN.prior(columns))
    return Ranker().fit(pooler.fit_transform(items), attributes=attributes)


def compare(
    title: str,
    contestants: Contestants,
    factors: dict[str, float] | None = None,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, float]:
    """Time all contestants in turns, warm; print and return the medians in milliseconds.

    Who does only a part of the work has a factor that makes it the whole.
    """
    timers = {name: timeit.Timer(run, timer=clock) for name, run in contestants.items()}
    often = {name: max(1, round(0.02 / min(timer.repeat(3, 1)))) for name, timer in timers.items()}
    times: dict[str, list[float]] = {name: [] for name in timers}
    for _ in tqdm(range(ROUNDS), desc=title, leave=False, disable=None):
        for name, timer in timers.items():
            times[name].append(timer.timeit(often[name]) / often[name] * 1e3)
    medians = {name: median(found) * (factors or {}).get(name, 1.0) for name, found in times.items()}
    ours = next(iter(medians.values()))
    print(f"{title}\n{'ms':>12}  {'ratio':>9}")
    for name, time in medians.items():
        print(f"{time:12.4f}  {time / ours:8.2f}x  {name}")
    print()
    return medians
