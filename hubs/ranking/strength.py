"""Evidence items and what each of them counts: strength, and one vote per voter."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

GRID = 1024  # similarities and their prior means are multiples of 1/1024: exact in float32
VOTE = ["hub", "criterion", "option", "voter"]
ITEM = ["key", "hub", "criterion", "option", "similarity", "strength", "voter"]


class Column(NamedTuple):
    """One column of the release: a criterion, or one label or target level of it.

    Examples
    --------
    >>> Column("specialty", "ai")
    Column(criterion='specialty', option='ai')
    >>> Column("family").option
    ''
    """

    criterion: str
    option: str = ""


def strength(base: float, *, low_reliability: bool) -> float:
    """Fractional count of an evidence item, on the scale of precisions (ranking model, section 2).

    An item of strength t counts as one whose variance around the truth is ``sigma^2 / t``. Low reliability is a matter
    of trust: such statements are measured to scatter no more than others.

    Parameters
    ----------
    base : the strength of its kind, ``> 0`` (a statement 1, one about a whole country 1/4, ...).
    low_reliability : halves the strength.

    Returns
    -------
    The strength, in (0, base].

    Raises
    ------
    ValueError
        If base is not positive and finite.

    Examples
    --------
    >>> strength(1.0, low_reliability=True)
    0.5
    """
    if not (np.isfinite(base) and base > 0):
        raise ValueError("base must be positive and finite")
    return float(base * (0.5 if low_reliability else 1.0))


def share_votes(items: "pd.DataFrame") -> "pd.DataFrame":
    """Let the items of one voter in one cell share one vote.

    Within one (hub, criterion, option, voter) the vote is as strong as the strongest item,
    and the items divide it in proportion: ``strength * max(strength) / sum(strength)``.

    Parameters
    ----------
    items : one row per evidence item and column it speaks to, with the columns key, hub,
        criterion, option ("" if the criterion has none), similarity in [0, 1],
        strength ``> 0`` and voter (speaker and source, or the statistic that several items repeat).

    Returns
    -------
    The items in a canonical order with one more column, ``effective``. ``strength`` stays
    as it was, so sharing twice changes nothing.

    Raises
    ------
    ValueError
        If a column is missing, a similarity or strength is out of range, a voter is
        empty, or one item speaks twice to the same cell.

    Examples
    --------
    >>> import pandas as pd
    >>> said = [("a", "lima", "cost", "", 1.0, 1.0, "Ana"), ("b", "lima", "cost", "", 0.5, 1.0, "Ana")]
    >>> share_votes(pd.DataFrame(said, columns=ITEM))["effective"].tolist()
    [0.5, 0.5]
    """
    _check(items)
    items = items.sort_values(["criterion", "option", "hub", "voter", "key"], ignore_index=True)
    votes = items.groupby(VOTE, sort=False)["strength"]
    return items.assign(effective=items["strength"] * votes.transform("max") / votes.transform("sum"))


def _check(items: "pd.DataFrame") -> None:
    if missing := set(ITEM) - set(items.columns):
        raise ValueError(f"items lack the columns {sorted(missing)}")
    if items[["key", *VOTE]].isna().any(axis=None) or (items["voter"] == "").any():
        raise ValueError("every item needs a key, a hub, a criterion, an option ('' for none) and a voter")
    if not items["similarity"].between(0, 1).all():
        raise ValueError("a similarity lies in [0, 1]")
    if not ((items["strength"] > 0) & (items["strength"] < np.inf)).all():
        raise ValueError("a strength is positive and finite")
    if items.duplicated(["key", "hub", "criterion", "option"]).any():
        raise ValueError("an item speaks at most once to a cell")
