import csv
import dataclasses
from collections import Counter
from decimal import Decimal

import pytest

from hubs.catalogue import releases
from hubs.explanations.cards import ranking_card
from hubs.explanations.results import explain
from hubs.explanations.rows import watch_out
from hubs.formats import plain_lines
from hubs.models import Criterion, Evidence, Hub, Release, Source
from hubs.ranking import stability
from hubs.ranking.ranker import Ranker
from hubs.ranking.search import AnswerSearch
from tests import makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def outcome(query=ANSWERS):
    catalogue = releases.current()
    return explain(catalogue, catalogue.rank(profile(query)))


def profile(query=ANSWERS):
    form = makers.answers(query)
    assert form.is_valid(), form.errors
    return form.profile


def row(slug, query=ANSWERS):
    return next(each for each in outcome(query).rows if each.hub.slug == slug)


def test_the_verdict_is_a_sentence(client):
    assert "Lima" in Page(client.get(f"/results/?{ANSWERS}")).part("h1")


def hub(slug):
    return Hub.objects.get(slug=slug)


MANY = "cost=3&family=2&airport=1&specialty=fintech"


@pytest.fixture(
    params=[MANY, "airport=3&cost=2&family=2", "specialty=fintech&specialty=ai&cost=1&family=1&size=2&size_to=large"]
)
def each_row(request):
    return outcome(request.param).rows


def test_printed_points_add_up_to_the_printed_whole(each_row):
    for each in each_row:
        assert sum(Decimal(line.points) for line in each.lines) == Decimal(each.total)
        assert float(each.total) == pytest.approx(each.score, abs=0.5 + 0.05 * len(each.lines))


def test_a_line_never_prints_more_points_than_its_priority_is_worth(each_row):
    for each in each_row:
        assert sum(line.priority.weight for line in each.lines) == pytest.approx(1)
        assert all(0 <= Decimal(line.points) <= Decimal(line.priority.points) for line in each.lines)


def test_the_page_prints_points_that_add_up(client):
    page = Page(client.get(f"/results/?{MANY}"))
    tables = page.parts("table.points")
    assert len(tables) == len(outcome(MANY).shortlist)
    for table in tables:
        printed = [Decimal(points) for points in table.texts("tbody .points-value b")]
        assert len(printed) == 4
        assert sum(printed) == Decimal(table.texts("tfoot b")[0])


def test_equal_answers_print_equal_points(client):
    assert [priority.points for priority in outcome("airport=3&cost=2&family=2").priorities] == ["42.9", "28.6", "28.6"]
    assert [priority.points for priority in outcome("airport=1&cost=1&family=1").priorities] == ["33.3"] * 3
    assert Page(client.get("/results/?airport=1&cost=1&family=1")).texts(".legend b") == ["33.3"] * 3
    assert [priority.points for priority in outcome("airport=1&cost=1").priorities] == ["50", "50"]


def test_priorities_come_in_the_readers_weight_order():
    priorities = outcome("cost=1&family=3&airport=2").priorities
    assert [priority.criterion.slug for priority in priorities] == ["family", "airport", "cost"]
    assert [priority.series for priority in priorities] == [1, 2, 3]


def test_what_is_unknown_is_hatched_and_called_unknown(client):
    query = "cost=2&airport=1"
    assert [segment.unknown for segment in row("cusco", "airport=1").bar.segments] == [True]
    assert Page(client.get("/results/?airport=1")).parts("#hub-cusco")[0].all(".segment.series-1.unknown")
    points = Page(client.get(f"/results/?{query}")).part("#hub-cusco table.points")
    assert len(points.all(".segment.unknown, .unknown-word, .fill.unknown")) > 0
    assert points.texts(".unknown-word") == ["unknown"]
    assert not Page(client.get(f"/results/?{query}")).all("#hub-lima .unknown-word")


