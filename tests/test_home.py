"""Where the reader lives now: asked first, kept in the address, and what every hub is read against."""

import pytest

from hubs.explanations.results import explain
from hubs.models import SharedRanking
from tests import makers
from tests.asking import ask
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def explained(query):
    catalogue, form, ranking = ask(query)
    return explain(catalogue, ranking, home=form.lives)


def than_home(outcome, slug):
    return next(row.than_home for row in outcome.rows if row.hub.slug == slug)


def gaps(outcome, slug):
    return {gap.criterion.slug: gap.points for gap in than_home(outcome, slug).gaps}


def earned(outcome, hub, criterion):
    (row,) = (row for row in outcome.rows if row.hub.slug == hub)
    return next(line.earned for line in row.lines if line.priority.criterion.slug == criterion)


# Asked


def test_home_is_the_first_question_of_the_basics(client):
    page = Page(client.get("/basics/"))
    assert page.all(".basics select, .basics input:not([type=hidden])")[0].attributes["name"] == "home"
    assert page.values('[name="home"] option', "value") == ["", "elsewhere", "cusco", "lima", "toronto"]


def test_home_travels_through_the_journey(client):
    assert Page(client.get("/basics/?home=lima")).all('[name="home"] option[value="lima"][selected]')
    assert ("home", "lima") in Page(client.get(f"/priorities/?home=lima&{ANSWERS}")).hidden()
    page = Page(client.get(f"/results/?home=lima&{ANSWERS}"))
    assert f"/priorities/?home=lima&{ANSWERS}" in page.links()
    assert f"/hubs/cusco/?home=lima&{ANSWERS}" in page.links()
    assert ("home", "lima") in page.hidden("#compare-tray")


def test_a_place_elsewhere_is_rated_beside_the_priorities(client):
    asked = Page(client.get(f"/priorities/?home=elsewhere&home_cost=-1&{ANSWERS}"))
    assert asked.all('[name="home_cost"] option[value="-1"][selected]')
    assert asked.all('select[name="home_family"]')
    assert not [name for name, _ in asked.hidden() if name.startswith("home_")]
    assert not Page(client.get(f"/priorities/?home=lima&{ANSWERS}")).all('[name="home_cost"]')


def test_a_place_of_ones_own_is_rated_from_very_bad_to_very_good(client):
    page = Page(client.get(f"/priorities/?home=elsewhere&{ANSWERS}"))
    assert page.values('[name="home_cost"] option', "value") == ["", "-2", "-1", "0", "1", "2"]
    words = ["Unknown", "Very bad", "Bad", "Mixed", "Good", "Very good"]
    assert [option.text() for option in page.all('[name="home_cost"] option')] == words


@pytest.mark.parametrize(("rating", "rated"), [("-2", -2), ("-1", -1), ("0", 0), ("1", 1), ("2", 2)])
def test_each_rating_counts_as_its_number(rating, rated):
    _catalogue, form, _ranking = ask(f"home=elsewhere&home_cost={rating}&home_family=&{ANSWERS}")
    assert form.lives.ratings == {"cost": rated}


@pytest.mark.parametrize("rating", ["3", "-3", "1.5", "good"])
def test_any_other_rating_is_asked_again(client, rating):
    response = client.get(f"/results/?home=elsewhere&home_cost={rating}&{ANSWERS}")
    assert response.status_code == 400
    assert "Rate your place from Very bad to Very good, or leave it Unknown." in Page(response)


def test_a_place_that_is_not_known_is_named_in_short(client):
    response = client.get(f"/results/?home={'atlantis' * 9}&{ANSWERS}")
    assert response.status_code == 400
    assert f"We know no place called {'atlantis' * 5}." in Page(response)


def test_ratings_travel_back_to_the_basics(client):
    assert ("home_cost", "-1") in Page(client.get("/basics/?home=elsewhere&home_cost=-1")).hidden()


# Read against it


def test_every_hub_is_better_or_worse_than_home(client):
    outcome = explained(f"home=lima&{ANSWERS}")
    there, here = earned(outcome, "toronto", "family"), earned(outcome, "lima", "family")
    assert gaps(outcome, "toronto")["family"] == round(100 * (there - here)) > 0
    assert gaps(outcome, "toronto")["cost"] < 0
    page = Page(client.get(f"/results/?home=lima&{ANSWERS}"))
    toronto = page.part("#hub-toronto") if page.all("li#hub-toronto") else None
    assert "Lima, where you live: " in page
    assert toronto is None or "Compared with where you live: +" in toronto


def test_home_itself_is_marked():
    outcome = explained(f"home=lima&{ANSWERS}")
    assert than_home(outcome, "lima").is_home
    assert not than_home(outcome, "cusco").is_home


