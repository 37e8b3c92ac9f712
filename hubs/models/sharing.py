import secrets
from typing import TypedDict

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hubs.models.release import Release


class StoredHub(TypedDict):
    """A ranked hub; `unknown` are the constraints that could not be checked, by their place among the profile's."""

    rank: int
    slug: str
    score: float
    low: float
    high: float
    coverage: float
    variance: float
    contributions: dict[str, float]
    earned: dict[str, float]
    similarity: dict[str, float]
    evidence: dict[str, int]
    unknown: list[int]


class StoredExcluded(TypedDict):
    slug: str
    failed: list[int]


class StoredStability(TypedDict):
    slug: str
    p_first: float
    p_top3: float
    p_beats_leader: float
    rank_range: tuple[int, int]
    score_range: tuple[float, float]


class StoredOutcome(TypedDict):
    """A ranking in full and how sure it is, without the profile, which the answers give back."""

    weights: dict[str, float]
    baseline: float
    hubs: list[StoredHub]
    excluded: list[StoredExcluded]
    stability: list[StoredStability]


def new_token() -> str:
    """128 random bits, as 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)


class SharedRanking(models.Model):
    """A ranking as it was when somebody shared it: its answers, its outcome, its release."""

    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, verbose_name=_("release"))
    answers = models.TextField(_("answers"), help_text=_("The canonical query string of the answers."))
    outcome: "models.JSONField[StoredOutcome, StoredOutcome]" = models.JSONField(_("outcome"))
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("shared ranking")
        verbose_name_plural = _("shared rankings")

    def __str__(self) -> str:
        return _("Ranking shared on %s") % self.created_at.date().isoformat()

    def get_absolute_url(self) -> str:
        return reverse("hubs:shared", args=[self.token])
