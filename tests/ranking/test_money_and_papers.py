"""What an income buys elsewhere, and whether one may stay: by hand, and for all incomes and places there are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.ranking.constraints import Check
from hubs.ranking.money import Prices, buys, left, reaches, share
from hubs.ranking.papers import Offer, best, clears, ease, may_stay

levels = st.floats(10, 150)
rents = st.one_of(st.none(), st.floats(50, 5_000))
prices = st.builds(Prices, levels, rents, st.booleans())
incomes = st.floats(1, 100_000)
NEEDS = ["", "own", "30", "90", "180", "visa free", "eta", "visa on arrival", "e-visa", "visa required", "no admission"]
offers = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, 3, 12]), st.sampled_from([None, 1500.0]))
)


def test_what_an_income_buys_by_hand():
    """3,000 at a level of 46 buy what 3,000 x 46 / 36.8 = 3,750 buy; two countries' means are off by 1.264 together."""
    found = buys(3000, Prices(46.0), Prices(36.8))
    factor = math.exp(math.sqrt(2) * math.log(1.18))
    assert found.mid == pytest.approx(3750)
    assert (found.low, found.high) == (pytest.approx(3750 / factor), pytest.approx(3750 * factor))
    assert factor == pytest.approx(1.2637, abs=1e-4)


def test_a_citys_own_level_is_surer_than_its_countrys():
    mean, own = buys(3000, Prices(100.0), Prices(50.0)), buys(3000, Prices(100.0), Prices(50.0, is_citys=True))
    assert mean.low < own.low < own.high < mean.high


def test_what_is_left_by_hand():
    """Rent 470 - 240 = 230; of the other 2,530 a share of 1 - 36.8 / 46 = 0.2 stays, which is 506."""
    found = left(3000, Prices(46.0, rent=470), Prices(36.8, rent=240))
    assert found.rent.mid == pytest.approx(230)
    assert found.rest.mid == pytest.approx(506)
    assert found.total.mid == pytest.approx(736)
    assert found.rent.high - found.rent.mid == pytest.approx(0.25 * math.hypot(470, 240))
    down = math.hypot(found.rent.mid - found.rent.low, found.rest.mid - found.rest.low)
    assert found.total.low == pytest.approx(736 - down)


@pytest.mark.parametrize(("home", "there"), [(None, 240), (470, None), (4000, 240)])
def test_where_a_rent_is_unknown_or_beyond_the_income_all_goes_by_the_level(home, there):
    found = left(3000, Prices(46.0, rent=home), Prices(36.8, rent=there))
    assert found.rent is None
    assert found.total == found.rest
    assert found.total.mid == pytest.approx(600)


@given(incomes, incomes, prices, prices, st.floats(1, 50_000))
def test_more_income_never_fails_what_less_income_did_not(one, other, home, there, least):
    less, more = sorted((one, other))
    order = [Check.FAIL, Check.UNKNOWN, Check.PASS]
    found = [order.index(reaches(buys(income, home, there), least)) for income in (less, more)]
    assert found == sorted(found)


@given(incomes, prices, prices, st.floats(0.1, 1), st.floats(0.1, 1))
def test_a_cheaper_place_never_costs_more(income, home, there, level, rent):
    cheaper = Prices(there.level * level, there.rent and there.rent * rent, there.is_citys)
    assert left(income, home, cheaper).total.mid >= left(income, home, there).total.mid - 1e-6
    assert buys(income, home, cheaper).mid >= buys(income, home, there).mid


@given(incomes, prices, prices)
def test_a_sum_is_its_parts_and_lies_in_its_range(income, home, there):
    found = left(income, home, there)
    assert found.total.mid == pytest.approx(found.rest.mid + (found.rent.mid if found.rent else 0))
    for each in (found.total, found.rest, buys(income, home, there)):
        assert each.low <= each.mid <= each.high


def stays(visit, asked, income, *, works_there=False):
    made = [Offer(is_open, is_visit, longest, clears(income, bar)) for is_open, is_visit, longest, bar in asked]
    return may_stay(visit, made, works_there=works_there)


@given(st.sampled_from(NEEDS), offers, incomes, incomes, st.booleans())
def test_more_income_never_shuts_a_country(visit, asked, one, other, works_there):
    less, more = sorted((one, other))
    if stays(visit, asked, more, works_there=works_there) is Check.FAIL:
        assert stays(visit, asked, less, works_there=works_there) is Check.FAIL


@given(st.lists(st.sampled_from(NEEDS), min_size=1), st.sampled_from(NEEDS), offers, incomes)
def test_one_passport_more_never_shuts_a_country(held, another, asked, income):
    before = stays(best(enumerate(held))[1], asked, income)
    after = stays(best(enumerate([*held, another]))[1], asked, income)
    if before is Check.PASS:
        assert after is Check.PASS


