"""Preference learning against an oracle, simulated people, contradictions and when it stops."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats
from sklearn.linear_model import LogisticRegression

from hubs.ranking.constraints import AtLeast
from hubs.ranking.posterior import estimate, information, logistic
from hubs.ranking.preferences import BETA, GOOD, MOST_QUESTIONS, POOR, SETTLED, Answered, learn
from hubs.ranking.strength import Column
from tests.ranking.making import OPTIONS, Release, make_items, make_prior
from tests.ranking.test_whatif import make_ranker

FOUR = tuple(Column(name) for name in ("cost", "family", "safety", "traffic"))


@st.composite
def observations(draw, positive=False):
    """Random comparisons of a few criteria; if positive, such that the likely weights are."""
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    answers, criteria = draw(st.integers(0, 15)), draw(st.integers(1, 6))
    x = rng.normal(0.4 if positive else 0.0, 1.0, (answers, criteria))
    y = np.ones(answers) if positive else rng.choice([0.0, 0.5, 1.0], answers)
    return x, y, rng


@settings(max_examples=30)
@given(observations(positive=True), st.sampled_from([0.5, 1.0, 2.0]))
def test_the_mode_is_that_of_sklearn_logistic_regression(observed, spread):
    x, _, rng = observed
    y = rng.integers(0, 2, len(x)).astype(float)
    assume(set(y) == {0.0, 1.0})
    x = np.where(y[:, None] > 0, x, -x)
    model = LogisticRegression(fit_intercept=False, C=spread**2, tol=1e-12, max_iter=10_000).fit(x, y)
    assume(model.coef_.min() > 1e-6)  # the bound is inactive
    assert estimate(x, y, np.zeros(x.shape[1]), spread).mode == pytest.approx(model.coef_[0], abs=1e-6)


@settings(max_examples=60)
@given(observations(), st.sampled_from([0.5, 1.0, 2.0]))
def test_the_mode_is_the_best_point_within_the_bound(observed, spread):
    """Against scipy's L-BFGS-B, and the conditions of Karush, Kuhn and Tucker."""
    x, y, _ = observed
    prior = np.ones(x.shape[1])

    def loss(w):
        u = x @ w
        return ((w - prior) ** 2).sum() / (2 * spread**2) + (np.logaddexp(0, u) - y * u).sum()

    mode, covariance = estimate(x, y, prior, spread)
    gradient = (mode - prior) / spread**2 + x.T @ (logistic(x @ mode) - y)
    assert mode.min() >= 0
    assert np.abs(gradient[mode > 0]).max(initial=0) < 1e-7
    assert gradient[mode == 0].min(initial=0) >= -1e-7
    found = optimize.minimize(loss, prior, bounds=[(0, None)] * len(prior))
    assert loss(mode) <= found.fun + 1e-7
    step = 1e-4
    hessian = optimize.approx_fprime(mode, lambda w: optimize.approx_fprime(w, loss, step), step)
    assert np.linalg.inv(covariance) == pytest.approx(hessian.reshape(covariance.shape), rel=0.02, abs=0.02)


def test_without_answers_the_mode_is_the_prior():
    mode, covariance = estimate(np.zeros((0, 3)), np.zeros(0), np.ones(3), 0.5)
    assert mode.tolist() == [1, 1, 1]
    assert covariance == pytest.approx(np.eye(3) / 4)


def expected(f, mean, sd):
    """The expectation of f over a normal variable, by quadrature."""
    if sd == 0:
        return f(mean)
    normal = stats.norm(mean, sd)
    return integrate.quad(lambda u: f(u) * normal.pdf(u), mean - 9 * sd, mean + 9 * sd)[0]


def chance(mean, sd):
    return expected(lambda u: 1 / (1 + np.exp(-u)), mean, sd)


def entropy(p):
    return stats.entropy([p, 1 - p])


@pytest.mark.parametrize(("mean", "sd", "rest"), [(0, 0.5, 0), (0.7, 1.4, 0), (-3, 2, 0), (6, 0.1, 0), (1, 1, 0.5)])
def test_information_is_the_mutual_information_of_the_answer_and_what_matters(mean, sd, rest):
    gain = entropy(chance(mean, sd)) - expected(lambda u: entropy(chance(u, rest)), mean, np.sqrt(sd**2 - rest**2))
    found = information(np.array([mean]), np.array([sd**2]), np.array([rest**2]))
    assert found[0] == pytest.approx(gain, abs=1e-5)


