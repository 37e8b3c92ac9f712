"""A file as rows under our columns: what cells mean, and what is wrong with them without asking the database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from hubs.catalogue.records import fields_of
from hubs.exports.spreadsheets import unescape
from hubs.models import Entry, Figure, Permit, Source
from hubs.models.base import CatalogueRecord
from hubs.sheets import cells
from hubs.sheets.cells import Habits
from hubs.sheets.tables import Limits, Table, open_table
from hubs.sheets.workbooks import Formula, Stored, Workbook
from hubs.translation import TRANSLATED, with_translations

NOTE = "#"
NUMBERS = (models.FloatField, models.IntegerField)
DATES = {Source: {"date"}, Figure: {"year"}, Entry: {"checked"}, Permit: {"checked"}}


def columns_of(model: type[CatalogueRecord]) -> tuple[str, ...]:
    """The columns of a model's tables: its key, its fields with their translations beside them, and the draft mark."""
    apart = {*model.NATURAL_KEY, "is_draft"}
    own = [each.name for each in fields_of(model) if not isinstance(each, TranslationField) and each.name not in apart]
    translated = TRANSLATED.get(model, ())
    spread = [with_translations(name) if name in translated else (name,) for name in own]
    return (*model.NATURAL_KEY, *(name for names in spread for name in names), "is_draft")


@dataclass(slots=True)
class Row:
    """One row: the number that a curator finds it under, its cells, and what is wrong with some of them.

    What is wrong with the row as a whole stands under "". Letters may have been lost to its code page.
    """

    number: int
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    code_page: str = ""


class Sheet:
    """The rows of a file. They can be read more than once, and are never all in memory."""

    def __init__(self, model: type[CatalogueRecord], file: BinaryIO, name: str, limits: Limits) -> None:
        """Raises ValidationError, with all that is wrong, when this cannot be a table of the model."""
        self.model = model
        self.columns = columns_of(model)
        self.table = open_table(file, name, self.columns, limits)
        kinds = {each.name: each for each in fields_of(model)}
        self._numbers = {name for name in self.columns if isinstance(kinds[name], NUMBERS)}
        self._dates = DATES.get(model, set())
        self.header = self._header()
        self.habits, self.size = self._survey(limits.rows)

    def __iter__(self) -> Iterator[Row]:
        seen: dict[tuple[str, ...], int] = {}
        for number, line in self._lines():
            row = Row(number, {}, code_page=self.table.code_page)
            if len(line) != len(self.header):
                counts = {"cells": len(line), "columns": len(self.header)}
                row.problems[""] = (
                    _("The row has not as many cells (%(cells)d) as there are columns (%(columns)d).") % counts
                )
            else:
                self._fill(row, line)
                self._check_key(row, seen)
            yield row

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        """Rows below the header without notes, cut to its width where nothing is lost by that."""
        at = self.header.index(self.model.NATURAL_KEY[0])
        for number, line in islice(iter(self.table), 1, None):
            if len(line) > at and line[at].strip().startswith(NOTE) and not cells.is_error(line[at].strip()):
                continue
            width = len(self.header)
            if not any(cell.strip() for cell in line[width:]):
                del line[width:]
            if isinstance(self.table, Workbook):
                line += [""] * (width - len(line))
            yield number, line

    def _fill(self, row: Row, line: Sequence[str]) -> None:
        for name, cell in zip(self.header, line, strict=True):
            try:
                row.cells[name] = self._read(name, cell)
            except ValueError as error:
                row.cells[name], row.problems[name] = cell, str(error)

    def _read(self, name: str, cell: str) -> str:
        if isinstance(cell, Formula):
            raise ValueError(_("Here is a formula: put its value there instead."))
        if cells.is_error(cell.strip()):
            raise ValueError(_("Here is an error of the spreadsheet: %s") % cell.strip())
        if isinstance(cell, Stored):
            return str(cell)
        if name in self._numbers:
            return cells.number(cell, self.habits)
        if name in self._dates:
            return cells.partial_date(cell, self.habits)
        return unescape(cell).replace("\r\n", "\n").replace("\r", "\n")

    def _check_key(self, row: Row, seen: dict[tuple[str, ...], int]) -> None:
        key = tuple(row.cells[name].strip() for name in self.model.NATURAL_KEY)
        own = self.model.NATURAL_KEY[-1]
        if own in row.problems or not all(key):
            row.problems.setdefault(own, _("A row is known by its key: it cannot be empty."))
        elif (first := seen.setdefault(key, row.number)) != row.number:
            in_row = isinstance(self.table, Workbook)
            said = _("This key stands in row %d already.") if in_row else _("This key stands in line %d already.")
            row.problems[own] = said % first

    def _header(self) -> list[str]:
        line = next(iter(self.table), (0, []))[1]
        while line and not line[-1].strip():
            line.pop()
        header = [unescape(name).strip() for name in line]
        wrong = []
        if unknown := [name or "–" for name in header if name not in self.columns]:
            wrong.append(_("Unknown columns: %s") % first_of(unknown))
        if repeated := [name for name, number in Counter(header).items() if name and number > 1]:
            wrong.append(_("Columns that stand there twice: %s") % first_of(repeated))
        if header and (missing := [name for name in self.model.NATURAL_KEY if name not in header]):
            wrong.append(_("Columns are missing that rows are known by: %s") % first_of(missing))
        if wrong:
            raise ValidationError(wrong)
        if not header:
            raise ValidationError(_("The file holds no rows under a line of column names."))
        return header

    def _survey(self, most_rows: int) -> tuple[Habits, int]:
        """The habits of the file, which some of its cells give away, and how many rows it has."""
        commas, months, size = set(), set(), 0
        for _number, line in self._lines():
            size += 1
            if size > most_rows:
                raise ValidationError(_("The file holds more than %d rows.") % most_rows)
            for name, cell in zip(self.header, line, strict=False):
                if isinstance(cell, Stored):
                    continue
                if name in self._numbers:
                    commas.add(cells.has_comma(cell))
                elif name in self._dates:
                    months.add(cells.has_month_first(cell))
        if not size:
            raise ValidationError(_("The file holds no rows under a line of column names."))
        return _habits(self.table, commas - {None}, months - {None}), size


def _habits(table: Table, commas: set[bool | None], months: set[bool | None]) -> Habits:
    """One way if nothing speaks for the other; spreadsheets part cells by semicolons in our other languages."""
    by_semicolon = False if table.decimal == "," else None
    return Habits(
        comma=commas.pop() if len(commas) == 1 else None,
        month_first=months.pop() if len(months) == 1 else None if months else by_semicolon,
        mark="" if commas else table.decimal,
    )


def first_of(names: Sequence[str]) -> str:
    shown = [name[:60] for name in names[:5]]
    return ", ".join(shown) + (" ..." if len(names) > 5 else "")
