"""Invitations: what their owner says and reads, what a candidate sends and takes back, and who may see nothing."""

import csv
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from hubs.models import ApiKey, Invitation, Reply, SharedRanking
from hubs.models.invitation import NotOpen
from tests import makers
from tests.pages import Page
from tests.spending import spent

pytestmark = pytest.mark.django_db

SAID = {"title": "Our next office", "sender": "Acme", "message": "Tell us.\nPlease.", "limit": "3"}
ANSWERS = "cost=3&family=1&country=PE&country=CA"
AGREED = {"shows": "ranking", "agrees": "1"}


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


@pytest.fixture
def owner():
    return User.objects.create_user("owner", email="owner@example.org")


@pytest.fixture
def desk(owner):
    """The owner's browser."""
    client = Client()
    client.force_login(owner)
    return client


def tomorrow():
    return timezone.now().date() + timedelta(1)


def invite(desk, **said):
    response = desk.post("/invitations/new/", SAID | {"open_until": tomorrow().isoformat()} | said)
    assert response.status_code == 302, Page(response).texts(".field-error")
    return Invitation.objects.get(key=response["Location"].split("/")[2])


@pytest.fixture
def invitation(desk):
    return invite(desk)


def answer(invitation, answers=ANSWERS, **chosen):
    """A candidate sends their answers; the response."""
    return Client().post(f"/i/{invitation.token}/send/?{answers}&invitation={invitation.token}", AGREED | chosen)


def read(desk, invitation, page=""):
    return Page(desk.get(f"/invitations/{invitation.key}/{page}"))


# Its owner's pages


def test_an_invitation_is_made_and_listed_with_its_link(desk, invitation):
    assert (invitation.title, invitation.sender, invitation.limit) == ("Our next office", "Acme", 3)
    assert invitation.answers == ""
    assert "Our next office" in Page(desk.get("/invitations/"))
    page = read(desk, invitation)
    assert page.values("#address", "value") == [f"http://testserver/i/{invitation.token}/"]
    assert "0 answers of at most 3." in page
    assert "Nobody has answered yet." in page


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", ""),
        ("title", "x" * 81),
        ("sender", ""),
        ("message", "x" * 1001),
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "many"),
        ("open_until", "2020-01-01"),
        ("open_until", "9999-01-01"),
        ("open_until", "soon"),
        ("hubs", "atlantis"),
        ("start", "https://elsewhere.example/?colour=red"),
        ("start", "cost=9"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_everything_typed_stays(desk, name, typed):
    response = desk.post("/invitations/new/", SAID | {"open_until": tomorrow().isoformat(), name: typed})
    assert response.status_code == 400
    page = Page(response)
    assert len(page.texts(".field-error")) == 1 or name == "hubs"
    assert page.values("[name=sender]", "value") == [typed if name == "sender" else "Acme"]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "typed", ["https://testserver/results/?cost=3&family=1", "?cost=3&family=1", "cost=3&family=1 "]
)
def test_what_it_starts_from_is_an_address_or_its_end(desk, typed):
    assert invite(desk, start=typed).answers == "cost=3&family=1"


def test_it_is_changed_closed_opened_again_and_deleted(desk, invitation):
    own = f"/invitations/{invitation.key}/"
    form = Page(desk.get(f"{own}edit/"))
    assert form.values("[name=title]", "value") == ["Our next office"]
    said = SAID | {"open_until": tomorrow().isoformat(), "title": "Anew", "hubs": ["lima", "cusco"]}
    assert desk.post(f"{own}edit/", said)["Location"] == own
    assert "Anew" in read(desk, invitation)
    assert "Lima, Cusco" in read(desk, invitation) or "Cusco, Lima" in read(desk, invitation)
    desk.post(own, {"close": "1"})
    assert Client().get(f"/i/{invitation.token}/").status_code == 410
    assert answer(invitation).status_code == 410
    desk.post(own, {"open": "1"})
    assert Client().get(f"/i/{invitation.token}/").status_code == 200
    answer(invitation)
    assert desk.post(own, {"delete": "1"})["Location"] == "/invitations/"
    assert not Invitation.objects.exists()
    assert not Reply.objects.exists()
    assert Client().get(f"/i/{invitation.token}/").status_code == 404


