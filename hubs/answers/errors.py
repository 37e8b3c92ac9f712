"""What Django says of a wrong answer, collected for our translators.

Our translation of a message goes before Django's own, which is formal in Spanish where this site says tú.
"""

from django.utils.translation import gettext_lazy, ngettext_lazy

SAID_BY_DJANGO = (
    gettext_lazy("Enter a valid date."),
    gettext_lazy("Enter a number."),
    gettext_lazy("Enter a whole number."),
    gettext_lazy("Enter a list of values."),
    gettext_lazy("Enter a valid URL."),
    gettext_lazy("Enter a valid email address."),
    gettext_lazy("Enter a valid value."),
    gettext_lazy("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_lazy("Select a valid choice. That choice is not one of the available choices."),
    gettext_lazy("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_lazy("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
