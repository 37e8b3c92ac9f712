import re

import pytest

from hubs.catalogue import releases
from hubs.explanations import hub as explained
from hubs.explanations.cells import backed
from hubs.formats import signed
from hubs.models import Criterion, Evidence, Hub, Release
from tests import makers
from tests.pages import Page, words_of

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def cells(hub, criterion, query=""):
    catalogue = releases.current()
    form = makers.answers(query)
    profile = form.profile if form.is_valid() else None
    return backed(catalogue, catalogue.hubs[hub], catalogue.criteria[criterion], profile)


# All hubs


def test_the_list_counts_evidence_and_names_gaps(client):
    page = Page(client.get("/hubs/"))
    assert "3 hubs, and what is known about them" in page
    assert "3 quotes · 1 report · 2 figures" not in page.source
    assert "4 quotes · 0 reports · 2 figures" in page
    assert "Nothing known on: Specialty, Size, Airport" in page


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["cusco", "lima", "toronto"]),
        ("sort=country", ["toronto", "cusco", "lima"]),
        ("sort=evidence", ["lima", "toronto", "cusco"]),
        ("sort=gaps", ["cusco", "lima", "toronto"]),
        ("sort=score&criterion=cost", ["lima", "cusco", "toronto"]),
        ("sort=score&criterion=airport", ["lima", "toronto", "cusco"]),
        ("sort=score", ["cusco", "lima", "toronto"]),
        ("country=PE", ["cusco", "lima"]),
        ("country=XX&sort=nonsense&criterion=nonsense", ["cusco", "lima", "toronto"]),
    ],
)
def test_the_list_sorts_and_filters_by_get(client, query, order):
    response = client.get(f"/hubs/?{query}")
    assert response.status_code == 200
    assert [entry.hub.slug for entry in response.context["listed_hubs"]] == order


def test_a_score_on_the_list_links_to_its_evidence(client):
    assert "/hubs/lima/cost/" in Page(client.get("/hubs/?criterion=cost")).links()


# One hub


def test_a_hub_shows_its_criteria_words_and_figures(client):
    page = Page(client.get("/hubs/lima/"))
    assert page.texts("h1") == ["Lima"]
    for heading in ("How Lima scores", "In their words", "Facts and figures"):
        assert heading in page
    assert "UTC−5 all year" in page
    assert "Spanish" in page


def test_quotes_come_before_claims(client):
    makers.make_evidence(
        Hub.objects.get(slug="lima"), makers.make_criterion("cost"), 2, form="claim", highlight="", offset=None
    )
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    kinds = [node.attributes["class"].split()[1] for node in page.all("figure.item.quote, figure.item.claim")]
    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {"quote", "claim"}
    first_claim = words_of(page.all("figure.item.claim")[0])
    assert page.words.index("Reported elsewhere") < page.words.index(first_claim)


def test_what_was_said_of_the_country_says_so(client):
    page = Page(client.get("/hubs/lima/"))
    assert "about all of Peru" in page


def test_a_figure_that_is_not_ranked_says_so(client):
    elevation = makers.make_indicator("elevation", name="Elevation", shape="fact", lower=None, upper=None, unit="m")
    makers.make_figure(Hub.objects.get(slug="lima"), elevation, 152, note="At the centre")
    makers.make_release()
    page = Page(client.get("/hubs/lima/"))
    assert page.texts("span.note").count("shown, not ranked") == 1
    assert "152 m" in page
    assert "At the centre" in page


def test_an_unknown_criterion_is_called_unknown_with_its_range(client):
    assert "No evidence yet: could be 0.0 to 10.0" in Page(client.get("/hubs/cusco/"))


def test_the_readers_answers_put_the_hub_into_their_ranking(client):
    page = Page(client.get(f"/hubs/cusco/?{ANSWERS}"))
    assert "For your priorities" in page
    assert "Rank 2 of 3" in page
    assert "/results/?cost=2&family=1" in page.links()


def test_a_hub_left_out_by_a_dealbreaker_says_why(client):
    assert "not in a country you allow" in Page(client.get(f"/hubs/lima/?{ANSWERS}&country=CA"))


@pytest.mark.parametrize("path", ["/hubs/atlantis/", "/hubs/atlantis/cost/", "/hubs/lima/weather/"])
def test_what_does_not_exist_is_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Nothing at this place on the chart" in Page(response)


def test_a_deleted_hub_is_not_found_after_publishing(client):
    Hub.objects.get(slug="cusco").delete()
    makers.make_release()
    assert client.get("/hubs/cusco/").status_code == 404


def test_the_clock_knows_summer_time():
    hubs = releases.current().hubs
    assert explained.clock(hubs["toronto"], 2026) == explained.Clock("−5", "−4")
    assert explained.clock(hubs["lima"], 2026) == explained.Clock("−5", "−5")


# Evidence


def test_every_item_says_what_it_adds(client):
    (cell,) = cells("lima", "cost")
    assert sum(item.size for item in cell.items) == pytest.approx(
        cell.cell.mean - releases.current().ranker.cell("lima", "cost").prior_mean
    )
    assert f"{cell.items[0].effect} on the score out of 10" in Page(client.get("/hubs/lima/cost/")).texts(
        ".item-effect"
    )


def test_with_answers_items_are_in_points(client):
    (alone,), (weighed,) = cells("lima", "cost"), cells("lima", "cost", ANSWERS)
    assert weighed.items[0].size == pytest.approx(alone.items[0].size * 2 / 3)
    assert (alone.items[0].effect, weighed.items[0].effect) == (
        signed(10 * alone.items[0].size),
        signed(100 * weighed.items[0].size),
    )
    assert f"{weighed.items[0].effect} points" in Page(client.get(f"/hubs/lima/cost/?{ANSWERS}"))


