"""Tables in and out: hostile files, hostile cells, and who may."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hubs.models import Evidence, Figure, Hub, ImportPreview
from hubs.sheets.sheet import Sheet
from hubs.sheets.tables import Limits
from tests import makers
from tests.pages import Page
from tests.test_admin import sign_in

EVIDENCE = "/admin/hubs/evidence/"
FIGURE = "/admin/hubs/figure/"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def catalogue(db):
    makers.make_catalogue()


def export(client, url=EVIDENCE, **query):
    response = client.get(f"{url}export/", query)
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def preview(client, data, url=EVIDENCE, name="rows.csv"):
    response = client.post(f"{url}import/", {"import_file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    assert Page(response).inline_code == []
    return response


def confirm(client, response, url=EVIDENCE, **changes):
    form = response.context["confirm_form"]
    data = {field.name: field.value() for field in form} | changes
    return client.post(f"{url}process_import/", data, follow=True)


def load(client, rows, url=EVIDENCE):
    return confirm(client, preview(client, as_csv(rows), url), url)


def complaint(client, data, url=EVIDENCE, name="rows.csv"):
    """What the preview says against a file or its rows."""
    response = preview(client, data, url, name)
    assert "confirm_form" not in response.context
    return " ".join(Page(response).texts("ul.errorlist"))


def a_claim(**changes):
    said = {
        "slug": "claim-lima-cost-9",
        "form": "claim",
        "hub": "lima",
        "country": "",
        "criterion": "cost",
        "label": "",
    }
    said |= {"rating": "-1", "text": "It is dear.", "speaker": "A guide", "source": "an-article", "kind": "first-hand"}
    return said | changes


# There and back


@pytest.mark.parametrize(("url", "model"), [(EVIDENCE, Evidence), (FIGURE, Figure)])
def test_what_was_exported_imports_as_no_change(admin_client, catalogue, url, model):
    before = list(model.history.values_list("history_id", flat=True))
    response = preview(admin_client, as_csv(export(admin_client, url)), url)
    assert "0 new, 0 changed" in Page(response)
    confirm(admin_client, response, url)
    assert list(model.history.values_list("history_id", flat=True)) == before


@pytest.mark.parametrize(("url", "model"), [(EVIDENCE, Evidence), (FIGURE, Figure)])
def test_an_export_brings_back_what_was_deleted(admin_client, catalogue, url, model):
    rows = export(admin_client, url)
    model.objects.all().delete()
    load(admin_client, rows, url)
    assert export(admin_client, url) == rows


def test_references_are_natural_keys(admin_client, catalogue):
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="specialty")
    row = next(row for row in export(admin_client) if row["slug"] == said.slug)
    assert (row["hub"], row["criterion"], row["label"]) == ("lima", "specialty", "fintech")
    assert (row["source"], row["kind"], row["country"]) == ("an-article", "first-hand", "")


def test_the_export_follows_search_and_filters(admin_client, catalogue):
    assert {row["hub"] for row in export(admin_client, q="cusco")} == {"cusco"}


def test_a_correction_is_previewed_then_written_with_its_author(admin_client, admin_user, catalogue):
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="cost")
    response = preview(admin_client, as_csv([{"slug": said.slug, "rating": "-2"}]))
    content = Page(response)
    assert "0 new, 1 changed" in content
    assert "rating 2 -2" in content
    assert (content.texts("del"), content.texts("ins")) == (["2"], ["-2"])
    said.refresh_from_db()
    assert said.rating == 2
    assert "1 updated" in str(list(confirm(admin_client, response).context["messages"])[0])
    said.refresh_from_db()
    assert said.rating == -2
    assert said.history.first().history_user == admin_user
    assert said.history.count() == 2


def test_a_new_row_is_added(admin_client, catalogue):
    load(admin_client, [a_claim(label="")])
    assert Evidence.objects.get(slug="claim-lima-cost-9").reliability == "medium"


@pytest.mark.parametrize("browser", ["en", "es"])
def test_translations_come_and_go_in_columns_of_their_own(admin_client, catalogue, browser):
    claim = a_claim(translation_es="Es caro.", speaker_fr="Un guide")
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = browser
    load(admin_client, [claim])
    said = Evidence.objects.get(slug=claim["slug"])
    assert (said.text, said.translation, said.translation_es) == ("It is dear.", "", "Es caro.")
    assert (said.speaker, said.speaker_es, said.speaker_fr) == ("A guide", None, "Un guide")
    row = next(row for row in export(admin_client) if row["slug"] == claim["slug"])
    assert (row["translation_es"], row["speaker_fr"], row["speaker_es"]) == ("Es caro.", "Un guide", "")
    assert not [name for name in row if name.endswith("_en")]
    load(admin_client, [{"slug": claim["slug"], "translation_es": ""}])
    said.refresh_from_db()
    assert (said.translation_es, said.speaker_fr) == (None, "Un guide")


def test_a_preview_can_be_confirmed_once(admin_client, catalogue):
    response = preview(admin_client, as_csv([a_claim()]))
    confirm(admin_client, response)
    assert "expired or was imported already" in Page(confirm(admin_client, response))


def test_what_became_wrong_since_the_preview_is_not_half_imported(admin_client, catalogue):
    response = preview(admin_client, as_csv([a_claim(), a_claim(slug="claim-cusco-cost-9", hub="cusco")]))
    Hub.objects.get(slug="cusco").delete()
    answer = confirm(admin_client, response)
    assert "Nothing was imported" in str(list(answer.context["messages"])[0])
    assert not Evidence.objects.filter(text="It is dear.").exists()


# Hostile cells


@pytest.mark.parametrize("sign", DANGEROUS)
def test_no_exported_cell_starts_a_formula(admin_client, catalogue, sign):
    evil = f"{sign}cmd|' /C calc'!A0"
    Evidence.objects.filter(hub__slug="cusco").update(text=evil, speaker=evil, note=evil)
    (row,) = export(admin_client, q="cusco")
    assert (row["text"], row["speaker"], row["note"]) == (f"'{evil}",) * 3
    assert row["rating"] == "1"


def test_an_escaped_cell_comes_back_as_it_was(admin_client, catalogue):
    Evidence.objects.filter(hub__slug="cusco").update(text="=1+1 is what it costs", speaker="'90s guide")
    rows = export(admin_client)
    assert "0 new, 0 changed" in Page(preview(admin_client, as_csv(rows)))


def test_text_is_escaped_in_the_preview(admin_client, catalogue):
    content = Page(preview(admin_client, as_csv([a_claim(text="<script>alert(1)</script>")])))
    assert "<script>alert" not in content.source
    assert "<script>alert(1)</script>" in content


# What a curator's spreadsheet makes of an export

# How Excel saves CSV where Windows speaks Spanish, French or Portuguese; as "CSV UTF-8"; as "Unicode text".
SAVED = [(";", "cp1252"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252"), (",", "utf-8")]
TRUTH = [("VERDADERO", "FALSO"), ("VERDADEIRO", "FALSO"), ("VRAI", "FAUX"), ("TRUE", "FALSE"), ("WAHR", "FALSCH")]


@pytest.mark.parametrize(("true", "false"), TRUTH)
@pytest.mark.parametrize(("separator", "encoding"), SAVED)
@pytest.mark.parametrize("url", [EVIDENCE, FIGURE])
def test_an_export_saved_by_a_spreadsheet_imports_as_no_change(
    admin_client, catalogue, url, separator, encoding, true, false
):
    Evidence.objects.filter(hub__slug="lima").update(speaker="José; “peruano”", note="uno\ndos")
    Figure.objects.filter(value__isnull=False).update(value=722250.5)
    rows = export(admin_client, url)
    for row in rows:
        row |= {name: {"true": true, "false": false}.get(value, value) for name, value in row.items()}
        if separator != "," and row.get("value"):
            row["value"] = row["value"].replace(".", ",")
    saved = as_saved(rows, separator).encode(encoding)
    assert "0 new, 0 changed" in Page(preview(admin_client, saved, url))


def as_saved(rows, separator):
    """With an empty column and empty rows at the end, as Excel leaves them, and a blank before the first name."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator)
    first, *names = rows[0]
    writer.writerows([[f" {first}", *names, ""], *([*row.values(), ""] for row in rows)])
    writer.writerows([[""] * (len(rows[0]) + 1)] * 3)
    return file.getvalue()


