"""Readers correct and suggest without an account; curators answer; everybody sees what came of it."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.test import Client
from django.utils import timezone, translation

from hubs.admin.corrections import HubDraft
from hubs.answers import stamps
from hubs.catalogue import corrections
from hubs.models import Correction, Evidence, Figure, Hub, Source
from hubs.models.sharing import new_token
from tests import makers
from tests.asked import ask
from tests.pages import Page

pytestmark = pytest.mark.django_db

HERE = "/correct/?hub=lima&criterion=cost"
TEXT = "Rents here are a third higher than this says."
SECRET = re.compile(r"/corrections/[\w-]{22}/")


@pytest.fixture(autouse=True)
def release():
    return makers.make_release()


def an_old_stamp(age=60, token=None):
    return signing.dumps([token or new_token(), timezone.now().timestamp() - age], salt=stamps.SALT)


def send(client, path=HERE, **said):
    return client.post(path, {"text": TEXT, "stamp": an_old_stamp()} | said)


def told(**changes):
    values = {"kind": "evidence", "place": "Lima", "text": TEXT, "language": "es", "due": date(2026, 12, 12)}
    values |= {"hub": Hub.objects.get(slug="lima")} | changes
    return Correction.objects.create(**values)


# The form


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("/hubs/lima/", "/correct/?hub=lima"),
        ("/hubs/lima/cost/", HERE),
        ("/es/hubs/lima/cost/", f"/es{HERE}"),
        ("/hubs/", "/correct/"),
    ],
)
def test_pages_lead_to_the_form(client, path, asks):
    assert asks in Page(client.get(path)).links()


@pytest.mark.usefixtures("connected")
def test_kept_pages_hold_nothing_personal():
    answer = ask("/hubs/lima/cost/")
    assert "csrfmiddlewaretoken" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("path", [HERE, "/correct/?hub=lima", "/correct/"])
def test_the_form_is_nobodys_to_keep_and_promises_a_day(client, path, settings):
    settings.CORRECTION_DAYS = 3
    response = client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    day = timezone.now().date() + timedelta(days=3)
    assert f"{day.day}, {day.year}" in Page(response)
    assert Page(response).inline_code == []


def test_the_statements_and_figures_of_the_page_can_be_chosen(client):
    lima = Hub.objects.get(slug="lima")
    cost = Evidence.objects.get(hub=lima, criterion__slug="cost").slug
    about = Page(client.get(HERE)).values("select[name=about] option", "value")
    assert about == ["", cost]
    airport = Figure.objects.get(hub=lima, indicator__slug="airport-distance").slug
    page = Page(client.get("/correct/?hub=lima&criterion=airport"))
    assert page.values("select[name=about] option", "value") == ["", airport]
    assert "criterion" not in page.values("form [name]", "name")


def test_a_statement_is_named_in_the_language_of_the_page(client):
    about = Evidence.objects.filter(hub__slug="lima", criterion__slug="cost")
    about.update(text="Rents are low", highlight="Rents", translation_es="Los alquileres son bajos")
    makers.make_release()
    assert "Rents are low" in Page(client.get(HERE)).texts("select[name=about] option")
    assert "Los alquileres son bajos" in Page(client.get(f"/es{HERE}")).texts("select[name=about] option")


@pytest.mark.parametrize("path", ["/correct/?hub=atlantis", "/correct/?hub=lima&criterion=x", "/correct/?hub=%00"])
def test_what_is_not_there_cannot_be_corrected(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "gone", "onto"),
    [
        ("/correct/?hub=atlantis&criterion=cost", "atlantis", "/correct/"),
        ("/correct/?hub=%00", "\N{REPLACEMENT CHARACTER}", "/correct/"),
        ("/es/correct/?hub=lima&criterion=weather", "weather", "/es/correct/?hub=lima"),
    ],
)
def test_what_was_written_outlives_what_it_was_about(client, path, gone, onto):
    response = send(client, path, contact="a@b.org", lives_there="on")
    page = Page(response)
    assert response.status_code == 400
    assert f"“{gone}”" in page.part("[role=alert]")
    assert page.one("[name=text]").text().strip() == TEXT
    assert page.values("[name=contact]", "value") == ["a@b.org"]
    assert page.all("[name=lives_there][checked]")
    assert page.values("form.plain-form", "action") == [onto]
    assert not Correction.objects.exists()
    assert send(client, onto, place="Atlantis", criterion="cost").status_code == 302


def test_a_statement_that_has_gone_is_told_and_no_word_lost(client):
    response = send(client, HERE, about="claim-that-has-gone")
    page = Page(response)
    assert response.status_code == 400
    assert "What you chose is not on the page any more: choose again." in page
    assert page.one("[name=text]").text().strip() == TEXT


def test_a_correction_is_kept_under_an_address_that_nobody_can_guess(client):
    about = Evidence.objects.get(hub__slug="lima", criterion__slug="cost").slug
    response = send(client, f"/pt-br{HERE}", about=about, url="example.org/rents", lives_there="on", contact="a@b.org")
    assert SECRET.fullmatch(response["Location"].removeprefix("/pt-br"))
    row = Correction.objects.get()
    assert (row.kind, row.hub.slug, row.criterion.slug, row.about) == ("evidence", "lima", "cost", about)
    assert (row.url, row.lives_there, row.contact, row.language) == (
        "https://example.org/rents",
        True,
        "a@b.org",
        "pt-br",
    )
    assert row.due == timezone.now().date() + timedelta(days=14)
    assert row.is_waiting


def test_a_figure_a_whole_hub_and_a_missing_hub_can_be_told_of(client):
    figure = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance").slug
    send(client, "/correct/?hub=lima&criterion=airport", about=figure)
    send(client, "/correct/?hub=lima", criterion="cost")
    send(client, "/correct/", place="Manaus, Brazil")
    rows = Correction.objects.order_by("pk").values_list("kind", "place", "criterion__slug")
    assert list(rows) == [("figure", "Lima", "airport"), ("evidence", "Lima", "cost"), ("hub", "Manaus, Brazil", None)]


def test_the_same_form_sent_twice_is_one_correction(client):
    stamp = an_old_stamp()
    assert send(client, stamp=stamp)["Location"] == send(client, stamp=stamp)["Location"]
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"text": ""}, "This field is required"),
        ({"text": "short"}, "at least 20"),
        ({"text": "x" * 1001}, "at most 1000"),
        ({"text": f"{TEXT} http://a.org www.b.org https://c.org"}, "At most 2 links"),
        ({"url": "ftp://example.org"}, "address of a web page"),
        ({"url": "javascript:alert(1)"}, "valid URL"),
        ({"contact": "nobody"}, "valid email"),
        ({"about": "no-such-thing"}, "not on the page any more"),
        ({"topic": "casino"}, "left empty"),
        ({"stamp": ""}, "more than a day"),
        ({"stamp": "forged:1:2"}, "more than a day"),
        ({"stamp": signing.dumps(["x" * 22, 0], salt="other")}, "more than a day"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, said, complaint):
    response = send(client, **{"contact": "kept@example.org"} | said)
    page = Page(response)
    assert response.status_code == 400
    assert complaint in page
    assert page.one("textarea").text().strip() == said.get("text", TEXT)
    assert not Correction.objects.exists()


def test_a_program_is_told_to_slow_down_and_a_person_only_sends_again(client, monkeypatch):
    stamp = stamps.stamped(new_token())
    response = send(client, stamp=stamp)
    assert response.status_code == 400
    assert "very quick" in Page(response)
    assert ("stamp", stamp) in Page(response).hidden("form.plain-form")
    monkeypatch.setattr("hubs.answers.correction.QUICKEST", 0)
    assert send(client, stamp=stamp).status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(3.9, 400), (4, 302), (86_400, 302), (86_401, 400)])
def test_a_form_is_taken_from_four_seconds_to_a_day_after_it_was_asked_for(client, monkeypatch, seconds, status):
    asked_at = int(stamps.time.time())
    monkeypatch.setattr(stamps.time, "time", lambda: asked_at)
    stamp = stamps.stamped(new_token())
    monkeypatch.setattr(stamps.time, "time", lambda: asked_at + seconds)
    assert send(client, stamp=stamp).status_code == status


def test_a_clock_that_is_set_back_makes_no_program_of_anybody(client, monkeypatch):
    now = stamps.time.time()
    monkeypatch.setattr(stamps.time, "time", lambda: now + 3600)
    stamp = stamps.stamped(new_token())
    monkeypatch.undo()
    assert send(client, stamp=stamp).status_code == 302


def test_a_form_of_yesterday_gets_a_fresh_stamp(client, monkeypatch):
    monkeypatch.setattr(stamps, "DAY", -1)
    response = send(client)
    fresh = dict(Page(response).hidden("form.plain-form"))["stamp"]
    monkeypatch.undo()
    monkeypatch.setattr("hubs.answers.correction.QUICKEST", 0)
    assert "more than a day" in Page(response)
    assert send(client, stamp=fresh).status_code == 302


def test_hostile_letters_are_taken_out_or_shown_as_they_are(client):
    send(client, text=f"<script>alert(1)</script>\x00\u202e {TEXT}")
    row = Correction.objects.get()
    assert "\x00" not in row.text
    assert "\u202e" not in row.text
    page = Page(client.get(row.get_absolute_url()))
    assert "<script>alert(1)</script>" in page.words
    assert page.inline_code == []


def test_one_network_may_not_send_more_than_so_many_an_hour(client):
    for _ in range(10):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert Page(response).one("textarea").text().strip() == TEXT
    assert client.post(HERE, {"text": TEXT, "stamp": an_old_stamp()}, REMOTE_ADDR="198.51.100.7").status_code == 302


@pytest.mark.parametrize("cap", ["MOST_OPEN", "MOST_OPEN_EACH"])
def test_while_too_much_waits_no_more_is_taken(client, monkeypatch, cap):
    monkeypatch.setattr(corrections, cap, 2)
    for _ in range(2):
        assert send(client).status_code == 302
    response = send(client)
    assert response.status_code == 429
    assert "So many corrections wait for an answer already" in Page(response)
    assert Page(response).one("textarea").text().strip() == TEXT
    other = client.post(HERE, {"text": TEXT, "stamp": an_old_stamp()}, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == (302 if cap == "MOST_OPEN_EACH" else 429)
    for row in Correction.objects.all():
        corrections.decline(row, None, reply="No", public_text="")
    assert send(client).status_code == 302


def test_whose_network_it_was_is_a_code_that_goes_with_the_answer(client):
    send(client)
    row = Correction.objects.get()
    assert row.sender
    assert "127.0.0.1" not in row.sender
    corrections.decline(row, None, reply="No", public_text="")
    assert not Correction.objects.exclude(sender="").exists()


def test_a_forged_form_is_refused():
    assert send(Client(enforce_csrf_checks=True)).status_code == 403


def test_nothing_published_yet(client, release):
    release.delete()
    assert client.get(HERE).status_code == 503


@pytest.mark.parametrize("path", [HERE, "/corrections/"])
def test_methods_that_are_not_taken(client, path):
    assert client.delete(path).status_code == 405


# What the reader, and everybody, sees


def test_the_readers_own_page_says_until_when(client):
    row = told(contact="a@b.org")
    response = client.get(row.get_absolute_url())
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    page = Page(response)
    assert "Dec. 12, 2026" in page
    assert TEXT in page
    assert "a@b.org" not in page.source


def test_another_token_finds_nothing(client):
    told()
    assert client.get(f"/corrections/{new_token()}/").status_code == 404


def test_an_address_with_something_stuck_to_it_is_mended(client):
    row = told()
    for pasted in (row.get_absolute_url().rstrip("/"), f"{row.get_absolute_url()}.", f"/Corrections/{row.token})"):
        assert client.get(pasted)["Location"] == row.get_absolute_url()


def test_the_public_list_shows_only_what_a_curator_wrote(client):
    waiting, accepted, declined, spam = told(), told(), told(), told(kind="hub", hub=None, place="Buy pills")
    corrections.accept(accepted, Evidence.objects.first(), None, reply="Thanks", public_text="Rents were out of date.")
    corrections.decline(declined, None, reply="No", public_text="")
    corrections.decline(spam, None, reply="No", public_text="A hub without a source.")
    page = Page(client.get("/corrections/"))
    assert page.texts("main section h2") == ["A hub that is missing", "Lima"]
    assert "Rents were out of date." in page
    assert TEXT not in page
    assert "Buy pills" not in page
    assert waiting.token not in page.source


def test_the_public_list_is_paged(client):
    for number in range(31):
        corrections.decline(told(), None, reply="No", public_text=f"Line {number:02}")
    first, second = (Page(client.get(f"/corrections/?p={number}")) for number in (1, 2))
    assert "Line 30" in first
    assert "Line 00" not in first
    assert "Line 00" in second
    assert client.get("/corrections/?p=x%00").status_code == 200


@pytest.mark.parametrize("code", ["es", "pt-br", "fr"])
def test_every_page_is_there_in_every_language(client, code):
    row = told()
    with translation.override(code):
        paths = [row.get_absolute_url(), f"/{code}/corrections/", f"/{code}{HERE}"]
    for path in paths:
        page = Page(client.get(path))
        assert page.language.lower() == code


# Contacts


def test_an_address_is_forgotten_after_90_days_or_with_the_answer():
    old, young, answered = (told(contact="a@b.org") for _ in range(3))
    Correction.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=91))
    corrections.decline(answered, None, reply="No", public_text="")
    assert corrections.forget_contacts(timezone.now().date()) == 1
    assert {row.pk: row.contact for row in Correction.objects.all()} == {
        old.pk: "",
        young.pk: "a@b.org",
        answered.pk: "",
    }


@pytest.mark.parametrize("key", ["x", "1e5", "²", "9" * 40, "\x00", "None", "../.."])
def test_what_is_no_key_is_no_correction_to_answer(admin_client, key):
    address = f"/admin/hubs/correction/{quote(key, safe='')}/change/"
    assert admin_client.get(address).status_code == admin_client.post(address).status_code == 404


def test_looking_at_the_desk_forgets_them_too(admin_client):
    old = told(contact="a@b.org")
    Correction.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=91))
    admin_client.get("/admin/")
    old.refresh_from_db()
    assert old.contact == ""


# Curators


def sign_in(client, *codenames):
    user = User.objects.create_user("curator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="hubs", codename__in=codenames))
    client.force_login(user)
    return user


def page_of(row):
    return f"/admin/hubs/correction/{row.pk}/change/"


def statement(**changes):
    return {
        "accept": "1",
        "criterion": Evidence.objects.get(hub__slug="lima", criterion__slug="cost").criterion_id,
        "rating": "-1",
        "kind": makers.make_kind().pk,
        "speaker": "A reader who lives in Lima",
        "text": "Rents have risen by a third.",
        "reply": "Thank you.",
        "public_text": "Rents were out of date.",
    } | changes


def test_a_missing_hub_is_drafted_by_its_name_without_its_country():
    assert HubDraft.begin(None, Correction(place="Cali, Colombia")).name == "Cali"


@pytest.mark.parametrize(("may", "offered"), [(("add_evidence",), True), ((), False)])
def test_only_who_may_add_a_record_is_offered_to_accept(client, may, offered):
    sign_in(client, "view_correction", "change_correction", *may)
    response = client.get(page_of(told()))
    assert response.context["may_answer"]
    assert response.context["may_accept"] == offered


def test_accepting_makes_a_draft_that_rests_on_the_readers_source(admin_client, admin_user, client):
    row = told(url="https://example.org/rents", contact="a@b.org", criterion=Evidence.objects.first().criterion)
    response = admin_client.post(page_of(row), statement(), follow=True)
    assert "Accepted. The draft and its source wait" in Page(response)
    row.refresh_from_db()
    draft = row.draft
    assert isinstance(draft, Evidence)
    assert (draft.is_draft, draft.form, draft.rating, draft.hub.slug) == (True, "claim", -1, "lima")
    assert (draft.source.url, draft.source.is_draft) == ("https://example.org/rents", True)
    assert (row.status, row.decided_by, row.contact) == ("accepted", admin_user, "")
    assert "Thank you." in Page(client.get(row.get_absolute_url()))


def test_a_readers_source_says_when_and_in_which_language_it_was_told():
    row = told(url="https://example.org/rents", language="pt-br")
    row.sent_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    source = corrections.source_for(row, is_draft=False)
    source.refresh_from_db()
    assert {name: getattr(source, name) for name in ("slug", "kind", "title", "url", "date", "language")} == {
        "slug": f"reader-{row.pk}",
        "kind": Source.Kind.REPORT,
        "title": "A reader’s correction of 2026-03-01",
        "url": "https://example.org/rents",
        "date": "2026-03-01",
        "language": "pt",
    }
    assert not source.is_draft


def test_a_draft_that_is_not_whole_leaves_nothing_behind(admin_client):
    row = told()
    response = admin_client.post(page_of(row), statement(rating="3"))
    assert response.status_code == 400
    assert "Thank you." in Page(response).one("textarea[name=reply]").text()
    assert not Source.objects.filter(slug__startswith="reader-").exists()
    row.refresh_from_db()
    assert row.is_waiting


def test_a_label_is_asked_for_where_the_criterion_has_labels(admin_client):
    specialty = Evidence.objects.filter(criterion__slug="specialty").first().criterion
    row = told(criterion=specialty)
    response = admin_client.post(page_of(row), statement(criterion=specialty.pk))
    assert "A labels criterion needs a label" in Page(response)
    assert (
        admin_client.post(
            page_of(row), statement(criterion=specialty.pk, label=specialty.options.first().pk)
        ).status_code
        == 302
    )


def put_right(client, row, **changes):
    page = Page(client.get(page_of(row)))
    wrong = Figure.objects.get(slug=row.about)
    right = {"accept": "1", "value": "12.5", "months": "[]", "year": "2026", "scope": "city", "note": "Measured anew."}
    return client.post(page_of(row), dict(page.hidden("form[method=post]:has([name=reply])")) | right | changes), wrong


def test_a_figure_is_put_right_where_it_stands_and_its_history_keeps_the_old_one(admin_client):
    wrong = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance")
    number, before = Figure.objects.count(), wrong.value
    row = told(kind="figure", about=wrong.slug, url="https://example.org/airport")
    assert str(wrong) in Page(admin_client.get(page_of(row)))
    response, _ = put_right(admin_client, row)
    assert response.status_code == 302
    row.refresh_from_db()
    assert Figure.objects.count() == number
    assert row.figure == wrong
    assert (row.figure.value, row.figure.is_draft, row.figure.ranked) == (12.5, wrong.is_draft, wrong.ranked)
    assert (row.figure.source.url, row.figure.source.is_draft) == ("https://example.org/airport", False)
    assert [each.value for each in wrong.history.all()[:2]] == [12.5, before]
    again = told(kind="figure", about=wrong.slug)
    assert put_right(admin_client, again, value="13")[0].status_code == 302
    assert Figure.objects.get(pk=wrong.pk).value == 13


def test_words_of_a_figure_that_changed_lose_their_old_translations(admin_client):
    wrong = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance")
    Figure.objects.filter(pk=wrong.pk).update(note="Old", note_en="Old", note_es="Vieja")
    put_right(admin_client, told(kind="figure", about=wrong.slug))
    wrong.refresh_from_db()
    assert (wrong.note, wrong.note_es) == ("Measured anew.", "")


def test_a_figure_that_changed_meanwhile_is_not_written_over_unseen(admin_client):
    wrong = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance")
    row = told(kind="figure", about=wrong.slug)
    shown = dict(Page(admin_client.get(page_of(row))).hidden("form[method=post]:has([name=reply])"))
    wrong.value = 77
    wrong.save()
    data = {"accept": "1", "value": "12.5", "months": "[]", "year": "2026", "scope": "city"}
    response = admin_client.post(page_of(row), shown | data)
    assert "has changed this record since you opened it" in Page(response)
    assert Figure.objects.get(pk=wrong.pk).value == 77
    assert not Source.objects.filter(slug__startswith="reader-").exists()


def test_a_figure_that_is_told_of_as_missing_becomes_a_draft(admin_client):
    like = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance")
    row = told(kind="figure", about="gone")
    data = {"accept": "1", "indicator": like.indicator_id, "value": "12.5", "months": "[]", "year": "2026"}
    assert admin_client.post(page_of(row), data | {"scope": "city"}).status_code == 302
    row.refresh_from_db()
    assert (row.figure.is_draft, row.figure.ranked, row.figure.source.is_draft) == (True, False, True)


def test_changing_a_figure_needs_the_permission_to_change(client):
    sign_in(client, "view_correction", "change_correction", "add_figure")
    wrong = Figure.objects.get(hub__slug="lima", indicator__slug="airport-distance")
    assert client.post(page_of(told(kind="figure", about=wrong.slug)), {"accept": "1"}).status_code == 403


def test_a_missing_hub_becomes_a_draft(admin_client):
    row = told(kind="hub", hub=None, place="Arequipa, Peru")
    country = Hub.objects.get(slug="lima").country_id
    data = {"accept": "1", "name": "Arequipa", "slug": "arequipa", "country": country, "timezone": "America/Lima"}
    assert admin_client.post(page_of(row), data | {"latitude": "-16.4", "longitude": "-71.5"}).status_code == 302
    assert Hub.objects.get(slug="arequipa").is_draft


def test_declining_needs_a_reason_and_no_draft(admin_client):
    row = told()
    response = admin_client.post(page_of(row), {"decline": "1"})
    assert response.status_code == 400
    assert "Say why it is declined." in Page(response)
    assert admin_client.post(page_of(row), {"decline": "1", "reply": "The source says otherwise."}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.draft) == ("declined", None)


def test_of_two_curators_the_second_is_told(admin_client):
    row = told()
    corrections.decline(row, None, reply="No", public_text="")
    response = admin_client.post(page_of(row), statement(), follow=True)
    assert "Somebody else has answered this already." in Page(response)
    assert not Evidence.objects.filter(text="Rents have risen by a third.").exists()
    assert not Source.objects.filter(slug__startswith="reader-").exists()


@pytest.mark.parametrize(
    ("may", "seen", "declined", "accepted"),
    [
        ((), 403, 403, 403),
        (("view_correction",), 200, 403, 403),
        (("view_correction", "change_correction"), 200, 302, 403),
        (("view_correction", "change_correction", "add_evidence"), 200, 302, 302),
    ],
)
def test_who_may_look_and_who_may_answer(client, may, seen, declined, accepted):
    sign_in(client, *may)
    one, other = told(), told()
    assert client.get(page_of(one)).status_code == seen
    assert client.post(page_of(one), {"decline": "1", "reply": "No"}).status_code == declined
    assert client.post(page_of(other), statement()).status_code == accepted


def test_the_list_says_what_is_late(admin_client):
    told(due=timezone.now().date() - timedelta(days=1))
    told(due=timezone.now().date() + timedelta(days=1))
    assert Page(admin_client.get("/admin/hubs/correction/")).texts(".badge") == ["late", "waits for an answer"]


def test_an_answer_that_was_given_can_be_read_and_not_given_again(admin_client):
    row = told()
    corrections.decline(row, None, reply="The source says otherwise.", public_text="")
    page = Page(admin_client.get(page_of(row)))
    assert "The source says otherwise." in page
    assert not page.all("input[name=decline]")
