"""Every type out of the admin and in again, in every language and format; what was previewed is what is written."""

import csv
import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone
from openpyxl import load_workbook

from hubs.catalogue.records import MODELS, to_record
from hubs.models import Country, Criterion, Evidence, Figure, Hub, ImportPreview, Indicator, Option, Source
from hubs.sheets import resources
from hubs.sheets.columns import guides
from hubs.sheets.sheet import columns_of
from tests import makers
from tests.pages import Page
from tests.spreadsheets import through_a_workbook, through_excel
from tests.test_admin import sign_in

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def catalogue():
    """Records whose texts, numbers and dates a spreadsheet could spoil."""
    makers.make_catalogue()
    Country.objects.filter(code="PE").update(name_es="Perú", name_fr="Pérou")
    Hub.objects.filter(slug="lima").update(
        summary="“Sea”;\r\nfog, too", summary_fr="« Mer »\u202f: 12\u202f000 − chère", latitude=-12.046374
    )
    Criterion.objects.filter(slug="cost").update(low="-2 means dear", high="=cheap", question_es="¿Cuánto cuesta?")
    Option.objects.filter(slug="ai").update(name="AI; data", formerly="ml data", is_draft=True)
    Indicator.objects.filter(slug="population").update(step=1.25, unit_es="habitantes")
    Evidence.objects.filter(hub__slug="lima").update(
        text="=1+1 it’s\n“said”", highlight="", note="'=quoted", speaker="José Peña"
    )
    Figure.objects.filter(hub__slug="lima").update(value=722250.5, year="2024-05", months=[1.5, *range(2, 13)])
    Figure.objects.filter(hub__slug="toronto").update(value=9.125, year="2011-2013")
    Source.objects.filter(slug="a-dataset").update(date="2024-05", attribution="@home, -1", author="ç")


def address(model):
    return f"/admin/hubs/{model._meta.model_name}/"


