"""Numbers, dates, names in a row and plain text as a reader sees them, in the active language."""

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

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
    return _printed(round(value, decimals), decimals, languages.active())


@lru_cache(8192)
def _printed(rounded: float, decimals: int, language: str) -> str:
    text = number_format(abs(rounded), decimals)
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


def is_old(printed: str, today: date) -> bool:
    """Whether a date, of which day and month may lack, lies more than a year back.

    >>> [is_old(day, date(2026, 11, 28)) for day in ("2025-11-27", "2025-12", "2025")]
    [True, False, False]
    """
    return printed < year_before(today)[: len(printed)]


def year_before(today: date) -> str:
    """The day a year ago; of a leap day the one before.

    >>> year_before(date(2028, 2, 29))
    '2027-02-28'
    """
    return today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()


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
    """One decimal, and how many that is once rounded.

    >>> decimal(1.96), decimal(1.96).whole, decimal(-1.94).whole
    ('2.0', 2, 1)
    """
    return Printed(number(value, 1), round(value, 1))


def whole(value: float) -> Printed:
    """No decimal.

    >>> whole(1.96), whole(1.96).whole
    ('2', 2)
    """
    return Printed(number(value, 0), round(value))


def tenths(value: float) -> Printed:
    """One decimal, left out where it is none.

    >>> tenths(100 / 3), tenths(25.0)
    ('33.3', '25')
    """
    return Printed(number(value, 0 if round(value, 1) == round(value) else 1), round(value, 1))


def out_of_ten(share: float) -> Printed:
    """A partial similarity on the 0 to 10 scale of hub pages."""
    return decimal(10 * share)


def points(share: float) -> int:
    """
    >>> points(0.625), points(1)
    (62, 100)
    """
    return round(100 * share)


def of_hundred(shares: Sequence[float]) -> list[int]:
    """Shares of a whole as whole hundredths that add up: what rounding down leaves goes to the largest remainders.

    >>> of_hundred([0.335, 0.335, 0.33]), of_hundred([0.625, 0.375])
    ([34, 33, 33], [63, 37])
    """
    down = [int(100 * share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (down[place] - 100 * shares[place], place))
    for place in by_remainder[: round(100 * sum(shares)) - sum(down)]:
        down[place] += 1
    return down


def signed(value: float) -> Printed:
    """One decimal with its sign; a true minus, and no sign for what rounds to nothing.

    >>> signed(0.96), signed(0.96).whole, signed(0.04), signed(-0.25)
    ('+1.0', 1, '0.0', '−0.2')
    """
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
