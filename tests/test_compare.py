import random
import re

import pytest
from django.template.loader import render_to_string

from hubs.catalogue import releases
from hubs.explanations.compare import compare_places, for_and_against, starting_with
from hubs.explanations.items import Item, item
from hubs.explanations.results import explain
from hubs.explanations.standings import Side
from hubs.explanations.winners import Behind, Entry, winner_of, with_gaps
from hubs.formats import listed
from hubs.models import Criterion, Hub, Release
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
TWO = f"/compare/?hub=lima&hub=toronto&{ANSWERS}"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def main(response):
    """The page without its frame: the header repeats the address in every language."""
    return Page(response).part("main")


def compared(hubs, query=ANSWERS, here="", **ratings):
    form = makers.answers(query) if query else None
    assert form is None or form.is_valid(), form.errors
    return compare_places(releases.current(), hubs, here, form.profile if form else None, ratings)


def line(comparison, slug):
    return next(each for each in comparison.lines or comparison.others if each.criterion.slug == slug)


def entry(comparison, slug, hub):
    return next(each for each in line(comparison, slug).entries if each.side.slug == hub)


def say(slug, criterion, rating, times=1, **overrides):
    for number in range(times):
        values = {"speaker": f"{slug} {criterion} {rating} {number}"} | overrides
        makers.make_evidence(Hub.objects.get(slug=slug), Criterion.objects.get(slug=criterion), rating, **values)


# What wins, and by how much


def make_entry(name, value, items=1):
    side = Side(name, name.title(), None, False)
    return Entry(side=side, value=value, items=items, track=None, said=())


@pytest.mark.parametrize(
    ("values", "kind", "leaders", "margin"),
    [
        ({"a": (5.0, 1), "b": (3.0, 1)}, "wins", "A", "2.0"),
        ({"a": (3.0, 1), "b": (5.0, 1)}, "wins", "B", "2.0"),
        ({"a": (5.0, 1), "b": (4.6, 1)}, "equal", "A and B", "0.4"),
        ({"a": (5.0, 1), "b": (4.5, 1)}, "wins", "A", "0.5"),
        ({"a": (5.0, 1), "b": (4.8, 1), "c": (1.0, 1)}, "shared", "A and B", "0.2"),
        ({"a": (1.0, 1), "b": (9.0, 0)}, "alone", "A", "8.0"),
        ({"a": (1.0, 0), "b": (9.0, 0)}, "unknown", "", "8.0"),
        ({"a": (5.0, 1), "b": (9.0, 0), "c": (4.0, 2)}, "wins", "A", "1.0"),
    ],
)
def test_only_what_is_known_can_win(values, kind, leaders, margin):
    verdict = winner_of([make_entry(name, *each) for name, each in values.items()])
    assert (verdict.kind, verdict.leader_names, verdict.margin) == (kind, leaders, margin)


def test_of_three_each_says_what_it_lacks_to_the_best_known_one():
    a, b = make_entry("a", 5.0), make_entry("b", 4.0)
    entries = with_gaps([a, b, make_entry("c", 9.0, items=0), make_entry("d", 2.0)])
    assert [each.behind for each in entries] == [None, None, None, Behind("3.0", a.side)], "of b the verdict says it"
    level = with_gaps([a, make_entry("b", 4.8), make_entry("c", 4.0)])
    assert [each.behind for each in level] == [None, None, Behind("1.0", a.side)]
    assert [each.behind for each in with_gaps([make_entry("a", 5.0), make_entry("b", 4.0)])] == [None, None]