@pytest.mark.parametrize(
    ("written", "value"), [("1,5", 1.5), ("-0,25", -0.25), ("1.722.250,5", 1722250.5), ("12", 12.0), ("2.5", 2.5)]
)
def test_a_decimal_comma_is_read_where_cells_are_parted_by_something_else(admin_client, catalogue, written, value):
    figure = Figure.objects.filter(value__isnull=False).first()
    saved = f"slug;value\n{figure.slug};{written}\n".encode()
    confirm(admin_client, preview(admin_client, saved, FIGURE), FIGURE)
    figure.refresh_from_db()
    assert figure.value == value


def test_every_error_of_a_row_is_told_under_its_line_of_the_file(admin_client, catalogue):
    rows = [a_claim(text="two\nlines"), a_claim(slug="claim-lima-cost-10", rating="7", hub="atlantis", kind="rumour")]
    told = complaint(
        admin_client, as_csv(rows).replace(b"\r\nclaim-lima-cost-10", b"\r\n\r\n,,,,,,,,,,\r\nclaim-lima-cost-10")
    )
    for error in ("rating: Ensure this value is less", "hub: There is no hub “atlantis”", "kind: There is no evidence"):
        assert f"Line 6, {error}" in told


# Hostile files


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"slug,rating\nevidence-1,1\0\n", "NUL bytes"),
        (b"slug,rating\n", "no rows"),
        (b"\n\n\n", "no rows"),
        (b'slug,text\nevidence-1,"open\n', "not CSV: a quotation mark that is opened in line 2 is never closed"),
        (b'slug,text\nevidence-1,"open" and shut\n', "not CSV: line 2 has a quotation mark in the middle"),
        (b"slug,text\nevidence-1," + b"x" * 200_000 + b"\n", "not CSV: a cell in line 2 never ends"),
        (b"rating\n1\n", "Columns are missing that rows are known by: slug"),
        (b"slug,rating,id\nevidence-1,1,7\n", "Unknown columns: id"),
        (b"slug,seed_digest\nevidence-1,x\n", "Unknown columns: seed_digest"),
        (b"slug,rating,rating\nevidence-1,1,2\n", "Columns that stand there twice: rating"),
        (b"slug,rating\nevidence-1,1\nevidence-1,2\n", "Line 3, slug: This key stands in line 2 already"),
        (b"slug,rating\nevidence-1,1\n evidence-1 ,2\n", "Line 3, slug: This key stands in line 2 already"),
        (b"slug,rating\nevidence-1,1,2\n", "Line 2: The row has not as many cells (3) as there are columns (2)"),
        (
            b"slug,rating\nevidence-1,1\nevidence-2\n",
            "Line 3: The row has not as many cells (1) as there are columns (2)",
        ),
        (b"slug,rating\n,1\n", "Line 2, slug: A row is known by its key"),
        (b"slug,rating\n../../etc,1\n", "Line 2, slug: Enter a valid “slug”"),
        (b"slug,rating\n" + b"".join(b"s%d,1\n" % n for n in range(5_001)), "more than 5000 rows"),
        (b"slug,rating\n" + b"s,1\n" * 5_000, "This key stands in line 2 already"),
        (b"slug,text\n" + b"s,t\n" * 2_500_000, "larger than 10 MB"),
        (b"\x89PNG\r\n\x1a\n", "not text that can be read"),
        (b"PK\x03\x04slug,rating\nevidence-1,1\n", "is a workbook or an archive, not text that can be read"),
        (b"slug,text\nevidence-1,\x81\n", "not text that can be read"),
        ("slug,rating\nevidence-1,1\0\n".encode("utf-16"), "NUL bytes"),
    ],
)
def test_a_file_that_no_export_wrote_is_refused(admin_client, catalogue, data, said):
    assert said in complaint(admin_client, data)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rating": "3"}, "less than or equal to 2"),
        ({"rating": "1.5"}, "Enter a whole number"),
        ({"rating": "9" * 5000}, "Enter a whole number"),
        ({"rating": ""}, "required"),
        ({"form": "rumour"}, "not one of the available choices"),
        ({"hub": "atlantis"}, "There is no hub “atlantis”"),
        ({"hub": ""}, "Name either a hub or a country"),
        ({"country": "PE"}, "Name either a hub or a country"),
        ({"label": "fintech"}, "There is no option “fintech”"),
        ({"criterion": "specialty"}, "A labels criterion needs a label"),
        ({"criterion": "size"}, "only the criteria that people rate"),
        ({"kind": "country-level"}, "Evidence about a country is country-level"),
        ({"kind": ""}, "There is no evidence kind"),
        ({"text": "x" * 601}, "at most 600 characters"),
        ({"speaker": "x" * 201}, "at most 200 characters"),
        ({"form": "quote", "text": "word " * 46}, "at most 45 words"),
        ({"form": "quote"}, "needs its offset"),
        ({"is_draft": "perhaps"}, "Write true or false"),
    ],
)
def test_a_row_is_held_to_the_rules_of_the_forms(admin_client, catalogue, changes, said):
    assert said in complaint(admin_client, as_csv([a_claim(**changes)]))


