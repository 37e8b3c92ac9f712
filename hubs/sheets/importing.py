"""A sheet into the database: tried or written, all of it or nothing, with every error of every row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult
from tablib import Dataset

from hubs.catalogue.records import References
from hubs.sheets.resources import BATCH, CatalogueResource, resource_of
from hubs.sheets.sheet import Row, Sheet
from hubs.sheets.workbooks import Workbook


@dataclass(slots=True)
class Report:
    """What an import did, or would have done."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, result: Result, sheet: Sheet) -> None:
        self.new += result.totals[RowResult.IMPORT_TYPE_NEW]
        self.changed += result.totals[RowResult.IMPORT_TYPE_UPDATE]
        self.unchanged += result.totals[RowResult.IMPORT_TYPE_SKIP]
        self.errors += complaints(result, sheet)


def import_rows(
    resource: CatalogueResource, sheet: Sheet, rows: Sequence[Row], dry_run: bool, **more: object
) -> Result:
    cells = ([row.cells.get(name, "") for name in sheet.header] for row in rows)
    return resource.import_data(Dataset(*cells, headers=sheet.header), dry_run, rows=rows, **more)


def import_sheet(
    sheet: Sheet,
    dry_run: bool = False,
    user: AbstractBaseUser | None = None,
    reason: str = "",
    progress: Callable[[int], object] = lambda rows: None,
) -> Report:
    """Every row, a thousand at a time in one transaction, which is kept only if no row is wrong.

    Raises
    ------
    ValidationError
        When the file turns out to be no table further down, or somebody else has written the same new rows.
    """
    report, references = Report(), References()
    with transaction.atomic():
        for rows in _batches(sheet):
            resource = resource_of(sheet.model)(references, user, reason)
            try:
                with transaction.atomic():
                    result = import_rows(resource, sheet, rows, dry_run or bool(report.errors))
            except IntegrityError:
                raise ValidationError(_("Somebody has written the same rows meanwhile: try again.")) from None
            report.add(result, sheet)
            progress(len(rows))
        if report.errors or dry_run:
            transaction.set_rollback(True)
    return report


def _batches(sheet: Sheet) -> Iterator[list[Row]]:
    rows = iter(sheet)
    return iter(lambda: list(islice(rows, BATCH)), [])


def complaints(result: Result, sheet: Sheet) -> Iterator[str]:
    """Every error as a sentence that begins with where it is, in the order of the file."""
    for error in result.base_errors:
        yield from _said(error.error)
    wrong: list[tuple[int, str, str]] = []
    for row in result.error_rows:
        wrong += [(row.number, "", str(error.error)) for error in row.errors]
    for row in result.invalid_rows:
        for name, messages in row.field_specific_errors.items():
            wrong += [(row.number, name, message) for message in messages]
        wrong += [(row.number, "", message) for message in row.non_field_specific_errors]
    order = {name: place for place, name in enumerate(sheet.columns)}
    for number, name, message in sorted(wrong, key=lambda each: (each[0], order.get(each[1], -1))):
        yield _placed(isinstance(sheet.table, Workbook), name) % {"number": number, "name": name, "message": message}


def _said(error: Exception) -> Sequence[str]:
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def _placed(is_workbook: bool, name: str) -> str:
    """A spreadsheet counts rows, a text editor lines."""
    if is_workbook:
        return _("Row %(number)d, %(name)s: %(message)s") if name else _("Row %(number)d: %(message)s")
    return _("Line %(number)d, %(name)s: %(message)s") if name else _("Line %(number)d: %(message)s")
