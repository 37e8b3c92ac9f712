"""What papers a country asks for: of visitors by their passport, and of those who stay and work."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hubs.models.base import PARTIAL_DATE, CatalogueRecord
from hubs.models.catalogue import CURRENCY, Country
from hubs.models.evidence import Source

# What a visit takes, where it is no number of days.
REQUIREMENTS = ("own", "visa free", "eta", "visa on arrival", "e-visa", "visa required", "no admission")
PASSPORTS = re.compile(r"[A-Z]{2}( [A-Z]{2})*")
MOST_DAYS = 366


class Papers(CatalogueRecord):
    """Something that a country asks for, as a source said on a day."""

    slug = models.SlugField(max_length=60, unique=True)
    checked = models.CharField(
        _("checked"), max_length=10, validators=[PARTIAL_DATE], help_text=_("When the source said so.")
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, verbose_name=_("source"))
    note = models.TextField(_("curator's note"), max_length=600, blank=True)

    class Meta:
        abstract = True


class Entry(Papers):
    """What each passport needs for a visit of a country."""

    country = models.OneToOneField(Country, on_delete=models.CASCADE, verbose_name=_("country"))
    requirements = models.JSONField(
        _("requirements"),
        default=dict,
        help_text=_(
            "For each requirement the passports it holds for, by country code. A number is days without a visa; the "
            "others: own, visa free, eta, visa on arrival, e-visa, visa required, no admission."
        ),
    )

    class Meta:
        ordering = ("country",)
        verbose_name = _("entry by passport")
        verbose_name_plural = _("entries by passport")

    def __str__(self) -> str:
        return str(self.country)

    def clean(self) -> None:
        if not isinstance(self.requirements, dict) or not self.requirements:
            raise ValidationError({"requirements": _("Name at least one requirement and its passports.")})
        named: list[str] = []
        for requirement, passports in self.requirements.items():
            if not _is_requirement(requirement):
                message = _("“%s” is neither days from 1 to 366 nor one of the requirements.")
                raise ValidationError({"requirements": message % requirement[:40]})
            if not isinstance(passports, str) or not PASSPORTS.fullmatch(passports):
                message = _("Write the passports of “%s” as country codes with a space between: AR BR.")
                raise ValidationError({"requirements": message % requirement})
            named += passports.split()
        if twice := sorted({passport for passport in named if named.count(passport) > 1}):
            raise ValidationError({"requirements": _("Named more than once: %s.") % ", ".join(twice)})


def _is_requirement(requirement: str) -> bool:
    return requirement in REQUIREMENTS or (requirement.isdecimal() and 1 <= int(requirement) <= MOST_DAYS)


class Permit(Papers):
    """A way to stay in a country and work: from afar for somebody elsewhere, or by an agreement for some nationals."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ANNOUNCED = "announced", _("announced, not open yet")
        VISIT = "visit", _("no permit of its own: visitors may work from afar")
        AGREEMENT = "agreement", _("residence with the right to work, by an agreement between countries")

    country = models.ForeignKey(Country, on_delete=models.CASCADE, verbose_name=_("country"))
    name = models.CharField(_("name"), max_length=80)
    status = models.CharField(_("status"), max_length=9, choices=Status)
    income = models.FloatField(
        _("income asked for, a month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty where none was published."),
    )
    currency = models.CharField(_("its currency"), max_length=3, blank=True, validators=[CURRENCY])
    longest = models.PositiveSmallIntegerField(
        _("longest stay in months"), null=True, blank=True, help_text=_("With its renewals; empty where unknown.")
    )
    passports = models.CharField(
        _("for nationals of"),
        max_length=600,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of an agreement the country codes with a space between: AR BR. Empty of all else."),
    )
    url = models.URLField(_("official address"), max_length=600, blank=True)

    class Meta:
        ordering = ("country", "slug")
        verbose_name = _("stay permit")
        verbose_name_plural = _("stay permits")

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"

    def clean(self) -> None:
        if (self.income is None) == bool(self.currency):
            raise ValidationError({"currency": _("An income has a currency, and only an income has one.")})
        if (self.status == self.Status.AGREEMENT) != bool(self.passports):
            raise ValidationError({"passports": _("An agreement names its nationals, and only an agreement does.")})
        if self.passports and self.income is not None:
            raise ValidationError({"income": _("An agreement asks for no income: write what it takes in the note.")})
        if self.passports and not PASSPORTS.fullmatch(self.passports):
            raise ValidationError({"passports": _("Write country codes with a space between: AR BR.")})