def test_a_label_is_read_beside_its_criterion(admin_client, catalogue):
    said = Evidence.objects.get(hub__slug="lima", criterion__slug="specialty")
    assert "needs the column criterion" in complaint(admin_client, as_csv([{"slug": said.slug, "label": "ai"}]))
    load(admin_client, [{"slug": said.slug, "criterion": "specialty", "label": "ai"}])
    said.refresh_from_db()
    assert said.label.slug == "ai"


@pytest.mark.parametrize("column", ["hub", "criterion", "rating", "text", "source", "kind"])
def test_a_new_row_needs_its_columns(admin_client, catalogue, column):
    row = a_claim()
    del row[column]
    assert complaint(admin_client, as_csv([row]))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "many", "1,5,5"])
def test_a_figure_is_a_finite_number(admin_client, catalogue, value):
    figure = Figure.objects.first()
    assert "Enter a number" in complaint(admin_client, as_csv([{"slug": figure.slug, "value": value}]), FIGURE)


def test_one_bad_row_stops_the_whole_file(admin_client, catalogue):
    answer = complaint(admin_client, as_csv([a_claim(), a_claim(slug="claim-lima-cost-10", rating="7")]))
    assert "Line 3, rating" in answer
    assert not Evidence.objects.filter(text="It is dear.").exists()