def test_names_are_listed_as_one_says_them():
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_points_and_their_difference_are_those_of_the_ranking():
    catalogue, found = releases.current(), compared(["lima", "toronto"])
    ranked = {hub.slug: hub for hub in catalogue.rank(makers_profile()).hubs}
    for each in found.lines:
        slug = each.criterion.slug
        for one in each.entries:
            assert one.value == pytest.approx(100 * ranked[one.side.slug].earned[slug], abs=0.0501)
    gaps = [each.entries[0].value - each.entries[1].value for each in found.lines]
    assert sum(gaps) == pytest.approx(100 * (ranked["lima"].score - ranked["toronto"].score), abs=0.21)
    assert {each.side.slug: each.score for each in found.standings} == {
        slug: round(100 * ranked[slug].score) for slug in ("lima", "toronto")
    }


def makers_profile(query=ANSWERS):
    form = makers.answers(query)
    assert form.is_valid()
    return form.profile


def test_criteria_come_in_the_readers_weight_order_and_the_rest_below():
    found = compared(["lima", "toronto"], "cost=1&family=3")
    assert [each.criterion.slug for each in found.lines] == ["family", "cost"]
    assert [each.criterion.slug for each in found.others] == ["specialty", "airport"]
    assert [taste.criterion.slug for taste in found.tastes] == ["size"]


def test_the_summary_says_where_each_wins(client):
    page = Page(client.get(TWO))
    assert "Lima wins on Cost." in page
    assert "Toronto wins on Family." in page


def test_a_line_says_who_wins_and_by_how_much(client):
    found = compared(["lima", "toronto"])
    lima, toronto = (entry(found, "cost", slug).value for slug in ("lima", "toronto"))
    assert f"Lima wins by {lima - toronto:.1f} points over Toronto." in Page(client.get(TWO))
    assert f"{lima:.1f} of 66.7" in Page(client.get(TWO))


def test_what_is_equal_is_called_so(client):
    say("cusco", "specialty", 1, label=Criterion.objects.get(slug="specialty").options.get(slug="fintech"))
    makers.make_release()
    page = Page(client.get("/compare/?hub=lima&hub=cusco&specialty=fintech"))
    assert "About equal on Specialty." in page
    assert "less than half a point apart" in page


def test_what_is_unknown_is_hatched_named_and_wins_nothing(client):
    page = Page(client.get("/compare/?hub=lima&hub=cusco&airport=1"))
    assert page.all(".fill.unknown")
    assert "Unknown for Cusco, so nobody wins." in page
    assert "Too little is known to name a winner on Airport." in page
    assert "wins on" not in page.source
    assert "never as zero" in page


def test_where_nothing_is_known_of_either_nobody_wins(client):
    page = Page(client.get("/compare/?hub=cusco&hub=toronto&cost=1&specialty=ai"))
    assert "Nothing is known here, so nobody wins." in page


# The verdict


def test_hubs_that_cannot_be_told_apart_are_called_equal(client):
    makers.make_hub("arequipa")
    say("arequipa", "cost", 2)
    makers.make_release()
    outcome = client.get(f"/results/?{ANSWERS}").context["outcome"]
    first, second = (row.hub.name for row in outcome.shortlist[:2])
    assert (outcome.verdict, {first, second}) == ("shortlist", {"Lima", "Arequipa"})
    page = Page(client.get(f"/compare/?hub=arequipa&hub=lima&{ANSWERS}"))
    assert page.texts("h1") == [f"{first} and {second} fit about equally."]
    three = Page(client.get(f"/compare/?hub=arequipa&hub=lima&hub=toronto&{ANSWERS}"))
    assert three.texts("h1") == [f"{first} and {second} may each fit best; Toronto probably not."]


def test_a_clear_winner_is_said_in_words(client):
    say("lima", "cost", 2, times=30)
    say("toronto", "cost", -2, times=30)
    makers.make_release()
    page = Page(client.get("/compare/?hub=toronto&hub=lima&cost=1"))
    assert "Lima fits better than Toronto." in page
    assert "Best of these in 100 of 100 tries" in page
    three = Page(client.get("/compare/?hub=toronto&hub=cusco&hub=lima&cost=1"))
    assert "Lima fits better than Cusco and Toronto." in three


