import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFont

from hubs.drawing import picture
from hubs.drawing.typeface import FILES, MORE, face, fill, printable, shorten, wrap

LETTERS = "AÀÁÂÃÆBCÇDEÈÉÊËFGHIÍÎÏJKLMNÑOÓÔÕŒPQRSTUÙÚÛÜVWXYŸZªº¿¡«»‘’“”–—…·0123456789−€"


def ink(cut, text, size):
    """Where the ink of a text begins and ends that starts at 100."""
    weight = {"regular": 400, "bold": 700}[cut]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="100">'
        '<rect width="1600" height="100" fill="#fff"/>'
        f'<text x="100" y="60" font-family="Archivo Card" font-weight="{weight}" font-size="{size}">{text}</text></svg>'
    )
    left, _, right, _ = Image.open(io.BytesIO(picture.png(svg))).convert("L").point(lambda v: 255 - v).getbbox()
    return left, right


def test_a_picture_has_no_letters_of_the_machine_it_is_drawn_on(monkeypatch):
    monkeypatch.setattr(picture, "FILES", {})
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">{}</svg>'
    text = '<text x="9" y="20" font-family="DejaVu Sans, Liberation Sans, sans-serif">Lima</text>'
    assert picture.png(svg.format(text)) == picture.png(svg.format(""))


@pytest.mark.parametrize("cut", FILES)
def test_every_letter_of_the_languages_is_in_the_typeface(cut):
    assert {ord(letter) for letter in LETTERS + LETTERS.lower()} <= set(face(cut).advances)


@pytest.mark.parametrize("cut", FILES)
@pytest.mark.parametrize("text", ["Colonia del Sacramento", "Florianópolis 1111", "Où? Ça coûte: œufs"])
def test_a_text_is_as_wide_as_it_is_drawn(cut, text):
    left, right = ink(cut, text, 40)
    assert right - left == pytest.approx(face(cut).width(text, 40), rel=0.03)


@pytest.mark.parametrize("cut", FILES)
@pytest.mark.parametrize("text", [*LETTERS, "中", "Tegucigalpa, São Paulo"])
def test_a_text_is_as_wide_as_another_library_says(cut, text):
    """Kerning aside; what the typeface does not have takes the room of its empty box."""
    font = ImageFont.truetype(FILES[cut], 1000, layout_engine=ImageFont.Layout.BASIC)
    assert face(cut).width(text, 1000) == pytest.approx(font.getlength(text), abs=0.5 * len(text))


def test_the_two_cuts_are_two_cuts():
    assert ink("bold", "Medellín", 40)[1] > ink("regular", "Medellín", 40)[1] + 10


@given(st.text(max_size=80), st.floats(40, 700), st.sampled_from([18, 24, 46]))
def test_what_is_shortened_fits(text, room, size):
    short = shorten(text, room, size)
    assert short == MORE or face("regular").width(short, size) <= room
    assert short == printable(text) or short.endswith(MORE)


@given(st.text(max_size=80), st.floats(60, 700), st.sampled_from([18, 24, 46]))
def test_what_is_wrapped_fits_and_loses_no_letter(text, room, size):
    lines = wrap(text, room, size)
    assert all(face("regular").width(line, size) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "")


@given(st.lists(st.text(max_size=120), max_size=3), st.integers(20, 300))
def test_filled_words_stay_in_their_room(paragraphs, height):
    words = fill(paragraphs, 100, (640, height), (46, 30), "bold")
    assert all(face("bold").width(line.text, words.size) <= 640 for line in words.lines)
    assert len(words.lines) == 1 or words.bottom <= 100 + height


def test_words_are_as_large_as_fits():
    assert fill(["Lima"], 0, (640, 92), (68, 38), "bold").size == 68
    assert fill(["San Francisco Bay Area"], 0, (640, 92), (68, 38), "bold").size == 38


def test_lines_stand_apart_by_a_sixth_of_their_size():
    words = fill(["Lima", "Quito"], 100, (640, 300), (50,))
    assert [line.y for line in words.lines] == [140, 198]
    assert fill(["Lima", "Quito"], 100, (640, 116), (50, 40)).size == 50
    assert fill(["Lima", "Quito"], 100, (640, 115), (50, 40)).size == 40


def test_as_much_of_a_line_as_fits_is_kept():
    short = shorten("Florianópolis", 120, 24)
    longer = "Florianópolis"[: len(short)]
    assert 3 < len(short) < 13
    assert face("regular").width(longer + MORE, 24) > 120


def test_what_fits_in_no_size_is_cut_in_its_last_line():
    words = fill(["Lima and Quito and Bogotá and Cusco"], 0, (120, 60), (30, 24))
    assert [line.text for line in words.lines] == ["Lima and", "Quito an…"]


def test_lines_break_between_words():
    assert wrap("with eight others too close to call", 200, 24) == ["with eight others", "too close to call"]


@pytest.mark.parametrize("text", ["a\u202eb", "a\x0bb", "a\x00b", "a\ufffeb", "a\u200fb", "a\ud800b"])
def test_what_cannot_be_drawn_is_left_out(text):
    assert printable(text).replace(" ", "") == "ab"


def test_a_line_does_not_begin_with_what_belongs_to_the_word_before():
    for space in "\u00a0\u202f":
        first, second = wrap(f"Les habitants se plaignent{space}; on attend", 285, 24)
        assert first == "Les habitants se"
        assert second == "plaignent\u00a0; on attend"


def test_letters_in_two_parts_become_one():
    assert printable(unicodedata.normalize("NFD", "Córdoba")) == "Córdoba"
