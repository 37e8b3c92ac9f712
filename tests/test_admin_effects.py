"""An edit says what it would do to rankings before it is saved."""

import pytest
from django.utils.translation import override

from hubs.catalogue import releases
from hubs.catalogue.records import to_record
from hubs.explanations import edits, impact, previews
from hubs.models import Country, Criterion, Evidence, Figure, Hub, Option, Release, SharedRanking
from tests import makers
from tests.pages import Page
from tests.test_admin import form_of

pytestmark = pytest.mark.django_db

ASK = {"_effect": "What would this change?"}


@pytest.fixture
def said():
    makers.make_release()
    return Evidence.objects.get(hub__slug="lima", criterion__slug="cost")


def url_of(record):
    return f"/admin/hubs/{record._meta.model_name}/{record.pk}/change/"


def asked(client, record, **changes):
    return client.post(url_of(record), form_of(client, url_of(record), **changes) | ASK)


def effect(response):
    return Page(response).part(".effect")


def leaders(impact_of, name="Cheap"):
    return next(each for each in impact_of.impacts if each.profile.startswith(name))


def test_it_says_for_whom_what_moves_and_saves_nothing(admin_client, said):
    history = said.history.count()
    response = asked(admin_client, said, rating=-2, speaker="Typed by me")
    told = effect(response)
    assert "Lima, Cusco, Toronto" in told.texts("del")
    assert "Cost \N{MINUS SIGN}" in told
    assert "of the 10 people that releases are tried on." in told
    said.refresh_from_db()
    assert (said.rating, said.speaker, said.history.count()) == (2, "Speaker 1", history)
    assert response.context["adminform"].form["speaker"].value() == "Typed by me"
    assert not Page(response).all(".errornote")
    assert Page(response).inline_code == []


def test_it_is_what_publishing_it_does(admin_client, said):
    told = asked(admin_client, said, rating=-2).context["effect"]
    said.rating = -2
    said.save()
    assert told.impacts == previews.preview(makers.TODAY).impacts


def test_other_edits_that_wait_are_left_out(admin_client, said):
    Evidence.objects.filter(hub__slug="toronto", criterion__slug="cost").update(rating=2)
    told = asked(admin_client, said, note="A note").context["effect"]
    assert told.moved == ()
    assert "Nothing moves for any of the 10 people" in effect(asked(admin_client, said, note="A note"))


def test_a_draft_is_looked_at_as_if_it_were_accepted(admin_client, said):
    draft = makers.make_evidence(Hub.objects.get(slug="cusco"), said.criterion, 2, is_draft=True)
    response = asked(admin_client, draft)
    assert "once it is accepted and published" in effect(response)
    assert leaders(response.context["effect"]).moves[0].hub == "Cusco"


def test_marking_as_draft_takes_out_of_the_release(admin_client, said):
    told = asked(admin_client, said, is_draft="on").context["effect"]
    assert leaders(told).moves[0].points[0] == "\N{MINUS SIGN}"


def test_a_hub_that_becomes_a_draft_takes_along_what_is_said_of_it(admin_client, said):
    told = asked(admin_client, said.hub, is_draft="on").context["effect"]
    assert "Lima" not in leaders(told).after


def test_a_new_report_counts_with_a_source_that_no_release_has_yet(admin_client, said):
    source, kind = makers.make_source("new", kind="report"), makers.make_kind("fresh", 4.0)
    cusco = Hub.objects.get(slug="cusco")
    values = {"form": "claim", "hub": cusco.pk, "text": "Cheap", "criterion": said.criterion_id, "rating": 2}
    values |= {"speaker": "Somebody", "source": source.pk, "kind": kind.pk, "reliability": "medium"}
    response = admin_client.post("/admin/hubs/evidence/add/", values | ASK)
    (move,) = leaders(response.context["effect"]).moves
    assert (move.hub, move.is_edited) == ("Cusco", True)
    assert not Evidence.objects.filter(text="Cheap").exists()
    assert admin_client.post("/admin/hubs/evidence/add/", values).status_code == 302


