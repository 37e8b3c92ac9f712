"""The few hubs that a person has to choose from: why each is there, what speaks against it, what nobody asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from hubs.catalogue.entities import Criterion, Evidence, Hub, Option
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.cells import alone, options_of
from hubs.explanations.items import Item, item
from hubs.formats import Printed, listed, out_of_ten
from hubs.ranking.constraints import LIKELY
from hubs.ranking.profile import Profile
from hubs.ranking.ranking import ItemEffect, RankedHub, Ranking

WEAK, DECENT = 0.45, 0.5
WORST_FIFTH = 0.2
FEWEST_TO_COMPARE = 5
AS_GOOD = 0.03  # of a partial similarity: who is nearer than that is as good
AS_MEASURED = 0.05  # and a figure that defines the criterion may not say the reverse by more
MOST_FLAGS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hub is on the shortlist: the `best` of it on a criterion, `first` on points, or known as `strong` on one.

    Nothing where no priority speaks for it.
    """

    kind: str
    criterion: Criterion | None = None
    options: tuple[Option, ...] = ()
    fact: Item | None = None

    @property
    def words(self) -> str:
        """The criterion's own superlative, where it has one."""
        best = self.criterion.best if self.criterion else ""
        return best.replace("{option}", listed(option.name for option in self.options))


@dataclass(frozen=True, slots=True)
class Against:
    """What speaks against a hub on a criterion, as somebody said it or as it was measured."""

    criterion: Criterion
    fact: Item


@dataclass(frozen=True, slots=True)
class Behind:
    """Where a hub that nothing speaks against gives most away to another one of the shortlist, out of 10."""

    criterion: Criterion
    score: Printed
    rival: Hub
    other: Printed


@dataclass(frozen=True, slots=True)
class Choice:
    """A hub of the shortlist. `flags` are what the reader did not ask about and should know."""

    hub: Hub
    reason: Reason
    against: Against | None
    behind: Behind | None
    flags: tuple[Against, ...]


def shortlist(catalogue: Catalogue, ranking: Ranking, hubs: Sequence[RankedHub]) -> tuple[Choice, ...]:
    """These hubs, each with a reason of its own."""
    told = Told()
    reasons = _reasons(catalogue, ranking, hubs, told)
    return tuple(
        Choice(
            hub=catalogue.hubs[hub.slug],
            reason=reason,
            against=_against(catalogue, ranking, hub, reason, told),
            behind=_behind(catalogue, ranking, hub, hubs, reason),
            flags=_flags(catalogue, ranking, hub.slug, told),
        )
        for hub, reason in zip(hubs, reasons, strict=True)
    )


def by_itself(catalogue: Catalogue, ranking: Ranking, hub: RankedHub) -> Choice:
    """A hub on no shortlist: what is good about it for this person, what speaks against it, what was not asked."""
    told = Told()
    reason = _strong(catalogue, ranking, hub, told)
    return Choice(
        hub=catalogue.hubs[hub.slug],
        reason=reason,
        against=_against(catalogue, ranking, hub, reason, told),
        behind=None,
        flags=_flags(catalogue, ranking, hub.slug, told),
    )


