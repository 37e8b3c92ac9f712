"""The public JSON, key by key. Scores, bounds and contributions are shares of 1."""

from typing_extensions import TypedDict  # pydantic, which reads these, takes the standard one from Python 3.12 on


class HubDocument(TypedDict):
    """A ranked hub; `evidence` counts the items of each criterion, and a criterion without any is unknown.

    `rather_not` is what it pays for each soft must, by the name of its question: the score is the sum of what is
    earned, less that.
    """

    rank: int
    slug: str
    score: float
    low: float
    high: float
    coverage: float
    contributions: dict[str, float]
    earned: dict[str, float]
    evidence: dict[str, int]
    p_first: float
    p_top3: float
    rank_range: tuple[int, int]
    score_range: tuple[float, float]
    regret: float | None
    rather_not: dict[str, float]
    name: str
    country: str


class ExcludedDocument(TypedDict):
    """A hub that a dealbreaker leaves out, and why, as a sentence."""

    slug: str
    reason: str
    name: str
    country: str


class WhatIfDocument(TypedDict):
    """What would bring a hub first: weights, answers as a query string, or the rivals that block it."""

    slug: str
    first: bool
    always: bool
    weights: dict[str, float] | None
    distance: float | None
    one_answer: str | None
    answers: str | None
    blocked_by: dict[str, float]


class OutcomeDocument(TypedDict):
    """What `manage.py rank --json` prints. `points` are the weights as pages print them, in points of 100.

    `basis` is all, or people where figures were left aside. `verdict` is none, only, best, level or shortlist, and
    `shortlist` the hubs that it names; `unsure` are those of which too little is known on a decisive priority.
    """

    release: int
    date: str
    sha256: str
    weights: dict[str, float]
    points: dict[str, float]
    options: dict[str, list[str]]
    rather: list[str]
    basis: str
    verdict: str
    shortlist: list[str]
    unsure: list[str]
    baseline: float
    hubs: list[HubDocument]
    excluded: list[ExcludedDocument]


class ItemContent(TypedDict):
    """What was said, or what was measured; the other's keys are there, and empty.

    `is_old` where it is of long before the release: a price, or what papers take, of more than a year before, and what
    was said more than five years before.
    """

    form: str
    text: str
    translation: str
    speaker: str
    indicator: str | None
    value: float | None
    unit: str | None
    year: str | None
    is_old: bool


class ItemDocument(ItemContent):
    """An item that counts; `place` is where it was said or measured of: the hub, or its whole country."""

    hub: str
    criterion: str
    option: str
    key: str
    place: str
    effect: float
    strength: float
    source: str


class EvidenceDocument(TypedDict):
    """Every item that counts in a ranking, and the sources that the items name, with all that is known of them.

    `usual` says by hub and criterion what is assumed where nothing is known: with the effects of the items it sums to
    the contribution of the criterion.
    """

    evidence: list[ItemDocument]
    usual: dict[str, dict[str, float]]
    sources: list[dict[str, str]]


class Document(OutcomeDocument, EvidenceDocument):
    """A ranking to take along: the answers, the page that shows it, the outcome and what it rests on."""

    answers: str
    page: str


class PlacedDocument(TypedDict):
    """A hub of a ranking that tells nothing but its order; `score` is a share of 1, as exact as the page shows it."""

    rank: int
    slug: str
    name: str
    country: str
    score: float


class OrderDocument(TypedDict):
    """A ranking whose sender keeps the priorities to themselves."""

    page: str
    release: int
    date: str
    sha256: str
    verdict: str
    shortlist: list[str]
    hubs: list[PlacedDocument]
