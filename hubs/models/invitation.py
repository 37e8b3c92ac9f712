import secrets
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models.sharing import Shows, new_token

DAYS_OPEN = 30
LIMIT, MOST_ANSWERS = 20, 100
INVITATION_DAYS = 366  # after its last day, until it is deleted with all its answers
FEWEST_UNNAMED = 3  # of fewer without a name whoever reads them would know whose they are


def default_closing() -> date:
    """How long an invitation is open if its owner does not say."""
    return timezone.now().date() + timedelta(DAYS_OPEN)


def random_place() -> int:
    """Where an answer stands among the others, whenever it came."""
    return secrets.randbelow(2**31)


class NotOpen(Exception):
    """An invitation that takes no more answers: closed, over, or full."""


class Invitations(models.QuerySet["Invitation"]):
    def counted(self) -> Self:
        """With the number of answers that have not been withdrawn, as `answered`."""
        return self.annotate(answered=Count("replies", filter=Q(replies__withdrawn_at=None)))


class Invitation(models.Model):
    """What somebody asks others to rank hubs for. Who has the token answers it; its owner alone reads the answers."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("owner")
    )
    key = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    sender = models.CharField(_("sender"), max_length=60)
    title = models.CharField(_("title"), max_length=80)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    answers = models.TextField(_("answers"), blank=True, help_text=_("What candidates begin with, as a query string."))
    hubs = models.TextField(_("hubs"), blank=True, help_text=_("The slugs of those in question; empty for all."))
    open_until = models.DateField(_("open until"), default=default_closing)
    limit = models.PositiveSmallIntegerField(_("most answers"), default=LIMIT)
    told_by_email = models.BooleanField(_("told by e-mail"), default=False)
    language = models.CharField(_("language"), max_length=8, default="en")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = Invitations.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("hubs:invitation", args=[self.key])

    @property
    def hubs_in_question(self) -> list[str]:
        return self.hubs.split()

    @property
    def is_over(self) -> bool:
        """Whether its owner has closed it, or its last day has gone by."""
        return self.closed_at is not None or self.open_until < timezone.now().date()

    @property
    def is_open(self) -> bool:
        return not self.is_over and self.replies.standing().count() < self.limit

    def receive(self, **told: object) -> "Reply":
        """Keep one more answer; NotOpen where there is no more room, however many come at once."""
        with transaction.atomic():
            locked = Invitation.objects.select_for_update().filter(pk=self.pk).first()
            if locked is None or not locked.is_open:
                raise NotOpen
            return Reply.objects.create(invitation=locked, **told)


class Replies(models.QuerySet["Reply"]):
    def standing(self) -> Self:
        """Those that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)


class Reply(models.Model):
    """What a candidate has sent, as far as they agreed. Who has the key, they alone, withdraws it.

    What is withdrawn keeps its key, which leads nowhere else, and nothing that was told.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="replies")
    key = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    place = models.PositiveIntegerField(default=random_place, editable=False)
    answers = models.TextField(_("answers"), help_text=_("The canonical query string of the answers."))
    shows = models.CharField(_("shows"), max_length=10, choices=Shows.choices)
    name = models.CharField(_("name"), max_length=60, blank=True)
    consented_at = models.DateTimeField(_("agreed"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = Replies.as_manager()

    class Meta:
        ordering = ("place", "pk")  # the order in which they came would tell whose they are
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return self.name or str(_("Somebody"))

    def get_absolute_url(self) -> str:
        return reverse("hubs:reply", args=[self.key])

    @property
    def agreed_to_be_named(self) -> bool:
        """A name is asked for and kept only to be shown."""
        return bool(self.name)

    @property
    def shows_priorities(self) -> bool:
        return self.shows in {Shows.PRIORITIES, Shows.EVERYTHING}

    @property
    def shows_everything(self) -> bool:
        return self.shows == Shows.EVERYTHING

    def withdraw(self) -> None:
        """Take it back for good, with all that it told."""
        self.answers = self.name = self.shows = ""
        self.withdrawn_at = timezone.now()
        self.save()


def shown(replies: list[Reply]) -> list[Reply]:
    """Those that may be shown: who agreed to be named, and the others once they are so many among themselves."""
    named = [reply for reply in replies if reply.agreed_to_be_named]
    return replies if len(replies) - len(named) >= FEWEST_UNNAMED else named
