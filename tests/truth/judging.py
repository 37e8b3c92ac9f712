"""Our model beside others on the fixtures: what it has not seen, what it says of itself, whom it puts first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from hubs.catalogue import releases
from hubs.catalogue.fitting import columns, countries, items, stored
from hubs.catalogue.frozen import Catalogue
from hubs.ranking.accuracy import Accuracy, Agreement, agreement, by_criterion, leave_source_out
from hubs.ranking.calibration import Calibration
from hubs.ranking.foresight import Model, Pooled
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.stability import estimate_stability
from hubs.ranking.strength import Column
from tests import makers
from tests.truth import reading, statements, worlds
from tests.truth.contestants import Alike, Former, Plain, Sources, thinned
from tests.truth.people import profiles
from tests.truth.tables import Report, at_least, at_most

CONTESTANTS = ("ours", "alike", "plain", "former")
SHARES = (1 / 3, 2 / 3, 1.0)
SEEDS = range(5)  # of a share less than all


@dataclass(frozen=True)
class Case:
    """What is judged, and who judges."""

    catalogue: Catalogue
    items: pd.DataFrame
    known: Calibration
    people: Mapping[str, Profile]

    @property
    def hubs(self) -> tuple[str, ...]:
        return tuple(self.catalogue.hubs)

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns(self.catalogue)

    def models(self, ours: Model) -> dict[str, Model]:
        mine = self.hubs, self.columns
        others = (Alike(*mine), Plain(*mine), Former(*mine, self.catalogue, makers.TODAY))
        return dict(zip(CONTESTANTS, (ours, *others), strict=True))

    def ours(self, calibration: Calibration | None) -> Pooled:
        return Pooled(self.hubs, self.columns, calibration, countries(self.catalogue))


def run() -> list[str]:
    """Print everything; the targets that were missed."""
    case, report = make_case(), Report(CONTESTANTS)
    print(
        f"{len(case.catalogue.evidence)} statements, {sum(case.items['form'] == '')} rows of figures, "
        f"{len(case.hubs)} hubs. alike: the criterion's mean; plain: the mean of a cell's items; "
        "former: the model of before calibrations."
    )
    judge_unseen(case, report)
    judge_left_out(case, report)
    judge_worlds(case, report)
    judge_decisions(case, report)
    judge_more(case, report)
    statements.judge(report, makers.real_payload()["records"])
    reading.print_people(case.catalogue.ranker, case.people)
    reading.print_criteria(case.catalogue)
    print(f"\n{report.judged - len(report.missed)} of {report.judged} targets met.")
    return report.missed


def make_case() -> Case:
    payload = makers.real_payload()
    catalogue = releases.catalogue_of(payload, 1, releases.fingerprint(payload))
    return Case(catalogue, items(catalogue), stored(payload["calibration"]), profiles(catalogue))


def judge_unseen(case: Case, report: Report) -> None:
    models = case.models(case.ours(None))
    found = [foresee(case, model) for model in models.values()]
    report.head(
        f"{found[0].statements} statements foreseen without their source, in 5 folds, each model fitted anew",
        "error within a country and column, against all hubs of the country being alike; noise alone allows about .92",
    )
    report.row("ratio of errors", [each.ratio for each in found], at_most(0.95))
    report.row("80 % range holds", [each.coverage for each in found], (0.78, 0.82))


def foresee(case: Case, model: Any) -> Accuracy:
    found = leave_source_out(case.items, case.hubs, case.columns, countries(case.catalogue), model=model)
    assert found is not None
    return found


def judge_left_out(case: Case, report: Report) -> None:
    found = [by_criterion(agreement(case.items, model)) for model in case.models(case.ours(case.known)).values()]
    report.head("Rank correlation with a figure that was left out, mean over the figures of a criterion")
    for criterion in found[0]:
        report.row(criterion, [each[criterion] for each in found], at_least(0), digits=2)
    report.row("mean", [_mean(list(each.values())) for each in found], at_least(0.55), digits=2)
    ours = agreement(case.items, case.ours(case.known))
    _judge_by_what_is_left(case, report, ours)
    report.head("  of which", columns=("ours", "places", "spoken of", "other figures"))
    for each in ours:
        name = f"{each.criterion} {each.option}: {each.indicator}".replace(" :", ":")
        here = _on(case.items, each)
        spoken = here.loc[here["form"] != "", "hub"].nunique()
        counts = (each.places, spoken, _others(case.items, each))
        report.row(name[:42], [each.correlation, *map(str, counts)], digits=2)


def _judge_by_what_is_left(case: Case, report: Report, found: Sequence[Agreement]) -> None:
    """Figures tell countries apart, people tell the places of one country apart: what is left says what can be met."""
    alone = [each for each in found if not _others(case.items, each)]
    within = agreement(case.items, case.ours(case.known), countries(case.catalogue))
    names = {(each.indicator, each.option) for each in alone}
    report.head(
        "  the same by what is left without the figure",
        "people rate in their own country's frame, so that by people alone no model here can put countries in order",
        ("ours", "criteria"),
    )
    for name, part in (
        ("another figure is left", [each for each in found if _others(case.items, each)]),
        ("people alone are left", alone),
        ("people alone, places of one country", [each for each in within if (each.indicator, each.option) in names]),
    ):
        means = list(by_criterion(part).values())
        report.row(name, [_mean(means), str(len(means))], digits=2)


def _on(items: pd.DataFrame, about: Agreement) -> pd.DataFrame:
    return items[(items["criterion"] == about.criterion) & (items["option"] == about.option)]


def _others(items: pd.DataFrame, about: Agreement) -> int:
    """How many other indicators measure the same."""
    return len(set(_on(items, about)["indicator"]) - {"", about.indicator})


def ordering(case: Case) -> dict[str, Any]:
    """The models that put one hub before another."""
    return {name: model for name, model in case.models(case.ours(case.known)).items() if name != "alike"}


def judge_worlds(case: Case, report: Report) -> None:
    ours = case.ours(case.known)
    held = worlds.simulate(case.items, case.known, ours, ordering(case), case.people)
    report.head(f"{worlds.WORLDS} worlds drawn from our model, {len(case.people)} people: how often it was true")
    shares = {
        "80 % rank range holds the rank": (lambda each: _mean(each.in_range), (0.78, 0.88)),
        "two-thirds set holds the best": (lambda each: _mean(each.in_set), (0.62, 0.80)),
        "P(first), worst bin off by": (lambda each: each.worst_bin, at_most(0.09)),
    }
    for name, (of, target) in shares.items():
        report.row(name, [of(held[each]) if each in held else None for each in CONTESTANTS], target)
    report.head("  bins of P(first), ours", columns=("said", "true", "cases"))
    for said, true, cases in held["ours"].bins:
        report.row("", [said, true, str(cases)], digits=2)


def judge_decisions(case: Case, report: Report) -> None:
    found = {name: decide(model.fit(case.items), case.people) for name, model in ordering(case).items()}
    medians = {name: each.medians for name, each in found.items()}
    report.head(f"How sure the answer is: medians over {len(case.people)} people")
    wanted = (("two-thirds set, hubs", at_most(3)), ("leader's 80 % range, ranks", at_most(5)))
    for index, (name, target) in enumerate((*wanted, ("leader's P(first)", at_least(0.35)))):
        report.row(name, [medians[each][index] if each in medians else None for each in CONTESTANTS], target, 2)
    report.row("expected regret, points", [medians[each][3] if each in medians else None for each in CONTESTANTS])
    report.head("  one by one, ours", columns=("set", "range", "P(first)", "regret"))
    for name, values in found["ours"].each.items():
        report.row(name[:42], values, digits=2)


@dataclass(frozen=True)
class Decisions:
    """By person: size of the two-thirds set, width of the leader's range, P(first), regret in points."""

    each: dict[str, tuple[float, float, float, float]]

    @property
    def medians(self) -> list[float]:
        return [median(values) for values in zip(*self.each.values(), strict=True)]


