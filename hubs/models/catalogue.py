import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hubs.models.base import CatalogueRecord

LARGEST_TARGET = 1e12
CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as USD."))


class Country(CatalogueRecord):
    NATURAL_KEY = ("code",)

    code = models.CharField(_("ISO code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}$")])
    name = models.CharField(_("name"), max_length=80)
    languages = models.CharField(
        _("official languages"),
        max_length=60,
        blank=True,
        help_text=_("BCP 47 codes, separated by spaces. Empty means unknown."),
        validators=[RegexValidator(r"^([a-z]{2,3}( [a-z]{2,3})*)?$")],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[CURRENCY])

    class Meta:
        ordering = ("name",)
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name


@cache
def timezones() -> frozenset[str]:
    """The names of all time zones: to look for them takes longer than to validate a hundred rows."""
    return frozenset(zoneinfo.available_timezones())


class Hub(CatalogueRecord):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="hubs", verbose_name=_("country"))
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    timezone = models.CharField(_("time zone"), max_length=60, help_text=_("IANA name, such as America/Bogota."))
    nicknames = models.CharField(
        _("nicknames"),
        max_length=200,
        blank=True,
        help_text=_("How people call it, besides its names: CDMX, Floripa. Separated by commas."),
    )
    summary = models.TextField(
        _("summary"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences, nothing that the evidence does not say."),
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.timezone not in timezones():
            raise ValidationError({"timezone": _("This is not an IANA time zone.")})


class Criterion(CatalogueRecord):
    class Kind(models.TextChoices):
        RATING = "rating", _("rated by people, -2 to +2")
        LABELS = "labels", _("rated by people, one label at a time")
        MORE = "more", _("figure, more is better")
        LESS = "less", _("figure, less is better")
        TARGET = "target", _("figure, the person names a target")

    class Group(models.TextChoices):
        """Where a criterion stands in the questionnaire, in this order; without a group it stands last."""

        WORK = "work", _("Work and peers")
        LIFE = "life", _("Everyday life")
        MONEY = "money", _("Money and papers")
        PLACE = "place", _("Climate, size and distance")

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    question = models.CharField(_("question"), max_length=120, help_text=_("In plain words, as a person would ask it."))
    help_text = models.CharField(_("help line"), max_length=200)
    low = models.CharField(_("what -2 means"), max_length=160)
    high = models.CharField(_("what +2 means"), max_length=160)
    best = models.CharField(
        _("best of several"),
        max_length=60,
        blank=True,
        help_text=_("As in: the cheapest. {option} stands for a label."),
    )
    more = models.CharField(_("more of it"), max_length=60, blank=True, help_text=_("As in: safer streets."))
    less = models.CharField(_("less of it"), max_length=60, blank=True, help_text=_("As in: less safe streets."))
    always_warn = models.BooleanField(
        _("always warn"), default=False, help_text=_("Warn of what is bad about it even if nobody asks.")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    group = models.CharField(_("group"), max_length=8, choices=Group, blank=True)
    icon = models.SlugField(_("icon"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    figure_factor = models.FloatField(
        _("figure factor"),
        default=1.0,
        validators=[MinValueValidator(0.01), MaxValueValidator(64)],
        help_text=_(
            "Multiplies the strength of its figures. Above 1 where a figure is a plain fact, such as a time zone."
        ),
    )

    class Meta:
        ordering = ("order", "slug")
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.name

    @property
    def has_options(self) -> bool:
        return self.kind in {self.Kind.LABELS, self.Kind.TARGET}


class Indicator(CatalogueRecord):
    """A kind of figure, and how it enters a criterion: always on fixed bounds, never the sample's own."""

    class Shape(models.TextChoices):
        FACT = "fact", _("shown as a fact, never ranked on")
        MORE = "more", _("more is better")
        LESS = "less", _("less is better")
        TARGET = "target", _("closer to the target is better")

    class Scale(models.TextChoices):
        LINEAR = "linear", _("linear")
        LOG10 = "log10", _("logarithmic")
        LOG1P = "log1p", _("logarithmic, from zero")
        CIRCULAR = "circular", _("circular, 24 hours")

    class Role(models.TextChoices):
        DEFINING = "defining", _("tells what the criterion means")
        SUPPORTING = "supporting", _("speaks to the criterion, counts less")

    class Group(models.TextChoices):
        MONEY = "money", _("Money")
        STAY = "stay", _("Staying legally")
        SAFETY = "safety", _("Safety")
        WORK = "work", _("Work")
        CLIMATE = "climate", _("Climate and getting there")
        LIFE = "life", _("Everyday life")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("criterion"),
    )
    label = models.SlugField(
        _("label"), max_length=40, blank=True, help_text=_("Of a labels criterion: the label that it speaks to.")
    )
    shape = models.CharField(_("shape"), max_length=6, choices=Shape, default=Shape.FACT)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        blank=True,
        help_text=_("Figures that define a criterion share one strong vote; others count less."),
    )
    scale = models.CharField(_("scale"), max_length=8, choices=Scale, default=Scale.LINEAR)
    lower = models.FloatField(_("lower bound"), null=True, blank=True)
    upper = models.FloatField(_("upper bound"), null=True, blank=True)
    tolerance = models.FloatField(_("tolerance"), null=True, blank=True, validators=[MinValueValidator(0)])
    reach = models.FloatField(_("reach"), null=True, blank=True, validators=[MinValueValidator(0.0001)])
    step = models.FloatField(
        _("step"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0001)],
        help_text=_("Values are rounded to steps before they count; on a logarithmic scale a factor, such as 1.25."),
    )
    within_country = models.BooleanField(
        _("within a country"), default=False, help_text=_("Orders the places of one country only.")
    )
    must = models.BooleanField(_("may be a must"), default=False, help_text=_("People may set a limit on it."))
    group = models.CharField(
        _("group"), max_length=7, choices=Group, default=Group.LIFE, help_text=_("Where it stands on a hub's page.")
    )
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=0, validators=[MaxValueValidator(4)])
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ("order", "slug")
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if (self.shape == self.Shape.FACT) != (self.criterion_id is None):
            raise ValidationError({"criterion": _("A ranked indicator names its criterion; a mere fact has none.")})
        if (self.shape == self.Shape.FACT) != (not self.role):
            raise ValidationError({"role": _("A ranked indicator says what it counts for; a mere fact does not.")})
        if self.criterion is not None and (self.criterion.kind == Criterion.Kind.LABELS) != bool(self.label):
            raise ValidationError({"label": _("A labels criterion needs a label; no other has one.")})
        if self.step is not None and self.step <= 1 and self.scale in {self.Scale.LOG10, self.Scale.LOG1P}:
            raise ValidationError({"step": _("On a logarithmic scale a step is a factor above 1.")})
        if self.shape in {self.Shape.MORE, self.Shape.LESS} and not _ordered(self.lower, self.upper):
            raise ValidationError({"lower": _("More and less need a lower bound below the upper bound.")})
        if self.shape == self.Shape.TARGET and (self.tolerance is None or self.reach is None):
            raise ValidationError({"reach": _("A target needs a tolerance and a reach.")})


class Option(CatalogueRecord):
    """A label of a labels criterion, or a level that a target criterion can be aimed at."""

    NATURAL_KEY = ("criterion", "slug")

    criterion = models.ForeignKey(
        Criterion, on_delete=models.CASCADE, related_name="options", verbose_name=_("criterion")
    )
    slug = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    targets = models.JSONField(
        _("targets"), default=dict, blank=True, help_text=_("For a target level: the wanted value of each indicator.")
    )
    formerly = models.CharField(
        _("former slugs"),
        max_length=200,
        blank=True,
        help_text=_("Options that were merged into this one: old links still name them. Separated by spaces."),
        validators=[RegexValidator(r"^([-\w]+( [-\w]+)*)?$")],
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ("criterion", "order", "slug")
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = (models.UniqueConstraint(fields=("criterion", "slug"), name="option_key"),)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.criterion_id is None:
            return  # said at the field
        if not self.criterion.has_options:
            raise ValidationError({"criterion": _("Only labels and target criteria have options.")})
        wanted = (
            set(self.criterion.indicators.values_list("slug", flat=True)) if self.criterion.kind == "target" else set()
        )
        if not isinstance(self.targets, dict) or set(self.targets) != wanted:
            raise ValidationError(
                {"targets": _("Give one number for each indicator of the criterion: %s") % ", ".join(sorted(wanted))}
            )
        if not all(_is_number(value) for value in self.targets.values()):
            raise ValidationError({"targets": _("Every target is a number.")})


def _ordered(lower: float | None, upper: float | None) -> bool:
    return lower is not None and upper is not None and lower < upper


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < LARGEST_TARGET
