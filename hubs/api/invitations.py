"""The invitations of an account and their answers, read with a key."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_noop
from ninja import Query, Router

from hubs.api.keys import Asked, Key
from hubs.api.paging import Paging, page_of
from hubs.catalogue import releases
from hubs.explanations.replies import Answered, read_replies
from hubs.exports.entry_schema import InvitationDocument, InvitationsDocument, RepliesDocument, ReplyDocument
from hubs.models import Invitation
from hubs.models.api_key import Scope
from hubs.models.invitation import Invitations

router = Router(tags=[gettext_noop("Your invitations")])


@router.get(
    "/invitations",
    response=InvitationsDocument,
    auth=Key(Scope.INVITATIONS_READ),
    summary=gettext_noop("Your invitations"),
)
def invitations(request: Asked, paging: Query[Paging]) -> InvitationsDocument:
    """What you have asked others to rank hubs for, newest first."""
    found = _own(request)
    page = page_of(request, paging, found.count())
    shown = found[paging.offset : paging.offset + paging.limit]
    return {**page, "invitations": [_described(request, each) for each in shown]}


@router.get(
    "/invitations/{token}/replies",
    response=RepliesDocument,
    auth=Key(Scope.INVITATIONS_READ),
    summary=gettext_noop("What was answered"),
)
def replies(request: Asked, token: str) -> RepliesDocument:
    """The answers that may be shown, each as far as who gave it agreed; `waiting` more need company or a name."""
    found = _own(request).filter(token=token).first()
    if found is None:
        raise Http404  # the same whether it is another's or nobody's
    read = read_replies(releases.current(), found)
    return {**_described(request, found), "replies": [_read(each) for each in read.answers], "waiting": read.waiting}


def _own(request: Asked) -> Invitations:
    assert request.api_key is not None
    return Invitation.objects.counted().filter(owner_id=request.api_key.user_id)


def _described(request: HttpRequest, invitation: Invitation) -> InvitationDocument:
    return {
        "token": invitation.token,
        "page": request.build_absolute_uri(reverse("hubs:invited", args=[invitation.token])),
        "title": invitation.title,
        "message": invitation.message,
        "hubs": invitation.hubs_in_question,
        "created": invitation.created_at.isoformat(),
        "open_until": invitation.open_until.isoformat(),
        "is_open": invitation.is_open,
        "limit": invitation.limit,
        "answered": invitation.answered,  # type: ignore[attr-defined]  # annotated
    }


def _read(answered: Answered) -> ReplyDocument:
    return {
        "name": answered.name,
        "shows": answered.reply.shows,
        "hubs": [{"rank": each.rank, "slug": each.hub.slug, "points": each.points} for each in answered.hubs],
        "priorities": {each.criterion.slug: each.points for each in answered.priorities},
    }
