"""Numbers, dates, names in a row and plain text as a reader sees them, in the active language."""

import html
import re
from collections.abc import Iterable
from datetime import date

from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from hubs import languages


def number(value: float, decimals: int = 0) -> str:
    """Rounded, grouped, and with a true minus.

    >>> number(-1234567.26, 1), number(-0.04, 1), number(2.5)
    ('−1,234,567.3', '0.0', '2')
    """
    rounded = round(value, decimals)
    text = number_format(abs(rounded), decimals, force_grouping=True)
    return f"\N{MINUS SIGN}{text}" if rounded < 0 else text


def day(of: date, form: str = "DATE_FORMAT") -> str:
    """A date as it stands within a sentence: Django's own has months with a capital in Portuguese as well."""
    return languages.within_a_sentence(date_format(of, form))


def partial_date(printed: str) -> str:
    """A date that may lack its day or its month; anything else, such as a span of years, stays as it is.

    >>> partial_date("2024-05-31"), partial_date("2024-05"), partial_date("2024"), partial_date("1981-2010")
    ('May 31, 2024', 'May 2024', '2024', '1981-2010')
    """
    month_only = printed.count("-") == 1
    try:
        parsed = date.fromisoformat(f"{printed}-01" if month_only else printed)
    except ValueError:
        return printed
    return day(parsed, "YEAR_MONTH_FORMAT" if month_only else "DATE_FORMAT")


class Printed(str):
    """A printed decimal that still knows how many it is, for sentences that take a plural by it.

    `whole` leaves the decimals out: in French and Portuguese 1.9 is singular.
    """

    whole: int

    def __new__(cls, text: str, value: float) -> "Printed":
        printed = super().__new__(cls, text)
        printed.whole = int(abs(value))
        return printed


def decimal(value: float) -> Printed:
    return Printed(number(value, 1), round(value, 1))


def out_of_ten(share: float) -> Printed:
    """A partial similarity on the 0 to 10 scale of hub pages."""
    return decimal(10 * share)


def points(share: float) -> int:
    return round(100 * share)


def signed(value: float) -> Printed:
    """One decimal with its sign; a true minus, and no sign for what rounds to nothing."""
    rounded = round(value, 1)
    return Printed(f"+{number(value, 1)}", rounded) if rounded > 0 else decimal(value)


def listed(names: Iterable[str]) -> str:
    """One, two and three."""
    *most, last = list(names) or [""]
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def plain_lines(template: str, **values: object) -> list[str]:
    """The words of a page's template as plain lines, for what is no page."""
    lines = render_to_string(template, values).split("<br>")
    # Not split(): the spaces that French has before its punctuation are to stay.
    return [re.sub(r"[ \n]+", " ", html.unescape(strip_tags(line))).strip() for line in lines]
