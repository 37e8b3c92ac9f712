"""A ranking as a shared link keeps it: in full, so that it stays what it was."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hubs.exports.document import plain
from hubs.ranking.constraints import Constraint

if TYPE_CHECKING:
    from hubs.ranking.profile import Profile
    from hubs.ranking.ranking import Ranking
    from hubs.ranking.stability import Stability


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
    kept = {field: plain(getattr(hub, field)) for field in hub.__dataclass_fields__}
    return kept | {name: [order.index(constraint) for constraint in getattr(hub, name)]}
