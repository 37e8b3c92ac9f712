"""A form that has expired comes back with all that was typed; one press sends it, and nothing is done before."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone, translation

from hubs.catalogue import releases
from hubs.models import (
    ApiKey,
    Calibration,
    Correction,
    Evidence,
    FittedReader,
    Interview,
    Invitation,
    Release,
    Reply,
    SharedRanking,
    Suggestion,
)
from tests import makers
from tests.pages import Page, words_of
from tests.test_admin import form_of
from tests.test_admin_interviews import typed as an_interview
from tests.test_corrections import HERE, TEXT, an_old_stamp, statement, told
from tests.test_interviews import catalogue, first, keep

__all__ = ["catalogue"]
pytestmark = pytest.mark.django_db

ANSWERS = "cost=2&family=1"
WRONG = "x" * 64
NOTHING_SENT = "This form had expired, and nothing has been sent."
WORDS = {"sender": 'Ana "<3"', "title": "For us two", "note": "First line\nsecond <b>", "home": "1"}


@pytest.fixture
def release():
    return makers.make_release()


@pytest.fixture
def strict():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def curator():
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("ana"))
    return client


def send(client, path, data, **headers):
    return client.post(path, data, headers=headers)


def send_again(client, page, path, form="main form[method=post], #content form[method=post]"):
    """What a browser sends when the one button of the form is pressed, and nothing is typed."""
    fields, part = {}, page.parts(form)[0]
    for field in part.all("input[name], textarea[name], select[name]"):
        kind, name = field.attributes.get("type"), field.attributes["name"]
        if kind in {"checkbox", "radio"}:
            chosen = [field.attributes.get("value") or "on"] if "checked" in field.attributes else []
        elif field.tag == "select":
            chosen = [option.attributes.get("value") or "" for option in field.css("option[selected]")][:1]
        elif field.tag == "textarea":
            chosen = [field.text().removeprefix("\n")]
        else:
            chosen = [field.attributes.get("value") or ""] if kind not in {"submit", "file"} else []
        if chosen:
            fields[name] = chosen[0]
    return client.post(path, fields)


# What readers send


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("token", [None, WRONG])
def test_a_ranking_to_share_keeps_its_words_and_goes_with_one_press(strict, release, language, token):
    path = "/share/" if language == "en" else f"/{language}/share/"
    if token:
        strict.get(f"{path}?{ANSWERS}")
    sent = {"answers": f"{ANSWERS}&home=lima"} | WORDS | ({"csrfmiddlewaretoken": token} if token else {})
    response = send(strict, path, sent)
    page = Page(response)
    assert (response.status_code, page.language) == (403, language)
    with translation.override(language):
        assert len(page.all('main .message[role="alert"]')) == 1
    assert page.values("[name=sender], [name=title]", "value") == [WORDS["sender"], WORDS["title"]]
    assert "second &lt;b&gt;</textarea>" in response.content.decode()
    assert not SharedRanking.objects.exists()
    assert token != page.values("[name=csrfmiddlewaretoken]", "value")[0]
    # White space of a page is collapsed by its reader, so the note is typed as it was.
    assert send_again(strict, page, path).status_code == 302
    kept = SharedRanking.objects.get()
    assert (kept.sender, kept.title, "home=lima" in kept.answers) == (WORDS["sender"], WORDS["title"], True)
    assert kept.note.split() == WORDS["note"].split()


def test_it_is_said_in_words(strict, release):
    page = Page(send(strict, "/share/", {"answers": ANSWERS}))
    assert NOTHING_SENT in words_of(page.one('.message[role="alert"]'))
    assert page.texts("h1") == ["Share this ranking"]


def test_an_expired_form_counts_nothing_and_is_refused_again_without_its_token(strict, release, monkeypatch):
    monkeypatch.setattr("hubs.views.shared.SHARES_AN_HOUR", 1)
    assert [send(strict, "/share/", {"answers": ANSWERS}).status_code for _ in range(3)] == [403] * 3
    assert not SharedRanking.objects.exists()
    assert send_again(strict, Page(send(strict, "/share/", {"answers": ANSWERS})), "/share/").status_code == 302


def test_what_is_wrong_with_an_expired_form_is_said_as_well(strict, release):
    response = send(strict, "/share/", {"answers": ANSWERS, "title": "x" * 81})
    assert response.status_code == 403
    assert Page(response).all('[name="title"][aria-invalid="true"]')
    assert send(strict, "/share/", {"answers": "cost=9"}).status_code == 403


@pytest.mark.parametrize("path", [HERE, "/pt-br/correct/?hub=lima", "/correct/"])
def test_a_correction_keeps_its_words_and_goes_with_one_press(strict, release, path):
    about = Evidence.objects.get(hub__slug="lima", criterion__slug="cost").slug
    said = {"text": f"{TEXT} <i>", "url": "https://example.org/rents", "lives_there": "on", "contact": "a@b.org"}
    said |= {"about": about, "criterion": "cost", "place": "Arequipa, Peru", "stamp": an_old_stamp()}
    response = send(strict, path, said)
    page = Page(response)
    assert response.status_code == 403
    assert len(page.all('main .message[role="alert"]')) == 1
    assert "&lt;i&gt;</textarea>" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not Correction.objects.exists()
    assert send_again(strict, page, path).status_code == 302
    kept = Correction.objects.get()
    assert (kept.text, kept.url, kept.lives_there, kept.contact) == (said["text"], said["url"], True, "a@b.org")
    assert kept.place == ("Lima" if "hub" in path else "Arequipa, Peru")
    assert kept.about == (about if path == HERE else "")


def test_an_expired_correction_about_nothing_is_not_found(strict, release):
    assert send(strict, "/correct/?hub=atlantis&criterion=cost", {"text": TEXT}).status_code in {403, 404}
    assert not Correction.objects.exists()


@pytest.mark.parametrize("path", ["/share/", HERE])
def test_what_another_site_sends_is_not_shown(strict, release, path):
    strict.get(path if "?" in path else f"{path}?{ANSWERS}")
    response = send(
        strict, path, {"answers": ANSWERS, "note": "Forged", "text": "Forged"}, origin="https://evil.example"
    )
    assert response.status_code == 403
    assert Page(response).texts("h1") == ["This form has expired"]
    assert "Forged" not in response.content.decode()


def test_a_page_that_takes_no_form_says_so(strict, release):
    response = send(strict, "/results/", {"note": "typed"})
    assert (response.status_code, Page(response).texts("h1")) == (403, ["This form has expired"])


@pytest.mark.parametrize(
    "closed", [{"closed_at": timezone.now()}, {"open_until": timezone.now().date() - timedelta(1)}, {"limit": 0}]
)
def test_an_expired_form_of_what_has_ended_meets_the_page_that_says_so(strict, release, closed):
    owner = User.objects.create_user("ana")
    until = {"open_until": timezone.now().date() + timedelta(9), "limit": 3}
    invitation = Invitation.objects.create(owner=owner, title="Office", sender="Acme", **(until | closed))
    response = send(strict, f"/i/{invitation.token}/send/?{ANSWERS}", {"shows": "ranking", "agrees": "on"})
    assert response.status_code == 410
    assert "no-store" in response["Cache-Control"]
    assert not Reply.objects.exists()


def test_an_expired_form_meets_an_unreadable_release_as_any_other_does(strict, release, monkeypatch):
    def fail():
        raise releases.BadRelease

    monkeypatch.setattr(releases, "current", fail)
    assert send(strict, "/share/", {"answers": ANSWERS}).status_code == 503


def test_an_error_of_a_page_with_an_expired_form_stays_one(strict, release, monkeypatch):
    def fail():
        raise ZeroDivisionError

    monkeypatch.setattr(releases, "current", fail)
    with pytest.raises(ZeroDivisionError):
        send(strict, "/share/", {"answers": ANSWERS})


# What curators send


def test_a_record_comes_back_as_it_was_typed(curator):
    makers.make_catalogue()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    url = f"/admin/hubs/evidence/{said.pk}/change/"
    typed = form_of(curator, url, speaker="Typed <by> me")
    for data in (typed, typed | {"_effect": "1"}):
        response = curator.post(url, data)
        assert response.status_code == 403
        assert NOTHING_SENT in Page(response)
        assert response.context["adminform"].form["speaker"].value() == "Typed <by> me"
        said.refresh_from_db()
        assert said.speaker == "Speaker 1"
    assert send_again(curator, Page(response), url, "form#evidence_form").status_code == 302
    said.refresh_from_db()
    assert said.speaker == "Typed <by> me"


def test_a_new_record_and_a_past_one_come_back(curator):
    makers.make_catalogue()
    response = curator.post("/admin/hubs/country/add/", {"name": "Belize", "code": "BZ"})
    assert (response.status_code, NOTHING_SENT in Page(response)) == (403, True)
    assert response.context["adminform"].form["name"].value() == "Belize"
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    past = said.history.first()
    url = f"/admin/hubs/evidence/{said.pk}/history/{past.pk}/"
    typed = form_of_version(curator, url) | {"speaker": "Typed"}
    assert curator.post(url, typed).status_code == 403
    said.refresh_from_db()
    assert (said.speaker, said.history.count()) == ("Speaker 1", 1)


def form_of_version(client, url):
    shown = client.get(url).context
    form = shown["adminform"].form
    values = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    values = {name: value for name, value in values.items() if value is not None and value is not False}
    return values | {"shown_version": shown["shown_version"]}


def test_an_interview_and_its_correction_come_back(curator, catalogue):
    response = curator.post("/admin/hubs/interview/add/", an_interview(title="Typed <by> me"))
    assert (response.status_code, NOTHING_SENT in Page(response)) == (403, True)
    assert response.context["adminform"].form["title"].value() == "Typed <by> me"
    assert not Interview.objects.exists()
    asked = first(keep())
    url = f"/admin/hubs/interview/{asked.interview_id}/suggestions/{asked.pk}/correct/"
    typed = form_of_correction(curator, url) | {"rating": "-2"}
    response = curator.post(url, typed)
    assert (response.status_code, response.context["form"]["rating"].value()) == (403, "-2")
    assert Suggestion.objects.get(pk=asked.pk).evidence is None
    assert curator.post("/admin/hubs/fittedreader/fit/").status_code == 403
    assert FittedReader.objects.count() == 1


def form_of_correction(client, url):
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_an_answer_to_a_reader_comes_back_whichever_button_was_pressed(curator, release):
    row = told(criterion=Evidence.objects.get(hub__slug="lima", criterion__slug="cost").criterion)
    url = f"/admin/hubs/correction/{row.pk}/change/"
    for button in ("accept", "decline"):
        before = Evidence.objects.count()
        response = curator.post(url, statement() | {button: "1", "reply": "Typed <by> me"})
        assert response.status_code == 403
        assert "Typed &lt;by&gt; me</textarea>" in response.content.decode()
        row.refresh_from_db()
        assert (row.is_waiting, Evidence.objects.count()) == (True, before)


def test_what_is_published_or_brought_back_waits_for_another_press(curator, release):
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    said.note = "Edited"
    said.save()
    page = curator.get("/admin/hubs/release/publish/")
    sent = {name: page.context["form"][name].value() for name in ("sha", "after")} | {"note": "Typed"}
    response = curator.post("/admin/hubs/release/publish/", sent)
    assert (response.status_code, response.context["form"]["note"].value()) == (403, "Typed")
    back = f"/admin/hubs/release/{release.pk}/back/"
    response = curator.post(back, {"after": "1", "note": "Typed", "with_records": "on"})
    assert (response.status_code, response.context["form"]["note"].value()) == (403, "Typed")
    assert Release.objects.count() == 1
    page = curator.get("/admin/hubs/calibration/calibrate/")
    count = Calibration.objects.count()
    assert curator.post("/admin/hubs/calibration/calibrate/", {"shown": page.context["shown"]}).status_code == 403
    assert Calibration.objects.count() == count
    said.delete()
    (gone,) = curator.get("/admin/hubs/evidence/deleted/").context["deleted"]
    assert curator.post("/admin/hubs/evidence/deleted/", {"deletion": gone.id}).status_code == 403
    assert not Evidence.objects.filter(slug=said.slug).exists()


def test_a_password_is_never_shown(curator, strict):
    response = curator.post(
        "/admin/auth/user/add/", {"username": "eve", "password1": "Secret 1", "password2": "Secret 1"}
    )
    assert (response.status_code, "Secret 1" in response.content.decode()) == (403, False)
    response = strict.post("/account/login/", {"login": "ana", "password": "Secret 1"})
    assert (response.status_code, "Secret 1" in response.content.decode()) == (403, False)
    assert not User.objects.filter(username="eve").exists()


# What people with an account send, and whom they invite

OF_ACCOUNTS = {"invite", "invitation", "invitation_edit", "send", "reply", "keys", "profiles"}


@pytest.fixture
def invited(release):
    """An invitation of somebody who has signed in, with one answer."""
    client = Client(enforce_csrf_checks=True)
    owner = User.objects.create_user("owner")
    client.force_login(owner)
    found = Invitation.objects.create(owner=owner, title="Which?", sender="Acme")
    return client, found, Reply.objects.create(invitation=found, answers="cost=1", shows="ranking", name="Bo")


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("/invitations/new/", {"title": "Typed", "sender": "Acme", "limit": "3", "open_until": "2100-01-01"}),
        ("/invitations/{key}/", {"delete": "1"}),
        ("/invitations/{key}/", {"close": "1"}),
        ("/invitations/{key}/edit/", {"title": "Typed", "sender": "Acme", "limit": "3"}),
        ("/i/{token}/send/?cost=1&invitation={token}", {"shows": "ranking", "agrees": "1"}),
        ("/replies/{reply}/", {"withdraw": "1"}),
        ("/keys/", {"name": "Typed", "scopes": "links:read"}),
        ("/profiles/", {}),
    ],
)
def test_what_has_expired_does_nothing_for_an_account(invited, page, sent):
    client, found, reply = invited
    response = client.post(page.format(key=found.key, token=found.token, reply=reply.key), sent)
    assert response.status_code == 403
    assert NOTHING_SENT in Page(response)
    assert [(each.title, each.closed_at) for each in Invitation.objects.all()] == [("Which?", None)]
    assert [(each.name, each.withdrawn_at) for each in Reply.objects.all()] == [("Bo", None)]
    assert not ApiKey.objects.exists()
    if "title" in sent:
        assert response.context["form"]["title"].value() == "Typed"


def marked(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            if getattr(pattern.callback, "comes_back", False):
                yield f"{pattern.name}"
        else:
            yield from marked(pattern.url_patterns)


def test_every_view_that_shows_an_expired_form_is_tried_here():
    """Such a view is called without a valid token: it must keep nothing."""
    records = ("country", "hub", "criterion", "option", "indicator", "evidence", "figure", "source", "evidencekind")
    records += ("entry", "permit")
    own = {f"hubs_{name}_{page}" for name in records for page in ("add", "change", "deleted", "simple_history")}
    interviews = {
        "hubs_interview_add",
        "hubs_interview_change",
        "hubs_interview_correct",
        "hubs_interview_simple_history",
        "hubs_fittedreader_fit",
    }
    issued = {"hubs_release_publish", "hubs_release_back", "hubs_calibration_calibrate", "hubs_correction_change"}
    assert set(marked()) == {"share", "link", "correct"} | OF_ACCOUNTS | own | interviews | issued
