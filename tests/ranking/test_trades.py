"""Trade-offs between real hubs: what is asked, what is never asked, and what an answer tells."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hubs.ranking.answer_space import AnswerSpace
from hubs.ranking.constraints import AtLeast
from hubs.ranking.posterior import Posterior, estimate, logistic
from hubs.ranking.preferences import TAU, Answered, _prior, learn
from hubs.ranking.strength import Column
from hubs.ranking.trades import Draws, _between, draw, gains, information, most_telling, observe
from tests.ranking.making import Release, make_items
from tests.ranking.test_preferences import CLOSE, FOUR, answer, learned, make_world
from tests.ranking.test_whatif import make_ranker


def ask_on(ranker, answer="same", **options):
    """All the questions that somebody gets who always answers alike."""
    answered = []
    while trade := learn(ranker, answered, **options).question:
        answered.append(Answered(trade.a, trade.b, answer, trade.here, trade.there))
    return [given.trade for given in answered]


@pytest.mark.parametrize("answer", ["a", "b", "same"])
def test_both_sides_of_a_question_are_what_two_hubs_offer(answer):
    ranker, _ = make_world()
    trades = ask_on(ranker, answer)
    assert trades
    for trade in trades:
        assert ranker.cell(trade.here, trade.a).mean >= ranker.cell(trade.there, trade.a).mean + 0.05
        assert ranker.cell(trade.there, trade.b).mean >= ranker.cell(trade.here, trade.b).mean + 0.05


@pytest.mark.parametrize("answer", ["a", "b", "same"])
@pytest.mark.parametrize("stated", [{}, {"c0": 3, "c2": 2, "c4": 1}])
def test_no_question_comes_twice_nor_turned_round(answer, stated):
    ranker, _ = make_world()
    space = AnswerSpace(ranker, [column.criterion for column in ranker.columns_], {})
    trades = ask_on(ranker, answer, stated=stated)
    rates = {}
    for trade in trades:
        first, second = sorted((trade.a, trade.b))
        gain, loss = gains(space, trade)
        rates.setdefault((first, second), []).append(np.log(gain / loss) * (1 if trade.a == first else -1))
    for asked in rates.values():
        assert all(after - before > np.log(1.5) - 1e-9 for before, after in pairwise(sorted(asked)))


@pytest.mark.parametrize("answer", ["a", "b", "same"])
@pytest.mark.parametrize("stated", [{}, {"c0": 3, "c2": 2, "c4": 1}])
def test_a_pair_comes_again_only_where_that_tells_more_than_twice_as_much(answer, stated):
    ranker, _ = make_world()
    trades = ask_on(ranker, answer, stated=stated)
    pairs = [trade.pair for trade in trades]
    for number in (number for number, pair in enumerate(pairs) if pair in pairs[:number]):
        space = AnswerSpace(ranker, stated or [column.criterion for column in ranker.columns_], {})
        x = observe(space, trades[:number])
        found = estimate(x, np.full(number, {"a": 1.0, "b": 0.0, "same": 0.5}[answer]), *_prior(space.criteria, stated))
        drawn = draw(space, found)

        def bits(trade, space=space, drawn=drawn):
            return information(drawn.best[::2], logistic(drawn.weights[::2] @ observe(space, [trade]).T))[0]

        likely = np.argsort(-drawn.best.mean(axis=0), kind="stable")[:5].tolist()
        new = [trade for trade in _between(space, found, likely) if trade.pair not in pairs[:number]]
        assert all(bits(trades[number]) >= 2 * bits(trade) - 1e-9 for trade in new)


def test_nothing_is_asked_about_what_is_unknown_of_one_of_the_hubs():
    said = [("austin", "cost", 1.0), ("lima", "cost", 0.5), ("lima", "family", 1.0), ("lima", "traffic", 1.0),
            ("austin", "traffic", 0.25)]  # fmt: skip
    items = make_items(*({"hub": h, "criterion": c, "similarity": s} for h, c, s in said))
    trades = ask_on(Release(items=items).ranker())
    assert {frozenset(trade[:2]) for trade in trades} == {frozenset({"cost", "traffic"})}


def test_what_excluded_hubs_offer_is_never_asked_about():
    trades = ask_on(make_ranker(CLOSE, FOUR), constraints=(AtLeast("cost", 0.3),))
    assert trades
    assert not {"bogota", "tampa"} & {hub for trade in trades for hub in (trade.here, trade.there)}


def test_who_is_to_give_up_what_takes_turns():
    """So that a reader who says yes to everything does not always speak for the first hub."""
    ranker, _ = make_world()
    space = AnswerSpace(ranker, [column.criterion for column in ranker.columns_], {})
    answered = []
    for number in range(4):
        asked = [given.trade for given in answered]
        found = estimate(observe(space, asked), np.full(number, 0.5), np.ones(8), TAU)
        telling = most_telling(space, found, draw(space, found), asked)
        trade = learn(ranker, answered).question
        assert trade == (telling.turned if number % 2 else telling)
        assert trade.turned.turned == trade != trade.turned
        answered.append(Answered(trade.a, trade.b, "same", trade.here, trade.there))


def test_the_first_question_parts_those_that_are_close():
    """Lima is behind whatever the weights: only the other two are set against each other."""
    world = {"austin": (0.9, 0.3, 0.6, 0.5), "bogota": (0.3, 0.9, 0.5, 0.6), "lima": (0.2, 0.2, 0.2, 0.2)}
    question = learned(world=world).question
    assert {question.here, question.there} == {"austin", "bogota"}
    assert {question.a, question.b} == {"cost", "family"}


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_information_is_the_mutual_information_of_the_answer_and_the_first_hub(seed):
    rng = np.random.default_rng(seed)
    first, chances = rng.dirichlet(np.ones(3), 40), rng.random((40, 2))
    for question, found in enumerate(information(first, chances)):
        p = chances[:, question, None]
        joint = np.stack([(p * first).mean(axis=0), ((1 - p) * first).mean(axis=0)])
        known = stats.entropy(joint.ravel(), base=2)
        expected = stats.entropy(joint.sum(axis=0), base=2) + stats.entropy(joint.sum(axis=1), base=2) - known
        assert found == pytest.approx(expected, abs=1e-9)


def test_a_question_that_tells_too_little_is_not_asked():
    """Austin is ahead unless family life is worth nine times cost."""
    world = {"austin": (1.0, 0.5, 0.5, 0.5), "bogota": (0.1, 0.6, 0.5, 0.5)}
    assert learned(world=world, stated={"cost": 3, "family": 1}).question is None


def test_simulated_people_soon_know_who_is_first():
    """36 people in three worlds, with generous bounds on how many answers it takes and how often it is right."""
    right, unasked, asked = [], [], []
    for seed in range(36):
        ranker, mean = make_world(hubs=20, criteria=12, seed=seed % 3)
        rng, answered = np.random.default_rng(seed), []
        w = rng.gamma(0.8, 1.0, 12)
        best = ranker.hubs_[int((mean @ w).argmax())]
        unasked.append(learn(ranker, []).first[0] == best)
        while not (found := learn(ranker, answered)).ending:
            answered.append(answer(ranker, found.question, w / w.mean(), rng))
        right.append(found.first[0] == best)
        asked.append(len(answered))
    assert np.median(asked) <= 10
    assert np.mean(right) >= 0.4
    assert np.mean(right) > 1.5 * np.mean(unasked)


@pytest.mark.parametrize(("alike", "asked"), [(4, True), (5, False)])
def test_only_the_five_likeliest_first_hubs_are_set_against_each_other(alike, asked):
    """All are equal but the last, which is first for those to whom cost is worth most: for 15 of a hundred."""
    world = {f"h{i}": (0.25, 0.75) for i in range(alike)} | {"other": (0.75, 0.25)}
    space = AnswerSpace(make_ranker(world), ["cost", "family"], {})
    weights = np.random.default_rng(0).dirichlet((1, 1), 1000) * 2
    is_other = weights[:, 0] > np.quantile(weights[:, 0], 0.85)
    best = np.where(is_other[:, None], [0.0] * alike + [1.0], [1 / alike] * alike + [0.0])
    posterior = Posterior(np.ones(2), np.eye(2))
    question = most_telling(space, posterior, Draws(weights, best, best), [])
    assert (question and {question.here, question.there} & {"other"}) == ({"other"} if asked else None)


def test_a_question_is_about_the_four_criteria_on_each_side_that_move_most():
    names = ["a", "b", "c", "d", "e", "f"]
    columns = tuple(Column(name) for name in names)
    world = {"austin": (0.9, 0.8, 0.7, 0.6, 0.5, 0.0), "lima": (0.0, 0.0, 0.0, 0.0, 0.0, 0.5)}
    space = AnswerSpace(make_ranker(world, columns), names, {})
    found = list(_between(space, Posterior(np.ones(6), np.eye(6)), [0, 1]))
    assert [(trade.a, trade.b) for trade in found] == [("a", "f"), ("b", "f"), ("c", "f"), ("d", "f")]
    heavy = Posterior(np.array([1.0, 1.0, 1.0, 1.0, 3.0, 1.0]), np.eye(6))
    assert {trade.a for trade in _between(space, heavy, [0, 1])} == {"a", "b", "c", "e"}


@pytest.mark.parametrize(("gap", "asked"), [(0.06, True), (0.04, False)])
def test_what_is_told_apart_by_less_than_a_twentieth_is_not_asked_about(gap, asked):
    world = {"austin": (0.5 + gap, 0.25), "lima": (0.5, 0.75)}
    space = AnswerSpace(make_ranker(world), ["cost", "family"], {})
    assert bool(list(_between(space, Posterior(np.ones(2), np.eye(2)), [0, 1]))) == asked
