"""Records as tables for curators' spreadsheets, and empty tables that say what belongs into them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hubs.catalogue.records import rows_of
from hubs.exports.spreadsheets import ENCODING, escape, guard
from hubs.exports.workbook import XLSX, write_workbook
from hubs.models.base import CatalogueRecord
from hubs.sheets.columns import ColumnGuide, guides
from hubs.sheets.resources import CatalogueResource, relations_of, resource_of
from hubs.sheets.sheet import NOTE, columns_of

CSV = f"text/csv; charset={ENCODING.removesuffix('-sig')}"
# Where commas are decimal signs, spreadsheets part cells by semicolons and read 12.5 as a day in May.
DECIMAL_COMMAS = "semicolons.csv"
CONTENT_TYPES = {"csv": CSV, DECIMAL_COMMAS: CSV, "xlsx": XLSX}
CHUNK = 1_000
Cells = Iterable[object]


def write_table(
    file: BinaryIO,
    ending: str,
    rows: models.QuerySet[CatalogueRecord],
    progress: Callable[[int], object] = lambda rows: None,
) -> None:
    """Records as CSV, with commas or with semicolons, or as .xlsx: what is written here reads back as no change."""
    model: type[CatalogueRecord] = rows.model
    cells = _as_text if ending == "csv" else _as_native

    def body() -> Iterator[Cells]:
        resource = resource_of(model)()
        for row in rows.select_related(*relations_of(model)).iterator(chunk_size=CHUNK):
            yield cells(resource, row)
            progress(1)

    _write(file, ending, [(_name(model), _with_header(model, body()))])


def write_template(file: BinaryIO, ending: str, model: type[CatalogueRecord]) -> None:
    """The columns over two rows that are not read: what each is for, and an example; a workbook explains them all."""
    said = _notes(model, _as_text if ending == "csv" else _as_native)
    sheets: list[tuple[str, Iterable[Cells]]] = [(_name(model), _with_header(model, said))]
    if ending == "xlsx":
        sheets.append((_("Columns"), _explained(model)))
    _write(file, ending, sheets)


def _write(file: BinaryIO, ending: str, sheets: list[tuple[str, Iterable[Cells]]]) -> None:
    if ending == "xlsx":
        write_workbook(file, ((name, map(_guarded, rows)) for name, rows in sheets))
        return
    text = io.TextIOWrapper(file, ENCODING, newline="")
    written, separator = (_with_comma, ";") if ending == DECIMAL_COMMAS else (_with_point, ",")
    csv.writer(text, delimiter=separator).writerows(map(written, row) for row in sheets[0][1])
    text.detach()


def _guarded(row: Cells) -> list[object]:
    return [guard(cell) if isinstance(cell, str) else cell for cell in row]


def _with_point(cell: object) -> str:
    return escape(str(cell))


def _with_comma(cell: object) -> str:
    """A cell for a spreadsheet with decimal commas.

    >>> [_with_comma(cell) for cell in (-12.5, 2000000, True, "-12.5", "=1")]
    ['-12,5', '2000000', 'true', '-12.5', "'=1"]
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    return repr(cell).replace(".", ",") if isinstance(cell, float) else escape(str(cell))


def _with_header(model: type[CatalogueRecord], rows: Iterable[Cells]) -> Iterator[Cells]:
    yield columns_of(model)
    yield from rows


def _as_text(resource: CatalogueResource, row: CatalogueRecord) -> Cells:
    return [column.export(row) for column in resource.columns]


def _as_native(resource: CatalogueResource, row: CatalogueRecord) -> Cells:
    return [column.widget.native(column.get_value(row)) for column in resource.columns]


def _notes(
    model: type[CatalogueRecord], cells: Callable[[CatalogueResource, CatalogueRecord], Cells]
) -> Iterator[Cells]:
    """What to write into each column, and the first record of this type, if there is any."""
    told = {guide.name: guide for guide in guides(model)}
    yield _as_note(_in_short(name, told) for name in columns_of(model))
    example = rows_of(model).filter(is_draft=False).first()
    if example is not None:
        yield _as_note(cells(resource_of(model)(), example))


def _as_note(cells: Cells) -> Cells:
    first, *others = cells
    return [f"{NOTE} {first}", *others]


def _in_short(name: str, told: dict[str, ColumnGuide]) -> str:
    if name not in told:
        languages = {column: spoken for guide in told.values() for column, spoken in guide.languages}
        return _("The same in this language: %s") % languages[name]
    guide = told[name]
    values = ", ".join(value for value, _meaning in guide.choices)
    return " ".join((guide.meaning, values or guide.written))


def _explained(model: type[CatalogueRecord]) -> Iterator[Cells]:
    yield (_("Column"), _("Meaning"), _("What to write"), _("Needed"), _("In other languages"))
    for guide in guides(model):
        values = "; ".join(f"{value}: {meaning}" for value, meaning in guide.choices)
        languages = ", ".join(column for column, _spoken in guide.languages)
        yield (guide.name, guide.meaning, " ".join(filter(None, (guide.written, values))), guide.required, languages)


def _name(model: type[CatalogueRecord]) -> str:
    return capfirst(str(model._meta.verbose_name_plural))
