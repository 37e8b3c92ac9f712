import dataclasses
from collections import Counter

import pytest

from hubs.catalogue import releases
from hubs.explanations.results import explain, points_table, strengths
from hubs.models import Criterion, Evidence, Hub, Release
from hubs.ranking import stability
from hubs.ranking.ranker import Ranker
from hubs.ranking.search import AnswerSearch
from tests import makers
from tests.pages import Page

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


def test_a_tie_is_said_in_words(client):
    page = Page(client.get("/results/?airport=1"))
    assert "others too close to call" in page
    assert "Too close to call" in page


def test_a_clear_winner_is_said_in_words(client):
    for number in range(30):
        makers.make_evidence(hub("lima"), Criterion.objects.get(slug="cost"), 2, speaker=f"Fan {number}")
        makers.make_evidence(hub("cusco"), Criterion.objects.get(slug="cost"), -2, speaker=f"Foe {number}")
        makers.make_evidence(hub("toronto"), Criterion.objects.get(slug="cost"), -2, speaker=f"Foe {number}")
    makers.make_release()
    response = client.get("/results/?cost=1")
    assert "Lima fits you best." in Page(response)
    assert response.context["outcome"].strong == ()
    assert [each.hub.slug for each in response.context["outcome"].rest] == ["cusco", "toronto"]


def hub(slug):
    return Hub.objects.get(slug=slug)


def test_points_add_up_to_the_score_and_worth_to_100():
    for each in outcome("cost=3&family=2&airport=1&specialty=fintech").rows:
        assert sum(line.points for line in each.lines) == each.score
        assert sum(line.priority.points for line in each.lines) == 100
        assert all(line.points <= line.priority.points for line in each.lines)


def test_rounding_never_gives_a_hub_more_points_than_a_priority_is_worth():
    catalogue, wanted = releases.current(), outcome("airport=3&cost=2&family=2").priorities
    assert [priority.points for priority in wanted] == [43, 29, 28]
    ranked = catalogue.rank(profile("airport=3&cost=2&family=2")).hubs[0]
    full = dataclasses.replace(ranked, score=0.6657, earned={"airport": 0.1, "cost": 0.28, "family": 0.2857})
    assert [line.points for line in points_table(wanted, full)] == [10, 29, 28]


def test_priorities_come_in_the_readers_weight_order():
    priorities = outcome("cost=1&family=3&airport=2").priorities
    assert [priority.criterion.slug for priority in priorities] == ["family", "airport", "cost"]
    assert [priority.series for priority in priorities] == [1, 2, 3]


def test_what_is_unknown_is_hatched_and_called_unknown(client):
    assert [segment.unknown for segment in row("cusco", "airport=1").bar.segments] == [True]
    page = Page(client.get("/results/?airport=1"))
    assert page.all(".segment.series-1.unknown")
    assert "nothing known yet" in page


def test_every_row_names_a_downside(client):
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert page.words.count("Watch out:") == 3


def test_the_watch_out_is_the_worst_drag_then_the_heaviest_unknown():
    assert row("lima").watch_out.priority.criterion.slug == "family"
    assert row("cusco", "family=3&airport=1").watch_out.priority.criterion.slug == "family"
    assert row("cusco", "cost=1&airport=1").watch_out.priority.criterion.slug == "airport"


def test_strengths_lift_a_hub_above_an_unknown_place():
    assert [line.priority.criterion.slug for line in row("lima").strengths] == ["cost"]
    both = row("toronto", "specialty=fintech&specialty_importance=1&family=3").strengths
    assert [line.priority.criterion.slug for line in both] == ["family", "specialty"]


def test_bounds_and_coverage_stand_in_words(client):
    lima = row("lima")
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert lima.low <= lima.score <= lima.high
    assert f"likely {lima.sure.low}–{lima.sure.high}" in page
    assert f"on Lima; the score could be {lima.low} to {lima.high}" in page


@pytest.mark.parametrize(
    ("coverage", "word", "meter"),
    [(0, "nothing", 1), (0.1, "little", 1), (0.3, "third", 1), (0.5, "half", 2), (0.7, "most", 3), (0.95, "all", 3)],
)
def test_coverage_becomes_words_and_a_meter(coverage, word, meter):
    each = dataclasses.replace(row("lima"), coverage=coverage)
    assert (each.covered, each.meter) == (word, meter)


