"""The frozen catalogue of one release, as plain objects that pages read instead of the database."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeVar, cast

from hubs.catalogue.contents import Contents
from hubs.catalogue.entities import Evidence, Figure, Indicator
from hubs.catalogue.packed import Unpacked
from hubs.models.release import AccuracyData, CalibrationData

if TYPE_CHECKING:
    from hubs.ranking.correlation import Correlation
    from hubs.ranking.profile import Profile
    from hubs.ranking.ranker import Ranker
    from hubs.ranking.ranking import Ranking

T = TypeVar("T")


@dataclass(frozen=True)
class Catalogue(Contents):
    """Everything a page says: a release, what it holds, and what is fitted on that.

    `ranker` ranks on everything, `said` on what people say, without any figure. `accuracy` says how often that was
    wrong, where it was measured.
    """

    evidence: Unpacked[Evidence]
    figures: Unpacked[Figure]
    pk: int
    number: int
    sha: str
    date: date
    ranker: "Ranker" = field(repr=False)
    said: "Ranker" = field(repr=False)
    calibration: CalibrationData | None

    @cached_property
    def people_only(self) -> "Catalogue":
        """The same catalogue, ranked on what people say without any figure."""
        return replace(self, ranker=self.said)

    def once(self, make: "Callable[[Catalogue], T]") -> T:
        """What a function makes of this catalogue: made once, however many pages need it. Nobody may change it."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(T, self._made[make])

    @cached_property
    def _made(self) -> dict[object, object]:
        return {}

    @property
    def accuracy(self) -> AccuracyData | None:
        """How often the model was wrong when its calibration was made, if that was measured."""
        return self.calibration.get("accuracy") if self.calibration else None

    @property
    def counts_people_only(self) -> bool:
        return self.ranker is self.said

    @cached_property
    def limits(self) -> tuple[Indicator, ...]:
        """The figures on which people may set a limit."""
        return tuple(indicator for indicator in self.indicators.values() if indicator.must)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {figure.indicator.slug: figure.indicator for figure in self.figures.values()}

    @cached_property
    def measured(self) -> dict[str, dict[str, float]]:
        """By indicator and hub the number that counts, or else the first one; a country's where the hub has none."""
        found: dict[str, dict[str, float]] = {}
        for hub in self.hubs:
            for figure in sorted(self.figures_of(hub), key=lambda figure: (not figure.hub, not figure.ranked)):
                if figure.value is not None:
                    found.setdefault(figure.indicator.slug, {}).setdefault(hub, figure.value)
        return found

    @cached_property
    def correlations(self) -> "tuple[Correlation, ...]":
        """Which columns go together, strongest first."""
        from hubs.ranking.correlation import correlate

        return correlate(self.ranker.cells_)

    def rank(self, profile: "Profile") -> "Ranking":
        """The hubs in order for a person's priorities."""
        return self.ranker.rank(profile)

    def evidence_of(self, hub: str) -> tuple[Evidence, ...]:
        """What was said about a hub, then what was said about its whole country."""
        return tuple(chain(self.evidence.at(hub), self.evidence.at(self.hubs[hub].country.code)))

    def figures_in(self, country: str) -> tuple[Figure, ...]:
        """What was measured of a whole country."""
        return tuple(self.figures.at(country))

    def figures_of(self, hub: str) -> tuple[Figure, ...]:
        """What was measured of a hub, then of its country what was not measured of the hub."""
        own = tuple(self.figures.at(hub))
        measured = {figure.indicator.slug for figure in own}
        country = self.figures_in(self.hubs[hub].country.code)
        return own + tuple(figure for figure in country if figure.indicator.slug not in measured)
