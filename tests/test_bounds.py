"""Where explanations draw a line: what lies just inside each bound and what just outside."""

from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest

from hubs.explanations import facts, landing, method, moves, results, rows, shortlist, tiers, voices, whatif
from hubs.explanations.cells import Cell, verdict_of
from hubs.explanations.group import GroupAnswer
from hubs.explanations.home import than_home
from hubs.explanations.items import is_old, tone_of
from hubs.explanations.results import Outcome
from hubs.explanations.winners import Entry, winner_of
from hubs.ranking.stability import HubStability
from hubs.ranking.strength import Column
from tests.ranking.making import Release, make_items, make_prior


def ranked(slug, similarity, evidence=1, rank=1):
    """A hub as far as its place on a shortlist depends on cost alone."""
    return SimpleNamespace(
        slug=slug, rank=rank, similarity={"cost": similarity}, evidence={"cost": evidence}, contributions={"cost": 0.1}
    )


def known(*means, spread):
    """A catalogue of hubs with these scores on safety, each known so well."""
    names = tuple(f"town-{place}" for place in range(len(means)))
    columns = (Column("safety"),)
    said = [
        {"hub": name, "criterion": "safety", "similarity": 2 * mean - 0.5, "strength": 2.0}
        for name, mean in zip(names, means, strict=True)
    ]
    ranker = Release(names, columns, make_items(*said), make_prior(columns, sigma=2 * spread)).ranker()
    return SimpleNamespace(ranker=ranker)


def alarming(catalogue):
    """The towns that a reader is warned of, where as much speaks for each as against it."""
    towns = catalogue.ranker.hubs_
    with patch.object(shortlist, "_telling", return_value=()):
        return [town for town in towns if shortlist.is_alarming(catalogue, town, SimpleNamespace(slug="safety"))]


def test_the_worst_fifth_is_alarming_and_nobody_above_it():
    assert alarming(known(0.25, 0.3, 0.35, 0.7, 0.7, 0.7, spread=0.3)) == ["town-0", "town-1"]
    assert alarming(known(0.25, 0.3, 0.7, 0.7, 0.7, spread=0.3)) == ["town-0"]


@pytest.mark.parametrize(("mean", "is_alarming"), [(0.44, True), (0.46, False)])
def test_only_what_is_weak_is_alarming_among_the_worst(mean, is_alarming):
    assert bool(alarming(known(mean, 0.7, 0.7, 0.7, 0.7, spread=0.3))) == is_alarming


@pytest.mark.parametrize(("mean", "is_alarming"), [(0.49, True), (0.51, False)])
def test_who_surely_is_less_than_decent_is_alarming_however_few_there_are(mean, is_alarming):
    assert bool(alarming(known(mean, spread=0.001))) == is_alarming


def reasons(*hubs, measured=(np.nan, np.nan)):
    """Why each of two hubs is on a shortlist, with the figures that define cost."""
    values = dict(zip((hub.slug for hub in hubs), measured, strict=True))
    ranker = SimpleNamespace(measured=lambda profile, slug, criterion: np.array([values[slug]]))
    catalogue = SimpleNamespace(
        criteria={"cost": SimpleNamespace(slug="cost", options=(), is_labels=False)},
        hubs={hub.slug: SimpleNamespace(country=SimpleNamespace(code=hub.slug)) for hub in hubs},
        ranker=ranker,
    )
    ranking = SimpleNamespace(weights={"cost": 1.0}, profile=SimpleNamespace(options={}))
    with patch.object(shortlist, "supporting", lambda catalogue, profile, hub, criterion, good: iter([said_of(hub)])):
        return [reason.kind for reason in shortlist._reasons(catalogue, ranking, hubs, shortlist.Told())]


def said_of(hub):
    return SimpleNamespace(about=SimpleNamespace(key=hub, country=""))


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        (0.74, 0.7, ["best", "strong"]),
        (0.72, 0.7, ["strong", "strong"]),
        (0.46, 0.3, ["best", ""]),
        (0.44, 0.3, ["", ""]),
        (0.51, 0.49, ["strong", ""]),
    ],
)
def test_best_is_who_is_clearly_ahead_and_not_weak_and_strong_who_is_decent(first, second, kinds):
    assert reasons(ranked("one", first), ranked("other", second)) == kinds


