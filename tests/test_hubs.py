import re

import pytest

from hubs.explanations import hubs as explained
from hubs.models import Country, Criterion, Hub
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    return makers.make_release()


def slugs(response):
    return [card.hub.slug for card in response.context["shown"].cards]


def cards(response):
    return {card.hub.slug: card for card in response.context["shown"].cards}


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["cusco", "lima", "toronto"]),
        ("sort=cost", ["lima", "cusco", "toronto"]),
        ("sort=airport", ["lima", "toronto", "cusco"]),
        ("country=PE", ["cusco", "lima"]),
        ("language=fr", ["toronto"]),
        ("price=low", ["lima"]),
        ("specialty=fintech", ["lima", "toronto"]),
        ("specialty=ai", []),
        ("country=PE&sort=cost", ["lima", "cusco"]),
        ("country=CA&price=low", []),
    ],
)
def test_the_list_is_narrowed_down_and_sorted_by_get(client, release, query, order):
    response = client.get(f"/hubs/?{query}")
    assert response.status_code == 200
    assert slugs(response) == order
    assert f"{len(order)} of 3 hubs" in Page(response)


def test_the_safety_filter_takes_what_is_known_to_be_safe(client):
    makers.make_catalogue()
    safety = makers.make_criterion("safety", order=9)
    for slug, rating in (("lima", 2), ("toronto", -2)):
        makers.make_evidence(Hub.objects.get(slug=slug), safety, rating)
    makers.make_release()
    assert slugs(client.get("/hubs/?safety=mixed")) == ["lima"]


@pytest.mark.parametrize(
    ("query", "wrong", "order"),
    [
        ("country=XX&price=low", "XX is not one of the available choices", ["lima"]),
        ("sort=nonsense", "nonsense is not one of", ["cusco", "lima", "toronto"]),
        ("sort=specialty", "specialty is not one of", ["cusco", "lima", "toronto"]),
        ("colour=red", "There is no filter called colour.", ["cusco", "lima", "toronto"]),
        ("country=PE&country=CA", "This filter was set more than once.", ["cusco", "lima", "toronto"]),
        ("page=two", "Enter a whole number.", ["cusco", "lima", "toronto"]),
        ("page=0", "greater than or equal to 1", ["cusco", "lima", "toronto"]),
        ("country=" + "P" * 5000, "longer than any list of filters", ["cusco", "lima", "toronto"]),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_holds(client, release, query, wrong, order):
    response = client.get(f"/hubs/?{query}")
    assert response.status_code == 400
    assert wrong in Page(response)
    assert slugs(response) == order


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("criterion=cost&sort=score", "/hubs/?sort=cost"),
        ("country=PE&criterion=cost&sort=score", "/hubs/?country=PE&sort=cost"),
        ("country=&criterion=&sort=score", "/hubs/"),
        ("criterion=cost&sort=name", "/hubs/"),
        ("country=PE&criterion=&sort=gaps", "/hubs/?country=PE"),
        ("sort=evidence", "/hubs/"),
        ("sort=country", "/hubs/"),
    ],
)
def test_a_list_as_it_was_asked_for_in_former_times_is_led_to_todays(client, release, former, today):
    response = client.get(f"/hubs/?{former}")
    assert (response.status_code, response["Location"]) == (302, today)
    assert client.get(today).status_code == 200


def test_what_was_set_stays_set(client, release):
    page = Page(client.get("/hubs/?country=PE&sort=cost&colour=red"))
    assert page.values("option[selected]", "value") == ["PE", "", "", "", "cost"]


@pytest.mark.parametrize(
    ("asked", "address"),
    [("country=&price=low&sort=name", "/hubs/?price=low"), ("sort=cost&country=PE", "/hubs/?country=PE&sort=cost")],
)
def test_every_list_has_one_address(client, release, asked, address):
    response = client.get(f"/hubs/?{asked}")
    assert (response.status_code, response["Location"]) == (302, address)
    assert client.get(address).status_code == 200


