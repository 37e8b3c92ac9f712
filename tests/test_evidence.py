import dataclasses
import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from hubs.catalogue import releases
from hubs.explanations.cells import backed, sum_of
from hubs.explanations.results import explain
from hubs.formats import signed
from hubs.models import Criterion, Evidence, Hub, Release
from tests import makers
from tests.asking import QUESTIONS, ask
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
        cell.cell.mean - releases.current().ranker.prior_.mean[releases.current().ranker.cells_.column("cost")]
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
    assert (cell.cell.others, cell.cell.above, cell.cell.is_highest) == (1, 1, False)
    assert len(cell.cell.strip.others) == 1


def test_a_hub_is_called_the_highest_from_three_items_on():
    makers.make_evidence(Hub.objects.get(slug="lima"), Criterion.objects.get(slug="cost"), 2)
    makers.make_release()
    assert not cells("lima", "cost")[0].cell.is_highest
    makers.make_evidence(Hub.objects.get(slug="lima"), Criterion.objects.get(slug="cost"), 2)
    makers.make_release()
    assert cells("lima", "cost")[0].cell.is_highest


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
    assert "depends on what one wants" in page
    assert "7,737,002 km" in page
    assert cells("lima", "size") == ()
    assert len(cells("lima", "size", "size=2&size_to=large")) == 1


def test_what_is_unknown_says_what_it_could_be(client):
    page = Page(client.get("/hubs/cusco/airport/"))
    assert "it could be 0.0 to 10.0" in page
    assert "Airport: unknown" in page


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
    worth, earned = re.search(r"worth ([\d.]+) points, of which Lima earns ([\d.]+):", page.words).groups()
    parts = [float(text.replace("\N{MINUS SIGN}", "-")) for text in page.texts("dl.sum dd")]
    assert float(worth) == 2 * parts[0] == 50
    assert len(parts) == 3
    assert sum(parts) == pytest.approx(float(earned), abs=1e-9), "as they are printed"
    for elsewhere in ("", "?family=2", "?cost=2&country=CA"):
        assert not Page(client.get(f"/hubs/lima/cost/{elsewhere}")).all("dl.sum")


@pytest.mark.parametrize("query", QUESTIONS)
def test_what_is_printed_of_a_criterion_adds_up_and_is_what_the_ranking_prints(query):
    Release.objects.all().delete()
    makers.make_real_release()
    catalogue, form, ranking = ask(query)
    rows = [row for row in explain(catalogue, ranking).rows if row.rank <= 6]
    for line, hub in ((line, row.hub) for row in rows for line in row.lines):
        criterion = line.priority.criterion
        found = sum_of(catalogue, ranking, hub, criterion)
        items = [item for each in backed(catalogue, hub, criterion, form.profile) for item in each.items]
        assert amount(found.middle) + amount(found.added) + amount(found.usual) == amount(found.earned)
        assert sum(amount(item.effect) for item in items) == amount(found.added)
        assert (found.earned, found.worth) == (line.points, line.priority.points)


def amount(printed):
    return Decimal(printed.replace("\N{MINUS SIGN}", "-"))


# A score beside its rank


def beside(score, above, others, count=3):
    """What the page says of a score of which so many others are lower."""
    made = dataclasses.replace(
        cells("lima", "cost")[0].cell, verdict=score, above=above, others=others, count=count, mean=0.5
    )
    return Page(render_to_string("hubs/parts/above.html", {"cell": made})).words


@pytest.mark.parametrize(
    ("score", "above", "others", "words"),
    [
        ("weak", 26, 26, "Weak everywhere, least so here."),
        ("weak", 20, 26, "Weak in most places; better here than in 20 of 26"),
        ("weak", 13, 26, "Above 13 of 26"),
        ("good", 13, 26, "Good in most places; here above 13 of 26"),
        ("standout", 3, 26, "Good in most places; here above 3 of 26"),
        ("good", 20, 26, "Above 20 of 26"),
        ("mixed", 20, 26, "Above 20 of 26"),
        ("good", 26, 26, "Higher than all 26"),
        ("mixed", 0, 26, "No higher than any of the 26"),
        ("mixed", 0, 0, ""),
    ],
)
def test_a_word_and_a_rank_that_disagree_are_reconciled(score, above, others, words):
    said = beside(score, above, others)
    assert said.startswith(words)
    assert bool(said) == bool(words)


def test_two_items_call_nothing_the_highest_of_all():
    assert beside("good", 26, 26, count=2).startswith("Above 26 of 26")
    assert beside("weak", 26, 26, count=2).startswith("Weak in most places")
