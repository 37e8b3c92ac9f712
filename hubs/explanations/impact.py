"""What publishing would change: which records, and what moves for people like those the site is made for."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs import languages
from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.records import DERIVED, Record, accepted, key_of, text
from hubs.formats import signed
from hubs.models import Release
from hubs.models.release import CalibrationData
from hubs.ranking.ranking import RankedHub, Ranking

PROFILES = (
    (gettext_lazy("Young parent"), "family=3&safety=2&cost=2&traffic=2"),
    (
        gettext_lazy("Cost-minded remote worker for a US team"),
        "cost=3&remote=2&timezone=2&timezone_to=us-eastern&traffic=1&community=1&business=1",
    ),
    (
        gettext_lazy("Fintech engineer who wants meetups"),
        "specialty=fintech&specialty_importance=3&community=2&employers=2",
    ),
    (gettext_lazy("Founder"), "startups=3&support=2&business=2&talent=2"),
    (gettext_lazy("Car-free city person"), "transport=3&culture=2&community=2"),
    (gettext_lazy("AI researcher"), "specialty=ai&specialty_importance=3&talent=3&employers=2"),
    (gettext_lazy("Warm-climate surfer"), "climate=3&climate_to=warm&remote=2&cost=2"),
    (gettext_lazy("Newcomer who needs a visa"), "business=3&safety=2&employers=2"),
    (
        gettext_lazy("Undecided, everything equal"),
        "family=2&traffic=2&cost=2&remote=2&transport=2&community=2&employers=2"
        "&startups=2&support=2&business=2&talent=2&culture=2&safety=2",
    ),
    (gettext_lazy("Cheap and safe above all"), "cost=3&safety=3"),
)
TOP = 3
PARTS = 2  # of a move that are named
WORTH_NAMING = 0.0005
# What records that contradict each other raise when a ranker is fitted on them.
CONTRADICTIONS = (LookupError, TypeError, ValueError, ArithmeticError, AssertionError)


class FieldChange(NamedTuple):
    name: str
    before: object
    after: object


class RecordChange(NamedTuple):
    """A record that was added, changed or removed: what it says, and the fields of a changed one."""

    outcome: str
    type: str
    key: str
    about: str
    fields: tuple[FieldChange, ...] = ()


class Part(NamedTuple):
    """What one criterion adds to a move, as a share of 1."""

    criterion: str
    by: float

    @property
    def points(self) -> str:
        return signed(100 * self.by)


class ScoreMove(NamedTuple):
    """A hub's score before and after, as shares of 1; through which criteria; and if it was edited itself."""

    hub: str
    before: float
    after: float
    parts: tuple[Part, ...] = ()
    is_edited: bool = True

    @property
    def points(self) -> str:
        return signed(100 * (self.after - self.before))


@dataclass(frozen=True, slots=True)
class Impact:
    """What a release does to the ranking of one profile: hub names, best first; empty where it cannot be asked."""

    profile: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    moves: tuple[ScoreMove, ...]

    @property
    def changes_the_top(self) -> bool:
        return self.before != self.after


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
        payload = releases.freeze(records, today)
        sha = releases.fingerprint(payload)
        catalogue = releases.catalogue_of(payload, 0, sha)
    except releases.NothingToPublish as error:
        return Preview(newest, after, changes, problem=str(error))
    except CONTRADICTIONS as error:
        return Preview(newest, after, changes, problem=_contradiction(error))
    same = newest is not None and newest.number == after and releases.is_same(newest.payload, payload)
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
        old = releases.freeze(records, today)
        data = releases.fresh_calibration(records, today)
        new = releases.freeze(records, today, data)
        before, after = (releases.catalogue_of(payload, 0, "") for payload in (old, new))
    except CONTRADICTIONS as error:
        raise releases.NothingToPublish(_contradiction(error)) from error
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


def compare(before: Iterable[Record], after: Iterable[Record]) -> tuple[RecordChange, ...]:
    """The differences by natural key: added, changed, removed. What is derived, such as a strength, is no change."""
    old, new = _by_key(before), _by_key(after)
    added = [RecordChange("added", *identity, _about(new[identity])) for identity in new if identity not in old]
    removed = [RecordChange("removed", *identity, _about(old[identity])) for identity in old if identity not in new]
    changed = [
        RecordChange("changed", *identity, _about(record), _fields(old[identity], record))
        for identity, record in new.items()
        if identity in old and old[identity] != record
    ]
    return (*added, *changed, *removed)


