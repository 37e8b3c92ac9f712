"""How much of a ranking its link shows, through every address that can be reached with its token."""

import json
import re

import pytest
from django.test import Client

from hubs.exports.files import FILES
from hubs.models import SharedRanking
from hubs.models.sharing import Shows
from tests import makers
from tests.crawling import crawl
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
MOVED = "household=children&home=toronto&language=es"


ONCE = re.compile(rb'name="(csrfmiddlewaretoken|stamp)" value="[^"]*"')


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def share(client, answers=ANSWERS, **words):
    sent = client.post("/share/", {"answers": answers, **words})
    return sent["Location"], shared_link(sent)


def reachable(link):
    """Everything within two clicks of a link, its files and drawers, and addresses with its token; by address."""
    token = link.split("/")[2]
    pages = crawl(link, 2)
    client = Client()
    for file in (*FILES, "card.png"):
        pages[f"{link}{file}"] = client.get(f"{link}{file}")
    for path in ("hubs/lima/", "hubs/lima/cost/", "hubs/lima/family/", "compare/", "compare/?hub=lima&hub=cusco"):
        address = f"/{path}{'&' if '?' in path else '?'}shared={token}"
        pages[address] = client.get(address)
        pages[f"drawer {address}"] = client.get(address, headers={"HX-Request": "true"})
    for path in ("results", "basics", "priorities", "decide", "share", "method"):
        pages[path] = client.get(f"/{path}/?shared={token}", follow=True)
    return {
        address.replace(token, "TOKEN"): ONCE.sub(b"", page.content.replace(token.encode(), b"TOKEN"))
        for address, page in pages.items()
    }


# The ranking alone


def alike(first, second):
    """Make two rankings look the same to those who see no more than the order."""
    for mine, other in zip(second.outcome["hubs"], first.outcome["hubs"], strict=True):
        mine |= {name: other[name] for name in ("rank", "slug", "score")}
    second.outcome["stability"] = first.outcome["stability"]
    second.created_at = first.created_at
    second.save()


def test_two_who_weigh_other_things_and_get_the_same_order_cannot_be_told_apart(client):
    links = [
        share(client, answers, shows=Shows.RANKING, household="1", language="1", home="1")[1]
        for answers in (
            f"{ANSWERS}&country=PE&country=CA&household=children&home=toronto",
            "family=2&cost=1",
        )
    ]
    alike(*SharedRanking.objects.order_by("pk"))
    first, second = map(reachable, links)
    assert len(first) > 40
    assert first.keys() == second.keys()
    assert [address for address in first if first[address] != second[address]] == []


def test_the_order_has_its_hubs_points_and_words(client):
    page = Page(Client().get(share(client, shows=Shows.RANKING, title="Our move")[1]))
    assert page.texts("h1") == ["Our move"]
    assert page.texts(".order tbody th") == ["Lima", "Cusco", "Toronto"]
    assert [int(cell.split()[0]) for cell in page.texts(".order td.number")] == sorted(
        (round(100 * hub["score"]) for hub in SharedRanking.objects.get().outcome["hubs"]), reverse=True
    )
    assert not page.all("svg.bar, .legend, .points, .reason")
    assert page.values(".shared-own a", "href") == [
        "/basics/",
        f"/together/?shared={SharedRanking.objects.get().token}",
    ]


def test_files_of_the_order_hold_nothing_else(client):
    link = share(client, shows=Shows.RANKING)[1]
    document = json.loads(client.get(f"{link}ranking.json").content)
    assert set(document) == {"page", "release", "date", "sha256", "verdict", "shortlist", "hubs"}
    assert set(document["hubs"][0]) == {"rank", "slug", "name", "country", "score"}
    head = client.get(f"{link}ranking.csv").content.decode().splitlines()[0]
    assert head.removeprefix("\ufeff").split(",") == [
        *("rank", "hub", "name", "country", "score"),
        *("release", "release_date", "release_sha256"),
    ]
    assert [client.get(f"{link}{file}").status_code for file in ("ranking.xlsx", "evidence.csv")] == [404, 404]


def test_pages_that_the_order_leads_to_are_of_its_release_and_in_no_points(client):
    token = share(client, shows=Shows.RANKING)[1].split("/")[2]
    for path in ("hubs/lima/", "hubs/lima/cost/", "compare/"):
        response = client.get(f"/{path}?shared={token}")
        assert response.status_code == 200
        assert "This belongs to a shared ranking" in Page(response)
        assert not Page(response).all(".yours, .points, .standings")


# With priorities


def test_priorities_are_shown_without_dealbreakers(client):
    link = share(client, f"{ANSWERS}&country=PE&must=family", shows=Shows.PRIORITIES)[1]
    page = Page(Client().get(link))
    assert page.all(".legend, .points")
    assert not page.all(".excluded")
    assert "dealbreaker" not in page.part("main").source.lower().replace("pass the dealbreakers", "")
    document = json.loads(client.get(f"{link}ranking.json").content)
    assert (document["answers"], document["excluded"]) == (ANSWERS, [])
    assert [hub["slug"] for hub in document["hubs"]] == [
        hub["slug"] for hub in SharedRanking.objects.get().outcome["hubs"]
    ]
    left_out = Page(client.get(f"/hubs/toronto/?shared={link.split('/')[2]}")).part(".yours")
    assert "The sender keeps the reason to themselves." in left_out


