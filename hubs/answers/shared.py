"""The border of a shared ranking: the words that go with it, what it tells, and its answers on other pages."""

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.fields import RATHER, importance_name, options_name
from hubs.answers.home import HOME
from hubs.answers.move import HOUSEHOLD, MOVE, hidden_from_others
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.formats import day
from hubs.models.sharing import DAYS_OPEN, MOST_DAYS_OPEN, Shows

SHARED = "shared"
LANGUAGE = "language"
PERSONAL = (HOUSEHOLD, LANGUAGE, HOME, MOVE)  # what nobody is told unless the sender says so
LONGEST_NAME, LONGEST_TITLE, LONGEST_NOTE = 60, 80, 400
# Invisible letters that join or lead, as emoji need them; the others of their kind turn text around.
JOINERS = {"\u200c", "\u200d"}


def first_day() -> date:
    """Today; not before the newest release: on a clock that was set back a link would end before it begins."""
    return max(timezone.now().date(), releases.current().date)


def usual_end() -> date:
    return first_day() + timedelta(DAYS_OPEN)


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
    """Whose a shared ranking is, what it is for, how long it can be read and what it tells, if its sender says so."""

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
        initial=usual_end,
    )
    shows = forms.ChoiceField(
        label=gettext_lazy("What they see"),
        choices=Shows.choices,
        required=False,
        widget=forms.RadioSelect,
        initial=Shows.EVERYTHING,
    )
    household = forms.BooleanField(label=gettext_lazy("Also who is moving"), required=False)
    language = forms.BooleanField(label=gettext_lazy("Also the language I work in"), required=False)
    home = forms.BooleanField(
        label=gettext_lazy("Also where I live, and how each hub compares with it"), required=False
    )
    move = forms.BooleanField(
        label=gettext_lazy("Also what I earn, which passports I hold and how I work, and what follows for each hub"),
        required=False,
    )

    def __init__(
        self, data: Mapping[str, Any] | None, answers: QueryDict, initial: dict[str, object] | None = None
    ) -> None:
        """Asks of the personal answers only those that were given."""
        super().__init__(data, initial=initial)
        for name in PERSONAL:
            if not answers.keys() & _asked_of(name, answers):
                del self.fields[name]

    @property
    def personal(self) -> list[forms.BoundField]:
        return [self[name] for name in PERSONAL if name in self.fields]

    @property
    def told(self) -> set[str]:
        """The personal answers that may be told."""
        return {name for name in PERSONAL if self.cleaned_data.get(name)}

    @property
    def words(self) -> dict[str, object]:
        """What is kept beside the answers and the ranking."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in PERSONAL}
        return told | {"tells_language": LANGUAGE in self.told}

    def clean_shows(self) -> str:
        return self.cleaned_data["shows"] or str(self.get_initial_for_field(self.fields["shows"], "shows"))

    def clean_open_until(self) -> date:
        until, first = self.cleaned_data["open_until"] or usual_end(), first_day()
        last = first + timedelta(MOST_DAYS_OPEN)
        if not first <= until <= last:
            raise ValidationError(_("Choose a day from today to %(last)s.") % {"last": day(last)})
        return until


def _asked_of(name: str, answers: QueryDict) -> set[str]:
    """The questions that tell of the household, the language, home or the move."""
    return {name} if name == LANGUAGE else hidden_from_others(answers, {HOUSEHOLD, HOME, MOVE} - {name})


def told(form: AnswersForm, shows: str, *, language: bool) -> str:
    """What of somebody's answers others may see: nothing, what counts how much, or all that they say."""
    if shows == Shows.RANKING:
        return ""
    values = dict(form.cleaned_data)
    if shows == Shows.PRIORITIES:
        if form.is_own:
            return ""  # what is weighed cannot be shown without the move that it is weighed by: the order alone
        asked = {name for by in form.catalogue.criteria.values() for name in (importance_name(by), options_name(by))}
        return form.encode({name: value for name, value in values.items() if name in asked | {"basis"}})
    if not language:
        values[LANGUAGE] = ""
        values["must"] = [each for each in values["must"] if each != f"{RATHER}{LANGUAGE}"]
    return form.encode(values)


class SharedAnswers(AnswersForm):
    """The answers of a shared ranking. Pages that it leads to carry its token in their place."""

    def __init__(self, token: str, answers: str, catalogue: Catalogue) -> None:
        super().__init__(QueryDict(answers), catalogue)
        self.token = token

    @property
    def query(self) -> str:
        return f"{SHARED}={self.token}"

    @property
    def query_told(self) -> str:
        """What they are, as far as others may see them."""
        return self.data.urlencode()

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
        return form.encode(weights)
