"""The bridge: stored evidence -> a frozen Release -> a fitted ranker, cached per process by the release's hash."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from hubs import languages
from hubs.catalogue import Catalogue, Evidence, Figure, parts
from hubs.models import Release
from hubs.records import Record, accepted

if TYPE_CHECKING:
    import pandas as pd
    from django.contrib.auth.models import User

    from hubs.ranking.evidence import Column
    from hubs.ranking.ranker import Ranker

DAYS_A_YEAR = 365.25
ITEM_FIELDS = ("key", "hub", "criterion", "option", "similarity", "strength", "voter")


class NoRelease(Exception):
    """Nothing has been published yet, or not under this number."""


class NothingToPublish(Exception):
    """The accepted catalogue cannot make a release; the message says why."""


def current() -> Catalogue:
    """The catalogue of the newest release, in the active language."""
    release = Release.objects.identified().newest()
    if release is None:
        raise NoRelease
    return _catalogues(release.pk, release.number, release.sha256)[languages.active()]


def get(number: int) -> Catalogue:
    """The catalogue of one release, however old, in the active language."""
    release = Release.objects.identified().filter(number=number).first()
    if release is None:
        raise NoRelease
    return _catalogues(release.pk, release.number, release.sha256)[languages.active()]


@lru_cache(maxsize=8)
def _catalogues(pk: int, number: int, sha: str) -> dict[str, Catalogue]:
    return catalogues_of(Release.objects.get(pk=pk).payload, number, sha, pk)


def publish(*, note: str = "", user: "User | None" = None, today: date | None = None) -> Release:
    """Freeze what is accepted now into a new release. The newest one is returned if nothing has changed since."""
    today = today or datetime.now(UTC).date()
    payload = freeze(accepted(), today)
    sha = fingerprint(payload)
    catalogue_of(payload, 0, sha)  # a release that cannot be ranked must fail here, not on a page
    with transaction.atomic():
        newest = Release.objects.select_for_update().order_by("-number").first()
        if newest is not None and newest.payload["records"] == payload["records"]:
            return newest
        number = newest.number + 1 if newest else 1
        return Release.objects.create(
            number=number, sha256=sha, date=today, note=note, payload=payload, published_by=user
        )


def freeze(records: Iterable[Record], today: date) -> dict[str, Any]:
    """A release's payload: the records with their strengths on its date, and the prior estimated from them."""
    from hubs.ranking.evidence import estimate_prior

    # Through JSON once, so that a payload is the same whether it was just made or read from the database.
    frozen = json.loads(json.dumps(list(with_strength(records, today)), ensure_ascii=False))
    catalogue = parts(frozen)
    if not catalogue["hubs"] or not catalogue["criteria"]:
        raise NothingToPublish(_("A release needs at least one hub and one criterion that are not drafts."))
    targets = [slug for slug, criterion in catalogue["criteria"].items() if criterion.kind == "target"]
    prior = estimate_prior(items(catalogue), columns(catalogue), targets)
    return {"date": today.isoformat(), "records": frozen, "prior": prior.to_dict()}


def fingerprint(payload: dict[str, Any]) -> str:
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def catalogues_of(payload: dict[str, Any], number: int, sha: str, pk: int = 0) -> dict[str, Catalogue]:
    """A payload in each language. The ranker knows no words: it is fitted once, and all of them share it."""
    day, records = date.fromisoformat(payload["date"]), payload["records"]
    ranker = _ranker(parts(records), payload["prior"])
    return {
        language: Catalogue(pk=pk, number=number, sha=sha, date=day, ranker=ranker, **parts(records, language))
        for language in languages.CODES
    }


def catalogue_of(payload: dict[str, Any], number: int, sha: str) -> Catalogue:
    """A payload that is not published, in the active language."""
    return catalogues_of(payload, number, sha)[languages.active()]


