"""What publishing, another release or estimating anew would change: which records, and for whom what moves."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from hubs import languages
from hubs.catalogue import publishing, releases
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.records import accepted
from hubs.explanations.changes import RecordChange, compare, touched
from hubs.explanations.impact import Impact, impacts
from hubs.models import Release
from hubs.models.release import CalibrationData

# What records that contradict each other raise when a ranker is fitted on them.
CONTRADICTIONS = (LookupError, TypeError, ValueError, ArithmeticError, AssertionError)


@dataclass(frozen=True, slots=True)
class Preview:
    """The accepted records against the newest release that is good. With a `problem` they cannot be published.

    `after` is the number of the newest release, good or not; 0 before the first.
    """

    newest: Release | None
    after: int
    changes: tuple[RecordChange, ...]
    sha: str = ""
    unchanged: bool = False
    impacts: tuple[Impact, ...] = ()
    problem: str = ""

    @property
    def totals(self) -> dict[str, int]:
        return dict(Counter(change.outcome for change in self.changes))


def preview(today: date) -> Preview:
    records = list(accepted())
    newest, before = newest_good()
    after = newest.number if newest and not releases.newest_problem() else last_number()
    published = newest.payload["records"] if newest else []
    changes = compare(published, records)
    try:
        payload = publishing.freeze(records, today)
        sha = releases.fingerprint(payload)
        catalogue = releases.catalogue_of(payload, 0, sha)
    except publishing.NothingToPublish as error:
        return Preview(newest, after, changes, problem=str(error))
    except CONTRADICTIONS as error:
        return Preview(newest, after, changes, problem=_contradiction(error))
    same = newest is not None and newest.number == after and publishing.is_same(newest.payload, payload)
    edited = touched(changes, [*published, *records])
    return Preview(newest, after, changes, sha, same, impacts(before, catalogue, edited))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One release against another: the records that differ, and what moves for the reference people."""

    before: Release
    after: Release
    changes: tuple[RecordChange, ...]
    impacts: tuple[Impact, ...]

    @property
    def totals(self) -> dict[str, int]:
        return dict(Counter(change.outcome for change in self.changes))


def between(first: int, second: int) -> Comparison:
    """What changes from one release to another, by their numbers; NoRelease, or BadRelease, if one cannot be read."""
    old, new = (releases.get(number) for number in (first, second))
    before, after = Release.objects.get(number=first), Release.objects.get(number=second)
    records = before.payload["records"], after.payload["records"]
    changes = compare(*records)
    moved = impacts(old, new, touched(changes, [*records[0], *records[1]]))
    return Comparison(before, after, changes, moved)


def away_from(release: Release) -> int:
    """How many of the records that are accepted now differ from those of a release."""
    return len(compare(release.payload["records"], list(accepted())))


def newest_good() -> tuple[Release | None, Catalogue | None]:
    """The newest release that can be ranked on, with what it holds and as pages see it; none before the first."""
    try:
        found = releases.newest()[languages.active()]
    except releases.NoRelease:
        return None, None
    return Release.objects.get(pk=found.pk), found


def last_number() -> int:
    newest = Release.objects.identified().newest()
    return newest.number if newest else 0


def _contradiction(error: Exception) -> str:
    return _("These records contradict each other (%s).") % f"{type(error).__name__}: {error}"


class Estimate(NamedTuple):
    """One number of a calibration, before and after; None where there was, or is, none."""

    name: str
    before: float | None
    after: float | None


class Recalibration(NamedTuple):
    """What estimating anew how people rate would change: the calibration, and for whom what moves."""

    data: CalibrationData
    estimates: tuple[Estimate, ...]
    impacts: tuple[Impact, ...]


def recalibrate(today: date) -> Recalibration:
    """The accepted records on the newest calibration and on one that is estimated from them now.

    NothingToPublish, with the reason, if they make no release.
    """
    records = list(accepted())
    try:
        old = publishing.freeze(records, today)
        data = publishing.fresh_calibration(records, today)
        new = publishing.freeze(records, today, data)
        before, after = (releases.catalogue_of(payload, 0, "") for payload in (old, new))
    except CONTRADICTIONS as error:
        raise publishing.NothingToPublish(_contradiction(error)) from error
    return Recalibration(data, _estimates(old["calibration"], data), impacts(before, after))


def _estimates(old: CalibrationData, new: CalibrationData) -> tuple[Estimate, ...]:
    before, after = _flat(old), _flat(new)
    return tuple(
        Estimate(name, before.get(name), after.get(name))
        for name in sorted(before | after)
        if before.get(name) != after.get(name)
    )


def _flat(data: CalibrationData) -> dict[str, float]:
    """Every number of a calibration under a name such as "sigma cost"."""
    tables = {"sigma": data["sigma"], "tau": data["tau"], "bias": data["bias"], "level": data["level"]}
    flat = {f"{table} {name}": value for table, values in tables.items() for name, value in values.items()}
    for criterion, means in data["mean"].items():
        flat |= {f"mu {criterion} {option}".strip(): value for option, value in means.items()}
    return flat
