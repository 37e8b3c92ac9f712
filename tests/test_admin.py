"""The admin's lists, forms, history and permissions."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import get_resolver

from hubs.admin.base import free_slug
from hubs.models import Criterion, Evidence, EvidenceKind, Figure, Hub, Indicator, Option, Release, Source
from tests import makers
from tests.pages import Page

pytestmark = pytest.mark.django_db

MODELS = ("country", "hub", "criterion", "indicator", "evidence", "figure", "source", "evidencekind", "release")


def sign_in(client, *codenames):
    """A member of staff with these permissions and no others."""
    user = User.objects.create_user("curator", is_staff=True)
    permissions = Permission.objects.filter(content_type__app_label="hubs", codename__in=codenames)
    assert permissions.count() == len(codenames)
    user.user_permissions.set(permissions)
    client.force_login(user)
    return user


def sign_in_as_viewer(client):
    return sign_in(client, *(f"view_{model}" for model in (*MODELS, "option", "sharedranking")))


def page(client, url, **data):
    response = client.get(url, data)
    assert response.status_code == 200
    return Page(response)


def form_of(client, url, **changes):
    """What a browser would send back from a record's page, with some fields typed over."""
    response = client.get(url)
    form = response.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    for inline in response.context.get("inline_admin_formsets", ()):
        data |= {field.html_name: field.value() for field in inline.formset.management_form}
    data |= changes
    return {name: value for name, value in data.items() if value is not None and value is not False}


def save(client, url, **changes):
    return client.post(url, form_of(client, url, **changes))


def errors_of(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


# Lists


@pytest.mark.parametrize("model", [*MODELS, "sharedranking"])
def test_every_list_opens_and_searches(admin_client, model):
    makers.make_release()
    page(admin_client, f"/admin/hubs/{model}/", q="lima")


@pytest.mark.parametrize(
    "words", ["Bogotá", "bogota", "BOGOTÁ", "Santafé de Bogotá", "distrito capital", "Bogotá colombie", "bogota\u0301"]
)
def test_a_name_is_found_whatever_its_case_accents_or_language(admin_client, words):
    colombia = makers.make_country(code="CO", name="Colombia", name_fr="Colombie")
    makers.make_hub(
        "bogota", name="Bogotá", name_es="Santafé de Bogotá", name_pt_br="Distrito Capital", country=colombia
    )
    makers.make_hub("lima", name="Lima", country=colombia)
    assert [hub.slug for hub in found(admin_client, "hub", words)] == ["bogota"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "O'Brien", "ß", "日本", "100%"])
def test_signs_of_a_pattern_are_looked_for_as_they_are(admin_client, words):
    makers.make_hub("lima", name="Lima")
    assert not found(admin_client, "hub", words)
    makers.make_hub("odd", name=f"A {words} b")
    assert [hub.slug for hub in found(admin_client, "hub", words)] == ["odd"]


def found(client, model, words):
    return client.get(f"/admin/hubs/{model}/", {"q": words}).context["cl"].result_list


def test_the_header_names_the_site_and_links_to_it(admin_client):
    content = page(admin_client, "/admin/")
    assert "Relocate" in content.texts("a")
    assert content.links("View site") == ["/"]


def test_hubs_show_their_evidence_and_their_gaps(admin_client):
    makers.make_catalogue()
    rows = {hub.slug: hub for hub in admin_client.get("/admin/hubs/hub/").context["cl"].result_list}
    assert rows["toronto"].gaps == []
    assert rows["cusco"].gaps == ["Specialty", "Size", "Airport"]  # family is known of the whole country
    assert (rows["lima"].quotes, rows["lima"].claims, rows["lima"].figures) == (3, 0, 2)
    content = page(admin_client, "/admin/hubs/hub/")
    assert "3 Specialty, Size, Airport" in content
    assert "3" in content.texts("b.gap")


@pytest.mark.parametrize("draft", [None, "source", "kind"])
def test_what_a_release_leaves_out_leaves_a_gap(admin_client, draft):
    """A draft, and what hangs on a draft."""
    makers.make_catalogue()
    only = {"source": makers.make_source("unread"), "kind": makers.make_kind("rumour")}
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    said.source, said.kind = only["source"], only["kind"]
    said.save()
    drafted = only.get(draft, said)
    drafted.is_draft = True
    drafted.save()
    rows = {hub.slug: hub for hub in admin_client.get("/admin/hubs/hub/").context["cl"].result_list}
    assert rows["lima"].gaps == ["Cost"]


