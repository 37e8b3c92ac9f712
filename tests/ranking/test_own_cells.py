"""A person's own cells in a ranker: what is scored by them, what stays as it was, and that it is monotone."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hubs.ranking.money import Prices, Range, share, worth
from hubs.ranking.own_cells import OwnCell, with_own
from hubs.ranking.papers import EASY, EASY_DAYS, PERMIT, Offer, clears, ease
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import estimate_stability
from hubs.ranking.strength import Column
from hubs.ranking.whatif import what_would_change
from tests.ranking.test_money_and_papers import NEEDS, incomes, offers, prices

HUBS = ["austin", "lima", "quito"]
shares = st.floats(0, 1)
own_cells = st.lists(
    st.one_of(st.none(), st.tuples(shares, shares, shares).map(lambda each: tuple(sorted(each)))),
    min_size=len(HUBS),
    max_size=len(HUBS),
)


def release():
    table = pd.DataFrame({"cost": [0.25, 0.5, np.nan], "family": [1.0, np.nan, 0.5]}, index=HUBS)
    return Ranker().fit(table)


def cells(found):
    return {hub: OwnCell(f"own-{hub}", *each, variance=0.01) for hub, each in zip(HUBS, found, strict=True) if each}


def test_what_living_there_costs_by_hand():
    """Of 3,000 a rent of 240 and 2,530 x 0.8 = 2,024 are spent: 2,264, or 75.5 %, on four steps of two 0.601."""
    found = share(3000, Prices(46.0, rent=470), Prices(36.8, rent=240))
    assert found.mid == pytest.approx(2264 / 3000)
    assert worth(found).mid == pytest.approx(0.5 - math.log(2264 / 3000) / (2 * math.log(4)))
    assert [worth(Range(each, each, each)).mid for each in (0.25, 1.0, 4.0, 9.0)] == [1.0, 0.5, 0.0, 0.0]


@given(incomes, prices, prices, st.floats(0.1, 1), st.floats(0.1, 1))
def test_a_cheaper_place_never_scores_lower(income, home, there, level, rent):
    cheaper = Prices(there.level * level, there.rent and there.rent * rent, there.is_citys)
    assert worth(share(income, home, cheaper)).mid >= worth(share(income, home, there)).mid - 1e-9


@given(incomes, prices, prices)
def test_what_it_is_worth_lies_in_its_range(income, home, there):
    found = worth(share(income, home, there))
    assert 0 <= found.low <= found.mid <= found.high <= 1


@given(st.lists(st.sampled_from(NEEDS)), st.sampled_from(NEEDS), offers, incomes, st.booleans())
def test_one_passport_more_never_makes_it_harder(held, another, asked, income, works_there):
    made = [Offer(is_open, is_visit, longest, clears(income, bar)) for is_open, is_visit, longest, bar in asked]
    before, after = (ease(each, made, works_there=works_there) for each in (held, [*held, another]))
    if before:
        assert all(then <= now for then, now in zip(before, after, strict=True))


@given(st.lists(st.sampled_from(NEEDS), min_size=1), offers, incomes, incomes)
def test_more_income_never_makes_it_harder(held, asked, one, other):
    less, more = (
        ease(held, [Offer(o, v, longest, clears(income, bar)) for o, v, longest, bar in asked], works_there=False)
        for income in sorted((one, other))
    )
    assume(less)
    assert sum(less) <= sum(more)


@pytest.mark.parametrize(
    ("visit", "bar", "found"),
    [
        ("own", None, (1.0, 1.0)),
        ("90", 1000, (PERMIT, PERMIT)),
        ("90", 9000, (0.5, 0.5)),
        ("90", None, (0.5, PERMIT)),
        ("e-visa", 1000, (0.25, PERMIT)),  # some permits are for who enters without a visa
        ("no admission", 1000, (0.0, 0.0)),
        ("180", 9000, (0.625, 0.625)),
        ("30", 9000, (0.375, 0.375)),
    ],
)
def test_the_steps_of_papers(visit, bar, found):
    assert ease([visit], [Offer(True, False, 12, clears(3000, bar))], works_there=False) == found


def test_a_job_there_takes_papers_of_its_own():
    assert ease(["90"], [Offer(True, False, 12, clears(3000, 1000))], works_there=True) == (0.5, 0.5)
    assert ease(["", ""], [], works_there=False) is None


def test_the_steps_go_down():
    assert list(EASY.values()) == sorted(EASY.values(), reverse=True)
    worth_of_days = [worth for _, worth in EASY_DAYS]
    assert worth_of_days == sorted(worth_of_days, reverse=True)
    assert EASY["own"] > PERMIT > max(worth_of_days)


@given(own_cells, st.sampled_from(["cost", "papers"]))
def test_scores_are_those_of_the_own_cells(found, criterion):
    mine = with_own(release(), {criterion: cells(found)})
    told = {hub: each for hub, each in zip(HUBS, found, strict=True) if each}
    usual = np.mean([np.rint(each[1] * 1024) / 1024 for each in told.values()]) if told else 0.5
    for hub in mine.rank(Profile({criterion: 2})).hubs:
        assert hub.score == pytest.approx(told[hub.slug][1] if hub.slug in told else usual, abs=1 / 1024)
        assert hub.evidence == {criterion: int(hub.slug in told)}
        low, high = (told[hub.slug][0], told[hub.slug][2]) if hub.slug in told else (0, 1)
        assert (hub.low, hub.high) == (pytest.approx(low), pytest.approx(high))
        assert hub.low - 1 / 2048 <= hub.score <= hub.high + 1 / 2048


@given(own_cells, st.integers(1, 3), st.integers(1, 3))
def test_other_criteria_and_the_release_stay_as_they_are(found, cost, family):
    ranker = release()
    before = ranker.rank(Profile({"family": family, "cost": cost}))
    mine = with_own(ranker, {"cost": cells(found), "papers": cells(found)})
    assert ranker.rank(Profile({"family": family, "cost": cost})) == before
    alone = {hub.slug: hub.score for hub in ranker.rank(Profile({"family": 1})).hubs}
    assert {hub.slug: hub.score for hub in mine.rank(Profile({"family": 1})).hubs} == alone


@given(own_cells)
def test_an_own_cell_explains_all_of_its_score(found):
    mine, profile = with_own(release(), {"papers": cells(found)}), Profile({"papers": 2, "family": 1})
    for hub in mine.rank(profile).hubs:
        effects = mine.effects(profile, hub.slug, "papers")
        added = sum(effect.effect for effect in effects) + mine.usual(profile, hub.slug, "papers")
        assert added == pytest.approx(hub.contributions["papers"])
        if effects:
            assert [effect.key for effect in effects] == [f"own-{hub.slug}"]
            assert mine.usual(profile, hub.slug, "papers") == pytest.approx(0, abs=1e-9)


def test_own_cells_known_in_every_number():
    """The mean of the two that are told, 0.5, is what is usual, and 0.25 how far they lie from it."""
    table = with_own(release(), {"cost": cells([(0.125, 0.25, 0.5), (0.625, 0.75, 0.875), None])}).cells_
    place = table.columns.index(Column("cost"))
    column = {
        name: getattr(table, name)[:, place].tolist() for name in ("mean", "variance", "n", "known", "floor", "count")
    }
    assert column == {
        "mean": [0.25, 0.75, 0.5],
        "variance": [0.01, 0.01, 0.25**2],
        "n": [1.0, 1.0, 0.0],
        "known": [0.625, 0.75, 0.0],
        "floor": [0.125, 0.625, 0.0],
        "count": [1, 1, 0],
    }
    assert table.measured[:, place].tolist() == pytest.approx([0.25, 0.75, np.nan], nan_ok=True)
    assert [getattr(table.prior, name)[place] for name in ("mean", "middle")] == [0.5, 0.5]
    assert table.prior.kappa[place] < 1e-9, "figures of one's own shrink to nothing"
    assert table.prior.sigma[place] == pytest.approx(0.25 * table.prior.kappa[place] ** 0.5)


@pytest.mark.parametrize(("told", "usual"), [([(0.75, 0.75, 0.75), None, None], 0.75), ([None] * 3, 0.5)])
def test_of_one_own_cell_or_none_a_quarter_is_how_far_others_may_lie(told, usual):
    table = with_own(release(), {"papers": cells(told)}).cells_
    place = table.columns.index(Column("papers"))
    assert (table.mean[-1, place], table.variance[-1, place]) == (usual, 0.0625)


def test_stability_and_what_ifs_know_them():
    mine = with_own(release(), {"papers": cells([(0.9, 0.9, 0.9), (0.1, 0.1, 0.1), None])})
    profile = Profile({"papers": 3, "family": 1})
    ranking = mine.rank(profile)
    assert ranking.hubs[0].slug == "austin"
    assert estimate_stability(mine, ranking, seed=0).hubs[0].p_first > 0.5
    (lima,) = what_would_change(mine, profile, ["lima"])
    assert lima.first is False
