"""The frozen catalogue of one release, as plain objects that pages read instead of the database."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from hubs.catalogue.records import Record, names, text
from hubs.formats import number
from hubs.languages import ENGLISH, alphabetical, plain
from hubs.models.release import AccuracyData, CalibrationData

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
    currency: str = ""  # a release from before says nothing


@dataclass(frozen=True, slots=True)
class Hub:
    slug: str
    name: str
    country: Country
    latitude: float
    longitude: float
    timezone: str
    summary: str
    names: tuple[str, ...] = ()  # in every language, and nicknames


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
    formerly: str = ""  # a release from before says nothing


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
    # Releases from before calibrations know none of these.
    label: str = ""
    role: str = ""
    step: float | None = None
    within_country: bool = False
    must: bool = False
    group: str = "life"
    order: int = 100

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
    # Releases from before calibrations know none of these.
    best: str = ""
    more: str = ""
    less: str = ""
    always_warn: bool = False
    group: str = ""

    @property
    def is_labels(self) -> bool:
        return self.kind == "labels"

    @property
    def is_target(self) -> bool:
        return self.kind == "target"

    def option(self, slug: str) -> Option:
        return next(option for option in self.options if option.slug == slug)

    @property
    def renamed(self) -> dict[str, str]:
        """The slugs of options that were merged into others, each with the one it has now."""
        slugs = {option.slug for option in self.options}
        return {old: option.slug for option in self.options for old in option.formerly.split() if old not in slugs}


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
    origin: str = ""


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
    months: tuple[float, ...] = ()  # releases from before there were any lack them

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
        return with_unit(self.value, self.indicator)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a visit of a country takes: for each requirement the passports, parted by spaces."""

    country: str
    requirements: dict[str, str]
    checked: str
    source: Source
    note: str

    def of(self, passport: str) -> str:
        """What one passport needs; nothing where that is unknown."""
        return next((each for each, held in self.requirements.items() if passport in held.split()), "")


@dataclass(frozen=True, slots=True)
class Permit:
    """A way to stay and work from afar; `income` a month in `currency`, `longest` the months one may stay."""

    slug: str
    country: str
    name: str
    status: str
    income: float | None
    currency: str
    longest: int | None
    url: str
    checked: str
    source: Source
    note: str


def with_unit(value: float, indicator: Indicator) -> str:
    printed, unit = number(value, indicator.decimals), indicator.unit
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


@dataclass(frozen=True)
class Catalogue(Contents):
    """Everything a page says: a release, what it holds, and what is fitted on that.

    `ranker` ranks on everything, `said` on what people say, without any figure. `accuracy` says how often that was
    wrong, where it was measured.
    """

    pk: int
    number: int
    sha: str
    date: date
    ranker: "Ranker" = field(repr=False)
    said: "Ranker" = field(repr=False)
    calibration: CalibrationData | None

    @cached_property
    def people_only(self) -> "Catalogue":
        """The same catalogue, ranked on what people say without any figure."""
        return replace(self, ranker=self.said)

    def once(self, make: "Callable[[Catalogue], T]") -> T:
        """What a function makes of this catalogue: made once, however many pages need it. Nobody may change it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(T, self._made[make])

    @cached_property
    def _made(self) -> dict[object, object]:
        return {}

    @property
    def accuracy(self) -> AccuracyData | None:
        """How often the model was wrong when its calibration was made, if that was measured."""
        return self.calibration.get("accuracy") if self.calibration else None

    @property
    def counts_people_only(self) -> bool:
        return self.ranker is self.said

    @cached_property
    def limits(self) -> tuple[Indicator, ...]:
        """The figures on which people may set a limit."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.must)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {figure.indicator.slug: figure.indicator for figure in self.figures.values()}

    @cached_property
    def measured(self) -> dict[str, dict[str, float]]:
        """By indicator and hub the number that counts, or else the first one; a country's where the hub has none."""
        found: dict[str, dict[str, float]] = {}
        for hub in self.hubs:
            for figure in sorted(self.figures_of(hub), key=lambda figure: (not figure.hub, not figure.ranked)):
                if figure.value is not None:
                    found.setdefault(figure.indicator.slug, {}).setdefault(hub, figure.value)
        return found

    @cached_property
    def _by_place(self) -> dict[str, list[Evidence | Figure]]:
        places: dict[str, list[Evidence | Figure]] = {}
        items: list[Evidence | Figure] = [*self.evidence.values(), *self.figures.values()]
        for item in items:
            places.setdefault(item.hub or item.country, []).append(item)
        return places

    @cached_property
    def _own_figures(self) -> frozenset[tuple[str, str]]:
        return self.own_figures()

    @cached_property
    def correlations(self) -> "tuple[Correlation, ...]":
        """Which columns go together, strongest first."""
        from hubs.ranking.correlation import correlate

        return correlate(self.ranker.cells_)

    def _about(self, hub: str) -> Iterator[Evidence | Figure]:
        """What is its own, then what is its country's, less the figures of which it has its own."""
        yield from self._by_place.get(hub, ())
        for item in self._by_place.get(self.hubs[hub].country.code, ()):
            if not (isinstance(item, Figure) and (hub, item.indicator.slug) in self._own_figures):
                yield item

    def rank(self, profile: "Profile") -> "Ranking":
        """The hubs in order for a person's priorities."""
        return self.ranker.rank(profile)

    def evidence_of(self, hub: str) -> tuple[Evidence, ...]:
        """What was said about a hub, then what was said about its whole country."""
        return tuple(item for item in self._about(hub) if isinstance(item, Evidence))

    def figures_in(self, country: str) -> tuple[Figure, ...]:
        """What was measured of a whole country."""
        return tuple(item for item in self._by_place.get(country, ()) if isinstance(item, Figure))

    def figures_of(self, hub: str) -> tuple[Figure, ...]:
        return tuple(item for item in self._about(hub) if isinstance(item, Figure))


def contents_of(records: Iterable[Record], language: str = ENGLISH) -> Contents:
    """The records of a release as objects, in one language."""
    by_type: dict[str, list[Record]] = {}
    called: dict[object, tuple[str, ...]] = {}
    for record in records:
        if record["type"] == "hub":
            called[record["slug"]] = names(record)
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
        evidence={text(record, "slug"): _evidence(record, sources) for record in of("evidence")},
        figures={text(record, "slug"): _figure(record, sources, indicators) for record in of("figure")},
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
    """Releases and languages repeat each other: equal texts are kept once, which halves a further release."""
    return sys.intern(value) if type(value) is str else value


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


def _papers(cls: type[T], record: Record, sources: dict[str, Source]) -> T:
    return _build(cls, record, source=sources[text(record, "source")])


def _figure(record: Record, sources: dict[str, Source], indicators: dict[str, Indicator]) -> Figure:
    months = tuple(cast(list[float], record.get("months", [])))
    about = _about(record, sources)
    return _build(Figure, record, indicator=indicators[text(record, "indicator")], months=months, **about)
