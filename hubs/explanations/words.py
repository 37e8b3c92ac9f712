"""Numbers and codes as a reader sees them, formatted once."""

from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


def decimal(value: float) -> str:
    return number_format(round(value, 1), decimal_pos=1)


def out_of_ten(share: float) -> str:
    """A partial similarity on the 0 to 10 scale of hub pages."""
    return decimal(10 * share)


def points(share: float) -> int:
    return round(100 * share)


def signed(value: float) -> str:
    """One decimal with its sign; a true minus, and no sign for what rounds to nothing."""
    rounded = round(value, 1)
    number = number_format(abs(rounded), decimal_pos=1)
    if not rounded:
        return number
    return f"+{number}" if rounded > 0 else f"\N{MINUS SIGN}{number}"


def counted(number: int) -> str:
    """Small numbers as words."""
    words = (_("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"))
    return words[number - 2] if 2 <= number <= len(words) + 1 else str(number)


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return {"qu": _("Quechua"), "ay": _("Aymara"), "gn": _("Guaraní")}.get(code, code)
