"""Releases side by side, and going back to one."""

import pytest

from hubs.catalogue import releases
from hubs.catalogue.records import accepted
from hubs.catalogue.restoring import write_back
from hubs.explanations import changes, previews
from hubs.models import Evidence, Hub, Release
from tests import makers
from tests.pages import Page
from tests.test_admin import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_stored")]

COMPARE = "/admin/hubs/release/compare/"


@pytest.fixture
def three():
    """Lima became dear, then Cusco went and Quito came."""
    first = makers.make_release()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    said.rating = -2
    said.save()
    second = makers.make_release()
    Hub.objects.get(slug="cusco").delete()
    makers.make_hub("quito")
    return first, second, makers.make_release()


def back(release):
    return f"/admin/hubs/release/{release.pk}/back/"


def sent(client, release, **changes):
    form = client.get(back(release)).context["form"]
    return form.initial | changes


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


# Comparing


def test_any_two_are_compared_by_field_and_by_what_moves(admin_client, three):
    page = Page(admin_client.get(COMPARE, {"before": 1, "after": 3}))
    assert page.texts("span.badge.added") == ["1 added", "added"]
    assert page.texts("span.badge.removed")[0] == "2 removed"
    assert "rating 2 -2" in page
    assert "Lima, Cusco, Toronto" in page.texts("del")
    assert "Lima \N{MINUS SIGN}" in page
    back_again = Page(admin_client.get(COMPARE, {"before": 3, "after": 1}))
    assert "rating -2 2" in back_again
    assert back_again.texts("span.badge.added")[0] == "2 added"


def test_the_two_newest_are_compared_unless_others_are_named(admin_client, three):
    page = Page(admin_client.get(COMPARE))
    assert page.values("option[selected]", "value") == ["2", "3"]
    assert "rating 2 -2" not in page
    assert COMPARE in Page(admin_client.get("/admin/hubs/release/")).links("Compare releases")


@pytest.mark.parametrize("query", [{"before": 9, "after": 1}, {"before": "x"}, {"after": "\x00"}, {"before": ""}])
def test_what_is_no_release_is_said(admin_client, three, query):
    response = admin_client.get(COMPARE, query)
    assert response.status_code == 200
    assert Page(response).all("ul.errorlist")
    assert not Page(response).all("table.impacts")


def test_without_any_release_there_is_nothing_to_compare(admin_client):
    assert admin_client.get(COMPARE).status_code == 200


def test_a_bad_one_is_said(admin_client, three):
    Release.objects.filter(number=2).update(sha256="1" * 64)
    assert "One of these releases cannot be read" in told(admin_client.get(COMPARE, {"before": 2, "after": 3}))


def test_a_move_says_through_which_criterion_and_whether_it_was_edited_itself(three):
    found = previews.between(1, 2)
    cheap = next(each for each in found.impacts if each.profile.startswith("Cheap"))
    (move,) = cheap.moves
    assert (move.hub, move.is_edited, [part.criterion for part in move.parts]) == ("Lima", True, ["Cost"])
    assert move.parts[0].by == pytest.approx(move.after - move.before)


def test_who_moves_without_an_edit_of_its_own_is_marked(admin_client):
    makers.make_release()
    kind = makers.make_kind()
    kind.strength = 4.0
    kind.save()
    makers.make_release()
    moves = [move for each in previews.between(1, 2).impacts for move in each.moves]
    assert moves
    assert not any(move.is_edited for move in moves)
    assert "(nothing of its own was edited)" in Page(admin_client.get(COMPARE))


def test_what_is_said_of_a_country_edits_its_hubs():
    makers.make_release()
    records = list(accepted())
    said = next(record for record in records if record["type"] == "evidence" and record["country"] == "PE")
    found = changes.compare(records, [record | {"rating": 2} if record is said else record for record in records])
    assert changes.touched(found, records) == {"lima", "cusco"}


# Going back


def test_going_back_is_a_new_release_that_holds_the_old_one(admin_client, admin_user, three):
    page = Page(admin_client.get(back(three[0])))
    assert "A new release will hold what Release 1 holds, in the place of Release 3." in page
    assert "4 records of the catalogue differ from Release 1. They stay as they are" in page
    response = admin_client.post(back(three[0]), sent(admin_client, three[0], note="Back to the first"), follow=True)
    assert "Release 4 is published." in told(response)
    newest = Release.objects.newest()
    assert (newest.number, newest.note, newest.published_by) == (4, "Back to the first", admin_user)
    assert newest.payload["records"] == three[0].payload["records"]
    assert set(releases.current().hubs) == {"lima", "cusco", "toronto"}
    assert Hub.objects.filter(slug="quito", is_draft=False).exists(), "the records stay as they are"
    assert Release.objects.count() == 4


