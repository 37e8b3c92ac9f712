"""What somebody looks for among their own links."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hubs.answers.shared import PlainField

MOST_COMPARED = 4


class DeskForm(forms.Form):
    """Words and a state, both of which may stay empty; what is no state is none."""

    q = PlainField(label=_("Search"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=(
            ("", _("All")),
            ("open", pgettext_lazy("state of a link", "Open")),
            ("ended", _("Ended")),
            ("withdrawn", _("Withdrawn")),
        ),
        required=False,
    )


class LeaveForm(forms.Form):
    """What becomes of the links of somebody who deletes their account."""

    END, STAY = "end", "stay"

    links = forms.ChoiceField(
        label=_("What becomes of your links?"),
        choices=(
            (END, _("They end: nobody can open them any more, and what they showed is deleted.")),
            (STAY, _("They stay open until their day, and belong to nobody. Keep their own pages to change them.")),
        ),
        widget=forms.RadioSelect,
    )
