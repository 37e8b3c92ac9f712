"""What would bring a hub first: one answer, the nearest weights, the nearest answers, or nothing."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.counterfactuals import Nearest, intervals, nearest_weights, precedence
from hubs.ranking.profile import Profile
from hubs.ranking.questionnaire import DECISIVE, MOST_DECISIVE, Questionnaire, allowed, answerable
from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STRETCHES = (1.0, 1.25, 1.5, 2.0, 3.0)  # how far past the nearest weights rounding starts from
ROUNDING = 1e-9  # what the programme's solution may be off
SCALES = (0.5, 2 / 3, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)  # of the answers' sum


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer changed.

    Attributes
    ----------
    criterion : whose answer.
    before, after : its importance, 0 to 3; equal when an option is what changes.
    option : the option that is added, or that takes the place of a target level; else "".
    profile : the answers with the change.
    """

    criterion: str
    before: int
    after: int
    option: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Rival:
    """A hub in the way, and its share of the mixture that is at least as good everywhere."""

    slug: str
    share: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would bring one hub first.

    First means first in the order of the ranking. A hub that is first needs no change: all
    that would change it is None, and its distance is 0.

    Attributes
    ----------
    first : whether it is first now.
    always : whether it is first whatever the weights of the criteria looked at.
    intervals : criterion -> lowest and highest importance, the other answers as they are, for
        which no hub scores higher; the highest may be infinite; None if there is none.
    answer : the smallest change of one answer; None if no single one suffices.
    weights, distance : the nearest weights, criterion -> share of 1, and ``sum |w' - w|``;
        None if no weights give it the highest score.
    answers : the nearest answers found, 0 to 3 and at most three of them 3; None if none were
        found. They need no more steps than ``answer`` where that changes an importance.
    blocked_by : if there are no weights, the mixture of rivals that is at least as good on
        every criterion, largest share first. At a tie with all of them coverage may still
        decide, so ``answer`` and ``answers`` can exist.
    """

    slug: str
    first: bool
    always: bool
    intervals: Mapping[str, tuple[float, float] | None]
    answer: AnswerChange | None
    weights: Mapping[str, float] | None
    distance: float | None
    answers: Profile | None
    blocked_by: tuple[Rival, ...]


def what_would_change(
    ranker: Ranker,
    profile: Profile,
    hubs: Sequence[str],
    *,
    skipped: bool = True,
    targets: Collection[str] = (),
) -> tuple[WhatIf, ...]:
    """What would bring each of these hubs first (ranking model, section 5).

    Parameters
    ----------
    ranker : the release.
    profile : with importances from 0 to 3. Hubs that fail its constraints are no rivals.
    hubs : slugs of hubs that fail none of its constraints.
    skipped : whether criteria that the profile skips may be raised, too; of those with
        options only the ones whose options it gives.
    targets : criteria that take one option only: another one takes its place.

    Returns
    -------
    One answer per entry of ``hubs``.

    Raises
    ------
    ValueError
        As `hubs.ranking.profile.Profile.wanted`; for an importance above 3; for a hub that
        the ranking does not list.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.evidence import Column, Prior
    >>> columns = (Column("cost"), Column("family"))
    >>> prior = Prior(columns, ((0.2,) * 5,) * 2, (0.5,) * 2, (0.375,) * 2, (2.0,) * 2)
    >>> said = {"key": ["a", "b"], "hub": ["lima", "austin"], "criterion": ["cost", "family"], "option": "",
    ...         "similarity": [1.0, 0.75], "strength": [2.0, 2.0], "voter": ["Ana", "Ben"]}
    >>> attributes = pd.DataFrame({"country": ["US", "PE"], "languages": [("en",), ("es",)]},
    ...                           index=["austin", "lima"])
    >>> ranker = Ranker(["austin", "lima"], columns, pd.DataFrame(said), prior, attributes)
    >>> austin, = what_would_change(ranker, Profile({"cost": 1, "family": 1}), ["austin"])
    >>> austin.answer.criterion, austin.answer.before, austin.answer.after, round(austin.distance, 4)
    ('family', 1, 2, 0.3333)
    >>> austin.intervals
    {'cost': (0.0, 0.5), 'family': (2.0, inf)}
    """
    if max(profile.importance.values(), default=0) > DECISIVE:
        raise ValueError("the answers are importances from 0 to 3")
    search = _Search(ranker, profile, skipped)
    rows = [search.row(hub) for hub in hubs]
    others = [row for row in dict.fromkeys(rows) if row != search.winner]
    single = search.single_changes(targets)
    nearest = dict(zip(others, search.nearest_weights(others), strict=True))
    answers = search.nearest_answers({row: found.weights for row, found in nearest.items()}, single)
    always, spans = search.always(), search.intervals()
    return tuple(
        WhatIf(
            slug=hub,
            first=row == search.winner,
            always=always[row],
            intervals=spans[row],
            answer=single.get(row),
            weights=search.named(nearest[row].weights) if row in nearest else None,
            distance=_distance(nearest.get(row)),
            answers=answers.get(row),
            blocked_by=search.rivals(nearest[row].mixture) if row in nearest else (),
        )
        for hub, row in zip(hubs, rows, strict=True)
    )


def _distance(nearest: Nearest | None) -> float | None:
    if nearest is None:
        return 0.0
    return None if nearest.weights is None else nearest.distance


class _Search:
    """A profile's answers among all that could be given; hubs are positions in ``asked.slugs``."""

    def __init__(self, ranker: Ranker, profile: Profile, skipped: bool) -> None:
        more = answerable(ranker.columns, profile.options) if skipped else ()
        self.asked = Questionnaire(ranker, {*profile.importance, *more}, profile.options, profile.constraints)
        self._profile, self._available = profile, ranker.columns
        self._now = self.asked.importances(profile)
        self._shares = self._now / self._now.sum()
        self.winner = int(self.asked.first(self.asked.columns(self._now[None]))[0]) if self.asked.slugs else None

    def row(self, hub: str) -> int:
        if hub not in self.asked.slugs:
            raise ValueError(f"the ranking does not list {hub!r}")
        return self.asked.slugs.index(hub)

    def named(self, numbers: Floats | None) -> dict[str, float] | None:
        return None if numbers is None else dict(zip(self.asked.criteria, numbers.tolist(), strict=True))

    def rivals(self, mixture: Floats) -> tuple[Rival, ...]:
        found = [Rival(*pair) for pair in zip(self.asked.slugs, mixture.tolist(), strict=True) if pair[1]]
        return tuple(sorted(found, key=lambda rival: (-rival.share, rival.slug)))

    def always(self) -> list[bool]:
        before = precedence(self.asked.mean, self.asked.known)
        return [int(behind) == len(before) - 1 for behind in before.sum(axis=1)]

    def intervals(self) -> list[dict[str, tuple[float, float] | None]]:
        spans = intervals(self.asked.mean, self._now.astype(np.float64)).tolist()
        pairs = [[None if math.isnan(low) else (low, high) for low, high in row] for row in spans]
        return [dict(zip(self.asked.criteria, row, strict=True)) for row in pairs]

    def nearest_weights(self, rows: list[int]) -> list[Nearest]:
        return nearest_weights(self.asked.mean, self.asked.known, self._shares, rows)

    def single_changes(self, targets: Collection[str]) -> dict[int, AnswerChange]:
        """The smallest change of one answer that brings a hub first: fewest steps, then least weight moved."""
        levels, options = self._other_levels(), list(self._other_options(targets))
        weights = self.asked.columns(levels)
        if options:
            chosen = [option.profile.column_weights(self._available)[0] for option in options]
            weights = np.vstack([weights, np.stack(chosen)])
        now = self.asked.columns(self._now)
        moved = np.abs(weights / weights.sum(axis=1, keepdims=True) - now / now.sum()).sum(axis=1)
        steps = np.append(np.abs(levels - self._now).sum(axis=1), np.ones(len(options)))
        found: dict[int, AnswerChange] = {}
        first = self.asked.first(weights).tolist()
        for i in np.lexsort((moved.round(12), steps)).tolist():
            if first[i] not in found and first[i] != self.winner:
                found[first[i]] = self._level(levels[i]) if i < len(levels) else options[i - len(levels)]
        return found

    def _other_levels(self) -> Integers:
        """All answers that differ from the present ones by the importance of one criterion."""
        size = len(self._now)
        changed = np.tile(self._now, (size, DECISIVE + 1, 1))
        own = np.arange(size)
        changed[own, :, own] = np.arange(DECISIVE + 1)
        changed = changed.reshape(-1, size)
        return changed[allowed(changed) & (changed != self._now).any(axis=1)]

    def _level(self, importances: Integers) -> AnswerChange:
        j = int((importances != self._now).argmax())
        before, after = int(self._now[j]), int(importances[j])
        return AnswerChange(self.asked.criteria[j], before, after, "", self._give(importances))

    def _other_options(self, targets: Collection[str]) -> Iterator[AnswerChange]:
        for criterion, option in self._available:
            chosen, level = self._profile.options.get(criterion, ()), self._profile.importance.get(criterion, 0)
            if level and option and option not in chosen:
                wanted = (option,) if criterion in targets else (*chosen, option)
                changed = replace(self._profile, options={**self._profile.options, criterion: wanted})
                yield AnswerChange(criterion, level, level, option, changed)

    def _give(self, importances: Integers) -> Profile:
        given = dict(zip(self.asked.criteria, importances.tolist(), strict=True))
        return replace(self._profile, importance={**self._profile.importance, **given})

    def nearest_answers(
        self, weights: Mapping[int, Floats | None], single: Mapping[int, AnswerChange]
    ) -> dict[int, Profile]:
        """The answers with the fewest steps found: rounded from the nearest weights, then steps taken back."""
        rounded = {row: self._round(w) for row, w in weights.items() if w is not None}
        levels = {row: self.asked.importances(c.profile)[None] for row, c in single.items() if not c.option}
        none = self._now[None, :][:0]
        tries = {row: np.vstack([rounded.get(row, none), levels.get(row, none)]) for row in weights}
        found = self._fewest_steps(tries)
        found |= self._fewest_steps({row: self._climb(row, rounded[row]) for row in rounded if row not in found})
        while better := self._fewest_steps({row: self._take_back(answer) for row, answer in found.items()}):
            found |= better
        return {row: self._give(answer) for row, answer in found.items()}

    def _round(self, weights: Floats) -> Integers:
        """Answers near the line from the present weights through the nearest and beyond."""
        line = np.maximum(self._shares + np.outer(STRETCHES, weights - self._shares), 0.0)
        exact = np.concatenate([line * (scale * self._now.sum()) for scale in SCALES])
        away = np.where(exact > self._now, np.ceil(exact - ROUNDING), np.floor(exact + ROUNDING))
        answers = np.minimum(np.concatenate([np.rint(exact), away]), DECISIVE).astype(np.int64)
        # Where too many are decisive, the lightest of them no longer are.
        heaviest = np.tile(np.argsort(np.argsort(-exact, axis=1, kind="stable"), axis=1) < MOST_DECISIVE, (2, 1))
        return np.where(heaviest, answers, np.minimum(answers, DECISIVE - 1))

    def _climb(self, row: int, tried: Integers) -> Integers:
        """From the most promising answers, step by step to a better worst lead, as long as there is one."""
        lead = self.asked.mean[row] - np.delete(self.asked.mean, row, axis=0)
        steps = np.concatenate([np.eye(len(self._now), dtype=np.int64), -np.eye(len(self._now), dtype=np.int64)])
        around, best, worst = tried, tried[:0], -np.inf
        while True:
            around = around[allowed(around) & (around >= 0).all(axis=1) & (around <= DECISIVE).all(axis=1)]
            leads = (around @ lead.T).min(axis=1) / around.sum(axis=1)
            if not len(leads) or leads.max() <= worst:
                return best
            worst, best = leads.max(), around[[leads.argmax()]]
            if worst > 0:
                return best
            around = best + steps

    def _take_back(self, answer: Integers) -> Integers:
        """Answers with one step, or all steps of one criterion, back to what it is now."""
        changed = np.flatnonzero(answer != self._now)
        back, own = np.tile(answer, (2 * len(changed), 1)), np.arange(len(changed))
        back[own, changed] -= np.sign(answer - self._now)[changed]
        back[own + len(changed), changed] = self._now[changed]
        return back

    def _fewest_steps(self, tries: Mapping[int, Integers]) -> dict[int, Integers]:
        """Of the answers tried for each hub, those with the fewest steps among the ones that bring it first."""
        if not tries:
            return {}
        given, meant = np.concatenate(list(tries.values())), np.repeat(list(tries), [*map(len, tries.values())])
        possible = np.flatnonzero(allowed(given))
        good = possible[self.asked.first(self.asked.columns(given[possible])) == meant[possible]]
        given, meant = given[good], meant[good].tolist()
        moved = np.abs(given / given.sum(axis=1, keepdims=True) - self._shares).sum(axis=1)
        found: dict[int, Integers] = {}
        for i in np.lexsort((moved.round(12), np.abs(given - self._now).sum(axis=1))).tolist():
            found.setdefault(meant[i], given[i])
        return found
