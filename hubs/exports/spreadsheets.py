"""CSV that people open in a spreadsheet: text must stay text, numbers must stay numbers."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
FORMULA = re.compile(rf"'*(?:{SIGN}|[\t\r\n])")
# Where semicolons part cells, or commas, a spreadsheet may cut a text in two: then a formula may begin within it.
WITHIN = re.compile(rf"(?<=[,;\t\r\n])(?=[\"']*{SIGN})")
GUARDED_WITHIN = re.compile(rf"(?<=[,;\t\r\n])'(?=[\"']*{SIGN})")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
# With the mark at its beginning: without it Excel takes UTF-8 for Windows-1252, and Bogotá for BogotÃ¡.
ENCODING = "utf-8-sig"


def escape(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run, wherever it may cut the text; plain numbers stay numbers.

    >>> escape("=1+1"), escape("-2"), escape("-2+3"), escape("'=quoted"), escape("Bo;=1+1")
    ("'=1+1", '-2', "'-2+3", "''=quoted", "Bo;'=1+1")
    """
    if NUMBER.fullmatch(cell):
        return cell
    return ("'" if FORMULA.match(cell) else "") + WITHIN.sub("'", cell)


def guard(cell: str) -> str:
    """For a workbook, which runs no text: only what would be taken for our own apostrophe gets one more.

    >>> guard("=1+1"), guard("'=quoted"), guard("Bo;'=1+1")
    ('=1+1', "''=quoted", "Bo;''=1+1")
    """
    return ("'" if cell.startswith("'") and FORMULA.match(cell) else "") + GUARDED_WITHIN.sub("''", cell)


def unescape(cell: str) -> str:
    """Undoes `escape` and `guard`.

    >>> unescape("'=1+1"), unescape("-2"), unescape("'90s"), unescape("''=quoted"), unescape("Bo;'=1+1")
    ('=1+1', '-2', "'90s", "'=quoted", 'Bo;=1+1')
    """
    own = cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
    return GUARDED_WITHIN.sub("", own)


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV, None as an empty cell.

    >>> table([("name", "score"), ("=Bogotá", 61.5), ("Lima", None)]).decode("utf-8-sig")
    "name,score\\r\\n'=Bogotá,61.5\\r\\nLima,\\r\\n"
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([escape("" if cell is None else str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode(ENCODING)
