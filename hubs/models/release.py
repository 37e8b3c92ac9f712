from typing import Self, TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Payload(TypedDict):
    """All that a release is: its date, the accepted records with their strengths, and the prior estimated from them."""

    date: str
    records: list[dict[str, object]]
    prior: dict[str, object]


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
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
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
