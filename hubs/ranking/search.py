"""Which answers to change so that a hub comes first, tried on the exact ranking."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubs.ranking.answer_space import AnswerSpace, allowed, answerable
from hubs.ranking.profile import DECISIVE, Profile

if TYPE_CHECKING:
    from hubs.ranking.ranker import Ranker

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STRETCHES = (1.0, 1.5, 3.0)  # how far past the nearest weights rounding starts from
SCALES = (2 / 3, 1.0, 1.5)  # of the answers' sum
ROUNDING = 1e-9  # what the nearest weights may be off


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


class Tries(NamedTuple):
    """Answers to try, shape (tries, criteria), and the hub that each is meant to bring first, shape (tries,)."""

    hubs: Integers
    answers: Integers


class AnswerSearch:
    """A profile's answers among all that could be given; hubs are positions in ``space.slugs``.

    Attributes
    ----------
    space : the criteria looked at, and the hubs that no constraint excludes.
    now, shares : the profile's importances and weights, shape (criteria,).
    winner : the first hub now; -1 if none is left.

    Raises
    ------
    ValueError
        As `hubs.ranking.profile.Profile.wanted`; for an importance above 3.
    """

    def __init__(self, ranker: "Ranker", profile: Profile, skipped: bool) -> None:
        if max(profile.importance.values(), default=0) > DECISIVE:
            raise ValueError("the answers are importances from 0 to 3")
        more = answerable(ranker.columns_, profile.options) if skipped else ()
        self.space = AnswerSpace(
            ranker, {*profile.importance, *more}, profile.options, profile.constraints, profile.rather
        )
        self._profile, self._available = profile, ranker.columns_
        self.now = self.space.importances(profile)
        self.shares = self.now / self.now.sum()
        self.winner = int(self.space.first(self.space.columns(self.now[None]))[0])

    def single_changes(self, targets: Collection[str]) -> dict[int, AnswerChange]:
        """The smallest change of one answer that brings a hub first: fewest steps, then least weight moved."""
        levels, options = self._other_levels(), list(self._other_options(targets))
        weights = self.space.columns(levels)
        if options:
            chosen = [option.profile.column_weights(self._available)[0] for option in options]
            weights = np.vstack([weights, np.stack(chosen)])
        now = self.space.columns(self.now)
        moved = np.abs(weights / weights.sum(axis=1, keepdims=True) - now / now.sum()).sum(axis=1)
        steps = np.append(np.abs(levels - self.now).sum(axis=1), np.ones(len(options)))
        changes: dict[int, AnswerChange] = {}
        first = self.space.first(weights).tolist()
        for i in np.lexsort((moved.round(12), steps)).tolist():
            if first[i] not in changes and first[i] != self.winner:
                changes[first[i]] = self._level(levels[i]) if i < len(levels) else options[i - len(levels)]
        return changes

    def _other_levels(self) -> Integers:
        """All answers that differ from the present ones by the importance of one criterion."""
        size = len(self.now)
        changed = np.tile(self.now, (size, DECISIVE + 1, 1))
        own = np.arange(size)
        changed[own, :, own] = np.arange(DECISIVE + 1)
        changed = changed.reshape(-1, size)
        possible: Integers = changed[allowed(changed) & (changed != self.now).any(axis=1)]
        return possible

    def _level(self, importances: Integers) -> AnswerChange:
        j = int((importances != self.now).argmax())
        before, after = int(self.now[j]), int(importances[j])
        return AnswerChange(self.space.criteria[j], before, after, "", self._give(importances))

    def _other_options(self, targets: Collection[str]) -> Iterator[AnswerChange]:
        for criterion, option in self._available:
            chosen, level = self._profile.options.get(criterion, ()), self._profile.importance.get(criterion, 0)
            if level and option and option not in chosen:
                wanted = (option,) if criterion in targets else (*chosen, option)
                changed = replace(self._profile, options={**self._profile.options, criterion: wanted})
                yield AnswerChange(criterion, level, level, option, changed)

    def _give(self, importances: Integers) -> Profile:
        given = dict(zip(self.space.criteria, importances.tolist(), strict=True))
        return replace(self._profile, importance={**self._profile.importance, **given})

    def nearest_answers(
        self, weights: Mapping[int, Floats | None], single: Mapping[int, AnswerChange]
    ) -> dict[int, Profile]:
        """The answers with the fewest steps found: rounded from the nearest weights, then steps taken back."""
        rounded = self._round({row: w for row, w in weights.items() if w is not None})
        levels = {
            row: self.space.importances(c.profile) for row, c in single.items() if row in weights and not c.option
        }
        answers = self._fewest_steps(rounded, self._tries(levels))
        missed = set(rounded.hubs.tolist()) - answers.keys()
        answers |= self._fewest_steps(*(self._climb(row, rounded.answers[rounded.hubs == row]) for row in missed))
        better = answers
        while better:
            better = self._fewest_steps(self._take_back(self._tries(better)))
            answers |= better
        return {row: self._give(answer) for row, answer in answers.items()}

    def _tries(self, answers: Mapping[int, Integers]) -> Tries:
        given = np.array(list(answers.values()), dtype=np.int64).reshape(-1, len(self.now))
        return Tries(np.array(list(answers), dtype=np.int64), given)

    def _round(self, weights: Mapping[int, Floats]) -> Tries:
        """Answers near the line from the present weights through the nearest and beyond."""
        nearest = np.array(list(weights.values())).reshape(-1, len(self.now))
        # The nearest weights lie on the edge of where the hub leads; rounding goes astray less from further inside.
        line = np.maximum(self.shares + np.multiply.outer(STRETCHES, nearest - self.shares), 0.0)
        exact = np.multiply.outer(np.array(SCALES) * self.now.sum(), line)
        # Besides to the nearest whole number, away from the present answer: a change that is too small is no change.
        away = np.where(exact > self.now, np.ceil(exact - ROUNDING), np.floor(exact + ROUNDING))
        answers = np.minimum(np.stack([np.rint(exact), away]), DECISIVE).astype(np.int64)
        hubs = np.broadcast_to(np.array(list(weights), dtype=np.int64), answers.shape[:-1])
        return Tries(hubs.ravel(), answers.reshape(-1, len(self.now)))

    def _climb(self, row: int, tried: Integers) -> Tries:
        """From the most promising answers, step by step to a better worst lead, as long as there is one.

        Rounding the nearest weights can fail by a little where the region in which the hub leads is thin. The worst
        lead over all rivals, by weight, is concave in the weights, so that climbing does not get stuck far from it.
        """
        lead = self.space.mean[row] - np.delete(self.space.mean, row, axis=0)
        steps = np.concatenate([np.eye(len(self.now), dtype=np.int64), -np.eye(len(self.now), dtype=np.int64)])
        around, best, worst = tried, tried[:0], -np.inf
        while True:
            around = around[allowed(around) & (around >= 0).all(axis=1) & (around <= DECISIVE).all(axis=1)]
            leads = (around @ lead.T).min(axis=1) / around.sum(axis=1)
            if not len(leads) or leads.max() <= worst:
                break
            worst, best = leads.max(), around[[leads.argmax()]]
            if worst > 0:
                break
            around = best + steps
        return Tries(np.full(len(best), row), best)

    def _take_back(self, tries: Tries) -> Tries:
        """Answers with one step, or all steps of one criterion, back to what it is now."""
        steps = tries.answers - self.now
        near, j = np.nonzero(steps)
        far, k = np.nonzero(np.abs(steps) > 1)
        # Each row of `back` is one of the tries with one thing undone: first the single steps, then the whole ways.
        back = tries.answers[np.concatenate([near, far])]
        back[np.arange(len(near)), j] -= np.sign(steps)[near, j]
        back[np.arange(len(far)) + len(near), k] = self.now[k]
        return Tries(tries.hubs[np.concatenate([near, far])], back)

    def _fewest_steps(self, *tries: Tries) -> dict[int, Integers]:
        """Of the answers tried for each hub, those with the fewest steps among the ones that bring it first."""
        if not tries:
            return {}
        meant, given = (np.concatenate(arrays) for arrays in zip(*tries, strict=True))
        possible = np.flatnonzero(allowed(given))
        good = possible[self.space.first(self.space.columns(given[possible])) == meant[possible]]
        given, meant = given[good], meant[good]
        moved = np.abs(given / given.sum(axis=1, keepdims=True) - self.shares).sum(axis=1)
        order = np.lexsort((moved.round(12), np.abs(given - self.now).sum(axis=1)))
        hubs, best = np.unique(meant[order], return_index=True)
        return dict(zip(hubs.tolist(), given[order][best], strict=True))
