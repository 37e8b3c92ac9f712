"""Hand-made releases: plain functions with overrides, and hypothesis strategies."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from hubs.ranking.cells import EvidencePooler
from hubs.ranking.prior import Prior, on_grid
from hubs.ranking.profile import Profile
from hubs.ranking.ranker import Ranker
from hubs.ranking.strength import Column

COLUMNS = (
    Column("cost"),
    Column("family"),
    Column("traffic"),
    Column("specialty", "ai"),
    Column("specialty", "biotech"),
    Column("specialty", "fintech"),
    Column("size", "small"),
    Column("size", "large"),
)
CRITERIA = ("cost", "family", "traffic", "specialty", "size")
OPTIONS = {"specialty": ("ai", "biotech", "fintech"), "size": ("small", "large")}
EMPTY = pd.DataFrame(
    {name: pd.Series(dtype=float if name in ("similarity", "strength") else str) for name in
     ("key", "hub", "criterion", "option", "similarity", "strength", "voter")}
)  # fmt: skip


def make_items(*items: dict[str, Any]) -> pd.DataFrame:
    """Evidence items; what a row leaves out is first-hand praise of Lima's cost by its own voter."""
    rows = [
        {"key": f"e{i}", "hub": "lima", "criterion": "cost", "option": "", "similarity": 1.0, "strength": 1.0}
        | {"voter": f"v{i}"}
        | item
        for i, item in enumerate(items)
    ]
    return pd.DataFrame(rows) if rows else EMPTY.copy()


def make_prior(columns: Any = COLUMNS, *, mean: Any = 0.5, sigma: Any = 0.25, kappa: Any = 2.0) -> Prior:
    """A prior with these numbers, per column or for all alike; means go to their grid."""
    rows = [np.broadcast_to(row, len(columns)).tolist() for row in (mean, sigma, kappa)]
    return Prior(tuple(columns), tuple(map(on_grid, rows[0])), tuple(rows[1]), tuple(rows[2]))


@dataclass(frozen=True)
class Release:
    """What a ranker is fitted on, easy to vary."""

    hubs: tuple[str, ...] = ("austin", "bogota", "lima")
    columns: tuple[Column, ...] = COLUMNS
    items: pd.DataFrame = field(default_factory=EMPTY.copy)
    prior: Prior = field(default_factory=make_prior)

    def ranker(self, **changes: Any) -> Ranker:
        """Fit the release, or a variation of it."""
        made = replace(self, **changes)
        attributes = pd.DataFrame({"country": "US", "languages": [("en",)] * len(made.hubs)}, index=list(made.hubs))
        pooler = EvidencePooler(made.hubs, made.columns, prior=made.prior)
        return Ranker().fit(pooler.fit_transform(made.items), attributes=attributes)

    def with_items(self, *items: dict[str, Any]) -> pd.DataFrame:
        """The items and some more, with keys and voters of their own."""
        more = make_items(*items)
        return pd.concat([self.items, more.assign(key="new-" + more["key"], voter="new-" + more["voter"])])


LEVELS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
SIMILARITIES = LEVELS | st.floats(0, 1)
STRENGTHS = st.sampled_from([0.125, 0.25, 0.5, 1.0, 2.0])


@st.composite
def priors(draw: Any, columns: Any = COLUMNS) -> Prior:
    """Any prior that is possible."""

    def row(low: float, high: float) -> list[float]:
        drawn: list[float] = draw(st.lists(st.floats(low, high), min_size=len(columns), max_size=len(columns)))
        return drawn

    return make_prior(columns, mean=row(0, 1), sigma=row(0.01, 0.5), kappa=row(0.5, 12))


@st.composite
def releases(draw: Any, min_hubs: int = 2) -> Release:
    """Up to five hubs with up to fifteen items, several of them by the same voter."""
    hubs = draw(st.lists(st.sampled_from("abcdefgh"), min_size=min_hubs, max_size=5, unique=True))
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(hubs),
                st.sampled_from(COLUMNS),
                SIMILARITIES,
                STRENGTHS,
                st.sampled_from("vwx"),
            ),
            max_size=15,
        )
    )
    items = [
        {
            "hub": hub,
            "criterion": column.criterion,
            "option": column.option,
            "similarity": s,
            "strength": t,
            "voter": v,
        }
        for hub, column, s, t, v in drawn
    ]
    return Release(hubs=tuple(hubs), items=make_items(*items), prior=draw(priors()))


@st.composite
def profiles(draw: Any) -> Profile:
    """Some criteria with weights from 1 to 9, and some of their options."""
    criteria = draw(st.lists(st.sampled_from(CRITERIA), min_size=1, unique=True))
    importance = {criterion: draw(st.integers(1, 9)) for criterion in criteria}
    options = {
        criterion: tuple(draw(st.lists(st.sampled_from(OPTIONS[criterion]), min_size=1, unique=True)))
        for criterion in criteria
        if criterion in OPTIONS
    }
    return Profile(importance, options)