PEOPLE = (
    "family=3&traffic=2&cost=2&specialty=fintech",
    "cost=3&safety=3&talent=1",
    "startups=3&employers=2&talent=2&airport=1",
    "safety=2&family=2&culture=1&remote=3&must=safety",
    "cost=1&safety=1&family=1&traffic=1&talent=1&culture=1&community=1&airport=1",
    "cost=3&country=MX&country=BR",
)


@pytest.mark.parametrize("query", PEOPLE)
def test_no_hub_that_the_ranking_calls_close_is_called_beaten(query):
    """Whichever hubs are chosen: who fits best of all is never beaten, and who stands behind never wins against it."""
    Release.objects.all().delete()
    makers.make_real_release()
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    outcome = explain(form.catalogue, form.catalogue.rank(form.profile))
    is_clear = outcome.verdict == "best"
    best = {row.hub.slug for row in ((outcome.leader,) if is_clear else (*outcome.shortlist, *outcome.close))}
    if not is_clear:
        level = {row.rank for row in outcome.rows if row.hub.slug in best}  # equal points are no worse
        best |= {row.hub.slug for row in outcome.rows if row.rank in level and not row.unknown}
    behind = {row.hub.slug for row in outcome.rows if not row.unknown} - best
    choices = [[row.hub.slug for row in outcome.rows[:3]], [row.hub.slug for row in outcome.rows[-2:]]]
    stream = random.Random(0)
    choices += [stream.sample(list(form.catalogue.hubs), stream.randint(2, 4)) for _ in range(12)]
    for hubs in choices:
        verdict = compare_places(form.catalogue, hubs, "", form.profile, {}).verdict
        named, beaten = ({side.slug for side in sides} for sides in (verdict.best, verdict.beaten))
        ranked = {row.hub.slug for row in outcome.rows} & set(hubs)
        assert named | beaten == {slug for slug in hubs if slug in best | behind or slug not in ranked}
        if verdict.is_behind:
            assert not best & set(hubs)
        elif named & ranked:
            assert not beaten & best
            assert not named & behind
        else:  # a place that a dealbreaker leaves out is better than all that pass
            assert named
            assert verdict.kind in {"best", "equal", "open", "close"}


def test_the_first_hubs_that_fit_alike_are_no_worse_beside_each_other(client):
    """A tie of more hubs than are on a shortlist is one also of any two of them."""
    for slug in ("arequipa", "trujillo", "piura", "tacna", "iquitos", "juliaca"):
        say(makers.make_hub(slug).slug, "cost", 2)
    makers.make_release()
    outcome = client.get("/results/?cost=1").context["outcome"]
    assert (outcome.verdict, outcome.level) == ("level", 7)
    assert len(outcome.close) < 2, "two thirds of them are close, the others as good"
    page = Page(client.get("/compare/?hub=arequipa&hub=iquitos&hub=trujillo&hub=tacna&cost=1"))
    assert page.texts("h1") == ["Arequipa, Iquitos, Tacna and Trujillo are level."]


def test_hubs_that_the_ranking_has_further_down_are_told_apart_among_themselves(client):
    say("lima", "cost", 2, times=30)
    say("toronto", "cost", -2, times=30)
    makers.make_release()
    page = Page(client.get("/compare/?hub=toronto&hub=cusco&cost=1"))
    assert page.texts("h1") == ["Cusco fits better than Toronto."]
    assert "Other hubs fit better: none of these is among the best of the ranking." in page
    assert "Other hubs fit you better" not in Page(client.get("/compare/?hub=lima&hub=cusco&cost=1"))


def test_a_hub_of_which_too_little_is_known_is_neither_better_nor_worse(client):
    makers.make_hub("nowhere")
    makers.make_release()
    page = Page(client.get("/compare/?hub=lima&hub=nowhere&cost=3"))
    assert page.texts("h1") == ["Lima and Nowhere, side by side"]
    assert "Too little is known about Nowhere on Cost, which is decisive, to say how well it fits." in page


