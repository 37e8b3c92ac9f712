"""Everything that the site says, and everything that its catalogue says, is there in every language."""

import json
import re

import pytest
from django.conf import settings

from hubs import languages
from hubs.catalogue.records import MODELS
from hubs.translation import TRANSLATED, column
from tests import messages

FIXTURES = sorted((settings.BASE_DIR / "fixtures").glob("*.jsonl"))


@pytest.mark.parametrize("code", languages.OTHERS)
def test_every_message_is_translated(code):
    entries = messages.translated(code).values()
    missing = [entry.message.text for entry in entries if entry.fuzzy or not all(entry.translations)]
    assert missing == [], f"{len(missing)} of {len(entries)}"


def untranslated(records, code):
    """The texts of a catalogue that have no translation, each with its record's key."""
    spoken = {record["slug"]: record.get("language") or "en" for record in records if record["type"] == "source"}
    for record in records:
        for name in TRANSLATED.get(MODELS[record["type"]], ()):
            needed = _is_needed(record, code, spoken) if name == "translation" else record.get(name)
            if needed and not record.get(column(name, code)):
                yield f"{record['type']} {record.get('slug') or record['code']}: {name}"


def _is_needed(said, code, spoken):
    """A quote is in its source's language, a claim in English: whoever reads that needs no translation."""
    original = spoken[said["source"]] if said["form"] == "quote" else "en"
    return original.split("-")[0] != code.split("-")[0]


@pytest.mark.parametrize("code", languages.OTHERS)
def test_every_text_of_the_fixtures_is_translated(code):
    records = [json.loads(line) for file in FIXTURES for line in file.read_text(encoding="utf-8").splitlines()]
    missing = list(untranslated(records, code))
    assert missing == [], f"{len(missing)} texts"


def test_a_text_without_a_translation_is_found():
    source = {"type": "source", "slug": "um-artigo", "language": "pt"}
    quote = {
        "type": "evidence",
        "slug": "q",
        "form": "quote",
        "source": "um-artigo",
        "text": "É barato",
        "speaker": "Ana",
    }
    claim = quote | {"slug": "c", "form": "claim", "text": "It is cheap.", "speaker_es": "Ana", "speaker_pt_br": "Ana"}
    hub = {"type": "hub", "slug": "lima", "name": "Lima", "summary": "", "name_es": "Lima"}
    records = [source, quote, claim, hub]
    assert list(untranslated(records, "es")) == [
        "evidence q: speaker",
        "evidence q: translation",
        "evidence c: translation",
    ]
    assert list(untranslated(records, "pt-br")) == ["evidence q: speaker", "evidence c: translation", "hub lima: name"]


THOUSANDS = {"es": "\u00a0", "pt-br": ".", "fr": "\u202f"}  # as pages print them; French with a narrow space
GROUPED = re.compile(r"(?<![\w.,/\-])\d{1,3}([. \u00a0\u202f])\d{3}(?!\d)")
UNGROUPED = re.compile(r"(?<![\w.,/\-\u00a0\u202f])\d{4,}(?![\w°]|[.,/]\d)")
IDENTIFIERS = {"10722"}  # a law; years are no quantities either


def wrongly_grouped(text, code):
    """Numbers whose thousands are not parted as this language does it, and years or identifiers that are parted."""
    other = [found[0] for found in GROUPED.finditer(text) if found[1] != THOUSANDS[code]]
    plain = [found[0] for found in UNGROUPED.finditer(text) if not 1900 <= int(found[0]) <= 2100]
    parted = [number for number in IDENTIFIERS if re.search(rf"\b{number[:2]}[^\w]{number[2:]}\b", text)]
    return [*other, *(number for number in plain if number not in IDENTIFIERS), *parted]


@pytest.mark.parametrize(
    ("text", "code", "wrong"),
    [
        ("En 2024, 1\u00a0300 empresas y 3,5 %", "es", []),
        ("1300 empresas", "es", ["1300"]),
        ("11.300 pesos", "es", ["11.300"]),
        ("1 300 entreprises", "fr", ["1 300"]),
        ("11.300 reais, lei 10722, 40,65° N", "pt-br", []),
        ("lei 10,722", "pt-br", ["10722"]),
    ],
)
def test_numbers_are_looked_at_as_a_language_writes_them(text, code, wrong):
    assert wrongly_grouped(text, code) == wrong


@pytest.mark.parametrize("code", languages.OTHERS)
def test_numbers_in_the_data_are_written_in_one_way(code):
    records = [json.loads(line) for path in FIXTURES for line in path.read_text(encoding="utf-8").splitlines() if line]
    wrong = [
        (record.get("slug"), name, numbers)
        for record in records
        for name in TRANSLATED.get(MODELS[record["type"]], ())
        if (numbers := wrongly_grouped(record.get(column(name, code)) or "", code))
    ]
    assert wrong == []