def test_a_filtered_list_is_unlisted_and_the_whole_one_is_not(client, release):
    assert "X-Robots-Tag" not in client.get("/hubs/")
    assert client.get("/hubs/?country=PE")["X-Robots-Tag"] == "noindex"


def test_htmx_gets_the_list_alone_and_the_address_of_it(client, release):
    response = client.get("/hubs/?country=PE&price=&sort=name", headers={"HX-Request": "true"})
    assert response["HX-Replace-Url"] == "/hubs/?country=PE"
    assert "HX-Request" in response["Vary"]
    page = Page(response)
    assert page.all("#listed")
    assert not page.all("h1, form.filters")


def test_nothing_left_says_what_to_loosen(client, release):
    page = Page(client.get("/hubs/?country=CA&price=low"))
    assert "No hub passes all of these filters." in page
    assert "Without “Country: Canada” 1 hub is left." in page
    assert "Without “Prices: Low prices” 1 hub is left." in page
    assert {"/hubs/?price=low", "/hubs/?country=CA"} <= set(page.links())


def test_where_loosening_one_is_not_enough_all_are_removed(client, release):
    page = Page(client.get("/hubs/?country=CA&language=es&price=low&specialty=ai"))
    assert "Without “" not in page
    assert page.links().count("/hubs/") >= 2


def test_a_card_names_the_best_that_is_decent_and_the_worst_and_nothing_unknown(client, release):
    found = cards(client.get("/hubs/"))
    assert [score.criterion.slug for score in found["lima"].best] == ["cost", "airport"]
    assert found["lima"].worst.criterion.slug == "family"
    assert [score.criterion.slug for score in found["cusco"].best] + [found["cusco"].worst.criterion.slug] == [
        "cost",
        "family",
    ]
    assert all(float(score.score) >= 5 for card in found.values() for score in card.best)


def test_the_best_is_what_a_hub_has_and_others_lack():
    """All have a great airport: it tells nobody apart."""
    makers.make_catalogue()
    talent, airport = makers.make_criterion("talent", order=8), makers.make_criterion("air", order=9)
    for hub in Hub.objects.all():
        for _ in range(6):
            makers.make_evidence(hub, airport, 2)
        for _ in range(3):
            makers.make_evidence(hub, talent, 2 if hub.slug == "lima" else -1)
    makers.make_release()
    catalogue = explained_catalogue()
    table = explained._Table(catalogue)
    card = next(table.card(at, "name") for at, hub in enumerate(table.hubs) if hub.slug == "lima")
    assert card.best[0].criterion.slug == "talent"


def test_what_everybody_should_know_is_the_worst_before_what_is_further_behind():
    makers.make_catalogue()
    safety, airport = makers.make_criterion("safety", order=8, always_warn=True), makers.make_criterion("air", order=9)
    for place in range(6):
        hub = makers.make_hub(f"town-{place}")
        for _ in range(9):
            makers.make_evidence(hub, airport, -2 if not place else 2)
            makers.make_evidence(hub, safety, -2 if not place else -1)
    makers.make_release()
    catalogue = explained_catalogue()
    table = explained._Table(catalogue)
    worst = {hub.slug: table.card(at, "name").worst for at, hub in enumerate(table.hubs)}
    assert worst["town-0"].criterion.slug == "safety"
    Criterion.objects.filter(slug="safety").update(always_warn=False)
    makers.make_release()
    table = explained._Table(explained_catalogue())
    assert table.card([hub.slug for hub in table.hubs].index("town-0"), "name").worst.criterion.slug == "air"


def explained_catalogue():
    from hubs.catalogue import releases

    return releases.current()


def test_a_hub_of_which_nothing_is_known_says_so(client):
    makers.make_catalogue()
    makers.make_hub("silent", country=makers.make_country(code="BO", name="Bolivia"), latitude=-16.5, longitude=-68.1)
    makers.make_release()
    card = cards(client.get("/hubs/"))["silent"]
    assert (card.best, card.worst, card.price) == ((), None, "unknown")
    page = Page(client.get("/hubs/?country=BO"))
    assert "Nothing is known yet that can be compared." in page
    assert "Prices unknown" in page


