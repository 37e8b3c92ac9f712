"""Numbers and codes as a reader sees them, formatted once."""

from django.utils.translation import gettext as _

from hubs.printed import number


def decimal(value: float) -> str:
    return number(value, 1)


def out_of_ten(share: float) -> str:
    """A partial similarity on the 0 to 10 scale of hub pages."""
    return decimal(10 * share)


def points(share: float) -> int:
    return round(100 * share)


def signed(value: float) -> str:
    """One decimal with its sign; a true minus, and no sign for what rounds to nothing."""
    return f"+{number(value, 1)}" if round(value, 1) > 0 else number(value, 1)


def counted(count: int) -> str:
    """Small numbers as words."""
    words = (_("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"))
    return words[count - 2] if 2 <= count <= len(words) + 1 else str(count)
