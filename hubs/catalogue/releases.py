"""The bridge: stored evidence -> a frozen Release -> a fitted ranker, cached per process by the release's hash."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from hubs import languages
from hubs.catalogue.fitting import fit_prior, fit_ranker, with_strength
from hubs.catalogue.frozen import Catalogue, contents_of
from hubs.catalogue.records import Record, accepted
from hubs.models import Release
from hubs.models.release import Payload

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NoRelease(Exception):
    """Nothing has been published yet, or not under this number."""


class NothingToPublish(Exception):
    """The accepted catalogue cannot make a release; the message says why."""


class CatalogueChanged(Exception):
    """What would be published is not the data set that was asked for."""


def current() -> Catalogue:
    """The catalogue of the newest release, in the active language."""
    release = Release.objects.identified().newest()
    if release is None:
        raise NoRelease
    return _catalogues(release.pk, release.number, release.sha256)[languages.active()]


def get(number: int) -> Catalogue:
    """The catalogue of one release, however old, in the active language."""
    release = Release.objects.identified().filter(number=number).first()
    if release is None:
        raise NoRelease
    return _catalogues(release.pk, release.number, release.sha256)[languages.active()]


@lru_cache(maxsize=8)
def _catalogues(pk: int, number: int, sha: str) -> dict[str, Catalogue]:
    return catalogues_of(Release.objects.get(pk=pk).payload, number, sha, pk)


def publish(
    *, note: str = "", user: "User | None" = None, today: date | None = None, expected: str | None = None
) -> Release:
    """Freeze what is accepted now into a new release. The newest one is returned if nothing has changed since.

    CatalogueChanged if the data set has another hash than the `expected` one, such as that of a preview.
    """
    today = today or datetime.now(UTC).date()
    payload = freeze(accepted(), today)
    sha = fingerprint(payload)
    if expected not in {None, sha}:
        raise CatalogueChanged
    catalogue_of(payload, 0, sha)  # a release that cannot be ranked must fail here, not on a page
    with transaction.atomic():
        newest = Release.objects.select_for_update().order_by("-number").first()
        if newest is not None and newest.payload["records"] == payload["records"]:
            return newest
        number = newest.number + 1 if newest else 1
        return Release.objects.create(
            number=number, sha256=sha, date=today, note=note, payload=payload, published_by=user
        )


def freeze(records: Iterable[Record], today: date) -> Payload:
    """A release's payload: the records with their strengths on its date, and the prior estimated from them."""
    # Through JSON once, so that a payload is the same whether it was just made or read from the database.
    frozen: list[Record] = json.loads(json.dumps(list(with_strength(records, today)), ensure_ascii=False))
    contents = contents_of(frozen)
    if not contents.hubs or not contents.criteria:
        raise NothingToPublish(_("A release needs at least one hub and one criterion that are not drafts."))
    return {"date": today.isoformat(), "records": frozen, "prior": fit_prior(contents).to_dict()}


def fingerprint(payload: Payload) -> str:
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def catalogues_of(payload: Payload, number: int, sha: str, pk: int = 0) -> dict[str, Catalogue]:
    """A payload in each language. The ranker knows no words: it is fitted once, and all of them share it."""
    day, records = date.fromisoformat(payload["date"]), payload["records"]
    ranker = fit_ranker(contents_of(records), payload["prior"])
    return {
        language: Catalogue(
            pk=pk, number=number, sha=sha, date=day, ranker=ranker, **vars(contents_of(records, language))
        )
        for language in languages.CODES
    }


def catalogue_of(payload: Payload, number: int, sha: str) -> Catalogue:
    """A payload that is not published, in the active language."""
    return catalogues_of(payload, number, sha)[languages.active()]
