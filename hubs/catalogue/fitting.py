"""Records become evidence items, and evidence items a fitted ranker."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from hubs.catalogue.contents import Contents
from hubs.catalogue.entities import Evidence, Figure, Kind
from hubs.catalogue.records import Record, number
from hubs.models.release import AccuracyData, CalibrationData, Payload

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.pipeline import Pipeline

    from hubs.ranking.calibration import Calibration
    from hubs.ranking.ranker import Ranker
    from hubs.ranking.strength import Column


DIGITS = 6  # of a stored estimate


class Item(NamedTuple):
    """One row of the evidence table: a statement or a figure, and a column of a hub that it speaks to."""

    key: str
    hub: str
    criterion: str
    option: str
    similarity: float
    strength: float
    voter: str
    form: str = ""
    kind: str = ""
    reliability: str = ""
    series: str = ""
    defining: bool = False
    source: str = ""
    indicator: str = ""


def with_strength(records: Iterable[Record]) -> Iterator[Record]:
    """Evidence with the strength that it has by its kind and its reliability."""
    from hubs.ranking.strength import strength

    kinds = {}
    for record in records:
        if record["type"] == "kind":
            kinds[record["slug"]] = number(record, "strength")
        elif record["type"] == "evidence":
            low = record["reliability"] == "low"
            record = record | {"strength": strength(kinds[record["kind"]], low_reliability=low)}
        yield record


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
    # A figure of a country speaks of no hub that has its own.
    own, of_countries = contents.own_figures(), {figure.key for figure in contents.figures.values() if not figure.hub}
    told = [row for row in rows if row.key not in of_countries or (row.hub, row.indicator) not in own]
    return pd.DataFrame(told, columns=list(Item._fields)).astype({"similarity": float, "strength": float})


def _places(contents: Contents, item: Evidence | Figure) -> list[str]:
    if item.hub:
        return [item.hub]
    return [hub.slug for hub in contents.hubs.values() if hub.country.code == item.country]


def _statement_items(contents: Contents, statement: Evidence) -> Iterator[Item]:
    from hubs.ranking.similarity import rating

    item = Item(
        key=statement.key,
        hub="",
        criterion=statement.criterion,
        option=statement.label,
        similarity=float(rating(statement.rating)),
        strength=statement.strength,
        voter=statement.origin or f"{statement.speaker} | {statement.source.slug}",
        form=statement.form,
        kind=statement.kind,
        reliability=statement.reliability,
        source=statement.source.slug,
    )
    for hub in _places(contents, statement):
        yield item._replace(hub=hub)


def _figure_items(contents: Contents, figure: Figure) -> Iterator[Item]:
    by = figure.indicator
    assert by.criterion is not None, "a ranked indicator has a criterion"
    criterion = contents.criteria[by.criterion]
    for option in [by.label] if criterion.is_labels else [option.slug for option in criterion.options] or [""]:
        item = Item(
            key=figure.key,
            hub="",
            criterion=criterion.slug,
            option=option,
            similarity=figure_similarity(figure, criterion.option(option).targets if criterion.is_target else {}),
            strength=_role(contents, figure).strength * criterion.figure_factor,
            # Figures that define a criterion are one vote between them.
            voter=f"figures | {criterion.slug if by.role == 'defining' or criterion.is_target else figure.key}",
            series=f"{by.slug} | {_country(contents, figure)}" if by.within_country else "",
            defining=by.role == "defining",
            source=figure.source.slug,
            indicator=by.slug,
        )
        for hub in _places(contents, figure):
            yield item._replace(hub=hub)


def _role(contents: Contents, figure: Figure) -> Kind:
    """What a figure counts for. Before figures had roles it was their scope that said so."""
    unsaid = "supporting" if "figure-supporting" in contents.kinds else figure.scope
    return contents.kinds[f"figure-{figure.indicator.role or unsaid}"]


def _country(contents: Contents, figure: Figure) -> str:
    return figure.country or contents.hubs[figure.hub].country.code


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
    value = similarity.on_scale(figure.number, by.scale, by.step)
    return float(better(value, *similarity.on_scale(by.bounds, by.scale)))


def calibrate(contents: Contents) -> "Calibration":
    """How people rate, estimated on this evidence."""
    from hubs.ranking.calibration import Calibrator

    return Calibrator(tuple(contents.hubs), columns(contents)).fit(items(contents)).calibration_


def stored(data: CalibrationData) -> "Calibration":
    """A calibration as the core knows it."""
    from hubs.ranking.calibration import Calibration

    return Calibration(data["mean"], data["sigma"], data["tau"], data["bias"], data["level"])


def accuracy(contents: Contents, calibration: "Calibration") -> AccuracyData | None:
    """How often this evidence proves the model wrong; None if there is too little of it to tell."""
    from hubs.ranking.accuracy import agreement, by_criterion, leave_source_out
    from hubs.ranking.foresight import Pooled

    hubs, asked, evidence = tuple(contents.hubs), columns(contents), items(contents)
    found = leave_source_out(evidence, hubs, asked, countries(contents))
    if found is None:
        return None
    agreed = by_criterion(agreement(evidence, Pooled(hubs, asked, calibration)))
    return {
        "statements": found.statements,
        "ratio": round(found.ratio, DIGITS),
        "coverage": round(found.coverage, DIGITS),
        "agreement": {criterion: round(value, DIGITS) for criterion, value in agreed.items()},
    }


def countries(contents: Contents) -> dict[str, str]:
    """Hub -> country."""
    return {hub.slug: hub.country.code for hub in contents.hubs.values()}


def fit_rankers(contents: Contents, payload: Payload) -> "tuple[Ranker, Ranker]":
    """Fit the pipeline evidence items -> cells -> ranking, on all that a release holds and on what people say alone."""
    evidence = items(contents)
    said = evidence[evidence["form"] != ""]
    return _fit(contents, payload, evidence), _fit(contents, payload, said)


def _fit(contents: Contents, payload: Payload, evidence: "pd.DataFrame") -> "Ranker":
    from sklearn.pipeline import Pipeline

    from hubs.ranking.ranker import Ranker

    steps = [*pooling(contents, payload).steps, ("rank", Ranker())]
    ranker: Ranker = Pipeline(steps).fit(evidence, rank__attributes=attributes(contents))["rank"]
    return ranker


def pooling(contents: Contents, payload: Payload) -> "Pipeline":
    """The first steps, unfitted: evidence items -> cells."""
    from sklearn.pipeline import Pipeline

    from hubs.ranking.calibration import UNKNOWN, Calibrator
    from hubs.ranking.cells import EvidencePooler
    from hubs.ranking.prior import Prior

    hubs, asked = tuple(contents.hubs), columns(contents)
    if "calibration" in payload:
        calibration = stored(payload["calibration"])
        prior = calibration.prior(asked)
    else:
        calibration, prior = UNKNOWN, Prior.from_moments(payload["prior"])
    calibrator, pooler = Calibrator(hubs, asked, calibration), EvidencePooler(hubs, asked, prior)
    return Pipeline([("calibrate", calibrator), ("pool", pooler)])


def attributes(contents: Contents) -> "pd.DataFrame":
    """What constraints ask about: country, languages, and every figure on which people may set a limit."""
    import pandas as pd

    hubs = contents.hubs.values()
    limits: dict[str, dict[str, float]] = {}
    for figure in contents.figures.values():
        if figure.indicator.must and figure.value is not None:
            limits.setdefault(figure.indicator.slug, {}).update(dict.fromkeys(_places(contents, figure), figure.value))
    return pd.DataFrame(
        {
            "country": [hub.country.code for hub in hubs],
            "languages": [hub.country.languages for hub in hubs],
            **{slug: [values.get(hub.slug) for hub in hubs] for slug, values in limits.items()},
        },
        index=[hub.slug for hub in hubs],
    )