def test_the_watch_out_is_the_worst_drag_of_what_is_known():
    assert row("lima").watch_out.priority.criterion.slug == "family"
    assert row("cusco", "family=2&airport=1").watch_out.priority.criterion.slug == "family"
    assert row("cusco", "cost=1&airport=1").watch_out is None, "what is unknown is no warning"
    assert row("toronto").watch_out.score == "2.5"
    known = row("toronto").watch_out
    assert watch_out([dataclasses.replace(known, items=0)]) is None


def test_a_row_in_short_says_what_drags_it_down(client):
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert "weak: Cost" in page.part("#hub-toronto")


def test_bounds_and_coverage_stand_in_words(client):
    lima = row("lima")
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert lima.low <= lima.score <= lima.high
    assert f"likely {lima.sure.low}–{lima.sure.high}" in page
    assert f"on Lima; it could have {lima.low} to {lima.high} points" in page


@pytest.mark.parametrize(
    ("coverage", "word", "meter"),
    [
        (0, "nothing", 1),
        (0.001, "little", 1),
        (0.24, "little", 1),
        (0.26, "third", 1),
        (0.41, "third", 1),
        (0.43, "half", 1),
        (0.49, "half", 1),
        (0.5, "half", 2),
        (0.61, "half", 2),
        (0.63, "most", 2),
        (0.74, "most", 2),
        (0.76, "most", 3),
        (0.84, "most", 3),
        (0.86, "all", 3),
    ],
)
def test_coverage_becomes_words_and_a_meter(coverage, word, meter):
    each = dataclasses.replace(row("lima"), coverage=coverage)
    assert (each.covered, each.meter) == (word, meter)


def test_the_item_that_helps_and_the_one_that_hurts_are_quoted(client):
    makers.make_evidence(hub("lima"), Criterion.objects.get(slug="cost"), -1)
    makers.make_release()
    tones = [(item.tone, item.about.criterion) for item in row("lima").telling]
    assert tones == [("up", "cost"), ("down", "family")]
    assert row("toronto").telling == (), "only the shortlist is quoted"
    quoted = Page(client.get(f"/results/?{ANSWERS}")).part("#hub-lima")
    assert len(quoted.all(".item-pair .item.up")) == len(quoted.all(".item-pair .item.down")) == 1


def test_the_most_telling_item_is_quoted_in_whatever_form():
    lima = hub("lima")
    makers.make_evidence(lima, Criterion.objects.get(slug="cost"), 2, form="claim", highlight="", offset=None)
    Evidence.objects.filter(hub=lima, criterion__slug="cost", form="quote").update(
        rating=1, kind=makers.make_kind("x", 0.9)
    )
    makers.make_release()
    assert [item.form for item in row("lima", "cost=1").telling] == ["claim"]


def test_a_quote_is_verbatim_marked_and_in_its_language(client):
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(
        text='Rents & <b>prices</b> are "low"', highlight="<b>prices</b>"
    )
    makers.make_release()
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert page.all('blockquote[lang="en"]')
    assert 'Rents & <b>prices</b> are "low"' in page
    assert "<b>prices</b>" in page.texts("mark")


def test_a_claim_is_no_quotation(client):
    page = Page(client.get("/results/?cost=1"))
    claim = page.parts("figure.item.claim")[0]
    assert not claim.all("blockquote")
    assert ", in our words" in claim


def test_every_points_row_links_to_its_evidence_with_the_answers(client):
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert "/hubs/lima/cost/?cost=2&family=1" in page.values("a[data-drawer]", "href")


def test_hubs_that_fail_a_dealbreaker_are_listed_with_the_reason(client):
    for number in range(9):
        makers.make_evidence(hub("lima"), Criterion.objects.get(slug="family"), -2, speaker=f"Foe {number}")
    makers.make_release()
    response = client.get(f"/results/?{ANSWERS}&country=PE&must=family")
    left = {each.hub.slug: [reason.kind for reason in each.reasons] for each in response.context["outcome"].excluded}
    assert left == {"lima": ["least"], "toronto": ["country"]}
    page = Page(response)
    assert "Toronto · Not in a country that is allowed." in page.part(".excluded")
    assert "Lima · Family is surely less than decent: 0.7 of 10 by the evidence" in page.part(".excluded")


