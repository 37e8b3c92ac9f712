"""The public JSON of what a move takes, key by key: entry by passport, permits to stay, and its prices."""

from typing_extensions import TypedDict

from hubs.exports.entry_schema import PageDocument, ReleasedDocument


class EntryDocument(TypedDict):
    """What a visit of a country takes: for each requirement the passports, as ISO 3166 codes.

    A number is days without a visa; the others are own, visa free, eta, visa on arrival, e-visa, visa required and no
    admission. `is_old` where the source said so more than a year before the release.
    """

    country: str
    requirements: dict[str, list[str]]
    checked: str
    is_old: bool
    note: str
    source: str


class EntriesDocument(ReleasedDocument, PageDocument):
    """The entries by country, and the sources that they name."""

    entries: list[EntryDocument]
    sources: list[dict[str, str]]


class PermitDocument(TypedDict):
    """A way to stay and work; `status` is open, announced, visit (visitors may) or agreement.

    An agreement gives residence, and the right to work, to nationals of the countries in `passports`; elsewhere those
    are empty. `income` is asked for a month, null where none was published; `longest` are the months one may stay, null
    where unknown.
    """

    slug: str
    country: str
    name: str
    status: str
    income: float | None
    currency: str
    longest: int | None
    passports: list[str]
    url: str
    checked: str
    is_old: bool
    note: str
    source: str


class PermitsDocument(ReleasedDocument, PageDocument):
    """The permits by country, and the sources that they name."""

    permits: list[PermitDocument]
    sources: list[dict[str, str]]


class PriceDocument(TypedDict):
    """A price level, a rent or an exchange rate of a hub or, where `hub` is empty, of a country.

    `is_sound` is false where an exchange rate that is far from what is paid distorts it: nothing is ranked by it then.
    """

    key: str
    indicator: str
    hub: str
    country: str
    value: float
    unit: str
    year: str
    is_old: bool
    is_sound: bool
    note: str
    source: str


class PricesDocument(ReleasedDocument, PageDocument):
    """The figures that an income is compared by, and the sources that they name."""

    prices: list[PriceDocument]
    sources: list[dict[str, str]]
