"""A file as rows of text, each with the number that a curator finds it under: CSV in every dialect, and .xlsx."""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hubs.sheets.codepages import code_page_of, encoding_of
from hubs.sheets.workbooks import Workbook

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SEPARATORS = ",;\t"
# Excel's own first line, for itself.
ANNOUNCED = re.compile(r'"?sep=([,;\t])"?\s*')
Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read."""

    rows: int
    columns: int = 100
    unpacked: int = 60_000_000

    @property
    def cells(self) -> int:
        return (self.rows + 1) * self.columns


class Table(Protocol):
    """Rows that can be read more than once. `decimal` is the sign that goes with its separator, "" if none does.

    `code_page` is what letters may have been lost to, "" if there was room for all of them.
    """

    decimal: str
    code_page: str

    def __iter__(self) -> Iterator[Line]: ...


def open_table(file: BinaryIO, name: str, columns: Collection[str], limits: Limits) -> Table:
    """The table in a file, by its name and by what it holds, which must agree.

    Raises
    ------
    ValidationError
        When it is neither CSV nor .xlsx, or dangerous.
    """
    file.seek(0)
    start = file.read(4)
    is_workbook = name.lower().endswith(".xlsx")
    if start == COMPOUND or name.lower().endswith((".xls", ".xlsm", ".xlsb", ".ods", ".numbers")):
        raise ValidationError(_("Only .csv and .xlsx are read, without a password: save the table as one of them."))
    if is_workbook != (start == ZIP):
        raise ValidationError(
            _("The file is named .xlsx but is no workbook: if it is CSV, name it .csv.")
            if is_workbook
            else _("The file is a workbook or an archive, not text that can be read: name a workbook .xlsx.")
        )
    return Workbook(file, limits.unpacked, limits.cells) if is_workbook else CsvTable(file, columns)


class CsvTable:
    def __init__(self, file: BinaryIO, columns: Collection[str]) -> None:
        self._file = file
        self._encoding = encoding_of(file)
        self.code_page = code_page_of(file, self._encoding)
        self._separator = self._separator_of(columns)
        self.decimal = {",": ".", ";": ",", "\t": ""}[self._separator]

    def __iter__(self) -> Iterator[Line]:
        """Rows that hold anything, each under the line that it begins on."""
        with _text(self._file, self._encoding) as text:
            reader = csv.reader(text, delimiter=self._separator, strict=True)
            begins = 1
            try:
                for row in reader:
                    if any(cell.strip() for cell in row) and not (begins == 1 and _is_announcement(row)):
                        yield begins, row
                    begins = reader.line_num + 1
            except csv.Error as error:
                raise ValidationError(_what_is_wrong(str(error), begins)) from None

    def _separator_of(self, columns: Collection[str]) -> str:
        """The sign under which the first line names most of our columns."""
        with _text(self._file, self._encoding) as text:
            first = next((line for line in text if line.strip()), "")
        if announced := ANNOUNCED.fullmatch(first):
            return announced[1]

        def known(separator: str) -> int:
            return sum(name.strip().strip('"').strip() in columns for name in first.split(separator))

        return max(SEPARATORS, key=known)


def _is_announcement(row: list[str]) -> bool:
    return row[0] == "sep=" or ANNOUNCED.fullmatch(row[0]) is not None


def _what_is_wrong(error: str, line: int) -> str:
    if "unexpected end" in error:
        return _("The file is not CSV: a quotation mark that is opened in line %d is never closed.") % line
    if "field larger" in error:
        return _("The file is not CSV: a cell in line %d never ends. Is a quotation mark missing?") % line
    return _("The file is not CSV: line %d has a quotation mark in the middle of a cell; write it twice.") % line


class _text(io.TextIOWrapper):
    """A file's text that leaves the file open."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        super().__init__(file, encoding, newline="")

    def __exit__(self, *args: object) -> None:
        self.detach()
