"""What the method page says of each criterion, read from the release that ranks."""

from dataclasses import dataclass

from django.utils.formats import number_format

from hubs.answers.questionnaire import MUST_HAVE_FLOOR
from hubs.catalogue.frozen import Catalogue, Criterion, Indicator
from hubs.explanations.winners import ABOUT_EQUAL
from hubs.formats import Printed, decimal, out_of_ten
from hubs.ranking import preferences, stability, strength


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


def settings() -> dict[str, str]:
    """The constants of the model, read from where they act."""
    numbers = {
        "half_life": strength.HALF_LIFE,
        "draws": stability.DRAWS,
        "firmness": stability.CONCENTRATION,
        "first": 100 * stability.CLOSE_FIRST,
        "beats": 100 * stability.CLOSE_BEATS[0],
        "equal": ABOUT_EQUAL,
        "questions": preferences.MOST_QUESTIONS,
        "settled": 100 * preferences.SETTLED,
        "good": 10 * preferences.GOOD,
        "poor": 10 * preferences.POOR,
        "decent": 10 * MUST_HAVE_FLOOR,
    }
    return {name: number_format(f"{value:g}", force_grouping=True) for name, value in numbers.items()}


def _plain(value: float | None) -> str:
    return "" if value is None else number_format(f"{value:g}")