def test_a_figure_that_is_not_ranked_on_fills_no_gap(admin_client):
    makers.make_catalogue()
    Figure.objects.filter(hub__slug="lima", indicator__slug="airport-distance").update(ranked=False)
    rows = {hub.slug: hub for hub in admin_client.get("/admin/hubs/hub/").context["cl"].result_list}
    assert rows["lima"].gaps == ["Airport"]


def test_hubs_can_be_filtered_by_gap(admin_client):
    makers.make_catalogue()
    found = admin_client.get("/admin/hubs/hub/?gap=specialty").context["cl"].result_list
    assert [hub.slug for hub in found] == ["cusco"]


def test_criteria_show_how_many_hubs_have_evidence(admin_client):
    makers.make_catalogue()
    rows = {row.slug: row for row in admin_client.get("/admin/hubs/criterion/").context["cl"].result_list}
    assert (rows["specialty"].covered, rows["specialty"].hubs, rows["specialty"].items) == (2, 3, 2)
    assert (rows["family"].covered, rows["family"].items) == (3, 4)
    assert "2 of 3" in page(admin_client, "/admin/hubs/criterion/")


def test_sources_show_how_often_they_are_used_and_lead_there(admin_client):
    makers.make_catalogue()
    source = Source.objects.get(slug="an-article")
    link = f"/admin/hubs/evidence/?source__id__exact={source.pk}"
    assert page(admin_client, "/admin/hubs/source/").links("8") == [link]
    assert admin_client.get(link).context["cl"].result_count == 8


def test_evidence_can_be_narrowed_to_drafts(admin_client):
    makers.make_catalogue()
    Evidence.objects.filter(hub__slug="cusco").update(is_draft=True)
    found = admin_client.get("/admin/hubs/evidence/?is_draft__exact=1").context["cl"].result_list
    assert [str(said.hub) for said in found] == ["Cusco"]


def test_evidence_can_be_narrowed_to_what_changed_since_the_newest_release(admin_client):
    makers.make_catalogue()
    url = "/admin/hubs/evidence/?changed=yes"
    assert admin_client.get(url).context["cl"].result_count == 8
    makers.make_release()
    assert admin_client.get(url).context["cl"].result_count == 0
    edited = Evidence.objects.get(hub__slug="cusco")
    edited.save()
    assert list(admin_client.get(url).context["cl"].result_list) == [edited]


@pytest.mark.parametrize(
    ("url", "ceiling"),
    [
        ("/admin/hubs/country/", 6),
        ("/admin/hubs/hub/", 13),
        ("/admin/hubs/criterion/", 10),
        ("/admin/hubs/indicator/", 7),
        ("/admin/hubs/evidence/", 11),
        ("/admin/hubs/figure/", 9),
        ("/admin/hubs/source/", 7),
        ("/admin/hubs/evidencekind/", 5),
        ("/admin/hubs/release/", 5),
        ("/admin/hubs/hub/{hub}/change/", 11),
        ("/admin/hubs/criterion/{criterion}/change/", 7),
    ],
)
def test_a_page_takes_few_queries_however_many_rows(admin_client, django_assert_max_num_queries, url, ceiling):
    makers.make_release()
    lima, cost = Hub.objects.get(slug="lima"), Criterion.objects.get(slug="size")
    for number in range(20):
        said = makers.make_evidence(makers.make_hub(f"hub-{number}"), makers.make_criterion(f"criterion-{number}"))
        makers.make_evidence(lima, said.criterion, source=makers.make_source(f"source-{number}"))
        indicator = makers.make_indicator(f"indicator-{number}", criterion=cost)
        makers.make_figure(lima, indicator)
    with django_assert_max_num_queries(ceiling):
        page(admin_client, url.format(hub=lima.pk, criterion=cost.pk))


# Forms


def test_a_quote_can_be_corrected_and_the_history_says_by_whom(client):
    makers.make_catalogue()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    user = sign_in(client, "view_evidence", "change_evidence")
    response = save(client, f"/admin/hubs/evidence/{said.pk}/change/", rating=-2, speaker="Ana, developer")
    assert response.status_code == 302
    said.refresh_from_db()
    assert (said.rating, said.speaker) == (-2, "Ana, developer")
    content = page(client, f"/admin/hubs/evidence/{said.pk}/history/")
    assert "2 -2" in content
    assert "2" in content.texts("del")
    assert "-2" in content.texts("ins")
    assert said.history.first().history_user == user


