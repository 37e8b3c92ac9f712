import re

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from hubs.answers.shared import ShareForm
from hubs.explanations.cards import ranking_card
from hubs.explanations.moves import since
from hubs.formats import plain_lines
from hubs.models import Criterion, Evidence, Hub, Release, SharedRanking
from hubs.web.pinned import find_shared
from tests import makers
from tests.crawling import crawl
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1&specialty=fintech&country=PE&country=CA"


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def share(client, answers=ANSWERS, **words):
    return client.post("/share/", {"answers": answers, **words})


@pytest.fixture
def link(client):
    return shared_link(share(client))


def cost_of_lima(rating):
    Evidence.objects.filter(hub__slug="lima", criterion__slug="cost").update(rating=rating)


def test_sharing_makes_a_link_that_nobody_can_guess(client):
    first, second = shared_link(share(client)), shared_link(share(client))
    assert re.fullmatch(r"/s/[\w-]{22}/", first)
    assert first != second


def test_what_is_stored_is_the_answers_the_outcome_and_the_release(link, release):
    shared = SharedRanking.objects.get()
    assert shared.release == release
    assert shared.answers == "cost=2&family=1&specialty=fintech&country=CA&country=PE"
    assert [hub["rank"] for hub in shared.outcome["hubs"]] == [1, 2, 3]


