"""The border of an invitation: what its owner says and presets, and what a candidate agrees to."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.answers.home import HOME
from hubs.answers.move import HOUSEHOLD, hidden_from_others
from hubs.answers.questionnaire import LONGEST_QUERY, AnswersForm
from hubs.answers.shared import LONGEST_NAME, LONGEST_TITLE, DayInput, PlainField
from hubs.catalogue.frozen import Catalogue
from hubs.formats import day
from hubs.models import Invitation
from hubs.models.invitation import LIMIT, MOST_ANSWERS, default_closing
from hubs.models.sharing import MOST_DAYS_OPEN, Shows

LONGEST_MESSAGE = 1000
LANGUAGE = "language"
OFF = (HOUSEHOLD, HOME, LANGUAGE)  # what a candidate switches on before it is sent


class InvitationForm(forms.Form):
    """What an invitation says, what candidates begin with, and how long and for how many it is open."""

    title = PlainField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("Such as: where our next office could be."),
        max_length=LONGEST_TITLE,
    )
    sender = PlainField(
        label=gettext_lazy("Who is asking?"),
        help_text=gettext_lazy("Your name or your company’s: whoever gets the link reads it."),
        max_length=LONGEST_NAME,
    )
    message = PlainField(
        label=gettext_lazy("A message"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    start = forms.CharField(
        label=gettext_lazy("Start from these answers"),
        help_text=gettext_lazy(
            "The address of a ranking of yours: its priorities and dealbreakers are preset, and can be changed."
        ),
        max_length=2 * LONGEST_QUERY,
        required=False,
    )
    open_until = forms.DateField(
        label=gettext_lazy("Open until"),
        input_formats=["%Y-%m-%d"],
        widget=DayInput,
        initial=default_closing,
    )
    limit = forms.IntegerField(label=gettext_lazy("Most answers"), min_value=1, max_value=MOST_ANSWERS, initial=LIMIT)
    told_by_email = forms.BooleanField(label=gettext_lazy("Tell me by e-mail when somebody answers"), required=False)
    hubs = forms.MultipleChoiceField(
        label=gettext_lazy("Which hubs are in question?"),
        help_text=gettext_lazy("None ticked: all of them. Candidates see every hub; you see those in question."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None, catalogue: Catalogue, invitation: Invitation | None = None) -> None:
        super().__init__(data, initial=_told(invitation) if invitation else None)
        self.catalogue = catalogue
        self.fields["hubs"].choices = [(hub.slug, hub.name) for hub in catalogue.hubs.values()]  # type: ignore[attr-defined]

    def clean_start(self) -> str:
        """The query string of the preset answers, without those about the owner's own household and home."""
        typed = self.cleaned_data["start"].strip()
        preset = AnswersForm(QueryDict(urlsplit(typed).query or typed.lstrip("?")), self.catalogue, is_finished=False)
        if not typed:
            return ""
        if not preset.is_valid() and not preset.nothing_chosen:
            raise ValidationError(_("These are no answers that we can read: paste the whole address of a ranking."))
        return preset.query_for_others()

    def clean_open_until(self) -> date:
        until: date = self.cleaned_data["open_until"]
        first = timezone.now().date()
        last = first + timedelta(MOST_DAYS_OPEN)
        if not first <= until <= last:
            raise ValidationError(_("Choose a day from today to %(last)s.") % {"last": day(last)})
        return until

    @property
    def stored(self) -> dict[str, Any]:
        """What is kept of it, by the fields of an invitation."""
        told = dict(self.cleaned_data)
        return told | {"answers": told.pop("start"), "hubs": " ".join(told["hubs"])}


def _told(invitation: Invitation) -> dict[str, Any]:
    names = ("title", "sender", "message", "open_until", "limit", "told_by_email")
    told = {name: getattr(invitation, name) for name in names}
    return told | {"start": invitation.answers, "hubs": invitation.hubs_in_question}


class ReplyForm(forms.Form):
    """What a candidate sends of their answers, and that they agree to it."""

    shows = forms.ChoiceField(
        label=gettext_lazy("What may be seen?"),
        choices=Shows.choices,
        initial=Shows.RANKING,
        widget=forms.RadioSelect,
    )
    household = forms.BooleanField(label=gettext_lazy("Send who is moving"), required=False)
    home = forms.BooleanField(label=gettext_lazy("Send where I live"), required=False)
    language = forms.BooleanField(label=gettext_lazy("Send which language I need"), required=False)
    named = forms.BooleanField(
        label=gettext_lazy("Show my name beside my answers"),
        help_text=gettext_lazy(
            "Without it they are shown once three people have answered without a name, and never with one."
        ),
        required=False,
    )
    name = PlainField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME, required=False)
    agrees = forms.BooleanField(
        label=gettext_lazy("I agree that what I chose above is sent, until I withdraw it."),
        error_messages={"required": gettext_lazy("Nothing is sent unless you agree.")},
    )

    def __init__(self, data: QueryDict | None, answers: AnswersForm) -> None:
        super().__init__(data)
        self.answers = answers
        for name in OFF:
            if not answers.cleaned_data.get(name):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        named, name = self.cleaned_data.get("named"), self.cleaned_data.get("name")
        if named and not name and "name" not in self.errors:
            self.add_error("name", _("Say which name to show."))
        return self.cleaned_data

    @cached_property
    def stored(self) -> dict[str, Any]:
        """What is kept of it, by the fields of a reply: nothing that is not switched on."""
        told = {name for name in OFF if self.cleaned_data.get(name)}
        left_out = hidden_from_others(self.answers.fields, told) | ({LANGUAGE} - told)
        return {
            "answers": self.answers.query_leaving_out(left_out),
            "shows": self.cleaned_data["shows"],
            "name": self.cleaned_data["name"] if self.cleaned_data["named"] else "",
        }
