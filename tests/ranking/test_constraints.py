import numpy as np
import pandas as pd
import pytest

from hubs.ranking.cells import EvidencePooler
from hubs.ranking.constraints import AllowedCountries, AtLeast, Check, Limit, WorkingLanguage, judge
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from tests.ranking.making import COLUMNS, make_items, make_prior

PASS, FAIL, UNKNOWN = Check.PASS, Check.FAIL, Check.UNKNOWN
HUBS = ("austin", "lima", "nowhere")
ATTRIBUTES = pd.DataFrame({"country": ["US", "PE", np.nan], "languages": [("en", "es"), ("es",), ()]}, index=list(HUBS))


def cells_of(*items):
    return EvidencePooler(HUBS, COLUMNS, prior=make_prior()).fit_transform(make_items(*items))


def test_countries():
    assert AllowedCountries(frozenset({"US", "MX"})).check(ATTRIBUTES, cells_of()) == [PASS, FAIL, UNKNOWN]


def test_languages():
    assert WorkingLanguage("en").check(ATTRIBUTES, cells_of()) == [PASS, FAIL, UNKNOWN]
    missing = ATTRIBUTES.reindex(["lima", "atlantis"])
    assert WorkingLanguage("es").check(missing, cells_of()) == [PASS, UNKNOWN]


def test_at_least_judges_only_what_is_known():
    cells = cells_of({"hub": "austin"}, {"hub": "lima", "similarity": 0.0})
    assert AtLeast("cost", 0.6).check(ATTRIBUTES, cells) == [PASS, FAIL, UNKNOWN]


def test_at_least_includes_the_minimum():
    """Hand-computed: (2 * 0.5 + 1) / 3 = 2/3, on the grid 683/1024."""
    cells = cells_of({"hub": "austin"})
    assert AtLeast("cost", 683 / 1024).check(ATTRIBUTES, cells)[0] is PASS
    assert AtLeast("cost", 684 / 1024).check(ATTRIBUTES, cells)[0] is UNKNOWN


def test_at_least_fails_only_what_surely_lies_below():
    """Hand-computed: m = 683/1024 and sd 0.25 / sqrt(3), so that 80 % lie below 0.66699 + 1.28155 * 0.14434."""
    cells = cells_of({"hub": "austin"})
    assert AtLeast("cost", 0.8519).check(ATTRIBUTES, cells)[0] is UNKNOWN
    assert AtLeast("cost", 0.8520).check(ATTRIBUTES, cells)[0] is FAIL


def test_at_least_fails_where_the_figures_that_define_it_lie_below():
    """Six times praise, and a figure of 0.3: its own likely range ends at 0.3 + 0.12816."""
    praise = [{"hub": "austin", "similarity": 0.75, "defining": False}] * 6
    figure = {"hub": "austin", "similarity": 0.3, "strength": 6.0, "defining": True}
    cells = cells_of(*praise, figure)
    assert cells.mean[0, 0] > 0.5
    assert cells.measured[0, 0] == pytest.approx(0.3)
    assert np.isnan(cells.measured[1:, 0]).all()
    assert AtLeast("cost", 0.428).check(ATTRIBUTES, cells)[0] is PASS
    assert AtLeast("cost", 0.429).check(ATTRIBUTES, cells)[0] is FAIL
    supporting = cells_of(*praise, figure | {"defining": False})
    assert np.isnan(supporting.measured).all()
    assert AtLeast("cost", 0.5).check(ATTRIBUTES, supporting)[0] is PASS


def test_a_good_figure_does_not_excuse_what_people_say():
    blame = [{"hub": "austin", "similarity": 0.0, "defining": False}] * 20
    cells = cells_of(*blame, {"hub": "austin", "similarity": 0.6, "strength": 6.0, "defining": True})
    assert AtLeast("cost", 0.5).check(ATTRIBUTES, cells)[0] is FAIL


@pytest.mark.parametrize(
    ("limit", "checks"),
    [
        (Limit("homicides", 10, most=True), [PASS, FAIL, UNKNOWN]),
        (Limit("homicides", 10, most=False), [FAIL, PASS, UNKNOWN]),
        (Limit("homicides", 4.5, most=True), [PASS, FAIL, UNKNOWN]),
        (Limit("homicides", 4.5, most=False), [PASS, PASS, UNKNOWN]),
        (Limit("homicides", 4.4, most=True), [FAIL, FAIL, UNKNOWN]),
        (Limit("homicides", 0, most=True), [FAIL, FAIL, UNKNOWN]),
    ],
)
def test_a_limit_includes_its_bound_and_leaves_open_what_was_not_published(limit, checks):
    attributes = ATTRIBUTES.assign(homicides=[4.5, 20, None])
    assert limit.check(attributes, cells_of()) == checks


def test_a_limit_on_what_the_release_does_not_know_is_refused():
    with pytest.raises(KeyError, match="homicides"):
        Limit("homicides", 1, most=True).check(ATTRIBUTES, cells_of())


def test_at_least_reads_the_named_option():
    cells = cells_of({"hub": "austin", "criterion": "specialty", "option": "ai"})
    assert AtLeast("specialty", 0.5, "ai").check(ATTRIBUTES, cells) == [PASS, UNKNOWN, UNKNOWN]
    assert AtLeast("specialty", 0.5, "fintech").check(ATTRIBUTES, cells) == [UNKNOWN] * 3
    with pytest.raises(ValueError, match="unknown column"):
        AtLeast("specialty", 0.5).check(ATTRIBUTES, cells)


@pytest.mark.parametrize("minimum", [-0.1, 1.1, float("nan")])
def test_a_minimum_lies_in_the_unit_interval(minimum):
    with pytest.raises(ValueError, match="minimum"):
        AtLeast("cost", minimum)


def test_judge_collects_failures_and_doubts_per_hub():
    country, language = AllowedCountries(frozenset({"US"})), WorkingLanguage("en")
    failed, unknown = judge([country, language], ATTRIBUTES, cells_of())
    assert failed == [(), (country, language), ()]
    assert unknown == [(), (), (country, language)]


def test_a_failing_hub_is_listed_with_its_reasons_and_moves_nobody():
    items = make_items({"hub": "lima"}, {"hub": "austin", "similarity": 0.25})
    pooler = EvidencePooler(HUBS, COLUMNS, prior=make_prior())
    ranker = Ranker().fit(pooler.fit_transform(items), attributes=ATTRIBUTES)
    free = ranker.rank(Profile({"cost": 1}))
    country = AllowedCountries(frozenset({"US"}))
    bound = ranker.rank(Profile({"cost": 1}, constraints=(country,)))
    assert [hub.slug for hub in free.hubs] == ["lima", "nowhere", "austin"]
    assert [(hub.rank, hub.slug, hub.unknown) for hub in bound.hubs] == [
        (1, "nowhere", (country,)),
        (2, "austin", ()),
    ]
    assert [(hub.slug, hub.failed) for hub in bound.excluded] == [("lima", (country,))]
    assert {hub.slug: hub.score for hub in bound.hubs}.items() <= {hub.slug: hub.score for hub in free.hubs}.items()
    nobody = ranker.rank(Profile({"cost": 1}, constraints=(AllowedCountries(frozenset()), WorkingLanguage("qu"))))
    assert [hub.slug for hub in nobody.hubs] == ["nowhere"]
