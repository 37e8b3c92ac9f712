import secrets
from typing import NotRequired, TypedDict

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hubs.models.release import Release


class StoredPaid(TypedDict):
    """What a soft constraint costs a hub; `rather` is its place among the profile's."""

    rather: int
    odds: float
    is_sure: bool


class StoredHub(TypedDict):
    """A ranked hub; `unknown` are the constraints that could not be checked, by their place among the profile's.

    Rankings from before soft constraints have no `paid`.
    """

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
    paid: NotRequired[list[StoredPaid]]


class StoredExcluded(TypedDict):
    slug: str
    failed: list[int]


class StoredStability(TypedDict):
    """How sure a hub is; `p_beats_leader` is kept by older rankings, and nothing reads it."""

    slug: str
    p_first: float
    p_top3: float
    p_beats_leader: NotRequired[float]
    rank_range: tuple[int, int]
    score_range: tuple[float, float]
    regret: NotRequired[float | None]


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
    """A ranking as it was when somebody shared it: answers, outcome, release; whose it is and what for, if told."""

    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, verbose_name=_("release"))
    answers = models.TextField(_("answers"), help_text=_("The canonical query string of the answers."))
    outcome: "models.JSONField[StoredOutcome, StoredOutcome]" = models.JSONField(_("outcome"))
    sender = models.CharField(_("sender"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("shared ranking")
        verbose_name_plural = _("shared rankings")

    def __str__(self) -> str:
        return _("Ranking shared on %s") % self.created_at.date().isoformat()

    def get_absolute_url(self) -> str:
        return reverse("hubs:shared", args=[self.token])
