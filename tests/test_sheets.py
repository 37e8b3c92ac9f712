"""Files of curators as rows: every dialect of CSV, workbooks, and what is meant to harm."""

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hubs.exports.workbook import MAIN, UNWRITABLE, workbook
from hubs.models import Figure, Hub, Source
from hubs.sheets import exporting
from hubs.sheets.cells import Habits, partial_date
from hubs.sheets.codepages import restored
from hubs.sheets.sheet import Sheet, columns_of
from hubs.sheets.tables import Limits
from tests.spreadsheets import MONTHS, packed

LIMITS = Limits(5_000)
TEXTS = [
    "Bogotá: el año pasado, según José, la niñez está bien; ¿quién lo dirá?",
    "São Paulo não é só trânsito: há opções, lições e mães que aprovam.",
    "Montréal où l’été est bref, mais la bière fraîche; ça va, dit l’hôte.",
    "Lima – “cheap”, it’s said — for now…",
]


def read(content, model=Source, name="rows.csv", limits=LIMITS):
    return list(Sheet(model, io.BytesIO(content), name, limits))


def told(content, model=Source, name="rows.csv", limits=LIMITS):
    with pytest.raises(ValidationError) as refused:
        read(content, model, name, limits)
    return " ".join(refused.value.messages)


def sheet(xml):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'