@pytest.mark.parametrize(
    ("visit", "asked", "income", "found"),
    [
        ("own", [], None, Check.PASS),
        ("180", [], None, Check.UNKNOWN),  # a visit is no right to live there
        ("90", [], 5000, Check.UNKNOWN),  # nothing is known of permits: silence is not no
        ("90", [(True, False, 24, 1500.0)], 1700, Check.PASS),
        ("90", [(True, False, 24, 1500.0)], 1500, Check.UNKNOWN),  # the bar is rounded
        ("90", [(True, False, 24, 1500.0)], 1000, Check.UNKNOWN),  # savings may count, or another permit
        ("e-visa", [(True, False, 24, 1500.0)], 9000, Check.UNKNOWN),  # some are for who enters without a visa
        ("", [(True, False, 24, 1500.0)], 9000, Check.UNKNOWN),
        ("90", [(True, False, 24, 1500.0)], None, Check.UNKNOWN),
        ("", [(True, False, 24, 1500.0)], 1000, Check.UNKNOWN),  # a passport may open what the permit does not
        ("90", [(True, False, 12, None)], 9000, Check.UNKNOWN),  # no income was published
        ("90", [(True, False, 3, 1500.0)], 9000, Check.UNKNOWN),  # too short
        ("90", [(True, False, None, 1500.0)], 9000, Check.UNKNOWN),  # for how long is not known
        ("90", [(True, False, 6, 1500.0)], 9000, Check.PASS),  # six months are asked about
        ("90", [(True, False, 5, 1500.0)], 9000, Check.UNKNOWN),
        ("90", [(False, False, 12, 1500.0)], 9000, Check.UNKNOWN),  # announced, not open
        ("eta", [(True, True, 6, None)], None, Check.PASS),
        ("visa required", [(True, True, 6, None)], None, Check.UNKNOWN),
        ("no admission", [(True, False, 24, 1500.0)], 9000, Check.FAIL),
    ],
)
def test_whether_one_may_stay(visit, asked, income, found):
    assert stays(visit, asked, income) is found


@pytest.mark.parametrize(
    ("income", "found"),
    [(899, Check.FAIL), (901, Check.UNKNOWN), (1099, Check.UNKNOWN), (1101, Check.PASS)],
)
def test_within_a_tenth_of_what_is_asked_nobody_can_tell(income, found):
    assert clears(income, 1000) is found


def agreement(longest=24):
    return Offer(True, is_visit=False, longest=longest, bar=Check.UNKNOWN, is_agreement=True)


@pytest.mark.parametrize("works_there", [False, True])
@pytest.mark.parametrize(
    ("visit", "longest", "found"),
    [
        ("90", 24, Check.PASS),
        ("visa required", 24, Check.PASS),  # the passport gives the right, whatever a visit takes
        ("", 24, Check.PASS),
        ("90", 3, Check.UNKNOWN),
        ("90", None, Check.UNKNOWN),  # for how long is not known
        ("no admission", 24, Check.FAIL),
    ],
)
def test_an_agreement_opens_residence_and_work_without_an_income(visit, longest, found, works_there):
    assert may_stay(visit, [agreement(longest)], works_there=works_there) is found


@pytest.mark.parametrize(
    ("visits", "longest", "found"),
    [
        (["90"], 24, (0.875, 0.875)),
        (["own"], 24, (1.0, 1.0)),
        (["visa required"], None, (0.125, 0.875)),
        (["90"], 3, (0.5, 0.5)),
        (["no admission"], 24, (0.0, 0.0)),
        ([""], 24, (0.875, 0.875)),  # as surely as one may stay by it
        ([""], None, None),
    ],
)
def test_how_easy_an_agreement_makes_it(visits, longest, found):
    for works_there in (False, True):
        assert ease(visits, [agreement(longest)], works_there=works_there) == found


@given(st.lists(st.sampled_from(NEEDS), min_size=1), offers, incomes, st.booleans(), st.sampled_from([None, 3, 24]))
def test_an_agreement_more_never_makes_it_harder(visits, asked, income, works_there, longest):
    made = [Offer(is_open, is_visit, months, clears(income, bar)) for is_open, is_visit, months, bar in asked]
    before, after = (ease(visits, each, works_there=works_there) for each in (made, [*made, agreement(longest)]))
    assert before is None or (after and before[0] <= after[0] and before[1] <= after[1])
    order = [Check.FAIL, Check.UNKNOWN, Check.PASS]
    visit = best(enumerate(visits))[1]
    stays_now, stays_then = (
        order.index(may_stay(visit, each, works_there=works_there)) for each in (made, [*made, agreement(longest)])
    )
    assert stays_now <= stays_then


def test_a_job_there_needs_what_we_do_not_know():
    assert stays("180", [(True, False, 24, 1500.0)], 9000, works_there=True) is Check.UNKNOWN
    assert stays("own", [], None, works_there=True) is Check.PASS


def test_the_best_passport_is_the_one_that_needs_least():
    order = ["own", "180", "90", "visa free", "eta", "visa on arrival", "e-visa", "visa required", "no admission"]
    for place, needs in enumerate(order):
        assert best(enumerate(reversed(order[place:])))[1] == needs
    assert best([]) == best([("DE", "")]) == ("", "")


@pytest.mark.parametrize(("home", "there", "low"), [(False, False, 4748), (False, True, 5049), (True, True, 5600)])
def test_a_citys_own_level_is_doubted_less_than_its_countrys(home, there, low):
    """6000 by exp(-hypot(log 1.18, log 1.18)), and with log 1.05 for a city's own."""
    found = buys(3000, Prices(100.0, is_citys=home), Prices(50.0, is_citys=there))
    assert (round(found.low), found.mid) == (low, 6000)
    assert found.low * found.high == pytest.approx(6000**2)


def test_a_rent_is_doubted_by_a_quarter():
    rent = left(3000, Prices(100.0, rent=400), Prices(50.0, rent=300)).rent
    assert (rent.low, rent.mid, rent.high) == (100 - 125, 100, 100 + 125)


def test_a_share_of_nothing_is_nearly_nothing():
    found = share(3000, Prices(1e9), Prices(1.0))
    assert 0 < found.low <= found.mid <= found.high < 1e-5
