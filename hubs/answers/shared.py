"""The border of a shared ranking: the words that go with it, and its answers on the pages that it leads to."""

import unicodedata
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.formats import day
from hubs.models.sharing import MOST_DAYS_OPEN, default_end

SHARED = "shared"
LONGEST_NAME, LONGEST_TITLE, LONGEST_NOTE = 60, 80, 400
# Invisible letters that join or lead, as emoji need them; the others of their kind turn text around.
JOINERS = {"\u200c", "\u200d"}


class PlainField(forms.CharField):
    """Text as it is meant to be read: lines end as one letter, and nothing turns the direction around."""

    def to_python(self, value: object) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        return "".join(letter for letter in text if letter in JOINERS or not _is_control(letter)).strip()


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter).startswith("C") and letter != "\n"


class DayInput(forms.DateInput):
    """A browser's own calendar, which knows one way to write a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ShareForm(forms.Form):
    """Whose a shared ranking is, what it is for and how long it can be read, if its sender says so."""

    sender = PlainField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME, required=False)
    title = PlainField(label=gettext_lazy("What is it for?"), max_length=LONGEST_TITLE, required=False)
    note = PlainField(
        label=gettext_lazy("A note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    open_until = forms.DateField(
        label=gettext_lazy("Open until"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=DayInput,
        initial=default_end,
    )

    def clean_open_until(self) -> date:
        until = self.cleaned_data["open_until"] or default_end()
        first = timezone.now().date()
        last = first + timedelta(MOST_DAYS_OPEN)
        if not first <= until <= last:
            raise ValidationError(_("Choose a day from today to %(last)s.") % {"last": day(last)})
        return until


class SharedAnswers(AnswersForm):
    """The answers of a shared ranking. Pages that it leads to carry its token in their place."""

    def __init__(self, token: str, answers: str, catalogue: Catalogue) -> None:
        super().__init__(QueryDict(answers), catalogue)
        self.token = token

    @property
    def query(self) -> str:
        return f"{SHARED}={self.token}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(SHARED, self.token)]

    def weights_on(self, catalogue: Catalogue) -> str:
        """What counts how much, as far as a catalogue asks for it, and nothing about the person who said so."""
        form = AnswersForm(self.data, catalogue)
        form.is_valid()
        weights: dict[str, str | float | list[str] | None] = {}
        for priority in form.priorities:
            names = [field.name for field in (priority.importance, priority.options) if field]
            if not any(name in form.errors for name in names):
                weights |= {name: form.cleaned_data.get(name) for name in names}
        return form._encode(weights)
