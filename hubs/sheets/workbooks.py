"""Reading a workbook (.xlsx) that may be meant to harm: looked through in a stream before anything is built of it."""

import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hubs.sheets.cells import as_text

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

MOST_PARTS = 1_000
MOST_ELEMENTS_A_CELL = 4
# What is built whole: a row, a text, a format. Sixteen thousand columns of a row have three elements each.
MOST_AT_ONCE, AT_ONCE = 60_000, {"row", "si", "xf", "cellStyle"}
CHUNK = 1 << 16
FORMULA = "="
TRUTH = {"=TRUE()": True, "=FALSE()": False}  # how LibreOffice stores what another program stored as true or false


class Stored(str):
    """A number or a date that the workbook stores as such: there is nothing to guess."""


class Formula(Stored):
    """What stands where a formula was: its value may be older than what it is computed from."""


class Workbook:
    """The first sheet in sight, row by row."""

    decimal = code_page = ""

    def __init__(self, file: BinaryIO, most_bytes: int, most_cells: int) -> None:
        """Raises ValidationError for what is no workbook, or could harm."""
        from openpyxl import load_workbook  # megabytes that no worker needs before somebody brings a workbook

        file.seek(0)
        try:
            with zipfile.ZipFile(file) as package:
                _look_through(package, most_bytes, most_cells * MOST_ELEMENTS_A_CELL)
            book = load_workbook(file, read_only=True, keep_links=False)
            self._sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
            self._sheet.reset_dimensions()
        except ValidationError:
            raise
        except Exception as error:  # whatever a library says of a file that somebody made up
            raise ValidationError(_unreadable()) from error
        self._most_cells = most_cells

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that hold anything, each under the number that the spreadsheet shows beside it."""
        seen = 0
        rows = enumerate(self._rows(), 1)
        for number, row in rows:
            seen += len(row) or 1
            if seen > self._most_cells:
                raise ValidationError(_("The sheet has too many cells: delete rows and columns that are empty."))
            if any(cell.strip() for cell in row):
                yield number, row

    def _rows(self) -> Iterator[list[str]]:
        try:
            for row in self._sheet.iter_rows():
                yield [_text_of(cell) for cell in row]
        except Exception as error:  # as above
            raise ValidationError(_unreadable()) from error


def _text_of(cell: "ReadOnlyCell") -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        truth = TRUTH.get(str(cell.value).upper())
        return Formula(FORMULA) if truth is None else Stored(as_text(truth, ""))
    text = as_text(cell.value, cell.number_format if cell.data_type == "d" else "")
    return text if isinstance(cell.value, str) else Stored(text)


def _look_through(package: zipfile.ZipFile, most_bytes: int, most_elements: int) -> None:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    # A part never gives more bytes than the archive says it has.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_bytes:
        raise ValidationError(_("The workbook is too large once it is unpacked."))
    if any(name.endswith("vbaproject.bin") or "/externallinks/" in name for name in names):
        raise ValidationError(
            _("The workbook holds macros or links to other files: save a copy that holds values alone.")
        )
    left = most_elements
    for part in parts:
        with package.open(part) as file:
            left -= _elements(file, left)


def _elements(file: IO[bytes], most: int) -> int:
    """How many elements a part has; ValidationError if it declares entities, or has too many of them."""
    found = at_once = 0

    def start(name: str, _attributes: list[str]) -> None:
        nonlocal found, at_once
        found += 1
        at_once = 0 if name.rpartition(":")[2] in AT_ONCE else at_once + 1
        if found > most or at_once > MOST_AT_ONCE:
            raise ValidationError(_("The sheet has too many cells: delete rows and columns that are empty."))

    def refuse(*_declared: object) -> None:
        raise ValidationError(_("The workbook declares entities: no spreadsheet writes that, and it is not read."))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.ordered_attributes = True
    try:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk)
    except expat.ExpatError:
        pass  # a picture, or XML that openpyxl will not read either
    return found


def _unreadable() -> str:
    return _("The workbook cannot be read: open it in a spreadsheet and save it anew as .xlsx.")
