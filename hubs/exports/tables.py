"""A ranking to take along: one JSON document, or two tables for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

Row = list[object]
RANKED = (
    *("rank", "hub", "name", "country", "score", "likely_low", "likely_high", "could_be_low", "could_be_high"),
    *("covered_percent", "first_percent", "first_three_percent", "likely_best_rank", "likely_worst_rank"),
)
PER_CRITERION = ("worth", "earned", "added", "items")
RELEASE = ("release", "release_date", "release_sha256")
ITEM = (
    *("hub", "criterion", "option", "form", "text", "translation", "speaker"),
    *("indicator", "value", "unit", "year", "place", "strength"),
)
SOURCE = ("title", "author", "publisher", "url", "date", "language", "licence")


def ranking_table(found: dict[str, Any]) -> Iterator[Row]:
    """One row per hub, those left out at the end; scores and what makes them in points of 100.

    `worth`, `earned` and `added` are of one criterion: its weight, what the hub has of it, and how much of that is
    more or less than a place nothing is known about would get. No items: unknown.
    """
    yield [*RANKED, *(f"{slug}_{name}" for slug in found["weights"] for name in PER_CRITERION), "left_out", *RELEASE]
    release = [found["release"], found["date"], found["sha256"]]
    for hub in found["hubs"]:
        criteria = [cell for slug in found["weights"] for cell in _criterion(found, hub, slug)]
        yield [*_ranked(hub), *criteria, "", *release]
    for hub in found["excluded"]:
        named = [None, hub["slug"], hub["name"], hub["country"]]
        empty = [None] * (len(RANKED) - len(named) + len(PER_CRITERION) * len(found["weights"]))
        yield [*named, *empty, hub["reason"], *release]


def _ranked(hub: dict[str, Any]) -> Row:
    shares = (
        hub["score"],
        *hub["score_range"],
        hub["low"],
        hub["high"],
        hub["coverage"],
        hub["p_first"],
        hub["p_top3"],
    )
    return [hub["rank"], hub["slug"], hub["name"], hub["country"], *map(_points, shares), *hub["rank_range"]]


def _criterion(found: dict[str, Any], hub: dict[str, Any], slug: str) -> Row:
    shares = found["weights"][slug], hub["earned"][slug], hub["contributions"][slug]
    return [*map(_points, shares), hub["evidence"][slug]]


def evidence_table(found: dict[str, Any]) -> Iterator[Row]:
    """One row per item, hub and option that it speaks to; `points` is what it adds to the hub's score."""
    sources = {source["slug"]: source for source in found["sources"]}
    yield [*ITEM, "points", *(f"source_{name}" for name in SOURCE), "key", "release"]
    for item in found["evidence"]:
        source = sources[item["source"]]
        yield [
            *(item[name] for name in ITEM),
            _points(item["effect"]),
            *(source[name] for name in SOURCE),
            item["key"],
            found["release"],
        ]


def _points(share: float) -> float:
    return round(100 * share, 3)
