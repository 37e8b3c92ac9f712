"""What living costs the reader, and how easy it is to stay with their papers, as priorities of their own."""

import json
from dataclasses import replace

import pytest

from hubs.catalogue import releases
from hubs.explanations import edits, interviews
from hubs.exports.files import FILES
from hubs.models import Country, Entry, SharedRanking
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

INCOME = "4321"
MOVE = f"home=lima&income={INCOME}&passport=DE"
COST = f"cost=3&family=1&{MOVE}&cost_is=own"
PAPERS = f"family=1&{MOVE}&papers=3"


@pytest.fixture
def priced():
    makers.make_prices()


def ranked(client, query):
    """What the API ranks, hub by hub."""
    found = client.get(f"/api/v1/rank?{query}").json()
    return {hub["slug"]: hub for hub in found["hubs"]}


# Money


def test_cost_is_what_living_there_costs_me(client, priced):
    """Toronto costs 1,810 of rent and 3,861 x 2 of the rest: 9,532 of 4,321, or 221 %: 1/2 - log4(2.206) / 2."""
    hubs = ranked(client, f"cost=1&{MOVE}&cost_is=own")
    assert hubs["toronto"]["score"] == pytest.approx(0.2146, abs=1 / 1024)
    assert hubs["lima"]["score"] == hubs["cusco"]["score"] == 0.5  # home; and a city at the same level
    page = Page(client.get(f"/hubs/toronto/cost/?{COST}"))
    assert "221 % of what living costs at home, likely" in page.words
    assert "Price level" in page.part(".move-parts").words or "level of prices" in page.part(".move-parts").words


def test_without_being_asked_cost_stays_what_it_is(client, priced):
    assert ranked(client, f"cost=1&{MOVE}") == ranked(client, "cost=1")


@pytest.mark.parametrize("left_out", [f"income={INCOME}", "home=lima"])
def test_cost_that_cannot_be_told_is_everybodys_and_says_so(client, priced, left_out):
    query = f"cost=1&{MOVE}&cost_is=own".replace(left_out, "")
    assert ranked(client, query) == ranked(client, "cost=1")
    assert "What living costs you cannot be told" in Page(client.get(f"/results/?{query}")).words


def test_on_what_people_say_alone_no_figure_counts(client, priced):
    query = f"cost=1&{MOVE}&cost_is=own&basis=people"
    assert ranked(client, query) == ranked(client, "cost=1&basis=people")
    assert "what living costs you rests on figures" in Page(client.get(f"/results/?{query}")).words


def test_a_home_with_distorted_prices_tells_nothing(client, priced):
    query = f"cost=1&lives_in=AR&income={INCOME}&cost_is=own"
    assert ranked(client, query) == ranked(client, "cost=1")


# Papers


def test_papers_count_by_their_steps(client, priced):
    """A German enters Peru for 90 days, and the permit's bar is reached; of Canada nothing is known."""
    hubs = ranked(client, PAPERS)
    assert hubs["lima"]["contributions"]["papers"] == pytest.approx(0.75 * (0.75 - 0.5))
    assert hubs["toronto"]["evidence"]["papers"] == 0
    page = Page(client.get(f"/hubs/lima/papers/?{PAPERS}"))
    assert "90 days without a visa; a permit to work from afar is within reach" in page.words
    assert "A table" in page.words
    assert "No legal advice" in page.words


def test_own_country_is_best_and_no_admission_worst(client, priced):
    Entry.objects.filter(country__code="PE").update(requirements={"no admission": "DE", "own": "PE"})
    makers.make_release(note="shut")
    shut = ranked(client, "family=1&passport=DE&papers=1")["lima"]["contributions"]["papers"]
    own = ranked(client, "family=1&passport=DE&passport=PE&papers=1")["lima"]["contributions"]["papers"]
    assert (shut, own) == (-0.25, 0.25)


