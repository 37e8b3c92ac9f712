"""The answer itself, for somebody who knows these places: who is first and last, and what put them there."""

from collections.abc import Mapping

from hubs.catalogue.frozen import Catalogue
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import estimate_stability

ENDS = 5
ITEMS = 2
LENGTH = 110


def print_people(ranker: Ranker, people: Mapping[str, Profile]) -> None:
    print("\nWho comes first: score and P(first)")
    for name, profile in people.items():
        ranking = ranker.rank(profile)
        sure = {hub.slug: hub for hub in estimate_stability(ranker, ranking, 1).hubs}
        best = (f"{hub.slug} {100 * hub.score:.1f} ({sure[hub.slug].p_first:.2f})" for hub in ranking.hubs[:ENDS])
        print(f"  {name}\n    {', '.join(best)}")


def print_criteria(catalogue: Catalogue) -> None:
    """Every criterion that is good or bad for everybody, and every specialty."""
    print("\nFirst and last on every criterion, each with the two items that put it there most")
    for criterion in catalogue.criteria.values():
        if criterion.is_target:
            continue
        for option in [option.slug for option in criterion.options] if criterion.is_labels else [""]:
            profile = Profile({criterion.slug: 1}, {criterion.slug: (option,)} if option else {})
            _print_ends(catalogue, f"{criterion.slug} {option}".strip(), profile)


def _print_ends(catalogue: Catalogue, name: str, profile: Profile) -> None:
    hubs = catalogue.ranker.rank(profile).hubs
    print(f"  {name}")
    for hub in (*hubs[:ENDS], *hubs[-ENDS:]):
        down = hub.rank > len(hubs) / 2
        effects = sorted(catalogue.ranker.effects(profile, hub.slug), key=lambda each: each.effect, reverse=not down)
        told = [_item(catalogue, each.key, each.effect) for each in effects[:ITEMS]]
        print(f"    {hub.rank:3}. {hub.slug} {100 * hub.score:.1f}" + "".join(f"\n           {each}" for each in told))


def _item(catalogue: Catalogue, key: str, effect: float) -> str:
    if key in catalogue.evidence:
        said = catalogue.evidence[key]
        text = f"[{said.rating:+d} {said.kind}, {said.speaker[:30]}] {said.text}"
    else:
        figure = catalogue.figures[key]
        text = f"[{figure.scope}] {figure.indicator.name}: {figure.display}"
    return f"{100 * effect:+5.1f} {text[:LENGTH]} ({key})"
