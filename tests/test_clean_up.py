"""What has expired goes, once and nothing else; the privacy page says so from the very numbers."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from hubs import backups
from hubs.catalogue import corrections, expiry
from hubs.models import ApiKey, Correction, ImportPreview, Invitation, MadeOnce, Opening, Reply, SharedRanking, sharing
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db


def clean_up(*arguments):
    """What the command says it has deleted, without zeros."""
    out = StringIO()
    call_command("clean_up", *arguments, stdout=out)
    pairs = (line.split(" ", 1) for line in out.getvalue().splitlines())
    return {what: int(number) for number, what in pairs if number != "0"}


def days_ago(days):
    return timezone.now() - timedelta(days)


def make_link(**values):
    return SharedRanking.objects.create(
        release=makers.make_release() if not SharedRanking.objects.exists() else SharedRanking.objects.first().release,
        answers="cost=1",
        outcome={},
        **values,
    )


def test_links_go_thirty_days_after_their_end_and_not_before():
    kept = [
        make_link(),
        make_link(open_until=None),
        make_link(open_until=days_ago(30).date()),
        make_link(withdrawn_at=days_ago(29)),
    ]
    make_link(open_until=days_ago(31).date())
    Opening.objects.create(shared=make_link(withdrawn_at=days_ago(31)), day=timezone.now().date())
    assert clean_up() == {"shared rankings that have ended": 2}
    assert set(SharedRanking.objects.all()) == set(kept)
    assert clean_up() == {}


def test_nothing_is_deleted_by_a_clock_that_is_far_ahead(monkeypatch):
    make_link()
    SharedRanking.objects.update(open_until=timezone.now().date())
    now = timezone.now()
    monkeypatch.setattr("hubs.management.commands.clean_up.timezone.now", lambda: now + timedelta(400))
    with pytest.raises(CommandError, match="if that is right, say --anyway"):
        clean_up()
    assert SharedRanking.objects.count() == 1
    assert clean_up("--anyway") == {"shared rankings that have ended": 1}
    make_link()
    assert clean_up("--anyway") == {}
    with pytest.raises(CommandError, match="400 days after anything was stored"):
        clean_up()  # though somebody has shared by that clock meanwhile
    SharedRanking.objects.all().delete()
    assert expiry.silence(now + expiry.LONG_SILENCE / 2) < expiry.LONG_SILENCE, "of a site that is but quiet"


def test_invitations_go_with_their_answers_a_year_after_their_last_day():
    owner = User.objects.create_user("ana", last_login=timezone.now())
    kept, gone = (
        Invitation.objects.create(owner=owner, title="Which?", sender="Ana", open_until=days_ago(days).date())
        for days in (366, 367)
    )
    for invitation in (kept, gone):
        Reply.objects.create(invitation=invitation, answers="cost=1", shows="ranking")
    assert clean_up() == {"invitations that closed long ago": 1}
    assert [reply.invitation for reply in Reply.objects.all()] == [kept]


def test_what_a_program_has_asked_once_may_be_forgotten_after_a_day():
    key, _secret = ApiKey.objects.make(
        User.objects.create_user("ana", last_login=timezone.now()), "A program", [], None
    )
    shared = make_link()
    for hours in (23, 25):
        made = MadeOnce.objects.create(api_key=key, idempotency_key=str(hours), request="", shared=shared)
        MadeOnce.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    assert clean_up() == {"requests that may be repeated no more": 1}


def test_the_page_of_a_link_says_when_it_is_deleted(client):
    shared = make_link(open_until=days_ago(1).date())
    assert shared.deleted_on == timezone.now().date() + timedelta(30)
    assert "is deleted on" in Page(client.get(f"/links/{shared.key}/"))


def test_openings_sessions_previews_and_contacts_go():
    shared, now = make_link(), timezone.now()
    for days in (366, 367):
        Opening.objects.create(shared=shared, day=days_ago(days).date())
    for key, minutes in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=minutes))
    curator = User.objects.create_superuser("ana")
    for name, age in (("old", timedelta(minutes=61)), ("new", timedelta(minutes=59))):
        ImportPreview.objects.create(curator=curator, model="hub", name=name, data=b"", made_at=now - age)
    told = Correction.objects.create(due=now.date(), kind="evidence", text="x", contact="a@example.org", language="en")
    Correction.objects.update(sent_at=days_ago(89))
    assert corrections.forget_contacts(now.date()) == 0
    Correction.objects.update(sent_at=days_ago(90))
    assert clean_up() == {
        "counts of openings": 1,
        "sessions": 1,
        "previews of imports": 1,
        "contacts of readers who corrected something": 1,
    }
    told.refresh_from_db()
    assert told.contact == ""
    assert [*Session.objects.values_list("pk", flat=True)] == ["new"]
    assert ImportPreview.objects.get().name == "new"
    assert clean_up() == {}


def test_the_privacy_page_says_how_long_from_the_numbers_that_decide(client, monkeypatch, settings):
    def told():
        return Page(client.get("/privacy/?again=1", follow=True)).texts(".kept dd")

    before = told()
    assert "after 1 day at most" in Page(client.get("/privacy/?again=1"))
    monkeypatch.setattr(sharing, "DAYS_AFTER_END", 41)
    monkeypatch.setattr(sharing, "OPENING_DAYS", 42)
    monkeypatch.setattr(sharing, "DAYS_OPEN", 43)
    monkeypatch.setattr(corrections, "CONTACT_DAYS", 44)
    monkeypatch.setattr(expiry, "UNCONFIRMED_DAYS", 46)
    monkeypatch.setattr(backups, "KEPT_DAYS", 47)
    assert "after 47 days at most" in Page(client.get("/privacy/?again=1"))
    settings.SESSION_COOKIE_AGE = 45 * 24 * 60 * 60
    after = " ".join(told())
    assert all(f"{days} days" in after and f"{days} days" not in " ".join(before) for days in range(41, 47))


def test_a_backup_is_written_over_the_one_before_as_often_as_the_privacy_page_says():
    units = Path(__file__).parent.parent / "docs" / "deployment"
    timer, service = ((units / f"relocate-backup.{kind}").read_text() for kind in ("timer", "service"))
    assert "OnCalendar=*-*-* " in timer, "every day"
    (command,) = re.findall("ExecStart=.* backup (.*)", service)
    assert "%" not in command
    assert "$" not in command, "one name, whatever the day"
    assert backups.KEPT_DAYS == 1
