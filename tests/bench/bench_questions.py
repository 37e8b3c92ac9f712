"""Speed of what-if, preference learning and cohorts: ``run()`` is part of ``python -m tests.bench``."""

import sys

import numpy as np

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
WHAT_IF = 20.0  # milliseconds for all that is said about all hubs
LEARNING = 30.0  # milliseconds for one answer


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
    times = compare(
        f"What would bring each of {HUBS} hubs first, {CRITERIA} criteria",
        {
            "the linear programmes": lambda: nearest_weights(space.mean, space.known, search.shares, rows),
            "all: also one answer, nearest answers": lambda: what_would_change(
                ranker, profile, ranker.hubs_, skipped=False
            ),
        },
    )
    _, ours = times.values()
    return [f"what would bring all hubs first takes {ours:.0f} ms"] if ours > WHAT_IF else []


def bench_learning(rng: np.random.Generator) -> list[str]:
    """Posterior, contradictions and next question."""
    ranker = make_ranker(rng, HUBS)
    criteria = list(dict.fromkeys(column.criterion for column in ranker.columns_))
    pairs = [rng.choice(criteria, 2, replace=False).tolist() for _ in range(ANSWERS - 1)]
    answered = [Answered(a, b, str(rng.choice(["a", "b"]))) for a, b in pairs]
    times = compare(
        f"Learning from {len(answered)} answers, {len(criteria)} criteria; correlations",
        {
            "posterior, contradictions and next question": lambda: learn(ranker, answered),
            "correlations of all criteria, once a release": lambda: correlate(ranker.cells_),
        },
    )
    ours = next(iter(times.values()))
    return [f"an answer takes {ours:.0f} ms"] if ours > LEARNING else []


if __name__ == "__main__":
    sys.exit("\n".join(run()) or 0)
