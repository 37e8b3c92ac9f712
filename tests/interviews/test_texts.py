"""Files as texts: what is read, and what is refused before it does harm."""

import io
import time
import zipfile

import pytest

from hubs.interviews.texts import MOST_ELEMENTS, UnreadableText, read_text

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_document(body: str, name: str = "word/document.xml", before: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f"{before}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
    return file.getvalue()


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_plain_text_is_composed_and_its_lines_end_alike():
    assert read_text("\ufeffMedelli\u0301n\r\nes\rcara".encode()) == "Medellín\nes\ncara"


def test_text_of_windows_in_utf_16():
    assert read_text("Bogotá es fría".encode("utf-16")) == "Bogotá es fría"


def test_text_from_right_to_left_is_kept():
    assert read_text("אני גר בבוגוטה.".encode()) == "אני גר בבוגוטה."


def test_word_document_has_paragraphs_and_headings():
    data = word_document(paragraph("Medellín", "Heading1") + paragraph("Rent is &lt; 500.") + paragraph("It rains."))
    assert read_text(data, "talk.docx") == "# Medellín\n\nRent is < 500.\n\nIt rains."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no text"),
        (b" \n\t\n", "no text"),
        (b"a\x00b", "control characters"),
        (b"\x89PNG\r\n\x1a\n\xff", "UTF-8"),
        ("Bogotá".encode("latin-1"), "UTF-8"),
        (b"a" * 10_000_001, "10 MB"),
        (b"a" * 10_000_000, "400,000 characters"),
        (b"a" * 400_001, "400,000 characters"),
        (b"PK\x03\x04 but no archive", "Word document"),
        (word_document(paragraph("x"), name="other.xml"), "Word document"),
        (word_document("<w:p>"), "Word document"),
        (word_document(paragraph("&a;"), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "entities"),
        (word_document(""), "no text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data, said):
    with pytest.raises(UnreadableText, match=said):
        read_text(data)


def test_the_longest_text_is_read():
    assert len(read_text(b"a" * 400_000)) == 400_000


def archive(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name, data in files.items():
            written.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return file.getvalue()


def test_macros_are_refused():
    document = f"<w:document {NAMESPACE}>{paragraph('Rents are high.')}</w:document>".encode()
    with pytest.raises(UnreadableText, match="macros"):
        read_text(archive(word__document_xml=document, word__vbaProject_bin=b"x"))


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_entities_cannot_hide_in_another_encoding(encoding):
    xml = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document {NAMESPACE}>{paragraph("&a;")}</w:document>'
    with pytest.raises(UnreadableText, match="Word document"):
        read_text(archive(word__document_xml=xml.encode(encoding)))


def test_an_entity_from_elsewhere_is_not_fetched():
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    with pytest.raises(UnreadableText, match="entities"):
        read_text(word_document(paragraph("&a;"), before=outside))


def test_zip_bomb_is_not_unpacked():
    bomb = word_document(paragraph("a" * 60_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableText, match="too large once it is unpacked"):
        read_text(bomb)


def test_a_paragraph_within_another_has_its_own_words_once():
    box = f"<w:txbxContent>{paragraph('It rains.')}</w:txbxContent>"
    body = f"<w:p><w:r><w:t>Rent</w:t></w:r><w:r>{box}</w:r><w:r><w:t> is high.</w:t></w:r></w:p>"
    assert read_text(word_document(body), "talk.docx") == "Rent is high.\n\nIt rains."


def test_a_style_that_a_paragraph_had_before_makes_no_heading_of_it():
    before = '<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange></w:pPr>'
    assert read_text(word_document(f"<w:p>{before}<w:r><w:t>Rent.</w:t></w:r></w:p>"), "talk.docx") == "Rent."


def test_deep_documents_take_no_longer_than_wide_ones():
    """Looked through once for each paragraph above, a file of 30 kB took hours."""
    depth = 200_000
    begun = time.process_time()
    with pytest.raises(UnreadableText, match="no text"):
        read_text(word_document("<w:p>" * depth + "</w:p>" * depth), "talk.docx")
    assert time.process_time() - begun < 20


def test_a_document_of_too_many_elements_is_refused():
    with pytest.raises(UnreadableText, match="too large"):
        read_text(word_document("<w:p/>" * (MOST_ELEMENTS + 1)), "talk.docx")


def test_archive_that_is_cut_off():
    whole = word_document(paragraph("Rents are high."))
    with pytest.raises(UnreadableText, match="Word document"):
        read_text(whole[: len(whole) // 2])


def test_an_archive_whose_parts_begin_before_its_beginning():
    """Found by tests/fuzz: the library answers with an error of its own that is no BadZipFile."""
    whole = bytearray(word_document(paragraph("Rents are high.")))
    entry = whole.index(b"PK\x05\x06") + 16  # where the directory lies
    whole[entry : entry + 4] = (int.from_bytes(whole[entry : entry + 4], "little") + 16_777_216).to_bytes(4, "little")
    with pytest.raises(UnreadableText, match="Word document"):
        read_text(bytes(whole))
