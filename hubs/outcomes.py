"""A Ranking as plain JSON: in public form for programs, in full for a shared link."""

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hubs.catalogue import Catalogue, Evidence, Figure, Hub
from hubs.charts import apportion
from hubs.forms import AnswersForm
from hubs.ranking.constraints import AllowedCountries, AtLeast, Constraint, WorkingLanguage

if TYPE_CHECKING:
    from hubs.ranking.profile import Profile
    from hubs.ranking.ranking import ItemEffect, Ranking
    from hubs.ranking.stability import Stability

PUBLIC = ("rank", "slug", "score", "low", "high", "coverage", "contributions", "earned", "evidence")
MEASURED = ("indicator", "value", "unit", "year")
CERTAINTY = ("p_first", "p_top3", "rank_range", "score_range")


def stability_of(ranking: "Ranking", catalogue: Catalogue) -> "Stability":
    """How sure a ranking is; the same for the same answers on the same release."""
    from hubs.ranking.stability import estimate_stability

    asked = (catalogue.sha, sorted(ranking.weights.items()), sorted(ranking.profile.options.items()))
    seed = int.from_bytes(hashlib.sha256(repr(asked).encode()).digest()[:8])
    return estimate_stability(catalogue.ranker, ranking, seed)


def outcome_of(ranking: "Ranking", catalogue: Catalogue, stability: "Stability | None" = None) -> dict[str, Any]:
    """What `manage.py rank --json` prints and an export holds; scores, bounds and contributions are shares of 1.

    `points` are the weights as pages print them; `evidence` counts items, and a criterion without any is unknown.
    """
    sure = (stability or stability_of(ranking, catalogue)).hubs
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
            {name: _plain(getattr(hub, name)) for name in PUBLIC}
            | {name: getattr(how, name) for name in CERTAINTY}
            | _named(catalogue.hubs[hub.slug])
            for hub, how in zip(ranking.hubs, sure, strict=True)
        ],
        "excluded": [
            {"slug": hub.slug, "reason": " ".join(reason_of(constraint, catalogue) for constraint in hub.failed)}
            | _named(catalogue.hubs[hub.slug])
            for hub in ranking.excluded
        ],
    }


def _named(hub: Hub) -> dict[str, str]:
    return {"name": hub.name, "country": hub.country.name}


def evidence_of(ranking: "Ranking", catalogue: Catalogue) -> dict[str, Any]:
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


def what_if_of(ranking: "Ranking", catalogue: Catalogue, form: AnswersForm) -> list[dict[str, Any]]:
    """For each hub, what would bring it first: weights, answers as a query string, or the rivals that block it."""
    from hubs.ranking.whatif import what_would_change

    hubs = [hub.slug for hub in ranking.hubs]
    targets = [slug for slug, criterion in catalogue.criteria.items() if criterion.kind == "target"]
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
        for found in what_would_change(catalogue.ranker, ranking.profile, hubs, targets=targets)
    ]


def reason_of(constraint: Constraint, catalogue: Catalogue) -> str:
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


def store(ranking: "Ranking", stability: "Stability") -> dict[str, Any]:
    """A ranking and how sure it is as JSON, without the profile, which the answers give back."""
    order = ranking.profile.constraints
    return {
        "weights": dict(ranking.weights),
        "baseline": ranking.baseline,
        "hubs": [_stored(hub, "unknown", order) for hub in ranking.hubs],
        "excluded": [_stored(hub, "failed", order) for hub in ranking.excluded],
        "stability": [asdict(hub) for hub in stability.hubs],
    }


def restore(stored: dict[str, Any], profile: "Profile") -> "tuple[Ranking, Stability]":
    """What `store` wrote, whatever today's code would compute."""
    from hubs.ranking.ranking import Excluded, RankedHub, Ranking
    from hubs.ranking.stability import HubStability, Stability

    def of(row: dict[str, Any], name: str) -> dict[str, Any]:
        return row | {name: tuple(profile.constraints[index] for index in row[name])}

    ranking = Ranking(
        profile=profile,
        weights=stored["weights"],
        baseline=stored["baseline"],
        hubs=tuple(RankedHub(**of(row, "unknown")) for row in stored["hubs"]),
        excluded=tuple(Excluded(**of(row, "failed")) for row in stored["excluded"]),
    )
    return ranking, Stability(tuple(HubStability(**row) for row in stored["stability"]))


def _stored(hub: Any, name: str, order: tuple[Constraint, ...]) -> dict[str, Any]:
    plain = {field: _plain(getattr(hub, field)) for field in hub.__dataclass_fields__}
    return plain | {name: [order.index(constraint) for constraint in getattr(hub, name)]}


def _plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "items") else value
