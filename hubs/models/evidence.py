import math

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hubs.interviews.quotes import find_quote
from hubs.models.base import PARTIAL_DATE, CatalogueRecord
from hubs.models.catalogue import Country, Criterion, Hub, Indicator, Option

QUOTE_WORDS = 45
MONTHS = 12


class Source(CatalogueRecord):
    class Kind(models.TextChoices):
        ARTICLE = "article", _("article quoted word for word")
        REPORT = "report", _("page whose statements are retold in our words")
        DATASET = "dataset", _("open data set")

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=120, blank=True)
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    url = models.URLField(_("address"), max_length=600, blank=True)
    date = models.CharField(_("date"), max_length=10, blank=True, validators=[PARTIAL_DATE])
    language = models.CharField(
        _("language"), max_length=8, blank=True, validators=[RegexValidator(r"^[a-z]{2}(-[A-Z]{2})?$")]
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    attribution = models.TextField(_("attribution and provenance"), max_length=2000, blank=True)
    text_sha256 = models.CharField(
        _("SHA-256 of the text"), max_length=64, blank=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")]
    )

    class Meta:
        ordering = ("title",)
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return f"{self.title} ({self.publisher})" if self.publisher else self.title


class EvidenceKind(CatalogueRecord):
    """What a kind of evidence counts for: a fraction of one first-hand statement."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    meaning = models.CharField(_("meaning"), max_length=200)
    strength = models.FloatField(_("strength"), validators=[MinValueValidator(0.01), MaxValueValidator(16)])
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ("order", "slug")
        verbose_name = _("evidence kind")
        verbose_name_plural = _("evidence kinds")

    def __str__(self) -> str:
        return self.name


class AboutAPlace(CatalogueRecord):
    """Something said or measured about one hub, or about a whole country."""

    slug = models.SlugField(max_length=100, unique=True)
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("hub"))
    country = models.ForeignKey(Country, on_delete=models.CASCADE, null=True, blank=True, verbose_name=_("country"))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, verbose_name=_("source"))
    note = models.TextField(_("curator's note"), max_length=600, blank=True)

    class Meta:
        abstract = True

    @property
    def place(self) -> Hub | Country | None:
        return self.hub or self.country

    def clean(self) -> None:
        if (self.hub_id is None) == (self.country_id is None):
            raise ValidationError(_("Name either a hub or a country, not both."))


class Evidence(AboutAPlace):
    class Form(models.TextChoices):
        QUOTE = "quote", _("quote, word for word")
        CLAIM = "claim", _("report, in our words")

    class Reliability(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    form = models.CharField(_("form"), max_length=5, choices=Form)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, verbose_name=_("criterion"))
    label = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("label"))
    rating = models.SmallIntegerField(_("rating"), validators=[MinValueValidator(-2), MaxValueValidator(2)])
    text = models.TextField(_("text"), max_length=600)
    translation = models.TextField(
        _("translation"),
        max_length=700,
        blank=True,
        help_text=_("What the text says, in the reader's language. The text itself stays as it was said."),
    )
    highlight = models.CharField(
        _("highlight"), max_length=300, blank=True, help_text=_("The words of the quote that carry the rating.")
    )
    offset = models.PositiveIntegerField(
        _("offset"), null=True, blank=True, help_text=_("Character offset of the quote in its source's text.")
    )
    speaker = models.CharField(_("speaker"), max_length=200, help_text=_("Name and role as printed, or the author."))
    kind = models.ForeignKey(EvidenceKind, on_delete=models.PROTECT, verbose_name=_("kind"))
    origin = models.SlugField(
        _("origin"),
        max_length=60,
        blank=True,
        help_text=_("The survey or statistic that it repeats: all that repeat it share one vote."),
    )
    reliability = models.CharField(_("reliability"), max_length=6, choices=Reliability, default=Reliability.MEDIUM)

    class Meta:
        ordering = ("hub", "criterion", "slug")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.place}, {self.criterion}: {self.text[:60]}"

    def clean(self) -> None:
        super().clean()
        if None in {self.criterion_id, self.kind_id, self.source_id}:
            return  # said at the field
        self._clean_label()
        if (self.kind.slug == "country-level") != (self.country_id is not None):
            raise ValidationError({"kind": _("Evidence about a country is country-level, and only that.")})
        if self.form == self.Form.QUOTE:
            self._clean_quote()

    def _clean_label(self) -> None:
        if (self.criterion.kind == Criterion.Kind.LABELS) != (self.label_id is not None):
            raise ValidationError({"label": _("A labels criterion needs a label; no other has one.")})
        if self.label is not None and self.label.criterion_id != self.criterion_id:
            raise ValidationError({"label": _("This label belongs to another criterion.")})
        if self.criterion.kind not in {Criterion.Kind.RATING, Criterion.Kind.LABELS}:
            raise ValidationError({"criterion": _("People's statements rate only the criteria that people rate.")})

    def _clean_quote(self) -> None:
        if len(self.text.split()) > QUOTE_WORDS:
            raise ValidationError({"text": _("Keep a quote short: at most %d words.") % QUOTE_WORDS})
        if self.highlight not in self.text:
            raise ValidationError({"highlight": _("The highlight must stand in the quote, word for word.")})
        if self.source.kind != Source.Kind.ARTICLE or not self.source.text_sha256:
            raise ValidationError({"source": _("A quote needs an article with the SHA-256 of its text.")})
        self._find_offset()
        if self.offset is None:
            message = _(
                "A quote needs its offset in the source's text: keep the text under Interviews, and it is found."
            )
            raise ValidationError({"source": message})

    def _find_offset(self) -> None:
        """Where the source's text is stored the quote must stand in it, and is found there."""
        interview = getattr(self.source, "interview", None)
        if interview is None:
            return
        if self.offset is not None and find_quote(self.text, interview.text[self.offset :]) == 0:
            return
        found = find_quote(self.text, interview.text)
        if found < 0:
            raise ValidationError({"text": _("These words do not stand in the source's text.")})
        self.offset = found


class Figure(AboutAPlace):
    class Scope(models.TextChoices):
        CITY = "city", _("city")
        METRO = "metro", _("metropolitan area")
        STATE = "state", _("state")
        COUNTRY = "country", _("country")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="figures", verbose_name=_("indicator")
    )
    value = models.FloatField(_("value"), null=True, blank=True)
    text = models.CharField(_("value in words"), max_length=160, blank=True)
    months = models.JSONField(
        _("by month"), default=list, blank=True, help_text=_("Twelve numbers, January first; empty where unknown.")
    )
    year = models.CharField(_("year"), max_length=24, blank=True)
    scope = models.CharField(_("scope"), max_length=7, choices=Scope)
    ranked = models.BooleanField(
        _("ranked on"),
        default=True,
        help_text=_("Off: shown as a fact although its indicator is ranked on. Say why in the note."),
    )

    class Meta:
        ordering = ("indicator", "slug")
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return f"{self.place}: {self.indicator}"

    def clean(self) -> None:
        super().clean()
        if self.indicator_id is None:
            return  # said at the field
        if (self.value is None) == (not self.text):
            raise ValidationError({"value": _("Give a number or words, not both.")})
        if (self.scope == self.Scope.COUNTRY) != (self.country_id is not None):
            raise ValidationError({"scope": _("A country's figure has the scope country, and only that.")})
        if self.value is None and self.indicator.shape != Indicator.Shape.FACT:
            raise ValidationError({"value": _("A ranked indicator needs a number.")})
        if self.value is not None and self.value <= 0 and self.indicator.scale == Indicator.Scale.LOG10:
            raise ValidationError({"value": _("A logarithmic scale needs a number above zero.")})
        self.months = self.months or []
        if self.months and not _are_twelve_numbers(self.months):
            raise ValidationError({"months": _("Give twelve numbers, or none.")})


def _are_twelve_numbers(months: object) -> bool:
    """Numbers only: JSON also knows texts, truth and NaN."""
    return (
        isinstance(months, list)
        and len(months) == MONTHS
        and all(type(month) in {int, float} and math.isfinite(month) for month in months)
    )