def with_strength(records: Iterable[Record], today: date) -> Iterator[Record]:
    """Evidence with the strength it has on a day: by its kind, its reliability and the age of its source."""
    from hubs.ranking.evidence import strength

    kinds, dates = {}, {}
    for record in records:
        if record["type"] == "kind":
            kinds[record["slug"]] = record["strength"]
        elif record["type"] == "source":
            dates[record["slug"]] = record["date"]
        elif record["type"] == "evidence":
            age = _age(dates[record["source"]], today)
            low = record["reliability"] == "low"
            record = record | {"strength": strength(kinds[record["kind"]], low_reliability=low, age_years=age)}
        yield record


def _age(printed: str, today: date) -> float | None:
    """Years since a printed date; a year alone means its first of July, a month alone its fifteenth."""
    if not printed:
        return None
    year, month, day = (*printed.split("-"), "07", "15")[:3] if printed.count("-") else (printed, "07", "01")
    return (today - date(int(year), int(month), int(day))).days / DAYS_A_YEAR


def columns(catalogue: dict[str, Any]) -> "tuple[Column, ...]":
    """The ranker's columns: one per criterion, or one per label or target level of it."""
    from hubs.ranking.evidence import Column

    return tuple(
        Column(criterion.slug, option)
        for criterion in catalogue["criteria"].values()
        for option in (
            [option.slug for option in criterion.options] if criterion.kind in {"labels", "target"} else [""]
        )
    )


def items(catalogue: dict[str, Any]) -> "pd.DataFrame":
    """Every statement and every ranked figure as evidence items, one row per hub and column it speaks to."""
    import pandas as pd

    rows = [
        *(row for said in catalogue["evidence"].values() for row in _statement_items(said, catalogue)),
        *(
            row
            for figure in catalogue["figures"].values()
            if figure.is_ranked
            for row in _figure_items(figure, catalogue)
        ),
    ]
    return pd.DataFrame(rows, columns=list(ITEM_FIELDS))


def _places(item: Evidence | Figure, catalogue: dict[str, Any]) -> list[str]:
    if item.hub:
        return [item.hub]
    return [hub.slug for hub in catalogue["hubs"].values() if hub.country.code == item.country]


def _statement_items(said: Evidence, catalogue: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    from hubs.ranking.similarity import rating

    voter = f"{said.speaker} | {said.source.slug}"
    for hub in _places(said, catalogue):
        yield said.key, hub, said.criterion, said.label, float(rating(said.rating)), said.strength, voter


def _figure_items(figure: Figure, catalogue: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    criterion = catalogue["criteria"][figure.indicator.criterion]
    strength = catalogue["kinds"][f"figure-{figure.scope}"].strength * criterion.figure_factor
    # The figures of one target (hottest and coldest month) are one vote between them.
    voter = f"figures | {criterion.slug if criterion.kind == 'target' else figure.key}"
    for option in [option.slug for option in criterion.options] or [""]:
        similarity = figure_similarity(figure, criterion.option(option).targets if option else {})
        for hub in _places(figure, catalogue):
            yield figure.key, hub, criterion.slug, option, similarity, strength, voter


def figure_similarity(figure: Figure, targets: dict[str, float]) -> float:
    """How good a figure is on its indicator's fixed bounds, or how close to the wanted target."""
    from hubs.ranking import similarity

    by = figure.indicator
    if by.shape == "target":
        on_target = {
            "linear": similarity.on_target,
            "log10": similarity.log_on_target,
            "circular": similarity.circular_on_target,
        }
        return float(on_target[by.scale](figure.number, targets[by.slug], by.tolerance or 0.0, by.reach or 1.0))
    better = {"more": similarity.more_is_better, "less": similarity.less_is_better}[by.shape]
    return float(better(figure.number, *by.bounds))


def _ranker(catalogue: dict[str, Any], prior: dict[str, Any]) -> "Ranker":
    import pandas as pd

    from hubs.ranking.evidence import Prior
    from hubs.ranking.ranker import Ranker

    hubs = catalogue["hubs"].values()
    attributes = pd.DataFrame(
        {"country": [hub.country.code for hub in hubs], "languages": [hub.country.languages for hub in hubs]},
        index=[hub.slug for hub in hubs],
    )
    return Ranker(tuple(catalogue["hubs"]), columns(catalogue), items(catalogue), Prior.from_dict(prior), attributes)
