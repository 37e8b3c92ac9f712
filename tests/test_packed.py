"""Statements and figures are made of packed records when somebody looks at them."""

from dataclasses import dataclass

import pytest

from hubs.catalogue import packed
from hubs.catalogue.packed import Packed, Unpacked
from hubs.catalogue.records import Record


@dataclass(frozen=True)
class Said:
    slug: str
    hub: str
    country: str


def record(number: int) -> Record:
    hub = None if number % 10 == 0 else f"hub-{number // 10}"
    return {"slug": f"said-{number:03}", "hub": hub, "country": None if hub else "PE"}


def make(record: Record) -> Said:
    return Said(str(record["slug"]), str(record["hub"] or ""), str(record["country"] or ""))


@pytest.fixture
def items() -> Unpacked[Said]:
    return Unpacked(Packed(record(number) for number in reversed(range(100))), make)


def test_they_are_what_was_packed_in_the_order_of_their_slugs(items):
    assert list(items.values()) == [make(record(number)) for number in range(100)]
    assert len(items) == 100
    assert items["said-042"] == Said("said-042", "hub-4", "")
    assert "said-100" not in items
    assert items.get("said-100") is None


def test_of_a_place_are_its_own(items):
    assert [each.slug for each in items.at("hub-9")] == [f"said-{number:03}" for number in range(91, 100)]
    assert [each.slug for each in items.at("PE")] == [f"said-{number:03}" for number in range(0, 100, 10)]
    assert list(items.at("hub-10")) == []


def test_only_the_group_of_what_is_looked_at_is_made():
    made: list[object] = []
    items = Unpacked(Packed(map(record, range(100))), lambda each: made.append(each["slug"]) or make(each))
    assert list(items) == [f"said-{number:03}" for number in range(100)]
    assert (len(items), made) == (100, [])
    first = items["said-020"]
    assert len(made) == packed.GROUP
    assert items["said-020"] is first
    assert len(made) == packed.GROUP


def test_no_more_groups_are_kept_than_that(monkeypatch):
    monkeypatch.setattr(packed, "KEPT", 2)
    made: list[object] = []
    items = Unpacked(Packed(map(record, range(100))), lambda each: made.append(each["slug"]) or make(each))
    for slug in ("said-000", "said-020", "said-000", "said-040", "said-000"):
        items[slug]
    assert len(made) == 3 * packed.GROUP
    items["said-020"]
    assert len(made) == 4 * packed.GROUP


def test_some_are_left_out_and_others_stand_in_their_place(items):
    mine, new = Said("said-001", "hub-7", ""), Said("said-000b", "hub-0", "")
    found = items.amended({mine.slug: mine, new.slug: new}, ["said-002", "said-999"])
    assert list(found)[:4] == ["said-000", "said-000b", "said-001", "said-003"]
    assert len(found) == len(list(found)) == 100
    assert found["said-001"] == mine
    assert [each.slug for each in found.at("hub-0")] == [*(f"said-00{number}" for number in range(3, 10)), "said-000b"]
    assert mine in list(found.at("hub-7"))
    with pytest.raises(KeyError):
        found["said-002"]
    assert items["said-001"] == Said("said-001", "hub-0", ""), "what it was made from stays as it was"
    again = found.amended({}, ["said-000b"])
    assert "said-000b" not in again
    assert again["said-001"] == mine


def test_no_text_of_a_record_is_kept_itself():
    held = record(5)
    slug = next(iter(Packed([held]).group_of))
    assert slug == held["slug"]
    assert slug is not held["slug"]
