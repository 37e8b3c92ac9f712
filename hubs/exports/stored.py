"""A ranking as a shared link keeps it: in full, so that it stays what it was."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from hubs.answers.questionnaire import AnswersForm
from hubs.answers.shared import ShareForm
from hubs.catalogue import releases
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.stability import stability_of
from hubs.models.sharing import SharedRanking, StoredHub, StoredOutcome, StoredStability
from hubs.ranking.constraints import Constraint

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from hubs.ranking.profile import Profile
    from hubs.ranking.ranking import RankedHub, Ranking
    from hubs.ranking.stability import HubStability, Stability

Constraints = tuple[Constraint, ...]


def keep_shared(form: AnswersForm, words: ShareForm, owner: "User | None" = None) -> SharedRanking:
    """Valid answers and their ranking under a new link; of what is personal no more than may be told."""
    kept = _ranked(form.query_for_others(words.told), form.released)
    return SharedRanking.objects.create(release_id=form.catalogue.pk, owner=owner, **kept, **words.words)


def tell_less(shared: SharedRanking, told: Collection[str]) -> dict[str, Any]:
    """What a link keeps once its answers tell no more than this of the household, home and the move.

    Musts that rest on what is no longer told go with it, and then the hubs are ranked again, on their own release.
    """
    form = AnswersForm(QueryDict(shared.answers), releases.get(shared.release.number))
    before, answers = form.valid_profile, form.query_for_others(told)
    left = AnswersForm(QueryDict(answers), form.released)
    same = left.valid_profile == before and (answers == form.query or not form.is_own)
    return {"answers": answers} if same else _ranked(answers, form.released)


def _ranked(answers: str, catalogue: Catalogue) -> dict[str, Any]:
    form = AnswersForm(QueryDict(answers), catalogue)
    assert form.valid_profile is not None, "what others may see of answers is no less whole"
    ranking = form.catalogue.rank(form.valid_profile)
    return {"answers": answers, "outcome": store(ranking, stability_of(form.catalogue, ranking))}


def store(ranking: "Ranking", stability: "Stability") -> StoredOutcome:
    """A ranking and how sure it is as JSON."""
    order = ranking.profile.constraints
    return {
        "weights": dict(ranking.weights),
        "baseline": ranking.baseline,
        "hubs": [_store_hub(hub, ranking.profile) for hub in ranking.hubs],
        "excluded": [{"slug": hub.slug, "failed": _indices(hub.failed, order)} for hub in ranking.excluded],
        "stability": [_store_stability(hub) for hub in stability.hubs],
    }


def _store_hub(hub: "RankedHub", profile: "Profile") -> StoredHub:
    return {
        "rank": hub.rank,
        "slug": hub.slug,
        "score": hub.score,
        "low": hub.low,
        "high": hub.high,
        "coverage": hub.coverage,
        "variance": hub.variance,
        "contributions": dict(hub.contributions),
        "earned": dict(hub.earned),
        "similarity": dict(hub.similarity),
        "evidence": dict(hub.evidence),
        "unknown": _indices(hub.unknown, profile.constraints),
        "paid": [
            {"rather": profile.rather.index(paid.constraint), "odds": paid.odds, "is_sure": paid.is_sure}
            for paid in hub.paid
        ],
    }


def _store_stability(hub: "HubStability") -> StoredStability:
    return {
        "slug": hub.slug,
        "p_first": hub.p_first,
        "p_top3": hub.p_top3,
        "rank_range": hub.rank_range,
        "score_range": hub.score_range,
        "regret": hub.regret,
    }


def _indices(constraints: Constraints, order: Constraints) -> list[int]:
    return [order.index(constraint) for constraint in constraints]


def everything_of(shared: SharedRanking) -> dict[str, object]:
    """All that is kept under a link, column by column, and its openings; for its sender alone."""
    columns = {field.attname: getattr(shared, field.attname) for field in shared._meta.concrete_fields}
    told = {name: value for name, value in columns.items() if name not in {"id", "release_id", "owner_id"}}
    openings = list(shared.openings.values("day", "times"))
    return {**told, "release": shared.release.number, "openings": openings}


def restore(stored: StoredOutcome, profile: "Profile") -> "tuple[Ranking, Stability]":
    """What `store` wrote, whatever today's code would compute."""
    from hubs.ranking.ranking import Excluded, Ranking
    from hubs.ranking.stability import HubStability, Stability

    order = profile.constraints
    ranking = Ranking(
        profile=profile,
        weights=stored["weights"],
        baseline=stored["baseline"],
        hubs=tuple(_restore_hub(hub, profile) for hub in stored["hubs"]),
        excluded=tuple(Excluded(hub["slug"], _named(hub["failed"], order)) for hub in stored["excluded"]),
    )
    known = [field.name for field in fields(HubStability)]
    stability = ({name: hub[name] for name in known if name in hub} for hub in stored["stability"])  # type: ignore[literal-required]
    return ranking, Stability(tuple(HubStability(**hub) for hub in stability))


def _restore_hub(hub: StoredHub, profile: "Profile") -> "RankedHub":
    from hubs.ranking.constraints import Paid
    from hubs.ranking.ranking import RankedHub

    return RankedHub(
        rank=hub["rank"],
        slug=hub["slug"],
        score=hub["score"],
        low=hub["low"],
        high=hub["high"],
        coverage=hub["coverage"],
        variance=hub["variance"],
        contributions=hub["contributions"],
        earned=hub["earned"],
        similarity=hub["similarity"],
        evidence=hub["evidence"],
        unknown=_named(hub["unknown"], profile.constraints),
        paid=tuple(Paid(profile.rather[paid["rather"]], paid["odds"], paid["is_sure"]) for paid in hub.get("paid", ())),
    )


def _named(indices: Iterable[int], order: Constraints) -> Constraints:
    return tuple(order[index] for index in indices)
