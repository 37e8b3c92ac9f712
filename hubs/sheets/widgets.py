"""How the value of a field is written in a cell of a table, and read from there: one widget for each kind of value."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from hubs.catalogue.records import References
from hubs.exports.workbook import UNWRITABLE
from hubs.models import Option
from hubs.models.base import CatalogueRecord
from hubs.sheets.cells import FALSE, TRUE
from hubs.sheets.sheet import NUMBERS

Cells = Mapping[str, str]
# How many digits a spreadsheet keeps of a number, and the fewest that it shows where it has no room for it.
SHOWN_DIGITS = range(10, 16)
PAIR = re.compile(r"\s*([-\w]+)\s*[:=]\s*(\S+)\s*")
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")


class ColumnWidget(Widget):
    """A plain value, cleaned by the form field that an admin's form would have for it."""

    def __init__(self, field: models.Field) -> None:
        super().__init__()
        is_address = isinstance(field, models.URLField)
        made = field.formfield(assume_scheme="https") if is_address else field.formfield()
        self.form_field = cast(forms.Field, made)

    def clean(self, value: str, row: Cells | None = None, **kwargs: object) -> object:
        try:
            return self.form_field.clean(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return "" if value is None else str(value)

    def native(self, value: Any) -> object:
        """The value as a workbook stores it."""
        return self.render(value)

    def is_same(self, cell: str, value: Any) -> bool:
        """Whether a cell is how a table shows the value: it then stays as it is, to the last space."""
        return _plain(cell) == _plain(self.render(value))


def _plain(text: str) -> str:
    """A text without what not every table can hold."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class NumberWidget(ColumnWidget):
    def native(self, value: float | None) -> object:
        return "" if value is None else value

    def is_same(self, cell: str, value: float | None) -> bool:
        """A number of many digits comes back with as many as a spreadsheet shows."""
        if value is None or not cell:
            return value is None and not cell
        try:
            read = float(cell)
        except ValueError:
            return False
        return read == value or any(read == float(f"{value:.{digits}g}") for digits in SHOWN_DIGITS)


class YesOrNo(ColumnWidget):
    def clean(self, value: str, row: Cells | None = None, **kwargs: object) -> bool:
        word = value.strip().lower()
        if word not in TRUE | FALSE:
            raise ValueError(_("Write true or false."))
        return word in TRUE

    def render(self, value: Any, obj: object = None, **kwargs: object) -> str:
        return str(value).lower()

    def native(self, value: bool) -> object:
        return value

    def is_same(self, cell: str, value: bool) -> bool:
        return cell.strip().lower() in (TRUE if value else FALSE)


class Targets(ColumnWidget):
    """The wanted value of each indicator, as `population: 2000000; density: 900`."""

    def clean(self, value: str, row: Cells | None = None, **kwargs: object) -> dict[str, float]:
        parts = [part for part in re.split(r"[;\n]", value) if part.strip()]
        pairs = [PAIR.fullmatch(part) for part in parts]
        if not all(pairs):
            raise ValueError(_("Write each indicator and its number with a colon between, as in population: 2000000."))
        return {pair[1]: _number(pair[2]) for pair in pairs if pair}

    def render(self, value: Any, obj: object = None, **kwargs: object) -> str:
        return "; ".join(f"{name}: {json.dumps(number)}" for name, number in sorted((value or {}).items()))


class Months(ColumnWidget):
    """Twelve numbers, January first, parted by spaces."""

    def clean(self, value: str, row: Cells | None = None, **kwargs: object) -> list[float]:
        return [_number(part) for part in re.split(r"[;\s]+", value.strip()) if part]

    def render(self, value: Any, obj: object = None, **kwargs: object) -> str:
        return " ".join(json.dumps(number) for number in value or ())


class Requirements(ColumnWidget):
    """For each requirement its passports, as `90: AR BR; visa required: AF`."""

    def clean(self, value: str, row: Cells | None = None, **kwargs: object) -> dict[str, str]:
        parts = [part.partition(":") for part in re.split(r"[;\n]", value) if part.strip()]
        if not all(colon for _requirement, colon, _passports in parts):
            raise ValueError(_("Write each requirement and its passports with a colon between, as in 90: AR BR."))
        return {requirement.strip(): " ".join(passports.split()) for requirement, _colon, passports in parts}

    def render(self, value: Any, obj: object = None, **kwargs: object) -> str:
        return "; ".join(f"{requirement}: {passports}" for requirement, passports in sorted((value or {}).items()))


OWN: dict[str, type[ColumnWidget]] = {"targets": Targets, "months": Months, "requirements": Requirements}


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(_("“%s” is no number.") % text[:60])
    return int(number) if number.is_integer() and not re.search("[.,]", text) else number


class Reference(ColumnWidget):
    """Another record by its natural key: a hub's slug, a country's code, a label's slug within its criterion."""

    references: References

    def __init__(self, field: models.Field) -> None:
        Widget.__init__(self)
        self.model = cast(type[CatalogueRecord], field.related_model)
        self.is_optional = field.null

    def clean(self, value: str, row: Cells | None = None, **kwargs: object) -> CatalogueRecord | None:
        key = value.strip()
        if not key and self.is_optional:
            return None
        try:
            return self.references.find(self.model, (_criterion(row), key) if self.model is Option else (key,))
        except ValidationError:
            known = {"name": self.model._meta.verbose_name, "key": key[:60]}
            raise ValueError(_("There is no %(name)s “%(key)s”.") % known) from None

    def render(self, value: Any, obj: object = None, **kwargs: object) -> str:
        return "" if value is None else value.own_key

    def is_same(self, cell: str, value: CatalogueRecord | None) -> bool:
        """Never of a label, which its criterion may have moved away from."""
        return self.model is not Option and super().is_same(cell, value)


def _criterion(row: Cells | None) -> str:
    try:
        return (row or {})["criterion"].strip()
    except KeyError:
        raise ValueError(_("A label needs the column criterion beside it.")) from None


def widget_of(field: models.Field) -> type[ColumnWidget]:
    if own := OWN.get(field.name):
        return own
    by_kind = ((models.BooleanField, YesOrNo), (models.ForeignKey, Reference), (NUMBERS, NumberWidget))
    return next((widget for kind, widget in by_kind if isinstance(field, kind)), ColumnWidget)