def _by_key(records: Iterable[Record]) -> dict[tuple[str, str], Record]:
    return {
        (text(record, "type"), "/".join(key_of(record))): {name: record[name] for name in record if name not in DERIVED}
        for record in records
    }


def _about(record: Record) -> str:
    return next((text(record, name) for name in ("text", "name", "title") if record.get(name)), "")


def _fields(old: Record, new: Record) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, _plain(old.get(name)), _plain(new.get(name)))
        for name in new | old
        if old.get(name) != new.get(name)
    )


def _plain(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def impacts(before: Catalogue | None, after: Catalogue, edited: frozenset[str] | None = None) -> tuple[Impact, ...]:
    """For each of the reference people what changes; `edited` are the hubs of which something was edited."""
    return tuple(_impact(str(name), query, before, after, edited) for name, query in PROFILES)


def _impact(name: str, query: str, before: Catalogue | None, after: Catalogue, edited: frozenset[str] | None) -> Impact:
    old, new = both(before, after, query)
    moves = [_move(after, old[slug], new[slug], edited) for slug in new if slug in old]
    moves = sorted((move for move in moves if abs(move.after - move.before) > WORTH_NAMING), key=_smallest_last)
    return Impact(name, _top(before, old), _top(after, new), tuple(moves[:TOP]))


def _move(after: Catalogue, old: RankedHub, new: RankedHub, edited: frozenset[str] | None) -> ScoreMove:
    by = {slug: new.contributions.get(slug, 0.0) - part for slug, part in old.contributions.items()}
    named = [slug for slug in sorted(by, key=lambda slug: -abs(by[slug])) if abs(by[slug]) > WORTH_NAMING]
    return ScoreMove(
        after.hubs[new.slug].name,
        old.score,
        new.score,
        tuple(Part(after.criteria[slug].name, by[slug]) for slug in named[:PARTS] if slug in after.criteria),
        edited is None or new.slug in edited,
    )


def _smallest_last(move: ScoreMove) -> float:
    return -abs(move.after - move.before)


def _top(catalogue: Catalogue | None, ranked: Iterable[str]) -> tuple[str, ...]:
    return tuple(catalogue.hubs[slug].name for slug in list(ranked)[:TOP]) if catalogue else ()


def touched(changes: Iterable[RecordChange], records: Iterable[Record]) -> frozenset[str]:
    """The hubs of which something was edited: themselves, what is said of them, or of their country."""
    at_home: dict[str, set[str]] = {}
    places: dict[tuple[str, str], str] = {}
    for record in records:
        if record["type"] == "hub":
            at_home.setdefault(text(record, "country"), set()).add(text(record, "slug"))
        elif record["type"] in {"evidence", "figure"}:
            places[text(record, "type"), text(record, "slug")] = str(record["hub"] or record["country"])
    found: set[str] = set()
    for change in changes:
        place = places.get((change.type, change.key), change.key if change.type in {"hub", "country"} else "")
        found |= at_home.get(place, {place})
    return frozenset(found)


Ranked = dict[str, RankedHub]


def both(before: Catalogue | None, after: Catalogue, query: str) -> tuple[Ranked, Ranked]:
    """The ranked hubs by slug, best first, on each of two catalogues."""
    if before is None:
        return {}, ranked(after, query)
    if not _asks_the_same(before, after):
        return ranked(before, query), ranked(after, query)
    form = _form(before, query)
    profile = form.valid_profile
    if profile is None:
        return {}, {}
    then = after.people_only if form.catalogue.counts_people_only else after
    return _by_slug(form.catalogue.rank(profile)), _by_slug(then.rank(profile))


def _asks_the_same(before: Catalogue, after: Catalogue) -> bool:
    """Whether answers mean the same on both: to read them takes longer than to rank."""
    return before.criteria == after.criteria and before.hubs == after.hubs and set(before.limits) == set(after.limits)


def ranked(catalogue: Catalogue, query: str) -> Ranked:
    """The ranked hubs by slug, best first. Questions that the catalogue does not ask are left out."""
    form = _form(catalogue, query)
    profile = form.valid_profile
    return _by_slug(form.catalogue.rank(profile)) if profile else {}


def _form(catalogue: Catalogue, query: str) -> AnswersForm:
    answers = QueryDict(query, mutable=True)
    for name in set(answers) - set(AnswersForm(None, catalogue).fields):
        del answers[name]
    return AnswersForm(answers, catalogue)


def _by_slug(ranking: Ranking) -> Ranked:
    return {hub.slug: hub for hub in ranking.hubs}
