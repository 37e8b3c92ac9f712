"""What a release holds, as plain JSON in the active language: hubs, criteria and the evidence behind one score."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from hubs.answers.fields import importance_name, limit_name, options_name
from hubs.catalogue.entities import Criterion, Hub, Indicator, Option
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.releases import content_of
from hubs.explanations.cells import alone, figures_on
from hubs.exports.document import item_of
from hubs.exports.entry_schema import (
    CatalogueDocument,
    CellDocument,
    ComparisonDocument,
    CriterionDocument,
    IndicatorDocument,
    LineDocument,
    PlaceDocument,
    ReleasedDocument,
    StandingDocument,
)
from hubs.exports.schema import ItemDocument
from hubs.models import Release
from hubs.ranking.ranking import ItemEffect

if TYPE_CHECKING:
    from hubs.explanations.compare import ComparedLine, Comparison
    from hubs.explanations.standings import Standing

LICENCE = "Every source has its own licence and attribution: the fields licence and attribution of its record."


def released(catalogue: Catalogue) -> ReleasedDocument:
    return {"release": catalogue.number, "date": catalogue.date.isoformat(), "sha256": catalogue.sha}


def place_of(hub: Hub) -> PlaceDocument:
    return {
        "slug": hub.slug,
        "name": hub.name,
        "country": hub.country.name,
        "country_code": hub.country.code,
        "languages": list(hub.country.languages),
        "latitude": hub.latitude,
        "longitude": hub.longitude,
        "timezone": hub.timezone,
        "summary": hub.summary,
    }


def cells_of(catalogue: Catalogue, hub: Hub) -> list[CellDocument]:
    return [
        _cell(catalogue, hub, criterion, option)
        for criterion in catalogue.criteria.values()
        for option in _cells_of(criterion)
    ]


def _cells_of(criterion: Criterion) -> tuple[Option | None, ...]:
    """What can be scored of a criterion for everybody: itself, each of its labels, and no target."""
    if criterion.is_target:
        return ()
    return criterion.options or (None,)


def _cell(catalogue: Catalogue, hub: Hub, criterion: Criterion, option: Option | None) -> CellDocument:
    slug = option.slug if option else ""
    numbers = catalogue.ranker.cell(hub.slug, criterion.slug, slug)
    return {
        "criterion": criterion.slug,
        "option": slug,
        "score": numbers.mean,
        "low": numbers.floor,
        "high": numbers.ceiling,
        "items": numbers.count,
    }


def evidence_on(catalogue: Catalogue, hub: Hub, criterion: Criterion) -> list[ItemDocument]:
    """Every item on one criterion: those that count first, by option, then figures that count for nobody yet."""
    counted = [
        item_of(catalogue, hub.slug, criterion.slug, effect)
        for option in _cells_of(criterion)
        for effect in catalogue.ranker.effects(alone(criterion, option), hub.slug, criterion.slug)
    ]
    known = {item["key"] for item in counted}
    others = [figure for figure in figures_on(catalogue, hub, criterion) if figure.key not in known]
    nothing = [ItemEffect(figure.key, "", similarity=0.0, strength=0.0, effect=0.0) for figure in others]
    return [*counted, *(item_of(catalogue, hub.slug, criterion.slug, effect) for effect in nothing)]


def sources_of(catalogue: Catalogue, items: list[ItemDocument]) -> list[dict[str, str]]:
    """The sources that items name, each once, with all that is known of them."""
    return [asdict(catalogue.sources[slug]) for slug in dict.fromkeys(item["source"] for item in items)]


def criterion_of(criterion: Criterion) -> CriterionDocument:
    return {
        "slug": criterion.slug,
        "name": criterion.name,
        "question": criterion.question,
        "help": criterion.help,
        "kind": criterion.kind,
        "group": criterion.group,
        "low": criterion.low,
        "high": criterion.high,
        "importance": importance_name(criterion),
        "choice": options_name(criterion) or "",
        "options": [{"slug": option.slug, "name": option.name} for option in criterion.options],
        "indicators": [_indicator(indicator) for indicator in criterion.indicators],
    }


def _indicator(indicator: Indicator) -> IndicatorDocument:
    limit = limit_name(indicator) if indicator.must else ""
    return {"slug": indicator.slug, "name": indicator.name, "unit": indicator.unit, "limit": limit}


def catalogue_of(release: Release) -> CatalogueDocument:
    """All that a release holds, as it was published; BadRelease if that is not what its hash says."""
    content = content_of(release.pk, release.sha256)
    return {
        "release": release.number,
        "date": content["date"],
        "sha256": release.sha256,
        "licence": LICENCE,
        "records": content["records"],
    }


def comparison_of(catalogue: Catalogue, comparison: "Comparison", answers: str, page: str) -> ComparisonDocument:
    return {
        **released(catalogue),
        "answers": answers,
        "page": page,
        "places": [side.slug for side in comparison.sides],
        "standings": [_standing(standing) for standing in comparison.standings],
        "lines": [_line(line) for line in comparison.lines],
        "others": [_line(line) for line in comparison.others],
    }


def _standing(standing: "Standing") -> StandingDocument:
    return {
        "place": standing.side.slug,
        "rank": standing.rank,
        "score": standing.score,
        "low": standing.low,
        "high": standing.high,
        "first": standing.first,
    }


def _line(line: "ComparedLine") -> LineDocument:
    verdict = line.verdict
    return {
        "criterion": line.criterion.slug,
        "option": line.option.slug if line.option else "",
        "weight": line.priority.weight if line.priority else None,
        "verdict": verdict.kind,
        "leaders": [side.slug for side in verdict.leaders],
        "sides": [{"place": entry.side.slug, "value": entry.value, "items": entry.items} for entry in line.entries],
    }