def test_only_what_is_known_of_both_is_compared():
    assert set(gaps(explained("home=cusco&cost=2&specialty=fintech"), "lima")) == {"cost"}


def test_the_line_stands_in_the_row_and_on_the_page_of_the_hub(client):
    query = f"home=toronto&{ANSWERS}"
    assert "Compared with where you live: +" in Page(client.get(f"/results/?{query}")).part("#hub-lima")
    assert "Compared with where you live: +" in Page(client.get(f"/hubs/lima/?{query}")).part(".yours")
    assert "You live here." in Page(client.get(f"/hubs/toronto/?{query}")).part(".yours")


def test_a_home_that_fails_a_dealbreaker_is_still_what_others_are_read_against(client):
    response = client.get(f"/results/?home=toronto&country=PE&{ANSWERS}")
    assert response.status_code == 200
    assert "Toronto, where you live, does not pass your dealbreakers" in Page(response)
    assert gaps(explained(f"home=toronto&country=PE&{ANSWERS}"), "lima")["cost"] > 0


def test_a_place_of_ones_own_counts_as_rated():
    outcome = explained(f"home=elsewhere&home_cost=2&{ANSWERS}")
    assert outcome.home.hub is None
    assert outcome.home.rank == 1
    assert set(gaps(outcome, "toronto")) == {"cost"}
    assert gaps(outcome, "toronto")["cost"] < 0


def test_elsewhere_without_ratings_asks_for_them(client):
    page = Page(client.get(f"/results/?home=elsewhere&{ANSWERS}"))
    assert f"/priorities/?home=elsewhere&{ANSWERS}" in page.links("Rate where you live now")
    assert "Compared with where you live" not in page


def test_without_a_home_nothing_is_said_of_it(client):
    assert "where you live" not in Page(client.get(f"/results/?{ANSWERS}"))


def test_the_comparison_begins_at_home(client):
    response = client.get(f"/compare/?hub=lima&home=toronto&{ANSWERS}")
    assert [side.slug for side in response.context["comparison"].sides] == ["toronto", "lima"]


# Shared


def test_a_shared_link_leaves_home_out(client):
    client.post("/share/", {"answers": f"home=elsewhere&home_cost=1&{ANSWERS}"})
    assert SharedRanking.objects.get().answers == ANSWERS


def test_a_shared_link_has_home_if_its_sender_says_so(client):
    asked = Page(client.get(f"/share/?home=toronto&{ANSWERS}"))
    assert asked.all('form[action="/share/"] [type=checkbox][name="home"]:not([checked])')
    assert not Page(client.get(f"/share/?{ANSWERS}")).all('[name="home"]')
    link = shared_link(client.post("/share/", {"answers": f"home=toronto&{ANSWERS}", "home": "1"}))
    assert SharedRanking.objects.get().answers == f"home=toronto&{ANSWERS}"
    assert "Compared with where the sender lives: +" in Page(client.get(link)).part("#hub-lima")


@pytest.mark.parametrize("file", ["ranking.json", "ranking.csv", "evidence.csv"])
def test_a_file_to_take_along_leaves_home_out(client, file):
    response = client.get(f"/results/{file}?home=elsewhere&home_cost=1&{ANSWERS}")
    assert response.status_code == 200
    assert b"elsewhere" not in response.content
    assert b"home" not in response.content


# Mistaken input


@pytest.mark.parametrize("path", ["/basics/", "/priorities/", "/results/", "/compare/"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("home=atlantis", "We know no place called atlantis."),
        ("home=lima&home=toronto", "This question was answered more than once."),
        ("home=elsewhere&home_cost=3", "Rate your place from Very bad to Very good, or leave it Unknown."),
        ("home=elsewhere&home_weather=1", "There is no question called home_weather."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_kept(client, path, query, message):
    response = client.get(f"{path}?{query}&{ANSWERS}")
    assert response.status_code == 400
    page = Page(response)
    assert message in page
    assert page.all('[name="cost"][value="2"][checked]') or ("cost", "2") in page.hidden()


def test_ratings_without_a_place_elsewhere_say_nothing():
    assert makers.answers(f"home=lima&home_cost=1&{ANSWERS}").valid_profile
    form = makers.answers(f"home=lima&home_cost=1&{ANSWERS}")
    form.is_valid()
    assert form.query == f"home=lima&{ANSWERS}"
    assert form.lives.ratings == {}


def test_a_rating_of_mixed_stays_in_the_canonical_query():
    form = makers.answers(f"home=elsewhere&home_cost=0&{ANSWERS}")
    form.is_valid()
    assert form.query == f"home=elsewhere&home_cost=0&{ANSWERS}"
    assert form.lives.ratings == {"cost": 0}
