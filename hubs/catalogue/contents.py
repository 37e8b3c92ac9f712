"""The records of a release as objects, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from hubs.catalogue.entities import (
    Country,
    Criterion,
    Entry,
    Evidence,
    Figure,
    Hub,
    Indicator,
    Kind,
    Option,
    Permit,
    Source,
)
from hubs.catalogue.packed import Packed, Unpacked, once
from hubs.catalogue.records import Record, names, text
from hubs.languages import ENGLISH, alphabetical, plain

PACKED = ("evidence", "figure")  # types of which a release may hold very many

T = TypeVar("T")
S = TypeVar("S", "Hub", "Kind", "Criterion", "Indicator", "Source")


@dataclass(frozen=True)
class Contents:
    """What a release holds, in one language; every mapping goes from slug (a country's from code) to object."""

    countries: dict[str, Country]
    hubs: dict[str, Hub]
    kinds: dict[str, Kind]
    criteria: dict[str, Criterion]
    sources: dict[str, Source]
    evidence: Mapping[str, Evidence]
    figures: Mapping[str, Figure]
    entries: dict[str, Entry]  # by country
    permits: dict[str, Permit]

    def own_figures(self) -> frozenset[tuple[str, str]]:
        """Which hub has a figure of its own of which indicator."""
        return frozenset((figure.hub, figure.indicator.slug) for figure in self.figures.values() if figure.hub)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The criteria that are good or bad only for somebody: one aims at a level of them."""
        return tuple(slug for slug, criterion in self.criteria.items() if criterion.is_target)

    def hub_called(self, name: str) -> str | None:
        """The slug of the hub that is meant by a name; None if that is no hub, or could be several."""
        return name if name in self.hubs else self._called.get(plain(name))

    @cached_property
    def _called(self) -> dict[str, str]:
        """Slugs by what hubs are called: what stands in an address first, then in this language, then anywhere."""
        hubs = self.hubs.values()
        countries = {plain(country.name) for country in self.countries.values()}
        anywhere = _unambiguous((name, hub.slug) for hub in hubs for name in hub.names)
        return (
            {name: slug for name, slug in anywhere.items() if name not in countries}
            | _unambiguous((hub.name, hub.slug) for hub in hubs)
            | _unambiguous((hub.slug, hub.slug) for hub in hubs)
        )


def _unambiguous(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Slugs by plain name, without what is the name of several."""
    slugs: dict[str, set[str]] = {}
    for name, slug in named:
        slugs.setdefault(plain(name), set()).add(slug)
    return {name: meant.pop() for name, meant in slugs.items() if name and len(meant) == 1}


def pack(records: Iterable[Record]) -> dict[str, Packed]:
    """The statements and figures of a release by type, for all its languages."""
    held = list(records)
    return {kind: Packed(record for record in held if record["type"] == kind) for kind in PACKED}


def contents_of(
    records: Iterable[Record], language: str = ENGLISH, packed: dict[str, Packed] | None = None
) -> Contents:
    """The records of a release as objects, in one language; statements and figures as they are packed, if they are."""
    held = list(records)
    packed = packed or pack(held)
    by_type: dict[str, list[Record]] = {}
    called: dict[object, tuple[str, ...]] = {}
    for record in held:
        if record["type"] == "hub":
            called[record["slug"]] = tuple(map(once, names(record)))
        if record["type"] not in PACKED:
            by_type.setdefault(text(record, "type"), []).append(_in_language(record, language))

    def of(kind: str, order: str = "slug") -> list[Record]:
        def place(record: Record) -> tuple[object, object]:
            by = alphabetical(text(record, order)) if order == "name" else record[order]
            return by, record.get("slug", "")

        return sorted(by_type.get(kind, []), key=place)

    countries = {country.code: country for country in map(_country, of("country", "name"))}
    sources = _by_slug(_build(Source, record) for record in of("source"))
    indicators = _by_slug(_build(Indicator, record) for record in of("indicator", "order"))
    options = of("option", "order")
    return Contents(
        countries=countries,
        hubs=_by_slug(
            _build(Hub, record, country=countries[text(record, "country")], names=called[record["slug"]])
            for record in of("hub", "name")
        ),
        kinds=_by_slug(_build(Kind, record) for record in of("kind", "order")),
        criteria=_by_slug(_criterion(record, options, indicators) for record in of("criterion", "order")),
        sources=sources,
        evidence=Unpacked(packed["evidence"], lambda record: _evidence(_in_language(record, language), sources)),
        figures=Unpacked(packed["figure"], lambda record: _figure(_in_language(record, language), sources, indicators)),
        entries={text(record, "country"): _papers(Entry, record, sources) for record in of("entry")},
        permits={text(record, "slug"): _papers(Permit, record, sources) for record in of("permit")},
    )


def _by_slug(objects: Iterable[S]) -> dict[str, S]:
    return {each.slug: each for each in objects}


def _in_language(record: Record, language: str) -> Record:
    """The record with its translations in the place of the English texts, as far as it has them."""
    if language == ENGLISH:
        return record
    suffix = f"_{language.replace('-', '_')}"
    translated = {name.removesuffix(suffix): text for name, text in record.items() if name.endswith(suffix) and text}
    # What evidence says in English is no rendering for a reader of another language.
    return record | {"translation": ""} | translated


def _build(cls: type[T], record: Record, **values: object) -> T:
    """An object from the fields of a record that it has; TypeError for one that is missing and has no default."""
    names = cls.__dataclass_fields__  # type: ignore[attr-defined]
    return cls(**{name: _once(record[name]) for name in names if name in record} | values)


def _once(value: object) -> object:
    return once(value) if type(value) is str else value


def _country(record: Record) -> Country:
    return _build(Country, record, languages=tuple(text(record, "languages").split()))


def _criterion(record: Record, options: list[Record], indicators: dict[str, Indicator]) -> Criterion:
    return _build(
        Criterion,
        record,
        help=record["help_text"],
        options=tuple(_build(Option, option) for option in options if option["criterion"] == record["slug"]),
        indicators=tuple(indicator for indicator in indicators.values() if indicator.criterion == record["slug"]),
    )


def _about(record: Record, sources: dict[str, Source]) -> Record:
    return {
        "key": _once(record["slug"]),
        "hub": record["hub"] or "",
        "country": record["country"] or "",
        "source": sources[text(record, "source")],
    }


def _evidence(record: Record, sources: dict[str, Source]) -> Evidence:
    return _build(Evidence, record, label=record["label"] or "", **_about(record, sources))


def _papers(cls: type[T], record: Record, sources: dict[str, Source]) -> T:
    return _build(cls, record, source=sources[text(record, "source")])


def _figure(record: Record, sources: dict[str, Source], indicators: dict[str, Indicator]) -> Figure:
    months = tuple(cast(list[float], record.get("months", [])))
    about = _about(record, sources)
    return _build(Figure, record, indicator=indicators[text(record, "indicator")], months=months, **about)