def test_what_comes_without_a_token_changes_nothing_and_comes_back(owner, invitation):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(owner)
    assert careful.post(f"/invitations/{invitation.key}/", {"delete": "1"}).status_code == 403
    response = careful.post("/invitations/new/", SAID | {"title": "Typed"})
    assert response.status_code == 403
    assert Page(response).values("[name=title]", "value") == ["Typed"]
    assert Invitation.objects.get() == invitation


def test_thirty_an_hour_and_no_more(desk, invitation):
    spent("invite", 28)
    assert desk.post("/invitations/new/", SAID | {"open_until": tomorrow().isoformat()}).status_code == 302
    response = desk.post("/invitations/new/", SAID | {"open_until": tomorrow().isoformat(), "title": "Typed"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Page(response).values("[name=title]", "value") == ["Typed"]


# What a candidate sees


def test_the_candidate_reads_who_asks_what_for_and_until_when(invitation):
    page = Page(Client().get(f"/i/{invitation.token}/"))
    for told in ("Our next office", "Acme asks where you would like to live", "Tell us."):
        assert told in page
    assert invitation.key not in page.source
    assert "owner@example.org" not in page.source


def followed(client, page):
    return Page(client.get(page.part("main").links()[-1]))


def test_the_invitation_travels_through_the_whole_questionnaire(client, desk):
    """Basics, priorities, either/or questions, results: as links and as hidden fields, with what is preset."""
    invitation = invite(desk, start=f"https://testserver/results/?{ANSWERS}&household=couple&home=lima")
    assert invitation.answers == "cost=3&family=1&country=CA&country=PE"
    carried = ("invitation", invitation.token)
    basics = followed(client, Page(client.get(f"/i/{invitation.token}/")))
    assert carried in basics.hidden("form")
    assert ("cost", "3") in basics.hidden("form")
    priorities = Page(client.get("/priorities/", dict([carried]) | {"cost": "3"}))
    assert carried in priorities.hidden("form")
    assert any(invitation.token in link for link in priorities.links() if link.startswith("/decide/"))
    decided = Page(client.get(f"/decide/?q=&invitation={invitation.token}&cost=2&family=2"))
    assert carried in decided.hidden() or any(invitation.token in link for link in decided.links())
    results = Page(client.get(f"/results/?{ANSWERS}&invitation={invitation.token}"))
    (link,) = {link for link in results.links() if link.startswith(f"/i/{invitation.token}/send/")}
    assert parse_qs(urlsplit(link).query)["cost"] == ["3"]
    assert any(invitation.token in link for link in results.links() if link.startswith("/priorities/"))
    assert client.get(link).status_code == 200
    assert not Reply.objects.exists(), "nothing is sent before it is agreed to"


def test_a_ranking_without_an_invitation_asks_to_send_nothing(client):
    assert not any("/send/" in link for link in Page(client.get(f"/results/?{ANSWERS}")).links())


@pytest.mark.parametrize("typed", ["x", "a" * 23, "ä" * 22])
def test_what_is_no_invitation_is_left_out_of_the_answers(client, typed):
    response = client.get("/results/", {"cost": "3", "invitation": typed})
    assert response.status_code == 400
    assert "This address belongs to no invitation." in Page(response)


@pytest.mark.parametrize("home", ["", "1"])
def test_who_shares_their_ranking_does_not_share_the_invitation(client, invitation, home):
    answers = f"{ANSWERS}&home=lima&invitation={invitation.token}"
    client.post("/share/", {"answers": answers} | ({"home": home} if home else {}))
    assert invitation.token not in SharedRanking.objects.get().answers
    assert "country=PE" in SharedRanking.objects.get().answers
    assert invitation.token not in client.get(f"/results/ranking.json?{answers}").content.decode()


# What is sent


def test_what_was_sent_is_what_was_agreed_to_with_its_time(invitation):
    before = timezone.now()
    response = answer(invitation, f"{ANSWERS}&household=children&home=lima&language=es&must=rather.language")
    reply = Reply.objects.get()
    assert response["Location"] == f"/replies/{reply.key}/"
    assert reply.answers == "cost=3&family=1&country=CA&country=PE"
    assert (reply.shows, reply.name) == ("ranking", "")
    assert before <= reply.consented_at <= timezone.now()
    page = Page(Client().get(response["Location"]))
    assert "What may be seen: “The ranking alone: the hubs in order, with their points”." in page
    assert "You agreed on" in page


def test_household_home_and_language_are_sent_where_they_are_switched_on(desk, invitation):
    told = f"{ANSWERS}&household=children&home=lima&language=es"
    answer(invitation, told, household="1", home="1", language="1", named="1", name="Ana", shows="everything")
    sent = Reply.objects.get().answers
    assert all(part in sent for part in ("household=children", "home=lima", "language=es"))
    page = read(desk, invitation).part(".invitation-answers")
    for words in ("With children", "Lima", "Spanish", "Only some countries"):
        assert words in page


def test_it_is_only_asked_about_what_was_answered(client, invitation):
    page = Page(client.get(f"/i/{invitation.token}/send/?cost=3"))
    assert not page.all("[name=household], [name=home], [name=language]")
    page = Page(client.get(f"/i/{invitation.token}/send/?cost=3&home=lima"))
    assert page.all("[name=home]")
    assert not page.values("[name=home][checked]", "name"), "off unless switched on"


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"agrees": ""}, "Nothing is sent unless you agree."),
        ({"named": "1"}, "Say which name to show."),
        ({"shows": "all"}, "Select a valid choice"),
        ({"name": "x" * 61, "named": "1"}, "at most 60"),
    ],
)
def test_nothing_is_sent_that_was_not_agreed_to(invitation, chosen, why):
    response = answer(invitation, **chosen)
    assert response.status_code == 400
    assert any(why in error for error in Page(response).texts(".field-error"))
    assert not Reply.objects.exists()


