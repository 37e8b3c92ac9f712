import pytest

from hubs.catalogue import releases
from hubs.explanations.double_counting import double_counted
from hubs.explanations.method import measures
from hubs.explanations.winners import ABOUT_EQUAL
from hubs.models import Criterion
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def test_the_method_is_generated_from_the_release_that_ranks(client, release):
    page = Page(client.get("/method/"))
    catalogue = releases.current()
    for criterion in catalogue.criteria.values():
        assert criterion.low in page
        assert criterion.high in page
    for kind in catalogue.kinds.values():
        assert kind.meaning in page
    assert f"fingerprint {release.sha256[:12]}" in page


def test_the_method_prints_the_prior_and_the_bounds():
    airport = next(each for each in measures(releases.current()) if each.criterion.slug == "airport")
    prior = releases.current().ranker.cell("lima", "airport").prior_mean
    assert airport.prior == f"{10 * prior:.1f}"
    assert (airport.bounds[0].lower, airport.bounds[0].upper) == ("0", "100")
    assert airport.known == 2


def test_an_edited_criterion_shows_in_the_method_after_publishing(client):
    Criterion.objects.filter(slug="cost").update(high="Dirt cheap")
    assert "Dirt cheap" not in Page(client.get("/method/")).source
    makers.make_release()
    assert "Dirt cheap" in Page(client.get("/method/"))


def test_the_method_says_where_figures_count_more(client):
    Criterion.objects.filter(slug="airport").update(figure_factor=8)
    makers.make_release()
    assert Page(client.get("/method/")).words.count("A figure counts 8 times as much here") == 1


def test_the_method_says_what_counts_as_equal(client):
    assert f"Less than {ABOUT_EQUAL} points apart counts as equal" in Page(client.get("/method/"))


def test_a_criterion_that_has_no_labels_yet_has_no_prior(client):
    makers.make_criterion("hobby", kind="labels")
    makers.make_release()
    hobby = next(each for each in measures(releases.current()) if each.criterion.slug == "hobby")
    assert (hobby.prior, hobby.kappa) == ("", None)
    assert client.get("/method/").status_code == 200


def test_correlated_criteria_are_named():
    traffic = makers.make_criterion("traffic")
    for number in range(12):
        hub = makers.make_hub(f"town-{number}")
        makers.make_evidence(hub, makers.make_criterion("cost"), number % 5 - 2)
        makers.make_evidence(hub, traffic, number % 5 - 2)
    makers.make_release()
    (pair,) = double_counted(releases.current())
    assert {pair.first.slug, pair.second.slug} == {"cost", "traffic"}
    assert pair.hubs == 12


def test_the_privacy_page_needs_no_data_at_all(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "csrftoken" in Page(client.get("/privacy/"))


def test_every_page_forbids_inline_code_and_strangers(client):
    for path in ("/", "/priorities/", "/results/?cost=1", "/hubs/lima/", "/method/", "/nowhere/"):
        policy = client.get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/results/?cost=1", "/method/", "/nowhere/"])
def test_every_page_can_be_skipped_into_and_has_one_heading(client, path):
    page = Page(client.get(path))
    assert len(page.all("h1")) == 1
    assert "#main" in page.links()
    assert page.language == "en"


def test_the_method_costs_at_most_two_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/method/")


@pytest.mark.parametrize("path", ["/", "/results/?cost=1", "/nowhere/", "/admin/login/"])
def test_no_page_may_be_framed_or_send_a_form_elsewhere(client, path):
    response = client.get(path)
    policy = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    assert response["X-Frame-Options"] == "DENY"
    assert (policy["frame-ancestors"], policy["base-uri"], policy["default-src"]) == ("'none'",) * 3
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "img", "font", "connect")} == {"'self'"}
    assert policy["form-action"] == "'self'"
    assert response["Referrer-Policy"] == "same-origin"