def test_rows_below_a_record_are_part_of_the_edit(admin_client, said):
    lima = said.hub
    data = form_of(admin_client, url_of(lima), **{"evidence_set-TOTAL_FORMS": 4})
    row = {"criterion": said.criterion_id, "rating": -2, "text": "Dear", "speaker": "A", "kind": said.kind_id}
    data |= {f"evidence_set-3-{name}": value for name, value in (row | {"source": said.source_id}).items()}
    told = admin_client.post(url_of(lima), data | ASK).context["effect"]
    assert leaders(told).moves[0].hub == "Lima"
    assert not Evidence.objects.filter(text="Dear").exists()


def test_a_criterion_can_be_asked_about(admin_client, said):
    told = asked(admin_client, said.criterion, figure_factor=9).context["effect"]
    assert (told.problem, told.moved) == ("", ())
    told = asked(admin_client, said.criterion, is_draft="on").context["effect"]
    assert leaders(told).changes_the_top
    assert not Criterion.objects.filter(is_draft=True).exists()


def test_a_new_criterion_is_no_error(admin_client, said):
    values = {"name": "Weather", "slug": "weather", "kind": "rating", "question": "Which?", "help_text": "-"}
    values |= {"low": "far", "high": "near", "order": 1, "figure_factor": 1, "icon": "sun"}
    assert effect(admin_client.post("/admin/hubs/criterion/add/", values | ASK))
    assert not Criterion.objects.filter(slug="weather").exists()


def test_what_is_wrong_is_said_at_its_field_and_not_tried(admin_client, said):
    response = asked(admin_client, said, rating=9)
    assert "less than or equal to 2" in Page(response)
    assert not Page(response).all(".effect")


def test_before_the_first_release_there_is_nothing_that_could_change(admin_client):
    makers.make_catalogue()
    assert "Nothing has been published yet" in effect(asked(admin_client, Hub.objects.get(slug="lima")))


def test_what_could_not_be_published_is_a_problem(said):
    record = {"type": "kind", "slug": "first-hand"}
    found = edits.effect_of(edits.Edit([], [record], []))
    assert found.problem == ""  # what hangs on it goes with it
    records = [each for each in Release.objects.get().payload["records"] if each["type"] == "kind"]
    figure = next(each for each in records if each["slug"] == "figure-defining")
    assert "KeyError" in edits.effect_of(edits.Edit([], [figure], [])).problem


def test_stored_rankings_are_counted_and_nobody_is_named(admin_client, said):
    release = Release.objects.get()
    for answers in ("cost=2", "cost=2", "family=2", "cost=3&people=1", "nonsense=1"):
        SharedRanking.objects.create(release=release, answers=answers, outcome={}, sender="Ana", title="Secret")
    response = asked(admin_client, said, rating=-2)
    found = response.context["effect"].stored
    assert found.asked in {2, 3}
    assert 1 <= found.first <= found.top < found.asked
    told = effect(response)
    assert "stored shared rankings, made anew" in told
    assert "Secret" not in told
    assert "cost=" not in told.source


@pytest.mark.parametrize("own", ["papers=2", "cost_is=own"])
def test_stored_rankings_with_cells_of_their_own_are_made_anew_with_these(own):
    """On a catalogue that stays as it is nothing moves."""
    makers.make_prices()
    makers.make_entry(Country.objects.get(code="CA"), {"visa required": "DE"})
    answers = f"cost=2&family=1&home=lima&income=4321&passport=DE&{own}"
    SharedRanking.objects.create(release=makers.make_release(note="Canada too"), answers=answers, outcome={})
    catalogue = releases.current()
    assert edits.stored_moves(catalogue, catalogue) == (1, 0, 0)
    old, new = impact.both(catalogue, catalogue, answers)
    assert [hub.score for hub in new.values()] == [hub.score for hub in old.values()]


def test_an_edit_is_tried_on_the_latest_sixty_of_them(monkeypatch):
    release = makers.make_release()
    SharedRanking.objects.bulk_create(
        SharedRanking(release=release, answers=f"cost={number}", outcome={}) for number in range(70)
    )
    monkeypatch.setattr(edits.impact, "both", lambda before, after, answers: ({"lima": 1}, {"lima": 1}))
    assert edits.stored_moves(None, None).asked == 60