def exported(client, model, ending="csv", **query):
    response = client.get(f"{address(model)}export/{ending}/", query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def preview(client, model, content, name):
    response = client.post(f"{address(model)}import/", {"import_file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert Page(response).inline_code == []
    return response


def confirm(client, model, response):
    data = {"preview": response.context["confirm_form"]["preview"].value()}
    return client.post(f"{address(model)}process_import/", data, follow=True)


def as_csv(*rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def counts(response):
    totals = response.context["result"].totals
    return totals["new"], totals["update"], totals["skip"]


def snapshot(model):
    return [(row.pk, row.updated_at, to_record(row)) for row in model.objects.order_by("pk")]


# There and back


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_type_comes_back_unchanged_from_a_spreadsheet_of_every_language(admin_client, catalogue, model, language):
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    before, stored = snapshot(model), model.objects.count()
    saved = through_excel(exported(admin_client, model), model, language)
    for content, name in (
        (exported(admin_client, model), "rows.csv"),
        (saved, "rows.csv"),
        (exported(admin_client, model, "semicolons.csv"), "rows.csv"),
        (exported(admin_client, model, "xlsx"), "rows.xlsx"),
        (through_a_workbook(exported(admin_client, model, "xlsx")), "rows.xlsx"),
    ):
        response = preview(admin_client, model, content, name)
        assert "confirm_form" in response.context, Page(response).texts("ul.errorlist")
        assert counts(response) == (0, 0, stored)
        confirm(admin_client, model, response)
    assert snapshot(model) == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["option", "evidence", "figure", "indicator", "source", "hub"])
def test_an_export_brings_back_what_was_deleted(admin_client, catalogue, kind, ending):
    later = list(MODELS.values())[list(MODELS).index(kind) :]
    tables = {model: exported(admin_client, model, ending) for model in later}
    records = {model: [to_record(row) for row in model.objects.order_by(*model.NATURAL_KEY)] for model in later}
    for model in reversed(later):
        model.objects.all().delete()
    for model in later:
        answer = confirm(admin_client, model, preview(admin_client, model, tables[model], f"rows.{ending}"))
        assert f"{len(records[model])} new" in str(list(answer.context["messages"])[0])
    Hub.objects.filter(slug="lima").update(summary="“Sea”;\r\nfog, too")  # a table has one way to end a line
    for model in later:
        assert [to_record(row) for row in model.objects.order_by(*model.NATURAL_KEY)] == records[model]


def test_a_number_that_a_spreadsheet_shows_shortened_is_left_alone(admin_client, catalogue):
    figure = Figure.objects.get(slug="figure-1")
    Figure.objects.filter(pk=figure.pk).update(value=1234.567890123)
    short, other = (as_csv({"slug": figure.slug, "value": value}) for value in ("1234.56789", "1234.57"))
    assert counts(preview(admin_client, Figure, short, "a.csv")) == (0, 0, 1)
    assert counts(preview(admin_client, Figure, other, "a.csv")) == (0, 1, 0)


def test_a_table_for_decimal_commas_has_cells_that_such_a_spreadsheet_takes_apart(admin_client, catalogue):
    lines = exported(admin_client, Figure, "semicolons.csv").decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines, delimiter=";"))
    assert {"722250,5", "9,125"} <= {row["value"] for row in rows}
    assert {row["is_draft"] for row in rows} == {"false"}
    template = admin_client.get(f"{address(Figure)}template/semicolons.csv/")
    assert 'filename="figure-template.semicolons.csv"' in template["Content-Disposition"]
    _header, _note, example = b"".join(template.streaming_content).decode("utf-8-sig").splitlines()
    assert next(csv.DictReader([lines[0], example], delimiter=";"))["value"].count(",") == 1


def test_an_edit_in_an_old_code_page_loses_no_letter_beside_it(admin_client, catalogue):
    Hub.objects.filter(slug="lima").update(summary_fr="Été\u202f: 12\u202f000 $ ― ‹ş›")
    for saved in ("Été?: 12?000 € ? ‹?›", "Été : 12 000 € - ‹s›", "Été\xa0: 12\xa0000 € - ‹s›"):
        confirm(
            admin_client,
            Hub,
            preview(admin_client, Hub, f"slug;summary_fr\r\nlima;{saved}\r\n".encode("cp1252", "replace"), "a.csv"),
        )
        assert Hub.objects.get(slug="lima").summary_fr == "Été\u202f: 12\u202f000 € ― ‹ş›"


def test_what_a_file_has_room_for_is_what_was_meant(admin_client, catalogue):
    Hub.objects.filter(slug="lima").update(summary_fr="Été\u202f: 12\u202f000 $")
    for marked, changed in (("", 1), ("\ufeff", 1)):
        content = f"{marked}slug,summary_fr\r\nlima,Été?: 12?000 $\r\n".encode()
        assert counts(preview(admin_client, Hub, content, "a.csv")) == (0, changed, 0)


def test_a_file_of_plain_letters_may_have_lost_some(admin_client, catalogue):
    Hub.objects.filter(slug="lima").update(summary_fr="12\u202f000 $")
    assert counts(preview(admin_client, Hub, b"slug,summary_fr\r\nlima,12?000 $\r\n", "a.csv")) == (0, 0, 1)


def test_lists_of_numbers_are_written_for_people(admin_client, catalogue):
    rows = (
        (Option, {"criterion": "size", "slug": "small", "name": "Small", "targets": "population: 9,5"}),
        (Figure, {"slug": "figure-1", "months": "1; 2 3 4 5 6 7 8 9 10 11 12,5"}),
    )
    for model, row in rows:
        confirm(admin_client, model, preview(admin_client, model, as_csv(row), "a.csv"))
    assert Option.objects.get(slug="small").targets == {"population": 9.5}
    assert Figure.objects.get(slug="figure-1").months == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12.5]


