"""A ranking to take along: one JSON document, or two tables, each a file or together a workbook."""

import re
from collections.abc import Iterable, Iterator, Mapping

from hubs.exports.schema import Document, HubDocument, OrderDocument

Row = list[object]
YEAR = re.compile(r"[12]\d{3}")
RANKED = (
    *("rank", "hub", "name", "country", "score", "likely_low", "likely_high", "could_be_low", "could_be_high"),
    *("covered_percent", "first_percent", "first_three_percent", "likely_best_rank", "likely_worst_rank"),
    *("regret", "rather_not", "on_shortlist"),
)
ORDER = RANKED[:5]
PER_CRITERION = ("worth", "earned", "added", "items")
RELEASE = ("release", "release_date", "release_sha256")
ITEM = (
    *("hub", "criterion", "option", "form", "text", "translation", "speaker"),
    *("indicator", "value", "unit", "year", "is_old", "place", "strength"),
)
SOURCE = ("title", "author", "publisher", "url", "date", "language", "licence")


def ranking_table(document: Document) -> Iterator[Row]:
    """One row per hub, those left out at the end; scores and what makes them in points of 100.

    `rather_not` is what is paid for soft musts. `worth`, `earned` and `added` are of one criterion: its weight, what
    the hub has of it, and how much of that is more or less than the middle. No items: unknown.
    """
    weights = document["weights"]
    yield [*RANKED, *(f"{slug}_{name}" for slug in weights for name in PER_CRITERION), "left_out", *RELEASE]
    release = [document["release"], document["date"], document["sha256"]]
    for hub in document["hubs"]:
        criteria = [cell for slug, weight in weights.items() for cell in _criterion(hub, slug, weight)]
        listed = hub["slug"] in document["shortlist"]
        regret = None if hub["regret"] is None else _points(hub["regret"])
        paid = _points(sum(hub["rather_not"].values()))
        yield [*_ranked(hub), regret, paid, "yes" if listed else "no", *criteria, "", *release]
    for excluded in document["excluded"]:
        named = [None, excluded["slug"], excluded["name"], excluded["country"]]
        empty = [None] * (len(RANKED) - len(named) + len(PER_CRITERION) * len(weights))
        yield [*named, *empty, excluded["reason"], *release]


def order_table(document: OrderDocument) -> Iterator[Row]:
    """One row per ranked hub, for those who are told no more than the order."""
    yield [*ORDER, *RELEASE]
    for hub in document["hubs"]:
        place = [hub["rank"], hub["slug"], hub["name"], hub["country"], _points(hub["score"])]
        yield [*place, document["release"], document["date"], document["sha256"]]


def _ranked(hub: HubDocument) -> Row:
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


def _criterion(hub: HubDocument, slug: str, weight: float) -> Row:
    return [*map(_points, (weight, hub["earned"][slug], hub["contributions"][slug])), hub["evidence"][slug]]


def evidence_table(document: Document) -> Iterator[Row]:
    """One row per item, hub and option that it speaks to; `points` is what it adds to the hub's score."""
    sources = {source["slug"]: source for source in document["sources"]}
    yield [*ITEM, "points", *(f"source_{name}" for name in SOURCE), "key", "release"]
    for item in document["evidence"]:
        source = map(_whole, _cells(sources[item["source"]], SOURCE))
        told = item | {"is_old": "yes" if item["is_old"] else "no"}
        yield [*map(_whole, _cells(told, ITEM)), _points(item["effect"]), *source, item["key"], document["release"]]


def _cells(values: Mapping[str, object], names: Iterable[str]) -> Row:
    return [values[name] for name in names]


def _whole(value: object) -> object:
    """A year is a number, in the cells of a workbook as well."""
    return int(value) if isinstance(value, str) and YEAR.fullmatch(value) else value


def _points(share: float) -> float:
    return round(100 * share, 3)