def test_a_hub_that_a_dealbreaker_leaves_out_is_compared_and_says_so(client):
    page = Page(client.get(f"{TWO}&country=PE"))
    assert "Toronto is left out of the ranking. Not in a country that is allowed." in page
    assert "Left out of the ranking" in page
    assert "Rank 1 of 2" in page


def test_what_a_dealbreaker_cannot_check_is_flagged(client):
    response = client.get(f"/compare/?hub=lima&hub=cusco&{ANSWERS}&must=airport")
    unchecked = {each.side.slug: each.unchecked for each in response.context["comparison"].standings}
    assert unchecked["lima"] == ()
    assert [reason.name for reason in unchecked["cusco"]] == ["Airport"]
    (note,) = [note for note in Page(response).texts(".unknown-note") if "worth a check" in note]
    assert "Airport" in note


def test_a_hub_shows_the_range_of_its_ranking():
    catalogue = releases.current()
    rows = {row.hub.slug: row.sure for row in explain(catalogue, catalogue.rank(makers_profile())).rows}
    for each in compared(["cusco", "toronto"]).standings:
        assert (each.low, each.high) == (rows[each.side.slug].low, rows[each.side.slug].high)


# Words


def test_each_side_is_quoted_and_links_to_its_evidence_with_the_answers(client):
    page = Page(client.get(TWO))
    assert len(page.all("blockquote")) >= 4
    addresses = page.values("a[data-drawer]", "href")
    assert "/hubs/lima/cost/?cost=2&family=1" in addresses
    assert "/hubs/toronto/family/?cost=2&family=1" in addresses


def make_item(form, size, tone=None):
    tone = tone or ("up" if size > 0 else "down")
    return Item(about=None, form=form, tone=tone, criterion=None, country="", size=size)


@pytest.mark.parametrize(
    ("items", "chosen"),
    [
        ([], []),
        ([("claim", 1.0), ("claim", 2.0)], [1]),
        ([("claim", -1.0), ("claim", 3.0)], [1, 0]),
        ([("claim", -1.0), ("claim", -3.0), ("claim", 0.5)], [2, 1]),
        ([("claim", 3.0), ("figure", 9.0)], [0]),
        ([("figure", 1.0), ("figure", -2.0)], [0, 1]),
        ([("quote", 1.0), ("claim", 1.5)], [0]),
        ([("quote", 1.0), ("claim", 2.5)], [1]),
        ([("claim", 0.2, "mixed"), ("claim", 0.3, "mixed")], [1]),
        ([("claim", 0.2, "mixed"), ("claim", -0.3)], [1]),
    ],
)
def test_the_strongest_of_each_side_is_shown(items, chosen):
    items = [make_item(*each) for each in items]
    assert list(for_and_against(items)) == [items[place] for place in chosen]


@pytest.mark.parametrize(("effect", "printed"), [(0.0004, []), (-0.0004, []), (None, []), (0.01, ["+1.0 points"])])
def test_what_adds_nothing_bears_no_number(effect, printed):
    catalogue = releases.current()
    said = item(catalogue, next(iter(catalogue.evidence.values())), effect, 100)
    page = Page(render_to_string("hubs/parts/item.html", {"item": said, "in_points": True}))
    assert page.texts(".item-effect") == printed


def test_each_place_is_shown_for_and_against(client):
    say("lima", "cost", 2, text="Rents are low.")
    say("lima", "cost", -2, speaker="A tenant", text="Rents have doubled.")
    makers.make_release()
    page = Page(client.get("/compare/?hub=lima&hub=cusco&cost=1"))
    first = Page(page.all(".compare-entry")[0].html)
    assert [Page(tag.html).words.split(" · ")[0].startswith("Speaks") for tag in first.all(".item-tag")] == [True, True]
    assert "Speaks for it" in first
    assert "Speaks against it" in first
    assert "Nothing we have found speaks against it." not in first


