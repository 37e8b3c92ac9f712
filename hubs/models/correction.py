from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hubs.models.catalogue import Criterion, Hub
from hubs.models.evidence import Evidence, Figure
from hubs.models.sharing import new_token


class Correction(models.Model):
    """What a reader told us without an account: a statement or figure to correct, or a hub that is missing.

    It changes nothing by itself: a curator accepts it, which makes a draft or mends the figure, or declines it with a
    reason.
    """

    class Kind(models.TextChoices):
        STATEMENT = "evidence", _("what people say")
        FIGURE = "figure", _("a figure")
        HUB = "hub", _("a hub that is missing")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, editable=False)
    place = models.CharField(_("place"), max_length=120, editable=False)
    hub = models.ForeignKey(
        Hub,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="corrections",
        verbose_name=_("hub"),
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("criterion")
    )
    about = models.SlugField(_("what it corrects"), max_length=100, blank=True, editable=False)
    text = models.TextField(_("what the reader says"), max_length=1000, editable=False)
    url = models.URLField(_("where it can be checked"), max_length=600, blank=True, editable=False)
    lives_there = models.BooleanField(_("lives there"), default=False, editable=False)
    contact = models.EmailField(_("contact"), blank=True, editable=False)
    sender = models.CharField(max_length=32, blank=True, editable=False, db_index=True)  # hubs.web.limits.code_of
    language = models.CharField(_("language"), max_length=8, editable=False)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    due = models.DateField(_("answer promised by"), editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING, editable=False)
    reply = models.TextField(_("answer to the reader"), max_length=600, blank=True, editable=False)
    public_text = models.TextField(_("in the public list"), max_length=600, blank=True, editable=False)
    evidence = models.OneToOneField(
        Evidence, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="correction"
    )
    figure = models.ForeignKey(
        Figure, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="corrections"
    )
    new_hub = models.OneToOneField(
        Hub, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="correction"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("due", "pk")
        verbose_name = _("reader’s correction")
        verbose_name_plural = _("readers’ corrections")

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("hubs:correction", args=[self.token])

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def draft(self) -> Evidence | Figure | Hub | None:
        """What accepting it made, as long as that is there."""
        return self.evidence or self.figure or self.new_hub
