"""The quick start: what people come for, as the importances it stands for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hubs.catalogue.frozen import Catalogue

MOST_INTENTS = 3


@dataclass(frozen=True, slots=True)
class Intent:
    slug: str
    icon: str
    name: Promise
    hint: Promise
    importance: dict[str, int]


INTENTS = (
    Intent("family", "baby", _("Room for a family"), _("Family life, safety"), {"family": 3, "safety": 2}),
    Intent("pay", "banknote", _("Stretch my pay"), _("Low costs, remote-friendly"), {"cost": 3, "remote": 1}),
    Intent(
        "field",
        "briefcase-business",
        _("Grow in my field"),
        _("Employers, peers, my specialty"),
        {"employers": 3, "community": 2, "specialty": 2},
    ),
    Intent("remote", "house-wifi", _("Stay remote"), _("Internet, easy paperwork"), {"remote": 3, "business": 1}),
    Intent(
        "car-free", "train-front", _("Live without a car"), _("Transit, little traffic"), {"transport": 3, "traffic": 1}
    ),
    Intent("safe", "shield-check", _("Feel safe"), _("Crime, daily life, culture"), {"safety": 3, "culture": 1}),
)


class Unusable(Exception):
    """What was picked cannot be turned into answers; `kind` is none, many or unknown."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def offered(catalogue: Catalogue) -> tuple[Intent, ...]:
    """The intents that the catalogue's criteria can still serve."""
    return tuple(intent for intent in INTENTS if next(iter(intent.importance)) in catalogue.criteria)


def answers(catalogue: Catalogue, chosen: Sequence[str], specialty: str) -> list[tuple[str, str]]:
    """Explicit answers for a results page; Unusable if there is nothing, too much or something unknown."""
    known = {intent.slug: intent for intent in offered(catalogue)}
    labels, renamed = _labels(catalogue)
    specialty = renamed.get(specialty, specialty)
    if set(chosen) - set(known) or specialty not in labels | {""}:
        raise Unusable("unknown")
    if len(set(chosen)) > MOST_INTENTS:
        raise Unusable("many")
    importance = _strongest(known[slug].importance for slug in chosen)
    if specialty:
        importance.setdefault("specialty", 2)
    else:
        importance.pop("specialty", None)
    if not importance:
        raise Unusable("none")
    return [pair for slug in catalogue.criteria for pair in _fields(slug, importance, specialty)]


def _labels(catalogue: Catalogue) -> tuple[set[str], dict[str, str]]:
    """The specialties, and what has become of those that were merged."""
    criterion = catalogue.criteria.get("specialty")
    return ({option.slug for option in criterion.options}, criterion.renamed) if criterion else (set(), {})


def _strongest(all_importances: Iterable[dict[str, int]]) -> dict[str, int]:
    importance: dict[str, int] = {}
    for importances in all_importances:
        for slug, level in importances.items():
            importance[slug] = max(level, importance.get(slug, 0))
    return importance


def _fields(slug: str, importance: dict[str, int], specialty: str) -> list[tuple[str, str]]:
    if slug not in importance:
        return []
    if slug == "specialty":
        return [("specialty", specialty), ("specialty_importance", str(importance[slug]))]
    return [(slug, str(importance[slug]))]
