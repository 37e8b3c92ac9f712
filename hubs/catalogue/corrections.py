"""What readers told us: kept until a curator has answered, and never a part of a release by itself."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hubs.models import Correction, Criterion, Evidence, Figure, Hub, Source

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CONTACT_DAYS = 90
MOST_OPEN, MOST_OPEN_EACH = 500, 20  # in all, and from one network
Status = Correction.Status


class AlreadyAnswered(Exception):
    """Somebody else has answered this reader."""


def keep(token: str, *, hub: str = "", criterion: str = "", place: str, language: str, **said: Any) -> Correction:
    """Store what a reader sent, once: the same form sent twice is one correction."""
    today = timezone.now().date()
    forget_contacts(today)
    values = {
        "hub": Hub.objects.filter(slug=hub).first() if hub else None,
        "criterion": Criterion.objects.filter(slug=criterion).first() if criterion else None,
        "place": place,
        "language": language,
        "due": due(today),
    }
    return Correction.objects.get_or_create(token=token, defaults=values | said)[0]


def is_full(sender: str) -> bool:
    """Whether so many wait, in all or of this sender, that nobody would get to another one."""
    waiting = Correction.objects.filter(status=Status.WAITING).order_by()
    of_one = waiting.filter(sender=sender).count() if sender else 0
    return of_one >= MOST_OPEN_EACH or waiting.count() >= MOST_OPEN


def due(today: date) -> date:
    """Until when a reader who writes today has an answer."""
    return today + timedelta(days=settings.CORRECTION_DAYS)


def forget_contacts(today: date) -> int:
    """Delete what leads to readers and has waited for 90 days; from how many corrections."""
    limit = today - timedelta(days=CONTACT_DAYS)
    known = Correction.objects.exclude(contact="", sender="")
    return known.filter(sent_at__date__lte=limit).update(contact="", sender="")


def source_for(correction: Correction, *, is_draft: bool) -> Source:
    """What a reader's correction rests on; a draft like what is made of it."""
    day = correction.sent_at.date().isoformat()
    return Source.objects.create(
        slug=f"reader-{correction.pk}",
        kind=Source.Kind.REPORT,
        title=f"A reader’s correction of {day}",
        url=correction.url,
        date=day,
        language=correction.language.split("-")[0],
        is_draft=is_draft,
    )


def lock(correction: Correction) -> None:
    """Nobody else changes the figure that it corrects until this transaction ends."""
    list(Figure.objects.select_for_update().filter(slug=correction.about).order_by().values_list("pk"))


@transaction.atomic
def accept(
    correction: Correction, draft: Evidence | Figure | Hub, user: "User | None", *, reply: str, public_text: str
) -> None:
    """Answer that it was right; what was made of it is remembered."""
    row = _waiting(correction)
    name = {Evidence: "evidence", Figure: "figure", Hub: "new_hub"}[type(draft)]
    setattr(row, name, draft)
    _answer(row, Status.ACCEPTED, user, reply, public_text)


@transaction.atomic
def decline(correction: Correction, user: "User | None", *, reply: str, public_text: str) -> None:
    """Answer that nothing will change, and why."""
    _answer(_waiting(correction), Status.DECLINED, user, reply, public_text)


def _waiting(correction: Correction) -> Correction:
    """Of two who answer at once, the second is told."""
    row = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if not row.is_waiting:
        raise AlreadyAnswered
    return row


def _answer(row: Correction, status: str, user: "User | None", reply: str, public_text: str) -> None:
    row.status, row.reply, row.public_text = status, reply, public_text
    row.decided_by, row.decided_at = user, timezone.now()
    row.contact = row.sender = ""
    row.save()


def public_log() -> Any:
    """What everybody may see, the latest first: what was accepted, and what a curator wrote a line about."""
    decided = Correction.objects.exclude(status=Status.WAITING).select_related("hub", "criterion", "new_hub")
    shown = decided.filter(status=Status.ACCEPTED) | decided.exclude(public_text="")
    return shown.order_by("-decided_at", "-pk")
