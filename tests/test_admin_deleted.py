"""Deleting says what goes, and can be undone."""

import pytest

from hubs.catalogue.deleted import deleted
from hubs.catalogue.records import accepted
from hubs.models import Country, Evidence, Figure, Hub, Option, Source
from tests import makers
from tests.pages import Page
from tests.test_admin import sign_in

pytestmark = pytest.mark.django_db

DELETED = "/admin/hubs/hub/deleted/"


@pytest.fixture
def lima():
    makers.make_release()
    return Hub.objects.get(slug="lima")


def delete(client, record):
    url = f"/admin/hubs/{record._meta.model_name}/{record.pk}/delete/"
    assert client.post(url, {"post": "yes"}).status_code == 302


def bring_back(client, model="hub", place=0):
    page = Page(client.get(f"/admin/hubs/{model}/deleted/"))
    return client.post(
        f"/admin/hubs/{model}/deleted/", {"deletion": page.values("[name=deletion]", "value")[place]}, follow=True
    )


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_deleting_says_first_what_goes_and_what_moves(admin_client, lima):
    page = Page(admin_client.get(f"/admin/hubs/hub/{lima.pk}/delete/"))
    assert "Figures: 2" in page
    assert "It can be undone" in page
    assert page.links("the list of what was deleted") == [DELETED]
    assert "What this would change" in page
    assert "Lima, Cusco, Toronto" in page.texts("del")
    assert Hub.objects.count() == 3


def test_a_hub_comes_back_with_all_that_went_with_it(admin_client, admin_user, lima):
    before = list(accepted())
    delete(admin_client, lima)
    assert len(list(accepted())) == len(before) - 6
    page = Page(admin_client.get(DELETED))
    assert "Lima" in page
    assert "5 other records" in page
    assert str(admin_user) in page
    assert "6 records are there again." in told(bring_back(admin_client))
    assert list(accepted()) == before
    assert Hub.objects.get(slug="lima").pk == lima.pk
    assert "Nothing was deleted." in Page(admin_client.get(DELETED))
    assert [each.history_type for each in Hub.objects.get(slug="lima").history.all()] == ["+", "-", "+"]


def test_what_was_deleted_on_its_own_before_stays_deleted(admin_client, lima):
    wrong = Figure.objects.filter(hub=lima).first()
    delete(admin_client, wrong)
    delete(admin_client, lima)
    bring_back(admin_client)
    assert not Figure.objects.filter(pk=wrong.pk).exists()
    assert "1 record is there again." in told(bring_back(admin_client, "figure"))
    assert Figure.objects.filter(pk=wrong.pk).exists()


def test_what_belonged_to_something_that_is_gone_waits_for_it(admin_client, lima):
    said = Evidence.objects.filter(hub=lima).first()
    delete(admin_client, said)
    delete(admin_client, lima)
    gone = [each for each in deleted(Evidence) if not each.others]
    response = admin_client.post("/admin/hubs/evidence/deleted/", {"deletion": gone[0].id}, follow=True)
    assert "cannot come back before the hub that it belongs to" in told(response)
    assert not Evidence.objects.filter(pk=said.pk).exists()


def test_several_that_were_chosen_in_the_list_are_one_deletion(admin_client, lima):
    rows = list(Evidence.objects.filter(hub=lima))
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    admin_client.post("/admin/hubs/evidence/", data)
    assert "3 records are there again." in told(bring_back(admin_client, "evidence"))
    assert Evidence.objects.filter(hub=lima).count() == 3


def test_a_key_that_was_taken_meanwhile_is_said_and_nothing_comes_back(admin_client, lima):
    delete(admin_client, lima)
    makers.make_hub("lima")
    assert "Nothing was brought back." in told(bring_back(admin_client))
    assert not Figure.objects.filter(hub__slug="lima").exists()


def test_what_a_shell_deleted_comes_back_alone(admin_client, lima):
    Option.objects.get(slug="ai").delete()
    page = Page(admin_client.get("/admin/hubs/option/deleted/"))
    assert "a command" in page
    assert "1 record is there again." in told(bring_back(admin_client, "option"))
    assert Option.objects.filter(slug="ai").exists()


def test_translations_come_back(admin_client):
    country = makers.make_country(code="CL", name="Chile", name_fr="Chili")
    delete(admin_client, country)
    admin_client.post(
        "/admin/hubs/country/deleted/", {"deletion": deleted(Country)[0].id}, headers={"Accept-Language": "fr"}
    )
    country = Country.objects.get(code="CL")
    assert (country.name, country.name_fr) == ("Chile", "Chili")


def test_what_was_deleted_is_listed_in_its_own_words(admin_client, lima):
    """What is said, a title or a name: whatever a record has; a figure that is a number has its key alone."""
    said, source = Evidence.objects.filter(hub=lima).first(), makers.make_source("a-paper", title="Rents of 2026")
    figure, fact = (makers.make_figure(lima, makers.make_indicator(slug)) for slug in ("parks", "plugs"))
    fact.text = "Types A and C"
    fact.save()
    for record, words in ((said, said.text), (source, "Rents of 2026"), (fact, "Types A and C"), (figure, figure.slug)):
        delete(admin_client, record)
        assert deleted(type(record))[0].name == words


@pytest.mark.parametrize("deletion", ["", "x", "0", "99999999", "9" * 40, "-1", "²", "\x00"])
def test_what_was_not_deleted_does_not_come_back(admin_client, lima, deletion):
    response = admin_client.post(DELETED, {"deletion": deletion}, follow=True)
    assert "not in the list" in told(response)


def test_a_second_press_brings_nothing_back_twice(admin_client, lima):
    delete(admin_client, lima)
    data = {"deletion": deleted(Hub)[0].id}
    admin_client.post(DELETED, data)
    assert "not in the list" in told(admin_client.post(DELETED, data, follow=True))
    assert Hub.objects.count() == 3


def test_who_may_add_only_hubs_does_not_bring_back_evidence(client, admin_client, lima):
    delete(admin_client, lima)
    number = deleted(Hub)[0].id
    user = sign_in(client, "view_hub")
    assert "Bring back" not in Page(client.get(DELETED)).source
    assert client.post(DELETED, {"deletion": number}).status_code == 403
    user.delete()
    sign_in(client, "view_hub", "add_hub", "add_figure")
    assert client.post(DELETED, {"deletion": number}).status_code == 403
    assert not Hub.objects.filter(slug="lima").exists()


def test_the_list_takes_few_queries_and_is_linked(admin_client, lima, django_assert_max_num_queries):
    for number in range(12):
        delete(admin_client, makers.make_hub(f"hub-{number}"))
    admin_client.get(DELETED)  # and is told of what was deleted
    with django_assert_max_num_queries(14):
        admin_client.get(DELETED)
    for model in ("hub", "evidence", "source"):
        url = f"/admin/hubs/{model}/"
        assert Page(admin_client.get(url)).links("Deleted") == [f"{url}deleted/"]
    assert Source.objects.exists()