# Hostile confirmations


@pytest.mark.parametrize("name", ["/etc/passwd", "x", "../../etc/passwd", "", "a\0b"])
def test_a_confirmation_names_no_file_but_the_previewed_one(admin_client, catalogue, tmp_path, name):
    response = preview(admin_client, as_csv([a_claim()]))
    answer = confirm(admin_client, response, preview=name)
    assert answer.status_code == 200
    assert answer.context["confirm_form"].errors
    assert not Evidence.objects.filter(text="It is dear.").exists()


def test_a_preview_of_figures_cannot_be_confirmed_as_evidence(admin_client, catalogue):
    response = preview(admin_client, as_csv(export(admin_client, FIGURE)), FIGURE)
    assert confirm(admin_client, response, EVIDENCE).context["confirm_form"].errors


def test_nor_by_another_curator(admin_client, client, catalogue):
    response = preview(admin_client, as_csv([a_claim()]))
    sign_in(client, "view_evidence", "add_evidence", "change_evidence")
    assert confirm(client, response).context["confirm_form"].errors
    assert not Evidence.objects.filter(text="It is dear.").exists()


# Who may


@pytest.mark.parametrize("codenames", [["view_evidence"], ["view_evidence", "change_evidence"], ["add_evidence"]])
def test_importing_needs_the_permission_to_add_and_to_change(client, catalogue, codenames):
    sign_in(client, *codenames)
    assert client.get(f"{EVIDENCE}import/").status_code == 403
    assert client.post(f"{EVIDENCE}process_import/").status_code == 403


