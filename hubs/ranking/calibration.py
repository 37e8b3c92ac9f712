"""How people rate: a model of noise and bias, estimated when a curator asks for it, then frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, TransformerMixin

from hubs.ranking.cells import EvidencePooler
from hubs.ranking.likelihood import SIGMA, TAU, TRAITS, Likelihood
from hubs.ranking.prior import MIDDLE, Prior, on_grid
from hubs.ranking.strength import Column, share_votes

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.utils import Tags

TRAITED = [*TRAITS, "series"]
MOST_BIAS = 0.24  # less than one step of a rating: praise stays praise


@dataclass(frozen=True)
class Calibration:
    """How people rate, frozen; `Calibrator` estimates it.

    Attributes
    ----------
    mean : per criterion, option by option ("" for none), mu in [0, 1].
    sigma, tau : per criterion, the standard deviation of one statement, and of the truth between hubs.
    bias : trait such as "kind:official" -> how much too high such statements rate.
    level : series of a country -> what is added to its similarities to put them on the common scale.
    """

    mean: dict[str, dict[str, float]]
    sigma: dict[str, float]
    tau: dict[str, float]
    bias: dict[str, float]
    level: dict[str, float]

    def prior(self, columns: Sequence[Column]) -> Prior:
        """The prior of the columns; one that is unknown here is in the middle, and as noisy as the median criterion.

        Examples
        --------
        >>> calibration = Calibration({"cost": {"": 0.75}}, {"cost": 0.2}, {"cost": 0.1}, {}, {})
        >>> calibration.prior([Column("cost"), Column("family")])
        ... # doctest: +NORMALIZE_WHITESPACE
        Prior(columns=(Column(criterion='cost', option=''), Column(criterion='family', option='')),
              mean=(0.75, 0.5), sigma=(0.2, 0.2), kappa=(4.0, 4.0), middle=(0.5, 0.5))
        """
        sigma = [self.sigma.get(criterion, _median(self.sigma, SIGMA)) for criterion, _ in columns]
        tau = [self.tau.get(criterion, _median(self.tau, TAU)) for criterion, _ in columns]
        return Prior(
            columns=tuple(Column(*column) for column in columns),
            mean=tuple(on_grid(self.mean.get(criterion, {}).get(option, MIDDLE)) for criterion, option in columns),
            sigma=tuple(sigma),
            kappa=tuple(float((s / t) ** 2) for s, t in zip(sigma, tau, strict=True)),
        )


UNKNOWN = Calibration({}, {}, {}, {}, {})  # before there is anything to learn from


class Calibrator(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Transforms what people say into what it is worth: ratings less their bias, series on the common scale.

    A statement with similarity s about a hub whose truth is m has ``s = m + bias + noise`` with noise of variance
    ``sigma^2``, however far it is trusted, and m itself varies between hubs by ``tau^2`` around mu (ranking model,
    section 2). All is estimated at once by penalised maximum likelihood: log sigma and log tau of the criteria are
    held near each other, biases near 0, means near the middle. Then

    - every hub that nobody speaks of enters its criterion's mu as 1/2;
    - a series that orders the places of one country only takes its level from what else is known of them.

    Parameters
    ----------
    hubs : slugs of all hubs, spoken of or not.
    columns : the release's columns.
    calibration : a frozen one; by default `fit` estimates it.

    Attributes
    ----------
    calibration_ : the frozen or the estimated one.

    Examples
    --------
    >>> import pandas as pd
    >>> from hubs.ranking.strength import ITEM
    >>> said = pd.DataFrame([("a", "lima", "cost", "", 0.75, 1.0, "Ana")], columns=ITEM)
    >>> said[["form", "kind", "reliability"]] = "claim", "official", "high"
    >>> frozen = Calibration({}, {}, {}, {"kind:official": 0.125}, {})
    >>> Calibrator(["lima"], [Column("cost")], frozen).fit_transform(said)["similarity"].tolist()
    [0.625]
    """

    def __init__(
        self, hubs: Sequence[str] = (), columns: Sequence[Column] = (), calibration: Calibration | None = None
    ) -> None:
        self.hubs = hubs
        self.columns = columns
        self.calibration = calibration

    def __sklearn_tags__(self) -> "Tags":
        """A table with columns of text and numbers is no array of numbers."""
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        return tags

    def fit(self, X: "pd.DataFrame", y: object = None) -> Self:
        """Estimate how people rate, or take what is frozen.

        Parameters
        ----------
        X : evidence items as in `hubs.ranking.strength.share_votes`. A statement also has form, kind and reliability,
            a figure of a series has its name; what is left out is "".
        y : ignored.

        Raises
        ------
        ValueError
            As `share_votes`.
        """
        if self.calibration is not None:
            self.calibration_ = self.calibration
        else:
            self.calibration_ = self._level(X, self._estimate(_complete(X)))
        return self

    def transform(self, X: "pd.DataFrame") -> "pd.DataFrame":
        """The items with similarities corrected and within [0, 1]; a series whose level is unknown is left out."""
        items, known = _complete(X), self.calibration_
        bias = sum(
            (items[trait].map(lambda value, trait=trait: known.bias.get(f"{trait}:{value}", 0.0)) for trait in TRAITS),
            start=np.zeros(len(items)),
        )
        level = items["series"].map(lambda series: known.level.get(series, np.nan) if series else 0.0)
        corrected = items["similarity"] - bias.clip(-MOST_BIAS, MOST_BIAS) + level
        return items.assign(similarity=corrected.clip(0.0, 1.0))[level.notna()]

    def _estimate(self, items: "pd.DataFrame") -> Calibration:
        """Noise and bias from what people say of the hubs themselves."""
        said = share_votes(items[(items["form"] != "") & (items["kind"] != "country-level")])
        if said.empty:
            return UNKNOWN
        problem = Likelihood(said)
        found = minimize(
            problem.loss,
            problem.start(),
            jac=True,
            bounds=problem.bounds(),
            method="L-BFGS-B",
            options={"maxiter": 500},
        )
        mean, log_sigma, log_tau, bias = problem.parts(found.x)
        named = dict(zip(problem.criteria, mean.tolist(), strict=True))
        return Calibration(
            mean=self._with_silence(said, named),
            sigma=_rounded(zip(problem.criteria, np.exp(log_sigma), strict=True)),
            tau=_rounded(zip(problem.criteria, np.exp(log_tau), strict=True)),
            bias=_rounded(zip(problem.traits, bias, strict=True)),
            level={},
        )

    def _with_silence(self, said: "pd.DataFrame", mean: dict[str, float]) -> dict[str, dict[str, float]]:
        """mu of every column: the mean where people speak, and 1/2 where they are silent."""
        spoken = said.groupby(["criterion", "option"])["hub"].nunique()
        shares = {column: spoken.get(tuple(column), 0) / len(self.hubs) for column in self.columns}
        silent: dict[str, dict[str, float]] = {}
        for (criterion, option), share in shares.items():
            if criterion in mean:
                mu = MIDDLE + share * (mean[criterion] - MIDDLE)
                silent.setdefault(criterion, {})[option] = round(float(np.clip(mu, 0.0, 1.0)), 6)
        return silent

    def _level(self, X: "pd.DataFrame", known: Calibration) -> Calibration:
        """Put each series on the level that its places have by everything else."""
        items = _complete(X)
        pooler = EvidencePooler(self.hubs, self.columns, known.prior(self.columns))
        rest = Calibrator(self.hubs, self.columns, known).fit_transform(items[items["series"] == ""])
        cells = pooler.fit_transform(rest)
        series = items[items["series"] != ""]
        expected = [
            cells.mean[cells.hubs.index(hub), cells.column(criterion, option)]
            for hub, criterion, option in zip(series["hub"], series["criterion"], series["option"], strict=True)
        ]
        level = (expected - series["similarity"]).groupby(series["series"]).mean()
        return Calibration(known.mean, known.sigma, known.tau, known.bias, _rounded(level.items()))


def _complete(items: "pd.DataFrame") -> "pd.DataFrame":
    """The items with every trait; what a table leaves out is no statement and belongs to no series."""
    return items.assign(**{name: "" for name in TRAITED if name not in items})


def _median(values: dict[str, float], default: float) -> float:
    return float(np.median(list(values.values()))) if values else default


def _rounded(pairs: Any) -> dict[str, float]:
    return {str(name): round(float(value), 6) for name, value in pairs}
