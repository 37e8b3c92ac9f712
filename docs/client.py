"""A small client of Relocate's API: one file, Python's standard library, every answer typed as far as it uses it.

relocate = Client("https://relocate.example")
for hub in relocate.rank({"family": 3, "cost": 2, "specialty": ["fintech"]})["hubs"]:
    print(hub["rank"], hub["name"], round(100 * hub["score"]))
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

Answers = Mapping[str, int | float | str | list[str]]


class Place(TypedDict):
    slug: str
    name: str
    country: str
    summary: str


class RankedHub(TypedDict):
    rank: int
    slug: str
    name: str
    score: float
    low: float
    high: float
    contributions: dict[str, float]


class Ranking(TypedDict):
    release: int
    answers: str
    page: str
    verdict: str
    shortlist: list[str]
    hubs: list[RankedHub]


class Item(TypedDict):
    form: str
    text: str
    effect: float
    source: str


class Link(TypedDict):
    token: str
    page: str
    title: str
    open_until: str | None
    is_open: bool
    openings: int


class Refused(Exception):
    """What the API answered in place of what was asked for: an RFC 9457 problem, with seconds to wait after a 429."""

    def __init__(self, problem: dict[str, Any], wait: int) -> None:
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.status: int = problem["status"]
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        self.wait = wait


class Client:
    """Reads without a key; with one it lists, makes and withdraws the links of an account."""

    def __init__(self, site: str, key: str = "", language: str = "en") -> None:
        self.base = f"{site.rstrip('/')}/api/v1/"
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {})

    def hubs(self) -> Iterator[Place]:
        for page in self._pages("hubs"):
            yield from page["hubs"]

    def evidence(self, hub: str, criterion: str) -> Iterator[Item]:
        for page in self._pages(f"hubs/{quote(hub)}/{quote(criterion)}"):
            yield from page["evidence"]

    def rank(self, answers: Answers) -> Ranking:
        return cast(Ranking, self._ask("POST", "rank", answers))

    def shared(self, token: str) -> Ranking:
        return cast(Ranking, self._ask("GET", f"shared/{quote(token)}"))

    def links(self) -> Iterator[Link]:
        for page in self._pages("links"):
            yield from page["links"]

    def share(self, answers: Answers, idempotency_key: str, **words: str) -> Link:
        """A new link; the same key with the same request makes no second one."""
        return cast(
            Link, self._ask("POST", "links", {"answers": answers, **words}, {"Idempotency-Key": idempotency_key})
        )

    def withdraw(self, token: str) -> None:
        self._ask("DELETE", f"links/{quote(token)}")

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            page = self._ask("GET", f"{path}?{urlencode({'limit': 100, 'offset': offset})}")
            yield page
            offset += page["limit"]
            if page["next"] is None:
                return

    def _ask(self, method: str, path: str, body: object = None, more: Mapping[str, str] | None = None) -> Any:
        headers = {**self.headers, "Content-Type": "application/json", **(more or {})}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(self.base + path, data, headers, method=method), timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as error:
            raise Refused(json.load(error), int(error.headers.get("Retry-After", 0))) from error
