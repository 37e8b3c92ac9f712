import re

import pytest

from hubs.catalogue import releases
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


@pytest.mark.parametrize("path", ["/hubs/atlantis/cost/", "/hubs/lima/weather/"])
def test_what_does_not_exist_is_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Nothing at this place on the chart" in Page(response)


def test_a_page_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(f"/hubs/lima/cost/?{ANSWERS}")


def test_every_cell_of_the_real_catalogue_has_a_page(client):
    Release.objects.all().delete()
    makers.make_real_release()
    catalogue = releases.current()
    for hub in ("medellin", "colima"):
        assert client.get(f"/hubs/{hub}/").status_code == 200
        for criterion in catalogue.criteria:
            assert client.get(f"/hubs/{hub}/{criterion}/").status_code == 200


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
