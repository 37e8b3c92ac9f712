"""New hubs and criteria from a form that guides: the map, the doubt, the pictures, and what is still missing."""

import pytest

from hubs.admin.guided import icon_names
from hubs.catalogue.places import Place, lies_outside, zone_places
from hubs.drawing.maps import project
from hubs.models import Criterion, Hub
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

WRONG = "lies far from everything that is known of"


def hub(**changes):
    values = {
        "name": "Liberia",
        "slug": "liberia",
        "country": makers.make_country(code="CR", name="Costa Rica").pk,
        "latitude": "10.63",
        "longitude": "-85.44",
        "timezone": "America/Costa_Rica",
    }
    inlines = {f"{each}_set-{name}_FORMS": 0 for each in ("evidence", "figure") for name in ("TOTAL", "INITIAL")}
    return values | inlines | changes


def add(client, **changes):
    return client.post("/admin/hubs/hub/add/", hub(**changes))


BOLIVIA = {"latitude": "-17.78", "longitude": "-63.18"}


def test_a_hub_in_its_country_is_added(admin_client):
    assert add(admin_client).status_code == 302
    assert Hub.objects.get().country.code == "CR"


def test_a_hub_in_bolivia_under_costa_rica_is_asked_about_once_more(admin_client):
    response = add(admin_client, **BOLIVIA)
    page = Page(response)
    assert response.status_code == 200
    assert f"This point {WRONG} Costa Rica" in page
    assert page.values("#id_name", "value") == ["Liberia"]
    at = project(-17.78, -63.18)
    assert page.values("#place-here", "cx") == [str(at.x)]
    assert not Hub.objects.exists()
    assert add(admin_client, is_there="on", **BOLIVIA).status_code == 302
    assert Hub.objects.get().latitude == -17.78


def test_only_who_was_told_is_asked_whether_it_is_right(admin_client):
    assert not Page(admin_client.get("/admin/hubs/hub/add/")).all("#id_is_there")
    assert Page(add(admin_client, **BOLIVIA)).all("#id_is_there")


def test_a_hub_that_stays_where_it_is_raises_no_doubt(admin_client):
    far = makers.make_hub("far", country=makers.make_country(code="CR", name="Costa Rica"))
    url = f"/admin/hubs/hub/{far.pk}/change/"
    same = {"latitude": far.latitude, "longitude": far.longitude, "timezone": far.timezone}
    assert admin_client.post(url, hub(name="Far", **same)).status_code == 302
    moved = admin_client.post(url, hub(name="Far", **same | {"latitude": "-13"}))
    assert WRONG in Page(moved)


@pytest.mark.parametrize("changes", [{"latitude": "91"}, {"latitude": ""}, {"longitude": "x"}, {"country": "99999"}])
def test_what_is_no_place_at_all_is_said_without_a_doubt(admin_client, changes):
    response = add(admin_client, **changes)
    assert response.status_code == 200
    assert WRONG not in Page(response)


def test_another_hub_of_the_country_widens_it():
    easter_island = ("CL", -27.15, -109.43)
    assert not lies_outside(*easter_island)  # it has a time zone of its own
    assert lies_outside("PE", -12, -60)
    assert not lies_outside("PE", -12, -66, [Place("PE", -12, -66)])
    assert not lies_outside("XX", 0, 0)


@pytest.mark.parametrize(
    ("own", "other", "outside"),
    [
        ((0, -5.9), None, False),
        ((0, -6.1), None, True),
        ((0, 5), (0, 0.9), True),
        ((0, 5), (0, 1.1), False),
        ((0, 0.8), (0, 0), False),
        ((0, 1), (0, 0), True),
    ],
    ids=["six degrees beside", "beyond", "five times nearer", "less", "within 100 km", "beyond 100 km"],
)
def test_a_place_is_doubted_beyond_six_degrees_or_five_times_nearer_to_another_country(
    monkeypatch, own, other, outside
):
    known = [Place("CL", *own), *([Place("PE", *other)] if other else [])]
    monkeypatch.setattr("hubs.catalogue.places.zone_places", lambda: known)
    assert lies_outside("CL", 0, 0) == outside


def test_the_table_of_time_zones_is_whole():
    found = {place.zone: place for place in zone_places()}
    assert found["America/La_Paz"] == Place("BO", -16.5, -68.15, "America/La_Paz")
    assert found["America/Los_Angeles"].longitude == pytest.approx(-118.243, abs=0.001)
    assert all(abs(place.latitude) <= 90 and abs(place.longitude) <= 180 for place in found.values())


def test_time_zones_of_our_countries_stand_first(admin_client):
    makers.make_hub("lima", timezone="America/Lima")
    page = Page(admin_client.get("/admin/hubs/hub/add/"))
    assert page.values("#id_timezone optgroup", "label")[0] == "Peru"
    assert "Europe/Paris" in page.values("#id_timezone option", "value")