def test_a_quote_that_reads_differently_reminds_of_its_offset(admin_client):
    makers.make_catalogue()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    url = f"/admin/hubs/evidence/{said.pk}/change/"
    data = form_of(admin_client, url, text=f"{said.text} and now")
    assert "verify_quotes" in str(list(admin_client.post(url, data, follow=True).context["messages"])[0])


@pytest.mark.parametrize(
    ("changes", "field", "complaint"),
    [
        ({"highlight": "not there"}, "highlight", "word for word"),
        ({"text": "word " * 46}, "text", "at most 45 words"),
        ({"rating": 3}, "rating", "less than or equal to 2"),
        ({"kind": ""}, "kind", "required"),
        ({"criterion": ""}, "criterion", "required"),
        ({"source": ""}, "source", "required"),
        ({"hub": ""}, "__all__", "either a hub or a country"),
        ({"text": "a\0b"}, "text", "Null characters"),
    ],
)
def test_what_is_wrong_stands_at_its_field(admin_client, changes, field, complaint):
    makers.make_catalogue()
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    response = save(admin_client, f"/admin/hubs/evidence/{said.pk}/change/", **changes)
    assert complaint in errors_of(response)[field][0]


def test_a_label_must_belong_to_the_criterion(admin_client):
    makers.make_catalogue()
    said, ai = Evidence.objects.get(hub__slug="lima", criterion__slug="cost"), Option.objects.get(slug="ai")
    other = makers.make_criterion("field", kind="labels")
    url = f"/admin/hubs/evidence/{said.pk}/change/"
    without = save(admin_client, url, criterion=other.pk)
    assert "A labels criterion needs a label; no other has one." in errors_of(without)["label"]
    wrong = save(admin_client, url, criterion=other.pk, label=ai.pk)
    assert "This label belongs to another criterion." in errors_of(wrong)["label"]


def test_a_new_quote_is_told_how_its_offset_is_found(admin_client):
    assert "It is found when you save" in page(admin_client, "/admin/hubs/evidence/add/")


@pytest.mark.parametrize("hub", ["lima", ""])
def test_new_evidence_gets_a_key_that_was_never_used(admin_client, hub):
    makers.make_catalogue()
    lima, peru = Hub.objects.get(slug="lima"), makers.make_country()
    criterion, kind = Criterion.objects.get(slug="cost"), makers.make_kind("reported" if hub else "country-level")
    place = {"hub": lima.pk} if hub else {"country": peru.pk}
    said = {"form": "claim", "criterion": criterion.pk, "rating": 1, "text": "It is cheap.", "speaker": "A guide"}
    said |= {"source": makers.make_source().pk, "kind": kind.pk, "reliability": "medium"} | place
    stem = "claim-lima-cost" if hub else "claim-pe-cost"
    admin_client.post("/admin/hubs/evidence/add/", said)
    Evidence.objects.get(slug=f"{stem}-1").delete()
    admin_client.post("/admin/hubs/evidence/add/", said)
    admin_client.post("/admin/hubs/evidence/add/", said)
    assert set(Evidence.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) == {
        f"{stem}-2",
        f"{stem}-3",
    }


def test_a_key_cannot_be_changed(admin_client):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    url = f"/admin/hubs/hub/{hub.pk}/change/"
    assert admin_client.post(url, form_of(admin_client, url, slug="other", name="Lima")).status_code == 302
    hub.refresh_from_db()
    assert hub.slug == "lima"


def claim_rows(client, hub, *rows):
    values = {
        "criterion": Criterion.objects.get(slug="cost").pk,
        "rating": -1,
        "text": "It is dear.",
        "speaker": "A guide",
    }
    values |= {"source": makers.make_source().pk, "kind": makers.make_kind().pk}
    data = form_of(client, f"/admin/hubs/hub/{hub.pk}/change/")
    first = int(data["evidence_set-INITIAL_FORMS"])
    data["evidence_set-TOTAL_FORMS"] = first + len(rows)
    for number, row in enumerate(rows, start=first):
        data |= {f"evidence_set-{number}-{name}": value for name, value in (values | row).items()}
    return data