class Told:
    """The sentences that stand on a page already: none is told twice."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def first_new(self, items: Iterable[Item]) -> Item | None:
        for each in items:
            text = each.about.text if isinstance(each.about, Evidence) else each.about.key
            if text not in self._texts:
                self._texts.add(text)
                return each
        return None


def _reasons(catalogue: Catalogue, ranking: Ranking, hubs: Sequence[RankedHub], told: Told) -> list[Reason]:
    """Who is best of these on something has that for a reason; the others what they are good at, each another."""
    shared, named, reasons = _shared_countries(catalogue, hubs), _named(catalogue, ranking, hubs), []
    taken = set(named.values())
    for place, hub in enumerate(hubs):
        if place in named:
            criterion = catalogue.criteria[named[place]]
            best = Reason("best", criterion, options_of(criterion, ranking.profile))
            reasons.append(_with_fact(catalogue, ranking.profile, hub.slug, best, told, shared))
            continue
        strong = _strong(catalogue, ranking, hub, told, shared, taken)
        taken |= {strong.criterion.slug} if strong.criterion else set()
        is_first = place == 0 and all(hub.rank < other.rank for other in hubs[1:])
        reasons.append(replace(strong, kind="first") if is_first else strong)
    return reasons


def _named(catalogue: Catalogue, ranking: Ranking, hubs: Sequence[RankedHub]) -> dict[int, str]:
    """A criterion is named for the one hub that is best of these on it, where being best there counts most."""
    leads = sorted(
        (
            (-ranking.weights[slug] * _lead(hub, hubs, slug), place, slug)
            for slug in ranking.weights
            for place, hub in enumerate(hubs)
            if hub.evidence[slug] and hub.similarity[slug] >= WEAK and _lead(hub, hubs, slug) > AS_GOOD
            if not _is_contradicted(catalogue, ranking, hub, hubs, slug)
        ),
    )
    named: dict[int, str] = {}
    for _, place, slug in leads:
        if place not in named and slug not in named.values():
            named[place] = slug
    return named


def _lead(hub: RankedHub, hubs: Sequence[RankedHub], slug: str) -> float:
    """By how much a hub is ahead of the next one on a criterion; below 0 if it is not the best."""
    return hub.similarity[slug] - max((other.similarity[slug] for other in hubs if other is not hub), default=0.0)


def _is_contradicted(
    catalogue: Catalogue, ranking: Ranking, hub: RankedHub, hubs: Sequence[RankedHub], slug: str
) -> bool:
    """Whether a figure that defines the criterion puts another of these hubs ahead."""
    own, *others = (
        catalogue.ranker.measured(ranking.profile, each.slug, slug)
        for each in (hub, *(other for other in hubs if other is not hub))
    )
    return any(bool((other > own + AS_MEASURED).any()) for other in others)


def _strong(
    catalogue: Catalogue,
    ranking: Ranking,
    hub: RankedHub,
    told: Told,
    shared: Set[str] = frozenset(),
    taken: Set[str] = frozenset(),
) -> Reason:
    """The asked criterion on which a hub earns most, of those on which it is decent and something can be told of it.

    Rather one that is not `taken`: the reason of another hub.
    """
    good = [slug for slug in ranking.weights if hub.evidence[slug] and hub.similarity[slug] >= DECENT]
    for slug in sorted(good, key=lambda slug: (slug in taken, -hub.contributions[slug])):
        criterion = catalogue.criteria[slug]
        strong = Reason("strong", criterion, options_of(criterion, ranking.profile))
        reason = _with_fact(catalogue, ranking.profile, hub.slug, strong, told, shared)
        if reason.fact:
            return reason
    return Reason("")


def _shared_countries(catalogue: Catalogue, hubs: Sequence[RankedHub]) -> frozenset[str]:
    """The countries of which more than one of these hubs is: what is said of all of such a country tells none apart."""
    countries = Counter(catalogue.hubs[hub.slug].country.code for hub in hubs)
    return frozenset(code for code, number in countries.items() if number > 1)


def _with_fact(
    catalogue: Catalogue, profile: Profile, hub: str, reason: Reason, told: Told, shared: Set[str]
) -> Reason:
    if reason.criterion is None:
        return reason
    items = supporting(catalogue, profile, hub, reason.criterion.slug, good=True)
    return replace(reason, fact=told.first_new(each for each in items if each.about.country not in shared))


def _against(catalogue: Catalogue, ranking: Ranking, hub: RankedHub, reason: Reason, told: Told) -> Against | None:
    """The worst that is known of what was asked, if it is bad at all; never what speaks for the hub."""
    named = reason.criterion.slug if reason.criterion else ""
    weak = [slug for slug in ranking.weights if hub.evidence[slug] and hub.similarity[slug] < DECENT and slug != named]
    for slug in sorted(weak, key=lambda slug: hub.contributions[slug]):
        fact = told.first_new(supporting(catalogue, ranking.profile, hub.slug, slug, good=False))
        if fact is not None:
            return Against(catalogue.criteria[slug], fact)
    return None


def _behind(
    catalogue: Catalogue, ranking: Ranking, hub: RankedHub, hubs: Sequence[RankedHub], reason: Reason
) -> Behind | None:
    """The asked criterion on which choosing this hub costs most against another; never what speaks for it."""
    named = reason.criterion.slug if reason.criterion else ""
    known = [
        (ranking.weights[slug] * (other.similarity[slug] - hub.similarity[slug]), slug, other)
        for slug in ranking.weights
        for other in hubs
        if slug != named and hub.evidence[slug] and other.evidence[slug]
        if other.similarity[slug] - hub.similarity[slug] > AS_GOOD
    ]
    if not known:
        return None
    _, slug, other = max(known, key=lambda each: each[0])
    score, best = (out_of_ten(each.similarity[slug]) for each in (hub, other))
    return Behind(catalogue.criteria[slug], score, catalogue.hubs[other.slug], best)


def _flags(catalogue: Catalogue, ranking: Ranking, hub: str, told: Told) -> tuple[Against, ...]:
    """What is among the worst, or surely bad, of what everybody should know though this person did not ask."""
    unasked = [each for each in catalogue.criteria.values() if each.always_warn and each.slug not in ranking.weights]
    alarming = [criterion for criterion in unasked if is_alarming(catalogue, hub, criterion)]
    alarming.sort(key=lambda criterion: catalogue.ranker.cell(hub, criterion.slug).mean)
    flags = []
    for criterion in alarming[:MOST_FLAGS]:
        items = supporting(catalogue, alone(criterion, None), hub, criterion.slug, good=False)
        fact = told.first_new(each for each in items if not each.old)
        if fact is not None:
            flags.append(Against(criterion, fact))
    return tuple(flags)


def is_alarming(catalogue: Catalogue, hub: str, criterion: Criterion) -> bool:
    """Whether a hub is among the worst or surely less than decent, and no more speaks for it there than against it."""
    cell = catalogue.ranker.cell(hub, criterion.slug)
    if not cell.count:
        return False
    is_bad = is_among_worst(catalogue, hub, criterion) or cell.mean + LIKELY * cell.variance**0.5 < DECENT
    return is_bad and not _is_praised(catalogue, hub, criterion)


def is_among_worst(catalogue: Catalogue, hub: str, criterion: Criterion) -> bool:
    """Whether a hub is weak and in the worst fifth of those that are known."""
    cells = catalogue.ranker.cells_
    column, (row,) = cells.column(criterion.slug), catalogue.ranker.rows([hub])
    mean, known = float(cells.mean[row, column]), cells.mean[cells.count[:, column] > 0, column]
    worse = float((known < mean).mean()) if len(known) >= FEWEST_TO_COMPARE else 1.0
    return bool(cells.count[row, column]) and worse < WORST_FIFTH and mean < WEAK


def _is_praised(catalogue: Catalogue, hub: str, criterion: Criterion) -> bool:
    """Whether more statements and figures speak for a hub than against it."""
    profile = alone(criterion, None)
    praise, blame = (len(_telling(catalogue, profile, hub, criterion.slug, good=good)) for good in (True, False))
    return praise > blame


def supporting(catalogue: Catalogue, profile: Profile, hub: str, criterion: str, *, good: bool) -> Iterator[Item]:
    """What speaks for a hub on a criterion, or against it; the most telling first, nothing that says the opposite."""
    for effect in _telling(catalogue, profile, hub, criterion, good=good):
        about = catalogue.evidence.get(effect.key) or catalogue.figures[effect.key]
        yield item(catalogue, about, effect.effect, 100)


def _telling(catalogue: Catalogue, profile: Profile, hub: str, criterion: str, *, good: bool) -> list[ItemEffect]:
    sign = 1 if good else -1
    effects: dict[str, ItemEffect] = {}
    for effect in catalogue.ranker.effects(profile, hub, criterion):
        if sign * effect.effect > 0 and sign * _rated(catalogue, effect) > 0:
            effects.setdefault(effect.key, effect)
    return sorted(effects.values(), key=lambda effect: -abs(effect.effect))


def _rated(catalogue: Catalogue, effect: ItemEffect) -> float:
    about = catalogue.evidence.get(effect.key)
    return about.rating if about else effect.effect