def test_one_reason_is_said_once_for_all_hubs_that_it_leaves_out(client):
    left = Page(client.get(f"/results/?{ANSWERS}&country=CA")).part(".excluded")
    assert left.source.count("Not in a country that is allowed.") == 1
    assert {"#hub-lima", "#hub-cusco"} <= {f"#{name}" for name in left.values("a", "id")}


def test_what_a_dealbreaker_cannot_check_is_kept_and_flagged(client):
    response = client.get(f"/results/?{ANSWERS}&must=airport")
    kept = {each.hub.slug: [reason.name for reason in each.unchecked] for each in response.context["outcome"].rows}
    assert kept == {"lima": [], "cusco": ["Airport"], "toronto": []}
    assert "Airport" in Page(response).part("#hub-cusco").part(".unknown-note")
    assert not Page(response).all("#hub-lima .unknown-note")


def test_no_hub_left_is_a_clear_state_and_no_error(client):
    response = client.get(f"/results/?{ANSWERS}&country=PE&language=fr")
    assert response.status_code == 200
    assert "Your dealbreakers leave no hub." in Page(response)


def test_bad_answers_bring_the_questionnaire_back(client):
    response = client.get("/results/?cost=3&family=3&airport=3&size=3&size_to=large&country=PE")
    assert response.status_code == 400
    page = Page(response)
    assert "at most 3 as Decisive" in page
    assert page.all('[name="cost"][value="3"][aria-describedby="hint-cost"][checked]')
    assert ("country", "PE") in page.hidden()


def test_the_ranking_can_be_shared_and_changed(client):
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert "/share/?cost=2&family=1" in page.links("Share")
    assert "/priorities/?cost=2&family=1" in page.links()


def test_a_ranking_is_kept_from_search_engines(client):
    assert Page(client.get(f"/results/?{ANSWERS}")).is_unlisted


def test_an_edit_shows_after_publishing(client):
    before = row("lima").score
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=-2)
    assert row("lima").score == before
    makers.make_release()
    assert row("lima").score < before


def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(f"/results/?{ANSWERS}&must=airport")


def test_nothing_is_computed_twice_for_one_page(client, monkeypatch):
    calls = Counter()

    def count(owner, name):
        whole = getattr(owner, name)

        def counted(*args, **options):
            calls[name] += 1
            return whole(*args, **options)

        monkeypatch.setattr(owner, name, counted)

    count(Ranker, "rank")
    count(stability, "simulate")
    count(AnswerSearch, "single_changes")
    client.get(f"/results/?{ANSWERS}&country=PE&must=airport")
    assert calls == {"rank": 1, "simulate": 1, "single_changes": 1}


def test_the_real_catalogue_ranks_all_its_hubs(client):
    Release.objects.all().delete()
    makers.make_real_release()
    response = client.get("/results/?family=3&traffic=2&cost=2&remote=1&specialty=fintech")
    assert len(response.context["outcome"].rows) == len(releases.current().hubs)
    for each in response.context["outcome"].rows:
        weak = [line for line in each.lines if line.items and line.similarity < 0.49]
        assert each.watch_out in weak or not weak


def test_a_single_priority_that_a_hub_meets_is_no_warning():
    assert row("lima", "cost=1").watch_out is None


def test_what_drags_a_hub_down_by_next_to_nothing_is_no_warning():
    line = row("lima").lines[0]
    barely, more = (dataclasses.replace(line, contribution=-share) for share in (0.004, 0.006))
    assert watch_out([barely]) is None
    assert watch_out([barely, more]) is more
    assert watch_out([dataclasses.replace(more, items=0)]) is None


