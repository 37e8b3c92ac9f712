"""What is typed of an interview: its text with what is known of it, and a suggestion as a curator would have it."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hubs.admin.base import CatalogueForm, free_slug
from hubs.admin.legends import RatedForm, evidence_choices
from hubs.admin.versions import VersionedForm
from hubs.catalogue import interviews
from hubs.catalogue.interviews import InterviewError
from hubs.interviews.texts import Reason, UnreadableText, read_text, tidy
from hubs.models import Country, Evidence, Hub, Interview, Source, Suggestion

# The same in our languages: the package that reads texts knows none.
REFUSED = {
    Reason.FILE_TOO_LARGE: _("The file has more than 10 MB."),
    Reason.TEXT_TOO_LONG: _("The text has more than 400,000 characters: give it in parts."),
    Reason.EMPTY: _("There is no text in it."),
    Reason.NOT_TEXT: _("This is not a text: it holds control characters."),
    Reason.NOT_UTF8: _("This is not a text in UTF-8. Save it as plain text (UTF-8) or as .docx."),
    Reason.NOT_WORD: _("This is not a Word document that can be read. Save it anew as .docx."),
    Reason.DOCUMENT_TOO_LARGE: _("The document is too large once it is unpacked."),
    Reason.ENTITIES: _("The document declares entities of its own, which no word processor does."),
    Reason.MACROS: _("The document holds macros. Save it as .docx without them."),
}
OF_THE_SOURCE = ("title", "publisher", "url", "date", "licence")
WIDE = {"class": "vTextField"}


class InterviewForm(VersionedForm):
    """What may be changed once a text is stored: who speaks and how they are named, never the text."""

    class Meta:
        model = Interview
        fields: tuple[str, ...] = ("speaker", "role", "residence", "language", "consent", "named_as")


class NewInterviewForm(InterviewForm):
    """A text, pasted or as a file, with what is known of it. `source` is the record that it is stored under."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80}),
        help_text=_("Paste the interview or the article, as plain text or Markdown. It stays private."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("Plain text, Markdown or .docx, at most 10 MB and 400,000 characters."),
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.markdown,.docx"}),
    )
    known = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Known source"),
        required=False,
        help_text=_("Where the catalogue quotes this text already. Leave it empty for a new one."),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=300, widget=forms.TextInput(WIDE))
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=160, widget=forms.TextInput(WIDE))
    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=600,
        assume_scheme="https",
        validators=[URLValidator(schemes=("http", "https"))],
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    date = forms.CharField(
        label=_("Date"), required=False, max_length=10, help_text=_("Write a date as 2024, 2024-05 or 2024-05-31.")
    )
    licence = forms.CharField(label=_("Licence"), required=False, max_length=200, widget=forms.TextInput(WIDE))

    class Meta(InterviewForm.Meta):
        fields = (*InterviewForm.Meta.fields, "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        articles = Source.objects.filter(kind=Source.Kind.ARTICLE, interview=None)
        self.fields["known"].queryset = articles  # type: ignore[attr-defined]
        self.source = Source()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            cleaned["text"] = self._text(cleaned)
        except UnreadableText as error:
            self.add_error("file" if cleaned.get("file") else "text", REFUSED[error.reason])
        except ValidationError as error:
            self.add_error("text", error)
        self.source = cleaned.get("known") or self._new_source(cleaned)
        if not self.errors:
            self._check(cleaned["text"])
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> str:
        pasted, file = cleaned.get("text") or "", cleaned.get("file")
        if bool(pasted.strip()) == bool(file):
            raise ValidationError(_("Paste a text or choose a file, one of the two."))
        return read_text(file.read(), file.name) if file else tidy(pasted)

    def _new_source(self, cleaned: dict[str, Any]) -> Source:
        about = {name: cleaned.get(name, "") for name in OF_THE_SOURCE}
        language = cleaned.get("language", "")
        source = Source(kind=Source.Kind.ARTICLE, author=cleaned.get("named_as", "")[:120], **about)
        source.language, source.is_draft = language, True
        source.slug = free_slug(Source, slugify(about["title"])[:70] or "interview")
        try:
            source.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else NON_FIELD_ERRORS, messages)
        return source

    def _check(self, text: str) -> None:
        """What would be refused at storing is said while everything that was typed is still there."""
        try:
            interviews.newest_reader()
            interviews.check_text(text, self.source)
        except InterviewError as error:
            self.add_error(None, str(error))


def _offered(field: models.Field, **kwargs: Any) -> forms.Field | None:
    return field.formfield(**kwargs | (evidence_choices(field) if isinstance(field, models.ForeignKey) else {}))


class CorrectionForm(RatedForm, CatalogueForm):
    """The statement that a suggestion should have been; its quote must stand in the text, where it is found."""

    class Meta:
        model = Evidence
        fields = ("text", "highlight", "hub", "country", "criterion", "label", "rating", "kind")
        labels = {"text": _("Quote")}
        formfield_callback = _offered
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "cols": 80}), "highlight": forms.TextInput(WIDE)}

    def __init__(self, suggestion: Suggestion, *args: Any, **kwargs: Any) -> None:
        self.suggestion = suggestion
        super().__init__(*args, instance=interviews.draft_of(suggestion), **kwargs)
        self.fields["hub"].queryset = Hub.objects.select_related(None)  # type: ignore[attr-defined]
        self.fields["country"].queryset = Country.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance.offset = interviews.offset_near(cleaned.get("text", ""), self.suggestion)
        return cleaned
