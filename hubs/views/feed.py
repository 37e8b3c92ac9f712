"""Tell me when this changes: a feed of a shared ranking, without an account."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hubs.explanations.following import Shortlist, turns
from hubs.formats import plain_lines
from hubs.web.cache import remembered
from hubs.web.pinned import find_shared, unreferred
from hubs.web.robots import unlisted

DAY = 24 * 60 * 60


@require_safe
@unlisted
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """An entry for the ranking as it was shared, and one for every release that made its shortlist another one."""
    pinned = find_shared(token)
    page = request.build_absolute_uri(pinned.shared.get_absolute_url())
    atom = Atom1Feed(
        title=_words("hubs/feed/title.html", pinned=pinned),
        link=page,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
        feed_guid=page,
    )
    first = tuple(row.hub.slug for row in pinned.outcome.shortlist)
    for turn in turns(pinned.shared, pinned.catalogue, first, _recalled):
        title, text = _words("hubs/feed/turn.html", turn=turn), _words("hubs/feed/moved.html", turn=turn)
        atom.add_item(
            title, page, text, unique_id=f"{page}#release-{turn.number}", updateddate=turn.at, pubdate=turn.at
        )
    at = pinned.shared.created_at
    atom.add_item(
        _words("hubs/feed/shared.html", pinned=pinned), page, "", unique_id=f"{page}#shared", updateddate=at, pubdate=at
    )
    return unreferred(HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type))


def _words(template: str, **values: object) -> str:
    return plain_lines(template, **values)[0]


def _recalled(key: str, make: Callable[[], Shortlist]) -> Shortlist:
    return remembered(f"turn-{hashlib.sha256(key.encode()).hexdigest()}", make, DAY)