def test_for_and_against_are_shown_on_the_heaviest_that_tells_and_folded_on_the_rest(client):
    comparison = compared(["lima", "cusco"])
    telling = [line for line in comparison.lines if line.verdict.is_decided]
    assert [line for line in comparison.lines if line.open] == telling[:1]
    assert {*comparison.telling, *comparison.level} == {*comparison.lines}
    page = Page(client.get(f"/compare/?hub=lima&hub=cusco&{ANSWERS}"))
    inside = "article.compare-line:not(.plain)"
    assert len(page.all(f"{inside} .compare-entry > .item")) > 0
    assert len(page.all(f"{inside} details.compare-said .item")) > 0
    folded = page.texts("section.compare-lines > details.compare-others h3")
    assert folded == [line.title for line in comparison.level]


def test_a_side_that_nobody_takes_is_said(client):
    say("lima", "airport", -2)
    makers.make_release()
    first, *_ = Page(client.get("/compare/?hub=lima&hub=cusco&airport=1")).all(".compare-entry")
    assert "Speaks against it" in Page(first.html)
    assert ("Nothing we have found speaks for it." in Page(first.html)) == ("Speaks for it" not in Page(first.html))


# Nothing chosen


def test_nothing_chosen_compares_the_first_three_of_the_ranking(client):
    response = client.get(f"/compare/?{ANSWERS}")
    first = [hub.slug for hub in releases.current().rank(makers_profile()).hubs[:3]]
    assert [side.slug for side in response.context["comparison"].sides] == first
    assert "The first three of the ranking." in Page(response)
    for slug in first:
        assert Page(response).all(f'select[name="hub"] option[value="{slug}"][selected]')


def test_where_i_live_is_compared_with_the_first_of_the_ranking(client):
    response = client.get(f"/compare/?home=lima&{ANSWERS}")
    assert response.status_code == 200
    sides = [side.slug for side in response.context["comparison"].sides]
    assert sides[0] == "lima"
    assert sorted(sides) == ["cusco", "lima", "toronto"]
    assert "Home, and the first of the ranking." in Page(response)


def test_what_dealbreakers_leave_out_comes_last(client):
    response = client.get(f"/compare/?country=CA&{ANSWERS}")
    assert response.context["comparison"].sides[0].slug == "toronto"
    assert len(response.context["comparison"].sides) == 3


def test_without_answers_the_places_that_most_is_said_about_each_in_another_country():
    catalogue = releases.current()
    started = starting_with(catalogue, None, "")
    most = max(catalogue.hubs, key=lambda slug: len(catalogue.evidence_of(slug)))
    assert started[0] == most
    assert len({catalogue.hubs[slug].country.code for slug in started[:2]}) == 2
    assert most not in starting_with(catalogue, None, most)


def test_tries_add_up_to_a_hundred():
    for hubs in (["lima", "cusco"], ["lima", "cusco", "toronto"]):
        assert sum(each.first for each in compared(hubs).standings) == 100
    Release.objects.all().delete()
    makers.make_real_release()
    slugs = list(releases.current().hubs)
    for start in range(0, 24, 4):
        places = slugs[start : start + 4]
        firsts = [each.first for each in compared(places, "cost=3&family=2&safety=2").standings]
        assert sum(firsts) == 100, places


def test_without_a_statement_the_figure_itself_is_shown(client):
    page = Page(client.get("/compare/?hub=lima&hub=toronto&airport=1"))
    assert len(page.all("p.item-figure")) == 2
    assert not page.all("blockquote")


def test_no_two_items_share_an_id(client):
    page = Page(client.get(f"/compare/?hub=lima&hub=cusco&{ANSWERS}&specialty=fintech&specialty=ai"))
    ids = page.values("figure[id]", "id")
    assert len(ids) == len(set(ids)) > 0


# Without answers


