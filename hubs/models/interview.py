from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hubs.models.catalogue import Country, Criterion, Hub, Option
from hubs.models.evidence import Evidence, EvidenceKind, Source


class Interview(models.Model):
    """The text behind a source, kept private: in no page, export or release. Quotes are checked and found in it."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        SPANISH = "es", _("Spanish")
        PORTUGUESE = "pt", _("Portuguese")

    class Consent(models.TextChoices):
        NAME = "name", _("may be named")
        ROLE = "role", _("by role only")
        PUBLISHED = "public", _("published already, under its licence")
        NONE = "none", _("not given yet: nothing can be accepted")

    source = models.OneToOneField(
        Source, on_delete=models.PROTECT, related_name="interview", verbose_name=_("source"), editable=False
    )
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    speaker = models.CharField(_("speaker"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    residence = models.ForeignKey(
        Hub,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("lives in"),
        help_text=_("What “here” means. Empty for an article about several places."),
    )
    consent = models.CharField(_("consent"), max_length=6, choices=Consent, default=Consent.NONE)
    named_as = models.CharField(
        _("named as"), max_length=200, help_text=_("How the speaker wants to be named: it stands below each quote.")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    reader = models.ForeignKey(
        "FittedReader", on_delete=models.SET_NULL, null=True, editable=False, verbose_name=_("read by")
    )

    class Meta:
        ordering = ("-added_at",)
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    def __str__(self) -> str:
        return str(self.source)


class FittedReader(models.Model):
    """A reader of interviews as it was fitted on a day: arrays (`hubs.interviews.arrays`), never code."""

    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    date = models.DateField(_("date"), editable=False)
    statements = models.PositiveIntegerField(_("statements"), editable=False)
    rejections = models.PositiveIntegerField(_("rejections"), editable=False)
    format = models.PositiveSmallIntegerField(default=1, editable=False)  # hubs.interviews.words.FORMAT of its day
    data = models.BinaryField(editable=False)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("reader of interviews")
        verbose_name_plural = _("readers of interviews")

    def __str__(self) -> str:
        return _("Reader %d") % self.number


class Suggestion(models.Model):
    """Evidence that a reader sees in an interview. It becomes a draft when a curator accepts or corrects it."""

    class Decision(models.TextChoices):
        WAITING = "waiting", _("waits")
        ACCEPTED = "accepted", _("accepted")
        CORRECTED = "corrected", _("corrected")
        REJECTED = "rejected", _("rejected")

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="suggestions", verbose_name=_("interview")
    )
    start = models.PositiveIntegerField(editable=False)
    end = models.PositiveIntegerField(editable=False)
    words: "models.JSONField[list[list[int]], list[list[int]]]" = models.JSONField(default=list, editable=False)
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("hub"))
    country = models.ForeignKey(Country, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("country"))
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, verbose_name=_("criterion"))
    label = models.ForeignKey(Option, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("label"))
    rating = models.SmallIntegerField(_("rating"))
    kind = models.ForeignKey(EvidenceKind, on_delete=models.CASCADE, verbose_name=_("kind"))
    is_plan = models.BooleanField(_("plan, no fact yet"), default=False, editable=False)
    confidence = models.FloatField(_("confidence"), editable=False)
    reader = models.ForeignKey(FittedReader, on_delete=models.SET_NULL, null=True, editable=False)
    decision = models.CharField(_("decision"), max_length=9, choices=Decision, default=Decision.WAITING)
    evidence = models.OneToOneField(
        Evidence, on_delete=models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("evidence")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("interview", "start", "id")
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return f"{self.hub or self.country}, {self.criterion}: {self.sentence[:60]}"

    @property
    def is_decided(self) -> bool:
        return self.decision != self.Decision.WAITING

    @property
    def sentence(self) -> str:
        return self.interview.text[self.start : self.end]