def test_the_item_that_helps_and_the_one_that_hurts_are_quoted():
    tones = [(item.tone, item.about.criterion) for item in row("toronto").telling]
    assert tones == [("up", "family"), ("down", "cost")]


def test_a_quote_is_shown_before_a_stronger_claim():
    lima = hub("lima")
    makers.make_evidence(lima, Criterion.objects.get(slug="cost"), 2, form="claim", highlight="", offset=None)
    Evidence.objects.filter(hub=lima, criterion__slug="cost", form="quote").update(
        rating=1, kind=makers.make_kind("x", 0.9)
    )
    makers.make_release()
    assert [item.form for item in row("lima", "cost=1").telling] == ["quote", "claim"]


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
    assert "Reported by" in claim


def test_every_points_row_links_to_its_evidence_with_the_answers(client):
    page = Page(client.get(f"/results/?{ANSWERS}"))
    assert "/hubs/lima/cost/?cost=2&family=1" in page.values("a[data-drawer]", "href")


def test_hubs_that_fail_a_dealbreaker_are_listed_with_the_reason(client):
    page = Page(client.get(f"/results/?{ANSWERS}&country=PE&must=family"))
    assert "Left out by your dealbreakers" in page
    assert "not in a country you allow" in page
    assert "Family is less than decent by the evidence" in page


def test_what_a_dealbreaker_cannot_check_is_kept_and_flagged(client):
    page = Page(client.get(f"/results/?{ANSWERS}&must=airport"))
    assert "nothing is known about it here" in page


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
    assert page.all('form[action="/share/"][method="post"]')
    assert ("answers", "cost=2&family=1") in page.hidden()
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
    assert len(response.context["outcome"].rows) == 27
    assert all(each.watch_out for each in response.context["outcome"].rows)


def test_a_single_priority_that_a_hub_meets_is_a_strength_and_no_warning():
    best = row("lima", "cost=1")
    assert [line.priority.criterion.slug for line in best.strengths] == ["cost"]
    assert best.watch_out is None


def test_what_earns_less_than_half_of_its_points_is_no_strength():
    weak, decent = (
        dataclasses.replace(row("lima").lines[0], contribution=0.1, similarity=share) for share in (0.49, 0.5)
    )
    assert strengths([weak, decent]) == (decent,)


def test_the_only_hub_left_is_not_called_the_best(client):
    page = Page(client.get(f"/results/?{ANSWERS}&country=CA"))
    assert "Only Toronto passes your dealbreakers." in page
    assert "fits you best" not in page.source


def with_baseline(query, **changes):
    """The ranking explained as if an unknown hub got another score."""
    catalogue = releases.current()
    ranking = catalogue.rank(profile(query))
    return explain(catalogue, dataclasses.replace(ranking, **changes))


@pytest.mark.parametrize(("lead", "strong"), [(0.03, ["toronto"]), (0.02, [])])
def test_a_strong_fit_leads_an_unknown_hub_by_three_points(lead, strong):
    toronto = next(hub for hub in releases.current().rank(profile("cost=1")).hubs if hub.slug == "toronto")
    found = with_baseline("cost=1", baseline=round(toronto.score, 2) - lead)
    assert [row.hub.slug for row in found.strong] == strong
    assert [row.hub.slug for row in found.rest] == [slug for slug in ["toronto"] if slug not in strong]


def test_at_most_five_are_called_strong_fits():
    for town in range(8):
        town = makers.make_hub(f"town-{town}")
        for number in range(20):
            makers.make_evidence(town, Criterion.objects.get(slug="cost"), 0, speaker=f"Voice {number}")
    for number in range(60):
        makers.make_evidence(hub("lima"), Criterion.objects.get(slug="cost"), 2, speaker=f"Fan {number}")
    makers.make_release()
    found = with_baseline("cost=1", baseline=0.0)
    assert len(found.strong) == 5
    assert all(row.score >= 3 for row in found.rest[:2])