def test_a_criterion_the_reader_skips_is_on_the_plain_scale(client):
    assert "to the score out of 10" in Page(client.get("/hubs/lima/airport/?cost=2"))


@pytest.mark.parametrize(
    ("value", "printed"), [(1.24, "+1.2"), (-0.25, "−0.2"), (0.0, "0.0"), (-0.04, "0.0"), (0.06, "+0.1"), (12, "+12.0")]
)
def test_what_an_item_adds_is_printed_with_its_sign(value, printed):
    assert signed(value) == printed


def test_a_strip_compares_with_the_hubs_that_anything_is_known_about():
    (cell,) = cells("lima", "airport")
    assert (cell.cell.others, cell.cell.above, cell.cell.is_highest) == (1, 1, True)
    assert len(cell.cell.strip.others) == 1


def test_only_labels_that_anything_is_known_about_are_shown():
    assert [cell.cell.option.slug for cell in cells("lima", "specialty")] == ["fintech"]
    assert [cell.cell.count for cell in cells("cusco", "specialty")] == [0]


def test_labels_have_a_cell_each_and_answers_choose_among_them():
    criterion = Criterion.objects.get(slug="specialty")
    makers.make_evidence(Hub.objects.get(slug="lima"), criterion, -1, label=criterion.options.get(slug="ai"))
    makers.make_release()
    assert {cell.cell.option.slug for cell in cells("lima", "specialty")} == {"fintech", "ai"}
    assert [cell.cell.option.slug for cell in cells("lima", "specialty", "specialty=ai")] == ["ai"]


def test_a_target_shows_its_figures_and_scores_only_with_answers(client):
    page = Page(client.get("/hubs/lima/size/"))
    assert "depends on what you want" in page
    assert "7,737,002 km" in page
    assert cells("lima", "size") == ()
    assert len(cells("lima", "size", "size=2&size_to=large")) == 1


def test_what_is_unknown_says_what_it_could_be(client):
    page = Page(client.get("/hubs/cusco/airport/"))
    assert "it could be 0.0 to 10.0" in page
    assert "Airport: unknown" in page


def test_good_news_below_expectation_is_explained(client):
    for slug in ("toronto", "cusco"):
        for number in range(6):
            makers.make_evidence(
                Hub.objects.get(slug=slug), makers.make_criterion("cost"), 2, speaker=f"{slug} {number}"
            )
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=1)
    makers.make_release()
    assert "Good, but less than what an unknown hub is expected to get" in Page(client.get("/hubs/lima/cost/"))


def test_a_link_to_a_source_gives_nothing_away(client):
    makers.make_source("linked", title="Linked", url="https://example.org/?a=1&b=2", kind="report")
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(source=makers.make_source("linked"))
    makers.make_release()
    page = Page(client.get("/hubs/lima/cost/"))
    link = page.one('a[href="https://example.org/?a=1&b=2"]')
    assert (link.attributes["rel"], link.attributes["lang"]) == ("noopener nofollow external", "en")
    assert words_of(link) == "Linked"


def test_htmx_gets_the_inside_of_the_drawer(client):
    page = client.get("/hubs/lima/cost/", headers={"HX-Request": "true"})
    assert not Page(page).is_whole
    assert Page(page).all("form[method=dialog]")
    assert "HX-Request" in page["Vary"]
    assert not Page(client.get("/hubs/lima/cost/")).all("form[method=dialog]")


@pytest.mark.parametrize(
    "path", ["/hubs/", "/hubs/?criterion=cost", f"/hubs/lima/?{ANSWERS}", f"/hubs/lima/cost/?{ANSWERS}"]
)
def test_a_page_costs_at_most_two_queries(client, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(path)


def test_every_cell_of_the_real_catalogue_has_a_page(client):
    Release.objects.all().delete()
    makers.make_real_release()
    catalogue = releases.current()
    for hub in ("medellin", "colima"):
        assert client.get(f"/hubs/{hub}/").status_code == 200
        for criterion in catalogue.criteria:
            assert client.get(f"/hubs/{hub}/{criterion}/").status_code == 200


def test_praise_and_blame_are_quoted_in_turn():
    lima, culture = Hub.objects.get(slug="lima"), makers.make_criterion("culture")
    for rating in (2, 2, 2, -1):
        makers.make_evidence(lima, culture, rating)
    makers.make_release()
    catalogue = releases.current()
    words = explained.statements(catalogue, catalogue.hubs["lima"], "quote", 4)
    assert [item.tone for item in words.first] == ["up", "down", "up", "down"]
    assert words.number == 8


def test_the_sum_says_where_every_point_of_a_criterion_comes_from(client):
    page = Page(client.get("/hubs/lima/cost/?cost=2&family=2"))
    found = re.search(
        r"worth ([\d.]+) points. .* earn ([\d.]+) of them; .* adds ([+\d.]+), which makes ([\d.]+)\.", page.words
    )
    worth, unknown, added, earned = (float(number) for number in found.groups())
    assert worth == 50
    assert unknown + added == pytest.approx(earned, abs=0.15)
    assert "which makes" not in Page(client.get("/hubs/lima/cost/")).source
    assert "which makes" not in Page(client.get("/hubs/lima/cost/?family=2")).source
    assert "which makes" not in Page(client.get("/hubs/lima/cost/?cost=2&country=CA")).source
