"""The border of what readers tell us: a statement or a figure to correct, or a hub that is missing."""

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hubs.answers.fields import shown
from hubs.answers.shared import PlainField
from hubs.answers.stamps import QUICKEST, Stamp, read_stamp, stamped
from hubs.catalogue.entities import Criterion, Evidence, Figure, Hub
from hubs.catalogue.frozen import Catalogue

SHORTEST, LONGEST, MOST_LINKS = 20, 1000, 2
LONGEST_PLACE = 120
LONGEST_CONTACT = 254  # of an address that mail can be sent to (RFC 5321)
LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
TRAP = "topic"
HUB = "hub"


class ToldForm(forms.Form):
    """What every reader is asked, and what keeps programs out without a third party.

    A field that people do not see, a signed time, few links; how often a network may send is counted by the view.
    """

    text = PlainField(
        label=gettext_lazy("What is right?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    url = forms.URLField(
        label=gettext_lazy("Where can it be checked?"),
        help_text=gettext_lazy("The address of a page, if there is one."),
        max_length=600,
        required=False,
        assume_scheme="https",
    )
    lives_there = forms.BooleanField(label=gettext_lazy("I live there, or did"), required=False)
    contact = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if we may ask back"),
        help_text=gettext_lazy("Nobody but our curators sees it, and we delete it with our answer, or after 90 days."),
        max_length=LONGEST_CONTACT,
        required=False,
    )
    topic = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    sent: Stamp | None = None
    query = ""  # of its address
    gone = ""  # what the form was opened for, a hub or a criterion, where that is no longer there

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(LINK.findall(text)) > MOST_LINKS:
            message = ngettext("At most %d link, please.", "At most %d links, please.", MOST_LINKS)
            raise ValidationError(message % MOST_LINKS)
        return text

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(_("Give the address of a web page."))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.gone:
            told = _("“%(name)s” is gone. What you wrote still stands below: say what it is about, and send it again.")
            self.add_error(None, told % {"name": shown(self.gone)})
        if cleaned.get(TRAP):
            raise ValidationError(_("The field that is to be left empty was not: it is there to catch programs."))
        self.sent = read_stamp(cleaned.get("stamp", ""))
        if self.sent is None:
            raise ValidationError(
                _("This form was open for more than a day. What you wrote is still here: send it again.")
            )
        if 0 <= self.sent.age < QUICKEST:  # below 0 the clock was set back, which is nobody's fault
            raise ValidationError(_("That was very quick. Please read it once more and send it again."))
        return cleaned

    def fresh_stamp(self, token: str) -> str:
        """For the form as it is shown now: a reader who only has to send it again keeps the time of the first."""
        return self.data["stamp"] if self.sent else stamped(token)

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        return [field for field in self.visible_fields() if field.name != TRAP]


class MissingHubForm(ToldForm):
    """A hub that the site does not rank yet."""

    place = PlainField(label=gettext_lazy("City and country"), min_length=3, max_length=LONGEST_PLACE)
    field_order = ("place", "text")
    kind = HUB

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Why should it be here?")


class CorrectionForm(ToldForm):
    """Something that a page about a hub says, or does not say yet. Hub and criterion come from the page's address."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("What you chose is not on the page any more: choose again.")},
    )
    criterion = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    field_order = ("criterion", "about", "text")

    def __init__(self, data: QueryDict | None, catalogue: Catalogue, hub: Hub, criterion: Criterion | None) -> None:
        super().__init__(data)
        self.catalogue, self.hub, self._criterion = catalogue, hub, criterion
        something = ("", _("something else, or something new"))
        if criterion is None:
            del self.fields["about"]
            named = [(slug, each.name) for slug, each in catalogue.criteria.items()]
            self.fields["criterion"].choices = [("", _("the hub as a whole")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["criterion"]
            self.fields["about"].choices = [something, *self._groups()]  # type: ignore[attr-defined]

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The statements and the figures that the page shows, in its language, each in a group of its own."""
        said = [
            (each.key, Truncator(each.translation or each.text).chars(90))
            for each in self._about
            if isinstance(each, Evidence)
        ]
        measured = [
            (each.key, f"{each.indicator.name}: {each.display}") for each in self._about if isinstance(each, Figure)
        ]
        groups = [(_("What people say"), said), (_("Figures"), measured)]
        return [group for group in groups if group[1]]

    @cached_property
    def _about(self) -> list[Evidence | Figure]:
        assert self._criterion is not None
        slug, hub = self._criterion.slug, self.hub.slug
        said = [each for each in self.catalogue.evidence_of(hub) if each.criterion == slug]
        return [*said, *(each for each in self.catalogue.figures_of(hub) if each.indicator.criterion == slug)]

    @property
    def query(self) -> str:  # type: ignore[override]
        criterion = {"criterion": self._criterion.slug} if self._criterion else {}
        return urlencode({"hub": self.hub.slug} | criterion)

    @property
    def about_criterion(self) -> Criterion | None:
        """The criterion of the page that it corrects; None for a hub's own page."""
        return self._criterion

    @property
    def chosen(self) -> str:
        """The slug of the criterion that it is about; empty for the hub as a whole."""
        return self._criterion.slug if self._criterion else self.cleaned_data["criterion"]

    @property
    def kind(self) -> str:
        return "figure" if self.cleaned_data.get("about") in self.catalogue.figures else "evidence"
