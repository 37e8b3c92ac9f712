"""Which bytes a spreadsheet has written its letters with."""

import codecs
import re
from collections.abc import Iterator
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
