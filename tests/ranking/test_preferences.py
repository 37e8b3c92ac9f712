"""Preference learning against an oracle, simulated people, contradictions and when it stops."""

from functools import cache
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize
from sklearn.linear_model import LogisticRegression

from hubs.ranking.answer_space import AnswerSpace
from hubs.ranking.constraints import AtLeast
from hubs.ranking.posterior import estimate, logistic
from hubs.ranking.preferences import Answered, learn
from hubs.ranking.profile import Profile
from hubs.ranking.strength import Column
from hubs.ranking.trades import Trade, observe
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
    while len(answered) < 12 and (trade := choose(ranker, answered, rng)):
        answered.append(answer(ranker, trade, w, rng))
    return true.max() - true[ranker.hubs_.index(learn(ranker, answered).first[0])]


def answer(ranker, trade, w, rng):
    """What somebody with these weights says, as uncertainly as the model has it."""
    space = AnswerSpace(ranker, [column.criterion for column in ranker.columns_], {})
    says = "a" if rng.random() < logistic(observe(space, [trade]) @ w)[0] else "b"
    return Answered(trade.a, trade.b, says, trade.here, trade.there)


def ask_next(ranker, answered, rng):
    return learn(ranker, answered).question


def ask_anything(ranker, answered, rng):
    trades = opposed(ranker)
    return trades[rng.integers(len(trades))]


@cache
def opposed(ranker):
    """Any two criteria between any two hubs that differ on them in opposite ways."""
    return [Trade(a, b, here, there) for a, b in combinations([c.criterion for c in ranker.columns_], 2)
            for here, there in permutations(ranker.hubs_, 2)
            if gap(ranker, a, here, there) > 0 > gap(ranker, b, here, there)]  # fmt: skip


def gap(ranker, criterion, here, there):
    return ranker.cell(here, criterion).mean - ranker.cell(there, criterion).mean


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
    assert found.surprising == found.cycles == ()


def test_an_answer_moves_the_weights_its_way():
    for_a, for_b = learned(("cost", "family", "a")), learned(("cost", "family", "b"))
    assert for_a.weights["cost"] > for_a.weights["safety"] > for_a.weights["family"]
    assert for_b.weights["cost"] < for_b.weights["safety"] < for_b.weights["family"]
    assert for_a.first[0] == "austin"
    assert for_b.first[0] == "bogota"
    assert for_a.weights == pytest.approx(learned(("family", "cost", "b")).weights)


def test_the_mode_after_one_answer_is_known():
    """By hand: w = 1 +- delta with delta = d beta (1 - logistic(2 d beta delta)), d = 1/2 and beta = 4."""
    delta = optimize.brentq(lambda delta: delta - 2 / (1 + np.exp(4 * delta)), 0, 1)
    assert learned(("cost", "family", "a")).weights["cost"] == pytest.approx((1 + delta) / 4)


def test_about_the_same_pulls_two_weights_together():
    apart = [("cost", "safety", "a"), ("family", "safety", "b")]
    without, neutral = learned(*apart).weights, learned(*apart, ("cost", "family", "same")).weights
    assert without["cost"] - without["family"] > neutral["cost"] - neutral["family"] > 0


def test_an_answer_between_two_hubs_is_about_the_rate_at_which_they_trade():
    """Who gives up a lot of family life for a little of cost minds cost more than who gives up as much as there is."""
    world = {"dear": (0.4, 0.9, 0.5, 0.5), "cheap": (0.6, 0.3, 0.5, 0.5)}
    little = learned(("cost", "family", "a", "cheap", "dear"), world=world)
    assert little.weights["cost"] / little.weights["family"] > 3
    plain = learned(("cost", "family", "a"), world=world).weights
    assert plain["cost"] / plain["family"] < little.weights["cost"] / little.weights["family"]
    turned = learned(("family", "cost", "b", "dear", "cheap"), world=world)
    assert turned.weights == pytest.approx(little.weights)


def test_hubs_that_are_gone_or_have_changed_leave_a_plain_preference():
    plain = learned(("cost", "family", "a")).weights
    for hubs in (("atlantis", "lima"), ("bogota", "austin"), ("lima", "lima")):
        assert learned(("cost", "family", "a", *hubs)).weights == plain


def test_stated_importances_are_where_it_begins():
    found = learned(stated={"cost": 3, "family": 1})
    assert found.weights == {"cost": 0.75, "family": 0.25}
    assert found.first[0] == "austin"
    assert set(learned(("safety", "cost", "b"), stated={"cost": 3, "family": 1}).weights) == {
        "cost",
        "family",
        "safety",
    }
    assert learned(stated={"beaches": 3, "cost": 0}).weights == learned().weights
    gives_up = ("family", "cost", "a", "bogota", "austin")
    moved = learned(gives_up, stated={"cost": 3, "family": 1}).weights
    assert 0.25 < moved["family"] < learned(gives_up, stated={"cost": 1, "family": 1}).weights["family"]


def test_it_ends_when_the_first_is_clear():
    best = CLOSE | {"austin": (1.0, 0.9, 0.9, 0.9)}
    found = learned(world=best, stated={"cost": 2, "family": 2, "safety": 1})
    assert (found.first, found.ending) == (("austin",), "clear")
    assert found.p_first[0] >= 0.5
    assert learned().ending == ""
    assert len(learned().first) > 1