@pytest.mark.parametrize(("ahead", "kind"), [(0.04, "best"), (0.06, "strong")])
def test_a_figure_that_puts_another_ahead_by_a_twentieth_contradicts(ahead, kind):
    assert reasons(ranked("one", 0.9), ranked("other", 0.7), measured=(0.5, 0.5 + ahead))[0] == kind


@pytest.mark.parametrize(("ahead", "costs"), [(0.04, True), (0.02, False)])
def test_choosing_costs_where_another_is_clearly_better(ahead, costs):
    one, other = ranked("one", 0.7), ranked("other", 0.7 + ahead)
    hubs = {hub.slug: hub for hub in (one, other)}
    catalogue = SimpleNamespace(criteria={"cost": "cost"}, hubs=hubs)
    ranking = SimpleNamespace(weights={"cost": 1.0})
    behind = shortlist._behind(catalogue, ranking, one, (one, other), shortlist.Reason(""))
    assert bool(behind) == costs


def thin(importance, evidence, weight):
    """Whether too little is known of a hub to lead."""
    ranker = SimpleNamespace(is_measured=lambda profile, hubs, criterion: np.array([False]))
    catalogue = SimpleNamespace(criteria={"cost": "cost"}, ranker=ranker)
    ranking = SimpleNamespace(weights={"cost": weight}, profile=SimpleNamespace(importance={"cost": importance}))
    return bool(tiers.too_little(catalogue, ranking, ranked("one", 0.5, evidence)))


@pytest.mark.parametrize(
    ("importance", "evidence", "weight", "is_thin"),
    [
        (3, 1, 0.1, True),
        (3, 2, 0.1, False),
        (2, 0, 0.41, True),
        (2, 0, 0.39, False),
        (2, 1, 0.41, False),
        (3, 0, 0.1, True),
    ],
)
def test_two_items_are_enough_on_what_is_decisive_and_one_on_two_fifths_of_the_weight(
    importance, evidence, weight, is_thin
):
    assert thin(importance, evidence, weight) == is_thin


@pytest.mark.parametrize(("importance", "is_known"), [(1, True), (2, False), (3, False)])
def test_a_clear_winner_is_known_on_all_that_matters(importance, is_known):
    ranking = SimpleNamespace(profile=SimpleNamespace(importance={"cost": importance}))
    assert tiers._is_known(ranking, ranked("one", 0.5, evidence=0)) == is_known


@pytest.mark.parametrize(("first", "is_out"), [(0.0049, True), (0.0051, False)])
def test_who_comes_first_less_than_once_in_two_hundred_is_surely_out(first, is_out):
    sure = rows.certainty(HubStability("lima", first, 0.1, (1, 8), (0.4, 0.6)))
    assert sure.never == is_out


@pytest.mark.parametrize(("contribution", "named"), [(-0.0051, True), (-0.0049, False), (0.01, False)])
def test_half_a_point_less_is_to_watch_out_for(contribution, named):
    line = SimpleNamespace(items=1, contribution=contribution)
    assert bool(rows.watch_out([line])) == named
    table = SimpleNamespace(contributions=np.array([[contribution]]), evidence=np.array([[1]]))
    rest, never = SimpleNamespace(rest=SimpleNamespace(keys=(0,))), SimpleNamespace(p_first=np.array([0.0]))
    assert bool(results._surely_out(SimpleNamespace(table=table), never, rest)) == named


@pytest.mark.parametrize(("value", "tone"), [(0.0006, "up"), (-0.0006, "down"), (0.0004, "mixed"), (-0.0004, "mixed")])
def test_what_prints_as_nothing_speaks_neither_for_nor_against(value, tone):
    assert tone_of(value) == tone


