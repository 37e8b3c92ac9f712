"""What the method page says of each criterion, read from the release that ranks."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from hubs.answers.questionnaire import MUST_HAVE_FLOOR
from hubs.catalogue.entities import Criterion, Indicator
from hubs.catalogue.frozen import Catalogue
from hubs.explanations.winners import ABOUT_EQUAL
from hubs.formats import Printed, decimal, number, out_of_ten, points, signed, tenths
from hubs.ranking import preferences, stability
from hubs.ranking.constraints import RATHER

RATING_STEPS = 4  # from -2 to +2


@dataclass(frozen=True, slots=True)
class Bounds:
    """An indicator with its fixed bounds, printed; empty where its shape has none."""

    indicator: Indicator
    lower: str
    upper: str
    tolerance: str
    reach: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What an unknown hub gets, how strongly that is held, and how figures enter."""

    criterion: Criterion
    prior: str
    kappa: Printed | None
    known: int
    factor: str
    bounds: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a criterion orders the hubs as figures do that were left out of it, from −1 to 1."""

    criterion: Criterion
    correlation: str


@dataclass(frozen=True, slots=True)
class Check:
    """How often the model was wrong about what it had not seen, printed.

    `coverage` is of 100 statements; `gain` says by how many percent the error was smaller than without telling the
    hubs of a country apart, and is empty if it was not.
    """

    statements: int
    coverage: str
    gain: str
    agreements: tuple[Agreement, ...]
    mean: str


def check(catalogue: Catalogue) -> Check | None:
    """What the release's calibration knows of its own errors; None if nobody measured them."""
    found = catalogue.accuracy
    if found is None:
        return None
    known = {slug: value for slug, value in found["agreement"].items() if slug in catalogue.criteria}
    gain = 100 * (1 - found["ratio"])
    return Check(
        statements=found["statements"],
        coverage=number(100 * found["coverage"]),
        gain=tenths(gain) if round(gain, 1) > 0 else "",
        agreements=tuple(
            Agreement(catalogue.criteria[slug], number(value, 2))
            for slug, value in sorted(known.items(), key=lambda each: -each[1])
        ),
        mean=number(sum(known.values()) / len(known), 2) if known else "",
    )


def measures(catalogue: Catalogue) -> tuple[Measure, ...]:
    return tuple(_measure(catalogue, criterion) for criterion in catalogue.criteria.values())


def _measure(catalogue: Catalogue, criterion: Criterion) -> Measure:
    ranker = catalogue.ranker
    columns = [i for i, column in enumerate(ranker.columns_) if column.criterion == criterion.slug]
    means = sorted({ranker.prior_.mean[i] for i in columns})
    prior = out_of_ten(means[0]) if means else ""
    if len(means) > 1:
        prior = f"{prior}\N{EN DASH}{out_of_ten(means[-1])}"
    return Measure(
        criterion=criterion,
        prior=prior,
        kappa=decimal(ranker.prior_.kappa[columns[0]]) if columns else None,
        known=int((ranker.cells_.count[:, columns] > 0).any(axis=1).sum()),
        factor=_plain(criterion.figure_factor) if criterion.figure_factor != 1 else "",
        bounds=tuple(_bounds(indicator) for indicator in criterion.indicators),
    )


def _bounds(indicator: Indicator) -> Bounds:
    return Bounds(
        indicator,
        *(_plain(value) for value in (indicator.lower, indicator.upper, indicator.tolerance, indicator.reach)),
    )


TRAITS = {
    "form:quote": gettext_lazy("Quotes of articles"),
    "form:claim": gettext_lazy("Statements retold"),
    "reliability:high": gettext_lazy("Reliable sources"),
    "reliability:medium": gettext_lazy("Sources of medium reliability"),
    "reliability:low": gettext_lazy("Sources of low reliability"),
}


@dataclass(frozen=True, slots=True)
class Bias:
    """How many steps of a rating a kind of statement is too high."""

    name: str
    steps: Printed


def biases(catalogue: Catalogue) -> tuple[Bias, ...]:
    """What is taken off statements of each trait, the largest first; empty for releases from before calibrations."""
    known = catalogue.calibration["bias"] if catalogue.calibration else {}
    ordered = sorted(known.items(), key=lambda entry: -abs(entry[1]))
    return tuple(Bias(_trait(catalogue, trait), signed(RATING_STEPS * bias)) for trait, bias in ordered)


def _trait(catalogue: Catalogue, trait: str) -> str:
    kind = catalogue.kinds.get(trait.removeprefix("kind:"))
    return kind.name if kind else str(TRAITS.get(trait, trait))


def settings() -> dict[str, str | int]:
    """The constants of the model, read from where they act; the price as a number, because its sentence counts it."""
    numbers = {
        "draws": stability.DRAWS,
        "firmness": stability.CONCENTRATION,
        "clear": 100 * stability.CLEAR,
        "equal": ABOUT_EQUAL,
        "questions": preferences.MOST_QUESTIONS,
        "decent": 10 * MUST_HAVE_FLOOR,
    }
    printed = {name: number_format(f"{value:g}", force_grouping=True) for name, value in numbers.items()}
    return {**printed, "price": points(RATHER)}


def _plain(value: float | None) -> str:
    return "" if value is None else number_format(f"{value:g}")
