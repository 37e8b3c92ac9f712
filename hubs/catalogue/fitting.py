"""Records become evidence items, and evidence items a fitted ranker."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from hubs.catalogue.frozen import Contents, Evidence, Figure
from hubs.catalogue.records import Record, number, text

if TYPE_CHECKING:
    import pandas as pd

    from hubs.ranking.cells import EvidencePooler
    from hubs.ranking.prior import Prior
    from hubs.ranking.ranker import Ranker
    from hubs.ranking.strength import Column

DAYS_A_YEAR = 365.25
ITEM_FIELDS = ("key", "hub", "criterion", "option", "similarity", "strength", "voter")
Item = tuple[str, str, str, str, float, float, str]  # by these fields


def with_strength(records: Iterable[Record], today: date) -> Iterator[Record]:
    """Evidence with the strength it has on a day: by its kind, its reliability and the age of its source."""
    from hubs.ranking.strength import strength

    kinds, dates = {}, {}
    for record in records:
        if record["type"] == "kind":
            kinds[record["slug"]] = number(record, "strength")
        elif record["type"] == "source":
            dates[record["slug"]] = text(record, "date")
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


def columns(contents: Contents) -> "tuple[Column, ...]":
    """The ranker's columns: one per criterion, or one per label or target level of it."""
    from hubs.ranking.strength import Column

    return tuple(
        Column(criterion.slug, option)
        for criterion in contents.criteria.values()
        for option in (
            [option.slug for option in criterion.options] if criterion.kind in {"labels", "target"} else [""]
        )
    )


def items(contents: Contents) -> "pd.DataFrame":
    """Every statement and every ranked figure as evidence items, one row per hub and column it speaks to."""
    import pandas as pd

    rows = [
        *(row for statement in contents.evidence.values() for row in _statement_items(contents, statement)),
        *(row for figure in contents.figures.values() if figure.is_ranked for row in _figure_items(contents, figure)),
    ]
    return pd.DataFrame(rows, columns=list(ITEM_FIELDS))


def _places(contents: Contents, item: Evidence | Figure) -> list[str]:
    if item.hub:
        return [item.hub]
    return [hub.slug for hub in contents.hubs.values() if hub.country.code == item.country]


def _statement_items(contents: Contents, statement: Evidence) -> Iterator[Item]:
    from hubs.ranking.similarity import rating

    similarity, voter = float(rating(statement.rating)), f"{statement.speaker} | {statement.source.slug}"
    for hub in _places(contents, statement):
        yield statement.key, hub, statement.criterion, statement.label, similarity, statement.strength, voter


def _figure_items(contents: Contents, figure: Figure) -> Iterator[Item]:
    assert figure.indicator.criterion is not None, "a ranked indicator has a criterion"
    criterion = contents.criteria[figure.indicator.criterion]
    strength = contents.kinds[f"figure-{figure.scope}"].strength * criterion.figure_factor
    # The figures of one target (hottest and coldest month) are one vote between them.
    voter = f"figures | {criterion.slug if criterion.kind == 'target' else figure.key}"
    for option in [option.slug for option in criterion.options] or [""]:
        similarity = figure_similarity(figure, criterion.option(option).targets if option else {})
        for hub in _places(contents, figure):
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


def fit_prior(contents: Contents) -> "Prior":
    """What is assumed where nothing is known, estimated from the evidence."""
    return _pooler(contents, None).fit(items(contents)).prior_


def fit_ranker(contents: Contents, prior: dict[str, object]) -> "Ranker":
    """Fit the pipeline evidence items -> cells -> ranker on a release's contents and its frozen prior."""
    import pandas as pd
    from sklearn.pipeline import Pipeline

    from hubs.ranking.prior import Prior
    from hubs.ranking.ranker import Ranker

    hubs = contents.hubs.values()
    attributes = pd.DataFrame(
        {"country": [hub.country.code for hub in hubs], "languages": [hub.country.languages for hub in hubs]},
        index=[hub.slug for hub in hubs],
    )
    pipeline = Pipeline([("cells", _pooler(contents, Prior.from_dict(prior))), ("ranker", Ranker())])
    pipeline.fit(items(contents), ranker__attributes=attributes)
    ranker: Ranker = pipeline["ranker"]
    return ranker


def _pooler(contents: Contents, prior: "Prior | None") -> "EvidencePooler":
    from hubs.ranking.cells import EvidencePooler

    return EvidencePooler(tuple(contents.hubs), columns(contents), contents.targets, prior)
