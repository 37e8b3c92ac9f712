"""The links of somebody who has an account: theirs alone, found, withdrawn, compared, and what becomes of them."""

import csv
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hubs.models import Opening, SharedRanking
from tests import makers
from tests.accounts import PASSWORD, make_account, sign_in, signed_in
from tests.pages import Page, shared_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def ana():
    return make_account()


@pytest.fixture
def desk(ana):
    return signed_in(ana)


def share(client, answers="cost=2&family=1", **words):
    return client.post("/share/", {"answers": answers, **words})


def of(title):
    return SharedRanking.objects.get(title=title)


def titles(client, query=""):
    return Page(client.get(f"/desk/{query}")).texts(".desk-links h2")


# Whose they are


def test_what_is_shared_while_signed_in_is_ones_own(desk, ana):
    share(desk, title="Mine")
    share(Client(), title="Nobody's")
    assert titles(desk) == ["Mine"]
    assert of("Mine").owner == ana
    assert of("Nobody's").owner is None
    page = Page(desk.get(f"/links/{of('Mine').key}/"))
    assert "It is one of your links." in page
    assert not page.all("[name=claim]")


def test_a_link_from_before_is_claimed_from_its_own_page(desk):
    own = share(Client(), title="Before")["Location"]
    assert Page(Client().get(own)).links("Or sign in and put it among your links") == [f"/account/login/?next={own}"]
    assert Page(desk.get(own)).all("[name=claim]")
    desk.post(own, {"claim": "1"})
    assert titles(desk) == ["Before"]
    assert of("Before").title == "Before"


def test_a_link_that_belongs_to_somebody_is_claimed_by_nobody_else(desk, ana):
    share(desk, title="Mine")
    other = signed_in(make_account("bo"))
    for client in (other, Client()):
        client.post(f"/links/{of('Mine').key}/", {"claim": "1"})
        assert of("Mine").owner == ana


# Finding them


def test_links_are_found_by_words_and_by_state(desk):
    for title in ("Open", "Ended", "Withdrawn"):
        share(desk, title=title, sender="Bo" if title == "Open" else "")
    SharedRanking.objects.filter(title="Ended").update(open_until=timezone.now().date() - timedelta(1))
    SharedRanking.objects.filter(title="Withdrawn").update(withdrawn_at=timezone.now())
    assert titles(desk) == ["Withdrawn", "Ended", "Open"]
    for state in ("Open", "Ended", "Withdrawn"):
        assert titles(desk, f"?state={state.lower()}") == [state]
    assert titles(desk, "?q=end") == ["Ended"]
    assert titles(desk, "?q=bo") == ["Open"]
    assert titles(desk, "?q=x") == []
    assert "None of your links is like this." in Page(desk.get("/desk/?q=x"))
    assert titles(desk, "?state=nonsense&page=99&q=") == ["Withdrawn", "Ended", "Open"]


def test_fifty_stand_on_a_page_and_what_was_looked_for_goes_along(desk, release, ana):
    SharedRanking.objects.bulk_create(
        SharedRanking(release=release, owner=ana, title=f"Of {number}", outcome={}) for number in range(51)
    )
    page = Page(desk.get("/desk/?q=Of"))
    assert len(page.all(".desk-links li")) == 50
    assert page.values("[rel=next]", "href") == ["?q=Of&page=2"]
    assert len(titles(desk, "?q=Of&page=2")) == 1


def test_many_links_take_few_queries(desk, release, ana, django_assert_max_num_queries):
    SharedRanking.objects.bulk_create(SharedRanking(release=release, owner=ana, outcome={}) for _ in range(50))
    with django_assert_max_num_queries(6):
        desk.get("/desk/")


def test_the_list_can_be_taken_along_and_no_cell_becomes_a_formula(desk):
    share(desk, title="=1+1")
    share(desk, title="Other")
    Opening.objects.create(shared=of("=1+1"), day=timezone.now().date(), times=3)
    Opening.objects.create(shared=of("=1+1"), day=makers.TODAY, times=4)
    response = desk.get("/desk/links.csv?q=1")
    (row,) = csv.DictReader(response.content.decode("utf-8-sig").splitlines())
    assert row["title"] == "'=1+1"
    assert row["openings"] == "7"
    assert row["address"] == f"http://testserver/s/{of('=1+1').token}/"
    assert "7 times" in Page(desk.get("/desk/?q=1"))


# Withdrawing several


def test_nothing_is_withdrawn_before_it_was_said_what_it_does(desk):
    for title in ("One", "Two", "Three"):
        share(desk, title=title)
    ticked = {"link": [of("One").pk, of("Two").pk], "withdraw": "1"}
    asked = Page(desk.post("/desk/?q=", ticked))
    assert "Withdraw 2 links for good" in asked
    assert SharedRanking.objects.open().count() == 3
    again = [("withdraw", "1"), *(each for each in asked.hidden(".plain-form") if each[0] != "csrfmiddlewaretoken")]
    sent = {name: [value for key, value in again if key == name] for name, _ in again}
    assert desk.post("/desk/", sent)["Location"] == "/desk/"
    (left,) = SharedRanking.objects.open()
    assert left.title == "Three"
    assert not SharedRanking.objects.exclude(pk=left.pk).exclude(answers="").exists()


@pytest.mark.parametrize("typed", [[], ["x"], ["-1"], ["9" * 30], ["999"]])
def test_what_is_no_link_of_theirs_withdraws_nothing(desk, typed):
    share(desk, title="Mine")
    assert desk.post("/desk/", {"link": typed, "withdraw": "1", "sure": "1"}).status_code == 302
    assert SharedRanking.objects.open().count() == 1


