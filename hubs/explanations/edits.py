"""What one edit does to rankings: on the newest release with nothing but this edit, for whom what moves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hubs import languages
from hubs.catalogue import releases
from hubs.catalogue.amending import AMENDED, amended
from hubs.catalogue.fitting import with_strength
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.records import DERIVED, MODELS, Record, fields_of, key_of, text
from hubs.explanations import changes, impact, previews
from hubs.models import Release, SharedRanking

MOST_STORED = 60  # of the shared rankings, the latest: each takes some milliseconds

Identity = tuple[str, ...]
After = tuple[Catalogue, frozenset[str]]  # and the hubs of which something was edited


@dataclass(frozen=True, slots=True)
class Edit:
    """The records that an edit writes and removes, and those they refer to, which a release may lack."""

    written: Sequence[Record]
    removed: Sequence[Record]
    needed: Sequence[Record]

    @property
    def is_draft(self) -> bool:
        """Whether it is kept out of releases until somebody accepts it."""
        return bool(self.written) and bool(self.written[0].get("is_draft"))


class Stored(NamedTuple):
    """Of how many stored shared rankings the first hub, or any of the first three, changes."""

    asked: int
    first: int
    top: int


@dataclass(frozen=True, slots=True)
class Effect:
    """For the reference people what moves; with a `problem` nothing can be told."""

    impacts: tuple[impact.Impact, ...] = ()
    stored: Stored = Stored(0, 0, 0)
    is_draft: bool = False
    problem: str = ""

    @property
    def moved(self) -> tuple[impact.Impact, ...]:
        return tuple(each for each in self.impacts if each.changes_the_top or each.moves)


def effect_of(edit: Edit) -> Effect:
    """What it does once it is published; of a draft, what it would do if it were accepted."""
    newest, before = previews.newest_good()
    if newest is None or before is None:
        return Effect(problem="unpublished", is_draft=edit.is_draft)
    try:
        after, touched = _amended(newest, before, edit) or _fitted_anew(newest, edit)
    except previews.CONTRADICTIONS as error:
        return Effect(problem=f"{type(error).__name__}: {error}", is_draft=edit.is_draft)
    return Effect(impact.impacts(before, after, touched), stored_moves(before, after), edit.is_draft)


def _fitted_anew(newest: Release, edit: Edit) -> After:
    old = newest.payload["records"]
    new = list(with_strength(with_edit(old, edit)))
    after = releases.sketch({**newest.payload, "records": new})
    return after, changes.touched(changes.compare(old, new), [*old, *new])


def _amended(newest: Release, before: Catalogue, edit: Edit) -> After | None:
    """The same for statements and figures alone, in a fraction of the time; None for every other edit."""
    known = _known(newest.payload["records"], edit)
    if not all(_identity(record) in known for record in edit.needed):
        return None
    removed = [_identity(record) for record in edit.removed]
    written = {_identity(record): record for record in edit.written}
    changed = {key: record for key, record in written.items() if _said(record) != _said(known.get(key, {}))}
    if any(kind not in AMENDED for kind, *_key in (*changed, *removed)):
        return None
    gone = {*removed, *(key for key, record in changed.items() if record.get("is_draft") and key in known)}
    kept = [_said(record) | {"is_draft": False} for key, record in changed.items() if key not in gone]
    english = releases.newest()[languages.ENGLISH]
    slugs = [slug for _kind, slug in gone]
    after = amended(before, english, newest.payload, kept, slugs, languages.active())
    old = [known[key] for key in (*changed, *removed) if key in known]
    hubs = [record for record in newest.payload["records"] if record["type"] == "hub"]
    return after, changes.touched(changes.compare(old, kept), [*hubs, *old, *kept])


def _known(records: Iterable[Record], edit: Edit) -> dict[Identity, Record]:
    """The records of a release that an edit speaks of."""
    asked = {_identity(record) for record in (*edit.written, *edit.removed, *edit.needed)}
    slugs = {slug for kind, slug, *_more in asked if kind in AMENDED}
    nearby = (record for record in records if record["type"] not in AMENDED or record["slug"] in slugs)
    return {key: record for record in nearby if (key := _identity(record)) in asked}


def _said(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in DERIVED or record["type"] == "kind"}


def with_edit(records: Iterable[Record], edit: Edit) -> list[Record]:
    """The records with an edit, in loading order, and without what hangs on something that is not there."""
    known = {_identity(record): record for record in records}
    for record in edit.needed:
        known.setdefault(_identity(record), record | {"is_draft": False})
    for record in edit.removed:
        known.pop(_identity(record), None)
    for record in edit.written:
        # A draft that no release has yet is looked at as if it were accepted; of what one has it takes it out.
        known[_identity(record)] = record if _identity(record) in known else record | {"is_draft": False}
    order = list(MODELS)
    return list(_complete(sorted(known.values(), key=lambda record: order.index(text(record, "type")))))


def _identity(record: Record) -> Identity:
    return (text(record, "type"), *key_of(record))


def _complete(records: Iterable[Record]) -> Iterator[Record]:
    """Those that are no drafts and whose references are there, as `hubs.catalogue.records.accepted` has them."""
    there: set[Identity] = set()
    for record in records:
        if not record.get("is_draft") and all(reference in there for reference in _references(record)):
            there.add(_identity(record))
            yield _said(record)


def _references(record: Record) -> Iterator[Identity]:
    for name, kind in _relations(text(record, "type")):
        if value := record.get(name):
            yield (kind, str(record["criterion"]), str(value)) if kind == "option" else (kind, str(value))


@cache
def _relations(kind: str) -> tuple[tuple[str, str], ...]:
    """The fields of a type of record that name another one, and of which type that is."""
    types = {model: name for name, model in MODELS.items()}
    return tuple(
        (field.name, types[field.related_model])  # type: ignore[index]
        for field in fields_of(MODELS[kind])
        if field.is_relation
    )


def stored_moves(before: Catalogue, after: Catalogue) -> Stored:
    """Counts alone: what somebody answered is nobody's business."""
    latest = SharedRanking.objects.open().order_by("-created_at").values_list("answers", flat=True)
    asked = first = top = 0
    for answers in dict.fromkeys(latest[:MOST_STORED]):
        old, new = impact.both(before, after, answers)
        if old and new:
            asked += 1
            first += list(old)[0] != list(new)[0]
            top += list(old)[: impact.TOP] != list(new)[: impact.TOP]
    return Stored(asked, first, top)
