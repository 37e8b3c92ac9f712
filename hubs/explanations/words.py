"""Numbers and codes as a reader sees them, formatted once."""

from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

HALF_A_TENTH = 0.05


def out_of_ten(share: float) -> str:
    """A partial similarity on the 0 to 10 scale of hub pages."""
    return number_format(10 * share, decimal_pos=1)


def points(share: float) -> int:
    return round(100 * share)


def signed(value: float) -> str:
    """One decimal with its sign; a true minus, and no sign for what rounds to nothing."""
    number = number_format(abs(value), decimal_pos=1)
    if abs(value) < HALF_A_TENTH:
        return number
    return f"+{number}" if value > 0 else f"\N{MINUS SIGN}{number}"


def counted(number: int) -> str:
    """Small numbers as words."""
    words = (_("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"))
    return words[number - 2] if 2 <= number <= len(words) + 1 else str(number)


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return {"qu": _("Quechua"), "ay": _("Aymara"), "gn": _("Guaraní")}.get(code, code)
