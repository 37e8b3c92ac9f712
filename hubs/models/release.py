from typing import NotRequired, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import TypedDict


class AccuracyData(TypedDict):
    """How often a calibration's model was wrong about what it had not seen (`hubs.ranking.accuracy`).

    `agreement` is the rank correlation with figures that were left out, by criterion.
    """

    statements: int
    ratio: float
    coverage: float
    agreement: dict[str, float]


class CalibrationData(TypedDict):
    """A `hubs.ranking.calibration.Calibration` with its number, its date and how many statements it learnt from."""

    number: int
    date: str
    statements: int
    mean: dict[str, dict[str, float]]
    sigma: dict[str, float]
    tau: dict[str, float]
    bias: dict[str, float]
    level: dict[str, float]
    accuracy: NotRequired[AccuracyData]


class Payload(TypedDict):
    """All that a release is: its date, the accepted records with their strengths, and how people rate.

    Releases from before calibrations hold a `prior` in its place.
    """

    date: str
    records: list[dict[str, object]]
    calibration: NotRequired[CalibrationData]
    prior: NotRequired[dict[str, object]]


class Calibration(models.Model):
    """How people rate, as it was estimated on a day: releases name the one they use, publishing never renews it."""

    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    date = models.DateField(_("date"), editable=False)
    data: "models.JSONField[CalibrationData, CalibrationData]" = models.JSONField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("made by"),
    )

    class Meta:
        ordering = ("-number",)
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")

    def __str__(self) -> str:
        return _("Calibration %d") % self.number


class ReleaseQuerySet(models.QuerySet["Release"]):
    def light(self) -> Self:
        """Without the payload, which is large and cached per process by its hash."""
        return self.defer("payload")

    def identified(self) -> Self:
        """Only what stands before the payload: SQLite walks through all of it to what is stored behind."""
        return self.only("number", "sha256")

    def newest(self) -> "Release | None":
        return self.light().order_by("-number").first()


class Release(models.Model):
    """A frozen, versioned data set. Rankings are computed on releases and on nothing else."""

    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    date = models.DateField(_("date"), editable=False)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    payload: "models.JSONField[Payload, Payload]" = models.JSONField(editable=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("published by"),
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self) -> str:
        return _("Release %d") % self.number
