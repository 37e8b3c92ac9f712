"""What moves from one catalogue to another for people like those that the site is made for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from hubs.answers.questionnaire import AnswersForm
from hubs.catalogue.frozen import Catalogue
from hubs.formats import signed
from hubs.ranking.ranking import RankedHub, Ranking

PROFILES = (
    (gettext_lazy("Young parent"), "family=3&safety=2&cost=2&traffic=2"),
    (
        gettext_lazy("Cost-minded remote worker for a US team"),
        "cost=3&remote=2&timezone=2&timezone_to=us-eastern&traffic=1&community=1&business=1",
    ),
    (
        gettext_lazy("Fintech engineer who wants meetups"),
        "specialty=fintech&specialty_importance=3&community=2&employers=2",
    ),
    (gettext_lazy("Founder"), "startups=3&support=2&business=2&talent=2"),
    (gettext_lazy("Car-free city person"), "transport=3&culture=2&community=2"),
    (gettext_lazy("AI researcher"), "specialty=ai&specialty_importance=3&talent=3&employers=2"),
    (gettext_lazy("Warm-climate surfer"), "climate=3&climate_to=warm&remote=2&cost=2"),
    (gettext_lazy("Newcomer who needs a visa"), "business=3&safety=2&employers=2"),
    (
        gettext_lazy("Undecided, everything equal"),
        "family=2&traffic=2&cost=2&remote=2&transport=2&community=2&employers=2"
        "&startups=2&support=2&business=2&talent=2&culture=2&safety=2",
    ),
    (gettext_lazy("Cheap and safe above all"), "cost=3&safety=3"),
)
TOP = 3
PARTS = 2  # of a move that are named
WORTH_NAMING = 0.0005


class Part(NamedTuple):
    """What one criterion adds to a move, as a share of 1."""

    criterion: str
    by: float

    @property
    def points(self) -> str:
        return signed(100 * self.by)


class ScoreMove(NamedTuple):
    """A hub's score before and after, as shares of 1; through which criteria; and if it was edited itself."""

    hub: str
    before: float
    after: float
    parts: tuple[Part, ...] = ()
    is_edited: bool = True

    @property
    def points(self) -> str:
        return signed(100 * (self.after - self.before))


@dataclass(frozen=True, slots=True)
class Impact:
    """What a release does to the ranking of one profile: hub names, best first; empty where it cannot be asked."""

    profile: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    moves: tuple[ScoreMove, ...]

    @property
    def changes_the_top(self) -> bool:
        return self.before != self.after


def impacts(before: Catalogue | None, after: Catalogue, edited: frozenset[str] | None = None) -> tuple[Impact, ...]:
    """For each of the reference people what changes; `edited` are the hubs of which something was edited."""
    return tuple(_impact(str(name), query, before, after, edited) for name, query in PROFILES)


def _impact(name: str, query: str, before: Catalogue | None, after: Catalogue, edited: frozenset[str] | None) -> Impact:
    old, new = both(before, after, query)
    moves = [_move(after, old[slug], new[slug], edited) for slug in new if slug in old]
    moves = sorted((move for move in moves if abs(move.after - move.before) > WORTH_NAMING), key=_smallest_last)
    return Impact(name, _top(before, old), _top(after, new), tuple(moves[:TOP]))


def _move(after: Catalogue, old: RankedHub, new: RankedHub, edited: frozenset[str] | None) -> ScoreMove:
    by = {slug: new.contributions.get(slug, 0.0) - part for slug, part in old.contributions.items()}
    named = [slug for slug in sorted(by, key=lambda slug: -abs(by[slug])) if abs(by[slug]) > WORTH_NAMING]
    return ScoreMove(
        after.hubs[new.slug].name,
        old.score,
        new.score,
        tuple(Part(after.criteria[slug].name, by[slug]) for slug in named[:PARTS] if slug in after.criteria),
        edited is None or new.slug in edited,
    )


def _smallest_last(move: ScoreMove) -> float:
    return -abs(move.after - move.before)


def _top(catalogue: Catalogue | None, ranked: Iterable[str]) -> tuple[str, ...]:
    return tuple(catalogue.hubs[slug].name for slug in list(ranked)[:TOP]) if catalogue else ()


Ranked = dict[str, RankedHub]


def both(before: Catalogue | None, after: Catalogue, query: str) -> tuple[Ranked, Ranked]:
    """The ranked hubs by slug, best first, on each of two catalogues."""
    if before is None:
        return {}, ranked(after, query)
    if not _asks_the_same(before, after):
        return ranked(before, query), ranked(after, query)
    form = _form(before, query)
    profile = form.valid_profile
    if profile is None:
        return {}, {}
    if form.is_own:  # what is the reader's own is another catalogue on each
        return _by_slug(form.catalogue.rank(profile)), ranked(after, query)
    then = after.people_only if form.catalogue.counts_people_only else after
    return _by_slug(form.catalogue.rank(profile)), _by_slug(then.rank(profile))


def _asks_the_same(before: Catalogue, after: Catalogue) -> bool:
    """Whether answers mean the same on both: to read them takes longer than to rank."""
    return before.criteria == after.criteria and before.hubs == after.hubs and set(before.limits) == set(after.limits)


def ranked(catalogue: Catalogue, query: str) -> Ranked:
    """The ranked hubs by slug, best first. Questions that the catalogue does not ask are left out."""
    form = _form(catalogue, query)
    profile = form.valid_profile
    return _by_slug(form.catalogue.rank(profile)) if profile else {}


def _form(catalogue: Catalogue, query: str) -> AnswersForm:
    answers = QueryDict(query, mutable=True)
    for name in set(answers) - set(AnswersForm(None, catalogue).fields):
        del answers[name]
    return AnswersForm(answers, catalogue)


def _by_slug(ranking: Ranking) -> Ranked:
    return {hub.slug: hub for hub in ranking.hubs}
