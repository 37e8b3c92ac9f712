"""Every reader of files, given what no program wrote: a plain refusal or a table, and nothing slow."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hubs.catalogue import releases
from hubs.interviews.texts import UnreadableText, read_text
from hubs.sheets.profiles import columns_of, read_profiles
from hubs.sheets.tables import Limits, open_table
from tests import makers
from tests.fuzz.cases import HOSTILE, fuzz, many

pytestmark = fuzz
COLUMNS = ["slug", "name", "latitude", "longitude", "country", "is_active"]
NAMES = ["a.csv", "a.xlsx", "a.txt", "a.md", "a.docx", "A.XLSX", "a.xls", "a.zip", "", "../../a.csv"]
WORDS = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
PARAGRAPH = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{}</w:t><w:tab/></w:r></w:p>'


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


DOCUMENT = zipped({"word/document.xml": WORDS.format(PARAGRAPH.format("The rent is low in Lima.") * 9)})
TABLE = b"slug,name,latitude,longitude,country,is_active\nlima,Lima,-12,-77,PE,true\n"
PLAIN = b"# Living in Lima\r\n\r\nThe rent is low, > said *Ana*.\n"


def a_workbook():
    book, file = Workbook(), io.BytesIO()
    for row in (COLUMNS, ["lima", "Lima", -12.0, -77.0, "PE", True], ["=1+1", None, "9" * 300, "x", "", False]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


SEEDS = [
    DOCUMENT,
    TABLE,
    PLAIN,
    PLAIN.decode().encode("utf-16"),
    a_workbook(),
    zipped({}),
    zipped({"[Content_Types].xml": "<a/>"}),
]


@st.composite
def files(draw):
    """A file as a program wrote it with some of it changed, or nothing of the kind."""
    content = bytearray(draw(st.one_of(st.sampled_from(SEEDS), st.binary(max_size=300), written())))
    for _change in range(draw(st.integers(0, 4))):
        place, length = draw(st.integers(0, max(0, len(content)))), draw(st.integers(0, 8))
        content[place : place + length] = draw(st.binary(max_size=12))
    return bytes(content)


@st.composite
def written(draw):
    """A whole file of which a part is hostile."""
    text = draw(HOSTILE)
    xml = text.replace("&", "").replace("<", "").replace("\x00", "")
    rows = draw(st.lists(st.lists(HOSTILE, max_size=8), max_size=8))
    made = [
        zipped({"word/document.xml": WORDS.format(PARAGRAPH.format(xml))}),
        zipped({"word/document.xml": f'<!DOCTYPE x [<!ENTITY a "{xml}">]>' + WORDS.format(text)}),
        zipped({"xl/workbook.xml": text, "../../evil": text, "xl/worksheets/sheet1.xml": text}),
        draw(st.sampled_from(",;\t|")).join(map(repr, rows)).encode(),
        "\n".join(draw(st.sampled_from(",;\t")).join(row) for row in [COLUMNS, *rows]).encode(),
    ]
    return draw(st.sampled_from(made))


def outcome(act, refusal):
    try:
        act()
    except refusal:
        return "refused"
    return "read"


def test_a_text_is_read_or_refused(measured):
    @many(1_200)
    @given(files(), st.sampled_from(NAMES))
    def holds(content, name):
        measured.run(
            f"{name} {content[:80]}", lambda: ("text", outcome(lambda: read_text(content, name), UnreadableText))
        )

    holds()


def test_a_table_is_read_or_refused(measured):
    def rows(content, name):
        list(open_table(io.BytesIO(content), name, COLUMNS, Limits(50)))

    @many(1_200)
    @given(files(), st.sampled_from(NAMES))
    def holds(content, name):
        measured.run(f"{name} {content[:80]}", lambda: ("table", outcome(lambda: rows(content, name), ValidationError)))

    holds()


@pytest.mark.django_db
def test_a_table_of_people_is_read_or_refused(measured):
    makers.make_release()
    catalogue = releases.current()
    head = columns_of(catalogue)

    @many(600)
    @given(st.data())
    def holds(data):
        columns = data.draw(st.lists(st.sampled_from(head), max_size=6))
        rows = data.draw(
            st.lists(st.lists(st.one_of(st.sampled_from(["1", "2", "3"]), HOSTILE), max_size=7), max_size=5)
        )
        content = data.draw(st.one_of(files(), st.just("\n".join(",".join(row) for row in [columns, *rows]).encode())))
        name = data.draw(st.sampled_from(NAMES))
        act = lambda: outcome(lambda: read_profiles(io.BytesIO(content), name, catalogue, 50), ValidationError)  # noqa: E731
        measured.run(f"{name} {content[:80]}", lambda: ("people", act()))

    holds()
