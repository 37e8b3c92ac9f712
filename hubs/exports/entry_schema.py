"""The public JSON beside rankings, key by key: what a release holds, comparisons and links. Shares are of 1."""

from typing_extensions import TypedDict

from hubs.exports.schema import ItemDocument


class ReleasedDocument(TypedDict):
    """Which release an answer is of."""

    release: int
    date: str
    sha256: str


class PageDocument(TypedDict):
    """One page of a list: how many there are in all, and the address of the page after, null on the last one."""

    total: int
    limit: int
    offset: int
    next: str | None


class PlaceDocument(TypedDict):
    """A hub; `languages` are the official ones of its country, as ISO 639-1 codes."""

    slug: str
    name: str
    country: str
    country_code: str
    languages: list[str]
    latitude: float
    longitude: float
    timezone: str
    summary: str


class CellDocument(TypedDict):
    """How good a hub is on one criterion or option, as shares of 1; without `items` nothing is known of it."""

    criterion: str
    option: str
    score: float
    low: float
    high: float
    items: int


class PlacesDocument(ReleasedDocument, PageDocument):
    """The hubs of a release, by name."""

    hubs: list[PlaceDocument]


class PlaceInFullDocument(ReleasedDocument, PlaceDocument):
    """A hub and all that is scored of it; what is good or bad only for somebody has no score of its own."""

    cells: list[CellDocument]


class CellEvidenceDocument(ReleasedDocument, PageDocument):
    """What is known of a hub on one criterion, and the sources that the items name.

    `effect` is what an item adds to the score of its cell where nothing else counts, as a share of 1. An item that is
    good or bad only for somebody has neither effect nor strength: both are 0.
    """

    hub: str
    criterion: str
    evidence: list[ItemDocument]
    sources: list[dict[str, str]]


class OptionDocument(TypedDict):
    slug: str
    name: str


class IndicatorDocument(TypedDict):
    """A figure; `limit` is the question with which a limit can be set on it, empty where none can."""

    slug: str
    name: str
    unit: str
    limit: str


class CriterionDocument(TypedDict):
    """A criterion; `kind` is rating, less, labels or target.

    `importance` and `choice` are the names of its questions: how much it matters (0 to 3), and which options are
    wanted; without options there is no second question.
    """

    slug: str
    name: str
    question: str
    help: str
    kind: str
    group: str
    low: str
    high: str
    importance: str
    choice: str
    options: list[OptionDocument]
    indicators: list[IndicatorDocument]


class CriteriaDocument(ReleasedDocument):
    criteria: list[CriterionDocument]


class ReleaseDocument(ReleasedDocument):
    """A release and what changed with it."""

    note: str


class ReleasesDocument(PageDocument):
    """The releases, newest first."""

    releases: list[ReleaseDocument]


class CatalogueDocument(ReleasedDocument):
    """All that a release holds; a source's record says under which licence it is, and how to attribute it."""

    licence: str
    records: list[dict[str, object]]


class SideDocument(TypedDict):
    """A place on one line: its value, and how many items speak of it; without any it is unknown."""

    place: str
    value: float
    items: int


class LineDocument(TypedDict):
    """One line of a comparison, in points of 100 where it has a weight, else from 0 to 10.

    `verdict` is wins, equal (all that are known), shared (some are), alone (only one is known) or unknown.
    """

    criterion: str
    option: str
    weight: float | None
    verdict: str
    leaders: list[str]
    sides: list[SideDocument]


class StandingDocument(TypedDict):
    """A place in points of 100: the middle 80 % of its scores, and how often of 100 it comes first of these places."""

    place: str
    rank: int | None
    score: int
    low: int
    high: int
    first: int


class ComparisonDocument(ReleasedDocument):
    """Places side by side. Without answers there are no standings and no weighed lines."""

    answers: str
    page: str
    places: list[str]
    standings: list[StandingDocument]
    lines: list[LineDocument]
    others: list[LineDocument]


class LinkDocument(TypedDict):
    """A link that an account has shared; what was withdrawn keeps neither its words nor its answers."""

    token: str
    page: str
    title: str
    sender: str
    note: str
    answers: str
    release: int
    created: str
    open_until: str | None
    withdrawn: str | None
    is_open: bool
    openings: int


class LinksDocument(PageDocument):
    """The links of an account, newest first."""

    links: list[LinkDocument]


class InvitationDocument(TypedDict):
    """What somebody asks others to rank hubs for; `page` is the address to pass on, `hubs` are those in question."""

    token: str
    page: str
    title: str
    message: str
    hubs: list[str]
    created: str
    open_until: str
    is_open: bool
    limit: int
    answered: int


class InvitationsDocument(PageDocument):
    """The invitations of an account, newest first."""

    invitations: list[InvitationDocument]


class RankedPlaceDocument(TypedDict):
    """A hub of one person's ranking, in points of 100."""

    rank: int
    slug: str
    points: int


class ReplyDocument(TypedDict):
    """What one person sent: their first five hubs, and their priorities in points of 100 where they show them."""

    name: str
    shows: str
    hubs: list[RankedPlaceDocument]
    priorities: dict[str, int]


class RepliesDocument(InvitationDocument):
    """An invitation with the answers that may be shown."""

    replies: list[ReplyDocument]
    waiting: int