def test_information_of_certain_answers_is_nothing():
    found = information(np.array([0.0, 800.0, 0.0]), np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.0, 3.0]))
    assert found == pytest.approx(np.zeros(3), abs=1e-12)
    assert information(np.array([0.0]), np.array([1e8]), np.array([0.0]))[0] == pytest.approx(np.log(2), abs=1e-3)


def make_world(hubs=12, criteria=8, seed=7):
    """Specialists: every hub is good at some things. Half of the criteria hardly differ between hubs."""
    rng = np.random.default_rng(seed)
    spread = np.where(np.arange(criteria) % 2, 0.02, 1.0)
    table = 0.5 + spread * (rng.beta(0.5, 0.5, (hubs, criteria)) - 0.5)
    columns = tuple(Column(f"c{j}") for j in range(criteria))
    ranker = make_ranker({f"h{i:02}": row for i, row in enumerate(table)}, columns)
    return ranker, ranker.cells_.mean


def simulate(ranker, mean, seed, choose):
    """The regret of a simulated person's recommendation, after at most 12 answers."""
    rng = np.random.default_rng(seed)
    criteria = [column.criterion for column in ranker.columns_]
    w = rng.gamma(0.8, 1.0, len(criteria))
    w /= w.mean()
    true, answered = mean @ w / w.sum(), []
    while len(answered) < MOST_QUESTIONS and (pair := choose(ranker, answered, rng)):
        a, b = pair
        utility = BETA * (GOOD - POOR) * (w[criteria.index(a)] - w[criteria.index(b)])
        answered.append(Answered(a, b, "a" if rng.random() < logistic(utility) else "b"))
    return true.max() - true[ranker.hubs_.index(learn(ranker, answered).top[0])]


def ask_next(ranker, answered, rng):
    return learn(ranker, answered).question


def ask_anything(ranker, answered, rng):
    pairs = list(combinations([column.criterion for column in ranker.columns_], 2))
    return pairs[rng.integers(len(pairs))]


def ask_nothing(ranker, answered, rng):
    return None


def test_simulated_people_regret_less_than_with_random_questions():
    """48 people in four worlds who answer as uncertainly as the model says, the same for each way of asking."""
    worlds = [make_world(hubs=20, criteria=12, seed=seed) for seed in range(4)]
    regret = {
        choose: np.mean([simulate(*world, seed, choose) for world in worlds for seed in range(12)])
        for choose in (ask_next, ask_anything, ask_nothing)
    }
    assert regret[ask_next] < 0.8 * regret[ask_anything]
    assert regret[ask_next] < 0.5 * regret[ask_nothing]


WORLD = {"austin": (1.0, 0.0, 0.5, 0.5), "bogota": (0.0, 1.0, 0.5, 0.5), "lima": (0.5, 0.5, 1.0, 0.0)}
CLOSE = WORLD | {"quito": (0.5, 0.5, 0.0, 1.0), "toronto": (0.75, 0.25, 0.5, 0.5), "tampa": (0.25, 0.75, 0.5, 0.5)}


def learned(*answered, world=CLOSE, **options):
    return learn(make_ranker(world, FOUR), [Answered(*answer) for answer in answered], **options)


def test_nothing_asked_nothing_learned():
    found = learned()
    assert found.weights == dict.fromkeys(("cost", "family", "safety", "traffic"), 0.25)
    assert found.importance == dict.fromkeys(found.weights, 1)
    assert found.points == dict.fromkeys(found.weights, 25)
    assert found.surprising == found.cycles == ()


def test_an_answer_moves_the_weights_its_way():
    for_a, for_b = learned(("cost", "family", "a")), learned(("cost", "family", "b"))
    assert for_a.weights["cost"] > for_a.weights["safety"] > for_a.weights["family"]
    assert for_b.weights["cost"] < for_b.weights["safety"] < for_b.weights["family"]
    assert for_a.top[0] == "austin"
    assert for_b.top[0] == "bogota"
    assert for_a.weights == pytest.approx(learned(("family", "cost", "b")).weights)


def test_the_mode_after_one_answer_is_known():
    """By hand: w = 1 +- delta with delta = d beta (1 - logistic(2 d beta delta)), d = 1/2 and beta = 4."""
    delta = optimize.brentq(lambda delta: delta - 2 / (1 + np.exp(4 * delta)), 0, 1)
    assert learned(("cost", "family", "a")).weights["cost"] == pytest.approx((1 + delta) / 4)