def test_a_stored_hub_stands_on_the_map_among_the_others(admin_client):
    lima, toronto = makers.make_hub("lima"), makers.make_hub("toronto", latitude=43.7, longitude=-79.4)
    page = Page(admin_client.get(f"/admin/hubs/hub/{lima.pk}/change/"))
    assert page.texts(".place-map title") == [toronto.name]
    assert page.inline_code == []


def test_icons_are_chosen_from_pictures(admin_client):
    page = Page(admin_client.get("/admin/hubs/criterion/add/"))
    assert page.values("input[name=icon]", "value") == list(icon_names())
    pictures = page.values(".icon-choice use", "href")
    assert len(pictures) == len(icon_names())
    assert all("icons" in picture and "#" in picture for picture in pictures)
    assert {"bike", "baby"} <= set(icon_names())
    assert "arrow-left" not in icon_names()


def test_an_icon_that_the_sprite_lacks_stays_until_another_is_chosen(admin_client):
    old = makers.make_criterion("cost", icon="gone")
    page = Page(admin_client.get(f"/admin/hubs/criterion/{old.pk}/change/"))
    assert page.values("input[name=icon][checked]", "value") == ["gone"]
    values = {"name": "Cycling", "slug": "cycling", "kind": "rating", "question": "?", "help_text": "-"}
    values |= {"low": "-", "high": "-", "order": 1, "figure_factor": 1, "icon": "no-such"}
    assert "valid choice" in Page(admin_client.post("/admin/hubs/criterion/add/", values))


# What is missing


def missing(client, record):
    model = record._meta.model_name
    return Page(client.get(f"/admin/hubs/{model}/{record.pk}/change/")).texts(".missing li")


def test_a_new_criterion_says_what_it_lacks_until_it_has_it(admin_client):
    makers.make_release()
    cycling = makers.make_criterion("cycling", best="-", more="-", less="-", group="life")
    sentences = missing(admin_client, cycling)
    assert sentences[0].startswith("Nobody has said anything about it yet")
    assert any(each.startswith("Without Español: name, question") for each in sentences)
    assert len(sentences) == 4
    for code in ("es", "pt_br", "fr"):
        for name in ("name", "question", "help_text", "low", "high", "best", "more", "less"):
            setattr(cycling, f"{name}_{code}", "x")
    cycling.save()
    makers.make_evidence(Hub.objects.get(slug="lima"), cycling, 1)
    assert missing(admin_client, cycling) == []


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("labels", "It has no label yet"),
        ("target", "It has no level yet"),
        ("more", "It has no indicator yet"),
        ("rating", "It is in no group"),
    ],
)
def test_each_kind_of_criterion_needs_something_else(admin_client, kind, sentence):
    assert any(each.startswith(sentence) for each in missing(admin_client, makers.make_criterion("new", kind=kind)))


def test_a_new_hub_and_an_indicator_say_what_they_lack(admin_client):
    told = missing(admin_client, makers.make_hub())
    assert told[:3] == [
        "Nobody has said anything about it yet.",
        "There is no figure about it yet.",
        "It has no summary.",
    ]
    assert missing(admin_client, makers.make_indicator(shape="fact"))[0] == "There is no figure of it yet."


def test_what_is_missing_is_said_on_the_desk_and_before_publishing(admin_client):
    makers.make_release()
    assert "New, and not yet whole 0" in Page(admin_client.get("/admin/"))
    makers.make_criterion("cycling")
    for path in ("/admin/", "/admin/hubs/release/publish/"):
        page = Page(admin_client.get(path))
        assert "New, and not yet whole" in page
        assert "every hub would be unknown" in page


def test_a_criterion_goes_from_the_form_to_the_page_in_every_language(admin_client, client):
    makers.make_release()
    values = {"name": "Cycling", "slug": "cycling", "kind": "rating", "question": "Can one cycle?", "icon": "bike"}
    values |= {"help_text": "Lanes.", "low": "No", "high": "Yes", "order": 1, "figure_factor": 1}
    values |= {"name_es": "Bicicleta", "name_pt_br": "Pedalar", "name_fr": "Vélo"}
    assert admin_client.post("/admin/hubs/criterion/add/", values).status_code == 302
    shown = dict(Page(admin_client.get("/admin/hubs/release/publish/")).hidden("#content form"))
    admin_client.post("/admin/hubs/release/publish/", shown | {"note": "Cycling"})
    assert Criterion.objects.get(slug="cycling").icon == "bike"
    for prefix, name in (("", "Cycling"), ("/es", "Bicicleta"), ("/pt-br", "Pedalar"), ("/fr", "Vélo")):
        assert name in Page(client.get(f"{prefix}/hubs/lima/cycling/")).title