def test_without_answers_each_criterion_stands_for_itself(client):
    response = client.get("/compare/?hub=lima&hub=toronto")
    page = Page(response)
    assert response.status_code == 200
    assert "Lima and Toronto, side by side" in page
    assert "Without your priorities nothing adds up to points" in page
    assert "on a scale of 0 to 10" in page
    assert "points over" not in page.source
    assert "/priorities/" in page.links()
    assert "Specialty: Fintech" in page
    assert "Specialty: Ai" not in page.source, "nothing is known of either"
    assert "2,794,356" in page


def test_without_hubs_a_beginning_and_a_way_to_choose_others(client):
    response = client.get("/compare/")
    page = Page(response)
    assert response.status_code == 200
    assert "the places that most is said about" in page
    assert len(page.all('select[name="hub"]')) == 4
    assert page.values('select[name="hub"] option[selected]', "value") == [
        side.slug for side in response.context["comparison"].sides
    ]
    assert "#choose" in page.links()
    assert "/priorities/" in page.links()
    assert not page.all("[role=alert]")


def test_answers_alone_travel_along(client):
    page = Page(client.get(f"/compare/?{ANSWERS}"))
    assert ("cost", "2") in page.hidden()
    assert ("family", "1") in page.hidden()
    assert "/results/?cost=2&family=1" in page.links()


def test_empty_select_lists_say_nothing(client):
    assert client.get("/compare/?hub=lima&hub=toronto&hub=&hub=&home=").status_code == 200
    assert client.get("/compare/?hub=&hub=&hub=&hub=&home=").status_code == 200


# Against where I live now


def test_the_hub_where_i_live_comes_first_and_is_marked(client):
    page = Page(client.get(f"/compare/?hub=lima&home=toronto&{ANSWERS}"))
    assert "You live here now" in page
    towns = [link.split("?")[0] for link in page.links() if link.startswith(("/hubs/toronto/?", "/hubs/lima/?"))]
    assert list(dict.fromkeys(towns)) == ["/hubs/toronto/", "/hubs/lima/"]
    assert re.search(r"points? (more|less) than at home|As many points as", page.words)


def test_the_gain_is_the_difference_of_the_scores_shown():
    cards = compared(["toronto", "lima", "cusco"], here="toronto").cards
    assert [card.side.slug for card in cards] == ["toronto", "lima", "cusco"]
    assert [card.gain for card in cards] == [None, *(card.score - cards[0].score for card in cards[1:])]


def test_elsewhere_asks_for_ratings_of_what_has_weight(client):
    response = client.get(f"/compare/?hub=lima&home=elsewhere&{ANSWERS}")
    page = Page(response)
    assert response.status_code == 200
    assert [len(page.all(f"input[type=radio][name={name}]")) for name in ("home_cost", "home_family")] == [6, 6]
    assert not page.all('[name="home_airport"]')
    assert "How is it where you live now?" in page
    assert "your own words, not evidence" in page
    assert response.context["comparison"] is None


def test_a_place_of_ones_own_is_rated_before_anything_is_compared(client):
    two = "/compare/?hub=lima&hub=cusco&home=elsewhere"
    assert client.get(f"{two}&{ANSWERS}").context["comparison"] is None
    assert client.get(f"{two}&home_cost=0&{ANSWERS}").context["comparison"].sides[0].slug == "elsewhere"
    assert [side.slug for side in client.get(two).context["comparison"].sides] == ["lima", "cusco"]


def test_elsewhere_counts_as_rated_and_is_marked_as_ones_own(client):
    page = Page(client.get(f"/compare/?hub=lima&home=elsewhere&home_cost=2&{ANSWERS}"))
    assert "By own ratings, not evidence" in page
    assert "Rated very good from living there, not by evidence." in page
    assert "Unknown: not rated." in page
    assert page.all('[name="home_cost"][value="2"][aria-describedby="ends-cost"][checked]')
    home = next(card for card in compared(["lima"], here="elsewhere", cost=2).cards if not card.side.hub)
    assert home.rank == 1
    assert entry(compared(["lima"], here="elsewhere", cost=2), "cost", "elsewhere").value == 66.7


