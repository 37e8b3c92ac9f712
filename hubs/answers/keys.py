"""The border of a new key of the API: what it is for, what it may do, and until when."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.shared import DayInput, PlainField
from hubs.formats import day
from hubs.models.api_key import Scope

MOST_DAYS = 366


class KeyForm(forms.Form):
    """A key that somebody makes for a program of theirs."""

    name = PlainField(label=gettext_lazy("Which program is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires = forms.DateField(
        label=gettext_lazy("Open until, if it is to end by itself"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=DayInput,
    )

    def clean_expires(self) -> date | None:
        until: date | None = self.cleaned_data["expires"]
        first = timezone.now().date()
        last = first + timedelta(MOST_DAYS)
        if until and not first <= until <= last:
            raise ValidationError(_("Choose a day from today to %(last)s.") % {"last": day(last)})
        return until
