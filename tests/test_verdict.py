"""The verdict, and the tiers by how surely a hub is among the best."""

import dataclasses

import pytest

from hubs.explanations.results import explain
from hubs.explanations.stability import stability_of
from hubs.explanations.tiers import tiers_of
from hubs.models import Evidence, SharedRanking
from hubs.ranking.stability import HubStability, Stability
from tests import makers
from tests.asking import QUESTIONS, ask, outcome, say, slugs
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    """Eight towns, each a little worse than the one before; no figure defines their cost."""
    for place in range(8):
        say(f"town-{place}", rating=2, times=10 - place)
    makers.make_release()


def tiers(*first, query="cost=1"):
    """The tiers if the towns came first this often, in shares of 1."""
    catalogue, _, ranking = ask(query)
    first += (0.0,) * (len(ranking.hubs) - len(first))
    how = [HubStability(hub.slug, p, p, 0.5, (1, 8), (0.4, 0.6)) for hub, p in zip(ranking.hubs, first, strict=True)]
    return tiers_of(catalogue, ranking, Stability(tuple(how)))


def towns_named(*places):
    return [f"town-{place}" for place in places]


def test_no_hub_left_is_no_verdict(client):
    makers.make_release()
    response = client.get("/results/?cost=1&country=CA&language=es")
    found = response.context["outcome"]
    assert (found.verdict, found.leader, found.runner_up, found.shortlist, found.sure) == ("none", None, None, (), 0)
    assert len(found.excluded) == found.asked == 3


def test_the_only_hub_left_is_no_best_one(client):
    makers.make_release()
    response = client.get("/results/?cost=1&country=CA")
    assert response.context["outcome"].verdict == "only"
    assert slugs(response.context["outcome"].shortlist) == ["toronto"]
    assert "Only Toronto passes your dealbreakers." in Page(response).part("h1")


@pytest.mark.parametrize(("first", "verdict"), [(0.5, "best"), (0.499, "shortlist")])
def test_the_best_comes_first_every_second_time(towns, first, verdict):
    assert tiers(first, 0.1, 0.25, 1 - first - 0.35).verdict == verdict


def test_beside_the_best_stands_its_runner_up(towns):
    found = tiers(0.5, 0.1, 0.4)
    assert slugs(found.shortlist) == towns_named(0, 1)
    assert found.close == ()


def test_a_clear_winner_is_said_in_words(client):
    say("best", rating=2, times=30)
    say("worst", rating=-2, times=30)
    makers.make_release()
    response = client.get("/results/?cost=1")
    found = response.context["outcome"]
    assert found.verdict == "best"
    assert (found.leader.hub.slug, found.runner_up.hub.slug) == ("best", "worst")
    assert (found.leader.sure.first, found.leader.sure.one_rank, found.sure) == (100, True, 100)
    assert "Best fits you best." in Page(response).part("h1")


def test_twins_are_level(client):
    say("one")
    say("other")
    makers.make_release()
    response = client.get("/results/?cost=1")
    found = response.context["outcome"]
    assert found.verdict == "level"
    assert {row.sure.first for row in found.rows} == {50}
    assert {row.rank for row in found.shortlist} == {1}
    assert len(found.shortlist) == 2


def test_hubs_with_one_rank_are_level(towns):
    catalogue, _, ranking = ask("cost=1")
    same = dataclasses.replace(ranking, hubs=tuple(dataclasses.replace(hub, rank=1) for hub in ranking.hubs))
    how = [HubStability(hub.slug, 1 / 8, 0.4, 0.5, (1, 8), (0.4, 0.6)) for hub in ranking.hubs]
    assert tiers_of(catalogue, same, Stability(tuple(how))).verdict == "level"
    assert tiers_of(catalogue, ranking, Stability(tuple(how))).verdict == "shortlist"


def test_twins_ahead_of_all_others_are_level_on_the_page(client):
    for slug in ("ayacucho", "piura"):
        say(slug, rating=2, times=20)
    say("worst", rating=-2, times=20)
    makers.make_release()
    response = client.get("/results/?cost=1")
    assert response.context["outcome"].verdict == "level"
    page = Page(response)
    assert "are level" in page.part("h1")
    assert page.texts(".result .rank") == ["Rank 1"] * 2


def test_all_that_are_level_are_there_to_choose_from(client):
    for place in range(6):
        say(f"town-{place}", rating=2, times=20)
    makers.make_release()
    response = client.get("/results/?cost=1")
    assert len(response.context["outcome"].shortlist) < 6
    page = Page(response)
    assert page.texts("h1") == ["6 hubs are level."]
    assert "6 to choose from" in page.part(".results-head")


def test_the_shortlist_is_the_fewest_that_come_first_two_thirds_of_the_time(towns):
    found = tiers(0.3, 0.05, 0.4, 0.15, 0.1)
    assert found.verdict == "shortlist"
    assert slugs(found.shortlist) == towns_named(0, 2)
    assert found.sure == pytest.approx(0.7)
    assert slugs(tiers(0.3, 0.05, 0.36, 0.19, 0.1).shortlist) == towns_named(0, 2, 3)


