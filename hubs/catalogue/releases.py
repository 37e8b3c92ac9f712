"""The bridge: stored evidence -> a frozen Release -> a fitted ranker, cached per process by the release's hash."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hubs import languages
from hubs.catalogue.fitting import accuracy, calibrate, fit_rankers, stored, with_strength
from hubs.catalogue.frozen import Catalogue, Contents, contents_of
from hubs.catalogue.keeping import Kept
from hubs.catalogue.records import Record, accepted
from hubs.models import Calibration, Release
from hubs.models.release import CalibrationData, Payload

if TYPE_CHECKING:
    from django.contrib.auth.models import User

log = logging.getLogger(__name__)

ITEMS_KEPT = 60_000  # of all restored releases together: some 150 MB in each process
EXACT = 1e16  # from here on PostgreSQL gives a float back as an integer


class NoRelease(Exception):
    """Nothing has been published yet, or not under this number."""


class BadRelease(NoRelease):
    """What is stored as a release is not what its hash says, or cannot be ranked; the message says why."""


class NothingToPublish(Exception):
    """The accepted catalogue cannot make a release; the message says why."""


class AlreadyCalibrated(Exception):
    """Somebody else has kept a calibration under the same number."""


class CatalogueChanged(Exception):
    """What would be published is not the data set that was asked for."""


class PublishedMeanwhile(Exception):
    """Somebody else has published since, or does so at this moment."""


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


def publish(
    *,
    note: str = "",
    user: "User | None" = None,
    today: date | None = None,
    expected: str | None = None,
    after: int | None = None,
    watched: Callable[[Iterable[Record]], Iterable[Record]] = iter,
) -> Release:
    """Freeze what is accepted now into a new release. The newest one is returned if nothing has changed since.

    CatalogueChanged if the data set has another hash than the `expected` one, and PublishedMeanwhile if the newest
    release is not the one `after` which it was to come (0: the first), such as those of a preview. `watched` sees
    the records pass, as a progress bar does.
    """
    today = today or datetime.now(UTC).date()
    return _issue(lambda: freeze(watched(accepted()), today), today, note, user, expected, after)


def go_back(
    number: int, *, note: str, user: "User | None" = None, today: date | None = None, after: int | None = None
) -> Release:
    """Publish what an older release holds once more, as a new one. Errors as of `publish`, and BadRelease."""
    today = today or datetime.now(UTC).date()
    release = Release.objects.identified().get(number=number)
    again = dated(content_of(release.pk, release.sha256), today)
    return _issue(lambda: again, today, note, user, None, after)


def dated(payload: Payload, today: date) -> Payload:
    return {**payload, "date": today.isoformat()}


def _issue(
    make: Callable[[], Payload],
    today: date,
    note: str,
    user: "User | None",
    expected: str | None,
    after: int | None,
) -> Release:
    """A new release of what `make` gives inside the transaction. Of several at once one goes through."""
    try:
        with transaction.atomic():
            last = _last_locked(today, after)
            payload = make()
            sha = fingerprint(payload)
            if expected not in {None, sha}:
                raise CatalogueChanged
            if last is not None and _holds_the_same(last, payload):
                return last
            catalogue_of(payload, 0, sha)  # a release that cannot be ranked must fail here, not on a page
            _keep_calibration(payload)
            return Release.objects.create(
                number=last.number + 1 if last else 1,
                sha256=sha,
                date=today,
                note=note,
                payload=payload,
                published_by=user,
                # In order, though the clock was set back: what has changed since is told by it.
                published_at=max(timezone.now(), last.published_at) if last else timezone.now(),
            )
    except (IntegrityError, AlreadyCalibrated) as error:
        raise PublishedMeanwhile from error
    except OperationalError as error:
        if "lock" not in str(error):  # a time-out or a deadlock between writers
            raise
        raise PublishedMeanwhile from error


def _last_locked(today: date, after: int | None) -> Release | None:
    """The release that the next one follows. Who comes second waits for the first, and sees then what that did."""
    list(Release.objects.identified().select_for_update().order_by("-number")[:1])
    last = Release.objects.newest()
    if after is not None and after != (last.number if last else 0):
        raise PublishedMeanwhile
    if last is not None and today < last.date:
        raise NothingToPublish(_("The newest release is of %s: the clock is behind it.") % last.date.isoformat())
    return last


def _holds_the_same(last: Release, payload: Payload) -> bool:
    try:
        return is_same(content_of(last.pk, last.sha256), payload)
    except BadRelease:
        return False


def is_same(old: Payload, new: Payload) -> bool:
    """Whether two releases differ in nothing but their date."""
    return {**old, "date": ""} == {**new, "date": ""}


def freeze(records: Iterable[Record], today: date, calibration: CalibrationData | None = None) -> Payload:
    """A release's payload: the records with their strengths, and the calibration; by default the newest there is."""
    frozen, contents = _frozen(records)
    used: CalibrationData = as_stored(calibration or _newest_calibration(contents, today))
    return {"date": today.isoformat(), "records": frozen, "calibration": used}


