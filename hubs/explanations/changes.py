"""Which records differ between two states of the catalogue, and which hubs that touches."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from hubs.catalogue.records import DERIVED, Record, key_of, text


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