def test_of_more_than_five_the_leader_and_the_likeliest_stay_in_their_order(towns):
    found = tiers(0.01, 0.10, 0.12, 0.11, 0.13, 0.14, 0.19, 0.20)
    assert slugs(found.shortlist) == towns_named(0, 4, 5, 6, 7)
    assert slugs(found.close) == towns_named(2)
    assert found.sure == pytest.approx(0.01 + 0.13 + 0.14 + 0.19 + 0.20)


def test_good_fits_are_the_next_five_that_are_decent_and_better_than_most(towns):
    found = tiers(0.9, 0.1)
    assert slugs(found.good) == towns_named(2, 3, 4)
    assert slugs(found.rest) == towns_named(5, 6, 7)
    say("town-9", rating=-2, times=60)
    makers.make_release()
    assert slugs(tiers(0.9, 0.1).good) == towns_named(2, 3, 4, 5, 6)
    Evidence.objects.exclude(hub__slug="town-9").update(rating=1)
    makers.make_release()
    assert slugs(tiers(0.9, 0.1).good) == towns_named(2, 3, 4, 5, 6), "half of all points is decent"
    Evidence.objects.update(rating=-1)
    makers.make_release()
    assert tiers(0.9, 0.1).good == (), "less than decent is no good fit, even if others are worse"


@pytest.fixture(params=QUESTIONS)
def real(request):
    """A question to the real catalogue, its ranking and the outcome."""
    makers.make_real_release()
    catalogue, _, ranking = ask(request.param)
    return catalogue, ranking, explain(catalogue, ranking)


def test_every_ranked_hub_stands_in_one_tier(real):
    _, ranking, found = real
    tiers = [found.shortlist, found.close, found.good, found.rest, found.unsure]
    assert sorted(slugs(row for tier in tiers for row in tier)) == sorted(hub.slug for hub in ranking.hubs)
    assert all(slugs(tier) == [slug for slug in slugs(found.rows) if slug in slugs(tier)] for tier in tiers)
    assert found.in_short == (*found.close, *found.good, *found.rest, *found.unsure)


def test_a_shortlist_is_short_and_as_sure_as_it_says(real):
    _, _, found = real
    assert 1 <= len(found.shortlist) <= 5
    assert found.leader == next(row for row in found.rows if row not in found.unsure)
    assert found.sure == pytest.approx(sum(row.sure.first for row in found.shortlist), abs=len(found.shortlist) / 2)
    if found.leader.sure.first != 50:  # of 49.6 as well, which is not every second time
        assert (found.verdict == "best") == (found.leader.sure.first > 50)


# Not enough known


def test_one_statement_on_a_decisive_priority_is_too_little(client):
    say("known", rating=1, times=2)
    say("hearsay", rating=2, times=1)
    say("silent", criterion="family")
    makers.make_criterion("airport", kind="less")
    makers.make_release()
    response = client.get("/results/?cost=3&family=1")
    found = response.context["outcome"]
    assert slugs(found.rows)[0] == "hearsay", "it would lead"
    assert slugs(found.unsure) == ["hearsay", "silent"]
    assert slugs(found.shortlist) == ["known"]
    assert found.leader.hub.slug == "known"
    assert [criterion.slug for criterion in found.unsure[0].unknown] == ["cost"]
    assert not any(row.unknown for row in found.shortlist)
    assert len(Page(response).all(".rest tbody tr")) == 2
    assert Page(response).all(".rest #hub-hearsay")
    assert slugs(outcome("cost=2&family=1").unsure) == ["silent"], "something has to be known of what weighs most"
    assert outcome("cost=1&family=1&airport=1").unsure == (), "else only what is decisive has to be known"


def test_who_would_rank_before_the_shortlist_if_more_were_known_is_named(client):
    say("known", rating=1, times=2)
    say("hearsay", rating=2, times=1)
    makers.make_release()
    response = client.get("/results/?cost=3")
    found = response.context["outcome"]
    assert [row.rank for row in found.shortlist] == [2]
    assert slugs(found.untold) == ["hearsay"]
    first = found.unsure[0].sure.first
    words = f"Hearsay has more points than the last of these and comes first in {first} of 100 tries"
    assert words in Page(response).part(".ranking")
    assert outcome("cost=2").untold == ()


def test_a_defining_figure_is_enough_and_a_supporting_one_is_not():
    say("known", times=2)
    for slug, role in (("measured", "defining"), ("described", "supporting")):
        indicator = makers.make_indicator(f"rent-{role}", criterion=makers.make_criterion("cost"), role=role)
        makers.make_figure(makers.make_hub(slug), indicator, 10.0)
    makers.make_release()
    assert slugs(outcome("cost=3").unsure) == ["described"]


def test_without_figures_a_measured_hub_is_not_known_either():
    indicator = makers.make_indicator("rent", criterion=makers.make_criterion("cost"))
    makers.make_figure(makers.make_hub("measured"), indicator, 10.0)
    say("known", times=2)
    makers.make_release()
    assert outcome("cost=3").unsure == ()
    assert slugs(outcome("cost=3&basis=people").unsure) == ["measured"]