def test_a_score_is_mixed_good_or_outstanding():
    words = [verdict_of(mean) for mean in (0.44, 0.46, 0.64, 0.66, 0.79, 0.81)]
    assert words == ["weak", "mixed", "mixed", "good", "good", "standout"]


@pytest.mark.parametrize(("items", "highest"), [(3, True), (2, False)])
def test_three_items_make_a_hub_the_highest(items, highest):
    assert Cell(None, None, 0.9, "", "", "", "", None, above=4, others=4, count=items).is_highest == highest


def test_two_ways_in_which_a_hub_is_better_than_home_and_two_in_which_it_is_worse():
    earned = {f"c{place}": 0.05 * place for place in range(7)}
    home = SimpleNamespace(slug="lima", earned=dict.fromkeys(earned, 0.15), evidence=dict.fromkeys(earned, 1))
    there = SimpleNamespace(slug="cusco", earned=earned, evidence=dict.fromkeys(earned, 1))
    told = than_home({slug: slug for slug in earned}, SimpleNamespace(figures=home), there)
    assert [(gap.criterion, gap.points) for gap in told.gaps] == [("c6", 15), ("c5", 10), ("c0", -15), ("c1", -10)]


@pytest.mark.parametrize(("letters", "shown"), [(59, False), (60, True), (170, True), (171, False)])
def test_the_first_page_shows_a_quote_of_one_or_two_lines(letters, shown):
    quote = SimpleNamespace(
        form="quote", kind="first-hand", hub="lima", label="", criterion="cost", speaker="Ana", rating=1, key="a",
        text="x" * letters,
    )  # fmt: skip
    ranker = SimpleNamespace(cell=lambda hub, criterion: SimpleNamespace(count=1))
    assert landing._quote(SimpleNamespace(evidence={"a": quote}, ranker=ranker)) == (quote if shown else None)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("abcd", "abce", "same"), ("abcd", "acbd", "reordered"), ("abcd", "abdc", "other"), ("abcd", "bacd", "reordered")],
)
def test_a_shared_ranking_is_the_same_if_its_first_three_are(before, after, kind):
    assert moves._kind(before, after) == kind


@pytest.mark.parametrize(("other", "twins"), [("a b c x y", True), ("a b x y z", False)])
def test_two_statements_of_one_speaker_are_one_if_three_fifths_of_their_words_are(other, twins):
    one, two = (
        SimpleNamespace(text=text, origin="", speaker="Ana", source=SimpleNamespace(slug="talk"))
        for text in ("a b c d e", other)
    )
    assert voices.are_twins(one, two) == twins


def test_what_would_change_is_asked_for_the_four_behind_the_first(monkeypatch):
    asked = []
    monkeypatch.setattr(whatif, "levers", lambda ranker, profile, hubs: (asked.extend(hubs), {}))
    hubs = [ranked(f"h{place}", 0.5) for place in range(8)]
    catalogue = SimpleNamespace(ranker=None, hubs={hub.slug: hub for hub in hubs})
    whatif.what_would_change_first(catalogue, None, SimpleNamespace(hubs=hubs, profile=None), close=1)
    assert asked == ["h1", "h2", "h3", "h4"]


@pytest.mark.parametrize(("close", "leader"), [(5, "h0"), (6, None)])
def test_with_six_as_good_as_the_first_nothing_is_said_to_change_it(monkeypatch, close, leader):
    monkeypatch.setattr(whatif, "levers", lambda ranker, profile, hubs: (False, {}))
    hubs = [ranked(f"h{place}", 0.5) for place in range(8)]
    catalogue = SimpleNamespace(ranker=None, hubs={hub.slug: hub.slug for hub in hubs})
    found = whatif.what_would_change_first(catalogue, None, SimpleNamespace(hubs=hubs, profile=None), close)
    assert found.leader == leader


@pytest.mark.parametrize(("behind", "kind"), [(0.4, "equal"), (0.5, "wins")])
def test_half_a_point_decides_a_line(behind, kind):
    assert (
        winner_of([Entry(side, value, 1, None, ()) for side, value in (("a", 7.0), ("b", 7.0 - behind))]).kind == kind
    )


