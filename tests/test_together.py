"""Two shared links put together: what suits both, what each gives up, and what stays unsaid."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hubs.models import Criterion, Evidence, Indicator, SharedRanking
from tests import makers
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANA, BO = "cost=3", "family=3"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def share(client, answers, sender=""):
    """The token of a new link."""
    return shared_link(client.post("/share/", {"answers": answers, "sender": sender})).split("/")[2]


@pytest.fixture
def tokens(client):
    return [share(client, ANA, "Ana"), share(client, BO)]


def address(*tokens):
    return f"/together/?{'&'.join(f'shared={token}' for token in tokens)}"


def put_together(client, *tokens):
    return Page(client.get(address(*tokens)))


def listed(page):
    return page.texts(".group-table tbody th a")


def test_without_links_a_form_asks_for_them_and_says_what_it_is_for(client):
    response = client.get("/together/")
    assert response.status_code == 200
    assert len(Page(response).all("main form [name=shared]")) == 2


def test_a_shared_ranking_leads_to_it_with_its_own_link_filled_in(client, tokens):
    link = next(link for link in Page(client.get(f"/s/{tokens[0]}/")).links() if link.startswith("/together/"))
    response = client.get(link)
    assert response.status_code == 200
    assert Page(response).values("[name=shared]", "value") == [tokens[0], ""]
    assert not Page(response).all("[role=alert]")


def test_addresses_as_they_were_sent_are_understood(client, tokens):
    ana, bo = tokens
    pasted = [f"https://testserver/s/{ana}/", f" http://elsewhere.example/fr/s/{bo}/?utm_source=x ", ""]
    response = client.get("/together/", {"shared": pasted})
    assert response["Location"] == address(ana, bo)


def test_it_says_who_gives_up_what_with_every_hub(client, tokens):
    """Lima is cheap and no place for families, Toronto the other way round, and Cusco cheap and unknown."""
    page = put_together(client, *tokens)
    assert page.texts("h1") == ["The compromise: Lima"] or page.texts("h1") == ["The compromise: Cusco"]
    rows = dict(zip(listed(page), page.texts(".group-table tbody tr"), strict=True))
    assert set(rows) == {"Lima", "Cusco", "Toronto"}
    assert "Ana gives up nothing" in rows["Lima"]
    assert "Person 2 gives up nothing" in rows["Toronto"]
    assert "Person 2 gives up" in rows["Lima"]
    assert len(page.all(".group-table .chosen")) == 1


def test_it_says_on_what_they_differ_and_leads_to_the_evidence(client, tokens):
    page = put_together(client, *tokens)
    cards = page.parts(".group-differences > li")
    assert {card.texts("h3")[0] for card in cards} == {"Cost", "Family"}
    assert "For Ana it counts 100 of 100" in page
    assert "For Person 2 it counts 0 of 100" in page
    assert "/hubs/toronto/cost/" in page.links()


def test_it_says_what_the_one_alone_would_have(client, tokens):
    page = put_together(client, *tokens)
    assert "Without Ana: Toronto, by the mean and as the compromise." in page
    assert "Without Person 2: Lima, by the mean and as the compromise." in page


def test_who_have_one_name_are_told_apart(client):
    page = put_together(client, share(client, ANA, "Ana"), share(client, BO, "Ana"))
    assert "Ana (1)" in page
    assert "Ana (2)" in page


def test_a_dealbreaker_of_one_leaves_a_hub_out_for_both(client):
    page = put_together(client, share(client, "cost=3&country=PE", "Ana"), share(client, BO, "Bo"))
    assert set(listed(page)) == {"Lima", "Cusco"}
    out = page.part("[aria-labelledby=group-out]")
    assert "Toronto Not in a country that is allowed." in out
    assert "Ana" not in out


def test_dealbreakers_that_leave_nothing_are_said(client):
    page = put_together(client, share(client, "cost=3&country=PE"), share(client, "family=3&country=CA"))
    assert page.texts("h1") == ["No hub is open to everybody"]
    assert not page.all(".group-table")


def test_everything_is_ranked_on_the_newest_data_and_the_page_says_so(client, tokens):
    cost = Evidence.objects.filter(criterion__slug="cost")
    cost.filter(hub__slug="lima").update(rating=-2)
    cost.filter(hub__slug="toronto").update(rating=2)
    makers.make_release(note="anew")
    page = put_together(client, *tokens)
    assert page.texts("h1") == ["The compromise: Toronto"]
    assert "Data release 2" in page


def test_what_is_no_longer_asked_is_left_out_and_who_asked_nothing_else_is_told(client):
    tokens = share(client, "cost=3&family=1"), share(client, BO), share(client, "airport=2")
    Indicator.objects.filter(criterion__slug="airport").update(criterion=None, shape="fact")
    Criterion.objects.get(slug="airport").delete()
    makers.make_release(note="anew")
    assert client.get(address(*tokens[:2])).status_code == 200
    response = client.get(address(*tokens))
    assert response.status_code == 400
    assert Page(response).texts("[role=alert] li") == [
        "The answers behind link 3 are too old to be ranked on today’s data."
    ]


# What leads nowhere


def ended(token):
    SharedRanking.objects.filter(token=token).update(open_until=timezone.now().date() - timedelta(1))


def withdrawn(token):
    SharedRanking.objects.get(token=token).withdraw()


def gone(token):
    SharedRanking.objects.filter(token=token).delete()


@pytest.mark.parametrize("end", [ended, withdrawn, gone])
def test_a_link_that_leads_nowhere_is_said_in_the_same_words_whatever_became_of_it(client, tokens, end):
    end(tokens[0])
    response = client.get(address(*tokens))
    assert response.status_code == 400
    page = Page(response)
    assert page.texts("[role=alert] li") == ["Link 1 leads to no ranking: it is mistyped, or has ended."]
    assert page.values("[name=shared]", "value") == [*tokens, ""]
    assert "Ana" not in page
    assert not page.all("table")


@pytest.mark.parametrize("typed", ["nonsense", "a" * 5000, "%00", "https://testserver/links/abc/", "é" * 22])
def test_what_is_no_link_is_refused(client, tokens, typed):
    assert client.get(address(tokens[0], typed)).status_code == 400


def test_the_same_link_twice_is_no_couple_and_nine_are_too_many(client, tokens):
    assert client.get(address(tokens[0], tokens[0])).status_code == 400
    many = [share(client, ANA) for _ in range(9)]
    assert client.get(address(*many)).status_code == 400
    assert client.get(address(*many[:8])).status_code == 200


def test_the_senders_own_key_opens_nothing(client, tokens):
    key = SharedRanking.objects.get(token=tokens[0]).key
    assert client.get(address(key, tokens[1])).status_code == 400


# What stays unsaid


def test_who_shows_no_priorities_is_not_given_away(client):
    ana, bo = share(client, "cost=3&country=PE", "Ana"), share(client, BO, "Bo")
    SharedRanking.objects.filter(sender="Ana").update(shows="ranking")
    page = put_together(client, ana, bo)
    assert page.all(".group-table")
    assert not page.all(".group-differences")
    for told in ("of 100", "country that is allowed", "Cost", "it counts"):
        assert told not in page
    assert "Toronto" in page.part("[aria-labelledby=group-out]")


def test_a_language_that_its_sender_keeps_to_themselves_is_not_told(client):
    ana, bo = share(client, "cost=3&language=es", "Ana"), share(client, BO, "Bo")
    assert "Spanish" not in put_together(client, ana, bo).part("main")
    SharedRanking.objects.filter(sender="Ana").update(tells_language=True)
    assert "Spanish" in put_together(client, ana, bo).part("main")


def test_who_shows_no_priorities_is_told_in_whole_points(client):
    ana, bo = share(client, "cost=3&family=1", "Ana"), share(client, BO, "Bo")
    assert re.search(r"\d\.\d", put_together(client, ana, bo).part("main .group-table").words)
    SharedRanking.objects.filter(sender="Ana").update(shows="ranking")
    assert not re.search(r"\d\.\d", put_together(client, ana, bo).part("main .group-table").words)


def test_no_home_and_no_household_of_anybody_is_shown(client):
    page = put_together(client, share(client, "cost=3&home=lima&household=children"), share(client, BO))
    assert "home=" not in page.source
    assert "children" not in page.source


def test_it_is_kept_from_search_engines_caches_and_referrers(client, tokens):
    response = client.get(address(*tokens))
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("language", ["", "/es", "/pt-br", "/fr"])
def test_it_opens_in_every_language(client, tokens, language):
    response = client.get(f"{language}{address(*tokens)}")
    assert response.status_code == 200
    assert Page(response).all(".group-table")


def test_it_asks_the_database_a_few_times_however_many_there_are(client, tokens, django_assert_max_num_queries):
    more = [share(client, ANA) for _ in range(4)]
    client.get(address(*tokens))
    with django_assert_max_num_queries(3):
        client.get(address(*tokens, *more))
