"""How wide words are in the typeface of the share cards, read from its own files, and what fits into a given room."""

import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent.parent / "static" / "hubs" / "fonts"
FILES = {cut: FONTS / f"archivo-card-{cut}.ttf" for cut in ("regular", "bold")}
MORE = "…"
LEADING = 1.16
FIXED, NARROW = "\u00a0", "\u202f"  # spaces that no line is broken at; the typeface has only the first
SPACES = re.compile(r"[^\S\u00a0]+")


@dataclass(frozen=True, slots=True)
class Face:
    """One cut: the advance of each character in units of its em, and that of the box for one it does not have."""

    em: int
    advances: dict[int, int]
    missing: int

    def width(self, text: str, size: float) -> float:
        return sum(self.advances.get(ord(letter), self.missing) for letter in text) * size / self.em


@cache
def face(cut: str) -> Face:
    font = FILES[cut].read_bytes()
    (count,) = struct.unpack_from(">H", font, 4)
    directory = struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * count])
    tables = {tag: font[start : start + length] for tag, _checksum, start, length in directory}
    (em,) = struct.unpack_from(">H", tables[b"head"], 18)
    # Each glyph has its own advance in these files, so that the table holds nothing else.
    advances = [advance for advance, _bearing in struct.iter_unpack(">Hh", tables[b"hmtx"])]
    return Face(em, {letter: advances[glyph] for letter, glyph in _letters(tables[b"cmap"]).items()}, advances[0])


def _letters(cmap: bytes) -> dict[int, int]:
    """Code point -> glyph, from the one kind of table (format 4) that these files have."""
    (at,) = struct.unpack_from(">I", cmap, 8)
    length = struct.unpack_from(">H", cmap, at + 6)[0] // 2
    fields = (at + 14, at + 16 + 2 * length, at + 16 + 4 * length, at + 16 + 6 * length)
    ends, starts, deltas, offsets = (struct.unpack_from(f">{length}H", cmap, field) for field in fields)
    found: dict[int, int] = {}
    for segment, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for letter in range(start, min(end + 1, 0xFFFF)):
            glyph = letter
            if offsets[segment]:
                there = fields[3] + 2 * segment + offsets[segment] + 2 * (letter - start)
                (glyph,) = struct.unpack_from(">H", cmap, there)
            found[letter] = (glyph + deltas[segment]) & 0xFFFF
    return found


def printable(text: str) -> str:
    """Text as one line without what cannot be drawn: control characters, and those that turn the direction around."""
    composed = SPACES.sub(" ", unicodedata.normalize("NFC", text.replace(NARROW, FIXED))).strip()
    return "".join(letter for letter in composed if not unicodedata.category(letter).startswith("C"))


def shorten(text: str, room: float, size: float, cut: str = "regular") -> str:
    """As much of one line as fits."""
    text = printable(text)
    if face(cut).width(text, size) <= room:
        return text
    while text and face(cut).width(text + MORE, size) > room:
        text = text[:-1].rstrip()
    return text + MORE


def wrap(text: str, room: float, size: float, cut: str = "regular") -> list[str]:
    """Lines that fit, broken between words, and within a word that is longer than a line."""
    lines = [""]
    for word in printable(text).split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if face(cut).width(longer, size) <= room:
            lines[-1] = longer
            continue
        *full, rest = _pieces(word, room, size, cut)
        lines = [line for line in (*lines, *full) if line] + [rest]
    return lines


def _pieces(word: str, room: float, size: float, cut: str) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and face(cut).width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text with its baseline."""

    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    size: int
    lines: tuple[TextLine, ...]

    @property
    def bottom(self) -> int:
        """The baseline of the last line."""
        return self.lines[-1].y


def fill(
    paragraphs: Iterable[str], top: float, room: tuple[float, float], sizes: Sequence[int], cut: str = "regular"
) -> Words:
    """Paragraphs below `top` in the largest size in which they fit into a room, shortened where they fit in none."""
    paragraphs, (across, down) = list(paragraphs) or [""], room
    for size in sizes:
        lines = [line for paragraph in paragraphs for line in wrap(paragraph, across, size, cut)]
        most = max(1, int(down / (LEADING * size)))
        if len(lines) <= most:
            break
    else:
        lines[most - 1 :] = [shorten(" ".join(lines[most - 1 :]), across, size, cut)]
    step = LEADING * size
    return Words(size, tuple(TextLine(round(top + 0.8 * size + step * at), line) for at, line in enumerate(lines)))
