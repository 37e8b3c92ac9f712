"""The admin's first page: what waits, what changed and by whom, what is known where, and whom to ask next."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from hubs.admin.coverage_map import coverage_map, opposed
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.explanations import interviews
from hubs.explanations.impact import PROFILES
from hubs.models import (
    Correction,
    Criterion,
    Evidence,
    Hub,
    Interview,
    SharedRanking,
    Suggestion,
)
from hubs.ranking.interviews import Person
from hubs.templatetags.lists import labelled
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

EVERYTHING = ("evidence", "figure", "source", "hub", "criterion", "release", "correction", "suggestion", "interview")


def sign_in(client, *models):
    """A member of staff who may look at these models, and at nothing else."""
    user = User.objects.create_user("viewer", is_staff=True)
    names = [f"view_{model}" for model in models]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="hubs", codename__in=names))
    client.force_login(user)
    return user


def desk(client):
    response = client.get("/admin/")
    assert response.status_code == 200
    return Page(response)


def works(page):
    """What waits: the name of the work -> how much of it."""
    cards = page.parts(".desk-grid .desk-card")
    return {card.one("h3 :first-child").text().strip(): int(card.one("h3 b").text()) for card in cards}


# What waits


def test_an_empty_desk_says_that_nothing_waits(admin_client):
    page = desk(admin_client)
    assert set(works(page).values()) == {0}
    assert "Nothing waits here." in page
    assert page.inline_code == []


def test_drafts_contradictions_and_corrections_are_counted_with_their_lists(admin_client):
    makers.make_release()
    lima, cost = Hub.objects.get(slug="lima"), Criterion.objects.get(slug="cost")
    makers.make_evidence(lima, cost, -2)
    makers.make_evidence(lima, cost, 1, is_draft=True)
    due = timezone.now().date() - timedelta(days=1)
    Correction.objects.create(kind="evidence", place="Lima", hub=lima, text="x" * 20, language="en", due=due)
    page = desk(admin_client)
    assert works(page) == {
        "Readers’ corrections": 1,
        "Interviews with suggestions to decide": 0,
        "Drafts": 1,
        "New, and not yet whole": 0,
        "Statements further apart than usual": 1,
        "Only old statements": 0,
    }
    assert f"/admin/hubs/evidence/?hub__id__exact={lima.pk}&criterion__id__exact={cost.pk}" in page.links()
    assert "/admin/hubs/evidence/?is_draft__exact=1" in page.links("Evidence")
    assert len(page.all(".desk-note.late")) == 1


def test_undecided_suggestions_are_counted_by_interview(admin_client):
    makers.make_catalogue()
    interview = Interview.objects.create(source=makers.make_source("talk", title="A talk"), text="It is cheap. It is.")
    values = {"interview": interview, "criterion": Criterion.objects.get(slug="cost"), "kind": makers.make_kind()}
    for decision in ("waiting", "waiting", "rejected"):
        Suggestion.objects.create(start=0, end=12, rating=1, confidence=0.9, decision=decision, **values)
    page = desk(admin_client)
    assert works(page)["Interviews with suggestions to decide"] == 1
    assert "A talk 2 suggestions" in page


def test_that_one_of_many_differs_is_usual_and_a_rift_between_many_is_not():
    makers.make_catalogue()
    lima, cusco, cost = Hub.objects.get(slug="lima"), Hub.objects.get(slug="cusco"), Criterion.objects.get(slug="cost")
    Evidence.objects.filter(criterion=cost).delete()
    for place, ratings in ((lima, [-1, 1, 1, 1, 1, 1, 2, 1]), (cusco, [-2, -2, -2, -2, 2, 2, 2, 2])):
        for number, rating in enumerate(ratings):
            makers.make_evidence(place, cost, rating, slug=f"{place.slug}-{number}")
    assert [(each.hub, each.is_unusual) for each in opposed()] == [(cusco.pk, True), (lima.pk, False)]


def test_a_label_is_no_contradiction_of_another():
    makers.make_catalogue()
    lima, specialty = Hub.objects.get(slug="lima"), Criterion.objects.get(slug="specialty")
    makers.make_evidence(lima, specialty, -2, label=specialty.options.get(slug="ai"))
    assert opposed() == []
    makers.make_evidence(lima, specialty, -2, label=specialty.options.get(slug="fintech"))
    assert [(each.label, each.lowest, each.highest, each.number) for each in opposed()] == [("Fintech", -2, 1, 2)]


def test_what_was_last_said_six_years_ago_is_old_and_what_has_no_date_is_not(admin_client):
    makers.make_catalogue()
    year = timezone.now().year
    old = makers.make_source("old", date=f"{year - 6}-05")
    Evidence.objects.filter(hub__slug="lima").update(source=old)
    Evidence.objects.filter(hub__slug="toronto").update(source=makers.make_source("undated", date=""))
    page = desk(admin_client)
    assert works(page)["Only old statements"] == 2  # of three: about family something is said of the whole country
    assert f"Lima, Cost last of {year - 6}" in page


# What changed


def test_who_changed_what_since_the_release(client):
    makers.make_release()
    user = User.objects.create_superuser("ana", password="x")
    client.force_login(user)
    lima = Hub.objects.get(slug="lima")
    data = {name: getattr(lima, name) for name in ("name", "slug", "latitude", "longitude", "timezone")}
    data |= {"country": lima.country_id, "summary": "Grey.", "nicknames": ""}
    for inline in ("evidence_set", "figure_set"):
        data |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    assert client.post(f"/admin/hubs/hub/{lima.pk}/change/", data).status_code == 302
    Evidence.objects.filter(criterion__slug="family").first().delete()
    page = desk(client)
    assert "ana: Hubs changed 1" in page
    assert "a command: Evidence removed 1" in page
    assert f"/admin/hubs/hub/{lima.pk}/history/" in page.links("Lima")


def test_before_the_first_release_nothing_is_a_change(admin_client):
    makers.make_catalogue()
    assert "Changed since" not in desk(admin_client)


# The coverage map


def test_a_cell_says_how_much_how_old_and_whether_people_disagree():
    makers.make_catalogue()
    lima, cost = Hub.objects.get(slug="lima"), Criterion.objects.get(slug="cost")
    makers.make_evidence(lima, cost, -2)
    rows = coverage_map([lima], timezone.now().date()).rows
    cells = {cell.criterion.slug: cell for cell in rows[0].cells}
    assert (cells["cost"].items, cells["cost"].newest, cells["cost"].is_split, cells["cost"].level) == (
        2,
        "2026",
        True,
        "some",
    )
    assert (cells["airport"].items, cells["airport"].newest, cells["airport"].level) == (1, "", "one")
    assert not cells["family"].is_split


def test_the_map_links_each_cell_to_its_evidence_and_is_paged(admin_client, monkeypatch):
    makers.make_catalogue()
    monkeypatch.setattr("hubs.admin.desk.HUBS_A_PAGE", 2)
    first, second = (Page(admin_client.get(f"/admin/coverage/?p={number}")) for number in (1, 2))
    assert first.texts(".coverage tbody th") == ["Cusco", "Lima"]
    assert second.texts(".coverage tbody th") == ["Toronto"]
    assert len(first.all(".coverage td a")) == 2 * Criterion.objects.count()
    assert admin_client.get("/admin/coverage/?p=x").status_code == 200


def test_the_desk_asks_as_many_queries_for_many_hubs_as_for_few(admin_client, django_assert_max_num_queries):
    makers.make_release()
    makers.make_hub("village", is_draft=True)
    admin_client.get("/admin/")
    with django_assert_max_num_queries(100) as few:
        admin_client.get("/admin/")
    for number in range(10):
        makers.make_evidence(makers.make_hub(f"town-{number}", is_draft=True), Criterion.objects.get(slug="cost"), 1)
    with django_assert_max_num_queries(len(few.captured_queries)):
        admin_client.get("/admin/")


# The next interview


def test_people_are_the_reference_people_and_those_who_shared(client):
    makers.make_release()
    catalogue = releases.current()
    few = interviews.people(catalogue)
    for _ in range(2):
        client.post("/share/", {"answers": "cost=2&family=1"})
    more = interviews.people(catalogue)
    assert sum(person.number for person in more) == sum(person.number for person in few) + 2
    profile = AnswersForm(QueryDict("cost=2&family=1"), catalogue).valid_profile
    assert Person(profile, 2) in more
    assert len(few) <= len(PROFILES)


def test_of_those_who_shared_the_latest_two_hundred_count():
    release = makers.make_release()
    for answers, number in (("family=3", 10), ("cost=2&family=1", 200)):
        SharedRanking.objects.bulk_create(
            SharedRanking(release=release, answers=answers, outcome={}) for _ in range(number)
        )
    catalogue = releases.current()
    asked = {query: AnswersForm(QueryDict(query), catalogue).valid_profile for query in ("family=3", "cost=2&family=1")}
    people = interviews.people(catalogue)
    assert Person(asked["cost=2&family=1"], 200) in people
    assert asked["family=3"] not in [person.profile for person in people]


def test_the_next_interviews_stand_on_the_desk_with_their_questions(admin_client):
    makers.make_release()
    page = desk(admin_client)
    cards = page.parts(".next-interviews > li")
    assert 0 < len(cards) <= 6
    points = [float(card.one("h3 b").text()) for card in cards]
    assert points == sorted(points, reverse=True)
    assert page.texts(".next-interviews h3 span")[0].startswith("Somebody who lives in ")
    assert any("Cost" in text for text in page.texts(".asked li"))
    assert "Airport" not in " ".join(page.texts(".asked li"))


def test_a_shared_ranking_changes_whom_to_ask(client, admin_client):
    makers.make_release()
    catalogue = releases.current()
    before = interviews.find(catalogue, interviews.people(catalogue))
    for _ in range(20):
        client.post("/share/", {"answers": "specialty=ai&specialty_importance=3"})
    assert SharedRanking.objects.count() == 20
    after = interviews.find(catalogue, interviews.people(catalogue))
    asked = {question.column for each in after for question in each.questions}
    assert [each.gain for each in before] != [each.gain for each in after]
    assert ("specialty", "ai") in asked


@pytest.mark.parametrize(
    ("code", "tag", "question"),
    [("", "en", "How is cost?"), ("es", "es", "¿Qué tal el costo?"), ("pt-br", "pt-BR", "")],
)
def test_the_questions_are_printed_in_the_language_asked_for(admin_client, code, tag, question):
    makers.make_catalogue()
    Criterion.objects.filter(slug="cost").update(question_es="¿Qué tal el costo?")
    makers.make_release()
    page = Page(admin_client.get(f"/admin/interviews/lima/?language={code}"))
    assert page.values("article.sheet", "lang") == [tag]
    assert page.language.lower() == tag.lower()
    assert any(question in text for text in page.texts(".sheet li .asks"))
    assert page.values(".sheet-links a", "href") == [f"?language={each}" for each in ("en", "es", "pt-br", "fr")]
    assert page.inline_code == []


@pytest.mark.parametrize("path", ["/admin/interviews/atlantis/", "/admin/interviews/lima/?language=xx"])
def test_a_sheet_that_is_not_there_or_a_language_that_is_not_ours(admin_client, path):
    makers.make_release()
    assert admin_client.get(path).status_code == (404 if "atlantis" in path else 200)


def test_without_a_release_there_is_nobody_to_ask(admin_client):
    assert admin_client.get("/admin/interviews/lima/").status_code == 404
    assert "next interview" not in desk(admin_client)


# Who may see what


def test_a_viewer_of_everything_sees_the_whole_desk(client):
    makers.make_release()
    sign_in(client, *EVERYTHING)
    page = desk(client)
    assert len(works(page)) == 6
    assert page.all(".coverage")
    assert page.all(".next-interviews")
    assert "See what publishing would change" not in page


def test_who_may_look_at_nothing_sees_an_empty_desk(client):
    makers.make_release()
    makers.make_evidence(Hub.objects.get(slug="lima"), Criterion.objects.get(slug="cost"), -2, is_draft=True)
    sign_in(client)
    page = desk(client)
    assert works(page) == {"Drafts": 0, "New, and not yet whole": 0}
    assert not page.all(".coverage, .next-interviews")
    for path in ("/admin/coverage/", "/admin/interviews/lima/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/admin/", "/admin/coverage/", "/admin/interviews/lima/"])
def test_a_stranger_signs_in_first(client, path):
    assert client.get(path)["Location"].startswith("/admin/login/")


# How it looks


def test_a_cell_of_a_list_bears_the_name_of_its_column(admin_client):
    makers.make_catalogue()
    page = Page(admin_client.get("/admin/hubs/hub/"))
    assert page.values("#result_list tbody tr:first-child [data-label]", "data-label") == [
        *("Name", "Country", "Gaps", "Quotes", "Reports", "Figures", "Drafts", "Last changed", "Draft")
    ]


def test_a_columns_name_cannot_break_out_of_its_attribute():
    headers = [{"text": "", "class_attrib": ' class="action-checkbox-column"'}, {"text": 'a"><b>', "class_attrib": ""}]
    box, cell = labelled(["<td><input></td>", "<td>1</td>"], headers)
    assert box == "<td><input></td>"
    assert LexborHTMLParser(f"<table>{cell}</table>").css_first("td").attributes["data-label"] == 'A"><b>'


def test_the_admins_own_sheets_are_short_and_share_the_accent_with_the_product():
    sheets = {name: read(f"hubs/admin/{name}.css") for name in ("theme", "head", "lists", "desk", "sheet", "guided")}
    assert max(len(sheet.splitlines()) for sheet in sheets.values()) <= 250
    [accent] = [line.strip() for line in sheets["theme"].splitlines() if line.strip().startswith("--accent:")]
    assert accent in read("hubs/css/foundation/tokens.css")


def read(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")


def test_our_own_lists_come_first_in_the_order_of_the_work(admin_client):
    links = desk(admin_client).links()
    ours = [link for link in links if link.count("/") == 4 and link.startswith("/admin/hubs/")]
    assert ours.index("/admin/hubs/correction/") < ours.index("/admin/hubs/evidence/") < ours.index("/admin/hubs/hub/")
    assert links.index("/admin/hubs/sharedranking/") < links.index("/admin/auth/user/")
