"""A ranking as a shared link keeps it: in full, so that it stays what it was."""

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

from hubs.answers.home import HOME
from hubs.answers.questionnaire import AnswersForm
from hubs.answers.shared import HOUSEHOLD, ShareForm, without
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
    """Valid answers and their ranking under a new link; who is moving and where they live only if that may be told."""
    assert form.profile is not None
    ranking = form.catalogue.rank(form.profile)
    return SharedRanking.objects.create(
        release_id=form.catalogue.pk,
        answers=without(form.query_leaving_out(), {HOUSEHOLD, HOME} - words.told),
        outcome=store(ranking, stability_of(form.catalogue, ranking)),
        owner=owner,
        **words.words,
    )


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
