"""One answer for several people, as the values that pages show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.entities import Criterion, Hub
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.own import papers_criterion
from hubs.explanations.dealbreakers import Reason, reasons
from hubs.formats import Printed, decimal, points, whole
from hubs.ranking.group import Group, GroupHub, agree
from hubs.ranking.ranking import Ranking

LISTED = 100
MOST_DIFFERING = 5
NAMED = 8  # people of whom each is named
ALIKE, APART = 0.05, 0.15  # of a score: up to the one people see a hub alike, from the other on far apart


@dataclass(frozen=True, slots=True)
class Member:
    """One of several people: a name to show, their answers, and whether others may read what they ask for."""

    name: str
    form: AnswersForm
    shows_priorities: bool
    shows_dealbreakers: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """What one person gives up with a hub, in points; `is_own` where it is as good as their own first."""

    name: str
    points: Printed
    is_own: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One hub; `seen` is alike, apart or far, by how far the scores of two people lie apart at most."""

    rank: int
    hub: Hub
    mean: int
    least: int
    seen: str
    spread: Printed
    losses: tuple[Loss, ...]
    sacrifice: Printed

    @property
    def unharmed(self) -> int:
        """How many give up nothing."""
        return sum(loss.is_own for loss in self.losses)


@dataclass(frozen=True, slots=True)
class Difference:
    """A priority that pulls people apart over two hubs, in points; `weights` are each one's, of 100."""

    criterion: Criterion
    weights: tuple[tuple[str, int], ...]
    hubs: tuple[Hub, Hub]
    apart: Printed

    @property
    def least(self) -> int:
        return min(weight for _, weight in self.weights)

    @property
    def most(self) -> int:
        return max(weight for _, weight in self.weights)


@dataclass(frozen=True, slots=True)
class Alone:
    """The answer without one person: the first by the mean and the compromise."""

    name: str
    first: Hub | None
    compromise: Hub | None


@dataclass(frozen=True, slots=True)
class Left:
    hub: Hub
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """All that a page shows. Without everybody's leave it holds no `differences` and no reason why a hub is out."""

    rows: tuple[GroupRow, ...]
    compromise: GroupRow | None
    own: tuple[tuple[str, Hub | None], ...]
    without: tuple[Alone, ...]
    differences: tuple[Difference, ...]
    left_out: tuple[Left, ...]
    shows_priorities: bool

    @property
    def first(self) -> GroupRow | None:
        return self.rows[0] if self.rows else None

    @property
    def is_large(self) -> bool:
        """Whether they are too many to say of each what they give up."""
        return len(self.own) > NAMED

    @property
    def own_firsts(self) -> list[tuple[Hub, int]]:
        """How many have which hub first, the most frequent first."""
        return Counter(hub for _, hub in self.own if hub).most_common()

    @property
    def changes(self) -> tuple[Alone, ...]:
        """The answers without one person; of a large group those alone that differ from the answer of all."""
        if not self.is_large or not self.first or not self.compromise:
            return self.without
        same = self.first.hub, self.compromise.hub
        return tuple(rest for rest in self.without if (rest.first, rest.compromise) != same)


def explain_group(catalogue: Catalogue, members: Sequence[Member], among: Sequence[str] = ()) -> GroupAnswer:
    """The answer for these people, on all hubs or among some."""
    names = tell_apart([member.name for member in members])
    rankings = [_ranking(member.form, among) for member in members]
    group, shown = agree(rankings), all(member.shows_priorities for member in members)
    says_why = all(member.shows_dealbreakers for member in members)
    rows = tuple(_row(catalogue, hub, names, shown) for hub in group.hubs[:LISTED])
    chosen = next((hub for hub in group.hubs if hub.slug == group.compromise), None)
    return GroupAnswer(
        rows=rows,
        compromise=_row(catalogue, chosen, names, shown) if chosen else None,
        own=tuple((name, catalogue.hubs.get(slug)) for name, slug in zip(names, group.own, strict=True)),
        without=_without(catalogue, group, names),
        differences=_differences(catalogue, group, names) if shown else (),
        left_out=tuple(
            Left(catalogue.hubs[out.slug], reasons(catalogue, out.failed, out.slug) if says_why else ())
            for out in group.excluded
        ),
        shows_priorities=shown,
    )


def tell_apart(names: Sequence[str]) -> list[str]:
    """The names, with a number after those that several people have.

    >>> tell_apart(["Ana", "Bo", "Ana"])
    ['Ana (1)', 'Bo', 'Ana (2)']
    """
    often, met, told = Counter(names), Counter[str](), []
    for name in names:
        met[name] += 1
        told.append(f"{name} ({met[name]})" if often[name] > 1 else name)
    return told


def _ranking(form: AnswersForm, among: Sequence[str]) -> Ranking:
    assert form.profile is not None, "these answers can be ranked"
    ranking = form.catalogue.rank(form.profile)
    if not among:
        return ranking
    hubs = tuple(hub for hub in ranking.hubs if hub.slug in among)
    return replace(ranking, hubs=hubs, excluded=tuple(out for out in ranking.excluded if out.slug in among))


def _row(catalogue: Catalogue, hub: GroupHub, names: Sequence[str], fine: bool) -> GroupRow:
    """In tenths of a point where everybody shows what counts for them: finer figures would tell it."""
    printed = decimal if fine else whole
    seen = "alike" if hub.spread <= ALIKE else "far" if hub.spread >= APART else "apart"
    losses = [printed(100 * loss) for loss in hub.losses]
    return GroupRow(
        rank=hub.rank,
        hub=catalogue.hubs[hub.slug],
        mean=points(hub.mean),
        least=points(hub.least),
        seen=seen,
        spread=printed(100 * hub.spread),
        sacrifice=printed(100 * hub.sacrifice),
        losses=tuple(
            Loss(name, lost, hub.losses[i] == 0) for i, (name, lost) in enumerate(zip(names, losses, strict=True))
        ),
    )


def _without(catalogue: Catalogue, group: Group, names: Sequence[str]) -> tuple[Alone, ...]:
    return tuple(
        Alone(name, catalogue.hubs.get(rest.first), catalogue.hubs.get(rest.compromise))
        for name, rest in zip(names, group.without, strict=bool(group.without))
    )


def _differences(catalogue: Catalogue, group: Group, names: Sequence[str]) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            criterion=catalogue.criteria.get(each.criterion) or papers_criterion(),
            weights=tuple((name, points(weight)) for name, weight in zip(names, each.weights, strict=True)),
            hubs=(catalogue.hubs[each.hubs[0]], catalogue.hubs[each.hubs[1]]),
            apart=decimal(100 * each.apart),
        )
        for each in group.differing[:MOST_DIFFERING]
    )
