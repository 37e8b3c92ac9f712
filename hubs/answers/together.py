"""The border of an answer for two or more: shared links, by their tokens or as their addresses are pasted."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from hubs.answers.questionnaire import AnswersForm
from hubs.answers.shared import SHARED
from hubs.catalogue.frozen import Catalogue
from hubs.models import SharedRanking

FEWEST, MOST = 2, 8
LONGEST_ADDRESS = 500
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
IN_AN_ADDRESS = re.compile(r"(?:^|/s/)([A-Za-z0-9_-]{22})(?:/|$)")


def token_of(typed: str) -> str:
    """The token of a shared link from its address as a browser shows it; anything else stays."""
    found = IN_AN_ADDRESS.search(typed.partition("?")[0])
    return found[1] if found else typed


class TogetherForm(forms.Form):
    """Which shared links to put together."""

    data: QueryDict

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.found: list[SharedRanking] = []

    @property
    def typed(self) -> list[str]:
        """What was typed, without what is empty."""
        return [text for text in map(str.strip, self.data.getlist(SHARED)) if text]

    @cached_property
    def tokens(self) -> list[str]:
        return list(dict.fromkeys(token_of(text[:LONGEST_ADDRESS]) for text in self.typed))

    @property
    def is_begun(self) -> bool:
        """Whether there is enough to put together, or too much; one link alone waits for the next."""
        return len(self.typed) >= FEWEST

    @property
    def boxes(self) -> list[tuple[int, str]]:
        """What was typed by its number, and room for one more."""
        boxes = max(FEWEST, min(MOST, len(self.typed) + 1))
        return list(enumerate([*self.typed, *[""] * boxes][:boxes], start=1))

    def clean(self) -> dict[str, object]:
        if not self.is_begun:
            return self.cleaned_data
        if len(self.typed) > MOST:
            raise ValidationError(_("Put together at most %(most)d links.") % {"most": MOST})
        if len(self.tokens) < FEWEST:
            raise ValidationError(_("These are one and the same link: each person shares one of their own."))
        possible = [token for token in self.tokens if TOKEN.fullmatch(token)]
        known = {each.token: each for each in SharedRanking.objects.open().filter(token__in=possible)}
        for number, token in enumerate(self.tokens, start=1):
            if token not in known:
                wrong = _("Link %(number)d leads to no ranking: it is mistyped, or has ended.")
                self.add_error(None, wrong % {"number": number})
        self.found = [known[token] for token in self.tokens if token in known]
        return self.cleaned_data


def answers_today(answers: str, catalogue: Catalogue) -> AnswersForm | None:
    """Stored answers on another catalogue, without what it no longer asks; None where nothing is left to rank by."""
    stored = AnswersForm(QueryDict(answers), catalogue)
    form = stored if stored.is_valid() else AnswersForm(stored.fitting, catalogue)
    return form if form.valid_profile else None