def test_a_name_that_is_not_to_be_shown_is_not_kept(invitation):
    answer(invitation, name="Ana")
    assert Reply.objects.get().name == ""


def test_answers_that_cannot_be_ranked_are_asked_for_again(client, invitation):
    response = client.post(f"/i/{invitation.token}/send/?invitation={invitation.token}", AGREED)
    assert response.status_code == 400
    assert ("invitation", invitation.token) in Page(response).hidden()
    assert not Reply.objects.exists()


def test_sending_without_a_token_sends_nothing(invitation):
    careful = Client(enforce_csrf_checks=True)
    response = careful.post(f"/i/{invitation.token}/send/?cost=3", AGREED | {"name": "Typed"})
    assert response.status_code == 403
    assert Page(response).values("[name=name]", "value") == ["Typed"]
    assert not Reply.objects.exists()


def test_twenty_answers_an_hour_and_no_more(invitation):
    spent("reply", 19)
    assert answer(invitation).status_code == 302
    assert answer(invitation).status_code == 429
    assert Reply.objects.count() == 1


# Until when, and how many


def test_it_is_open_through_its_last_day_and_no_longer(invitation):
    Invitation.objects.update(open_until=timezone.now().date())
    assert answer(invitation).status_code == 302
    Invitation.objects.update(open_until=timezone.now().date() - timedelta(1))
    for path in ("", "send/?cost=3"):
        response = Client().get(f"/i/{invitation.token}/{path}")
        assert response.status_code == 410
        assert "Our next office" not in Page(response)
    assert answer(invitation).status_code == 410
    assert Reply.objects.count() == 1


def test_a_full_one_takes_no_more_until_somebody_takes_theirs_back(desk):
    invitation = invite(desk, limit="1")
    own = answer(invitation)["Location"]
    assert answer(invitation).status_code == 410
    assert "It is full." in read(desk, invitation)
    Client().post(own, {"withdraw": "1"})
    assert "0 answers of at most 1." in read(desk, invitation)
    assert answer(invitation).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_do_not_both_get_the_last_place():
    makers.make_release()
    owner = User.objects.create_user("somebody")
    invitation = Invitation.objects.create(owner=owner, sender="Acme", title="Us", limit=1)
    ready, outcomes = threading.Barrier(4), []

    def send():
        ready.wait()
        try:
            outcomes.append(Invitation.objects.get(pk=invitation.pk).receive(answers="cost=3", shows="ranking"))
        except NotOpen:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert sum(each is not None for each in outcomes) == Reply.objects.count() == 1


# Taking it back