def test_the_others_are_ranked_on_a_catalogue_that_asks_something_else(said):
    release = Release.objects.get()
    SharedRanking.objects.create(release=release, answers="cost=2&family=1", outcome={})
    family = next(each for each in release.payload["records"] if each.get("slug") == "family")
    found = edits.effect_of(edits.Edit([], [family], []))
    assert found.stored.asked == 1


def test_one_edit_is_tried_on_one_fit_in_one_language_and_a_statement_on_none(admin_client, said, monkeypatch):
    releases.current()
    fitted = []
    real = releases.fit_rankers
    monkeypatch.setattr(releases, "fit_rankers", lambda *args: fitted.append(args) or real(*args))
    asked(admin_client, said.hub, summary="By the sea")
    assert len(fitted) == 1
    assert asked(admin_client, said, rating=-2).context["effect"].moved
    assert len(fitted) == 1


def test_an_option_has_a_page_of_its_own_with_its_history(admin_client, said):
    option = Option.objects.get(slug="ai")
    assert Page(admin_client.get(f"/admin/hubs/option/{option.pk}/history/"))
    assert effect(asked(admin_client, option, name="Machine learning"))


# Only what an edit speaks to is fitted anew: the same as fitting all of it


def _cells(catalogue):
    arrays = ("mean", "variance", "n", "known", "floor", "count", "measured")
    both = (catalogue.ranker.cells_, catalogue.said.cells_)
    return [([getattr(cells, name).tolist() for name in arrays[:-1]], cells.items) for cells in both]


def _edits():
    said = to_record(Evidence.objects.get(hub__slug="lima", criterion__slug="cost"))
    figure = to_record(Figure.objects.get(slug="figure-1"))
    country = said | {"slug": "of-a-country", "hub": None, "country": "PE"}
    return {
        "rating": edits.Edit([said | {"rating": -2}], [], []),
        "low reliability": edits.Edit([said | {"reliability": "low"}], [], []),
        "another criterion": edits.Edit([said | {"criterion": "family", "rating": -2}], [], []),
        "another hub": edits.Edit([said | {"hub": "toronto"}], [], []),
        "new": edits.Edit([said | {"slug": "a-new-one", "rating": 1, "is_draft": True}], [], []),
        "of a country": edits.Edit([country], [], []),
        "no more": edits.Edit([], [said], []),
        "draft": edits.Edit([said | {"is_draft": True}], [], []),
        "figure": edits.Edit([figure | {"value": 1.0}], [], []),
        "figure no more": edits.Edit([], [figure], []),
        "figure of another hub": edits.Edit([figure | {"slug": "figure-new", "hub": "cusco"}], [], []),
        "both": edits.Edit([said | {"rating": 0}, figure | {"value": 2.0}], [], []),
        "nothing": edits.Edit([said], [], []),
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_fitted_in_part_is_what_is_fitted_whole(said, language):
    with override(language):
        newest, before = previews.newest_good()
        for name, edit in _edits().items():
            part, whole = edits._amended(newest, before, edit), edits._fitted_anew(newest, edit)
            assert part is not None, name
            assert part[1] == whole[1], name
            assert part[0].evidence == whole[0].evidence, name
            assert part[0].figures == whole[0].figures, name
            assert list(part[0].figures) == list(whole[0].figures), name
            assert _cells(part[0]) == _cells(whole[0]), name
            assert impact.impacts(before, part[0]) == impact.impacts(before, whole[0]), name


def test_what_others_hang_on_is_fitted_whole(said):
    newest, before = previews.newest_good()
    hub, source = to_record(said.hub), to_record(said.source)
    new = to_record(said) | {"slug": "a-new-one", "source": "elsewhere"}
    for edit in (
        edits.Edit([hub | {"is_draft": True}], [], []),
        edits.Edit([], [hub], []),
        edits.Edit([new], [], [source | {"slug": "elsewhere"}]),
    ):
        assert edits._amended(newest, before, edit) is None


def test_a_hub_that_stays_is_no_hindrance(said):
    newest, before = previews.newest_good()
    assert edits._amended(newest, before, edits.Edit([to_record(said.hub), to_record(said)], [], []))
