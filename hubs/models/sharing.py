import logging
import secrets
from datetime import date, datetime, timedelta
from typing import NotRequired, Self, TypedDict

from django.conf import settings
from django.db import DatabaseError, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
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


log = logging.getLogger(__name__)

DAYS_OPEN = 90
MOST_DAYS_OPEN = 366
DAYS_AFTER_END = 30  # until what has ended or was withdrawn is deleted, and its address is unknown
OPENING_DAYS = 366


def new_token() -> str:
    """128 random bits, as 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)


def default_end() -> date:
    """How long a link is open if its sender does not say."""
    return timezone.now().date() + timedelta(DAYS_OPEN)


class Shows(models.TextChoices):
    """How much of a ranking its link shows."""

    RANKING = "ranking", _("The ranking alone: the hubs in order, with their points")
    PRIORITIES = "priorities", _("The ranking and my priorities: what counts how much, and the evidence")
    EVERYTHING = "everything", _("Everything: my dealbreakers too")


class Links(models.QuerySet["SharedRanking"]):
    def open(self) -> Self:
        """Those that can be read today; links from before there was an end have none."""
        return self.filter(Q(open_until=None) | Q(open_until__gte=timezone.now().date()), withdrawn_at=None)

    def in_state(self, state: str) -> Self:
        """Those that are open, ended or withdrawn; all of them for anything else."""
        ended = self.filter(open_until__lt=timezone.now().date(), withdrawn_at=None)
        return {"open": self.open(), "ended": ended, "withdrawn": self.exclude(withdrawn_at=None)}.get(
            state, self.all()
        )

    def that_say(self, words: str) -> Self:
        return self.filter(Q(title__icontains=words) | Q(sender__icontains=words) | Q(note__icontains=words))

    def over(self, now: datetime) -> Self:
        """Those whose end is so long ago that nothing of them is kept."""
        last = now - timedelta(DAYS_AFTER_END)
        return self.filter(Q(withdrawn_at__lt=last) | Q(open_until__lt=last.date()))


class SharedRanking(models.Model):
    """A ranking as it was when somebody shared it: answers, outcome, release; whose it is and what for, if told.

    Who has the token reads it until it ends, as far as it `shows`; who has the key, the sender alone, changes that and
    how long, or withdraws it. What was withdrawn keeps its tokens, so that they lead nowhere else, and nothing that was
    told. Of the answers those that make the ranking are kept, whatever it shows; who is moving and where the sender
    lives only if they may be told.
    """

    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    key = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="links",
        null=True,
        blank=True,
        verbose_name=_("owner"),
    )
    release = models.ForeignKey(Release, on_delete=models.PROTECT, verbose_name=_("release"))
    answers = models.TextField(_("answers"), help_text=_("The canonical query string of the answers."))
    outcome: "models.JSONField[StoredOutcome, StoredOutcome]" = models.JSONField(_("outcome"))
    sender = models.CharField(_("sender"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    shows = models.CharField(_("shows"), max_length=10, choices=Shows.choices, default=Shows.EVERYTHING)
    tells_language = models.BooleanField(_("tells the language"), default=False)
    created_at = models.DateTimeField(_("shared"), auto_now_add=True)
    open_until = models.DateField(_("open until"), null=True, blank=True, default=default_end)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = Links.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("shared ranking")
        verbose_name_plural = _("shared rankings")

    def __str__(self) -> str:
        return _("Ranking shared on %s") % self.created_at.date().isoformat()

    def get_absolute_url(self) -> str:
        return reverse("hubs:shared", args=[self.token])

    @property
    def deleted_on(self) -> date | None:
        """From when nothing of it is kept; None while it has no end."""
        end = self.withdrawn_at.date() if self.withdrawn_at else self.open_until
        return end + timedelta(DAYS_AFTER_END + 1) if end else None

    @property
    def is_open(self) -> bool:
        return not self.withdrawn_at and (self.open_until is None or self.open_until >= timezone.now().date())

    def withdraw(self) -> None:
        """Take it back for good, with all that it told."""
        self.answers, self.outcome = "", {}  # type: ignore[typeddict-item]  # nothing reads what nobody may open
        self.sender = self.title = self.note = ""
        self.withdrawn_at = timezone.now()
        self.save()

    def count_opening(self) -> None:
        """One more today, whoever it was; where nothing can be written it goes uncounted, and is read all the same."""
        try:
            today = Opening.objects.filter(shared=self, day=timezone.now().date())
            if not today.update(times=F("times") + 1):
                Opening.objects.get_or_create(shared=self, day=timezone.now().date())
                today.update(times=F("times") + 1)
        except DatabaseError:
            log.warning("an opening of a shared ranking was not counted", exc_info=True)


class Opening(models.Model):
    """How often a shared ranking was opened on one day; by whom is not kept."""

    shared = models.ForeignKey(SharedRanking, on_delete=models.CASCADE, related_name="openings")
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=("shared", "day"), name="one_count_a_day"),)
        verbose_name = _("opening")
        verbose_name_plural = _("openings")

    def __str__(self) -> str:
        return f"{self.day.isoformat()}: {self.times}"