def test_a_worse_rating_loses(client):
    page = Page(client.get("/compare/?hub=lima&home=elsewhere&home_cost=-2&cost=1"))
    assert "Lima fits better than home." in page
    assert "Lima wins on Cost." in page
    assert "Would rank 4 among 3 hubs" in page


def test_unrated_target_criteria_are_left_out_for_all(client):
    query = f"{ANSWERS}&size=3&size_to=large"
    left, rated = (compared(["lima"], query, "elsewhere", **r) for r in ({"cost": 1}, {"cost": 1, "size": -1}))
    assert [each.criterion.slug for each in left.lines] == ["cost", "family"]
    assert left.left_out == "Size"
    assert sum(priority.weight for priority in left.priorities) == pytest.approx(1)
    assert [each.criterion.slug for each in rated.lines] == ["size", "cost", "family"]
    assert rated.left_out == ""
    assert [each.criterion.slug for each in compared(["lima", "cusco"], query, "lima").lines][0] == "size"
    page = Page(client.get(f"/compare/?hub=lima&home=elsewhere&home_cost=1&{query}"))
    assert "the home is not rated on it: Size" in page


def test_elsewhere_without_answers_sends_to_the_questionnaire(client):
    page = Page(client.get("/compare/?hub=lima&home=elsewhere&home_cost=1"))
    assert "we need to know what matters to you first" in page
    assert not page.all("[type=radio]")


def test_ratings_are_passed_over_where_they_do_not_apply(client):
    same = main(client.get(f"/compare/?hub=lima&home=toronto&home_cost=1&{ANSWERS}"))
    assert same.source == main(client.get(f"/compare/?hub=lima&home=toronto&{ANSWERS}")).source
    assert client.get(f"/compare/?hub=lima&home=elsewhere&home_cost=1&home_airport=2&{ANSWERS}").status_code == 200


# The ways in


@pytest.mark.parametrize("path", [f"/results/?{ANSWERS}", "/hubs/"])
def test_every_hub_can_be_ticked_for_the_tray(client, path):
    page = Page(client.get(path))
    assert page.all('#compare-tray[action="/compare/"][method="get"]')
    for slug in ("lima", "cusco", "toronto"):
        assert page.all(f'input[type=checkbox][form="compare-tray"][name="hub"][value="{slug}"]:not([checked])')


def test_the_tray_carries_the_answers(client):
    tray = Page(client.get(f"/results/?{ANSWERS}")).part("#compare-tray")
    assert ("cost", "2") in tray.hidden()
    assert ("family", "1") in tray.hidden()


def test_a_hub_offers_every_other_one(client):
    form = Page(client.get(f"/hubs/lima/?{ANSWERS}")).part("form.compare-with")
    assert ("hub", "lima") in form.hidden()
    assert ("cost", "2") in form.hidden()
    assert form.values('option:not([value=""])', "value") == ["cusco", "toronto"]


def test_a_ranking_leads_to_the_comparison_with_its_answers(client):
    assert "/compare/?cost=2&family=1" in Page(client.get(f"/results/?{ANSWERS}")).links()


# Hostile and mistaken input


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("hub=lima", "Choose one more"),
        ("hub=lima&home=lima", "Choose one more"),
        ("hub=lima&hub=lima", "You chose Lima more than once."),
        ("hub=lima&hub=atlantis", "There is no hub called atlantis."),
        ("hub=lima&hub=%00", "There is no hub called"),
        ("hub=lima&hub=<script>", "There is no hub called <script>."),
        ("hub=lima&home=atlantis", "We know no place called atlantis."),
        ("hub=lima&home=cusco&home=toronto", "answered more than once"),
        ("hub=lima&hub=cusco&home=elsewhere&home_cost=3", "Rate your place from Very bad to Very good"),
        ("hub=lima&hub=cusco&home=elsewhere&home_cost=good", "Rate your place from Very bad to Very good"),
        ("hub=lima&hub=cusco&home=elsewhere&home_cost=1&home_cost=2", "answered more than once"),
        ("hub=lima&hub=cusco&home_weather=1", "no question called home_weather"),
        ("hub=lima&hub=cusco&weather=1", "no question called weather"),
        (f"hub=lima&hub={'x' * 10_000}", "longer than any comparison"),
        (f"hub=lima&hub=cusco&cost={'1' * 10_000}", "longer than any questionnaire"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, query, message):
    response = client.get(f"/compare/?{query}&{ANSWERS}" if "cost=1" not in query else f"/compare/?{query}")
    assert response.status_code == 400
    assert message in Page(response)