def test_what_is_older_than_five_years_says_so(client):
    catalogue = releases.current()
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(
        source=makers.make_source("old", date=f"{catalogue.date.year - 6}-05")
    )
    makers.make_source("recent", date=f"{catalogue.date.year - 5}")
    Evidence.objects.filter(hub__slug="cusco").update(source=Source.objects.get(slug="recent"))
    makers.make_release()
    assert [item.old for item in row("lima", "cost=1").telling] == [str(catalogue.date.year - 6)]
    assert [item.old for item in row("cusco", "cost=1").telling] == [""]
    page = Page(client.get("/results/?cost=1"))
    assert str(catalogue.date.year - 6) in page.part("#hub-lima .reason .note")
    assert str(catalogue.date.year - 6) in page.part("#hub-lima .item-tag")
    assert not page.all("#hub-cusco .reason .note")


# What people say only


def test_one_can_rank_on_what_people_say_and_come_back(client):
    everything = Page(client.get(f"/results/?{ANSWERS}&airport=1"))
    (there,) = [link for link in everything.links() if "basis=people" in link]
    response = client.get(there)
    assert response.context["form"].catalogue.counts_people_only
    assert all(line.items == 0 for each in response.context["outcome"].rows for line in each.lines[-1:])
    people = Page(response)
    back = people.part("section[aria-labelledby=basis-title]").links()
    assert back == [f"/results/?{ANSWERS}&airport=1"]
    assert Page(client.get(back[0])).part("main").words == everything.part("main").words


# One shortlist, wherever it is named


def test_every_way_out_names_the_same_shortlist(client):
    for number in range(4):
        makers.make_evidence(hub("cusco"), Criterion.objects.get(slug="cost"), 1, speaker=f"Fan {number}")
    makers.make_release()
    response = client.get(f"/results/?{ANSWERS}")
    found, page = response.context["outcome"], Page(response)
    assert found.verdict == "shortlist"
    slugs, names = [each.hub.slug for each in found.shortlist], [each.hub.name for each in found.shortlist]
    assert len(slugs) == 2
    assert found.names == " and ".join(names)
    assert page.texts("#band-shortlist ~ ol .result h3") == names
    link = shared_link(client.post("/share/", {"answers": ANSWERS}))
    shared = Page(client.get(link))
    assert shared.texts("#band-shortlist ~ ol .result h3") == names
    for each in (page, shared):
        assert found.names in each.title
    assert shared.values('meta[property="og:title"]', "content") == [shared.title.removesuffix(" · Relocate")]
    (described,) = shared.values('meta[name="description"]', "content")
    assert described.startswith(shared.texts(".shared-verdict")[0])
    for address in (f"/results/ranking.json?{ANSWERS}", f"{link}ranking.json"):
        exported = client.get(address).json()
        assert (exported["verdict"], exported["shortlist"]) == ("shortlist", slugs)
    for address in (f"/results/ranking.csv?{ANSWERS}", f"{link}ranking.csv"):
        table = csv.DictReader(client.get(address).content.decode("utf-8-sig").splitlines())
        assert [line["hub"] for line in table if line["on_shortlist"] == "yes"] == slugs


def test_a_card_draws_the_shortlist(client):
    catalogue = releases.current()
    found = outcome(ANSWERS)
    card = ranking_card(catalogue, found, plain_lines)
    assert (
        [place.row.hub.slug for place in card.places]
        == [each.hub.slug for each in found.shortlist]
        == ["lima", "cusco"]
    )
    assert {dot.slug for dot, drawn in card.dots if drawn} == {"lima", "cusco"}


def test_who_is_shown_a_card_in_words_hears_of_the_hubs_on_it(client):
    link = shared_link(client.post("/share/", {"answers": ANSWERS}))
    (words,) = Page(client.get(link)).values('meta[property="og:image:alt"]', "content")
    assert "Lima" in words
    assert "Cusco" in words
    assert "Toronto" not in words


def test_the_day_of_a_source_is_written_on_paper_as_on_the_page(client):
    makers.make_release()
    sources = Page(client.get("/results/?cost=2&family=1")).part(".on-paper")
    assert "An article · Nov. 22, 2026" in sources
