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

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.records import DERIVED, Record, accepted, key_of, text
from hubs.formats import signed
from hubs.models import Release

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


class ScoreMove(NamedTuple):
    """A hub's score before and after, as shares of 1."""

    hub: str
    before: float
    after: float

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
    """The accepted records against the newest release. With a `problem` they cannot be published."""

    newest: Release | None
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
    newest = Release.objects.order_by("-number").first()
    published = newest.payload["records"] if newest else []
    changes = compare(published, records)
    try:
        payload = releases.freeze(records, today)
        sha = releases.fingerprint(payload)
        catalogue = releases.catalogue_of(payload, 0, sha)
    except releases.NothingToPublish as error:
        return Preview(newest, changes, problem=str(error))
    except CONTRADICTIONS as error:
        reason = f"{type(error).__name__}: {error}"
        return Preview(newest, changes, problem=_("These records contradict each other (%s).") % reason)
    before = releases.current() if newest else None
    return Preview(newest, changes, sha, payload["records"] == published, impacts(before, catalogue))


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


def impacts(before: Catalogue | None, after: Catalogue) -> tuple[Impact, ...]:
    return tuple(_impact(str(name), query, before, after) for name, query in PROFILES)


def _impact(name: str, query: str, before: Catalogue | None, after: Catalogue) -> Impact:
    old, new = scores(before, query) if before else {}, scores(after, query)
    moves = [ScoreMove(after.hubs[slug].name, old[slug], new[slug]) for slug in new if slug in old]
    moves = sorted((move for move in moves if abs(move.after - move.before) > WORTH_NAMING), key=_smallest_last)
    return Impact(name, _top(before, old), _top(after, new), tuple(moves[:TOP]))


def _smallest_last(move: ScoreMove) -> float:
    return -abs(move.after - move.before)


def _top(catalogue: Catalogue | None, ranked: dict[str, float]) -> tuple[str, ...]:
    return tuple(catalogue.hubs[slug].name for slug in list(ranked)[:TOP]) if catalogue else ()


def scores(catalogue: Catalogue, query: str) -> dict[str, float]:
    """The ranked hubs with their scores, best first. Questions that the catalogue does not ask are left out."""
    answers = QueryDict(query, mutable=True)
    for name in set(answers) - set(AnswersForm(None, catalogue).fields):
        del answers[name]
    form = AnswersForm(answers, catalogue)
    profile = form.valid_profile
    if profile is None:
        return {}
    return {hub.slug: hub.score for hub in catalogue.rank(profile).hubs}
