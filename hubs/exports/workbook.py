"""A workbook (Office Open XML) that a spreadsheet opens by a double click, whatever language it is set to.

Numbers are stored as numbers and texts as texts, so that no comma and no code page can be mistaken.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from hubs.exports.spreadsheets import FORMULA

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What XML cannot hold, and how much a cell and the name of a sheet can.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_CELL, LONGEST_NAME = 32_767, 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
PLAIN, BOLD, QUOTED = 0, 1, 2
NARROWEST, WIDEST = 8, 60
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    # Text even after somebody edits the cell: what begins like a formula never becomes one.
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

# The rows that say how wide columns are.
MEASURED = 1_000

Row = Sequence[object]


def workbook(sheets: Iterable[tuple[str, Iterable[Row]]]) -> bytes:
    """Sheets by name; the first row of each is its head and stays in sight."""
    file = BytesIO()
    write_workbook(file, sheets)
    return file.getvalue()


def write_workbook(file: BinaryIO, sheets: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """The same into a file, row by row: a sheet is never in memory as a whole."""
    named = [(NOT_IN_NAMES.sub(" ", name)[:LONGEST_NAME], rows) for name, rows in sheets]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in _parts([name for name, _rows in named]):
            package.writestr(_entry(path), HEAD + content)
        for number, (_name, rows) in enumerate(named, 1):
            with package.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for text in _sheet(iter(rows)):
                    part.write(text.encode())


def _entry(path: str) -> zipfile.ZipInfo:
    """Without the time of day: the same ranking makes the same file."""
    entry = zipfile.ZipInfo(path)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _parts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What frames the sheets."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{OFFICE}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{sheets}</sheets></workbook>'
    files = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*files, ("styles", "styles.xml")])
    yield "xl/styles.xml", STYLES


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'


def _sheet(rows: Iterator[Row]) -> Iterator[str]:
    first = list(islice(rows, MEASURED))
    widths = "".join(
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
        for column, width in enumerate(_widths(first), 1)
    )
    head = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{head}</sheetView></sheetViews>'
    yield f"<cols>{widths}</cols><sheetData>"
    for number, row in enumerate(chain(first, rows), 1):
        yield f'<row r="{number}">{"".join(_cells(number, row))}</row>'
    yield "</sheetData></worksheet>"


def _widths(rows: Sequence[Row]) -> Iterator[int]:
    """Wide enough for the longest cell of a column, as far as that is bearable."""
    for column in zip(*rows, strict=True):
        longest = max(len(str(value)) for value in column)
        yield min(max(longest + 2, NARROWEST), WIDEST)


def _cells(number: int, row: Row) -> Iterator[str]:
    """The cells of a row that hold anything."""
    for column, value in enumerate(row):
        text = UNWRITABLE.sub("", "" if value is None else str(value))[:LONGEST_CELL]
        place, style = f"{_letters(column)}{number}", BOLD if number == 1 else PLAIN
        if isinstance(value, bool):
            yield f'<c r="{place}" s="{style}" t="b"><v>{value:d}</v></c>'
        elif isinstance(value, int | float):
            yield f'<c r="{place}" s="{style}"><v>{text}</v></c>'
        elif text:
            style = QUOTED if FORMULA.match(text) else style
            yield f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _letters(column: int) -> str:
    """
    >>> _letters(0), _letters(25), _letters(26), _letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    more, last = divmod(column, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)