def test_what_a_hub_pays_is_one_sum_without_a_reason(client):
    answers = f"{ANSWERS}&must=rather.language&must=rather.country&country=CA&language=es"
    link = share(client, answers, shows=Shows.PRIORITIES)[1]
    page = Page(Client().get(link))
    whole = next(hub for hub in SharedRanking.objects.get().outcome["hubs"] if hub["slug"] == "toronto")
    assert len(whole["paid"]) == 1
    document = json.loads(client.get(f"{link}ranking.json").content)
    toronto = next(hub for hub in document["hubs"] if hub["slug"] == "toronto")
    assert toronto["rather_not"] == {"untold": 0.08}
    assert toronto["score"] == whole["score"]
    assert document["rather"] == []
    assert "Rather not: −8.0 points." in page.part("#hub-toronto")
    assert "Spanish" not in page.part("#hub-toronto")
    yours = Page(client.get(f"/hubs/toronto/?shared={link.split('/')[2]}")).part(".yours")
    assert f"{round(100 * whole['score'])} points of 100" in yours


# What nobody is told unless the sender says so


def test_who_is_moving_and_home_are_not_even_kept(client):
    share(client, f"{MOVED}&{ANSWERS}")
    assert SharedRanking.objects.get().answers == f"{ANSWERS}&language=es"


@pytest.mark.parametrize("must", ["", "&must=rather.language"])
def test_the_language_is_told_only_if_the_sender_says_so(client, must):
    token_of = {}
    for told in ("", "1"):
        link = share(client, f"{ANSWERS}&language=es{must}", language=told)[1]
        token_of[told] = link.split("/")[2]
        told_there = b"".join(
            content
            for address, content in reachable(link).items()
            if address.startswith(link.replace(token_of[told], "TOKEN")) and not address.endswith(("png", "xlsx"))
        )
        assert (b"language=es" in told_there) == bool(told)
        assert (b"Spanish is not an official language" in told_there) == bool(told)
    hidden, told = (SharedRanking.objects.get(token=token_of[each]) for each in ("", "1"))
    assert hidden.outcome == told.outcome


@pytest.mark.parametrize("name", ["household", "home", "language"])
def test_only_what_was_answered_is_asked(client, name):
    assert Page(client.get(f"/share/?{MOVED}&{ANSWERS}")).all(f"[type=checkbox][name={name}]:not([checked])")
    assert not Page(client.get(f"/share/?{ANSWERS}")).all(f"[type=checkbox][name={name}]")


# Changed later


def test_the_sender_changes_what_is_shown_both_ways(client):
    own, link = share(client)
    for shows, answers in ((Shows.RANKING, None), (Shows.PRIORITIES, ANSWERS), (Shows.EVERYTHING, ANSWERS)):
        assert client.post(own, {"shows": shows}).status_code == 302
        assert Page(client.get(own)).values("[name=shows][checked]", "value") == [shows]
        assert json.loads(client.get(f"{link}ranking.json").content).get("answers") == answers


def test_what_is_taken_back_is_deleted_and_asked_no_more(client):
    own, link = share(client, f"{MOVED}&{ANSWERS}", household="1", home="1", language="1")
    assert json.loads(client.get(f"{link}ranking.json").content)["answers"].count("=") == 5
    assert len(Page(client.get(own)).all("[type=checkbox][checked]")) == 3
    client.post(own, {"shows": Shows.EVERYTHING})
    assert SharedRanking.objects.get().answers == f"{ANSWERS}&language=es"
    assert json.loads(client.get(f"{link}ranking.json").content)["answers"] == ANSWERS
    assert Page(client.get(own)).values("[type=checkbox]", "name") == ["language"]


def test_a_form_without_a_choice_widens_nothing(client):
    own, _link = share(client, shows=Shows.RANKING)
    client.post(own, {"title": "Anew"})
    assert SharedRanking.objects.get().shows == Shows.RANKING
    assert client.post(own, {"shows": "all"}).status_code == 400


def test_everything_that_is_kept_can_be_taken_along_by_the_sender_alone(client):
    own, link = share(client, f"{MOVED}&{ANSWERS}", title="Our move")
    client.get(link)
    response = client.get(f"{own}data.json")
    kept = json.loads(response.content)
    assert (kept["title"], kept["answers"], kept["openings"][0]["times"]) == ("Our move", f"{ANSWERS}&language=es", 1)
    assert {"outcome", "open_until", "shows", "token", "created_at"} < kept.keys()
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"/links/{link.split('/')[2]}/data.json").status_code == 404


def test_a_preview_carries_the_title(client):
    page = Page(Client().get(share(client, shows=Shows.RANKING, title="Our move")[1]))
    assert page.values("meta[property='og:title']", "content")[0].startswith("Our move")
