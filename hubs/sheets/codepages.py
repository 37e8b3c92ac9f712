"""Which bytes a spreadsheet has written its letters with."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hubs.exports.spreadsheets import ENCODING

CHUNK = 1 << 16
# What Excel calls "Unicode text".
MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
# Excel's "CSV" is Windows-1252, on a Mac until 2016 Mac Roman. Between the letters of a word the accents of one are
# signs of the other: ‡ Ž ‹ within a word are no Windows, and È Í inside one are no Mac. Where only – and — stand
# there (ñ and ó of a Mac), nobody can say.
MAC = re.compile(rb"[a-z][\x87-\x8f\x90\x99\x9b\x9d-\x9f]|[\x87-\x8f\x90\x99\x9b\x9d-\x9f][a-z]")
WINDOWS = re.compile(rb"[a-z][\xdf-\xff]|[\xdf-\xff][a-z]")
EITHER = re.compile(rb"[a-z][\x96\x97][a-z]")


# What programs write in place of a letter that a code page lacks.
LOST, SPACE, HARD_SPACE = "?", " ", "\N{NO-BREAK SPACE}"


def encoding_of(file: BinaryIO) -> str:
    """The code page of a table.

    Raises
    ------
    ValidationError
        When it is no text, or the code page cannot be told.
    """
    file.seek(0)
    start = file.read(2)
    for mark, encoding in MARKS:
        if start == mark:
            return _checked(file, encoding)
    if _decodes(file, ENCODING):
        return _checked(file, ENCODING)
    return _checked(file, _code_page(file))


def _code_page(file: BinaryIO) -> str:
    found = [0, 0, 0]
    for chunk in chunks(file):
        found = [
            seen + sum(1 for _each in pattern.finditer(chunk))
            for seen, pattern in zip(found, (MAC, WINDOWS, EITHER), strict=True)
        ]
    mac, windows, either = found
    if either and not mac and not windows:
        raise ValidationError(unreadable())
    return "mac_roman" if mac > windows else "cp1252"


def code_page_of(file: BinaryIO, encoding: str) -> str:
    """The code page that letters were lost to; "" where the file has room for all of them."""
    if encoding != ENCODING:
        return "" if encoding.startswith("utf") else encoding
    return "cp1252" if _decodes(file, "ascii") else ""


def restored(cell: str, text: str, code_page: str) -> str:
    """A cell with the letters of the stored text that its file had no room for, wherever it still says the same.

    >>> restored("12?000 $ a month", "12\\u202f000 $ a week", "cp1252"), restored("a can", "a čas", "cp1252")
    ('12\\u202f000 $ a month', 'a can')
    """
    if _has(text, code_page) or cell == text:
        return cell
    worn = {"".join(_worn(letter, code_page, lost) for letter in text) for lost in (LOST, SPACE, HARD_SPACE)}
    if cell in worn:
        return text
    matches = (SequenceMatcher(None, each, cell, autojunk=False) for each in sorted(worn))
    letters = list(cell)
    for a, c, size in max(matches, key=lambda match: match.ratio()).get_matching_blocks():
        for place in range(a, a + size):
            if text[place] != cell[place - a + c] and _is_said(text, range(a, a + size), cell, c, place):
                letters[place - a + c] = text[place]
    return "".join(letters)


def _is_said(text: str, same: range, cell: str, at: int, place: int) -> bool:
    """Whether a letter stands in the very word that it stood in, and another sign between the same two.

    What is the same begins in the cell `at` this place. A lone letter of a new word, or its question mark, is not.
    """
    start, end = place, place + 1
    is_letter = text[place].isalnum()
    while is_letter and start and text[start - 1].isalnum():
        start -= 1
    while is_letter and end < len(text) and text[end].isalnum():
        end += 1
    before, after = start - same.start + at - 1, end - same.start + at
    begins = start > same.start or (start == same.start and _ends(text, start - 1, cell, before, is_letter))
    return begins and (end < same.stop or (end == same.stop and _ends(text, end, cell, after, is_letter)))


def _ends(text: str, place: int, cell: str, there: int, is_letter: bool) -> bool:
    """Whether nothing stands beside what is the same that would make something else of it."""
    if not 0 <= there < len(cell):
        return is_letter or not 0 <= place < len(text)
    return is_letter and not cell[there].isalnum()


def _worn(letter: str, code_page: str, lost: str) -> str:
    """One sign for one, so that places stay: as it is, a space as that space, a letter without its mark."""
    if _has(letter, code_page):
        return letter
    if letter.isspace():
        return lost
    plain = "-" if unicodedata.category(letter) == "Pd" else unicodedata.normalize("NFKD", letter)[0]
    return plain if lost != LOST and _has(plain, code_page) else LOST


def _has(text: str, code_page: str) -> bool:
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True


def _checked(file: BinaryIO, encoding: str) -> str:
    """The encoding, if what it makes of the file is text."""
    is_sure = encoding == ENCODING
    try:
        for text in codecs.iterdecode(chunks(file), encoding):
            if "\0" in text:
                raise ValidationError(_("The file holds NUL bytes: it is not text."))
            if not is_sure and CONTROL.search(text):
                raise ValidationError(unreadable())
    except UnicodeDecodeError:
        raise ValidationError(unreadable()) from None
    return encoding


def _decodes(file: BinaryIO, encoding: str) -> bool:
    try:
        for _text in codecs.iterdecode(chunks(file), encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def unreadable() -> str:
    return _("The file is not text that can be read: save it as “CSV UTF-8”.")
