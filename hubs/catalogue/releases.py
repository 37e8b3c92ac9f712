"""The way out of a release: its catalogue with a fitted ranker, cached per process by the release's hash."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils.translation import gettext as _

from hubs import languages
from hubs.catalogue.contents import contents_of, pack
from hubs.catalogue.fitting import fit_rankers
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.keeping import Kept
from hubs.models import Release
from hubs.models.release import CalibrationData, Payload

log = logging.getLogger(__name__)
ITEMS_KEPT = 60_000  # of all restored releases together: some 130 MB in each process


class NoRelease(Exception):
    """Nothing has been published yet, or not under this number."""


class BadRelease(NoRelease):
    """What is stored as a release is not what its hash says, or cannot be ranked; the message says why."""


Catalogues = dict[str, Catalogue]
_served: Catalogues | None = None
_bad: dict[tuple[int, str], str] = {}  # by primary key and hash: why
_pinned: ContextVar[Catalogues | None] = ContextVar("pinned", default=None)


def current() -> Catalogue:
    """The catalogue that pages show, in the active language: the served one, or else the newest good release."""
    return (served() or newest())[languages.active()]


def newest() -> Catalogues:
    """The newest release that is good, in every language; NoRelease if none is."""
    while True:
        release = identify_newest()
        try:
            return fitted(release)
        except BadRelease:
            continue  # it is known as bad from now on


def identify_newest() -> Release:
    """The newest release, without what it holds; those that are known to be bad are passed over."""
    known = Release.objects.identified()
    for pk, sha in _bad:
        known = known.exclude(pk=pk, sha256=sha)
    release = known.newest()
    if release is None:
        raise NoRelease
    return release


def newest_problem() -> str:
    """What is wrong with the newest release, as far as this process knows, where an older one serves in its place."""
    if not _bad:
        return ""
    release = Release.objects.identified().newest()
    return _bad.get((release.pk, release.sha256), "") if release else ""


def fitted(release: Release) -> Catalogues:
    """A release in every language; BadRelease, from then on without another try, if it is none."""
    key = (release.pk, release.sha256)
    if key not in _bad:
        try:
            return _catalogues(release.pk, release.number, release.sha256)
        except BadRelease as error:
            _bad[key] = str(error)
            log.error("%s cannot be served: %s", release, error)
    raise BadRelease(_bad[key])


def served() -> Catalogues | None:
    """What this process has been told to show; None where nobody follows what is published."""
    return _pinned.get() or _served


def serve(catalogues: Catalogues | None) -> None:
    """Show these from now on, whatever is published, until somebody says otherwise."""
    global _served
    _served = catalogues


@contextmanager
def showing(catalogues: Catalogues | None) -> Iterator[None]:
    """Within it this thread's pages show these: one release from beginning to end, or one that is yet to be served."""
    token = _pinned.set(catalogues)
    try:
        yield
    finally:
        _pinned.reset(token)


def get(number: int) -> Catalogue:
    """The catalogue of one release, however old, in the active language."""
    release = Release.objects.identified().filter(number=number).first()
    if release is None:
        raise NoRelease
    return fitted(release)[languages.active()]


def _restore(pk: int, number: int, sha: str) -> Catalogues:
    payload = content_of(pk, sha)
    try:
        catalogues = catalogues_of(payload, number, sha, pk)
    except Exception as error:  # whatever is wrong with what it holds: no release may take the site down
        raise BadRelease(_("It cannot be ranked (%s).") % f"{type(error).__name__}: {error}") from error
    english = catalogues[languages.ENGLISH]
    if not english.hubs or not english.criteria:
        raise BadRelease(_("It holds no hub or no criterion."))
    return catalogues


def content_of(pk: int, sha: str) -> Payload:
    """What a release holds; BadRelease if that is not what its hash says."""
    payload = Release.objects.values_list("payload", flat=True).get(pk=pk)
    if not isinstance(payload, dict):
        raise BadRelease(_("What is stored of it is cut off or no JSON."))
    if fingerprint(payload) != sha:
        raise BadRelease(_("What is stored of it is not what its SHA-256 says."))
    return payload


def _items(catalogues: Catalogues) -> int:
    catalogue = catalogues[languages.ENGLISH]
    return len(catalogue.evidence) + len(catalogue.figures)


_catalogues = Kept(_restore, ITEMS_KEPT, _items)


def fingerprint(content: Payload | CalibrationData) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def catalogues_of(payload: Payload, number: int, sha: str, pk: int = 0) -> Catalogues:
    """A payload in each language. The rankers know no words: they are fitted once, and all languages share them."""
    return _in_languages(languages.CODES, payload, number, sha, pk)


def _in_languages(codes: Iterable[str], payload: Payload, number: int, sha: str, pk: int) -> Catalogues:
    day, records = date.fromisoformat(payload["date"]), payload["records"]
    packed = pack(records)
    english = contents_of(records, packed=packed)
    ranker, said = fit_rankers(english, payload)
    return {
        language: Catalogue(
            pk=pk,
            number=number,
            sha=sha,
            date=day,
            ranker=ranker,
            said=said,
            calibration=payload.get("calibration"),
            **vars(english if language == languages.ENGLISH else contents_of(records, language, packed)),
        )
        for language in codes
    }


def sketch(payload: Payload) -> Catalogue:
    """A payload that is only looked at, in the active language alone: the others would take a second."""
    return _in_languages([languages.active()], payload, 0, "", 0)[languages.active()]


def catalogue_of(payload: Payload, number: int, sha: str) -> Catalogue:
    """A payload that is not published, in the active language."""
    return catalogues_of(payload, number, sha)[languages.active()]
