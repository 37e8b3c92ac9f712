"""What a list of the admin is asked for: what is ticked, looked up and searched, whatever an address or a form says."""

from contextlib import closing, suppress

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hubs.admin.selecting import COMPARED, MOST_WORDS
from hubs.models import Country
from tests import makers

pytestmark = pytest.mark.django_db

NO_KEYS = ["", " ", "x", "1,5", "\x00", "9" * 400, "-1", "٣", "1e3", "' OR 1=1 --"]


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if model._meta.app_label in {"auth", "hubs"}]
)
def test_what_can_be_no_key_is_passed_over(admin_client, model):
    makers.make_release()
    before = model._default_manager.count()
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for no_key in NO_KEYS:
        answer = admin_client.post(address, {"action": "delete_selected", "index": "0", ACTION_CHECKBOX_NAME: [no_key]})
        assert answer.status_code < 500
    assert model._default_manager.count() == before


def test_what_was_ticked_beside_it_is_still_meant(admin_client):
    makers.make_country(code="ZZ", name="Nowhere")
    nowhere = Country.objects.get(code="ZZ")
    sent = {"action": "delete_selected", "index": "0", "post": "yes", ACTION_CHECKBOX_NAME: ["", "x", str(nowhere.pk)]}
    assert admin_client.post(reverse("admin:hubs_country_changelist"), sent).status_code == 302
    assert not Country.objects.filter(code="ZZ").exists()


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("admin:hubs_entry_add", {"country-named": "9" * 400}),
        ("admin:hubs_evidence_add", {"criterion": "9" * 400, "source-named": "9" * 400, "_save": "1"}),
        ("admin:auth_user_add", {"groups": ["9" * 400], "user_permissions": ["9" * 400]}),
        ("admin:auth_group_add", {"name": "x", "permissions": ["9" * 400]}),
    ],
)
def test_a_number_that_no_column_holds_is_no_record(admin_client, address, sent):
    makers.make_release()
    assert admin_client.post(reverse(address), sent).status_code == 200, "the form comes back"


@pytest.mark.parametrize("query", ["id__in={}", "country__id__in={}", "country__id__exact={}", "id__exact={}", "p={}"])
def test_a_number_that_no_column_holds_finds_nothing(admin_client, query):
    makers.make_release()
    answer = admin_client.get(f"{reverse('admin:hubs_hub_changelist')}?{query.format('9' * 400)}")
    assert answer.status_code < 500


def lists():
    """The lists of the admin, each with its model and its address."""
    for model, shown in admin.site._registry.items():
        if model._meta.app_label in {"auth", "hubs"}:
            yield model, shown, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.fixture
def asked(rf, admin_user):
    """A request of an address by somebody who may see everything."""

    def ask(address, look_up):
        request = rf.get(address, look_up)
        request.user = admin_user
        return request

    return ask


@pytest.mark.parametrize("comparison", sorted(COMPARED))
def test_every_field_is_looked_up_whatever_it_is_compared_with(asked, comparison):
    for model, shown, address in lists():
        for field in model._meta.concrete_fields:
            value = "9" * 40 if field.is_relation or "Integer" in field.get_internal_type() else "\x00"
            with suppress(DisallowedModelAdminLookup, IncorrectLookupParameters):  # 400, and back to the whole list
                found = shown.get_changelist_instance(asked(address, {f"{field.name}__{comparison}": value}))
                assert len(found.result_list) <= found.result_count, (address, field.name, value)


@pytest.mark.parametrize("look_up", ["regex", "iregex", "year", "startswith", "contains"])
def test_nothing_is_looked_up_by_a_pattern_or_letter_by_letter(asked, admin_client, look_up):
    """A pattern such as (a+)+$ keeps a worker busy for ever; letters that begin a secret tell it one by one."""
    for model, shown, address in lists():
        for field in model._meta.concrete_fields:
            name = f"{field.name}__{look_up}"
            assert not shown.lookup_allowed(name, "1", asked(address, {})), (address, name)
        assert admin_client.get(address, {name: "1"}).status_code == 400


def test_a_file_of_a_list_is_looked_up_no_other_way(admin_client):
    makers.make_release()
    address = reverse("admin:hubs_evidence_export_as", args=["csv"])
    assert admin_client.get(address, {"text__regex": "(.+)+z"}).status_code == 400
    with closing(admin_client.get(address, {"hub__id__exact": "1"})) as file:
        assert file.status_code == 200


def test_a_search_looks_for_so_many_words_and_no_more(admin_client):
    makers.make_release()
    words = [f"word{number}" for number in range(500)]
    with CaptureQueriesContext(connection) as asked:
        answer = admin_client.get(reverse("admin:hubs_evidence_changelist"), {"q": " ".join(words)})
    assert answer.status_code == 200
    said = " ".join(query["sql"] for query in asked)
    assert f"word{MOST_WORDS - 1}%" in said
    assert f"word{MOST_WORDS}%" not in said


def test_a_word_that_is_said_again_is_no_other_word(admin_client):
    makers.make_release()
    page = admin_client.get(reverse("admin:hubs_hub_changelist"), {"q": "lima " * 500 + "nowhere"})
    assert page.context["cl"].result_count == 0


def test_words_are_completed_for_fields_and_nothing_else(admin_client):
    makers.make_release()
    ask = {"app_label": "hubs", "model_name": "evidence", "field_name": "hub", "term": "lim"}
    address = reverse("admin:autocomplete")
    assert [each["text"] for each in admin_client.get(address, ask).json()["results"]] == ["Lima"]
    for changed in ({"field_name": "text"}, {"model_name": "x"}, {"app_label": "x"}, {"field_name": ""}):
        assert admin_client.get(address, ask | changed).status_code == 403
    for model in apps.get_app_config("hubs").get_models():
        for field in model._meta.get_fields():
            changed = {"model_name": model._meta.model_name, "field_name": field.name}
            assert admin_client.get(address, ask | changed).status_code in {200, 403, 404}, changed
