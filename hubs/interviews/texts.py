"""Text of a file: plain, Markdown or .docx, with limits that hold before anything is unpacked."""

import io
import re
import unicodedata
import zipfile
from enum import StrEnum
from xml.etree import ElementTree

LARGEST_FILE = 10_000_000  # bytes
LARGEST_TEXT = 400_000  # characters: some four hours of talk
LARGEST_DOCUMENT = 40_000_000  # bytes of a .docx file's XML once unpacked
MOST_ELEMENTS = 4 * LARGEST_TEXT  # of a .docx file: twenty for each word of the longest text
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, STYLE, RUN, TEXT = (f"{WORD}{name}" for name in ("p", "pStyle", "r", "t"))
OF_A_PARAGRAPH = [PARAGRAPH, f"{WORD}pPr"]
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
MACROS = ("vbaproject.bin", "vbadata.xml")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Reason(StrEnum):
    """Why a text is refused."""

    FILE_TOO_LARGE = f"The file has more than {LARGEST_FILE // 1_000_000} MB."
    TEXT_TOO_LONG = f"The text has more than {LARGEST_TEXT:,} characters: give it in parts."
    EMPTY = "There is no text in it."
    NOT_TEXT = "This is not a text: it holds control characters."
    NOT_UTF8 = "This is not a text in UTF-8. Save it as plain text (UTF-8) or as .docx."
    NOT_WORD = "This is not a Word document that can be read. Save it anew as .docx."
    DOCUMENT_TOO_LARGE = "The document is too large once it is unpacked."
    ENTITIES = "The document declares entities of its own, which no word processor does."
    MACROS = "The document holds macros. Save it as .docx without them."


class UnreadableText(ValueError):
    """The file holds no text that can be read; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


def read_text(data: bytes, name: str = "") -> str:
    """The text of a file as it is stored and quoted: composed characters, lines that end in a line feed."""
    if len(data) > LARGEST_FILE:
        raise UnreadableText(Reason.FILE_TOO_LARGE)
    is_word = name.lower().endswith(".docx") or data.startswith(b"PK\x03\x04")
    return tidy(_word_text(data) if is_word else _plain_text(data))


def tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")
    if CONTROL.search(text):
        raise UnreadableText(Reason.NOT_TEXT)
    if not text.strip():
        raise UnreadableText(Reason.EMPTY)
    if len(text) > LARGEST_TEXT:
        raise UnreadableText(Reason.TEXT_TOO_LONG)
    return text


def _plain_text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableText(Reason.NOT_UTF8) from None


def _word_text(data: bytes) -> str:
    """The paragraphs of a Word document, headings as in Markdown, parted by empty lines."""
    try:
        paragraphs = [*_paragraphs(_document_xml(data))]
    except UnreadableText:
        raise
    except Exception as error:  # whatever a library says of a file that somebody made up
        raise UnreadableText(Reason.NOT_WORD) from error
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())


def _document_xml(data: bytes) -> str:
    """Reads no further than the limit, whatever the archive says of its size; refuses macros and entities of its own.

    It has to be UTF-8, as word processors write it: in any other encoding entities could hide from the look for them.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.lower().endswith(MACROS) for name in archive.namelist()):
            raise UnreadableText(Reason.MACROS)
        with archive.open("word/document.xml") as file:
            xml = file.read(LARGEST_DOCUMENT + 1)
    if len(xml) > LARGEST_DOCUMENT:
        raise UnreadableText(Reason.DOCUMENT_TOO_LARGE)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UnreadableText(Reason.ENTITIES)
    return xml.decode("utf-8-sig")


def _paragraphs(xml: str) -> list[str]:
    """Every paragraph, also one within another, as those of a text box are, each with its own words."""
    reader = _Reader()
    parser = ElementTree.XMLParser(target=reader)
    parser.feed(xml)
    parser.close()
    return ["".join(parts) for parts in reader.paragraphs]


class _Reader:
    """Takes a document element by element and builds no tree of it: neither many nor deep ones take long."""

    def __init__(self) -> None:
        self.paragraphs: list[list[str]] = []
        self._open: list[list[str]] = []
        self._tags: list[str] = []
        self._seen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._seen += 1
        if self._seen > MOST_ELEMENTS:
            raise UnreadableText(Reason.DOCUMENT_TOO_LARGE)
        if tag == PARAGRAPH:
            self._open.append([])
            self.paragraphs.append(self._open[-1])
        elif self._tags[-2:] == OF_A_PARAGRAPH and tag == STYLE:
            if attributes.get(f"{WORD}val", "").lower().startswith(("heading", "title")):
                self._open[-1].append("# ")
        elif self._open and self._tags[-1] == RUN:
            self._open[-1].append(BREAKS.get(tag, ""))
        self._tags.append(tag)

    def data(self, text: str) -> None:
        if self._open and self._tags[-2:] == [RUN, TEXT]:
            self._open[-1].append(text)

    def end(self, tag: str) -> None:
        self._tags.pop()
        if tag == PARAGRAPH:
            self._open.pop()
