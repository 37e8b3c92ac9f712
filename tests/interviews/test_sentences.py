"""Sentences stand in their text where they say that they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.interviews.sentences import split


@pytest.mark.properties
@given(st.text(alphabet=st.sampled_from("aé. \n#-?!😀א\t1)"), max_size=200))
def test_a_sentence_is_the_text_at_its_offset(text):
    for sentence in split(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Dr. Smith pays $1.5k a month. It is fine.", 2),
        ("es", "El Dr. Pérez vive aquí. ¿Es caro? ¡No!", 3),
        ("pt", "O Sr. Silva mora aqui. É caro.", 2),
        ("xx", "One. Two.", 2),
        ("en", "Just one", 1),
        ("en", "", 0),
    ],
)
def test_abbreviations_do_not_end_a_sentence(language, text, count):
    assert len(split(text, language)) == count


def test_markdown_marks_are_not_part_of_a_sentence():
    text = "## Bogotá\n\n- Rents are high.\n- Buses are full.\n> They say so."
    assert [each.text for each in split(text)] == ["Bogotá", "Rents are high.", "Buses are full.", "They say so."]
    assert split(text)[0].is_heading


def test_a_long_quotation_has_sentences_of_its_own():
    text = "“Rent is low. The metro is clean. People are kind”, says a developer."
    assert [each.text for each in split(text)] == [
        "“Rent is low.", "The metro is clean.", "People are kind”, says a developer.",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "is_heading"), [("My move to the “Eternal Spring”", True), ("“I love it.”", False)])
def test_a_heading_may_end_in_a_quotation(text, is_heading):
    assert split(text)[0].is_heading is is_heading


@pytest.mark.parametrize(("words", "is_heading"), [(8, True), (9, False)])
def test_up_to_eight_words_without_an_end_are_a_heading(words, is_heading):
    assert split(" ".join(["word"] * words))[0].is_heading is is_heading
    assert not split(" ".join(["word"] * words) + ".")[0].is_heading


def test_what_never_ends_is_no_sentence():
    assert len(split("a" * 999 + ".")) == 1
    assert split("a" * 1000 + ".") == []


def test_questions_are_known():
    assert [each.is_question for each in split("¿Es caro? No.", "es")] == [True, False]
