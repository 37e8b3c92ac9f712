"""Speed of what-if, preference learning and cohorts: ``run()`` is part of ``python -m tests.bench``."""

import sys

import numpy as np
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression

from hubs.ranking.correlation import correlate
from hubs.ranking.counterfactuals import nearest_weights
from hubs.ranking.preferences import Answered, learn
from hubs.ranking.profile import Profile
from hubs.ranking.search import AnswerSearch
from hubs.ranking.whatif import what_would_change
from tests.bench.bench_ranking import compare, make_ranker

PROFILES = 100_000
TOP = 5
HUBS, CRITERIA, ANSWERS = 27, 18, 12
COHORT = 10.0  # times a bare product of the same shape, at most
WHAT_IF = 0.5  # times SciPy's linprog for each hub, at most: all that is said about all hubs
LEARNING = 10.0  # times a logistic regression on the same answers, at most


def run() -> list[str]:
    """Print three tables; the targets that were missed."""
    rng = np.random.default_rng(0)
    return [*bench_cohort(rng), *bench_what_if(rng), *bench_learning(rng)]


def bench_cohort(rng: np.random.Generator) -> list[str]:
    """The best five of 28 hubs for each of 100,000 profiles."""
    ranker = make_ranker(rng, 28)
    mean = ranker.cells_.mean.astype(np.float32)
    weights = rng.integers(0, 4, (PROFILES, len(ranker.columns_))) + np.eye(len(ranker.columns_), dtype=int)[0]
    ready, scores = weights.astype(np.float32), np.empty((PROFILES, 28), dtype=np.float32)
    times = compare(
        f"Top {TOP} of 28 hubs for {PROFILES:,} profiles, {len(ranker.columns_)} criteria",
        {
            "ours: scores and order, ties broken": lambda: ranker.kneighbors(weights, TOP),
            "floor: a bare float32 matmul of the shape": lambda: np.matmul(ready, mean.T, out=scores),
            "peer: matmul and argsort": lambda: np.argsort(-(ready @ mean.T), axis=1)[:, :TOP],
        },
    )
    ours, floor, *_ = times.values()
    return [f"a cohort takes {ours / floor:.1f} times a bare product"] if ours > COHORT * floor else []


def bench_what_if(rng: np.random.Generator) -> list[str]:
    """All hubs at once."""
    ranker = make_ranker(rng, HUBS)
    profile = Profile({f"c{j}": 1 + j % (2 if j > 5 else 3) for j in range(CRITERIA)})
    search = AnswerSearch(ranker, profile, skipped=False)
    space, rows = search.space, range(HUBS)
    peer = f"peer: scipy.optimize.linprog, the nearest weights alone (one hub timed, times {HUBS})"
    times = compare(
        f"What would bring each of {HUBS} hubs first, {CRITERIA} criteria",
        {
            "ours: nearest weights, one answer, nearest answers": lambda: what_would_change(
                ranker, profile, ranker.hubs_, skipped=False
            ),
            "of these, the nearest weights": lambda: nearest_weights(space.mean, space.known, search.shares, rows),
            peer: lambda: one_programme(space.mean, search.shares),
        },
        {peer: HUBS},
    )
    ours = next(iter(times.values()))
    return [f"what-if takes {ours / times[peer]:.2f} times linprog"] if ours > WHAT_IF * times[peer] else []


def one_programme(mean: np.ndarray, shares: np.ndarray) -> object:
    """The weights nearest to these, in the sum of what each moves, with which the last hub has the most points."""
    criteria = len(shares)
    eye, rivals = np.eye(criteria), mean[:-1] - mean[-1]
    above = np.block([[eye, -eye], [-eye, -eye], [rivals, np.zeros_like(rivals)]])
    return linprog(
        np.concatenate([np.zeros(criteria), np.ones(criteria)]),
        A_ub=above,
        b_ub=np.concatenate([shares, -shares, np.zeros(len(rivals))]),
        A_eq=np.concatenate([np.ones(criteria), np.zeros(criteria)])[None],
        b_eq=[1.0],
    )


def bench_learning(rng: np.random.Generator) -> list[str]:
    """Posterior, contradictions and next question."""
    ranker = make_ranker(rng, HUBS)
    criteria = list(dict.fromkeys(column.criterion for column in ranker.columns_))
    pairs = [rng.choice(criteria, 2, replace=False).tolist() for _ in range(ANSWERS - 1)]
    answered = [Answered(a, b, str(rng.choice(["a", "b"]))) for a, b in pairs]
    differences = np.array([[(each == a) - (each == b) for each in criteria] for a, b in pairs], dtype=float)
    chosen = np.arange(len(pairs)) % 2
    regression = LogisticRegression(fit_intercept=False)
    times = compare(
        f"Learning from {len(answered)} answers, {len(criteria)} criteria; correlations",
        {
            "ours: posterior, contradictions and next question": lambda: learn(ranker, answered),
            "peer: scikit-learn LogisticRegression, the mode alone": lambda: regression.fit(differences, chosen),
            "correlations of all criteria, once a release": lambda: correlate(ranker.cells_),
        },
    )
    ours, peer, _ = times.values()
    return [f"an answer takes {ours / peer:.1f} times a regression"] if ours > LEARNING * peer else []


if __name__ == "__main__":
    sys.exit("\n".join(run()) or 0)