@pytest.mark.parametrize(
    ("model", "row", "said"),
    [
        (Option, {"criterion": "size", "slug": "large", "targets": "population"}, "with a colon between"),
        (Option, {"criterion": "size", "slug": "large", "targets": "population: many"}, "“many” is no number"),
        (Option, {"criterion": "size", "slug": "large", "targets": "density: 5"}, "one number for each indicator"),
        (Figure, {"slug": "figure-1", "months": "1 2 3"}, "Give twelve numbers"),
        (Figure, {"slug": "figure-1", "months": "1 2 nan"}, "“nan” is no number"),
        (Country, {"code": "pe", "name": "Peru"}, "Enter a valid value"),
        (Hub, {"slug": "x", "name": "X", "country": "PE", "latitude": "91", "longitude": "0", "timezone": "?"}, "90"),
        (Indicator, {"slug": "airport-distance", "lower": "200"}, "lower bound below the upper"),
        (Source, {"slug": "an-article", "url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_every_type_is_held_to_the_rules_of_its_form(admin_client, catalogue, model, row, said):
    before = snapshot(model)
    response = preview(admin_client, model, as_csv(row), "a.csv")
    assert said in " ".join(response.context["errors"])
    assert snapshot(model) == before


def test_every_error_of_every_row_is_told_in_the_order_of_the_file(admin_client, catalogue):
    wrong = {"slug": "x y", "name": "", "country": "XX", "latitude": "=1", "longitude": "200", "timezone": "Mars"}
    wrong["is_draft"] = "perhaps"
    rows = (wrong, {**wrong, "slug": "lima"}, {**wrong, "slug": "lima", "name": "Lima", "latitude": "1,5,5"})
    told = preview(admin_client, Hub, as_csv(*rows), "a.csv").context["errors"]
    places = [error.partition(":")[0] for error in told]
    columns = ["slug", "name", "country", "latitude", "longitude", "timezone", "is_draft"]
    assert places[:7] == [f"Line 2, {column}" for column in columns]
    assert places[7:13] == [f"Line 3, {column}" for column in columns[1:]]
    assert places[13:] == ["Line 4, slug", *(f"Line 4, {column}" for column in columns[2:])]


def test_errors_of_a_workbook_name_the_row_of_its_sheet(admin_client, catalogue):
    book = load_workbook(io.BytesIO(exported(admin_client, Hub, "xlsx")))
    book.active.insert_rows(2, 3)
    book.active.cell(5, columns_of(Hub).index("latitude") + 1, "=1+1")
    file = io.BytesIO()
    book.save(file)
    (error,) = preview(admin_client, Hub, file.getvalue(), "a.xlsx").context["errors"]
    assert error.startswith("Row 5, latitude: Here is a formula")


def test_rules_between_columns_are_told_where_the_columns_are_right(admin_client, catalogue):
    row = {"slug": "airport-distance", "lower": "200", "scale": "none"}
    told = preview(admin_client, Indicator, as_csv(row), "a.csv").context["errors"]
    assert [error.partition(":")[0] for error in told] == ["Line 2, scale", "Line 2, lower"]


# What was previewed, or nothing


def test_new_changed_and_unchanged_are_told_apart(admin_client, catalogue):
    rows = [{"code": "PE", "name": "Peru"}, {"code": "CA", "name": "Kanada"}, {"code": "CL", "name": "Chile"}]
    response = preview(admin_client, Country, as_csv(*rows), "a.csv")
    page = Page(response)
    assert "1 new, 1 changed, 1 unchanged" in page
    assert "One record stays as it is PE" in page
    assert page.texts("ins") == ["Kanada", "CL", "Chile", "false"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda: Hub.objects.filter(slug="lima").update(name="Callao"),
        lambda: Hub.objects.filter(slug="lima").update(nicknames="in no column of the file"),
        lambda: Hub.objects.filter(slug="cusco").delete(),
        lambda: Hub.objects.filter(slug="cusco").update(name="Cuzco"),
    ],
    ids=["a changed row", "another column of it", "a row that is gone", "an unchanged row"],
)
def test_what_somebody_changed_since_the_preview_is_not_written_over(admin_client, catalogue, meanwhile):
    rows = as_csv({"slug": "lima", "name": "Lima (PE)"}, {"slug": "cusco", "name": "Cusco"})
    response = preview(admin_client, Hub, rows, "a.csv")
    meanwhile()
    before = snapshot(Hub)
    answer = confirm(admin_client, Hub, response)
    assert "has changed since the preview" in str(list(answer.context["messages"])[0])
    assert snapshot(Hub) == before


def test_what_changed_elsewhere_is_no_hindrance(admin_client, catalogue):
    response = preview(admin_client, Hub, as_csv({"slug": "lima", "name": "Lima (PE)"}), "a.csv")
    Hub.objects.filter(slug="cusco").update(name="Cuzco")
    confirm(admin_client, Hub, response)
    assert Hub.objects.get(slug="lima").name == "Lima (PE)"
    assert Hub.objects.get(slug="cusco").name == "Cuzco"


def test_a_file_that_was_exchanged_since_the_preview_is_not_imported(admin_client, catalogue):
    response = preview(admin_client, Hub, as_csv({"slug": "lima", "name": "Lima (PE)"}), "a.csv")
    ImportPreview.objects.update(data=as_csv({"slug": "lima", "name": "Mine"}))
    answer = confirm(admin_client, Hub, response)
    assert "Nothing was imported" in str(list(answer.context["messages"])[0])
    assert Hub.objects.get(slug="lima").name == "Lima"


def test_of_two_who_write_the_same_new_row_one_is_told(admin_client, catalogue, monkeypatch):
    response = preview(admin_client, Country, as_csv({"code": "CL", "name": "Chile"}), "a.csv")

    def beaten(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(resources, "bulk_create_with_history", beaten)
    answer = confirm(admin_client, Country, response)
    assert "Nothing was imported" in str(list(answer.context["messages"])[0])
    assert not Country.objects.filter(code="CL").exists()


def test_history_and_log_know_who_imported_what_from_where(admin_client, admin_user, catalogue):
    rows = as_csv({"code": "CA", "name": "Kanada"}, {"code": "CL", "name": "Chile"})
    confirm(admin_client, Country, preview(admin_client, Country, rows, "mine.csv"))
    for code, kind in (("CA", "~"), ("CL", "+")):
        written = Country.history.filter(code=code).first()
        assert (written.history_user, written.history_type) == (admin_user, kind)
        assert written.history_change_reason == "Imported from mine.csv"
    assert sorted(LogEntry.objects.values_list("object_repr", "action_flag")) == [("Chile", 1), ("Kanada", 2)]
    changed = Country.objects.get(code="CA")
    assert (changed.name, changed.name_en) == ("Kanada", "Kanada")
    assert changed.updated_at > Country.objects.get(code="PE").updated_at


def test_previews_that_nobody_confirmed_are_removed(admin_client, catalogue):
    rows = as_csv({"code": "CL", "name": "Chile"})
    preview(admin_client, Country, rows, "a.csv")
    ImportPreview.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    response = preview(admin_client, Country, rows, "b.csv")
    assert [each.name for each in ImportPreview.objects.all()] == ["b.csv"]
    confirm(admin_client, Country, response)
    assert not ImportPreview.objects.exists()


# Templates, and what columns mean


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_page_says_what_each_column_means(admin_client, catalogue, model, language):
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    response = admin_client.get(f"{address(model)}columns/")
    page = Page(response)
    told = {name for guide in guides(model) for name in (guide.name, *dict(guide.languages))}
    assert told == set(columns_of(model))
    assert all(name in page for name in told)
    for field in model._meta.concrete_fields:
        if field.choices:
            assert all(str(value) in page for value, _label in field.choices)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_template_is_explained_and_holds_nothing_that_would_be_imported(admin_client, catalogue, model, ending):
    content = b"".join(admin_client.get(f"{address(model)}template/{ending}/").streaming_content)
    response = preview(admin_client, model, content, f"template.{ending}")
    assert "holds no rows" in " ".join(Page(response).texts("ul.errorlist"))
    if ending == "xlsx":
        explained = load_workbook(io.BytesIO(content)).worksheets[1]
        assert [row[0].value for row in explained.iter_rows(min_row=2)] == [guide.name for guide in guides(model)]
    else:
        header, meaning, example = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        assert header == list(columns_of(model))
        assert all(meaning)
        assert example[0].startswith("# ")


def test_the_example_of_a_template_can_be_made_a_row(admin_client, catalogue):
    content = b"".join(admin_client.get("/admin/hubs/hub/template/csv/").streaming_content)
    response = preview(admin_client, Hub, content.replace(b"\n# cusco", b"\ncusco"), "template.csv")
    assert counts(response) == (0, 0, 1)


# Where it stands, and who may


def test_a_list_leads_to_everything(admin_client, catalogue):
    links = Page(admin_client.get("/admin/hubs/hub/", {"q": "cusco"})).links()
    for link in ("import/", "export/?q=cusco", "export/semicolons.csv/?q=cusco", "export/xlsx/?q=cusco"):
        assert f"/admin/hubs/hub/{link}" in links
    links = Page(admin_client.get("/admin/hubs/hub/import/")).links()
    for link in ("columns/", "template/csv/", "template/semicolons.csv/", "template/xlsx/"):
        assert f"/admin/hubs/hub/{link}" in links


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_permissions_are_those_of_the_type(client, catalogue, model):
    name, url = model._meta.model_name, address(model)
    other = "hub" if model is not Hub else "country"
    sign_in(client, f"view_{name}", *(f"{act}_{other}" for act in ("view", "add", "change")))
    for may in ("export/csv/", "export/xlsx/", "template/csv/", "template/xlsx/", "columns/"):
        response = client.get(url + may)
        assert response.status_code == 200
        assert b"".join(response)
    assert client.get(f"{url}import/").status_code == 403
    assert client.post(f"{url}import/", {"import_file": SimpleUploadedFile("a.csv", b"")}).status_code == 403
    assert client.post(f"{url}process_import/", {"preview": "x"}).status_code == 403
    client.logout()
    for page in ("export/csv/", "template/csv/", "columns/", "import/", "process_import/"):
        assert client.get(url + page).status_code == 302


def test_who_may_not_look_gets_no_table(client, catalogue):
    sign_in(client, "view_hub")
    for page in ("export/csv/", "template/csv/", "columns/"):
        assert client.get(f"/admin/hubs/source/{page}").status_code == 403


@pytest.mark.parametrize("page", ["export/pdf/", "template/pdf/"])
def test_there_are_no_other_formats(admin_client, catalogue, page):
    assert admin_client.get(f"/admin/hubs/hub/{page}").status_code == 404


def test_a_filter_that_is_none_leads_back_to_the_list(admin_client, catalogue):
    assert admin_client.get("/admin/hubs/hub/export/csv/", {"nonsense": "1"}).status_code == 302


@pytest.mark.parametrize("data", [{}, {"import_file": ""}])
def test_without_a_file_the_form_says_so(admin_client, catalogue, data):
    response = admin_client.post("/admin/hubs/hub/import/", data)
    assert response.context["form"].errors["import_file"]


def test_a_confirmation_is_posted(admin_client, catalogue):
    assert admin_client.get("/admin/hubs/hub/process_import/").status_code == 405


def test_an_error_speaks_the_language_of_the_curator(admin_client, catalogue):
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    said = preview(admin_client, Hub, as_csv({"slug": "lima", "latitude": "x"}), "a.csv").context["errors"]
    assert "Escribe un número" in said[0]


# Cost


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_take_no_queries_of_their_own(admin_client, catalogue, django_assert_max_num_queries, ending):
    hubs = [{**makers_row(), "slug": f"hub-{number}", "name": f"Hub {number}"} for number in range(200)]
    with django_assert_max_num_queries(20):
        response = preview(admin_client, Hub, as_csv(*hubs), "a.csv")
    with django_assert_max_num_queries(60):
        confirm(admin_client, Hub, response)
    with django_assert_max_num_queries(8):
        exported(admin_client, Hub, ending)


def makers_row():
    return {"country": "PE", "latitude": "1", "longitude": "1", "timezone": "America/Lima"}
