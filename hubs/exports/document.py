"""A Ranking as plain JSON: in public form for programs, in full for a shared link."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue, Evidence, Figure, Hub
from hubs.explanations.stability import stability_of
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, WorkingLanguage
from hubs.ranking.points import apportion

if TYPE_CHECKING:
    from hubs.ranking.ranking import ItemEffect, Ranking
    from hubs.ranking.stability import Stability

PUBLIC = ("rank", "slug", "score", "low", "high", "coverage", "contributions", "earned", "evidence")
MEASURED = ("indicator", "value", "unit", "year")
CERTAINTY = ("p_first", "p_top3", "rank_range", "score_range")


def document(
    catalogue: Catalogue, ranking: "Ranking", stability: "Stability | None", answers: str, page: str
) -> dict[str, Any]:
    """Everything: the answers and where they were ranked, what `manage.py rank --json` prints, and the evidence."""
    asked = {"answers": answers, "page": page}
    return asked | outcome_of(catalogue, ranking, stability) | evidence_of(catalogue, ranking)


def outcome_of(catalogue: Catalogue, ranking: "Ranking", stability: "Stability | None" = None) -> dict[str, Any]:
    """What `manage.py rank --json` prints and an export holds; scores, bounds and contributions are shares of 1.

    `points` are the weights as pages print them; `evidence` counts items, and a criterion without any is unknown.
    """
    sure = (stability or stability_of(catalogue, ranking)).hubs
    weights = dict(ranking.weights)
    return {
        "release": catalogue.number,
        "date": catalogue.date.isoformat(),
        "sha256": catalogue.sha,
        "weights": weights,
        "points": dict(zip(weights, apportion(list(weights.values()), 100), strict=True)),
        "options": {slug: list(chosen) for slug, chosen in ranking.profile.options.items()},
        "baseline": ranking.baseline,
        "hubs": [
            {name: plain(getattr(hub, name)) for name in PUBLIC}
            | {name: getattr(how, name) for name in CERTAINTY}
            | _named(catalogue.hubs[hub.slug])
            for hub, how in zip(ranking.hubs, sure, strict=True)
        ],
        "excluded": [
            {"slug": hub.slug, "reason": " ".join(reason_of(catalogue, constraint) for constraint in hub.failed)}
            | _named(catalogue.hubs[hub.slug])
            for hub in ranking.excluded
        ],
    }


def _named(hub: Hub) -> dict[str, str]:
    return {"name": hub.name, "country": hub.country.name}


def evidence_of(catalogue: Catalogue, ranking: "Ranking") -> dict[str, Any]:
    """Every item that counts in a ranking with what it adds, as a share of 1, and the sources they name."""
    items = [
        _item(catalogue, hub.slug, slug, effect)
        for hub in ranking.hubs
        for slug in ranking.weights
        for effect in catalogue.ranker.effects(ranking.profile, hub.slug, slug)
    ]
    named = dict.fromkeys(item["source"] for item in items)
    return {"evidence": items, "sources": [asdict(catalogue.sources[slug]) for slug in named]}


def _item(catalogue: Catalogue, hub: str, criterion: str, effect: "ItemEffect") -> dict[str, Any]:
    """`place` is where it was said or measured of: the hub, or its whole country."""
    said = catalogue.evidence.get(effect.key)
    about = said or catalogue.figures[effect.key]
    return {
        "hub": hub,
        "criterion": criterion,
        "option": effect.option,
        "key": effect.key,
        **(_words(said) if said else _measure(catalogue.figures[effect.key])),
        "place": about.hub or about.country,
        "effect": effect.effect,
        "strength": effect.strength,
        "source": about.source.slug,
    }


def _words(said: Evidence) -> dict[str, Any]:
    """A quote is word for word in the language of its source; a translation of it is ours."""
    spoken = {"form": said.form, "text": said.text, "translation": said.translation, "speaker": said.speaker}
    return spoken | dict.fromkeys(MEASURED)


def _measure(figure: Figure) -> dict[str, Any]:
    by = figure.indicator
    measured = (by.name, figure.value, by.unit, figure.year)
    shown = {"form": "figure", "text": figure.display, "translation": "", "speaker": ""}
    return shown | dict(zip(MEASURED, measured, strict=True))


def what_if_of(catalogue: Catalogue, ranking: "Ranking", form: AnswersForm) -> list[dict[str, Any]]:
    """For each hub, what would bring it first: weights, answers as a query string, or the rivals that block it."""
    from hubs.ranking.whatif import what_would_change

    hubs = [hub.slug for hub in ranking.hubs]
    return [
        {
            "slug": found.slug,
            "first": found.first,
            "always": found.always,
            "weights": found.weights and dict(found.weights),
            "distance": found.distance,
            "one_answer": found.answer and form.query_with(found.answer.profile),
            "answers": found.answers and form.query_with(found.answers),
            "blocked_by": {rival.slug: rival.share for rival in found.blocked_by},
        }
        for found in what_would_change(catalogue.ranker, ranking.profile, hubs, targets=catalogue.targets)
    ]


def reason_of(catalogue: Catalogue, constraint: Constraint) -> str:
    """Why a hub that fails this constraint is left out, as a sentence."""
    if isinstance(constraint, AllowedCountries):
        names = ", ".join(catalogue.countries[code].name for code in sorted(constraint.codes))
        return _("You only want %(countries)s.") % {"countries": names}
    if isinstance(constraint, WorkingLanguage):
        return _("The language you need is not an official language there.")
    if isinstance(constraint, AtLeast):
        name = catalogue.criteria[constraint.criterion].name
        return _("You need %(criterion)s to be at least decent, and the evidence says that it is not.") % {
            "criterion": name
        }
    raise TypeError(f"no words for {constraint!r}")


def plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "items") else value