def test_what_is_taken_back_is_deleted_everywhere(desk, invitation):
    own = answer(invitation, named="1", name="Ana", shows="everything")["Location"]
    answer(invitation, "family=3", named="1", name="Bo", shows="everything")
    assert "Ana" in read(desk, invitation)
    assert "Ana" in read(desk, invitation, "team/")
    assert Client().post(own, {"withdraw": "1"})["Location"] == own
    reply = Reply.objects.get(key=own.split("/")[2])
    assert (reply.answers, reply.name, reply.shows) == ("", "", "")
    for page in ("", "team/"):
        assert "Ana" not in read(desk, invitation, page)
    assert "1 answer of at most 3." in read(desk, invitation)
    page = Page(Client().get(own))
    assert "You have taken it back" in page
    assert not page.all("main form")
    before = reply.withdrawn_at
    Client().post(own, {"withdraw": "1"})
    reply.refresh_from_db()
    assert reply.withdrawn_at == before


def test_a_visit_takes_nothing_back(invitation):
    own = answer(invitation)["Location"]
    Client().get(f"{own}?withdraw=1")
    assert not Reply.objects.get().withdrawn_at


# What the owner reads


def test_below_three_answers_those_alone_are_shown_who_agreed_to_be_named(desk, invitation):
    answer(invitation)
    answer(invitation, "family=3", named="1", name="Bo")
    page = read(desk, invitation)
    assert page.texts(".invitation-answers h3") == ["Bo"]
    assert "1 answer waits" in page
    assert "once two people have agreed to be named" in read(desk, invitation, "team/")
    Invitation.objects.update(limit=9)
    answer(invitation, "cost=1")  # two without a name: of three answers, and yet known by who is left
    assert read(desk, invitation).texts(".invitation-answers h3") == ["Bo"]
    answer(invitation, "cost=2")
    page = read(desk, invitation)
    assert len(page.all(".invitation-answers h3")) == 1 + 3
    assert len([note for note in page.texts(".invitation-answers .note") if note.startswith("Agreed on")]) == 1
    Reply.objects.filter(name="").first().withdraw()
    assert read(desk, invitation).texts(".invitation-answers h3") == ["Bo"]
    assert not read(desk, invitation, "team/").all(".group-table")


@pytest.mark.parametrize(
    ("shows", "seen", "unseen"),
    [
        ("ranking", ["Lima"], ["Priorities", "Cost", "Only some countries"]),
        ("priorities", ["Lima", "Cost 75"], ["Only some countries"]),
        ("everything", ["Lima", "Cost 75", "Only some countries"], []),
    ],
)
def test_no_more_is_read_than_was_agreed_to(desk, invitation, shows, seen, unseen):
    answer(invitation, shows=shows, named="1", name="Ana")
    page = read(desk, invitation).part(".invitation-answers")
    assert all(words in page for words in seen)
    assert not any(words in page for words in unseen)
    assert "Agreed on" in page


def test_the_answers_can_be_taken_along_and_tell_no_more_than_their_page(desk, invitation):
    answer(invitation, f"{ANSWERS}&household=children", shows="ranking", named="1", name="=Ana")
    answer(invitation, f"{ANSWERS}&household=children", shows="priorities", household="1", named="1", name="Bo")
    answer(invitation)
    assert f"/invitations/{invitation.key}/answers.csv" in read(desk, invitation).links()
    sent = desk.get(f"/invitations/{invitation.key}/answers.csv")
    assert sent["Content-Disposition"] == 'attachment; filename="relocate-answers.csv"'
    rows = {row["name"]: row for row in csv.DictReader(sent.content.decode("utf-8-sig").splitlines())}
    assert rows.keys() == {"'=Ana", "Bo"}, "one without a name would be known by what is left"
    ana, bo = rows["'=Ana"], rows["Bo"]
    assert (ana["hub_1"], ana["priorities"], ana["household"]) == (bo["hub_1"], "", "")
    assert bo["priorities"] == "Cost 75; Family 25"
    assert bo["household"]
    assert [ana[f"hub_{place}"] for place in range(1, 6)][-1] == "", "there are three hubs"


def test_people_stand_in_no_order_of_time(desk):
    invitation = invite(desk, limit="20")
    for number in range(12):
        answer(invitation, named="1", name=f"P{number:02}")
    names = read(desk, invitation).texts(".invitation-answers h3")
    assert sorted(names) == [f"P{number:02}" for number in range(12)]
    assert names != sorted(names)
    assert names == read(desk, invitation).texts(".invitation-answers h3")


