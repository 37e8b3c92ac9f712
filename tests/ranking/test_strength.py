import pandas as pd
import pytest
from hypothesis import given

from hubs.ranking.strength import share_votes, strength
from tests.ranking.making import make_items, releases


@pytest.mark.parametrize(
    ("base", "low_reliability", "expected"),
    [(1.0, False, 1.0), (1.0, True, 0.5), (0.25, False, 0.25), (0.25, True, 0.125), (6.0, False, 6.0)],
)
def test_strength_halves_with_doubt(base, low_reliability, expected):
    assert strength(base, low_reliability=low_reliability) == expected


@pytest.mark.parametrize("base", [0.0, -1.0, float("nan"), float("inf")])
def test_strength_needs_a_positive_base(base):
    with pytest.raises(ValueError, match="positive"):
        strength(base, low_reliability=False)


def effective(*items):
    shared = share_votes(make_items(*items))
    return dict(zip(shared["key"], shared["effective"], strict=True))


def test_a_voter_has_one_vote_per_cell_as_strong_as_the_strongest_item():
    """Hand-computed: 1 and 1/4 share a vote of 1 in the proportion 4 : 1."""
    shared = effective({"voter": "Ana"}, {"voter": "Ana", "strength": 0.25}, {"voter": "Bea"})
    assert shared == pytest.approx({"e0": 0.8, "e1": 0.2, "e2": 1.0})


@pytest.mark.parametrize("elsewhere", [{"hub": "austin"}, {"criterion": "family"}, {"option": "ai"}])
def test_votes_in_other_cells_are_not_shared(elsewhere):
    assert effective({"voter": "Ana"}, {"voter": "Ana", **elsewhere}) == {"e0": 1.0, "e1": 1.0}


@given(releases())
def test_shares_keep_the_vote_and_sharing_twice_changes_nothing(release):
    cell = ["hub", "criterion", "option", "voter"]
    once = share_votes(release.items)
    votes = once.groupby(cell)
    assert (votes["effective"].sum() - votes["strength"].max()).abs().max() < 1e-12 or not len(once)
    pd.testing.assert_frame_equal(share_votes(once), once)


@pytest.mark.parametrize(
    "wrong",
    [
        {"similarity": 1.5},
        {"similarity": float("nan")},
        {"strength": 0.0},
        {"strength": float("inf")},
        {"voter": ""},
        {"voter": None},
        {"option": None},
    ],
)
def test_impossible_items_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        share_votes(make_items(wrong, {}))


def test_an_item_speaks_once_to_a_cell():
    with pytest.raises(ValueError, match="at most once"):
        share_votes(make_items({"key": "same"}, {"key": "same"}))
    assert len(share_votes(make_items({"key": "same"}, {"key": "same", "hub": "austin"}))) == 2


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="voter"):
        share_votes(make_items({}).drop(columns="voter"))