def test_the_records_are_written_back_if_that_is_asked_for(admin_client, admin_user, three):
    data = sent(admin_client, three[0], with_records="on")
    assert "4 records were written back." in told(admin_client.post(back(three[0]), data, follow=True))
    assert previews.away_from(three[0]) == 0
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    assert said.rating == 2
    assert (said.history.first().history_user, said.history.first().prev_record.rating) == (admin_user, -2)
    assert Hub.objects.get(slug="quito").is_draft, "what came later is kept as a draft"
    assert Evidence.objects.filter(hub__slug="cusco").count() == 1
    assert previews.preview(Release.objects.newest().date).unchanged


def test_records_that_break_a_rule_of_today_are_written_back_all_or_not_at_all(admin_client, three, monkeypatch):
    monkeypatch.setattr("hubs.models.catalogue.timezones", lambda: frozenset())
    response = admin_client.post(back(three[0]), sent(admin_client, three[0], with_records="on"))
    assert "Nothing was published: the records cannot be written back (hub cusco" in told(response)
    assert Release.objects.count() == 3
    assert Evidence.objects.get(hub__slug="lima", criterion__slug="cost").rating == -2


def test_writing_back_nothing_writes_nothing():
    makers.make_catalogue()
    assert write_back(list(accepted())) == 0


@pytest.mark.parametrize("changes", [{"note": ""}, {"after": ""}, {"after": "x"}, {"note": "x" * 201}])
def test_a_wrong_form_publishes_nothing_and_keeps_what_was_typed(admin_client, three, changes):
    response = admin_client.post(back(three[0]), {"after": 3, "note": "Kept"} | changes)
    assert response.status_code == 200
    assert Release.objects.count() == 3
    assert response.context["form"]["note"].value() == ({"note": "Kept"} | changes)["note"]
    assert response.context["form"]["after"].value() == "3"


def test_somebody_elses_release_in_between_is_said(admin_client, three):
    data = sent(admin_client, three[0])
    Hub.objects.filter(slug="lima").update(name="Lima Metropolitana")
    makers.make_release()
    response = admin_client.post(back(three[0]), data)
    assert "Somebody else has just published." in told(response)
    assert Release.objects.count() == 4
    assert "Release 5 is published." in told(
        admin_client.post(back(three[0]), data | {"after": response.context["form"]["after"].value()}, follow=True)
    )


def test_the_newest_one_is_there_already(admin_client, three):
    response = admin_client.post(back(three[2]), sent(admin_client, three[2]), follow=True)
    assert "Release 3 holds just that already" in told(response)
    assert Release.objects.count() == 3
    page = Page(admin_client.get(f"/admin/hubs/release/{three[2].pk}/change/"))
    assert not page.links("Go back to this release")
    page = Page(admin_client.get(f"/admin/hubs/release/{three[0].pk}/change/"))
    assert page.links("Go back to this release") == [back(three[0])]
    assert page.links("Compare with the newest") == [f"{COMPARE}?before=1&after=3"]


def test_a_bad_one_is_not_gone_back_to(admin_client, three):
    Release.objects.filter(number=1).update(sha256="1" * 64)
    assert "This release cannot be read" in told(admin_client.get(back(three[0]), follow=True))
    admin_client.post(back(three[0]), {"after": 3, "note": "x"})
    assert Release.objects.count() == 3
    assert admin_client.get("/admin/hubs/release/99999/back/").status_code == 404
    assert admin_client.get(f"/admin/hubs/release/{10**30}/back/").status_code == 404


def test_who_may_only_look_compares_and_does_not_go_back(client, three):
    sign_in(client, "view_release")
    assert client.get(COMPARE).status_code == 200
    assert client.get(back(three[0])).status_code == 403
    assert client.post(back(three[0]), {"after": 3, "note": "x"}).status_code == 403
    page = Page(client.get(f"/admin/hubs/release/{three[0].pk}/change/"))
    assert not page.links("Go back to this release")


def test_a_clock_that_was_set_back_keeps_the_order(three):
    from datetime import timedelta

    Release.objects.filter(number=3).update(published_at=three[2].published_at + timedelta(hours=5))
    Hub.objects.filter(slug="lima").update(name="Lima Metropolitana")
    fourth = makers.make_release()
    assert fourth.published_at >= three[2].published_at + timedelta(hours=5)
