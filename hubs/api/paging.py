"""One page of a list: how many at once, from where on, and where it goes on."""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from hubs.exports.entry_schema import PageDocument

MOST, USUAL, FARTHEST = 100, 50, 1_000_000
T = TypeVar("T")


class Paging(Schema):
    """Which page of a list is asked for."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=gettext_noop("How many at once, at most 100."))
    offset: int = Field(0, ge=0, le=FARTHEST, description=gettext_noop("How many to leave out before them."))


def page_of(request: HttpRequest, paging: Paging, total: int) -> PageDocument:
    """What is said of a page; its address after it keeps the language."""
    after = paging.offset + paging.limit
    query = {**request.GET.dict(), "limit": paging.limit, "offset": after}
    following = request.build_absolute_uri(f"{request.path}?{urlencode(query)}") if after < total else None
    return {"total": total, "limit": paging.limit, "offset": paging.offset, "next": following}


def on_page(paging: Paging, found: Sequence[T]) -> list[T]:
    return list(found[paging.offset : paging.offset + paging.limit])
