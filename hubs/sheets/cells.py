"""What a spreadsheet set to any of our languages makes of numbers, dates and truth, and what was meant."""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

# As people write it, and as a spreadsheet does in each of the site's languages and in German and Italian.
TRUE = {"true", "yes", "1", "verdadero", "sí", "si", "verdadeiro", "sim", "vrai", "oui", "wahr", "vero"}
FALSE = {"false", "no", "0", "falso", "não", "nao", "faux", "non", "falsch"}
SPACES_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
GROUPED = r"[1-9]\d{{0,2}}(?:{0}\d{{3}})+"
WITH_POINT, WITH_COMMA = (
    re.compile(rf"[+-]?(?:{GROUPED.format(group)}|\d+)?(?:{mark}\d*)?(?:[eE][+-]?\d+)?")
    for mark, group in ((r"\.", ","), (",", r"\."))
)
ERROR = re.compile(
    r"#[¡¿]?(REF|NAME|VALUE|VALOR|VALEUR|DIV/0|NULL|NULO|NUL|NUM|NÚM|NOMBRE|NOME|NOM|SPILL|CALC)[!?]|#N/[AD]|#{3,}"
)
DAY_AND_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ]00:00(?::00)?)?")
MONTH_AND_YEAR = re.compile(r"(?:(\d{1,2})[/.-]|([^\W\d_]{3,})\.?[-/ ])(\d{4}|\d{2})")
CENTURY_TURNS = 30  # where Excel reads two digits as 19..


class Habits(NamedTuple):
    """What the numbers and dates of a file that can be read in one way only say about those that can be read in two.

    `comma` and `month_first` are None as long as none of them, or some for either way, have said so. `mark` is the
    decimal sign that goes with the file's separator, where no number has spoken.
    """

    comma: bool | None = None
    month_first: bool | None = None
    mark: str = ""


def is_error(cell: str) -> bool:
    """Whether a spreadsheet could not compute what stands there.

    >>> is_error("#¿NOMBRE?"), is_error("#N/D"), is_error("#1 for families")
    (True, True, False)
    """
    return ERROR.fullmatch(cell) is not None


def number(text: str, habits: Habits) -> str:
    """A number as Python writes it; what is no number stays as it is.

    >>> number("1.722.250,5", Habits()), number("1,722,250.5", Habits()), number("many", Habits())
    ('1722250.5', '1722250.5', 'many')
    >>> number("1,500", Habits(comma=True)), number("1,500", Habits(comma=False))
    ('1.500', '1500')

    Raises
    ------
    ValueError
        When it can be read in two ways.
    """
    point, comma = _readings(text)
    if point is None or comma is None or point == comma:
        return point or comma or text
    if habits.comma is None and habits.mark and habits.mark in text:
        return comma if habits.mark == "," else point
    if habits.comma is None:
        known = {"number": text, "one": point, "other": comma}
        raise ValueError(_("“%(number)s” can be %(one)s or %(other)s: write it without a sign for thousands.") % known)
    return comma if habits.comma else point


def has_comma(text: str) -> bool | None:
    """Whether a number has a decimal comma (or points between its thousands); None if it does not say."""
    point, comma = _readings(text)
    return None if (point is None) == (comma is None) else point is None


def _readings(text: str) -> tuple[str | None, str | None]:
    """What a number is if a point is its decimal sign, and if a comma is."""
    text = SPACES_BETWEEN_DIGITS.sub("", text.strip()).replace("\N{MINUS SIGN}", "-")
    point = text.replace(",", "") if WITH_POINT.fullmatch(text) else None
    comma = text.replace(".", "").replace(",", ".") if WITH_COMMA.fullmatch(text) else None
    return point, comma


def partial_date(text: str, habits: Habits) -> str:
    """A date, or a year, or a year and a month, in the order of ISO 8601; what is none of them stays as it is.

    >>> [partial_date(cell, Habits()) for cell in ("31/12/2025", "12/31/2025", "may-24", "févr.-24", "5/2024", "2024")]
    ['2025-12-31', '2025-12-31', '2024-05', '2024-02', '2024-05', '2024']
    >>> partial_date("3/4/2025", Habits(month_first=False)), partial_date("2011-2013", Habits())
    ('2025-04-03', '2011-2013')

    Raises
    ------
    ValueError
        When day and month cannot be told apart.
    """
    text = text.strip()
    if parts := YEAR_FIRST.fullmatch(text):
        return "-".join([parts[1], *(f"{int(part):02}" for part in parts.groups()[1:] if part)])
    if parts := DAY_AND_MONTH.fullmatch(text):
        day, month = _day_and_month(text, int(parts[1]), int(parts[2]), habits)
        return f"{_year(parts[3])}-{month:02}-{day:02}"
    if (parts := MONTH_AND_YEAR.fullmatch(text)) and (found := int(parts[1] or 0) or _month(parts[2])):
        return f"{_year(parts[3])}-{found:02}"
    return text


def has_month_first(text: str) -> bool | None:
    """Whether a date names the month before the day; None if it does not say."""
    parts = DAY_AND_MONTH.fullmatch(text.strip())
    if not parts or (int(parts[1]) > 12) == (int(parts[2]) > 12):
        return None
    return int(parts[2]) > 12


def _day_and_month(text: str, first: int, second: int, habits: Habits) -> tuple[int, int]:
    if first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if habits.month_first is None:
        raise ValueError(_("“%s” may be two days: write the year first, as in 2025-12-31.") % text)
    return (second, first) if habits.month_first else (first, second)


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return f"{'20' if int(digits) < CENTURY_TURNS else '19'}{digits}"


@lru_cache(1_000)
def _month(letters: str) -> int | None:
    """The month that a word begins, in any of our languages; None if no month or several begin like that."""
    begun = _folded(letters)
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {number for number, name in MONTHS.items() if _folded(str(name)).startswith(begun)}
    return found.pop() if len(found) == 1 else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def as_text(value: object, number_format: str = "") -> str:
    """The value of a cell of a workbook as it would stand in a table.

    >>> as_text(2023.0), as_text(9.7), as_text(True), as_text(None)
    ('2023', '9.7', 'true', '')
    >>> as_text(datetime(2024, 5, 1), "mmm-yy"), as_text(datetime(2024, 5, 31), "dd/mm/yyyy")
    ('2024-05', '2024-05-31')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime() if value.time() != time.min:
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            day = value.strftime("%Y-%m-%d")
            return day if "d" in number_format.lower() else day[:7]
        case _:
            return str(value)
