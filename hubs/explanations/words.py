"""Numbers as a reader sees them, formatted once, and names in a row."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hubs.printed import number


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
