"""What each column of a table means, and what may stand in it, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from hubs.catalogue.records import fields_of
from hubs.formats import number
from hubs.languages import ENGLISH
from hubs.models import Option
from hubs.models.base import CatalogueRecord
from hubs.sheets.sheet import DATES, NUMBERS, columns_of
from hubs.translation import TRANSLATED, column


@dataclass(frozen=True, slots=True)
class ColumnGuide:
    """A column: what it is about, how it is written, its allowed values with what they mean, and whether it is needed.

    `languages` are the names of the languages that it has columns of its own for.
    """

    name: str
    meaning: str
    written: str
    choices: tuple[tuple[str, str], ...]
    required: str
    languages: tuple[tuple[str, str], ...]


def guides(model: type[CatalogueRecord]) -> Iterator[ColumnGuide]:
    """The columns in the order of the tables; a translation is told of at the column that it translates."""
    fields = {field.name: field for field in fields_of(model)}
    for name in columns_of(model):
        if not isinstance(fields[name], TranslationField):
            yield _guide(model, fields[name])


def _guide(model: type[CatalogueRecord], field: models.Field) -> ColumnGuide:
    return ColumnGuide(
        field.name,
        " ".join(filter(None, (f"{_title(field)}.", str(field.help_text)))),
        _written(model, field),
        tuple((str(value), str(label)) for value, label in field.choices or ()),
        _required(model, field),
        tuple(_translations(model, field.name)),
    )


def _title(field: models.Field) -> str:
    return _("Key") if field.name == "slug" else capfirst(str(field.verbose_name))


def _translations(model: type[CatalogueRecord], name: str) -> Iterator[tuple[str, str]]:
    if name in TRANSLATED.get(model, ()):
        yield from ((column(name, code), spoken) for code, spoken in settings.LANGUAGES if code != ENGLISH)


def _written(model: type[CatalogueRecord], field: models.Field) -> str:
    """How a value is written."""
    if isinstance(field, models.ForeignKey):
        return _reference(field)
    if field.choices:
        return _("One of the values below.")
    if field.name == "targets":
        return _("Each indicator with its number, parted by semicolons: population: 2000000; density: 900")
    if field.name == "requirements":
        return _("Each requirement with its passports, parted by semicolons: 90: AR BR; visa required: AF")
    if field.name == "months":
        return _("Twelve numbers, parted by spaces.")
    if field.name in DATES.get(model, ()):
        return _("A year, a month or a day, as text: 2024, 2024-05, 2024-05-31.")
    if isinstance(field, models.BooleanField):
        return _("true or false, or your spreadsheet’s own word for it.")
    if isinstance(field, NUMBERS):
        return _number(field)
    if isinstance(field, models.SlugField):
        return _("At most %d letters without accents, digits, hyphens or underscores.") % (field.max_length or 0)
    if isinstance(field, models.URLField):
        return _("An address that begins with https:// or http://.")
    if field.max_length:
        return _("Text of at most %s characters.") % number(field.max_length)
    return _("Text.")


def _reference(field: models.ForeignKey) -> str:
    related = cast(type[CatalogueRecord], field.related_model)
    if related is Option:
        return _("The key of a label of the criterion in the column criterion.")
    if related.NATURAL_KEY == ("code",):
        return _("The code of a country: two capital letters.")
    return _("The key of a record of this type: %s.") % related._meta.verbose_name


def _number(field: models.Field) -> str:
    least, most = (
        next((each.limit_value for each in field.validators if isinstance(each, kind)), None)
        for kind in (MinValueValidator, MaxValueValidator)
    )
    is_whole = isinstance(field, models.IntegerField)
    if least is None or (is_whole and most is not None and most > 10_000):
        return _("A whole number.") if is_whole else _("A number.")
    if most is None:
        return _("A number of at least %s.") % number(least, _decimals(least))
    known = {"least": number(least, _decimals(least)), "most": number(most, _decimals(most))}
    return (
        _("A whole number from %(least)s to %(most)s.") % known
        if is_whole
        else _("A number from %(least)s to %(most)s.") % known
    )


def _decimals(value: float) -> int:
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def _required(model: type[CatalogueRecord], field: models.Field) -> str:
    if field.name in model.NATURAL_KEY:
        return _("Always: the row is known by it.")
    if field.default is not NOT_PROVIDED and not callable(field.default):
        default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        return _("No. Without the column a new record gets: %s") % default
    if field.blank or field.null:
        return _("No, it may be empty.")
    return _("In a new record.")