def test_a_page_of_own_papers_is_listed_nowhere_and_leads_to_no_page_that_is_not_there(client, priced):
    response = client.get(f"/hubs/lima/papers/?{PAPERS}")
    page = Page(response)
    assert response["X-Robots-Tag"] == "noindex"
    assert page.values("link[rel=canonical], link[rel=alternate]", "href") == []
    (correct,) = {link for link in page.links() if link.startswith("/correct/")}
    assert client.get(correct).status_code == 200
    assert "X-Robots-Tag" not in client.get(f"/hubs/lima/family/?{PAPERS}")


def test_without_a_passport_it_is_unknown_everywhere_and_says_so(client, priced):
    hubs = ranked(client, "family=1&papers=2")
    assert not any(hub["evidence"]["papers"] for hub in hubs.values())
    assert "until a passport is named" in Page(client.get("/results/?family=1&papers=2")).words


def test_papers_alone_are_no_ranking(client, priced):
    """Nobody else could be shown one."""
    response = client.get("/results/?passport=DE&papers=3")
    assert response.status_code == 400
    assert "Choose at least one thing that matters to you" in Page(response).words


def test_there_is_no_such_criterion_for_who_does_not_ask(client, priced):
    assert client.get("/hubs/lima/papers/").status_code == 404
    assert client.get("/hubs/lima/papers/?family=1").status_code == 404


def test_wrong_answers_are_told(client, priced):
    for query in ("papers=9", "cost_is=mine", "papers=1&papers=2"):
        response = client.get(f"/basics/?{query}")
        assert response.status_code == 400
        assert Page(response).texts(".field-error")


# Every page of the journey


@pytest.mark.parametrize("query", [COST, PAPERS, f"{COST}&papers=2", f"{COST}&papers=2&basis=people"])
@pytest.mark.parametrize(
    "path", ["/", "/basics/", "/priorities/", "/results/", "/hubs/lima/", "/hubs/toronto/cost/", "/memo/", "/share/",
             "/decide/?q=", "/compare/?hub=lima&hub=toronto"],
)  # fmt: skip
def test_pages_carry_them(client, priced, path, query):
    response = client.get(f"{path}{'&' if '?' in path else '?'}{query}")
    assert response.status_code == 200
    carried = response.content.decode()
    named = [name for name in ("cost_is", "papers") if name in query]
    assert path in {"/", "/hubs/toronto/cost/"} or all(name in carried for name in named)


def test_a_memo_says_that_the_address_on_its_paper_ranks_without_them(client, priced):
    words = Page(client.get(f"/memo/?{COST}")).words
    assert "Each place counts by what living there would cost you" in words
    assert "rank without them" in words
    token = share(client, COST, home="1", move="1").token
    words = Page(client.get(f"/s/{token}/memo/")).words
    assert "Each place counts by what living there would cost the sender" in words
    assert "Costs count" not in Page(client.get("/memo/?cost=3&family=1")).words


def test_a_what_if_keeps_them(client, priced):
    links = [link for link in Page(client.get(f"/results/?{PAPERS}&cost=1")).links() if link.startswith("/results/?")]
    assert links
    assert all("passport=DE" in link for link in links if "papers=" in link)


# Nobody else's business


def share(client, query, **ticked):
    client.post("/share/", {"answers": query, **ticked})
    return SharedRanking.objects.get()


@pytest.mark.parametrize("query", [COST, PAPERS])
def test_a_shared_link_ranks_without_them(client, priced, query):
    shared = share(client, query)
    assert "cost_is" not in shared.answers
    assert "papers" not in shared.answers + json.dumps(shared.outcome)
    plain = ranked(client, query.split("&home")[0])
    assert {hub["slug"]: hub["score"] for hub in shared.outcome["hubs"]} == {
        slug: hub["score"] for slug, hub in plain.items()
    }
    body = client.get(f"/s/{shared.token}/").content.decode()
    assert "of what living costs" not in body
    assert "permit to work from afar" not in body