def decide(model: Model, people: Mapping[str, Profile]) -> Decisions:
    ranker = Ranker().fit(model.cells_)
    each = {}
    for name, profile in people.items():
        stability = estimate_stability(ranker, ranker.rank(profile), 1)
        leader = stability.hubs[0]
        low, high = leader.rank_range
        assert leader.regret is not None
        each[name] = (float(len(stability.close)), float(high - low + 1), leader.p_first, 100 * leader.regret)
    return Decisions(each)


def judge_more(case: Case, report: Report) -> None:
    """Three times the statements: surer, and truer."""
    rows = [_with_share(case, share) for share in SHARES]
    report.head(
        "A random third of the sources, two thirds, all: the same statements foreseen, figures all there",
        f"means over {len(SEEDS)} draws",
        ("a third", "two thirds", "all"),
    )
    names = (
        "ratio of errors",
        "80 % range holds",
        "agreement, mean",
        "two-thirds set, hubs",
        "leader's 80 % range, ranks",
        "leader's P(first)",
        "expected regret, points",
    )
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        report.row(name, values)
    third, _, everything = rows
    report.head("  what all gain over a third", columns=("",))
    report.row("truer: the ratio of errors falls by", [third[0] - everything[0]], at_least(0))
    report.row("truer: the agreement rises by", [everything[2] - third[2]], at_least(0))
    report.row("surer: P(first) rises by", [everything[5] - third[5]], at_least(0))
    report.row("surer: the expected regret falls by", [third[6] - everything[6]], at_least(0))


def _with_share(case: Case, share: float) -> list[float]:
    found = []
    for seed in SEEDS if share < 1 else [0]:
        part = thinned(case.items, share, seed)
        unseen = foresee(case, Sources(case.ours(None), share, seed))
        fitted = case.ours(None).fit(part)
        frozen = case.ours(fitted.calibrator_.calibration_)
        agreed = _mean(list(by_criterion(agreement(part, frozen)).values()))
        found.append([unseen.ratio, unseen.coverage, agreed, *decide(fitted, case.people).medians])
    return [float(value) for value in np.mean(found, axis=0)]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