def test_about_the_same_pulls_two_weights_together():
    apart = [("cost", "safety", "a"), ("family", "safety", "b")]
    without, neutral = learned(*apart).weights, learned(*apart, ("cost", "family", "same")).weights
    assert without["cost"] - without["family"] > neutral["cost"] - neutral["family"] > 0


def test_pairs_are_asked_once():
    ranker, answered = make_ranker(CLOSE, FOUR), []
    for _ in range(6):
        question = learn(ranker, answered).question
        assert question is not None
        assert {frozenset(question)}.isdisjoint(frozenset(answer[:2]) for answer in answered)
        answered.append(Answered(*question, "same"))
    assert learn(ranker, answered).question is None


def test_the_first_question_is_about_what_differs_most_between_hubs():
    world = {"austin": (0.5, 1.0, 0.5, 0.0), "lima": (0.5, 0.0, 0.5, 1.0), "quito": (0.5, 0.25, 0.5, 0.5)} | CLOSE
    flat = {hub: (0.5 + (s - 0.5) / 10, t, 0.5, 1 - t) for hub, (s, t, _, _) in world.items()}
    assert learned(world=flat).question == ("family", "traffic")


def test_it_stops_when_the_top_three_is_settled():
    assert learned(world=WORLD).settled  # three hubs are the best three
    assert learned(world=WORLD).p_top == 1.0
    assert learned(world=WORLD).question is not None  # for those who go on
    clear = CLOSE | dict.fromkeys(("quito", "toronto", "tampa"), (0.0, 0.0, 0.0, 0.0))
    assert learned(world=clear).settled
    assert not learned().settled
    assert learned().question is not None


def test_answers_settle_it():
    """Cost alone decides between these; once it matters most and safety least the three cheapest are clear."""
    world = {f"h{i}": (i / 8, 0.5, 1 - i / 8, 0.5) for i in range(8)}
    answers = [("cost", "safety", "a"), ("family", "safety", "a"), ("traffic", "safety", "a"), ("cost", "family", "a")]
    probable = [learned(*answers[:n], world=world).p_top for n in range(5)]
    assert probable[0] < SETTLED <= probable[-1]
    assert set(learned(*answers, world=world).top) == {"h5", "h6", "h7"}


def test_p_top_is_how_often_drawn_weights_agree():
    """Two of four hubs differ on cost against safety alone: the third place is a coin weighted by the posterior."""
    world = {"a1": (1.0, 1.0, 1.0, 1.0), "a2": (1.0, 1.0, 1.0, 0.75), "b": (0.5, 0, 0, 0), "c": (0, 0, 0.5, 0)}
    found = learned(("cost", "safety", "a"), world=world)
    x = BETA * (GOOD - POOR) * np.array([[1.0, 0.0, -1.0, 0.0]])
    mode, covariance = estimate(x, np.ones(1), np.ones(4), 1.0)
    d = np.array([1.0, 0.0, -1.0, 0.0])
    expected = stats.norm.cdf(d @ mode / np.sqrt(d @ covariance @ d))
    assert found.top == ("a1", "a2", "b")
    assert found.p_top == pytest.approx(expected, abs=0.04)


def test_drawn_weights_are_not_negative():
    """B is c with a little traffic more: no weights put c first, and where traffic is worth nothing b's slug is."""
    world = {"a1": (1.0, 1.0, 1.0, 1.0), "a2": (1.0, 1.0, 1.0, 0.75), "b": (0.5, 0, 0, 0.25), "c": (0.5, 0, 0, 0)}
    assert learned(("cost", "traffic", "a"), ("family", "traffic", "a"), world=world).p_top == 1.0


def test_settled_means_four_times_in_five():
    world = {f"h{i}": (i / 8, 0.5, 1 - i / 8, 0.5) for i in range(8)}
    answers = [("cost", "safety", "a"), ("family", "safety", "a"), ("traffic", "safety", "a"), ("cost", "family", "a")]
    found = [learned(*answers[:n], world=world) for n in range(5)]
    assert any(0.5 < one.p_top < 0.8 for one in found)
    assert [one.settled for one in found] == [one.p_top >= 0.8 for one in found]


