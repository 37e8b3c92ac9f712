"""The question that splits a shortlist: what it tells, which one it is, and when there is none."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.splitting import shift, split
from hubs.ranking.strength import Column
from tests.ranking.making import Release, make_items, make_prior

BOTH = {"cost": 2, "family": 2}


def ask(ranker, importance, among, seed=0):
    return split(ranker, ranker.rank(Profile(importance)), among, seed)


def known(**hubs):
    """A ranker that knows all for sure: hub -> one partial similarity per criterion."""
    names = [f"c{i}" for i in range(len(next(iter(hubs.values()))))]
    return Ranker().fit(pd.DataFrame(hubs, index=names).T)


def rivals(spread):
    """Two hubs of which each is a quarter better at one thing, and how far what is known of each may be off."""
    columns = (Column("cost"), Column("family"))
    said = [("austin", "cost", 1.0), ("austin", "family", 0.5), ("lima", "cost", 0.5), ("lima", "family", 1.0)]
    items = make_items(*({"hub": h, "criterion": c, "similarity": s, "strength": 2.0} for h, c, s in said))
    return Release(("austin", "lima"), columns, items, make_prior(columns, sigma=2 * spread)).ranker()


def told(spread):
    """Weights of 3/4 and 1/4, either way round, put the one or the other hub an eighth ahead."""
    chance = stats.norm.cdf(0.125 / (spread * np.sqrt(2 * (9 + 1) / 16)))
    return 1 - stats.entropy([chance, 1 - chance], base=2)


@pytest.mark.parametrize("spread", [0.05, 0.1, 0.3])
def test_an_answer_tells_the_bits_of_the_normal_distribution(spread):
    bits = [ask(rivals(spread), BOTH, ["austin", "lima"], seed).bits for seed in range(9)]
    assert np.mean(bits) == pytest.approx(told(spread), abs=0.02)
    assert np.std(bits) < 0.04


@pytest.mark.parametrize(("spread", "asked"), [(0.6, True), (0.8, False)])
def test_what_tells_less_than_a_hundredth_of_a_bit_is_not_asked(spread, asked):
    assert (told(spread) > 0.01) == asked
    assert bool(ask(rivals(spread), BOTH, ["austin", "lima"])) == asked


@pytest.mark.parametrize(("others", "asked"), [(5, True), (6, False)])
def test_it_is_about_two_of_the_six_criteria_that_tell_the_hubs_apart_most(others, asked):
    """Tampa is far behind in all that Austin and Lima have alike; what parts these two comes after it."""
    ranker = known(
        austin=[1.0] * others + [0.75, 0.5], lima=[1.0] * others + [0.5, 0.75], tampa=[0.0] * others + [0.5, 0.5]
    )
    importance = dict.fromkeys([column.criterion for column in ranker.columns_], 2)
    assert bool(ask(ranker, importance, ["austin", "lima", "tampa"])) == asked


def test_it_is_the_one_that_tells_most():
    """What is known may be off by as much as Austin and Lima are apart on one thing, and by less than on another."""
    columns = tuple(Column(name) for name in ("cost", "family", "safety", "traffic"))
    rows = {"austin": (0.6, 0.5, 1.0, 0.0), "lima": (0.5, 0.6, 0.0, 1.0)}
    said = [
        {"hub": hub, "criterion": column.criterion, "similarity": value, "strength": 2.0}
        for hub, row in rows.items()
        for column, value in zip(columns, row, strict=True)
    ]
    ranker = Release(tuple(rows), columns, make_items(*said), make_prior(columns, sigma=0.4)).ranker()
    question = ask(ranker, {column.criterion: 2 for column in columns}, list(rows))
    assert {answer.prefers: answer.leads_to for answer in question.answers} == {"safety": "austin", "traffic": "lima"}
    assert [dict(answer.profile.importance) for answer in question.answers] == [
        {"cost": 2, "family": 2, "safety": 3, "traffic": 1},
        {"cost": 2, "family": 2, "safety": 1, "traffic": 3},
    ]


def test_an_answer_that_brings_another_hub_first_is_no_answer():
    """Bogota is first of all whichever of the two is preferred to the other."""
    ranker = known(austin=[0.75, 0.25], lima=[0.25, 0.75], bogota=[0.75, 0.75])
    assert ask(ranker, {"c0": 2, "c1": 2}, ["austin", "lima"]) is None
    assert ask(ranker, {"c0": 2, "c1": 2}, ["austin", "lima", "bogota"]) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"up": 1, "down": 3}, {"up": 2, "down": 2}),
        ({"up": 3, "down": 2}, {"up": 3, "down": 1}),
        ({"up": 2, "down": 1}, {"up": 3, "down": 1}),
        ({"up": 2, "down": 2, "a": 3, "b": 3}, {"up": 3, "down": 1, "a": 3, "b": 3}),
        ({"up": 2, "down": 2, "a": 3, "b": 3, "c": 3}, {"up": 2, "down": 1, "a": 3, "b": 3, "c": 3}),
        ({"up": 2, "down": 3, "a": 3, "b": 3}, {"up": 3, "down": 2, "a": 3, "b": 3}),
        ({"up": 3, "down": 1}, None),
        ({"up": 2, "down": 1, "a": 3, "b": 3, "c": 3}, None),
    ],
)
def test_a_step_goes_as_far_as_answers_go(before, after):
    shifted = shift(Profile(before), "up", "down")
    assert (shifted and dict(shifted.importance)) == after