def test_claims_can_be_added_on_their_hub(admin_client):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    data = claim_rows(admin_client, hub, {}, {"text": "It is very dear.", "rating": -2})
    assert admin_client.post(f"/admin/hubs/hub/{hub.pk}/change/", data).status_code == 302
    added = hub.evidence_set.filter(form="claim").order_by("slug")
    assert [(said.slug, said.rating) for said in added] == [("claim-lima-cost-1", -1), ("claim-lima-cost-2", -2)]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"kind": ""}, "This field is required."),
        ({"criterion": ""}, "This field is required."),
        ({"text": ""}, "This field is required."),
        ({"rating": 9}, "less than or equal to 2"),
    ],
)
def test_a_bad_claim_on_a_hub_is_said_and_not_stored(admin_client, row, complaint):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    response = admin_client.post(f"/admin/hubs/hub/{hub.pk}/change/", claim_rows(admin_client, hub, row))
    assert complaint in Page(response)
    assert not hub.evidence_set.filter(form="claim").exists()


def test_evidence_on_a_hub_cannot_be_rewritten_past_its_own_page(admin_client):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    said = hub.evidence_set.first()
    data = form_of(admin_client, f"/admin/hubs/hub/{hub.pk}/change/")
    data |= {"evidence_set-0-id": said.pk, "evidence_set-0-rating": -2, "evidence_set-0-text": "Rewritten"}
    admin_client.post(f"/admin/hubs/hub/{hub.pk}/change/", data)
    assert not Evidence.objects.filter(text="Rewritten").exists()


def test_a_new_criterion_leads_on_to_its_options(admin_client):
    values = {
        "name": "Weather",
        "slug": "weather",
        "kind": "target",
        "question": "Which?",
        "help_text": "-",
        "icon": "sun",
    }
    values |= {"low": "far", "high": "near", "order": 1, "figure_factor": 1}
    response = admin_client.post("/admin/hubs/criterion/add/", values)
    criterion = Criterion.objects.get()
    assert response["Location"] == f"/admin/hubs/criterion/{criterion.pk}/change/"
    content = page(admin_client, response["Location"])
    sent = dict(content.hidden())
    assert {"indicators-TOTAL_FORMS", "options-TOTAL_FORMS"} <= set(sent)


def test_an_options_complaint_stands_in_its_row(admin_client):
    makers.make_catalogue()
    criterion = Criterion.objects.get(slug="size")
    url = f"/admin/hubs/criterion/{criterion.pk}/change/"
    data = form_of(admin_client, url, **{"options-TOTAL_FORMS": 2, "options-1-name": "Tiny", "options-1-slug": "tiny"})
    data |= {"options-1-targets": '{"height": 2}', "options-1-order": 3, "options-0-id": criterion.options.get().pk}
    data |= {"options-0-name": "Large", "options-0-targets": '{"population": 1}', "options-0-order": 1}
    data |= {"indicators-TOTAL_FORMS": 0, "indicators-INITIAL_FORMS": 0}
    assert "Give one number for each indicator" in Page(admin_client.post(url, data))