def _frozen(records: Iterable[Record]) -> tuple[list[Record], Contents]:
    frozen: list[Record] = as_stored(list(with_strength(records)))
    contents = contents_of(frozen)
    if not contents.hubs or not contents.criteria:
        raise NothingToPublish(_("A release needs at least one hub and one criterion that are not drafts."))
    return frozen, contents


def as_stored(content: Any) -> Any:
    """Through JSON once, so that content and its hash are the same whether just made or read from either database.

    >>> as_stored({"mean": -0.0, "area": 3e16})
    {'mean': 0.0, 'area': 30000000000000000}
    """
    return json.loads(json.dumps(content, ensure_ascii=False), parse_float=_number_as_stored)


def _number_as_stored(written: str) -> float:
    number = float(written)
    return int(number) if abs(number) >= EXACT else number or 0.0


def _newest_calibration(contents: Contents, today: date) -> CalibrationData:
    """The newest calibration there is; the first release makes the first one."""
    newest = Calibration.objects.order_by("-number").first()
    return newest.data if newest else calibration_of(contents, 1, today)


def _keep_calibration(payload: Payload) -> None:
    """The calibration that the first release made is kept for those that follow."""
    if not Calibration.objects.exists():
        store_calibration(payload["calibration"])


def store_calibration(data: CalibrationData, user: "User | None" = None) -> Calibration:
    """Keep a calibration. AlreadyCalibrated if somebody else has kept one since its number was taken."""
    try:
        with transaction.atomic():
            return Calibration.objects.create(number=data["number"], date=data["date"], data=data, made_by=user)
    except IntegrityError as error:
        raise AlreadyCalibrated(_("Somebody else has just calibrated. Here is what it would move now.")) from error


def fresh_calibration(records: Iterable[Record], today: date) -> CalibrationData:
    """How people rate, estimated now, under the next number; it is not kept."""
    newest = Calibration.objects.order_by("-number").first()
    return calibration_of(_frozen(records)[1], newest.number + 1 if newest else 1, today)


def calibration_of(contents: Contents, number: int, today: date) -> CalibrationData:
    """How people rate, estimated on what a release holds, with its number and date."""
    found = calibrate(contents)
    return {
        "number": number,
        "date": today.isoformat(),
        "statements": len(contents.evidence),
        "mean": found.mean,
        "sigma": found.sigma,
        "tau": found.tau,
        "bias": found.bias,
        "level": found.level,
    }


def seed_calibration(records: list[Record], today: date) -> CalibrationData:
    """What a new database begins with: estimated on records that need not be in it."""
    return with_accuracy(calibration_of(_frozen(records)[1], 1, today), records)


def with_accuracy(data: CalibrationData, records: Iterable[Record]) -> CalibrationData:
    """The calibration with how often these records prove it wrong, if they are enough to tell."""
    found = accuracy(_frozen(records)[1], stored(data))
    return {**data, "accuracy": found} if found else data


def fingerprint(content: Payload | CalibrationData) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def catalogues_of(payload: Payload, number: int, sha: str, pk: int = 0) -> Catalogues:
    """A payload in each language. The rankers know no words: they are fitted once, and all languages share them."""
    return _in_languages(languages.CODES, payload, number, sha, pk)


def _in_languages(codes: Iterable[str], payload: Payload, number: int, sha: str, pk: int) -> Catalogues:
    day, records = date.fromisoformat(payload["date"]), payload["records"]
    english = contents_of(records)
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
            **vars(english if language == languages.ENGLISH else contents_of(records, language)),
        )
        for language in codes
    }


def sketch(payload: Payload) -> Catalogue:
    """A payload that is only looked at, in the active language alone: the others would take a second."""
    return _in_languages([languages.active()], payload, 0, "", 0)[languages.active()]


def catalogue_of(payload: Payload, number: int, sha: str) -> Catalogue:
    """A payload that is not published, in the active language."""
    return catalogues_of(payload, number, sha)[languages.active()]
