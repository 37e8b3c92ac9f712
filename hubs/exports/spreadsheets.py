"""CSV that people open in a spreadsheet: text must stay text, numbers must stay numbers."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
# With the mark at its beginning: without it Excel takes UTF-8 for Windows-1252, and Bogotá for BogotÃ¡.
ENCODING = "utf-8-sig"


def escape(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run; plain numbers stay numbers.

    >>> escape("=1+1"), escape("-2"), escape("-2+3"), escape("'=quoted")
    ("'=1+1", '-2', "'-2+3", "''=quoted")
    """
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def unescape(cell: str) -> str:
    """Undoes `escape`.

    >>> unescape("'=1+1"), unescape("-2"), unescape("'90s"), unescape("''=quoted")
    ('=1+1', '-2', "'90s", "'=quoted")
    """
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV, None as an empty cell.

    >>> table([("name", "score"), ("=Bogotá", 61.5), ("Lima", None)]).decode("utf-8-sig")
    "name,score\\r\\n'=Bogotá,61.5\\r\\nLima,\\r\\n"
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([escape("" if cell is None else str(cell)) for cell in row] for row in rows)
    return text.getvalue().encode(ENCODING)