def test_kinds_that_the_code_names_cannot_be_deleted(admin_client):
    makers.make_catalogue()
    kind, plain = makers.make_kind("figure-defining"), makers.make_kind("rumour")
    assert admin_client.post(f"/admin/hubs/evidencekind/{kind.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.post(f"/admin/hubs/evidencekind/{plain.pk}/delete/", {"post": "yes"}).status_code == 302


# Translations


@pytest.mark.parametrize("model", ["country", "hub", "criterion", "indicator", "evidence", "figure", "evidencekind"])
def test_a_record_has_a_closed_section_for_each_language_and_no_mirror(admin_client, model):
    content = page(admin_client, f"/admin/hubs/{model}/add/")
    for name, lang in (("Español", "es"), ("Português (Brasil)", "pt-BR"), ("Français", "fr")):
        (section,) = [each for each in content.parts("fieldset") if name in each.texts("h2")]
        assert section.all(f'[lang="{lang}"]')
    assert len(content.all("details")) == 3
    assert "[en]" not in content.source
    assert content.inline_code == []


def test_what_is_not_translated_has_no_sections(admin_client):
    assert not page(admin_client, "/admin/hubs/source/add/").all("details")


@pytest.mark.parametrize("browser", ["en", "es"])
def test_a_curator_edits_english_and_translations_whatever_the_admin_speaks(admin_client, browser):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    url = f"/admin/hubs/hub/{hub.pk}/change/"
    data = form_of(admin_client, url, name="Lima, Peru", name_es="Lima, Perú", summary_fr="Bruine.")
    assert admin_client.post(url, data, headers={"Accept-Language": browser}).status_code == 302
    hub.refresh_from_db()
    assert (hub.name, hub.name_es, hub.name_fr, hub.summary_fr) == ("Lima, Peru", "Lima, Perú", None, "Bruine.")


def test_a_text_that_leaves_its_translations_behind_is_pointed_out(admin_client):
    hub = makers.make_hub(summary="Grey.", summary_es="Gris.", summary_fr="Gris.")
    url = f"/admin/hubs/hub/{hub.pk}/change/"
    data = form_of(admin_client, url, summary="Sunny.", summary_fr="Ensoleillé.")
    told = Page(admin_client.post(url, data, follow=True))
    assert "“summary” has changed, its translations have not. Old words stay in: Español." in told
    data = form_of(admin_client, url, summary_es="Soleado.")
    assert "Old words stay in" not in Page(admin_client.post(url, data, follow=True)).source


def test_an_options_translations_are_edited_on_its_criterion(admin_client):
    makers.make_catalogue()
    criterion = Criterion.objects.get(slug="size")
    url = f"/admin/hubs/criterion/{criterion.pk}/change/"
    large = criterion.options.get()
    data = form_of(admin_client, url, **{"options-0-id": large.pk, "options-0-name": "Large"})
    data |= {"options-0-name_es": "Grande", "options-0-targets": '{"population": 1}', "options-0-order": 1}
    data |= {"indicators-TOTAL_FORMS": 0, "indicators-INITIAL_FORMS": 0}
    assert admin_client.post(url, data).status_code == 302
    large.refresh_from_db()
    assert (large.name, large.name_es) == ("Large", "Grande")


# Actions


def act(client, action, *rows):
    return client.post("/admin/hubs/evidence/", {"action": action, "_selected_action": [row.pk for row in rows]})


def test_evidence_can_be_marked_as_draft_and_accepted_again(admin_client, admin_user):
    makers.make_catalogue()
    first, second, *rest = Evidence.objects.order_by("pk")
    act(admin_client, "mark_as_draft", first, second)
    assert set(Evidence.objects.filter(is_draft=True)) == {first, second}
    assert first.history.first().history_user == admin_user
    act(admin_client, "accept", first, rest[0])
    assert list(Evidence.objects.filter(is_draft=True)) == [second]
    assert (first.history.count(), rest[0].history.count()) == (3, 1)


# History


def test_an_old_version_can_be_brought_back(admin_client):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    first = hub.history.get()
    hub.name = "Wrong"
    hub.save()
    url = f"/admin/hubs/hub/{hub.pk}/history/{first.pk}/"
    shown = dict(page(admin_client, url).hidden())["shown_version"]
    data = form_of_version(admin_client, url) | {"shown_version": shown}
    assert data["name"] == "Lima"
    assert admin_client.post(url, data).status_code == 302
    hub.refresh_from_db()
    assert hub.name == "Lima"


def form_of_version(client, url):
    form = client.get(url).context["adminform"].form
    values = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    return {name: value for name, value in values.items() if value is not None and value is not False}


# Permissions


def test_who_is_not_staff_is_asked_to_sign_in(client):
    client.force_login(User.objects.create_user("reader"))
    for url in ("/admin/", "/admin/hubs/evidence/", "/admin/hubs/release/publish/", "/admin/hubs/evidence/import/"):
        assert client.get(url).status_code == 302


def test_a_viewer_reads_every_list_and_record(client):
    makers.make_release()
    sign_in_as_viewer(client)
    for model in MODELS:
        page(client, f"/admin/hubs/{model}/")
    for model in (Hub, Criterion, Indicator, Evidence, Figure, Source, EvidenceKind):
        row = model.objects.first()
        page(client, f"/admin/hubs/{model.__name__.lower()}/{row.pk}/change/")
        page(client, f"/admin/hubs/{model.__name__.lower()}/{row.pk}/history/")


@pytest.mark.parametrize(
    "url",
    [
        "/admin/hubs/evidence/add/",
        "/admin/hubs/evidence/import/",
        "/admin/hubs/evidence/process_import/",
        "/admin/hubs/figure/import/",
        "/admin/hubs/release/publish/",
        "/admin/hubs/release/add/",
        "/admin/hubs/evidence/{pk}/change/",
        "/admin/hubs/evidence/{pk}/delete/",
        "/admin/hubs/evidence/{pk}/history/{version}/",
    ],
)
def test_a_viewer_changes_nothing(client, url):
    makers.make_catalogue()
    sign_in_as_viewer(client)
    said = Evidence.objects.first()
    url = url.format(pk=said.pk, version=said.history.first().pk)
    assert client.post(url, {"rating": "-2", "text": "Rewritten", "post": "yes"}).status_code == 403
    assert not Release.objects.exists()
    assert Evidence.objects.count() == 8


def test_a_viewer_cannot_bring_an_old_version_back(client):
    """simple_history itself asks only for the permission to look."""
    makers.make_catalogue()
    sign_in_as_viewer(client)
    hub = Hub.objects.get(slug="lima")
    first = hub.history.get()
    hub.name = "Lima Metropolitana"
    hub.save()
    url = f"/admin/hubs/hub/{hub.pk}/history/{first.pk}/"
    assert client.post(url, form_of_version(client, url)).status_code == 403
    assert Hub.objects.get(slug="lima").name == "Lima Metropolitana"


@pytest.mark.parametrize("action", ["mark_as_draft", "accept", "delete_selected"])
def test_a_viewer_runs_no_action(client, action):
    makers.make_catalogue()
    sign_in_as_viewer(client)
    Evidence.objects.filter(hub__slug="cusco").update(is_draft=True)
    before = list(Evidence.objects.values_list("pk", "is_draft"))
    act(client, action, *Evidence.objects.all())
    assert list(Evidence.objects.values_list("pk", "is_draft")) == before


def test_a_viewer_adds_no_claim_on_a_hub(client, admin_client):
    makers.make_catalogue()
    hub = Hub.objects.get(slug="lima")
    data = claim_rows(admin_client, hub, {})
    sign_in(client, "view_hub", "change_hub", "view_evidence")
    client.post(f"/admin/hubs/hub/{hub.pk}/change/", data)
    assert not hub.evidence_set.filter(form="claim").exists()


def test_nobody_edits_or_deletes_a_release(admin_client):
    release = makers.make_release()
    assert admin_client.post(f"/admin/hubs/release/{release.pk}/change/", {"note": "x"}).status_code == 403
    assert admin_client.post(f"/admin/hubs/release/{release.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "payload" not in page(admin_client, f"/admin/hubs/release/{release.pk}/change/").source


# The content security policy


def test_no_page_carries_inline_code(admin_client):
    release = makers.make_release()
    hub, said = Hub.objects.get(slug="lima"), Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    said.rating = 1
    said.save()
    urls = [f"/admin/hubs/{model}/" for model in (*MODELS, "sharedranking")]
    urls += [f"/admin/hubs/{model}/add/" for model in ("hub", "criterion", "evidence", "figure", "source")]
    urls += [f"/admin/hubs/evidence/{said.pk}/{part}/" for part in ("change", "delete", "history")]
    urls += [f"/admin/hubs/evidence/{said.pk}/history/{version.pk}/" for version in said.history.all()]
    urls += [f"/admin/hubs/hub/{hub.pk}/change/", f"/admin/hubs/release/{release.pk}/change/"]
    urls += ["/admin/", "/admin/login/", "/admin/hubs/evidence/import/", "/admin/hubs/release/publish/"]
    for url in urls:
        response = admin_client.get(url, follow=True)
        assert Page(response).inline_code == [], url
        assert "'unsafe" not in response["Content-Security-Policy"]


def test_the_admin_is_where_the_links_say():
    assert get_resolver().resolve("/admin/hubs/release/publish/").url_name == "hubs_release_publish"


def test_a_long_name_leaves_room_for_its_number(admin_client):
    assert free_slug(Evidence, "x" * 200) == "x" * 92 + "-1"
    assert Evidence._meta.get_field("slug").max_length >= len("x" * 92 + "-1000000")


def test_the_first_six_gaps_are_named_and_the_others_counted(admin_client):
    makers.make_hub()
    for number in range(8):
        makers.make_criterion(f"gap-{number}", order=number)
    assert "8 Gap-0, Gap-1, Gap-2, Gap-3, Gap-4, Gap-5 and 2 more" in page(admin_client, "/admin/hubs/hub/")