def test_after_twelve_answers_there_is_no_question():
    criteria = [f"c{j}" for j in range(8)]
    ranker, _ = make_world()
    answered = [Answered(a, b, "same") for a, b in combinations(criteria, 2)]
    assert learn(ranker, answered[:11]).question is not None
    assert learn(ranker, answered[:12]).question is None
    with pytest.raises(ValueError, match="at most 12"):
        learn(ranker, answered[:13])


def test_circular_preferences_are_listed():
    circle = [("cost", "family", "a"), ("safety", "family", "b"), ("cost", "safety", "b")]
    assert learned(*circle).cycles == (("cost", "family", "safety"),)
    assert learned(*circle[:2], ("cost", "safety", "a")).cycles == ()
    assert learned(*circle[:2], ("cost", "safety", "same")).cycles == ()
    longer = [*circle[:2], ("safety", "traffic", "a"), ("cost", "traffic", "b")]
    assert learned(*longer).cycles == (("cost", "family", "safety", "traffic"),)
    assert learned(*longer, circle[2]).cycles == (("cost", "family", "safety"), ("cost", "family", "safety", "traffic"))
    assert learned(("cost", "family", "a"), ("family", "cost", "a")).cycles == (("cost", "family"),)


def test_an_answer_that_the_others_make_improbable_is_surprising():
    consistent = [("cost", "family", "a"), ("cost", "safety", "a"), ("cost", "traffic", "a"), ("safety", "family", "a")]
    assert learned(*consistent).surprising == ()
    odd = [("cost", "family", "a"), ("cost", "safety", "a"), ("safety", "family", "a"), ("family", "cost", "a")]
    assert 3 in learned(*odd).surprising
    turned = [(b, a, "b") for a, b, _ in odd]
    assert learned(*turned).surprising == learned(*odd).surprising
    assert learned(*odd[:3], ("family", "cost", "same")).surprising == ()


def test_one_answer_surprises_nobody():
    assert learned(("cost", "family", "a")).surprising == ()


def test_surprise_is_judged_without_the_answer_itself():
    """P(cost over family) given the others: below the bound, though the answer itself pulls it above."""
    others = [("family", "traffic", "a"), ("cost", "traffic", "b")]
    x = BETA * (GOOD - POOR) * np.array([[0.0, 1.0, 0.0, -1.0], [-1.0, 0.0, 0.0, 1.0], [1.0, -1.0, 0.0, 0.0]])
    before, after = (float(logistic(x[2] @ estimate(x[:n], np.ones(n), np.ones(4), 1.0).mode)) for n in (2, 3))
    assert before < 0.35 < after
    assert 2 in learned(*others, ("cost", "family", "a")).surprising


def test_criteria_with_options_take_part_when_their_option_is_given():
    ranker = Release(items=make_items({}, {"hub": "austin", "criterion": "family"})).ranker()
    assert list(learn(ranker, []).weights) == ["cost", "family", "traffic"]
    options = {"specialty": OPTIONS["specialty"][:1]}
    assert list(learn(ranker, [], options).weights) == ["cost", "family", "traffic", "specialty"]
    with pytest.raises(ValueError, match="cannot be set"):
        learn(ranker, [Answered("cost", "specialty", "a")])
    assert learn(ranker, [Answered("cost", "specialty", "a")], options).weights["specialty"] < 0.25


def test_excluded_hubs_are_not_recommended():
    assert "bogota" in learned(("cost", "family", "b")).top
    found = learned(("cost", "family", "b"), constraints=(AtLeast("cost", 0.3),))
    assert not {"bogota", "tampa"} & set(found.top)
    nobody = learned(("cost", "family", "b"), constraints=(AtLeast("cost", 0.3), AtLeast("family", 0.8)))
    assert nobody.top == ()
    assert nobody.question is not None


def test_one_criterion_leaves_nothing_to_ask():
    columns = (Column("cost"),)
    ranker = Release(("lima",), columns, make_items({}), make_prior(columns)).ranker()
    found = learn(ranker, [])
    assert found.weights == {"cost": 1.0}
    assert found.question is None


@pytest.mark.parametrize("answer", [("cost", "cost", "a"), ("cost", "beaches", "a"), ("cost", "family", "both")])
def test_an_impossible_answer_is_refused(answer):
    with pytest.raises(ValueError, match="cannot be set|no answer"):
        learned(answer)