def test_a_long_name_is_cut_in_the_message(client):
    page = main(client.get(f"/compare/?hub=lima&hub={'x' * 1000}"))
    assert f"There is no hub called {'x' * 40}." in page
    assert "x" * 41 not in page.source


def test_five_places_are_one_too_many_and_all_kept(client):
    for slug in ("quito", "bogota"):
        makers.make_hub(slug)
    makers.make_release()
    hubs = ["lima", "cusco", "toronto", "quito", "bogota"]
    response = client.get("/compare/?" + "&".join(f"hub={hub}" for hub in hubs))
    assert response.status_code == 400
    assert "Compare at most 4 places at once; you chose 5." in Page(response)
    for hub in hubs:
        assert Page(response).all(f'option[value="{hub}"][selected]')
    four = "/compare/?" + "&".join(f"hub={hub}" for hub in hubs[:4])
    assert client.get(f"{four}&home=lima").status_code == 200
    without_home = client.get(f"{four}&home=bogota").context["comparison"]
    assert [side.slug for side in without_home.sides] == hubs[:4], "four hubs leave no room for home"


def test_all_that_was_typed_is_kept(client):
    response = client.get(f"/compare/?hub=lima&hub=lima&home=elsewhere&home_cost=9&home_family=-1&{ANSWERS}")
    page = Page(response)
    assert response.status_code == 400
    assert page.all('option[value="lima"][selected]')
    assert page.all('option[value="elsewhere"][selected]')
    assert ("cost", "2") in page.hidden()
    assert ("home_family", "-1") in page.hidden()
    assert "/priorities/?home=elsewhere&home_cost=9&home_family=-1&cost=2&family=1" in page.links("Mend the answers")


def test_unreadable_answers_are_named_kept_and_left_aside(client):
    response = client.get("/compare/?hub=lima&hub=toronto&cost=9&family=1")
    page = Page(response)
    assert response.status_code == 400
    assert "The answers in this address could not be read" in page
    assert "9 is not one of the available choices" in page
    assert "/priorities/?cost=9&family=1" in page.links()
    assert ("cost", "9") in page.hidden()
    assert "Lima and Toronto, side by side" in page


def test_only_reading_is_allowed(client):
    assert client.post("/compare/").status_code == 405


def test_without_a_release_the_page_says_so(client):
    Release.objects.all().delete()
    assert client.get("/compare/").status_code == 503


@pytest.mark.parametrize("query", [f"hub=lima&hub=toronto&{ANSWERS}", f"hub=lima&home=elsewhere&home_cost=1&{ANSWERS}"])
def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries, query):
    with django_assert_max_num_queries(2):
        client.get(f"/compare/?{query}")


def test_the_real_catalogue_compares_any_of_its_hubs(client):
    Release.objects.all().delete()
    makers.make_real_release()
    slugs = list(releases.current().hubs)
    query = "family=3&traffic=2&cost=2&remote=1&specialty=fintech&specialty=ai&climate=1&climate_to=warm"
    for start in range(0, len(slugs) - 3, 3):
        hubs = "&".join(f"hub={slug}" for slug in slugs[start : start + 3])
        assert client.get(f"/compare/?{hubs}&home=elsewhere&home_cost=1&{query}").status_code == 200
        assert client.get(f"/compare/?{hubs}").status_code == 200