def test_a_list_sorted_by_a_criterion_shows_it_on_every_card(client, release):
    response = client.get("/hubs/?sort=airport")
    for card in response.context["shown"].cards:
        shown = [score.criterion.slug for score in (*card.best, card.worst, card.sorted_by) if score]
        assert ("airport" in shown) == (card.hub.slug != "cusco")
        assert len(shown) == len(set(shown))


@pytest.mark.parametrize(
    ("summary", "character"),
    [
        ("A calm city; people complain about jams.", "A calm city."),
        ("A calm town to cycle in. Its hub is a plan.", "A calm town to cycle in."),
        ("Une ville calme\u202f; on se plaint.", "Une ville calme."),
        ("Work for U.S. firms, and jams.", "Work for U.S. firms, and jams."),
        ("", ""),
    ],
)
def test_the_character_is_the_first_clause_of_what_the_catalogue_says(client, summary, character):
    makers.make_catalogue()
    Hub.objects.filter(slug="lima").update(summary=summary)
    makers.make_release()
    assert cards(client.get("/hubs/"))["lima"].character == character


def test_every_number_of_a_card_leads_to_its_evidence(client, release):
    links = Page(client.get("/hubs/")).links()
    assert {"/hubs/lima/", "/hubs/lima/cost/", "/hubs/lima/family/"} <= set(links)


@pytest.fixture
def many():
    """Sixty-one hubs and one more."""
    makers.make_catalogue()
    peru = Country.objects.get(code="PE")
    for number in range(59):
        makers.make_hub(f"hub-{number:02}", country=peru, latitude=-10 + number / 10, longitude=-75)
    return makers.make_release()


def test_a_page_has_sixty_cards_and_leads_to_the_next(client, many):
    first = client.get("/hubs/")
    assert len(slugs(first)) == 60
    page = Page(first)
    assert "Page 1 of 2" in page
    assert "/hubs/?page=2" in page.links()
    second = client.get("/hubs/?page=2")
    assert len(slugs(second)) == 2
    assert not set(slugs(first)) & set(slugs(second))
    assert Page(second).values("a[rel=prev]", "href") == ["/hubs/"]


def test_the_pages_of_a_filtered_list_keep_its_filters(client, many):
    assert "/hubs/?country=PE&sort=cost&page=2" in Page(client.get("/hubs/?country=PE&sort=cost")).links()


def test_a_page_that_is_not_there_is_not_found_and_shows_the_last(client, many):
    response = client.get("/hubs/?page=9")
    assert response.status_code == 404
    assert "There are only 2 pages." in Page(response)
    assert len(slugs(response)) == 2


def test_no_card_of_another_page_is_made(client, many, monkeypatch):
    made = []
    card = explained._Table.card
    monkeypatch.setattr(explained._Table, "card", lambda table, at, sort: made.append(at) or card(table, at, sort))
    client.get("/hubs/?page=2")
    assert len(made) == 2


def test_the_map_shows_the_hubs_of_the_page(client, release):
    page = Page(client.get("/hubs/?country=CA"))
    assert page.values(".hubs-map a", "aria-label") == ["Toronto"]


def test_the_real_hubs_have_three_best_and_one_worst_each(client):
    makers.make_real_release()
    found = cards(client.get("/hubs/"))
    assert len(found) == 27
    for card in found.values():
        assert 1 <= len(card.best) <= 3
        assert card.worst is not None
        assert card.worst.criterion not in [score.criterion for score in card.best]
        assert card.price != "unknown"
        assert re.fullmatch(r"[^;]{20,170}\.", card.character), card.character


@pytest.mark.parametrize("path", ["/hubs/", "/hubs/?sort=cost"])
def test_a_page_costs_at_most_two_queries(client, release, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(path)