@pytest.mark.parametrize("query", [COST, PAPERS])
def test_on_purpose_a_link_tells_them_and_stays_what_it_was(client, priced, query):
    shared = share(client, query, home="1", move="1")
    now = ranked(client, query)
    assert {hub["slug"]: hub["score"] for hub in shared.outcome["hubs"]} == {
        slug: hub["score"] for slug, hub in now.items()
    }
    criterion = "cost" if query == COST else "papers"
    for path in ("", "memo/", *FILES):
        assert client.get(f"/s/{shared.token}/{path}").status_code == 200
    assert client.get(f"/hubs/lima/{criterion}/?shared={shared.token}").status_code == 200
    assert client.get(f"/api/v1/shared/{shared.token}").json()["weights"].keys() == {"family", criterion}


@pytest.mark.parametrize("query", [COST, PAPERS])
def test_priorities_alone_would_tell_of_the_move_so_that_only_the_order_shows(client, priced, query):
    shared = share(client, query, home="1", move="1", shows="priorities")
    page = client.get(f"/s/{shared.token}/")
    body = page.content.decode()
    assert page.status_code == 200
    assert Page(page).texts(".ranked, .order, ol li")
    for word in (INCOME, "passport", "papers", "of what living costs"):
        assert word not in body
    assert "weights" not in client.get(f"/api/v1/shared/{shared.token}").json()
    assert client.get(f"/s/{shared.token}/evidence.csv").status_code == 404


@pytest.mark.parametrize("query", [COST, PAPERS])
@pytest.mark.parametrize("left", [{"home": "1"}, {"move": "1"}])
def test_a_tick_taken_away_ranks_again(client, priced, query, left):
    shared = share(client, query, home="1", move="1")
    client.post(f"/l/{shared.key}/", {"shows": "everything", "open_until": "", **left})
    shared.refresh_from_db()
    fresh = ranked(client, shared.answers)
    assert {hub["slug"]: hub["score"] for hub in shared.outcome["hubs"]} == {
        slug: hub["score"] for slug, hub in fresh.items()
    }
    assert client.get(f"/s/{shared.token}/").status_code == 200


@pytest.mark.parametrize("query", [COST, PAPERS, f"{COST}&papers=1"])
def test_files_tell_nothing_of_them(client, priced, query):
    for file in FILES:
        response = client.get(f"/results/{file}?{query}")
        assert response.status_code == 200
        body = response.content.decode("latin-1")
        assert "papers" not in body
        assert "of what living costs" not in body
        assert "cost_is" not in body


def test_what_is_shown_names_neither_income_nor_passport(client, priced):
    found = client.get(f"/api/v1/rank?{COST}&papers=2").json()
    said = [item["text"] for item in found["evidence"] if item["key"].startswith("own-")]
    assert said
    assert not [text for text in said if INCOME in text or "4,321" in text or "Germany" in text or "DE" in text]


def test_several_people_with_papers_of_their_own(client, priced):
    makers.make_entry(Country.objects.get(code="CA"), {"visa required": "DE"})
    makers.make_release(note="Canada too")
    tokens = []
    for query in (PAPERS, "family=3"):
        client.post("/share/", {"answers": query, "home": "1", "move": "1"})
        tokens.append(SharedRanking.objects.order_by("-pk")[0].token)
    page = client.get(f"/together/?shared={tokens[0]}&shared={tokens[1]}")
    assert page.status_code == 200
    assert "Easy to stay with my papers" in Page(page).words


# What curators see of it


@pytest.mark.parametrize("query", [COST, PAPERS])
def test_the_desk_and_an_edit_stand_what_somebody_shared_of_their_own(client, admin_client, priced, query):
    """Nobody's own cells are on a release: interviews leave them out, an edit has each one its own."""
    share(client, query, home="1", move="1")
    assert admin_client.get("/admin/").status_code == 200
    catalogue = releases.current()
    assert edits.stored_moves(catalogue, replace(catalogue, number=2)) == edits.Stored(1, 0, 0)
    assert all("papers" not in person.profile.importance for person in interviews.people(catalogue))