def test_the_team_answer_names_those_who_agreed_and_numbers_the_others(desk, invitation):
    answer(invitation, "cost=3", shows="everything", named="1", name="Ana")
    answer(invitation, "family=3", shows="everything")
    Invitation.objects.update(limit=9)
    answer(invitation, "cost=1&family=1", shows="everything")
    answer(invitation, "cost=2&family=1", shows="everything")
    page = read(desk, invitation, "team/")
    assert page.all(".group-table")
    assert "Ana, asked alone, has Lima first." in page
    assert "Person" in page
    assert {"Cost", "Family"} == set(page.texts(".group-differences h3"))
    assert "From 4 answers that may be shown." in page


def test_one_who_keeps_their_priorities_to_themselves_is_not_given_away_by_the_team_answer(desk, invitation):
    for answers, shows in (("cost=3", "everything"), ("family=3&country=PE", "ranking"), ("cost=1", "priorities")):
        answer(invitation, answers, shows=shows)
    page = read(desk, invitation, "team/")
    assert page.all(".group-table")
    assert not page.all(".group-differences")
    assert "Not in a country" not in page
    assert "Toronto" in page.part("[aria-labelledby=group-out]")


def test_dealbreakers_are_said_where_everybody_shows_everything(desk, invitation):
    for answers in ("cost=3", "family=3&country=PE"):
        answer(invitation, answers, shows="everything", named="1", name="Ana")
    assert "Not in a country" in read(desk, invitation, "team/")


def test_only_hubs_in_question_are_answered_about(desk):
    invitation = invite(desk, hubs=["lima", "toronto"])
    for name in ("Ana", "Bo"):
        answer(invitation, "cost=3", shows="everything", named="1", name=name)
    assert set(read(desk, invitation, "team/").texts(".group-table th a")) == {"Lima", "Toronto"}
    assert "Cusco" not in read(desk, invitation).part(".invitation-answers")


def test_a_large_team_is_told_of_in_numbers(desk):
    invitation = invite(desk, limit="20")
    for number in range(9):
        answer(invitation, "cost=3" if number % 3 else "family=3", shows="everything")
    page = read(desk, invitation, "team/")
    assert "6 people, asked alone, have Lima first." in page
    assert "It counts from 0 to 100 of 100." in page
    assert not page.all(".group-table .group-losses")


# E-mail


def test_the_owner_is_told_if_they_want_and_of_no_answer(desk):
    told, untold = invite(desk, told_by_email="1"), invite(desk)
    answer(untold)
    assert not mail.outbox
    answer(told, named="1", name="Ana")
    (letter,) = mail.outbox
    assert letter.to == ["owner@example.org"]
    assert letter.subject == "An answer to: Our next office"
    assert f"http://testserver/invitations/{told.key}/" in letter.body
    for secret in ("Ana", "Lima", "cost", told.token, Reply.objects.get(name="Ana").key):
        assert secret not in letter.body


def test_a_title_of_two_lines_is_one_subject(desk):
    answer(invite(desk, told_by_email="1", title="Our\nBcc: x@example.org"))
    assert mail.outbox[0].subject == "An answer to: Our Bcc: x@example.org"
    assert mail.outbox[0].recipients() == ["owner@example.org"]


def test_the_letter_leads_to_no_port_that_a_candidate_makes_up(desk, settings):
    invitation = invite(desk, told_by_email="1")
    settings.SECURE_SSL_REDIRECT = True
    path = f"/i/{invitation.token}/send/?{ANSWERS}&invitation={invitation.token}"
    assert Client().post(path, AGREED, secure=True, HTTP_HOST="testserver:6666").status_code == 302
    assert f"https://testserver/invitations/{invitation.key}/" in mail.outbox[0].body