# Side by side


def test_links_stand_beside_each_other_and_say_where_they_agree(desk):
    share(desk, "cost=3", title="Cheap")
    share(desk, "family=3&country=CA", title="Calm", shows="ranking")
    to = desk.post("/desk/", {"link": [of("Cheap").pk, of("Calm").pk], "compare": "1"})["Location"]
    page = Page(desk.get(to))
    assert [each.split()[0] for each in page.texts("thead th")] == ["Hub", "Cheap", "Calm"]
    assert "Among the first five of all: Toronto." in page
    assert page.texts("tr.agreed th") == ["Toronto"]
    lima = next(row for row in page.parts("tbody tr") if "Lima" in row)
    assert "left out" in lima


@pytest.mark.parametrize("number", [0, 1, 5])
def test_two_to_four_can_be_compared(desk, number):
    for each in range(number):
        share(desk, title=f"{each}")
    ticked = "&".join(f"link={shared.pk}" for shared in SharedRanking.objects.all())
    response = desk.get(f"/desk/compare/?{ticked}")
    assert response.status_code == 400
    assert "Tick from 2 to 4 links" in Page(response)


# Nobody sees another's


OWN = ["/desk/", "/desk/links.csv", "/desk/compare/?link={a}&link={b}", "/account/", "/account/data.json"]


@pytest.fixture
def two(desk):
    share(desk, title="Hers alone", note="A private word")
    share(desk, title="Hers too")
    return {"a": of("Hers alone").pk, "b": of("Hers too").pk}


@pytest.mark.parametrize("path", [*OWN, "/account/delete/", "/account/elsewhere/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_asked_to(client, two, path, method):
    response = getattr(client, method)(path.format(**two))
    assert response.status_code == 405 or response["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("path", OWN)
def test_another_account_sees_none_of_it(two, path, staff):
    other = signed_in(make_account("bo", is_staff=staff, is_superuser=staff))
    response = other.get(path.format(**two))
    words = response.content.decode()
    for told in (
        "Hers alone",
        "A private word",
        "ana@example.org",
        *SharedRanking.objects.values_list("key", flat=True),
    ):
        assert told not in words
    assert response.status_code == (404 if "compare" in path else 200)


def test_another_account_cannot_withdraw_it(two):
    other = signed_in(make_account("bo"))
    sent = {"link": list(two.values()), "withdraw": "1", "sure": "1"}
    assert other.post("/desk/", sent).status_code == 302
    assert SharedRanking.objects.open().count() == 2


def test_links_of_others_and_links_that_there_are_not_are_answered_alike(two):
    other = signed_in(make_account("bo"))
    answers = [
        other.get(f"/desk/compare/?link={first}&link={second}") for first, second in (two.values(), (99_998, 99_999))
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert len({Page(each).part("main").source for each in answers}) == 1


@pytest.mark.parametrize("path", OWN)
def test_nobody_keeps_these_pages(desk, two, path):
    response = desk.get(path.format(**two))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


# Leaving


def ready_to_delete(user):
    client = Client()
    sign_in(client, user.username)
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/delete/"})
    return client


def test_an_account_is_deleted_by_its_password_only(desk, two):
    assert desk.post("/account/delete/", {"links": "end"})["Location"].startswith("/account/reauthenticate/")
    assert User.objects.count() == 1


@pytest.mark.parametrize(("choice", "status"), [("end", 410), ("stay", 200)])
def test_deleting_an_account_does_with_its_links_what_was_chosen(ana, two, choice, status):
    client = ready_to_delete(ana)
    assert "There are 2 links of yours." in Page(client.get("/account/delete/"))
    assert client.post("/account/delete/", {}).status_code == 400
    link = of("Hers alone").get_absolute_url()
    key = of("Hers alone").key
    assert "Your account is deleted" in Page(client.post("/account/delete/", {"links": choice}))
    assert not User.objects.exists()
    assert not SharedRanking.objects.exclude(owner=None).exists()
    assert Client().get(link).status_code == status
    assert Client().get(f"/links/{key}/").status_code == 200
    assert client.get("/desk/").status_code == 302
    assert sign_in(Client(), "ana").status_code == 200


def test_curators_are_deleted_by_administrators():
    client = ready_to_delete(make_account("cu", is_staff=True))
    assert "ask an administrator" in Page(client.post("/account/delete/", {"links": "end"}))
    assert User.objects.count() == 1


def test_everything_that_is_kept_of_somebody_can_be_taken_along(desk, two):
    kept = json.loads(desk.get("/account/data.json").content)
    assert kept["email"] == "ana@example.org"
    assert [link["title"] for link in kept["links"]] == ["Hers too", "Hers alone"]
    assert PASSWORD not in json.dumps(kept)
    assert shared_link(share(desk))


@pytest.mark.parametrize("few", [0, 1, 5])
def test_too_few_or_too_many_to_compare_is_said_and_what_was_ticked_stays(desk, few):
    for number in range(6):
        share(desk, title=f"Link {number}")
    ticked = list(SharedRanking.objects.values_list("pk", flat=True)[:few])
    response = desk.post("/desk/?q=Link", {"link": ticked, "compare": "1"})
    page = Page(response)
    assert response.status_code == 400
    assert page.texts("#problem") == ["Tick from 2 to 4 links that are not withdrawn."]
    assert sorted(page.values(".desk-tick input[checked]", "value")) == sorted(map(str, ticked))
    assert page.values("form[method=post]", "action")[-1] == "/desk/?q=Link"
    assert "Marca" in Page(desk.post("/es/desk/", {"link": ticked, "compare": "1"})).texts("#problem")[0]
