"""The invitation that a reader answers: its token travels with the answers, and is none of them."""

from django import forms
from django.utils.translation import gettext_lazy

INVITATION = "invitation"


class InvitationField(forms.RegexField):
    def __init__(self) -> None:
        super().__init__(
            r"\A[A-Za-z0-9_-]{22}\Z",
            label=gettext_lazy("Invitation"),
            required=False,
            widget=forms.HiddenInput,
            error_messages={"invalid": gettext_lazy("This address belongs to no invitation.")},
        )
