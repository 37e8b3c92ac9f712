"""What a release speaks of, as plain objects: hubs, criteria, evidence, figures, sources, papers."""

from collections.abc import Iterable
from dataclasses import dataclass

from hubs.formats import number

DOLLARS = "US$"  # the one unit that stands before its number


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
    """A way to stay and work; `income` a month in `currency`, `longest` the months one may stay.

    `passports` are the countries whose nationals have it by an agreement; empty where it is for everybody.
    """

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
    passports: str = ""

    @property
    def is_agreement(self) -> bool:
        return self.status == "agreement"

    def opened_by(self, passports: Iterable[str]) -> str:
        """The first passport to which an agreement opens it; nothing if none does."""
        return next((each for each in passports if each in self.passports.split()), "")


def with_unit(value: float, indicator: Indicator) -> str:
    printed, unit = number(value, indicator.decimals), indicator.unit
    return f"{unit} {printed}" if unit == DOLLARS else f"{printed} {unit}".strip()