def test_the_link_opens_for_anyone(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert "Lima" in page.content.decode()


def test_the_link_is_kept_from_search_engines_and_referrers(client, link):
    page = client.get(link)
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "no-referrer"


def test_the_ranking_is_unchanged_after_the_data_changed_and_says_so(client, link):
    before = client.get(link)
    cost_of_lima(-2)
    makers.make_release()
    after = client.get(link)
    assert after.context["outcome"] == before.context["outcome"]
    assert before.context["since"] is None
    moved = {move.hub.slug: (move.before.rank, move.after.rank) for move in after.context["since"].moves}
    assert moved["lima"] == (1, 3)
    assert "release 2" in after.content.decode().lower()


def test_the_stored_outcome_is_shown_even_if_todays_code_would_compute_another(client, link):
    shared = SharedRanking.objects.get()
    shared.outcome["hubs"][0]["score"] = 0.4242
    shared.save()
    assert client.get(link).context["outcome"].rows[0].score == 42


def test_a_deleted_hub_stays_in_the_shared_ranking_and_is_named_as_gone(client, link):
    Hub.objects.get(slug="cusco").delete()
    makers.make_release()
    page = client.get(link)
    assert "Cusco" in page.content.decode()
    gone = next(move for move in page.context["since"].moves if move.hub.slug == "cusco")
    assert gone.after is None


def test_answers_that_are_no_longer_asked_still_open(client, link):
    Evidence.objects.filter(criterion__slug="family").delete()
    Criterion.objects.get(slug="family").delete()
    makers.make_release()
    page = client.get(link)
    assert page.status_code == 200
    assert page.context["since"].kind == "changed"


@pytest.mark.parametrize("answers", ["", "cost=9", "weather=2", "x" * 10_000])
def test_bad_answers_are_refused_and_store_nothing(client, answers):
    assert share(client, answers).status_code == 400
    assert not SharedRanking.objects.exists()


def test_sharing_takes_a_post(client, link):
    assert client.put("/share/").status_code == 405
    assert client.post(link).status_code == 405
    assert client.get(f"/share/?{ANSWERS}").status_code == 200
    assert SharedRanking.objects.count() == 1


def test_sharing_is_protected_against_other_sites(client):
    assert Client(enforce_csrf_checks=True).post("/share/", {"answers": ANSWERS}).status_code == 403


@pytest.mark.parametrize("token", ["unknown", "a" * 22, "a" * 500, "%00", "..%2f"])
def test_an_unknown_token_is_not_found(client, token):
    assert client.get(f"/s/{token}/").status_code == 404


def test_a_shared_page_takes_few_queries(client, link, django_assert_max_num_queries):
    client.get(link)
    with django_assert_max_num_queries(5):  # one of them counts the opening
        client.get(link)


# Whose it is and what it is for


WORDS = {"sender": "Ana", "title": "Where to with two children", "note": "Tell me what you think.\r\n\r\nBy Friday!"}


def test_the_form_asks_what_it_is_for_and_keeps_what_is_shared(client):
    page = Page(client.get(f"/share/?{ANSWERS}"))
    assert page.values("form.share-form [name]:not([type=hidden])", "name") == [
        *("sender", "title", "note", "open_until"),
        *("shows", "shows", "shows"),
    ]
    assert ("answers", "cost=2&family=1&specialty=fintech&country=CA&country=PE") in page.hidden("form.share-form")
    assert page.is_unlisted
    assert client.get("/share/?cost=9").status_code == 400


def test_the_page_says_whose_when_and_what_for(client):
    page = Page(client.get(shared_link(share(client, **WORDS))))
    assert page.texts("h1") == ["Where to with two children"]
    assert "Shared by Ana on" in page
    assert page.texts(".shared-note p") == ["Tell me what you think.", "By Friday!"]
    assert page.title.startswith("Where to with two children")
    assert "Tell me what you think." in page.values("meta[property='og:description']", "content")[0]


def test_nothing_is_said_that_was_not_given(client, link):
    page = Page(client.get(link))
    assert page.texts("h1") == ["A shortlist, shared with you"]
    assert "Shared on" in page
    assert not page.all(".shared-note")
    named = Page(client.get(shared_link(share(client, sender="Ana"))))
    assert named.texts("h1") == ["A shortlist by Ana"]


HOSTILE = "<script>alert(1)</script>\"'&amp; <b>Ünï 🏝️ =1+1"


def test_words_are_plain_text_wherever_they_stand(client):
    link = shared_link(share(client, sender=HOSTILE[:60], title=HOSTILE, note=HOSTILE))
    for page in (client.get(link), client.get(f"/es{link}"), client.get(f"{link}ranking.json")):
        assert b"<script>alert" not in page.content
        assert b"<b>\xc3\x9c" not in page.content
    page = Page(client.get(link))
    assert page.texts("h1") == [" ".join(HOSTILE.split())]
    assert not page.inline_code
    card = client.get(f"{link}card.png")
    assert (card.status_code, card["Content-Type"]) == (200, "image/png")


def test_the_card_says_what_it_is_for(client):
    links = [shared_link(share(client, title=title)) for title in ("", "Our move", "Our move " * 8)]
    pinned = [find_shared(link.split("/")[2]) for link in links]
    outcome = client.get(links[0]).context["outcome"]
    purposes = [ranking_card(each.catalogue, outcome, plain_lines, each.shared.title).purpose for each in pinned]
    assert purposes[:2] == ["", "Our move"]
    assert purposes[2].endswith("…")
    first, second, _third = (client.get(f"{link}card.png").content for link in links)
    assert first != second


@pytest.mark.parametrize(("name", "longest"), [("title", 80), ("note", 400), ("sender", 60)])
def test_words_that_are_too_long_are_told_and_kept(client, name, longest):
    assert share(client, **{name: "x" * longest}).status_code == 302
    response = share(client, **{name: "x" * (longest + 1)})
    assert response.status_code == 400
    assert Page(response).texts(".field-error")
    assert "x" * (longest + 1) in response.content.decode()
    assert SharedRanking.objects.count() == 1


def test_a_reader_of_spanish_is_told_so_in_a_friendly_way(client):
    response = client.post("/es/share/", {"answers": ANSWERS, "title": "x" * 81})
    assert Page(response).texts(".field-error") == ["Escribe 80 caracteres como máximo (hay 81)."]


def test_a_line_end_counts_as_one_letter():
    assert ShareForm({"note": "a\r\n" * 200}, QueryDict()).is_valid()


def test_nothing_turns_the_direction_around():
    form = ShareForm({"title": "\u202eevil\x00\u2066 👩\u200d💻\n"}, QueryDict())
    assert form.is_valid()
    assert form.cleaned_data["title"] == "evil 👩\u200d💻"


# For the one who gets it


def test_the_answer_comes_first_then_what_moved_then_the_way_on(client, link):
    cost_of_lima(-2)
    makers.make_release()
    page = Page(Client().get(link)).source
    order = ["<h1", "shared-verdict", "shared-answer", 'class="since"', "shared-own", 'class="wrap results-grid"']
    assert sorted(order, key=page.index) == order


def test_one_button_takes_the_weights_along_and_nothing_about_a_person(client):
    answers = f"{ANSWERS}&household=children&must=cost&language=es"
    page = Page(Client().get(shared_link(share(client, answers))))
    assert page.values(".shared-head a.button", "href") == ["/basics/?cost=2&family=1&specialty=fintech"]
    assert "household" not in page.source
    assert client.get(page.values(".shared-head a.button", "href")[0]).status_code == 200


def test_weights_are_taken_along_as_far_as_they_are_still_asked(client, link):
    Evidence.objects.filter(criterion__slug="family").delete()
    Criterion.objects.get(slug="family").delete()
    makers.make_release()
    (own,) = Page(client.get(link)).values(".shared-head a.button", "href")
    assert own == "/basics/?cost=2&specialty=fintech"
    assert client.get(own).status_code == 200


# What has moved since


def words_since(link, language="en"):
    with translation.override(language):
        return Page(Client().get(link)).texts(".since > div > p")


def test_nothing_is_said_while_the_data_is_the_same(link):
    assert words_since(link) == []


def test_that_nothing_moved_is_said(link):
    Hub.objects.filter(slug="lima").update(name="Límac")
    makers.make_release()
    assert words_since(link) == ["Since then nothing has moved."]


def test_the_first_three_and_what_is_new_or_gone_are_one_sentence(client):
    for number in range(2):
        makers.make_hub(f"town-{number}")
    makers.make_evidence(Hub.objects.get(slug="town-0"), Criterion.objects.get(slug="cost"), -2)
    makers.make_release()
    link = shared_link(share(client, "cost=2&family=1"))
    Hub.objects.get(slug="town-1").delete()
    for number in range(2, 4):
        makers.make_evidence(makers.make_hub(f"town-{number}"), Criterion.objects.get(slug="cost"), -2)
    makers.make_release()
    (words,) = words_since(link)
    assert words.startswith("Since then")
    assert words.endswith(", 2 new hubs, 1 hub gone.")


@pytest.mark.parametrize(
    ("rating", "words"),
    [(1, "Since then: the first 3 are the same."), (-2, "Since then: the first 3 are the same, in another order.")],
)
def test_whether_the_first_three_are_the_same_is_said(link, rating, words):
    cost_of_lima(rating)
    makers.make_release()
    assert words_since(link) == [words]


def test_who_comes_first_now_is_said(client):
    quito = makers.make_hub("quito")
    for _time in range(2):
        makers.make_evidence(quito, Criterion.objects.get(slug="cost"), -2)
    makers.make_release()
    link = shared_link(share(client, "cost=3"))
    cost_of_lima(-2)
    Evidence.objects.filter(hub__slug="quito").update(rating=2)
    makers.make_release()
    (words,) = words_since(link)
    assert words.startswith("Since then, first are now Quito, Cusco and ")


def test_that_no_hub_is_left_is_said(client):
    link = shared_link(share(client, "cost=1&country=CA"))
    Evidence.objects.filter(hub__slug="toronto").delete()
    makers.make_figure(None, makers.make_indicator("x", criterion=Criterion.objects.get(slug="airport")), 1.0)
    shared = SharedRanking.objects.get()
    pinned = find_shared(shared.token)
    assert since(pinned.catalogue, pinned.catalogue, shared) is None
    assert link


# Everything that it leads to


@makers.once
def crawled():
    """Everything within two clicks of a shared ranking, before and after a hub is dropped and evidence changed."""
    link = shared_link(share(Client(), f"{ANSWERS}&household=children&must=family", title="Ours"))
    before = crawl(link, 2)
    Hub.objects.get(slug="cusco").delete()
    Evidence.objects.filter(hub__slug="lima").update(rating=-2, text="Somebody said another thing 9 here", highlight="")
    makers.make_release()
    return link, before, crawl(link, 2)


@pytest.fixture
def pages():
    return crawled()


def test_nothing_that_a_shared_ranking_leads_to_is_a_dead_end_after_any_publish(pages):
    link, before, after = pages
    token = link.split("/")[2]
    assert f"/hubs/cusco/?shared={token}" in after
    assert f"/hubs/lima/cost/?shared={token}" in after
    assert any(address.startswith("/compare/?shared=") for address in after)
    assert {address: page.status_code for address, page in after.items() if page.status_code >= 400} == {}


def test_what_a_shared_ranking_leads_to_is_of_its_release(pages):
    link, before, after = pages
    token = link.split("/")[2]
    shown = [address for address in after if token in address and not after[address].redirect_chain]
    of_today = (link, "feed.atom")  # they tell what has moved since
    pinned = [address for address in shown if not address.endswith(of_today)]
    assert len(pinned) > 10
    for address in pinned:
        assert after[address].content == before[address].content, address
    assert all("another thing 9" not in page.content.decode("utf-8", "ignore") for page in map(after.get, pinned))


def test_a_pinned_page_says_so_and_is_kept_from_search_engines_and_referrers(pages):
    link, _before, after = pages
    for address, response in after.items():
        if "shared=" not in address or not response["Content-Type"].startswith("text/html") or response.redirect_chain:
            continue
        page = Page(response)
        if page.language == "en":
            assert "data release 1 of Nov. 22, 2026" in page, address
        assert any(to.endswith(link) for to in page.links())
        assert page.is_unlisted
        assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
        assert "household" not in page.source


def test_the_drawer_says_so_too(client, link):
    token = link.split("/")[2]
    drawer = client.get(f"/hubs/lima/cost/?shared={token}", headers={"HX-Request": "true"})
    assert "data release 1" in Page(drawer)


def test_who_goes_back_to_the_ranking_goes_back_to_the_shared_one(client, link):
    response = client.get(f"/results/?shared={link.split('/')[2]}")
    assert (response.status_code, response["Location"]) == (302, link)


@pytest.mark.parametrize(
    "path", ["/hubs/lima/", "/hubs/lima/cost/", "/compare/", "/method/", "/results/", "/hubs/lima/card.png"]
)
@pytest.mark.parametrize("token", ["", "short", "a" * 22, "%00", "a" * 500])
def test_a_page_of_an_unknown_ranking_is_not_found(client, path, token):
    assert client.get(f"{path}?shared={token}").status_code == 404


def test_a_pinned_page_costs_few_queries(client, link, django_assert_max_num_queries):
    address = f"/hubs/lima/cost/?shared={link.split('/')[2]}"
    client.get(address)
    with django_assert_max_num_queries(2):
        client.get(address)
    assert Release.objects.count() == 1


# Answers that no longer fit


def test_words_outlive_answers_that_no_longer_fit(client):
    makers.make_release()
    words = {"sender": "Ana", "title": "For us", "note": "Typed"}
    response = share(client, "cost=2&family=9&household=couple&weather=3&country=ZZ&country=PE", **words)
    page = Page(response)
    assert response.status_code == 400
    for dropped in ("weather", "ZZ", "9"):
        assert dropped in page.part("[role=alert]")
    assert page.values("[name=sender], [name=title]", "value") == ["Ana", "For us"]
    assert page.one("[name=note]").text().strip() == "Typed"
    (answers,) = page.values("[name=answers]", "value")
    assert sorted(answers.split("&")) == ["cost=2", "country=PE", "household=couple"]
    assert not SharedRanking.objects.exists()
    assert share(client, answers, **words).status_code == 302


def test_answers_of_which_nothing_is_left_are_asked_for_again(client):
    makers.make_release()
    response = share(client, "weather=3")
    assert response.status_code == 400
    assert "There is no question called weather" in Page(response)
    assert Page(response).all("form.priorities-form")
