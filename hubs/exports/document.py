"""A Ranking as plain JSON: in public form for programs, in full for a shared link."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Evidence, Figure
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.moving import is_past
from hubs.explanations.dealbreakers import must_name, reasons
from hubs.explanations.items import is_old
from hubs.explanations.order import Order
from hubs.explanations.stability import stability_of
from hubs.explanations.tiers import tiers_of
from hubs.exports.schema import (
    Document,
    EvidenceDocument,
    ExcludedDocument,
    HubDocument,
    ItemContent,
    ItemDocument,
    OrderDocument,
    OutcomeDocument,
    WhatIfDocument,
)
from hubs.formats import plain_lines

if TYPE_CHECKING:
    from hubs.ranking.ranking import Excluded, ItemEffect, RankedHub, Ranking
    from hubs.ranking.stability import HubStability, Stability
    from hubs.ranking.whatif import WhatIf


def document(
    catalogue: Catalogue, ranking: "Ranking", stability: "Stability | None", answers: str, page: str
) -> Document:
    """Everything: the answers and where they were ranked, what `manage.py rank --json` prints, and the evidence."""
    outcome, evidence = outcome_of(catalogue, ranking, stability), evidence_of(catalogue, ranking)
    return {"answers": answers, "page": page, **outcome, **evidence}


def order_document(catalogue: Catalogue, order: Order, page: str) -> OrderDocument:
    """The hubs in order, and nothing of what makes it."""
    return {
        "page": page,
        "release": catalogue.number,
        "date": catalogue.date.isoformat(),
        "sha256": catalogue.sha,
        "verdict": order.verdict,
        "shortlist": [row.hub.slug for row in order.shortlist],
        "hubs": [
            {
                "rank": row.rank,
                "slug": row.hub.slug,
                "name": row.hub.name,
                "country": row.hub.country.name,
                "score": row.score / 100,
            }
            for row in order.rows
        ],
    }


def outcome_of(catalogue: Catalogue, ranking: "Ranking", stability: "Stability | None" = None) -> OutcomeDocument:
    """What `manage.py rank --json` prints and an export holds."""
    stability = stability or stability_of(catalogue, ranking)
    certainty, tiers = stability.hubs, tiers_of(catalogue, ranking, stability)
    weights = dict(ranking.weights)
    return {
        "release": catalogue.number,
        "date": catalogue.date.isoformat(),
        "sha256": catalogue.sha,
        "weights": weights,
        "points": {slug: round(100 * weight, 1) for slug, weight in weights.items()},
        "options": {slug: list(chosen) for slug, chosen in ranking.profile.options.items()},
        "rather": [must_name(each) for each in ranking.profile.rather],
        "basis": "people" if catalogue.counts_people_only else "all",
        "verdict": tiers.verdict,
        "shortlist": [hub.slug for hub in tiers.shortlist],
        "unsure": [hub.slug for hub in tiers.unsure],
        "baseline": ranking.baseline,
        "hubs": [_hub(catalogue, hub, sure) for hub, sure in zip(ranking.hubs, certainty, strict=True)],
        "excluded": [_excluded(catalogue, hub) for hub in ranking.excluded],
    }


def _hub(catalogue: Catalogue, hub: "RankedHub", sure: "HubStability") -> HubDocument:
    place = catalogue.hubs[hub.slug]
    return {
        "rank": hub.rank,
        "slug": hub.slug,
        "score": hub.score,
        "low": hub.low,
        "high": hub.high,
        "coverage": hub.coverage,
        "contributions": dict(hub.contributions),
        "earned": dict(hub.earned),
        "evidence": dict(hub.evidence),
        "p_first": sure.p_first,
        "p_top3": sure.p_top3,
        "rank_range": sure.rank_range,
        "score_range": sure.score_range,
        "regret": sure.regret,
        "rather_not": {must_name(paid.constraint): paid.cost for paid in hub.paid},
        "name": place.name,
        "country": place.country.name,
    }


def _excluded(catalogue: Catalogue, hub: "Excluded") -> ExcludedDocument:
    place = catalogue.hubs[hub.slug]
    failed = reasons(catalogue, hub.failed, hub.slug, catalogue.date)
    words = [plain_lines("hubs/parts/reason.html", reason=reason)[0] for reason in failed]
    return {"slug": hub.slug, "reason": " ".join(words), "name": place.name, "country": place.country.name}


def evidence_of(catalogue: Catalogue, ranking: "Ranking") -> EvidenceDocument:
    """Every item that counts in a ranking with what it adds, as a share of 1, what is usual, and the sources named."""
    items = [
        item_of(catalogue, hub.slug, slug, effect)
        for hub in ranking.hubs
        for slug in ranking.weights
        for effect in catalogue.ranker.effects(ranking.profile, hub.slug, slug)
    ]
    usual = {
        hub.slug: {slug: catalogue.ranker.usual(ranking.profile, hub.slug, slug) for slug in ranking.weights}
        for hub in ranking.hubs
    }
    named = dict.fromkeys(item["source"] for item in items)
    return {"evidence": items, "usual": usual, "sources": [asdict(catalogue.sources[slug]) for slug in named]}


def item_of(catalogue: Catalogue, hub: str, criterion: str, effect: "ItemEffect") -> ItemDocument:
    """An item with what it adds through one criterion, as a share of 1."""
    about = catalogue.evidence.get(effect.key) or catalogue.figures[effect.key]
    return {
        "hub": hub,
        "criterion": criterion,
        "option": effect.option,
        "key": effect.key,
        **(_words(catalogue, about) if isinstance(about, Evidence) else _measure(catalogue, about)),
        "place": about.hub or about.country,
        "effect": effect.effect,
        "strength": effect.strength,
        "source": about.source.slug,
    }


def _words(catalogue: Catalogue, statement: Evidence) -> ItemContent:
    """A quote is word for word in the language of its source; a translation of it is ours."""
    return {
        "form": statement.form,
        "text": statement.text,
        "translation": statement.translation,
        "speaker": statement.speaker,
        "indicator": None,
        "value": None,
        "unit": None,
        "year": None,
        "is_old": is_old(catalogue, statement),
    }


def _measure(catalogue: Catalogue, figure: Figure) -> ItemContent:
    return {
        "form": "figure",
        "text": figure.display,
        "translation": "",
        "speaker": "",
        "indicator": figure.indicator.name,
        "value": figure.value,
        "unit": figure.indicator.unit,
        "year": figure.year,
        "is_old": is_past(figure, catalogue.date),
    }


def what_if_of(catalogue: Catalogue, ranking: "Ranking", form: AnswersForm) -> list[WhatIfDocument]:
    """For each hub, what would bring it first."""
    from hubs.ranking.whatif import what_would_change

    hubs = [hub.slug for hub in ranking.hubs]
    changes = what_would_change(catalogue.ranker, ranking.profile, hubs, targets=catalogue.targets)
    return [_what_if(change, form) for change in changes]


def _what_if(change: "WhatIf", form: AnswersForm) -> WhatIfDocument:
    return {
        "slug": change.slug,
        "first": change.first,
        "always": change.always,
        "weights": dict(change.weights) if change.weights is not None else None,
        "distance": change.distance,
        "one_answer": form.query_with(change.answer.profile) if change.answer else None,
        "answers": form.query_with(change.answers) if change.answers else None,
        "blocked_by": {rival.slug: rival.share for rival in change.blocked_by},
    }
