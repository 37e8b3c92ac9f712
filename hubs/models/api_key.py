"""Keys with which programs act for an account, and what was made with them."""

import re
import secrets
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from hubs.models.sharing import SharedRanking

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SECRET = re.compile(r"rlk_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
HASH_OF_NONE = sha256(b"").hexdigest()
REPEATABLE_HOURS = 24


class Scope(models.TextChoices):
    """What a key may do."""

    LINKS_READ = "links:read", _("read your shared links")
    LINKS_WRITE = "links:write", _("make shared links and withdraw them")
    INVITATIONS_READ = "invitations:read", _("read your invitations and their results")


class ApiKeys(models.QuerySet["ApiKey"]):
    def usable(self) -> Self:
        """Those that open something today."""
        today = timezone.now().date()
        return self.filter(Q(expires=None) | Q(expires__gte=today), revoked_at=None, user__is_active=True)

    def make(self, user: "User", name: str, scopes: list[str], expires: date | None) -> "tuple[ApiKey, str]":
        """A new key with its secret, which is stored nowhere."""
        prefix = secrets.token_hex(4)
        secret = f"rlk_{prefix}_{secrets.token_urlsafe(32)}"
        key = self.create(user=user, name=name, prefix=prefix, hash=hash_of(secret), scopes=scopes, expires=expires)
        return key, secret

    def opened_by(self, secret: str) -> "ApiKey | None":
        """The usable key of a secret; a wrong secret takes as long as a right one."""
        found = SECRET.fullmatch(secret)
        key = self.usable().filter(prefix=found[1]).first() if found else None
        return key if constant_time_compare(hash_of(secret), key.hash if key else HASH_OF_NONE) else None


class ApiKey(models.Model):
    """What a program shows to act for an account. The secret is told once; only its hash is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(max_length=8, unique=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)
    scopes: "models.JSONField[list[str], list[str]]" = models.JSONField(_("what it may do"), default=list)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used = models.DateField(_("last used"), null=True, blank=True, editable=False)
    expires = models.DateField(_("open until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiKeys.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning})"

    @property
    def beginning(self) -> str:
        """What its owner tells it by."""
        return f"rlk_{self.prefix}…"

    @property
    def is_usable(self) -> bool:
        return not self.revoked_at and (self.expires is None or self.expires >= timezone.now().date())

    @property
    def scope_names(self) -> list[str]:
        names = dict(Scope.choices)
        return [str(names[scope]) for scope in self.scopes if scope in names]

    def revoke(self) -> None:
        if not self.revoked_at:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])

    def note_use(self) -> None:
        """The day of its last use, written once a day."""
        today = timezone.now().date()
        if self.last_used != today:
            ApiKey.objects.filter(pk=self.pk).update(last_used=today)


class MadeOnce(models.Model):
    """What a request with an Idempotency-Key has made, for a day: the same request makes nothing more."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="made")
    idempotency_key = models.CharField(max_length=64, editable=False)
    request = models.CharField(max_length=64, editable=False)
    shared = models.ForeignKey(SharedRanking, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("api_key", "idempotency_key"), name="made_once_a_key"),)
        verbose_name = _("request that can be repeated")
        verbose_name_plural = _("requests that can be repeated")

    def __str__(self) -> str:
        return f"{self.api_key_id}: {self.created_at.isoformat()}"

    @staticmethod
    def forget_old() -> None:
        """Delete what nobody may repeat any more."""
        MadeOnce.objects.filter(created_at__lt=timezone.now() - timedelta(hours=REPEATABLE_HOURS)).delete()


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
