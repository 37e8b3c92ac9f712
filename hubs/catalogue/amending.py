"""A release with other statements and figures, of which only what these speak to is fitted anew."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from hubs.catalogue.contents import Contents, contents_of
from hubs.catalogue.fitting import attributes, items, pooling, with_strength
from hubs.catalogue.frozen import Catalogue
from hubs.catalogue.records import Record, text
from hubs.languages import ENGLISH
from hubs.models.release import Payload

if TYPE_CHECKING:
    import pandas as pd

    from hubs.ranking.cells import Cells
    from hubs.ranking.ranker import Ranker

AMENDED = ("evidence", "figure")


def amended(
    before: Catalogue, english: Catalogue, payload: Payload, written: Sequence[Record], gone: Iterable[str], code: str
) -> Catalogue:
    """What `hubs.catalogue.releases.sketch` makes of the payload's records without these slugs and with these records.

    `before` is the payload in the language of the code, `english` in English, from which rankers are fitted. What the
    records refer to has to be there.
    """
    records = [*_referred_to(payload["records"], written), *written]
    left_out = {*gone, *(text(record, "slug") for record in written)}
    after = _with(before, contents_of(with_strength(records), code), left_out)
    told = after if code == ENGLISH else _with(english, contents_of(with_strength(records)), left_out)
    spoken_of = _criteria(english, left_out) | _criteria(told, left_out)
    found = items(_about(told, spoken_of))
    asked = attributes(told)

    def refitted(ranker: "Ranker", rows: "pd.DataFrame") -> "Ranker":
        from hubs.ranking.ranker import Ranker

        cells = pooling(told, payload).fit_transform(rows)
        return Ranker().fit(_merged(ranker.cells_, cells, spoken_of), attributes=asked)

    return replace(
        after,
        pk=0,
        number=0,
        sha="",
        ranker=refitted(before.ranker, found),
        said=refitted(before.said, found[found["form"] != ""]),
    )


def _referred_to(records: Iterable[Record], written: Sequence[Record]) -> list[Record]:
    """Kinds, and the sources and indicators of these records."""
    named = {("source", record["source"]) for record in written}
    named |= {("indicator", record["indicator"]) for record in written if "indicator" in record}
    return [each for each in records if each["type"] == "kind" or (each["type"], each.get("slug")) in named]


def _with(catalogue: Catalogue, new: Contents, left_out: set[str]) -> Catalogue:
    evidence = catalogue.evidence.amended(new.evidence, left_out)
    return replace(catalogue, evidence=evidence, figures=catalogue.figures.amended(new.figures, left_out))


def _criteria(contents: Contents, slugs: Iterable[str]) -> set[str]:
    said = (contents.evidence[slug].criterion for slug in slugs if slug in contents.evidence)
    measured = (contents.figures[slug].indicator.criterion for slug in slugs if slug in contents.figures)
    return {criterion for criterion in (*said, *measured) if criterion}


def _about(catalogue: Catalogue, criteria: set[str]) -> Contents:
    """The contents with nothing but what is said and measured of some criteria."""
    return replace(
        Contents(**{field.name: getattr(catalogue, field.name) for field in fields(Contents)}),
        evidence={slug: each for slug, each in catalogue.evidence.items() if each.criterion in criteria},
        figures={slug: each for slug, each in catalogue.figures.items() if each.indicator.criterion in criteria},
    )


def _merged(old: "Cells", new: "Cells", criteria: set[str]) -> "Cells":
    """The new cells of some criteria, the old ones of all others."""
    import numpy as np

    from hubs.ranking.cells import Items

    is_new = np.array([column.criterion in criteria for column in old.columns])
    arrays = ("mean", "variance", "n", "known", "floor", "count", "measured")
    start, keys, similarity, strength = [0], list[str](), list[float](), list[float]()
    for cell in range(len(old.hubs) * len(old.columns)):
        of = (new if is_new[cell % len(old.columns)] else old).items
        here = of.of(cell)
        keys += of.keys[here]
        similarity += of.similarity[here]
        strength += of.strength[here]
        start.append(len(keys))
    return replace(
        old,
        items=Items(array("q", start), keys, array("d", similarity), array("d", strength)),
        **{name: np.where(is_new, getattr(new, name), getattr(old, name)) for name in arrays},
    )