def saved(*rows):
    """What openpyxl writes: the cells keep their types."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("text", TEXTS)
def test_letters_are_read_in_every_code_page(text, encoding):
    if encoding == "mac_roman" and text == TEXTS[3]:
        pytest.skip("quotation marks alone say nothing of a Mac")
    (row,) = read(f"slug;title\na;{text.replace(';', ',')}\n".encode(encoding))
    assert row.cells["title"] == text.replace(";", ",")


@pytest.mark.parametrize(
    ("stored", "edited", "read"),
    [
        ("Čas is short", "Cheap is short", "Cheap is short"),  # another word with the same first letter
        ("Čas is short", "Cas, is long", "Čas, is long"),
        ("It is so → cheap", "It is so? Cheap", "It is so? Cheap"),  # a question of the curator's own
        ("Is it cheap →", "Is it cheap?", "Is it cheap?"),
        ("Really\u202f!", "Really?", "Really?"),
        ("Really\u202f! Go.", "Really ! Went.", "Really\u202f! Went."),
    ],
)
def test_letters_come_back_where_the_file_says_the_same_and_nowhere_else(stored, edited, read):
    assert restored(edited, stored, "cp1252") == read


def test_where_the_code_page_cannot_be_told_nothing_is_guessed():
    assert "CSV UTF-8" in told("slug,title\na,otro ano o año\n".encode("mac_roman"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_row_has_the_number_of_the_line_that_it_begins_on(newline):
    lines = ["", "slug,title", "a,one", '"b","two', 'lines"', ",", "c,three"]
    assert [(row.number, row.cells["slug"]) for row in read(newline.join(lines).encode())] == [
        (3, "a"),
        (4, "b"),
        (7, "c"),
    ]


def test_notes_are_not_read_and_errors_of_a_spreadsheet_are_no_notes():
    rows = read(b"slug,title\n# a note,\na,One\n#NAME?,Two\n")
    assert [(row.number, sorted(row.problems)) for row in rows] == [(3, []), (4, ["slug"])]


def test_the_separator_that_excel_announces_is_taken():
    assert read(b"sep=;\nslug;title\na;One, two\n")[0].cells["title"] == "One, two"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("value;1,5\n", "1.5"),
        ("value;1.722.250,5\n", "1722250.5"),
        ("value;9,125\n", "9.125"),
        ('value,"1,722,250.5"\n', "1722250.5"),
        ('value,"1,5"\n', "1.5"),
        ("value,9.125\n", "9.125"),
        ("value;\N{MINUS SIGN}4,5\n", "-4.5"),
        ("value;1\N{NARROW NO-BREAK SPACE}722\N{NO-BREAK SPACE}250,5\n", "1722250.5"),
        ("value\t2,5\n", "2.5"),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(written, value):
    name, cell = written.split(written[5], 1)
    (row,) = read(f"slug{written[5]}{name}\na{written[5]}{cell}".encode(), Figure)
    assert (row.cells["value"], row.problems) == (value, {})


def test_one_number_of_a_file_says_how_the_others_are_meant():
    rows = read(b"slug;value\na;722.250\nb;9,7\n", Figure)
    assert [row.cells["value"] for row in rows] == ["722250", "9.7"]


@pytest.mark.parametrize("content", [b'slug,value\na,"1,500"\n', b"slug;value\na;9.125\n", b"slug\tvalue\na\t9.125\n"])
def test_a_number_that_can_be_read_in_two_ways_is_not_guessed(content):
    (row,) = read(content, Figure)
    assert "write it without a sign for thousands" in row.problems["value"]


@pytest.mark.parametrize(
    ("content", "date"),
    [
        (b"slug;date\na;3/4/2025\n", "2025-04-03"),
        (b"slug,date\na,3/4/2025\nb,12/31/2025\n", "2025-03-04"),
        (b"slug,date\na,3/4/2025\nb,31/12/2025\n", "2025-04-03"),
        (b"slug,date\na,2025-04-03 00:00:00\n", "2025-04-03"),
    ],
)
def test_dates_are_read_as_each_language_writes_them(content, date):
    assert read(content)[0].cells["date"] == date


def test_a_date_that_may_be_two_days_is_not_guessed():
    (row,) = read(b"slug,date\na,3/4/2025\n")
    assert "may be two days" in row.problems["date"]


@pytest.mark.parametrize("error", ["#REF!", "#¿NOMBRE?", "#N/D", "#VALEUR!", "########"])
def test_what_a_spreadsheet_could_not_compute_is_no_text(error):
    (row,) = read(f"slug,title\na,{error}\n".encode())
    assert error in row.problems["title"]


def test_everything_that_is_wrong_with_the_columns_is_told_at_once():
    said = told(b"name,name,pk\nLima,Lima,1\n", Hub)
    assert all(part in said for part in ("Unknown columns: pk", "there twice: name", "known by: slug"))


# Workbooks


def test_a_row_of_a_workbook_has_the_number_beside_it():
    content = packed(
        [],
        xl__worksheets__sheet1_xml=sheet(
            '<row r="2"><c r="A2" t="inlineStr"><is><t>slug</t></is></c></row>'
            '<row r="5"><c r="A5" t="inlineStr"><is><t>a</t></is></c></row><row r="6"/>'
            '<row r="9"><c r="A9" t="inlineStr"><is><t>b</t></is></c></row>'
        ),
    )
    assert [(row.number, row.cells["slug"]) for row in read(content, name="x.xlsx")] == [(5, "a"), (9, "b")]


def test_values_of_a_workbook_are_what_they_mean():
    header = ("slug", "date", "title", "is_draft")
    content = saved(header, ("a", date(2024, 5, 31), 2023.0, True), ("b", datetime(2024, 5, 31), "12", None))
    first, second = read(content, name="x.xlsx")
    assert first.cells == {"slug": "a", "date": "2024-05-31", "title": "2023", "is_draft": "true"}
    assert second.cells == {"slug": "b", "date": "2024-05-31", "title": "12", "is_draft": ""}


def test_a_month_of_a_workbook_is_a_month():
    book, file = Workbook(), io.BytesIO()
    book.active.append(("slug", "date"))
    book.active.append(("a", date(2024, 5, 1)))
    book.active["B2"].number_format = "mmm-yy"
    book.save(file)
    assert read(file.getvalue(), name="x.xlsx")[0].cells["date"] == "2024-05"


def test_numbers_that_a_workbook_holds_as_text_are_numbers():
    rows = read(saved(("slug", "value"), ("a", "1.234,5"), ("b", 9.125)), Figure, "x.xlsx")
    assert [row.cells["value"] for row in rows] == ["1234.5", "9.125"]


def test_a_formula_is_not_taken_for_its_value():
    (row,) = read(saved(("slug", "title"), ("a", "=1+1")), name="x.xlsx")
    assert "formula" in row.problems["title"]


def test_what_libreoffice_saved_reads_as_it_was_written():
    """Our workbook through .ods and back: every true and false is a formula then."""
    saved_file = Path(__file__).with_name("saved_by_libreoffice.xlsx").read_bytes()
    first, second = read(saved_file, Figure, "x.xlsx")
    assert (first.problems, second.problems) == ({}, {})
    assert [first.cells[name] for name in ("value", "ranked", "is_draft", "year", "note")] == [
        "0.798",
        "true",
        "false",
        "2024-05",
        "São, «años» ²",
    ]
    assert [second.cells[name] for name in ("value", "ranked", "is_draft", "year")] == [
        "1882.5",
        "false",
        "true",
        "2021",
    ]


def test_the_first_sheet_in_sight_is_read():
    book, file = Workbook(), io.BytesIO()
    book.active.sheet_state = "hidden"
    second = book.create_sheet("Second")
    second.append(("slug",))
    second.append(("a",))
    book.save(file)
    assert read(file.getvalue(), name="x.xlsx")[0].cells == {"slug": "a"}


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4))
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_any_text_comes_back_as_it_was(ending, texts):
    file = io.BytesIO()
    rows = [("slug", "title"), *((f"s{number}", text) for number, text in enumerate(texts))]
    exporting._write(file, ending, [("Sources", iter(rows))])
    if any("\0" in text for text in texts) and ending == "csv":
        assert "NUL" in told(file.getvalue())
        return
    back = [row.cells["title"] for row in read(file.getvalue(), name=f"rows.{ending}") if not row.problems]
    wanted = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [UNWRITABLE.sub("", text) for text in back] == [UNWRITABLE.sub("", text) for text in wanted]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1", "+1 555", "-", "@home", "＝1", "'90s"])
def test_what_looks_like_a_formula_comes_back_as_it_was(ending, text):
    file = io.BytesIO()
    exporting._write(file, ending, [("Sources", iter([("slug", "title"), ("a", text)]))])
    assert read(file.getvalue(), name=f"rows.{ending}")[0].cells["title"] == text


def test_a_csv_that_a_spreadsheet_saved_as_a_workbook_loses_our_apostrophe():
    assert read(saved(("slug", "title"), ("a", "'=1+1")), name="x.xlsx")[0].cells["title"] == "=1+1"


# Files that mean harm: a clear word, soon, and little memory

BOMB = sheet('<row r="1">' + "<c/>" * 8_000_000 + "</row>")
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def hostile():
    rows = [("slug", "title"), ("a", "b")]
    yield "entities", packed(rows, xl__worksheets__sheet1_xml=f"{ENTITIES}]>{sheet('<row><c><v>&i;</v></c></row>')}")
    yield "entities", packed(rows, xl__worksheets__sheet1_xml=f"{ENTITIES}]><x>&i;</x>".encode("utf-16"))
    yield "too many cells", packed(rows, xl__worksheets__sheet1_xml=BOMB)
    yield "too large", packed(rows, xl__media__x=b"0" * 70_000_000)
    yield "too large", packed(rows, **{f"xl__{number}_xml": "" for number in range(1_001)})
    yield "macros", packed(rows, xl__vbaProject__bin="", **{"xl/vbaProject.bin": b"x"})
    yield "macros", packed(rows, xl__externalLinks__externalLink1_xml="<x/>")
    yield (
        "too many cells",
        packed(rows, xl__worksheets__sheet1_xml=sheet('<row r="999999999999"><c><v>1</v></c></row>')),
    )
    wide = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(2, 5_000))
    wide = f'<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>{wide}'
    yield "too many cells", packed(rows, xl__worksheets__sheet1_xml=sheet(wide))
    for part in ("xl__worksheets__sheet1_xml", "xl__workbook_xml", "xl__styles_xml", "xl___rels__workbook_xml"):
        yield "cannot be read", packed(rows, **{part: "<not<xml"}) if "rels" not in part else packed([])[:200]
    yield "cannot be read", packed(rows, xl__worksheets__sheet1_xml=sheet(f'<row r="{"9" * 5_000}"/>'))
    yield "cannot be read", packed(rows, xl__worksheets__sheet1_xml=sheet('<row><c t="s"><v>99</v></c></row>'))
    yield "cannot be read", b"PK\x03\x04" + b"\0" * 100


@pytest.mark.parametrize("number", range(len(list(hostile()))))
def test_a_workbook_that_means_harm_is_refused_soon_and_in_little_memory(number):
    said, content = list(hostile())[number]
    tracemalloc.start()
    began = time.process_time()
    try:
        assert said in told(content, name="x.xlsx", limits=Limits(500))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 20
    assert peak < 150_000_000


def test_a_million_empty_columns_are_left_aside():
    began = time.process_time()
    (row,) = read(b"slug,title" + b"," * 1_000_000 + b"\na,b" + b"," * 1_000_000 + b"\n")
    assert row.cells == {"slug": "a", "title": "b"}
    rows = ['<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c><c r="XFD1" s="1"/></row>']
    rows += [f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}" s="1"/></row>' for n in range(2, 12)]
    assert len(read(packed([], xl__worksheets__sheet1_xml=sheet("".join(rows))), name="x.xlsx")) == 10
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rows.xlsx", b"slug,title\na,b\n", "is no workbook"),
        ("rows.csv", workbook([("a", [("slug",), ("a",)])]), "name a workbook .xlsx"),
        ("rows.xls", b"\xd0\xcf\x11\xe0", "Only .csv and .xlsx"),
        ("rows.xlsx", b"\xd0\xcf\x11\xe0 a password", "Only .csv and .xlsx"),
        ("rows.ods", b"PK\x03\x04", "Only .csv and .xlsx"),
        ("rows.xlsm", b"PK\x03\x04", "Only .csv and .xlsx"),
        ("rows.csv", b'slug,title\na,"b\n', "opened in line 2 is never closed"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_refused(name, content, said):
    assert said in told(content, name=name)


def test_an_encrypted_part_is_refused():
    file = bytearray(packed([("slug",), ("a",)]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = file.find(mark)
        while at >= 0:
            file[at + offset] |= 1
            at = file.find(mark, at + 1)
    assert "cannot be read" in told(bytes(file), name="x.xlsx")


@pytest.mark.parametrize("language", MONTHS)
def test_a_month_is_known_by_its_short_name_in_every_language(language):
    for number, name in enumerate(MONTHS[language].split(), 1):
        assert partial_date(f"{name}-24", Habits()) == f"2024-{number:02}"


def test_columns_begin_with_the_key_and_end_with_the_draft_mark():
    assert columns_of(Hub)[:2] == ("slug", "name")
    assert columns_of(Hub)[-1] == "is_draft"
    assert zipfile.is_zipfile(io.BytesIO(packed([])))
