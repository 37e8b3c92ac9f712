"""The frozen catalogue of one release, as plain objects that pages read instead of the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from hubs.catalogue.records import Record, text
from hubs.formats import number
from hubs.languages import ENGLISH, alphabetical

if TYPE_CHECKING:
    from hubs.ranking.correlation import Correlation
    from hubs.ranking.profile import Profile
    from hubs.ranking.ranker import Ranker
    from hubs.ranking.ranking import Ranking

DOLLARS = "US$"  # the one unit that stands before its number
T = TypeVar("T")
S = TypeVar("S", "Hub", "Kind", "Criterion", "Indicator", "Source")


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    name: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    slug: str
    name: str
    country: Country
    latitude: float
    longitude: float
    timezone: str
    summary: str


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    name: str
    meaning: str
    strength: float


@dataclass(frozen=True, slots=True)
class Option:
    slug: str
    name: str
    targets: dict[str, float]


@dataclass(frozen=True, slots=True)
class Indicator:
    slug: str
    name: str
    unit: str
    criterion: str | None
    shape: str
    scale: str
    lower: float | None
    upper: float | None
    tolerance: float | None
    reach: float | None
    decimals: int

    @property
    def bounds(self) -> tuple[float, float]:
        """The fixed bounds of a ranked indicator; its validation made sure that they are there."""
        assert self.lower is not None
        assert self.upper is not None
        return self.lower, self.upper


@dataclass(frozen=True, slots=True)
class Criterion:
    slug: str
    name: str
    question: str
    help: str
    low: str
    high: str
    kind: str
    icon: str
    figure_factor: float
    options: tuple[Option, ...]
    indicators: tuple[Indicator, ...]

    @property
    def is_labels(self) -> bool:
        return self.kind == "labels"

    @property
    def is_target(self) -> bool:
        return self.kind == "target"

    def option(self, slug: str) -> Option:
        return next(option for option in self.options if option.slug == slug)


@dataclass(frozen=True, slots=True)
class Source:
    slug: str
    kind: str
    title: str
    author: str
    publisher: str
    url: str
    date: str
    language: str
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Evidence:
    key: str
    form: str
    hub: str
    country: str
    criterion: str
    label: str
    rating: int
    text: str
    highlight: str
    speaker: str
    source: Source
    kind: str
    reliability: str
    strength: float
    note: str
    translation: str = ""  # a record without one leaves it out


@dataclass(frozen=True, slots=True)
class Figure:
    key: str
    hub: str
    country: str
    indicator: Indicator
    value: float | None
    text: str
    year: str
    scope: str
    source: Source
    note: str
    ranked: bool

    @property
    def number(self) -> float:
        """The value of a ranked figure; its validation made sure that it is a number."""
        assert self.value is not None
        return self.value

    @property
    def is_ranked(self) -> bool:
        return self.ranked and self.indicator.shape != "fact"

    @property
    def display(self) -> str:
        if self.value is None:
            return self.text
        printed, unit = number(self.value, self.indicator.decimals), self.indicator.unit
        return f"{unit} {printed}" if unit == DOLLARS else f"{printed} {unit}".strip()


@dataclass(frozen=True)
class Contents:
    """What a release holds, in one language; every mapping goes from slug (a country's from code) to object."""

    countries: dict[str, Country]
    hubs: dict[str, Hub]
    kinds: dict[str, Kind]
    criteria: dict[str, Criterion]
    sources: dict[str, Source]
    evidence: dict[str, Evidence]
    figures: dict[str, Figure]

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The criteria that are good or bad only for somebody: one aims at a level of them."""
        return tuple(slug for slug, criterion in self.criteria.items() if criterion.is_target)


@dataclass(frozen=True)
class Catalogue(Contents):
    """Everything a page says: a release, what it holds, and the ranker fitted on that."""

    pk: int
    number: int
    sha: str
    date: date
    ranker: "Ranker" = field(repr=False)

    @cached_property
    def _by_place(self) -> dict[str, list[Evidence | Figure]]:
        places: dict[str, list[Evidence | Figure]] = {}
        items: list[Evidence | Figure] = [*self.evidence.values(), *self.figures.values()]
        for item in items:
            places.setdefault(item.hub or item.country, []).append(item)
        return places

    @cached_property
    def correlations(self) -> "tuple[Correlation, ...]":
        """Which columns go together, strongest first."""
        from hubs.ranking.correlation import correlate

        return correlate(self.ranker.cells_)

    def _about(self, hub: str) -> Iterator[Evidence | Figure]:
        yield from self._by_place.get(hub, ())
        yield from self._by_place.get(self.hubs[hub].country.code, ())

    def rank(self, profile: "Profile") -> "Ranking":
        """The hubs in order for a person's priorities."""
        return self.ranker.rank(profile)

    def evidence_of(self, hub: str) -> tuple[Evidence, ...]:
        """What was said about a hub, then what was said about its whole country."""
        return tuple(item for item in self._about(hub) if isinstance(item, Evidence))

    def figures_of(self, hub: str) -> tuple[Figure, ...]:
        return tuple(item for item in self._about(hub) if isinstance(item, Figure))


def contents_of(records: Iterable[Record], language: str = ENGLISH) -> Contents:
    """The records of a release as objects, in one language."""
    by_type: dict[str, list[Record]] = {}
    for record in records:
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
        hubs=_by_slug(_build(Hub, record, country=countries[text(record, "country")]) for record in of("hub", "name")),
        kinds=_by_slug(_build(Kind, record) for record in of("kind", "order")),
        criteria=_by_slug(_criterion(record, options, indicators) for record in of("criterion", "order")),
        sources=sources,
        evidence={text(record, "slug"): _evidence(record, sources) for record in of("evidence")},
        figures={text(record, "slug"): _figure(record, sources, indicators) for record in of("figure")},
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
    return cls(**{name: record[name] for name in names if name in record} | values)


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
        "key": record["slug"],
        "hub": record["hub"] or "",
        "country": record["country"] or "",
        "source": sources[text(record, "source")],
    }


def _evidence(record: Record, sources: dict[str, Source]) -> Evidence:
    return _build(Evidence, record, label=record["label"] or "", **_about(record, sources))


def _figure(record: Record, sources: dict[str, Source], indicators: dict[str, Indicator]) -> Figure:
    return _build(Figure, record, indicator=indicators[text(record, "indicator")], **_about(record, sources))
