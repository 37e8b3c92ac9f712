"""The frozen catalogue of one release, as plain objects that pages read instead of the database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from hubs.catalogue.contents import Contents
from hubs.catalogue.entities import Evidence, Figure, Indicator
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
    def _by_place(self) -> dict[str, list[Evidence | Figure]]:
        places: dict[str, list[Evidence | Figure]] = {}
        items: list[Evidence | Figure] = [*self.evidence.values(), *self.figures.values()]
        for item in items:
            places.setdefault(item.hub or item.country, []).append(item)
        return places

    @cached_property
    def _own_figures(self) -> frozenset[tuple[str, str]]:
        return self.own_figures()

    @cached_property
    def correlations(self) -> "tuple[Correlation, ...]":
        """Which columns go together, strongest first."""
        from hubs.ranking.correlation import correlate

        return correlate(self.ranker.cells_)

    def _about(self, hub: str) -> Iterator[Evidence | Figure]:
        """What is its own, then what is its country's, less the figures of which it has its own."""
        yield from self._by_place.get(hub, ())
        for item in self._by_place.get(self.hubs[hub].country.code, ()):
            if not (isinstance(item, Figure) and (hub, item.indicator.slug) in self._own_figures):
                yield item

    def rank(self, profile: "Profile") -> "Ranking":
        """The hubs in order for a person's priorities."""
        return self.ranker.rank(profile)

    def evidence_of(self, hub: str) -> tuple[Evidence, ...]:
        """What was said about a hub, then what was said about its whole country."""
        return tuple(item for item in self._about(hub) if isinstance(item, Evidence))

    def figures_in(self, country: str) -> tuple[Figure, ...]:
        """What was measured of a whole country."""
        return tuple(item for item in self._by_place.get(country, ()) if isinstance(item, Figure))

    def figures_of(self, hub: str) -> tuple[Figure, ...]:
        return tuple(item for item in self._about(hub) if isinstance(item, Figure))
