"""What is ticked in a list: what can be no key of a row is no row, whatever was sent."""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

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
