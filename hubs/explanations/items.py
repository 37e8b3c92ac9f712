"""Evidence items as a page shows them: a quote, a claim or a figure, and what it adds."""

from collections.abc import Iterable
from dataclasses import dataclass

from hubs.catalogue import Catalogue, Criterion, Evidence, Figure
from hubs.explanations.words import signed
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import ItemEffect

ALMOST_NOTHING = 0.0005


@dataclass(frozen=True, slots=True)
class Item:
    """`form` is quote, claim or figure; `tone` is up, down or mixed; `effect` is printed, or empty."""

    about: Evidence | Figure
    form: str
    tone: str
    criterion: Criterion | None
    effect: str = ""
    size: float = 0.0



def tone_of(value: float) -> str:
    if abs(value) < ALMOST_NOTHING:
        return "mixed"
    return "up" if value > 0 else "down"


def statement(catalogue: Catalogue, evidence: Evidence) -> Item:
    """What somebody said, coloured by its rating."""
    return Item(evidence, evidence.form, tone_of(evidence.rating), catalogue.criteria[evidence.criterion])


def fact(catalogue: Catalogue, figure: Figure) -> Item:
    return Item(figure, "figure", "mixed", catalogue.criteria.get(figure.indicator.criterion or ""))


def with_effect(catalogue: Catalogue, effect: ItemEffect, scale: float, criterion: str) -> Item:
    """What an item adds, in units of `scale` to the whole score."""
    about = catalogue.evidence.get(effect.key) or catalogue.figures[effect.key]
    return Item(
        about,
        about.form if isinstance(about, Evidence) else "figure",
        tone_of(effect.effect),
        catalogue.criteria[criterion],
        signed(scale * effect.effect),
        effect.effect,
    )


def telling(catalogue: Catalogue, profile: Profile, hub: str) -> tuple[Item, ...]:
    """The statement that helps a hub most and the one that hurts it most, quotes before claims."""
    found = [
        with_effect(catalogue, effect, 100, criterion)
        for criterion in profile.importance
        for effect in catalogue.ranker.effects(profile, hub, criterion)
        if effect.key in catalogue.evidence
    ]
    best = _first(item for item in found if item.size > ALMOST_NOTHING)
    worst = _first(item for item in found if item.size < -ALMOST_NOTHING)
    return tuple(item for item in (best, worst) if item)


def _first(items: Iterable[Item]) -> Item | None:
    ranked = sorted(items, key=lambda item: (item.form != "quote", -abs(item.size), item.about.key))
    return ranked[0] if ranked else None
