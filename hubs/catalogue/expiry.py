"""What has had its time and is deleted, all of it in one place; how long anything is kept stands where it is made."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from hubs.catalogue.corrections import forget_contacts
from hubs.models import ImportPreview, Invitation, MadeOnce, Note, Opening, Release, SharedRanking
from hubs.models.api_key import REPEATABLE_HOURS
from hubs.models.invitation import INVITATION_DAYS
from hubs.models.preview import PREVIEW_TIME
from hubs.models.sharing import OPENING_DAYS

UNCONFIRMED_DAYS = 7
LONG_SILENCE = timedelta(days=90)  # after which a clock that is wrong is likelier than a site that nobody uses
NOTICED = timedelta(days=7)  # in which somebody sees that a clock is wrong, while people go on storing by it


def silence(now: datetime) -> timedelta:
    """For how long nothing had been stored, but for the last days, which a clock that leapt may have made; none of a
    site that is younger."""
    seen = (
        (Release, "published_at"),
        (SharedRanking, "created_at"),
        (User, "date_joined"),
        (User, "last_login"),
    )
    settled = now - NOTICED
    times = [
        model._default_manager.aggregate(last=Max(name, filter=Q(**{f"{name}__lte": settled})))["last"]
        for model, name in seen
    ]
    return now - max((time for time in times if time), default=now)


@transaction.atomic
def delete_expired(now: datetime) -> dict[str, int]:
    """Delete what has expired by now; how many of each. A second time there is nothing to delete."""
    gone: dict[str, QuerySet[Any]] = {
        "shared rankings that have ended": SharedRanking.objects.over(now),
        "invitations that closed long ago": Invitation.objects.filter(
            open_until__lt=now.date() - timedelta(INVITATION_DAYS)
        ),
        "requests that may be repeated no more": MadeOnce.objects.filter(
            created_at__lt=now - timedelta(hours=REPEATABLE_HOURS)
        ),
        "counts of openings": Opening.objects.filter(day__lt=now.date() - timedelta(OPENING_DAYS)),
        "accounts that were never confirmed": User.objects.filter(
            ~Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)),
            is_staff=False,
            last_login=None,
            date_joined__lt=now - timedelta(UNCONFIRMED_DAYS),
        ),
        "counts of tries": Note.objects.filter(until__lt=now),
        "sessions": Session.objects.filter(expire_date__lt=now),
        "previews of imports": ImportPreview.objects.filter(made_at__lt=now - PREVIEW_TIME),
    }
    counted = {"contacts of readers who corrected something": forget_contacts(now.date())}
    return counted | {what: _delete(rows) for what, rows in gone.items()}


def _delete(rows: QuerySet[Any]) -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)
