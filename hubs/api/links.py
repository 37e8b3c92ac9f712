"""The shared links of an account: listed, made and withdrawn with a key."""

import json
from datetime import date
from hashlib import sha256
from typing import Annotated

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext_noop
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from hubs.answers.shared import LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE, ShareForm
from hubs.api.answers import Answers, as_query, valid_answers, wrong
from hubs.api.keys import Asked, Key
from hubs.api.paging import Paging, page_of
from hubs.api.problems import Problem
from hubs.catalogue import releases
from hubs.exports.entry_schema import LinkDocument, LinksDocument
from hubs.exports.stored import keep_shared
from hubs.models import ApiKey, MadeOnce, SharedRanking
from hubs.models.api_key import Scope
from hubs.models.sharing import Links, Shows
from hubs.web.limits import SHARES_AN_HOUR, spend

router = Router(tags=[gettext_noop("Your links")])
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description=gettext_noop(
            "A text of your own, new for each link: for a day the same request makes no second one."
        ),
    ),
]


class LinkToMake(Schema):
    """A ranking to share. Household, language of work, home, and what somebody earns go along only if told to."""

    answers: Answers
    title: str = Field("", max_length=LONGEST_TITLE)
    sender: str = Field("", max_length=LONGEST_NAME)
    note: str = Field("", max_length=LONGEST_NOTE)
    open_until: date | None = Field(None, description="The last day; 90 days from now if it is left out.")
    shows: Shows = Shows.EVERYTHING
    household: bool = False
    language: bool = False
    home: bool = False
    move: bool = False


@router.get("/links", response=LinksDocument, auth=Key(Scope.LINKS_READ), summary=gettext_noop("Your links"))
def links(request: Asked, paging: Query[Paging]) -> LinksDocument:
    """The links that you have shared, newest first."""
    found = _own(request)
    page = page_of(request, paging, found.count())
    shown = found[paging.offset : paging.offset + paging.limit]
    return {**page, "links": [_described(request, link) for link in shown]}


@router.post(
    "/links", response={201: LinkDocument}, auth=Key(Scope.LINKS_WRITE), summary=gettext_noop("Share a ranking")
)
def make_link(request: Asked, link: LinkToMake, idempotency_key: IdempotencyKey) -> Status[LinkDocument]:
    """A new link to a ranking of your own, pinned to the release of today."""
    assert request.api_key is not None
    MadeOnce.forget_old()
    key = sha256(idempotency_key.encode()).hexdigest()
    asked = sha256(json.dumps(link.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    made = _made_before(request.api_key, key, asked)
    try:
        made = made or _make(request.api_key, link, key, asked)
    except IntegrityError:  # the same request, sent twice at once
        made = _made_before(request.api_key, key, asked)
    assert made is not None
    return Status(201, _described(request, _own(request).get(pk=made.pk)))


def _made_before(key: ApiKey, idempotency_key: str, asked: str) -> SharedRanking | None:
    """What the same request has made; a Problem where it asked for something else."""
    made = MadeOnce.objects.select_related("shared").filter(api_key=key, idempotency_key=idempotency_key).first()
    if made and made.request != asked:
        raise Problem(422, "This Idempotency-Key was used for another request: take a new one.")
    return made.shared if made else None


def _make(key: ApiKey, link: LinkToMake, idempotency_key: str, asked: str) -> SharedRanking:
    form = valid_answers(as_query(link.answers), releases.current())
    words = ShareForm(link.model_dump(exclude={"answers"}), QueryDict(form.query))
    if not words.is_valid():
        raise Problem(422, errors=wrong(words))
    allowance = spend(f"account {key.user_id}", "share", SHARES_AN_HOUR)
    if allowance.is_spent:
        raise Problem(429, f"At most {SHARES_AN_HOUR} links an hour.", wait=allowance.reset)
    with transaction.atomic():
        shared = keep_shared(form, words, key.user)
        MadeOnce.objects.create(api_key=key, idempotency_key=idempotency_key, request=asked, shared=shared)
    return shared


@router.get(
    "/links/{token}", response=LinkDocument, auth=Key(Scope.LINKS_READ), summary=gettext_noop("One of your links")
)
def link(request: Asked, token: str) -> LinkDocument:
    """What goes with a link of yours, and how often it was opened."""
    return _described(request, _own_link(request, token))


@router.delete(
    "/links/{token}", response={204: None}, auth=Key(Scope.LINKS_WRITE), summary=gettext_noop("Withdraw a link")
)
def withdraw(request: Asked, token: str) -> Status[None]:
    """The page, its files and its picture are gone at once, and what was shared is deleted. It cannot be undone."""
    found = _own_link(request, token)
    if not found.withdrawn_at:
        found.withdraw()
    return Status(204, None)


def _own(request: Asked) -> Links:
    assert request.api_key is not None
    found = SharedRanking.objects.filter(owner_id=request.api_key.user_id).select_related("release")
    return found.defer("outcome", "release__payload").annotate(times=Sum("openings__times", default=0))


def _own_link(request: Asked, token: str) -> SharedRanking:
    found = _own(request).filter(token=token).first()
    if found is None:
        raise Http404  # the same whether it is another's or nobody's
    return found


def _described(request: HttpRequest, link: SharedRanking) -> LinkDocument:
    until, ended = link.open_until, link.withdrawn_at
    return {
        "token": link.token,
        "page": request.build_absolute_uri(link.get_absolute_url()),
        "title": link.title,
        "sender": link.sender,
        "note": link.note,
        "answers": link.answers,
        "release": link.release.number,
        "created": link.created_at.isoformat(),
        "open_until": until.isoformat() if until else None,
        "withdrawn": ended.isoformat() if ended else None,
        "is_open": link.is_open,
        "openings": link.times,  # type: ignore[attr-defined]  # annotated
    }