def test_a_curator_with_both_may_import(client, catalogue):
    sign_in(client, "view_evidence", "add_evidence", "change_evidence")
    assert "/admin/hubs/evidence/import/" in Page(client.get(EVIDENCE)).links()
    load(client, [a_claim()])
    assert Evidence.objects.filter(text="It is dear.").exists()


def test_a_viewer_may_export_and_is_offered_no_import(client, catalogue):
    sign_in(client, "view_evidence")
    assert len(export(client)) == 8
    assert "import/" not in Page(client.get(EVIDENCE)).source


def test_who_may_not_look_may_not_export(client, catalogue):
    sign_in(client, "view_hub")
    assert client.get(f"{EVIDENCE}export/").status_code == 403


# Cost


def test_a_preview_takes_the_same_queries_for_one_row_and_for_many(
    admin_client, catalogue, django_assert_max_num_queries
):
    rows = [a_claim(slug=f"claim-lima-cost-{number}") for number in range(100)]
    with django_assert_max_num_queries(20):
        preview(admin_client, as_csv(rows))


def test_an_export_takes_the_same_queries_for_one_row_and_for_many(
    admin_client, catalogue, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        export(admin_client)


# How much, and for how long


def test_a_file_may_have_as_many_megabytes_as_the_settings_say_and_not_one_byte_more(admin_client, catalogue, settings):
    settings.IMPORT_BYTES = 2_000_000
    row = b"slug,text\ns,"
    fits, large = (row + b"t" * (size - len(row)) for size in (2_000_000, 2_000_001))
    assert "larger than 2 MB" not in Page(preview(admin_client, fits))
    assert "larger than 2 MB" in complaint(admin_client, large)


def test_a_file_may_have_five_thousand_rows_and_not_one_more():
    rows = [b"slug,rating\n", *(b"s%d,1\n" % number for number in range(5_001))]
    assert Sheet(Evidence, io.BytesIO(b"".join(rows[:-1])), "rows.csv", Limits(5_000)).size == 5_000
    with pytest.raises(ValidationError, match="more than 5000 rows"):
        Sheet(Evidence, io.BytesIO(b"".join(rows)), "rows.csv", Limits(5_000))


@pytest.mark.parametrize(("minutes", "imported"), [(59, True), (61, False)])
def test_a_preview_can_be_confirmed_for_an_hour(admin_client, catalogue, minutes, imported):
    response = preview(admin_client, as_csv([a_claim()]))
    ImportPreview.objects.update(made_at=timezone.now() - timedelta(minutes=minutes))
    confirm(admin_client, response)
    assert Evidence.objects.filter(slug="claim-lima-cost-9").exists() == imported
    assert not ImportPreview.objects.exists()


def test_of_each_curator_the_latest_previews_stay(admin_client, catalogue):
    first, *_, last = [preview(admin_client, as_csv([a_claim(rating=str(number % 3))])) for number in range(5)]
    assert ImportPreview.objects.count() == 3
    assert confirm(admin_client, first).context["confirm_form"].errors
    confirm(admin_client, last)
    assert Evidence.objects.get(slug="claim-lima-cost-9").rating == 1


def test_a_preview_needs_no_file_of_this_host(admin_client, catalogue, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    response = preview(admin_client, as_csv([a_claim()]))
    assert not list(tmp_path.iterdir())
    confirm(admin_client, response)
    assert Evidence.objects.filter(slug="claim-lima-cost-9").exists()