def test_where_nothing_is_known_of_any_hub_there_is_no_leader(client):
    makers.make_release()
    response = client.get("/results/?airport=3&family=3&country=CA&basis=people")
    found = response.context["outcome"]
    assert found.leader is None
    assert found.verdict not in {"none", "only", "best"}, "its titles name a leader"
    assert slugs(found.unsure) == ["toronto"]
    assert not response.context["question"]
    assert "Too little is known" in Page(response).part("h1")
    assert Page(response).title == "Your ranking · Relocate"
    link = shared_link(client.post("/share/", {"answers": "airport=3&family=3&country=CA&basis=people"}))
    assert Page(client.get(link)).title == "A shared ranking · Relocate"
    assert client.get(f"{link}card.png").status_code == 200


def test_two_thirds_are_of_the_times_that_a_known_hub_comes_first(towns):
    Evidence.objects.filter(hub__slug="town-7").delete()
    makers.make_release()
    unsure_wins = tiers(0.2, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.6, query="cost=3")
    assert slugs(unsure_wins.unsure) == ["town-7"]
    assert slugs(unsure_wins.shortlist) == towns_named(0, 1)
    assert unsure_wins.close == (), "who never comes first is not as close"
    assert unsure_wins.sure == pytest.approx(0.4)


def test_a_hub_that_is_not_known_enough_never_leads(real):
    catalogue, ranking, found = real
    decisive = [slug for slug, importance in ranking.profile.importance.items() if importance == 3]
    cells = catalogue.ranker.cells_
    for hub, row in zip(ranking.hubs, found.rows, strict=True):
        at = cells.hubs.index(hub.slug)
        measured = {
            slug: any(cells.measured[at, cells.column(slug, option)] >= 0 for option in options_of(ranking, slug))
            for slug in decisive
        }
        thin = [slug for slug in decisive if hub.evidence[slug] < 2 and not measured[slug]]
        heavy = [slug for slug, weight in ranking.weights.items() if weight >= 0.4 and slug not in decisive]
        thin += [slug for slug in heavy if not hub.evidence[slug]]
        assert (row in found.unsure) == bool(thin)
        assert [criterion.slug for criterion in row.unknown] == thin


def options_of(ranking, slug):
    return ranking.profile.options.get(slug, ("",))


# What choosing costs


def test_choosing_costs_what_the_best_has_more_on_average(client):
    makers.make_release()
    catalogue, _, ranking = ask("cost=2&family=1")
    sure = {hub.slug: hub.regret for hub in stability_of(catalogue, ranking).hubs}
    rows = {row.hub.slug: row for row in outcome("cost=2&family=1").rows}
    assert all(str(row.regret) == f"{100 * sure[slug]:.1f}" for slug, row in rows.items())
    assert float(rows["lima"].regret) < float(rows["cusco"].regret) < float(rows["toronto"].regret)


def test_the_best_for_sure_costs_nothing():
    say("best", rating=2, times=60)
    say("worst", rating=-2, times=60)
    makers.make_release()
    best, worst = outcome("cost=1").rows
    assert str(best.regret) == "0.0"
    first, last = ask("cost=1")[2].hubs
    assert float(worst.regret) == pytest.approx(100 * (first.score - last.score), abs=0.1)


def test_nobody_reckoned_what_choosing_costs_before(client):
    """A link shared before regrets were reckoned, and the same ranking now."""
    makers.make_release()
    link = shared_link(client.post("/share/", {"answers": "cost=2&family=1"}))
    shared = SharedRanking.objects.get()
    with_regret = client.get(link)
    for hub in shared.outcome["stability"]:
        del hub["regret"]
    shared.save()
    without = client.get(link)
    assert without.status_code == 200
    assert all(row.regret is None for row in without.context["outcome"].rows)
    assert "on average against the best" in Page(with_regret)
    assert "on average against the best" not in Page(without)
    assert slugs(without.context["outcome"].shortlist) == slugs(with_regret.context["outcome"].shortlist)
    assert client.get(f"{link}ranking.csv").status_code == client.get(f"{link}ranking.json").status_code == 200
    assert client.get(f"{link}card.png").status_code == 200


def test_of_many_hubs_a_page_lists_a_hundred_of_each_tier_and_says_how_many_more(client):
    """And nobody explains the others: they are in the files to take along."""
    cost, usa = makers.make_criterion("cost"), makers.make_country(code="US", name="United States")
    for at in range(110):
        for country in (makers.make_country(), usa):
            makers.make_evidence(makers.make_hub(f"{country.code.lower()}-{at:03}", country=country), cost, 2)
    makers.make_release()
    page, found = Page(client.get("/results/?cost=1&country=PE")), outcome("cost=1&country=PE")
    beyond = [len(tier) - 100 for tier in (found.close, found.rest, found.excluded) if len(tier) > 100]
    assert beyond
    assert all(f"And {number} more hub" in page for number in beyond)
    assert len(found.dots) <= len(found.shortlist) + 3 * 100 + 5