@pytest.mark.parametrize(("year", "old"), [("2021", False), ("2020", True), ("2020-12-31", True), ("", False)])
def test_what_was_said_more_than_five_years_before_a_release_is_old(year, old):
    said = SimpleNamespace(source=SimpleNamespace(date=year))
    assert is_old(SimpleNamespace(date=date(2026, 1, 1)), said) == old


@pytest.mark.parametrize(("hubs", "told"), [(2, None), (3, "2")])
def test_three_hubs_are_enough_to_say_what_is_usual(hubs, told):
    figure = SimpleNamespace(
        value=2.0, indicator=SimpleNamespace(slug="parks", scale="linear", within_country=False, decimals=0)
    )
    names = [f"h{place}" for place in range(hubs)]
    catalogue = SimpleNamespace(measured={"parks": dict.fromkeys(names, 2.0)}, hubs=names)
    usual = facts.usual(catalogue, SimpleNamespace(country=SimpleNamespace(name="Peru")), figure)
    assert (usual and usual.value) == told


def test_six_facts_of_a_group_stand_open_and_the_rest_is_folded():
    indicator = SimpleNamespace(
        slug="parks", scale="linear", within_country=False, decimals=0, label="", order=1, group="life"
    )
    figures = [SimpleNamespace(value=None, indicator=indicator, is_ranked=True, hub="lima") for _ in range(8)]
    catalogue = SimpleNamespace(figures_of=lambda hub: figures, measured={})
    (group,) = facts.groups(catalogue, SimpleNamespace(slug="lima", country=None))
    assert (len(group.first), len(group.more)) == (6, 2)


def test_a_hundred_of_a_tier_and_of_what_is_left_out_are_listed():
    tiers = dict.fromkeys(("close", "good", "rest", "unsure"), range(101))
    assert len(Outcome.in_short.fget(SimpleNamespace(**tiers))) == 4 * 100
    excluded = [SimpleNamespace(reasons=("cost",), hub=hub) for hub in range(101)]
    assert Outcome.left_out.fget(SimpleNamespace(excluded=excluded)) == {("cost",): list(range(100))}


@pytest.mark.parametrize(("people", "large"), [(8, False), (9, True)])
def test_of_up_to_eight_people_each_is_told_what_they_give_up(people, large):
    assert GroupAnswer.is_large.fget(SimpleNamespace(own=range(people))) == large


def test_five_of_those_that_never_come_first_are_named():
    assert Outcome.named_out.fget(SimpleNamespace(surely_out=range(9))) == range(5)


def test_of_those_that_are_as_close_the_first_twenty_are_numbered_on_the_map():
    close = [
        SimpleNamespace(
            rank=2, coverage=1.0, hub=SimpleNamespace(slug=f"h{at}", name="", latitude=50.0 - 4 * at, longitude=-70.0)
        )
        for at in range(24)
    ]
    dots = Outcome.dots.fget(SimpleNamespace(shortlist=(), close=close, in_short=close, excluded=()))
    assert [row is not None for _, row in dots] == [False] * 4 + [True] * 20


@pytest.mark.parametrize(("ratio", "gain"), [(0.999, "0.1"), (0.9996, ""), (1.0, ""), (1.1, "")])
def test_a_gain_that_prints_as_nothing_is_not_told(ratio, gain):
    found = {"statements": 9, "coverage": 0.9, "ratio": ratio, "agreement": {}}
    assert method.check(SimpleNamespace(accuracy=found, criteria={})).gain == gain


@pytest.mark.parametrize(("praise", "blame", "is_praised"), [(2, 1, True), (1, 1, False), (1, 2, False)])
def test_a_hub_is_praised_where_more_speaks_for_it_than_against_it(praise, blame, is_praised):
    with patch.object(shortlist, "_telling", lambda *about, good: range(praise if good else blame)):
        assert shortlist._is_praised(None, "lima", SimpleNamespace(slug="safety", options=())) == is_praised
