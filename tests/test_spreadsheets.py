import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.exports.spreadsheets import escape, unescape

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_escaping_is_undone(cell):
    assert unescape(escape(cell)) == cell


@given(st.sampled_from(DANGEROUS), st.text(max_size=5))
def test_what_a_spreadsheet_would_run_is_escaped(sign, rest):
    cell = sign + rest
    try:
        float(cell)
    except ValueError:
        assert escape(cell) == f"'{cell}"


@pytest.mark.parametrize("number", ["-2", "+1", "-77.03", "1e-5", "0"])
def test_numbers_stay_numbers(number):
    assert escape(number) == number
