"""The public table of what each passport needs where, read into the records of the countries that have a hub."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from hubs.models import Country, Entry, Source

OWN = "-1"  # what the table calls the country of a passport


@dataclass(frozen=True, slots=True)
class Read:
    """One country's record, and which passports need something else than before, as (passport, before, now)."""

    country: str
    is_new: bool
    changed: tuple[tuple[str, str, str], ...]


def table(lines: Iterable[str]) -> dict[str, dict[str, str]]:
    """By country and passport what is needed. ValidationError where a column is missing."""
    rows = csv.DictReader(lines)
    named = {name.strip().lower(): name for name in rows.fieldnames or ()}
    named.setdefault("country", named.get("destination", ""))
    if missing := [name for name in ("passport", "country", "requirement") if not named.get(name)]:
        raise ValidationError(f"no column {', '.join(missing)}")
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        passport, country, needs = (row[named[name]].strip() for name in ("passport", "country", "requirement"))
        found[country][passport] = "own" if needs == OWN else needs
    return found


@transaction.atomic
def write(needs: Mapping[str, Mapping[str, str]], checked: str, source: Source, reason: str) -> list[Read]:
    """Make the records what a table says, all or none; ValidationError, naming the country, if one breaks a rule."""
    stored = {entry.country.code: entry for entry in Entry.objects.select_related("country")}
    report = []
    for country in Country.objects.filter(hubs__isnull=False).distinct().order_by("code"):
        if country.code not in needs:
            continue
        slug = f"entry-{country.code.lower()}"
        entry = stored.get(country.code) or Entry(slug=slug, country=country)
        before, now = by_passport(entry.requirements), dict(needs[country.code])
        if before != now:
            _clear_note(entry)
        entry.requirements, entry.checked, entry.source = by_requirement(now), checked, source
        entry._change_reason = reason  # type: ignore[attr-defined]  # where the history looks for it
        try:
            entry.full_clean()
        except ValidationError as error:
            raise ValidationError(f"{country.code}: {'; '.join(error.messages)}") from error
        report.append(Read(country.code, entry.pk is None, tuple(_changed(before, now))))
        entry.save()
    return report


def _clear_note(entry: Entry) -> None:
    """In every language: it spoke of what the record said before."""
    for field in Entry._meta.get_fields():
        if field.name == "note" or field.name.startswith("note_"):
            setattr(entry, field.name, "")


def by_passport(requirements: Mapping[str, str]) -> dict[str, str]:
    return {passport: requirement for requirement, held in requirements.items() for passport in held.split()}


def by_requirement(needs: Mapping[str, str]) -> dict[str, str]:
    """What a record holds: for each requirement its passports, in order.

    >>> by_requirement({"PE": "90", "AR": "90", "AF": "visa required"})
    {'90': 'AR PE', 'visa required': 'AF'}
    """
    held: dict[str, list[str]] = defaultdict(list)
    for passport, requirement in sorted(needs.items()):
        held[requirement].append(passport)
    return {requirement: " ".join(held[requirement]) for requirement in sorted(held)}


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    for passport in sorted({*before, *now}):
        old, new = before.get(passport, ""), now.get(passport, "")
        if old != new:
            yield passport, old, new