def test_nobody_fits_best_somebody_of_whom_nothing_is_known():
    """Whoever says that all counts the same has a first hub; of whoever says nothing four answers are wanted."""
    world = CLOSE | {"austin": (1.0, 0.4, 0.8, 0.8)}
    alike = dict.fromkeys(("cost", "family", "safety", "traffic"), 1)
    assert learned(world=world, stated=alike).ending == "clear"
    assert learned(world=world).ending == ""
    assert learned(world=world).question == learned(world=world, stated=alike).question is not None
    indifferent = [(a, b, "same") for a in ("cost", "family") for b in ("safety", "traffic")]
    told = [learned(*indifferent[:answers], world=world) for answers in (3, 4)]
    assert [found.ending for found in told] == ["", "clear"]
    assert all(found.question for found in told)


def test_it_ends_when_no_answer_would_tell_who_is_first():
    """Level in everything, and better at nothing: no trade parts them."""
    level = {"austin": (0.75, 0.5, 0.5, 0.5), "bogota": (0.75, 0.5, 0.5, 0.5), "lima": (0.25, 0.25, 0.25, 0.25)}
    found = learned(world=level)
    assert (found.first, found.ending, found.question) == (("austin", "bogota"), "close", None)
    assert found.p_first == pytest.approx((0.5, 0.5), abs=1e-9)


def test_a_clear_first_needs_evidence_as_well_as_answers():
    """One statement for each leaves open which of two is better; a hundred do not."""

    def asked(times):
        said = [{"hub": hub, "similarity": s} for hub, s in (("austin", 0.75), ("lima", 0.625)) for _ in range(times)]
        return learn(Release(items=make_items(*said)).ranker(), [], stated={"cost": 1})

    assert asked(1).ending == "close"
    assert asked(100).ending == "clear"


@pytest.mark.parametrize(("least", "ending", "first"), [(0.0, "only", ("austin",)), (0.6, "none", ())])
def test_too_few_hubs_leave_nothing_to_ask(least, ending, first):
    found = learned(world=WORLD, constraints=(AtLeast("cost", 0.6), AtLeast("family", least)))
    assert (found.ending, found.first, found.question) == (ending, first, None)


def test_the_ranking_by_the_closest_answers_has_the_same_first():
    ranker, _ = make_world()
    rng = np.random.default_rng(3)
    kept = 0
    for _ in range(20):
        answered = []
        w = rng.gamma(0.8, 1.0, len(ranker.columns_))
        while len(answered) < 6 and (trade := learn(ranker, answered).question):
            answered.append(answer(ranker, trade, w / w.mean(), rng))
        found = learn(ranker, answered)
        kept += ranker.rank(Profile(found.importance)).hubs[0].slug == found.first[0]
    assert kept >= 19


def test_after_twelve_answers_there_is_no_question():
    criteria = [f"c{j}" for j in range(8)]
    ranker, _ = make_world(seed=1)
    answered = [Answered(a, b, "same") for a, b in combinations(criteria, 2)]
    assert learn(ranker, answered[:11]).question is not None
    assert learn(ranker, answered[:12]).question is None
    assert learn(ranker, answered[:12]).ending == "limit"
    with pytest.raises(ValueError, match="at most 12"):
        learn(ranker, answered[:13])


def test_circular_preferences_are_listed():
    circle = [("cost", "family", "a"), ("safety", "family", "b"), ("cost", "safety", "b")]
    assert learned(*circle).cycles == ((0, 1, 2),)
    assert learned(*circle[:2], ("cost", "safety", "a")).cycles == ()
    assert learned(*circle[:2], ("cost", "safety", "same")).cycles == ()
    longer = [*circle[:2], ("safety", "traffic", "a"), ("cost", "traffic", "b")]
    assert learned(*longer).cycles == ((0, 1, 2, 3),)
    assert learned(*longer, circle[2]).cycles == ((0, 1, 4), (0, 1, 2, 3))
    assert learned(("cost", "family", "a"), ("family", "cost", "a")).cycles == ((0, 1),)


def test_a_circle_at_rates_that_can_all_be_meant_is_no_contradiction():
    """A little of family life for a lot of cost, and a little of cost for a lot of family life: who would not?"""
    world = {"dear": (0.4, 0.5, 0.5, 0.5), "cheap": (0.9, 0.4, 0.5, 0.5), "kind": (0.8, 0.9, 0.5, 0.5)}
    both = [("cost", "family", "a", "cheap", "dear"), ("family", "cost", "a", "kind", "cheap")]
    assert learned(*both, world=world).cycles == ()
    stingy = [("family", "cost", "a", "dear", "cheap"), ("cost", "family", "a", "cheap", "kind")]
    assert learned(*stingy, world=world).cycles == ((1, 0),)


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
    x = 2 * np.array([[0.0, 1.0, 0.0, -1.0], [-1.0, 0.0, 0.0, 1.0], [1.0, -1.0, 0.0, 0.0]])
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
    assert "bogota" in learned(("cost", "family", "b")).first
    found = learned(("cost", "family", "b"), constraints=(AtLeast("cost", 0.3),))
    assert not {"bogota", "tampa"} & set(found.first)
    nobody = learned(("cost", "family", "b"), constraints=(AtLeast("cost", 0.3), AtLeast("family", 0.8)))
    assert nobody.first == ()


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
