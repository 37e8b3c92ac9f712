"""The way into a release: what is accepted now is frozen, calibrated, checked, numbered and stored."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.catalogue.contents import Contents, contents_of
from hubs.catalogue.fitting import accuracy, calibrate, stored, with_strength
from hubs.catalogue.records import Record, accepted
from hubs.catalogue.releases import BadRelease, catalogue_of, content_of, fingerprint
from hubs.models import Calibration, Release
from hubs.models.release import CalibrationData, Payload

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EXACT = 1e16  # from here on PostgreSQL gives a float back as an integer


class NothingToPublish(Exception):
    """The accepted catalogue cannot make a release; the message says why."""


class AlreadyCalibrated(Exception):
    """Somebody else has kept a calibration under the same number."""


class CatalogueChanged(Exception):
    """What would be published is not the data set that was asked for."""


class PublishedMeanwhile(Exception):
    """Somebody else has published since, or does so at this moment."""


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