def test_an_answer_is_kept_whatever_becomes_of_the_letter(desk, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no mail server")

    monkeypatch.setattr("hubs.web.telling.send_mail", fail)
    assert answer(invite(desk, told_by_email="1")).status_code == 302
    assert Reply.objects.count() == 1


def test_the_letter_is_in_the_language_of_the_invitation(desk):
    response = desk.post("/fr/invitations/new/", SAID | {"open_until": tomorrow().isoformat(), "told_by_email": "1"})
    invitation = Invitation.objects.get(key=response["Location"].split("/")[3])
    answer(invitation)
    assert f"http://testserver/fr/invitations/{invitation.key}/" in mail.outbox[0].body


# Who may


def owners(invitation):
    own = f"/invitations/{invitation.key}/"
    return ["/invitations/", "/invitations/new/", own, f"{own}edit/", f"{own}team/"]


@pytest.mark.parametrize("prefix", ["", "/es", "/pt-br", "/fr"])
def test_who_has_not_signed_in_is_asked_to(client, invitation, prefix):
    for path in owners(invitation):
        for response in (client.get(prefix + path), client.post(prefix + path, {"delete": "1"})):
            assert response.status_code in {302, 405}, path
            if response.status_code == 302:
                assert "next=" in response["Location"]
    assert Invitation.objects.exists()


def test_another_account_finds_none_of_it(invitation):
    answer(invitation, named="1", name="Ana")
    other = Client()
    other.force_login(User.objects.create_user("other", is_staff=True))
    assert "Our next office" not in Page(other.get("/invitations/"))
    for path in owners(invitation)[2:]:
        assert other.get(path).status_code == 404
        assert other.post(path, {"delete": "1", **SAID}).status_code in {404, 405}
    assert Invitation.objects.get().title == "Our next office"


def test_its_owner_reads_every_page(desk, invitation):
    for path in owners(invitation):
        response = desk.get(path)
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/i/{}/", "/i/{}/send/?cost=3", "/replies/{}/", "/invitations/{}/"])
@pytest.mark.parametrize("typed", ["a" * 22, "nothing", "a" * 500])
def test_what_leads_nowhere_is_not_found(desk, path, typed):
    assert desk.get(path.format(typed)).status_code == 404


def test_no_token_stands_in_for_another(desk, invitation):
    reply = Reply.objects.get(key=answer(invitation)["Location"].split("/")[2])
    for token in (invitation.key, reply.key):
        assert Client().get(f"/i/{token}/").status_code == 404
    for token in (invitation.key, invitation.token):
        assert Client().get(f"/replies/{token}/").status_code == 404
    for token in (invitation.token, reply.key):
        assert desk.get(f"/invitations/{token}/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/es", "/pt-br", "/fr"])
def test_every_page_opens_in_every_language(desk, invitation, prefix):
    own = answer(invitation, named="1", name="Ana")["Location"]
    answer(invitation, "family=3", named="1", name="Bo")
    send = f"/i/{invitation.token}/send/?{ANSWERS}&invitation={invitation.token}"
    for path in (*owners(invitation), f"/i/{invitation.token}/", send, own):
        assert desk.get(prefix + path).status_code == 200, path


def test_the_list_asks_the_database_a_few_times_however_many_there_are(desk, django_assert_max_num_queries):
    for number in range(5):
        answer(invite(desk, title=f"No. {number}"))
    with django_assert_max_num_queries(4):
        desk.get("/invitations/")
    invitation = invite(desk, limit="20")
    for _ in range(6):
        answer(invitation)
    with django_assert_max_num_queries(6):
        desk.get(f"/invitations/{invitation.key}/")


# Read by a program


def programs(owner, address, scopes=("invitations:read",)):
    secret = ApiKey.objects.make(owner, "A program", list(scopes), None)[1]
    return Client().get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {secret}"})


def test_a_program_reads_its_owners_invitations_and_what_people_agreed_to_show(owner, invitation):
    answer(invitation, shows="priorities", named="1", name="Bo")
    answer(invitation, "family=2")
    (listed,) = programs(owner, "invitations").json()["invitations"]
    assert (listed["title"], listed["answered"], listed["is_open"]) == ("Our next office", 2, True)
    read = programs(owner, f"invitations/{invitation.token}/replies").json()
    (reply,) = read["replies"]
    assert (read["waiting"], reply["name"], set(reply["priorities"])) == (1, "Bo", {"cost", "family"})
    assert reply["hubs"][0]["rank"] == 1


def test_a_ranking_alone_tells_a_program_no_priorities(owner, invitation):
    answer(invitation, named="1", name="Bo")
    (reply,) = programs(owner, f"invitations/{invitation.token}/replies").json()["replies"]
    assert (reply["shows"], reply["priorities"], bool(reply["hubs"])) == ("ranking", {}, True)


def test_no_other_account_and_no_other_scope_opens_an_invitation(owner, invitation):
    other = User.objects.create_user("other")
    assert programs(other, "invitations").json()["invitations"] == []
    assert programs(other, f"invitations/{invitation.token}/replies").status_code == 404
    assert programs(owner, "invitations", ["links:read"]).status_code == 403
    assert Client().get("/api/v1/invitations").status_code == 401
