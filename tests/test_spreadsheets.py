import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.exports.spreadsheets import escape, guard, table, unescape
from hubs.exports.workbook import STYLES, UNWRITABLE, workbook

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_escaping_is_undone(cell):
    assert unescape(escape(cell)) == cell


TEMPTING = st.text(st.sampled_from("=+-@'\"\t\r\n,;1a "), max_size=12)


@given(TEMPTING)
def test_escaping_of_what_looks_like_it_is_undone(cell):
    assert unescape(escape(cell)) == unescape(guard(cell)) == cell


@given(st.lists(TEMPTING, min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_no_formula_begins_where_another_separator_cuts_a_text(cells, separator):
    """In Spanish, Portuguese and French spreadsheets part cells by semicolons; a text of ours is then cut in two."""
    read = table([cells]).decode("utf-8-sig")
    for line in read.splitlines():
        # Three quotation marks and more begin a text that has one itself.
        for cell in (re.sub(r'^"{1,2}(?!")', "", part) for part in line.split(separator)):
            assert not re.match(r"[=+\-@]", cell) or re.fullmatch(r"[+-]\d+", cell.rstrip('"'))


@given(st.sampled_from(DANGEROUS), st.text(max_size=5))
def test_what_a_spreadsheet_would_run_is_escaped(sign, rest):
    cell = sign + rest
    try:
        float(cell)
    except ValueError:
        assert escape(cell).startswith(f"'{sign}")


@pytest.mark.parametrize("number", ["-2", "+1", "-77.03", "1e-5", "0"])
def test_numbers_stay_numbers(number):
    assert escape(number) == number


# Workbooks


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(content):
    """Name of a sheet -> its rows, each a dict from column letters to values as they are stored."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}
    names = [sheet.get("name") for sheet in parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    sheets = [parts[f"xl/worksheets/sheet{number}.xml"] for number in range(1, len(names) + 1)]
    return {
        name: [{cell.get("r"): stored(cell) for cell in row} for row in sheet.iter(f"{MAIN}row")]
        for name, sheet in zip(names, sheets, strict=True)
    }


def stored(cell):
    if cell.get("t") == "inlineStr":
        return cell.find(f"{MAIN}is/{MAIN}t").text
    return float(cell.find(f"{MAIN}v").text)


def test_numbers_and_texts_of_a_workbook_are_what_they_were():
    rows = [("name", "score"), ("Bogotá & <co>", 61.5), ("Lima", None), ("", -2)]
    assert opened(workbook([("Ranking", rows)])) == {
        "Ranking": [
            {"A1": "name", "B1": "score"},
            {"A2": "Bogotá & <co>", "B2": 61.5},
            {"A3": "Lima"},
            {"B4": -2.0},
        ]
    }


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=3))
def test_any_text_can_be_stored_and_none_is_a_formula(texts):
    content = workbook([("a", [texts])])
    (row,) = opened(content)["a"]
    assert all(isinstance(cell, str) for cell in row.values())
    kept = [UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [cell.replace("\r", "\n") for cell in row.values()] == [text for text in kept if text]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_what_would_run_stays_text_after_an_edit_as_well(text):
    sheet = zipfile.ZipFile(io.BytesIO(workbook([("a", [("head",), (text,)])]))).read("xl/worksheets/sheet1.xml")
    assert b'<c r="A2" s="2" t="inlineStr">' in sheet
    assert 'numFmtId="49"' in STYLES.split("<xf ")[-1]
    assert 'quotePrefix="1"' in STYLES.split("<xf ")[-1]


def test_a_workbook_is_the_same_whenever_it_is_made():
    assert workbook([("a", [("x", 1)])]) == workbook([("a", [("x", 1)])])


def test_a_name_that_no_sheet_can_have_is_mended():
    (name,) = opened(workbook([("Classement : [tout]/" + "x" * 40, [("a",)])]))
    assert name.startswith("Classement    tout")
    assert len(name) == 31
